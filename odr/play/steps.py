"""What happens on the way of many cases: filing, service, answer, reply, payment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cases import claims, drafts, exports, judgments, queries, responses, service
from cases.enums import Answer, Side
from cases.inputs import AttemptInput, ReplyInput, ResponseInput
from cases.models import Party
from cases.sums import pack_of
from odr.clock import Clock
from odr.money import Money
from odr.permissions import Actor
from odr.play.filing import Case, file
from odr.play.paying import pay_the_fee
from odr.play.stage import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POST = AttemptInput(method="first_class_post")


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
