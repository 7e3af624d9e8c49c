"""What the findings add up to: the worked sum, who pays it, and the words of the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases import queries as cases
from cases.enums import PaymentPurpose, PaymentStatus, Side
from cases.judgments import SumRow, Terms, fee_paid, sum_of_claim
from cases.models import Claim
from hearings.bench.enums import IssueKind, Outcome
from hearings.bench.models import Decision, Issue
from hearings.bench.queries import Finds
from odr.words import _


@dataclass(frozen=True)
class Award:
    """The worked sum: rows of words and minor units, and the side that has to pay the total."""

    rows: Sequence[SumRow]
    payer: Side | None

    @property
    def total_minor(self) -> int:
        return sum(minor for _words, minor in self.rows)


def work_out(
    session: Session,
    claim: Claim,
    decision: Decision,
    issues: Sequence[Issue],
    findings: Finds,
    *,
    until: date,
) -> Award:
    """Work out claim + interest + fee − what was paid, net of the counterclaim.

    Amounts are in minor units; interest runs on the part of the claim allowed, up to the given
    day. What was paid before takes at most the whole sum away. The counterclaim, with its fee, is
    set off: only the side that owes more pays, and only the difference.
    """
    allowed = _found(issues, findings, IssueKind.CLAIM)
    paid = _found(issues, findings, IssueKind.PAID)
    back = _found(issues, findings, IssueKind.COUNTERCLAIM)
    claim_rows = _claim_rows(session, claim, decision, allowed, paid, until) if allowed else []
    back_rows = _counterclaim_rows(session, claim, decision, back) if back else []
    owed, owed_back = _total(claim_rows), _total(back_rows)
    if owed >= owed_back:
        rows = claim_rows + _set_off(_("Less what the counterclaim comes to"), owed_back)
        return Award(rows, Side.RESPONDENT if owed > owed_back else None)
    return Award(back_rows + _set_off(_("Less what the claim comes to"), owed), Side.CLAIMANT)


def _found(issues: Sequence[Issue], findings: Finds, kind: IssueKind) -> int:
    return sum(
        findings[issue.id].amount_minor or 0
        for issue in issues
        if issue.kind is kind and issue.id in findings
    )


def _claim_rows(
    session: Session, claim: Claim, decision: Decision, allowed: int, paid: int, until: date
) -> list[SumRow]:
    """Return the rows of the claim, without those the adjudicator left out."""
    principal = claim.money(allowed)
    whole = sum_of_claim(session, claim, principal=principal, until=until)
    fee = fee_paid(session, claim)
    rows, fee_rows = (whole[:-1], whole[-1:]) if fee else (whole, [])
    kept = rows if decision.allow_interest else rows[:1]
    if decision.allow_fee:
        kept = kept + fee_rows
    return kept + _set_off(_("Already paid"), min(paid, _total(kept)))


def _counterclaim_rows(
    session: Session, claim: Claim, decision: Decision, back: int
) -> list[SumRow]:
    fees = sum(
        payment.amount_minor
        for payment in cases.payments_of(session, claim)
        if payment.purpose is PaymentPurpose.COUNTERCLAIM and payment.status is PaymentStatus.PAID
    )
    rows: list[SumRow] = [(_("The counterclaim"), back)]
    if fees and decision.allow_fee:
        rows.append((_("Court fee paid for the counterclaim"), fees))
    return rows


def _set_off(words: str, minor: int) -> list[SumRow]:
    return [(words, -minor)] if minor else []


def _total(rows: Sequence[SumRow]) -> int:
    return sum(minor for _words, minor in rows)


def allowed_minor(issue: Issue, outcome: Outcome, part: int | None) -> int | None:
    """Return what an outcome allows of the sum asked for; only a part has to be typed in.

    Money already paid is what the respondent says was paid; the other sums belong to the side
    that asks for them.
    """
    if issue.kind is IssueKind.QUESTION or issue.asked_minor is None:
        return None
    if outcome is Outcome.PARTLY:
        return part
    asked_by = Outcome.CLAIMANT if issue.kind is IssueKind.CLAIM else Outcome.RESPONDENT
    return issue.asked_minor if outcome is asked_by else 0


def outcome_words(outcome: Outcome) -> str:
    """Return the finding in a few words."""
    return {
        Outcome.CLAIMANT: _("For the claimant."),
        Outcome.RESPONDENT: _("For the respondent."),
        Outcome.PARTLY: _("Partly for each side."),
    }[outcome]


def terms_of(
    claim: Claim, decision: Decision, issues: Sequence[Issue], findings: Finds, award: Award
) -> Terms:
    """Put the decision into the words of an order: background, each issue with reasons, the end."""
    text = [(_("Background"), decision.background)] if decision.background else []
    for issue in issues:
        text.append((f"{issue.number}. {issue.question}", _found_words(claim, issue, findings)))
    if decision.conclusion:
        text.append((_("Conclusion"), decision.conclusion))
    to_pay = award.total_minor > 0
    return Terms(
        payer=award.payer,
        sums=list(award.rows) if to_pay else [],
        pay_by=decision.pay_by if to_pay else None,
        instalment_minor=decision.instalment_minor if to_pay else None,
        instalment_every=decision.instalment_every if to_pay else None,
        text=text,
    )


def _found_words(claim: Claim, issue: Issue, findings: Finds) -> str:
    finding = findings.get(issue.id)
    if finding is None:
        return _("No finding yet.")
    words = outcome_words(finding.outcome)
    if issue.asked_minor is not None and finding.amount_minor is not None:
        sums = {
            "found": claim.money(finding.amount_minor).show(),
            "asked": claim.money(issue.asked_minor).show(),
        }
        words += " " + _("{found} of {asked}.").format(**sums)
    return f"{words}\n\n{finding.reasons}"
