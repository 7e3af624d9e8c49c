"""Who may do what on a case: every policy with the people and moments it tells apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from cases import policies
from cases.enums import (
    Answer,
    AnswerStatus,
    ClaimStatus,
    OrderKind,
    OrderStatus,
    PaymentStatus,
    Side,
)
from cases.models import Claim, Order, Party, Payment, Response
from odr.permissions import SYSTEM, VISITOR, Actor, Role, Verdict
from tests.conftest import MONDAY_MORNING

ADA, BEN, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
ADAS_PARTY, BENS_PARTY = UUID(int=11), UUID(int=12)

CLAIMANT = Actor(Role.CITIZEN, account_id=ADA)
RESPONDENT = Actor(Role.VISITOR, party_id=BENS_PARTY)
OUTSIDER = Actor(Role.CITIZEN, account_id=STRANGER)
CLERK, MANAGER = Actor(Role.CLERK), Actor(Role.MANAGER)
MEDIATOR, ADJUDICATOR = Actor(Role.MEDIATOR), Actor(Role.ADJUDICATOR)
MACHINE = Actor(Role.REGISTRY)
OFFICIALS = {"clerk": CLERK, "manager": MANAGER, "machine": MACHINE, "system": SYSTEM}
EVERYBODY = OFFICIALS | {
    "claimant": CLAIMANT,
    "respondent": RESPONDENT,
    "outsider": OUTSIDER,
    "mediator": MEDIATOR,
    "adjudicator": ADJUDICATOR,
    "visitor": VISITOR,
}
ENDED = {ClaimStatus.CLOSED, ClaimStatus.SETTLED, ClaimStatus.JUDGED}


def a_case(status: ClaimStatus = ClaimStatus.SERVED) -> Claim:
    """Ada's claim against Ben, whose answer is due in two weeks."""
    ada = Party(id=ADAS_PARTY, side=Side.CLAIMANT, account_id=ADA)
    ben = Party(
        id=BENS_PARTY,
        side=Side.RESPONDENT,
        answer_status=AnswerStatus.AWAITED,
        response_due=MONDAY_MORNING + timedelta(days=14),
    )
    return Claim(status=status, parties=[ada, ben])


def allowed(verdicts: dict[str, Verdict]) -> set[str]:
    return {name for name, verdict in verdicts.items() if verdict is True}


@pytest.mark.parametrize(
    ("policy", "may"),
    [
        (policies.may_review, {"clerk", "manager"}),
        (policies.may_record_service, {"clerk", "manager", "system"}),
        (policies.may_take_counter_payment, {"clerk", "manager"}),
        (policies.may_read_events, {"clerk", "manager", "system", "machine"}),
        (policies.may_refund, {"manager"}),
    ],
)
def test_the_deeds_of_the_registry_are_for_their_people_alone(
    policy: Callable[[Actor], Verdict], may: set[str]
) -> None:
    assert allowed({name: policy(actor) for name, actor in EVERYBODY.items()}) == may


@pytest.mark.parametrize(
    ("policy", "may"),
    [
        (policies.is_claimant, {"claimant"}),
        (policies.is_party, {"claimant", "respondent"}),
        (policies.may_reply, {"claimant"}),
        (policies.may_withdraw, {"claimant"}),
        (policies.may_negotiate, {"claimant", "respondent"}),
        (policies.may_file_exhibit, {"claimant", "respondent"}),
    ],
)
def test_the_deeds_of_the_sides_are_for_their_side_alone(
    policy: Callable[[Actor, Claim], Verdict], may: set[str]
) -> None:
    assert allowed({name: policy(actor, a_case()) for name, actor in EVERYBODY.items()}) == may


@pytest.mark.parametrize(
    ("policy", "times"),
    [
        (policies.may_withdraw, set(ClaimStatus) - ENDED),
        (policies.may_negotiate, policies.TALKING),
        (policies.may_file_exhibit, set(ClaimStatus) - ENDED),
    ],
)
def test_a_side_acts_only_while_its_time_lasts(
    policy: Callable[[Actor, Claim], Verdict], times: set[ClaimStatus]
) -> None:
    verdicts = {status: policy(CLAIMANT, a_case(status)) for status in ClaimStatus}

    assert {status for status, verdict in verdicts.items() if verdict is True} == times


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (policies.may_withdraw, "The case has ended, so the claim can no longer be withdrawn."),
        (
            policies.may_negotiate,
            "Offers can be made from the day the claim is served until the case ends.",
        ),
        (policies.may_file_exhibit, "The case has ended, so evidence is no longer taken."),
    ],
)
def test_a_side_that_comes_too_late_is_told_why(
    policy: Callable[[Actor, Claim], Verdict], sentence: str
) -> None:
    assert policy(CLAIMANT, a_case(ClaimStatus.CLOSED)) == sentence


def test_a_fee_is_seen_by_the_side_that_owes_it() -> None:
    fee = Payment(party_id=ADAS_PARTY, status=PaymentStatus.DUE)
    verdicts = {name: policies.owes(actor, a_case(), fee) for name, actor in EVERYBODY.items()}

    assert allowed(verdicts) == {"claimant"}
    assert verdicts["respondent"] == "Only the side that owes this fee can see and pay it."


@pytest.mark.parametrize(
    ("claim", "payment", "verdict"),
    [
        (ClaimStatus.SUBMITTED, PaymentStatus.DUE, True),
        (ClaimStatus.SUBMITTED, PaymentStatus.FAILED, True),
        (
            ClaimStatus.CLOSED,
            PaymentStatus.DUE,
            "The case has ended, so this fee is no longer due.",
        ),
        (ClaimStatus.CLOSED, PaymentStatus.PAID, True),
        (ClaimStatus.CLOSED, PaymentStatus.REFUNDED, True),
    ],
)
def test_nobody_is_asked_to_pay_for_a_case_that_has_ended(
    claim: ClaimStatus, payment: PaymentStatus, verdict: Verdict
) -> None:
    fee = Payment(party_id=ADAS_PARTY, status=payment)

    assert policies.may_pay(CLAIMANT, a_case(claim), fee) == verdict
    assert policies.may_pay(RESPONDENT, a_case(claim), fee) == (
        "Only the side that owes this fee can see and pay it."
    )


def test_a_claim_is_answered_once_by_the_respondent_it_names() -> None:
    claim = a_case()
    ada, ben = claim.parties
    first = policies.may_respond(RESPONDENT, claim, ben)
    ben.answer_status = AnswerStatus.FILED

    assert [
        first,
        policies.may_respond(RESPONDENT, claim, ben),
        policies.may_respond(CLAIMANT, claim, ben),
        policies.may_respond(CLAIMANT, claim, ada),
    ] == [
        True,
        "You have already answered. Write to the court if something has changed.",
        "Only this respondent can answer the claim.",
        "You made this claim. The other side answers it.",
    ]


def test_the_wrong_person_may_say_so_until_an_answer_or_the_end() -> None:
    open_case, ended = a_case(), a_case(ClaimStatus.CLOSED)

    assert [
        policies.may_say_not_me(RESPONDENT, open_case, open_case.respondents[0]),
        policies.may_say_not_me(CLAIMANT, open_case, open_case.respondents[0]),
        policies.may_say_not_me(RESPONDENT, ended, ended.respondents[0]),
    ] == [
        True,
        "Only this respondent can answer the claim.",
        "The case has ended. You do not have to do anything.",
    ]


def default_verdict(
    claim: Claim, actor: Actor = CLAIMANT, *, after: timedelta = timedelta(days=14)
) -> Verdict:
    return policies.may_request_default(actor, claim, MONDAY_MORNING + after)


def test_judgment_on_silence_opens_at_the_very_moment_the_answer_was_due() -> None:
    tick = timedelta(microseconds=1)

    assert default_verdict(a_case()) is True
    assert default_verdict(a_case(), after=timedelta(days=14) - tick) == (
        "The time to answer has not passed yet."
    )


def test_judgment_on_silence_is_closed_to_everybody_else_and_at_every_other_time() -> None:
    asked, unserved, answered = a_case(), a_case(), a_case()
    asked.default_requested_at = MONDAY_MORNING
    unserved.respondents[0].response_due = None
    answered.respondents[0].answer_status = AnswerStatus.FILED

    assert [
        default_verdict(a_case(), RESPONDENT),
        default_verdict(a_case(ClaimStatus.ANSWERED)),
        default_verdict(asked),
        default_verdict(unserved),
        default_verdict(answered),
    ] == [
        "Only the claimant can do this.",
        "You can ask for this only while the court waits for an answer.",
        "You have already asked for judgment. The court will tell you what follows.",
        "Not every respondent has been served yet.",
        "A respondent has answered, so the case goes on.",
    ]


@pytest.mark.parametrize(
    ("kind", "author"),
    [
        (OrderKind.DEFAULT, "system"),
        (OrderKind.CONSENT, "system"),
        (OrderKind.ADMISSION, "claimant"),
        (OrderKind.DECISION, "adjudicator"),
    ],
)
def test_each_kind_of_order_has_one_author(kind: OrderKind, author: str) -> None:
    verdicts = {
        name: policies.may_make_order(actor, a_case(), kind) for name, actor in EVERYBODY.items()
    }

    assert allowed(verdicts) == {author}


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([Answer.ADMIT], True),
        ([Answer.ADMIT, Answer.ADMIT_PART], True),
        (
            [Answer.ADMIT, Answer.DISPUTE],
            "Judgment at once is possible only where the other side has admitted the claim.",
        ),
        ([], "Judgment at once is possible only where the other side has admitted the claim."),
    ],
)
def test_judgment_on_an_admission_needs_the_admission_of_everyone(
    answers: list[Answer], verdict: Verdict
) -> None:
    given = [Response(answer=answer) for answer in answers]

    assert policies.may_enter_admission(CLAIMANT, a_case(), given) == verdict
    assert policies.may_enter_admission(RESPONDENT, a_case(), given) == (
        "Only the claimant can do this."
    )


@pytest.mark.parametrize(
    ("payer", "may"),
    [
        (Side.RESPONDENT, {"claimant", "clerk", "manager"}),
        (Side.CLAIMANT, {"respondent", "clerk", "manager"}),
        (None, {"clerk", "manager"}),
    ],
)
def test_a_payment_is_confirmed_by_whoever_it_went_to_or_by_a_clerk(
    payer: Side | None, may: set[str]
) -> None:
    order = Order(status=OrderStatus.IN_FORCE, payer=payer)
    verdicts = {
        name: policies.may_confirm_payment(actor, a_case(ClaimStatus.JUDGED), order)
        for name, actor in EVERYBODY.items()
    }

    assert allowed(verdicts) == may


@pytest.mark.parametrize("status", [OrderStatus.SATISFIED, OrderStatus.SET_ASIDE])
def test_no_payment_is_confirmed_under_an_order_that_no_longer_stands(status: OrderStatus) -> None:
    order = Order(status=status, payer=Side.RESPONDENT)

    assert policies.may_confirm_payment(CLERK, a_case(ClaimStatus.JUDGED), order) == (
        "This order is not open for payment."
    )
