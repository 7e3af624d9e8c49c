"""What a respondent may do once a claim has been served, and what the claimant replies."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cases import drafts, payments, policies, queries
from cases.claims import close_claim
from cases.clocks import pay_by, runs_from
from cases.deadlines import is_late
from cases.enums import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    ClaimEvent,
    ClaimStatus,
    ClosedReason,
    Entry,
    OrderKind,
    PaymentPurpose,
    Side,
)
from cases.evidence import file_exhibits
from cases.inputs import ReplyInput, ResponseInput
from cases.judgments import Terms, make_order, sum_of_claim
from cases.lifecycle import ANSWER, CLAIM
from cases.models import Claim, DraftFile, Order, Party, Reply, Response, TimelineRow
from cases.packs import Pack
from cases.referrals import refer_to_mediation
from cases.sums import counterclaim_fee, pack_of
from cases.tell import tell_parties, tell_party
from odr import ledger
from odr.clock import Clock
from odr.errors import IllegalMove, Invalid
from odr.money import Money
from odr.permissions import Actor, require
from odr.words import _, language

REPLY = "reply"


def file_response(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    party_id: UUID,
    given: ResponseInput,
    truth_name: str,
    *,
    clock: Clock,
) -> Response:
    """Record one respondent's answer; when the last one is in, the claimant is asked to reply.

    A late answer still counts until judgment is entered: the lifecycle decides whether it can be
    filed, the deadline only whether it is marked late. It also stops a judgment asked for and not
    yet entered.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    party = _party(claim, party_id)
    require(policies.may_respond(actor, claim, party))
    if claim.status is not ClaimStatus.SERVED or party.answer_status is None:
        raise IllegalMove(_("This claim cannot be answered now. Open the case to see why."))
    party.answer_status = ANSWER.next(party.answer_status, AnswerEvent.FILE)
    _check_sums(claim, given)
    now = clock.now()
    if given.counterclaim is not None:
        pack = pack_of(claim)
        check_counterclaim(pack, given.counterclaim, pack.days.day_of(now))
    response = _new_response(party, given, now)
    response.truth_name = truth_name
    session.add(response)
    for position, row in enumerate(given.timeline, start=1):
        session.add(
            TimelineRow(claim_id=claim.id, party_id=party.id, position=position, **row.model_dump())
        )
    ledger.record(
        session,
        actor,
        Entry.RESPONSE_FILED,
        claim.id,
        at=now,
        party=party.id,
        answer=given.answer.value,
        late=response.late,
    )
    _take_over_draft(session, actor, claim, party, clock=clock)
    if given.answer is Answer.COUNTERCLAIM:
        fee = counterclaim_fee(pack_of(claim), response, claim.currency, now)
        payments.fee_due(
            session, actor, claim, party, PaymentPurpose.COUNTERCLAIM, fee, clock=clock
        )
    cancel_default_request(session, actor, claim, clock=clock)
    if all(each.answer_status is AnswerStatus.FILED for each in claim.respondents):
        hear_answers(session, actor, claim, clock=clock)
    return response


def _new_response(party: Party, given: ResponseInput, now: datetime) -> Response:
    """Write down an answer as it was given, and whether it came in time."""
    return Response(
        claim_id=party.claim_id,
        party_id=party.id,
        answer=given.answer,
        reasons=given.reasons,
        admitted_minor=_minor(given.admitted),
        paid_minor=_minor(given.paid),
        paid_on=given.paid_on,
        paid_how=given.paid_how,
        pay_by=given.pay_by,
        instalment_minor=_minor(given.instalment),
        instalment_every=given.instalment_every,
        counterclaim_minor=_minor(given.counterclaim),
        counterclaim_reasons=given.counterclaim_reasons,
        filed_at=now,
        late=party.response_due is not None and is_late(party.response_due, now),
    )


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _party(claim: Claim, party_id: UUID) -> Party:
    return next(party for party in claim.parties if party.id == party_id)


def _check_sums(claim: Claim, given: ResponseInput) -> None:
    if given.admitted is not None and given.admitted.minor > claim.claimed_minor:
        raise Invalid(_("You cannot admit more than is claimed. Check the sum."), "admitted")
    if given.answer is Answer.ADMIT_PART and _minor(given.admitted) == claim.claimed_minor:
        raise Invalid(_("This is the whole claim. Choose “I admit the whole claim”."), "admitted")
    for amount in (given.admitted, given.paid, given.counterclaim, given.instalment):
        if amount is not None and amount.currency != claim.currency:
            raise Invalid(_("Enter every sum in the currency of the claim."))


def check_counterclaim(pack: Pack, amount: Money, day: date) -> None:
    """Refuse a counterclaim above what the court may decide, where its rules set that limit."""
    limit = pack.limit.on(day)
    if pack.counterclaim.same_limit and not limit.allows(amount):
        raise Invalid(
            _("This court decides claims of up to {limit}, and counterclaims too.").format(
                limit=limit.max.show(language())
            ),
            "counterclaim",
        )


def _take_over_draft(
    session: Session, actor: Actor, claim: Claim, party: Party, *, clock: Clock
) -> None:
    draft = drafts.draft_of_answer(session, actor, party.id, clock=clock)
    file_exhibits(session, actor, claim, party, drafts.files_of(session, draft), at=clock.now())
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.delete(draft)


def cancel_default_request(session: Session, actor: Actor, claim: Claim, *, clock: Clock) -> None:
    """An answer that comes before judgment is entered cancels the request for it."""
    if claim.default_requested_at is None:
        return
    claim.default_requested_at = claim.default_enter_after = None
    ledger.record(session, actor, Entry.DEFAULT_CANCELLED, claim.id, at=clock.now())


def hear_answers(session: Session, actor: Actor, claim: Claim, *, clock: Clock) -> Claim:
    """Close the time of answers: the claimant now has to reply."""
    now = clock.now()
    claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.HEAR_ANSWERS), now
    claim.reply_due = runs_from(pack_of(claim), REPLY, now).due
    ledger.record(session, actor, Entry.ANSWERS_HEARD, claim.id, at=now, reply_due=claim.reply_due)
    tell_parties(session, claim, Side.CLAIMANT, "answered", at=now)
    return claim


def file_reply(
    session: Session, actor: Actor, claim_id: UUID, given: ReplyInput, *, clock: Clock
) -> Reply:
    """Record what the claimant says to the answers, and send the case where it goes next.

    Accepting an admission makes an order; accepting “it is paid” ends the case; anything else
    goes to mediation, which is compulsory in this court unless its pack says otherwise.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_reply(actor, claim))
    if claim.status is not ClaimStatus.ANSWERED or queries.reply_of(session, claim) is not None:
        raise IllegalMove(_("A reply cannot be sent now. Open the case to see what comes next."))
    responses = queries.responses_of(session, claim)
    now = clock.now()
    reply = Reply(claim_id=claim.id, filed_at=now, **given.model_dump())
    session.add(reply)
    ledger.record(session, actor, Entry.REPLY_FILED, claim.id, at=now, accepts=given.accepts)
    answers = {response.answer for response in responses}
    if given.accepts and answers == {Answer.PAID}:
        close_claim(claim, ClaimEvent.CONFIRM_PAID, ClosedReason.PAID_BEFORE, clock=clock)
    elif given.accepts and answers <= {Answer.ADMIT, Answer.ADMIT_PART}:
        enter_admission(session, actor, claim, responses, clock=clock)
    elif given.accepts:
        raise Invalid(_("The claim is disputed. Say that you do not accept the answer."))
    else:
        refer_to_mediation(session, actor, claim.id, clock=clock)
    for party in claim.respondents:
        tell_party(session, claim, party, "replied", at=now)
    return reply


def enter_admission(
    session: Session, actor: Actor, claim: Claim, responses: list[Response], *, clock: Clock
) -> Order:
    """Make the order that follows from an admission the claimant accepts, on the terms offered."""
    require(policies.may_enter_admission(actor, claim, responses))
    offered = responses[0]
    part = offered.answer is Answer.ADMIT_PART and offered.admitted_minor is not None
    principal = (
        claim.money(offered.admitted_minor or 0) if part else claim.money(claim.claimed_minor)
    )
    day = pack_of(claim).days.day_of(clock.now())
    terms = Terms(
        payer=Side.RESPONDENT,
        sums=sum_of_claim(session, claim, principal=principal, until=day),
        pay_by=offered.pay_by or pay_by(pack_of(claim), day),
        instalment_minor=offered.instalment_minor,
        instalment_every=offered.instalment_every,
    )
    return make_order(session, actor, claim.id, OrderKind.ADMISSION, terms, clock=clock)
