"""Bringing the claim to the respondents: notices, codes, attempts, and when the clock starts."""

from __future__ import annotations

import hmac
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import policies, queries
from cases.clocks import runs_from
from cases.deadlines import deemed_service
from cases.enums import (
    AnswerEvent,
    AnswerStatus,
    ClaimEvent,
    ClaimStatus,
    Entry,
    NotMe,
    PaperKind,
    ServiceResult,
    Side,
)
from cases.inputs import AttemptInput
from cases.lifecycle import ANSWER, CLAIM
from cases.models import Claim, Party, ServiceAttempt
from cases.notice_codes import ended_codes, notice_code
from cases.openings import note_opening, was_opened_by
from cases.packs import Pack
from cases.paperwork import ask_for_paper
from cases.sums import court_pack, pack_of
from cases.tell import tell_party, tell_registry
from odr import ledger
from odr.clock import Clock
from odr.errors import Gone, IllegalMove, Invalid, NotFound
from odr.models import LedgerEntry
from odr.permissions import SYSTEM, Actor, Role, require
from odr.references import read_access_code
from odr.words import _

NOON = time(12)


def make_notices(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Ask for the notice letter to each respondent who has none yet, with a code of their own."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    for party in claim.respondents:
        if party.code_generation == 0:
            issue_code(session, actor, claim, party, clock=clock)
    return claim


def issue_code(session: Session, actor: Actor, claim: Claim, party: Party, *, clock: Clock) -> None:
    """Give a respondent a new code and the letter that carries it; the old code stops working."""
    require(policies.may_record_service(actor))
    now = clock.now()
    party.code_generation += 1
    ledger.record(
        session,
        actor,
        Entry.NOTICE_CODE_MADE,
        claim.id,
        at=now,
        party=party.id,
        generation=party.code_generation,
    )
    ask_for_paper(session, claim, PaperKind.NOTICE, party=party.id, at=now)


def reissue_code(
    session: Session, actor: Actor, claim_id: UUID, party_id: UUID, *, clock: Clock
) -> Party:
    """Give a respondent a new letter with a new code, where the old one was lost or seen."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_record_service(actor))
    party = _respondent(claim, party_id)
    if claim.number is None or not queries.open_status(claim):
        raise IllegalMove(_("A code can be given from the issue of the claim until the case ends."))
    if party.account_id is not None:
        raise IllegalMove(_("This respondent has an account, so a code would open nothing."))
    issue_code(session, actor, claim, party, clock=clock)
    return party


def record_attempt(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    party_id: UUID,
    given: AttemptInput,
    *,
    clock: Clock,
) -> ServiceAttempt:
    """Note one attempt to serve; the clock of the answer starts only from good service.

    A letter that was sent counts as served on the day the court's rules say, whatever day it is
    read. A letter that comes back does not count, and never starts a clock.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_record_service(actor))
    party = _respondent(claim, party_id)
    pack = pack_of(claim)
    if given.method not in {method.code for method in pack.service.methods}:
        raise Invalid(_("Choose a way of service this court allows."), "method")
    now = clock.now()
    attempt = ServiceAttempt(
        claim_id=claim.id,
        party_id=party.id,
        method=given.method,
        sent_at=_sent_at(pack, claim, given, now),
        result=given.result,
        note=given.note,
        explanation=[],
        recorded_by=actor.account_id,
    )
    session.add(attempt)
    good = given.result in {ServiceResult.SENT, ServiceResult.DELIVERED}
    entry = Entry.SERVICE_ATTEMPTED if good else Entry.SERVICE_FAILED
    ledger.record(
        session,
        actor,
        entry,
        claim.id,
        at=now,
        party=party.id,
        method=given.method,
        result=given.result.value,
    )
    if good and party.answer_status is AnswerStatus.NOT_SERVED:
        _start_the_clock(session, actor, claim, party, attempt, clock=clock)
    if party.email and good:
        tell_party(session, claim, party, "notice", at=now, code=notice_code(session, party))
    return attempt


def _sent_at(pack: Pack, claim: Claim, given: AttemptInput, now: datetime) -> datetime:
    """Return when it was sent: now, or at noon of an earlier day the clerk names."""
    if given.sent_on is None or given.sent_on == pack.days.day_of(now):
        return now
    issued = pack.days.day_of(claim.issued_at or now)
    if not issued <= given.sent_on < pack.days.day_of(now):
        raise Invalid(_("Enter a day from the issue of the claim until today."), "sent_on")
    return pack.days.moment(given.sent_on, NOON)


def _start_the_clock(
    session: Session,
    actor: Actor,
    claim: Claim,
    party: Party,
    attempt: ServiceAttempt,
    *,
    clock: Clock,
) -> None:
    now = clock.now()
    pack = pack_of(claim)
    served = deemed_service(pack, attempt.method, attempt.sent_at)
    due = runs_from(pack, pack.response.deadline, served.value)
    attempt.deemed_on = served.value
    attempt.explanation = [*served.steps, *due.steps]
    party.answer_status = ANSWER.next(AnswerStatus.NOT_SERVED, AnswerEvent.SERVE)
    party.served_on, party.response_due = served.value, due.due
    if claim.status is ClaimStatus.ISSUED:
        claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.SERVE), now
        claim.served_on = served.value
    claim.response_due = max(
        each.response_due for each in claim.respondents if each.response_due is not None
    )
    ledger.record(
        session,
        actor,
        Entry.CLAIM_SERVED,
        claim.id,
        at=now,
        party=party.id,
        served_on=served.value.isoformat(),
        response_due=due.due,
    )


def record_returned_mail(
    session: Session, actor: Actor, attempt_id: UUID, note: str, *, clock: Clock
) -> ServiceAttempt:
    """Note that a letter came back: that service does not count, and no judgment may rest on it."""
    attempt = session.get(ServiceAttempt, attempt_id)
    if attempt is None:
        raise NotFound(_("There is no such attempt to serve."))
    claim = queries.claim_for(session, actor, attempt.claim_id, lock=True)
    require(policies.may_record_service(actor))
    party = _respondent(claim, attempt.party_id)
    attempt.result, attempt.note = ServiceResult.RETURNED, note
    if party.answer_status in {AnswerStatus.AWAITED, AnswerStatus.SILENT}:
        party.answer_status, party.served_on, party.response_due = (
            AnswerStatus.NOT_SERVED,
            None,
            None,
        )
        claim.default_requested_at = claim.default_enter_after = None
    ledger.record(
        session,
        actor,
        Entry.SERVICE_FAILED,
        claim.id,
        at=clock.now(),
        party=party.id,
        method=attempt.method,
        result=attempt.result.value,
    )
    return attempt


def open_with_code(
    session: Session, number: str, code: str, *, clock: Clock
) -> tuple[Claim, Party]:
    """Find the claim and respondent a case number and code belong to.

    The same refusal for an unknown number and a wrong code, so that numbers cannot be tried out.
    Counting the tries is done at the door (five in fifteen minutes per case).
    """
    refused = NotFound(_("The case number and the code do not belong together. Check both."))
    from_number = court_pack(session).numbering.numbers.read(number)
    typed = read_access_code(code)
    claim_id = session.scalar(select(Claim.id).where(Claim.number == from_number))
    if claim_id is None:
        raise refused
    claim = queries.claim_for(session, SYSTEM, claim_id, lock=True)
    for party in claim.respondents:
        if party.code_generation and hmac.compare_digest(notice_code(session, party), typed):
            visitor = Actor(Role.VISITOR, party_id=party.id, name=party.name)
            if not was_opened_by(session, claim, party.id):
                ledger.record(
                    session, visitor, Entry.CODE_USED, claim.id, at=clock.now(), party=party.id
                )
            note_opening(session, visitor, claim, clock=clock)
            return claim, party
        if any(hmac.compare_digest(old, typed) for old in ended_codes(session, party)):
            raise Gone(
                _(
                    "This code has ended. Sign in if you opened an account for the case. "
                    "If not, use the code on the newest letter."
                )
            )
    raise refused


def say_not_me(
    session: Session, actor: Actor, claim_id: UUID, party_id: UUID, why: NotMe, *, clock: Clock
) -> Party:
    """Note that the reader of a notice says that they are not the person claimed from.

    A judgment asked for on silence is stopped, and the registry is told. The service itself stands
    until a clerk has looked at it: the word of a reader alone does not undo it.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    party = _respondent(claim, party_id)
    require(policies.may_say_not_me(actor, claim, party))
    said_before = [note.data["party"] for note in not_me_notes(session, claim)]
    if str(party.id) in said_before:
        raise IllegalMove(
            _("The court knows that this letter may not be for you, and looks at it.")
        )
    now = clock.now()
    ledger.record(
        session, actor, Entry.NOT_THE_PERSON, claim.id, at=now, party=party.id, why=why.value
    )
    if claim.default_requested_at is not None:
        claim.default_requested_at = claim.default_enter_after = None
        ledger.record(session, actor, Entry.DEFAULT_CANCELLED, claim.id, at=now)
    tell_registry(session, claim, _wrong_person, at=now)
    return party


def _wrong_person() -> tuple[str, str]:
    return (
        _("A letter may have reached the wrong person"),
        _("The reader of a notice in case {number} says that it is not for them. Please look."),
    )


def not_me_notes(session: Session, claim: Claim) -> list[LedgerEntry]:
    """Return what readers of the notices said about not being the person, oldest first."""
    chain = ledger.case_chain(claim.id)
    return list(
        session.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.chain == chain, LedgerEntry.kind == Entry.NOT_THE_PERSON.value)
            .order_by(LedgerEntry.chain_no)
        )
    )


def join_with_account(
    session: Session, actor: Actor, claim_id: UUID, party_id: UUID, *, clock: Clock
) -> Party:
    """Link a respondent to the account of the person who came with their code.

    From then on the code no longer opens the case: the account does.
    """
    claim = queries.claim_for(session, SYSTEM, claim_id, lock=True)
    party = _respondent(claim, party_id)
    if party.account_id is not None or claim.created_by == actor.account_id:
        raise Invalid(_("This side of the case already has an account."))
    party.account_id = actor.account_id
    party.code_generation += 1
    ledger.record(session, actor, Entry.PARTY_JOINED, claim.id, at=clock.now(), party=party.id)
    return party


def _respondent(claim: Claim, party_id: UUID) -> Party:
    for party in claim.parties:
        if party.id == party_id and party.side is Side.RESPONDENT:
            return party
    raise NotFound(_("There is no such respondent in this case."))
