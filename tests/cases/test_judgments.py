"""What an order adds up to, who can say that it was paid, and when the case ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cases import judgments, queries, responses
from cases.enums import Answer, ClaimStatus, ClosedReason, OrderKind, OrderStatus, Side
from cases.inputs import ReplyInput, ResponseInput
from cases.judgments import Terms, make_order
from cases.models import Claim, Order
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, Invalid, NotFound
from odr.money import Money
from odr.permissions import SYSTEM, Actor, Role
from tests.factories import (
    ADMITTED,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)


@pytest.fixture
def order(session: Session, clock: FixedClock) -> Order:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock, answer=ADMITTED)
    responses.file_reply(
        session, claimant_of(claim), claim.id, ReplyInput(accepts=True), clock=clock
    )
    session.flush()
    return queries.orders_of(session, claim)[0]


def claim_of(session: Session, order: Order) -> Claim:
    return queries.claim_for(session, SYSTEM, order.claim_id)


def pay(session: Session, actor: Actor, order: Order, minor: int, clock: FixedClock) -> None:
    judgments.record_payment(
        session, actor, order.id, Money(minor, "GBP"), clock.now().date(), clock=clock
    )
    session.flush()


def test_an_admission_becomes_claim_and_interest_and_fee(session: Session, order: Order) -> None:
    claim = claim_of(session, order)

    assert (claim.status, order.kind, order.payer) == (
        ClaimStatus.JUDGED,
        OrderKind.ADMISSION,
        Side.RESPONDENT,
    )
    assert order.sums == [
        ["The claim", 120_000],
        ["Interest until Thursday 5 March 2026", 26 * 122],
        ["Court fee paid by the claimant", 8_000],
    ]
    assert order.total_minor == 120_000 + 26 * 122 + 8_000


def test_an_order_paid_in_parts_is_satisfied_with_the_last_one(
    session: Session, order: Order, clock: FixedClock
) -> None:
    claim = claim_of(session, order)
    pay(session, claimant_of(claim), order, 100_000, clock)
    assert (order.status, claim.status) == (OrderStatus.IN_FORCE, ClaimStatus.JUDGED)
    left = judgments.still_to_pay(session, order)
    pay(session, claimant_of(claim), order, left, clock)

    assert left == order.total_minor - 100_000
    assert (order.status, claim.status, claim.closed_reason) == (
        OrderStatus.SATISFIED,
        ClaimStatus.CLOSED,
        ClosedReason.SATISFIED,
    )


def test_only_the_side_that_is_paid_or_a_clerk_confirms_a_payment(
    session: Session, order: Order, clock: FixedClock
) -> None:
    claim = claim_of(session, order)
    with pytest.raises(Forbidden):
        pay(session, respondent_of(claim), order, 100, clock)
    with pytest.raises(NotFound):
        pay(session, actor_of(make_account(session)), order, 100, clock)

    pay(session, actor_of(make_account(session, Role.CLERK)), order, 100, clock)

    assert judgments.still_to_pay(session, order) == order.total_minor - 100


@pytest.mark.parametrize("minor", [0, -5, 10_000_000])
def test_a_sum_of_nothing_or_more_than_is_owed_is_refused(
    session: Session, order: Order, clock: FixedClock, minor: int
) -> None:
    with pytest.raises(Invalid) as refused:
        pay(session, claimant_of(claim_of(session, order)), order, minor, clock)

    assert refused.value.field == "amount"


def test_a_payment_tomorrow_is_refused(session: Session, order: Order, clock: FixedClock) -> None:
    tomorrow = clock.now().date() + timedelta(days=1)

    with pytest.raises(Invalid) as refused:
        judgments.record_payment(
            session,
            claimant_of(claim_of(session, order)),
            order.id,
            Money(100, "GBP"),
            tomorrow,
            clock=clock,
        )

    assert refused.value.field == "paid_on"


def test_a_part_admitted_and_accepted_is_the_sum_ordered(
    session: Session, clock: FixedClock
) -> None:
    part = ResponseInput(
        answer=Answer.ADMIT_PART,
        reasons="Half was done.",
        admitted=Money(60_000, "GBP"),
        pay_by=date(2026, 4, 30),
    )
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock, answer=part)
    responses.file_reply(
        session, claimant_of(claim), claim.id, ReplyInput(accepts=True), clock=clock
    )
    session.flush()
    order = queries.orders_of(session, claim)[0]

    assert (order.sums[0], order.pay_by) == (["The claim", 60_000], date(2026, 4, 30))


def test_a_case_has_one_order_at_a_time(session: Session, order: Order, clock: FixedClock) -> None:
    terms = Terms(payer=Side.RESPONDENT, sums=[("The claim", 5)])

    with pytest.raises(IllegalMove):
        make_order(session, SYSTEM, order.claim_id, OrderKind.CONSENT, terms, clock=clock)


@pytest.mark.parametrize("kind", list(OrderKind))
def test_a_party_makes_no_order_by_hand(
    session: Session, clock: FixedClock, kind: OrderKind
) -> None:
    claim = make_claim(session, ClaimStatus.DECISION, clock=clock)
    terms = Terms(payer=Side.RESPONDENT, sums=[("The claim", 5)])

    with pytest.raises(Forbidden):
        make_order(session, respondent_of(claim), claim.id, kind, terms, clock=clock)

    assert queries.orders_of(session, claim) == []


def test_an_order_over_nothing_names_nobody_to_pay(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)
    terms = Terms(payer=Side.RESPONDENT, sums=[("The claim", 0)])

    order = make_order(session, SYSTEM, claim.id, OrderKind.CONSENT, terms, clock=clock)

    assert (order.payer, order.total_minor) == (None, 0)
