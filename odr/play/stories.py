"""How cases go: each story is the life of one case, told by the deeds of those in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cases import claims, defaults, drafts, exports, judgments, queries, responses, service
from cases.enums import Answer, NotMe, RefundReason, ReturnReason, ServiceResult, Side
from cases.inputs import AttemptInput, ReplyInput, ResponseInput, ReturnInput
from cases.models import Party
from cases.sums import pack_of
from odr.clock import Clock
from odr.money import Money
from odr.permissions import Actor
from odr.play import deciding, talking
from odr.play.filing import Case, file
from odr.play.paying import give_back, pay_the_fee
from odr.play.stage import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POST = AttemptInput(method="first_class_post")
Plot = Callable[[Case], Story]


def settled_early(case: Case) -> Story:
    """The sides agree by offers before anybody mediates."""
    yield from served(case)
    yield from answered(case, Answer.DISPUTE)
    yield from talking.bargain(case)
    yield from paid(case)


def settled_before_answer(case: Case) -> Story:
    """An offer is accepted before the answer is due."""
    yield from served(case)
    yield from talking.bargain(case)
    yield from paid(case)


def settled_in_mediation(case: Case) -> Story:
    """A mediator helps them to an agreement."""
    yield from disputed(case)
    yield from talking.mediate(case, agree=True)
    yield from paid(case)


def decided(case: Case) -> Story:
    """An agreement is left unsigned, mediation fails and an adjudicator decides."""
    yield from served(case)
    yield from talking.leave_unsigned(case)
    yield from answered(case, Answer.DISPUTE)
    yield from replied(case, accepts=False)
    yield from talking.mediate(case, agree=False)
    yield from deciding.decide(case)
    yield from paid(case)


def counterclaimed(case: Case) -> Story:
    """The respondent claims back, and an adjudicator decides both."""
    yield from served(case)
    yield from answered(case, Answer.COUNTERCLAIM)
    yield from pay_the_fee(case)
    yield from replied(case, accepts=False)
    yield from talking.mediate(case, agree=False)
    yield from deciding.decide(case)
    yield from paid(case)


def in_default(case: Case) -> Story:
    """Nobody answers, not even an offer, and the claimant asks for judgment."""
    yield from served(case)
    yield from talking.offer_in_vain(case)
    yield from silence(case)
    case.deed(defaults.request_default, case.claimant, case.claim_id)
    yield 6 * DAY
    yield from paid(case)


def answered_late(case: Case) -> Story:
    """An answer comes after judgment was asked for, and stops it."""
    yield from served(case)
    yield from silence(case)
    case.deed(defaults.request_default, case.claimant, case.claim_id)
    yield 2 * HOUR
    yield from answered(case, Answer.DISPUTE)
    yield from replied(case, accepts=False)
    yield from talking.mediate(case, agree=True)
    yield from paid(case)


def admitted(case: Case) -> Story:
    """The respondent admits the claim."""
    yield from served(case)
    yield from answered(case, Answer.ADMIT)
    yield from replied(case, accepts=True)
    yield from paid(case)
    case.deed(take_copy, case.claimant, case.claim_id)


def admitted_in_part(case: Case) -> Story:
    """The respondent admits a part, and the claimant accepts it."""
    yield from served(case)
    yield from answered(case, Answer.ADMIT_PART)
    yield from replied(case, accepts=True)
    yield from paid(case)


def paid_before(case: Case) -> Story:
    """The respondent paid already, and the claimant confirms it."""
    yield from served(case)
    yield from answered(case, Answer.PAID)
    yield from replied(case, accepts=True)


def withdrawn(case: Case) -> Story:
    """The claimant stops the claim."""
    yield from served(case)
    yield 5 * DAY
    case.deed(
        service.say_not_me, case.respondent, case.claim_id, case.respondent_id(), NotMe.MOVED_AWAY
    )
    yield DAY
    case.deed(claims.withdraw_claim, case.claimant, case.claim_id)


def lapsed(case: Case) -> Story:
    """The filing is returned and never put right."""
    yield from filed(case)
    given = ReturnInput(reason=ReturnReason.ADDRESS_INCOMPLETE, what_to_do="Add the house number.")
    case.deed(claims.return_filing, case.clerk, case.claim_id, given)
    yield 30 * DAY
    give_back(case, case.manager, RefundReason.CLAIM_ENDED)


def put_right(case: Case) -> Story:
    """The filing is returned, put right, and the first letter comes back."""
    yield from filed(case)
    given = ReturnInput(reason=ReturnReason.ADDRESS_INCOMPLETE, what_to_do="Add the house number.")
    case.deed(claims.return_filing, case.clerk, case.claim_id, given)
    yield 2 * DAY
    case.deed(claims.resubmit_claim, case.claimant, case.claim_id, [case.sides[1]])
    yield 4 * HOUR
    case.deed(claims.accept_filing, case.clerk, case.claim_id)
    yield DAY
    attempt = case.deed(
        service.record_attempt, case.clerk, case.claim_id, case.respondent_id(), POST
    )
    yield 4 * DAY
    case.deed(service.record_returned_mail, case.clerk, attempt.id, "Addressee has moved.")
    yield DAY
    case.deed(reissue, case.clerk, case.claim_id)
    again = AttemptInput(method="personal", result=ServiceResult.DELIVERED)
    case.deed(service.record_attempt, case.clerk, case.claim_id, case.respondent_id(), again)
    yield DAY
    case.open_with_code()
    yield from answered(case, Answer.ADMIT)
    yield from replied(case, accepts=True)
    yield from paid(case)


def abandoned(case: Case) -> Story:
    """Somebody begins a claim and never comes back to it."""
    draft = case.begin()
    case.add_evidence(draft.id, "What we agreed", case.claimant)
    case.deed(drafts.remove_file, case.claimant, draft.id, case.first_file(draft.id))
    yield 190 * DAY


PLOTS: tuple[Plot, ...] = (
    settled_early,
    decided,
    in_default,
    settled_in_mediation,
    admitted,
    withdrawn,
    settled_in_mediation,
    in_default,
    paid_before,
    admitted_in_part,
    counterclaimed,
    lapsed,
    settled_before_answer,
    put_right,
    in_default,
    settled_in_mediation,
    decided,
    answered_late,
    in_default,
    admitted,
)
"""The mix of twenty cases; it says nothing about any real court."""


def filed(case: Case) -> Story:
    """Filing and fee."""
    yield from file(case)
    yield from pay_the_fee(case)
    yield 3 * HOUR


def served(case: Case) -> Story:
    """Everything up to service."""
    yield from filed(case)
    case.deed(claims.accept_filing, case.clerk, case.claim_id)
    yield 4 * HOUR
    case.deed(service.record_attempt, case.clerk, case.claim_id, case.respondent_id(), POST)
    yield 3 * DAY
    case.open_with_code()
    if case.number % 2:
        case.take_account()
    yield HOUR


def disputed(case: Case) -> Story:
    """A dispute that goes to mediation."""
    yield from served(case)
    yield from answered(case, Answer.DISPUTE)
    yield from replied(case, accepts=False)


def silence(case: Case) -> Story:
    """Wait until the time to answer has passed."""
    due = case.look(lambda session: case.claim(session).response_due)
    if due is not None:
        yield due - case.stage.clock.now() + DAY + HOUR


def answered(case: Case, answer: Answer) -> Story:
    """The respondent answers, from a saved draft."""
    yield timedelta(hours=2 + case.chance.below(60))
    draft = case.deed(drafts.draft_of_answer, case.respondent, case.respondent_id())
    case.deed(drafts.save_section, case.respondent, draft.id, "answer", {"answer": answer.value})
    case.add_evidence(draft.id, "My side", case.respondent)
    given = case.look(lambda session: answer_of(case, session, answer))
    case.deed(
        responses.file_response,
        case.respondent,
        case.claim_id,
        case.respondent_id(),
        given,
        case.sides[1].name,
    )
    yield timedelta(hours=5 + case.chance.below(30))


def answer_of(case: Case, session: Session, answer: Answer) -> ResponseInput:
    """Write the answer of one case."""
    claim = case.claim(session)
    some = claim.money(claim.claimed_minor // 2)
    today = pack_of(claim).days.day_of(case.stage.clock.now())
    extras: dict[Answer, dict[str, Any]] = {
        Answer.ADMIT_PART: {"admitted": some},
        Answer.PAID: {"paid": claim.money(claim.claimed_minor), "paid_on": today - 9 * DAY},
        Answer.COUNTERCLAIM: {
            "counterclaim": claim.money(claim.claimed_minor // 3),
            "counterclaim_reasons": case.dispute.counterclaim,
        },
        Answer.ADMIT: {"instalment": some, "instalment_every": "month"},
    }
    more = extras.get(answer, {})
    reasons = "" if answer in {Answer.ADMIT, Answer.PAID} else case.dispute.defence
    return ResponseInput.model_validate({"answer": answer, "reasons": reasons, **more})


def replied(case: Case, *, accepts: bool) -> Story:
    """The claimant replies."""
    given = ReplyInput(accepts=accepts, text="" if accepts else "That is not what we agreed.")
    case.deed(responses.file_reply, case.claimant, case.claim_id, given)
    yield 6 * HOUR


def reissue(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Party:
    """Give the respondent a new code."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    party = claim.respondents[0]
    service.issue_code(session, actor, claim, party, clock=clock)
    return party


def take_copy(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> dict[str, Any]:
    """Take a copy of everything the case holds for a party."""
    claim = queries.claim_for(session, actor, claim_id)
    copy = exports.copy_of_case(session, actor, claim)
    exports.note_export(session, actor, [claim], clock=clock)
    return copy


def paid(case: Case) -> Story:
    """Two in three orders are paid, some in parts; the others stay open."""
    yield timedelta(days=3 + case.chance.below(10))
    if case.number % 3 == 2:
        return
    for part in (2, 1):
        order = case.look(case.order)
        if order is None or order.payer is None:
            return
        left = case.look(judgments.still_to_pay, order)
        amount = Money(left // part, order.currency)
        receiver = case.claimant if order.payer is Side.RESPONDENT else case.respondent
        today = case.stage.clock.now().date()
        case.deed(judgments.record_payment, receiver, order.id, amount, today)
        yield 12 * DAY
