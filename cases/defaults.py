"""Judgment on silence: open only after good service and time, and cancelled by any answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from cases import policies, queries
from cases.clocks import pay_by, runs_from
from cases.enums import AnswerEvent, AnswerStatus, Entry, OrderKind, Side
from cases.judgments import Terms, make_order, sum_of_claim
from cases.lifecycle import ANSWER
from cases.models import Claim, Order
from cases.responses import hear_answers
from cases.sums import pack_of
from cases.tell import tell_parties, tell_party
from odr import ledger
from odr.clock import Clock
from odr.permissions import SYSTEM, Actor, require
from odr.words import _


def note_silence(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Note which respondents let the time to answer pass.

    If some answered, the case goes on with their answers; if none did, the claimant is told that
    judgment can be asked for.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    now = clock.now()
    for party in claim.respondents:
        late = party.response_due is not None and now >= party.response_due
        if late and party.answer_status is AnswerStatus.AWAITED:
            party.answer_status = ANSWER.next(party.answer_status, AnswerEvent.FALL_SILENT)
            ledger.record(session, actor, Entry.RESPONSE_OVERDUE, claim.id, at=now, party=party.id)
    statuses = {party.answer_status for party in claim.respondents}
    if statuses == {AnswerStatus.SILENT}:
        tell_parties(session, claim, Side.CLAIMANT, "default_open", at=now)
    elif statuses == {AnswerStatus.SILENT, AnswerStatus.FILED}:
        hear_answers(session, actor, claim, clock=clock)
    return claim


def request_default(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Ask for judgment because no answer came.

    The judgment is entered after a buffer; an answer, a settlement or a withdrawal in between
    cancels it.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    now = clock.now()
    require(policies.may_request_default(actor, claim, now))
    pack = pack_of(claim)
    claim.default_requested_at = now
    claim.default_enter_after = runs_from(pack, pack.default.buffer, now).due
    ledger.record(
        session,
        actor,
        Entry.DEFAULT_REQUESTED,
        claim.id,
        at=now,
        enter_after=claim.default_enter_after,
    )
    return claim


def enter_default(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Order | None:
    """Enter the judgment asked for, if its buffer has passed and still nobody has answered."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    now = clock.now()
    if claim.default_enter_after is None or now < claim.default_enter_after:
        return None
    asked, claim.default_requested_at = claim.default_requested_at, None
    still_open = policies.default_is_open(claim, now)
    claim.default_requested_at = asked
    if still_open is not True or asked is None:
        return None
    pack = pack_of(claim)
    terms = Terms(
        payer=Side.RESPONDENT,
        sums=sum_of_claim(
            session,
            claim,
            principal=claim.money(claim.claimed_minor),
            until=pack.days.day_of(asked),
        ),
        pay_by=pay_by(pack, pack.days.day_of(now)),
        text=[
            (
                _("Why the court decided without an answer"),
                _(
                    "The claim was served, the time to answer passed, and no answer came. "
                    "You can ask the court to set this judgment aside if there is a good reason."
                ),
            )
        ],
    )
    order = make_order(session, SYSTEM, claim.id, OrderKind.DEFAULT, terms, clock=clock)
    claim.default_enter_after = None
    return order


def remind(session: Session, actor: Actor, claim_id: UUID, party_id: UUID, *, clock: Clock) -> None:
    """Remind a respondent of the time to answer and of what happens if not; once a deadline."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    party = next(each for each in claim.parties if each.id == party_id)
    if party.answer_status is not AnswerStatus.AWAITED or party.reminded_for == party.response_due:
        return
    party.reminded_for = party.response_due
    ledger.record(session, actor, Entry.REMINDER_SENT, claim.id, at=clock.now(), party=party.id)
    tell_party(session, claim, party, "reminder", at=clock.now())
