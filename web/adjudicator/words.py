"""The words the adjudicator's pages use for answers, issues and outcomes."""

from __future__ import annotations

from cases.enums import Answer, Side
from hearings.bench.enums import IssueKind, Outcome
from hearings.bench.queries import MediationFacts
from odr.words import _

Options = list[tuple[str, str]]


def answers() -> dict[Answer, str]:
    """Return what a respondent says, in a few words."""
    return {
        Answer.ADMIT: _("Admits the claim"),
        Answer.ADMIT_PART: _("Admits a part"),
        Answer.DISPUTE: _("Disputes the claim"),
        Answer.PAID: _("Says it is paid"),
        Answer.COUNTERCLAIM: _("Disputes and claims back"),
    }


def sides() -> dict[Side, str]:
    """Return what each side is called."""
    return {Side.CLAIMANT: _("Claimant"), Side.RESPONDENT: _("Respondent")}


def attended(facts: MediationFacts | None) -> list[str]:
    """Return who took part in the mediation."""
    return [sides()[side] for side in facts.attended] if facts else []


def issue_kinds() -> dict[IssueKind, str]:
    """Return what each kind of issue decides."""
    return {
        IssueKind.CLAIM: _("A sum the claimant asks for"),
        IssueKind.PAID: _("A sum already paid"),
        IssueKind.COUNTERCLAIM: _("A sum the respondent asks for"),
        IssueKind.QUESTION: _("A question without a sum"),
    }


def outcomes() -> dict[Outcome, str]:
    """Return which side an issue can be decided for."""
    return {
        Outcome.CLAIMANT: _("For the claimant"),
        Outcome.RESPONDENT: _("For the respondent"),
        Outcome.PARTLY: _("Partly for each side"),
    }


def sums() -> Options:
    """Return the kinds of issue that are about a sum; a row left alone is a plain question."""
    return [pair for pair in options(issue_kinds()) if pair[0] != IssueKind.QUESTION.value]


def options(words: dict[IssueKind, str] | dict[Outcome, str]) -> Options:
    """Return words as the options of a form."""
    return [(key.value, label) for key, label in words.items()]


def whom() -> Options:
    """Return whom a question may be for."""
    return [("", _("Both sides")), *((side.value, label) for side, label in sides().items())]
