"""Signing a decision: what must be true before, and how it becomes an order of the court."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cases.enums import Entry, OrderKind
from cases.judgments import Terms, make_order
from cases.models import Claim, Order
from cases.sums import pack_of
from hearings.bench import policies, queries
from hearings.bench.awards import Award, terms_of, work_out
from hearings.bench.enums import DecisionEvent
from hearings.bench.inputs import SignInput
from hearings.bench.lifecycle import DECISION
from hearings.bench.models import Decision, Issue
from hearings.bench.queries import CaseFile, Filing, Finds
from hearings.bench.stale import Changed, NewFilings, NotReady
from odr import ledger
from odr.clock import Clock
from odr.errors import IllegalMove
from odr.permissions import Actor, require
from odr.words import _


@dataclass(frozen=True)
class Readiness:
    """A draft held against everything a signature needs."""

    decision: Decision
    issues: Sequence[Issue]
    findings: Finds
    award: Award
    new: Sequence[Filing]
    missing: Sequence[str]
    manifest: str

    @property
    def ready(self) -> bool:
        return not self.new and not self.missing


def readiness(session: Session, claim: Claim, decision: Decision, *, at: datetime) -> Readiness:
    """Hold a draft against everything a signature needs, and work out its sum up to today."""
    file = queries.case_file(session, claim)
    issues = queries.issues_of(session, claim)
    findings = queries.findings_of(session, claim)
    filings = queries.filings_of(file)
    today = pack_of(claim).days.day_of(at)
    award = work_out(session, claim, decision, issues, findings, until=today)
    missing = [
        *_unanswered_issues(issues, findings),
        *_open_questions(file, at),
        *_payment(decision, award, today),
    ]
    return Readiness(
        decision=decision,
        issues=issues,
        findings=findings,
        award=award,
        new=queries.unseen(decision, filings),
        missing=missing,
        manifest=queries.fingerprint(filings),
    )


def open_points(session: Session, file: CaseFile, *, at: datetime) -> list[str]:
    """Say in sentences what still stands between the case and its decision."""
    decision = queries.decision_of(session, file.claim)
    findings = queries.findings_of(session, file.claim)
    new = [] if decision is None else queries.unseen(decision, queries.filings_of(file))
    return [
        *[_("New since you began the draft: {what}.").format(what=filing.label) for filing in new],
        *_open_questions(file, at),
        *_unanswered_issues(queries.issues_of(session, file.claim), findings),
    ]


def _unanswered_issues(issues: Sequence[Issue], findings: Finds) -> list[str]:
    if not issues:
        return [_("Make the list of issues first.")]
    return [
        _("Issue {number} has no finding yet.").format(number=issue.number)
        for issue in issues
        if issue.id not in findings
    ]


def _open_questions(file: CaseFile, now: datetime) -> list[str]:
    return [
        _("Question {number} can still be answered. Wait for the answers or for its day.").format(
            number=asked.question.number
        )
        for asked in file.questions
        if asked.open_at(now)
    ]


def _payment(decision: Decision, award: Award, today: date) -> list[str]:
    if award.total_minor <= 0 or (decision.pay_by is not None and decision.pay_by > today):
        return []
    return [_("Say by which day the sum must be paid. The day must be after today.")]


def terms_to_sign(claim: Claim, ready: Readiness) -> Terms:
    """Return what the order will say, word for word."""
    return terms_of(claim, ready.decision, ready.issues, ready.findings, ready.award)


def sign_decision(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    given: SignInput,
    *,
    second_factor_at: datetime | None,
    clock: Clock,
) -> Order:
    """Sign the decision and make the order; both sides get it at the same moment.

    It is refused over anything the author has not seen: another draft, a new filing, an issue
    without a finding, a question still open. A second press finds the case decided already.
    """
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    require(policies.may_decide(claim, seat))
    now = clock.now()
    require(policies.may_sign(second_factor_at, now))
    decision = queries.decision_of(session, claim)
    if decision is None:
        raise IllegalMove(_("There is no draft to sign yet. Write the decision first."))
    ready = readiness(session, claim, decision, at=now)
    _check(ready, given)
    decision.status = DECISION.next(decision.status, DecisionEvent.SIGN)
    decision.signed_at, decision.second_factor_at = now, second_factor_at
    ledger.record(
        session,
        actor,
        Entry.DECISION_SIGNED,
        claim.id,
        at=now,
        issues=len(ready.issues),
        manifest=ready.manifest,
        second_factor_at=second_factor_at,
    )
    terms = terms_to_sign(claim, ready)
    order = make_order(session, actor, claim.id, OrderKind.DECISION, terms, clock=clock)
    session.flush()  # the order must be there before the decision names it
    decision.order_id = order.id
    return order


def _check(ready: Readiness, given: SignInput) -> None:
    if ready.new or ready.manifest != given.manifest:
        raise NewFilings(
            _("Something was filed since you last looked. Read it before you sign."), ready.new
        )
    if ready.decision.version != given.version:
        raise Changed(_("This draft was changed in another window."), ready.decision)
    if ready.missing:
        raise NotReady(_("The decision cannot be signed yet."), ready.missing)
