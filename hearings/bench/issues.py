"""The questions a decision has to answer, and what is found on each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cases.enums import Answer, Entry
from cases.models import Claim
from hearings.bench import policies, queries
from hearings.bench.awards import allowed_minor
from hearings.bench.drafting import FIRST_VERSION, note_privately, open_draft
from hearings.bench.enums import IssueKind, Outcome
from hearings.bench.inputs import FindingInput, IssueInput, IssuesInput
from hearings.bench.models import Finding, Issue
from hearings.bench.queries import CaseFile
from hearings.bench.stale import Changed
from odr.clock import Clock
from odr.errors import Invalid
from odr.money import Money
from odr.permissions import Actor, require
from odr.words import _


def prompts(file: CaseFile) -> list[IssueInput]:
    """Suggest the issues: one for each sum claimed, each defence and each counterclaim."""
    claim = file.claim
    suggested = [
        _prompt(
            IssueKind.CLAIM,
            _("Does the respondent owe this sum: {reason}?"),
            claim.money(row.amount_minor),
            reason=row.reason,
        )
        for row in file.amounts
    ]
    names = {party.id: party.name for party in claim.parties}
    for response in file.responses:
        name = names[response.party_id]
        if response.answer in {Answer.DISPUTE, Answer.ADMIT_PART, Answer.COUNTERCLAIM}:
            text = _("Is the defence of {name} right?")
            suggested.append(_prompt(IssueKind.QUESTION, text, None, name=name))
        if response.paid_minor:
            text = _("Did {name} already pay this sum?")
            sum_paid = claim.money(response.paid_minor)
            suggested.append(_prompt(IssueKind.PAID, text, sum_paid, name=name))
        if response.counterclaim_minor:
            text = _("Does the claimant owe {name} what the counterclaim asks for?")
            sum_back = claim.money(response.counterclaim_minor)
            suggested.append(_prompt(IssueKind.COUNTERCLAIM, text, sum_back, name=name))
    return suggested


def _prompt(kind: IssueKind, text: str, asked: Money | None, **words: str) -> IssueInput:
    return IssueInput(kind=kind, question=text.format(**words)[:500], asked=asked)


def set_issues(
    session: Session, actor: Actor, claim_id: UUID, given: IssuesInput, *, clock: Clock
) -> list[Issue]:
    """Set the whole list of issues in order; an issue taken off the list loses its finding.

    The list is part of the draft, so it carries the draft's version.
    """
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    require(policies.may_decide(claim, seat))
    kept = queries.decision_of(session, claim)
    if given.version != (kept.version if kept else FIRST_VERSION):
        raise Changed(_("The list of issues was changed in another window."), kept)
    before = {issue.id: issue for issue in queries.issues_of(session, claim)}
    _check_rows(claim, before, given.issues)
    decision = open_draft(session, actor, claim.id, clock=clock)
    _drop(session, before, {row.id for row in given.issues if row.id is not None})
    issues = [
        _put(session, claim, before, number, row)
        for number, row in enumerate(given.issues, start=1)
    ]
    decision.version += 1
    decision.saved_at = clock.now()
    note_privately(session, actor, claim, Entry.ISSUES_SET, clock=clock, issues=len(issues))
    return issues


def _drop(session: Session, before: dict[UUID, Issue], kept: set[UUID]) -> None:
    gone = [issue_id for issue_id in before if issue_id not in kept]
    session.execute(delete(Finding).where(Finding.issue_id.in_(gone)))
    for issue_id in gone:
        session.delete(before.pop(issue_id))


def _check_rows(claim: Claim, before: Mapping[UUID, Issue], rows: Sequence[IssueInput]) -> None:
    for row in rows:
        if row.asked is not None and row.asked.currency != claim.currency:
            raise Invalid(_("Enter every sum in the currency of the claim."), "issues")
        if row.id is not None and row.id not in before:
            raise Invalid(_("One of these issues is not on the list any more."), "issues")


def _put(
    session: Session, claim: Claim, before: Mapping[UUID, Issue], number: int, row: IssueInput
) -> Issue:
    """Change an issue that is on the list, or add a new one.

    A finding made for another sum or kind no longer fits and has to be written again.
    """
    asked = None if row.asked is None else row.asked.minor
    issue = before.get(row.id) if row.id else None
    if issue is None:
        issue = Issue(claim_id=claim.id)
        session.add(issue)
    elif (issue.kind, issue.asked_minor) != (row.kind, asked):
        session.execute(delete(Finding).where(Finding.issue_id == issue.id))
    issue.number, issue.question = number, row.question
    issue.kind, issue.asked_minor = row.kind, asked
    return issue


def write_finding(
    session: Session, actor: Actor, issue_id: UUID, given: FindingInput, *, clock: Clock
) -> Finding:
    """Write or change what is found on an issue; nobody sees it before the decision is signed.

    If it was changed since the author opened it, nothing is written and both texts can be shown.
    """
    issue, claim, seat = queries.issue_for(session, actor, issue_id, lock=True)
    require(policies.may_decide(claim, seat))
    finding = queries.findings_of(session, claim).get(issue.id)
    if given.version != (finding.version if finding else 0):
        raise Changed(_("This finding was changed in another window."), finding)
    amount = allowed_minor(issue, given.outcome, _part(claim, issue, given))
    decision = open_draft(session, actor, claim.id, clock=clock)
    now = clock.now()
    if finding is None:
        finding = Finding(issue_id=issue.id, version=0)
        session.add(finding)
    finding.outcome, finding.amount_minor = given.outcome, amount
    finding.reasons, finding.written_at = given.reasons, now
    finding.version += 1
    decision.saved_at = now
    note_privately(session, actor, claim, Entry.FINDING_WRITTEN, clock=clock, issue=issue.number)
    return finding


def _part(claim: Claim, issue: Issue, given: FindingInput) -> int | None:
    """Return the part allowed: above nothing and below the whole, else it is not a part."""
    if given.outcome is not Outcome.PARTLY or issue.asked_minor is None:
        return None
    if given.amount is None:
        raise Invalid(_("Enter how much of the sum you allow."), "amount")
    if given.amount.currency != claim.currency or not 0 < given.amount.minor < issue.asked_minor:
        asked = claim.money(issue.asked_minor).show()
        raise Invalid(
            _("Enter a sum above 0 and below {asked}, or decide for one side.").format(asked=asked),
            "amount",
        )
    return given.amount.minor
