"""How cases go: each story is the life of one case, told by the deeds of those in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from cases import claims, defaults, drafts, service
from cases.enums import Answer, NotMe, RefundReason, ReturnReason, ServiceResult
from cases.inputs import AttemptInput, ReturnInput
from odr.play import deciding, talking
from odr.play.filing import Case
from odr.play.paying import give_back, pay_the_fee
from odr.play.stage import Story
from odr.play.steps import (
    POST,
    answered,
    disputed,
    filed,
    paid,
    reissue,
    replied,
    served,
    silence,
    take_copy,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
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
