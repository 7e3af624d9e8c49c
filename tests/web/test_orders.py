"""The page of an order: outcome first, how the sum comes about, and payments as they come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import ClaimStatus, OrderKind, OrderStatus, Side
from cases.judgments import Terms, make_order
from cases.models import Claim, Order
from odr.clock import FixedClock
from odr.permissions import SYSTEM
from odr.references import show_order_code
from tests.factories import claimant_of, make_claim, respondent_of
from tests.page import both_ways
from tests.web.desk import Desk
from tests.web.party_desk import party_desk

SUMS = [("The claim", 100_000), ("Court fee paid by the claimant", 8_000)]


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return party_desk(sessions, clock)


@pytest.fixture
def claim(session: Session, clock: FixedClock) -> Claim:
    return make_claim(session, ClaimStatus.DECISION, clock=clock)


def ordered(session: Session, claim: Claim, clock: FixedClock, **changed: Any) -> str:
    """Make an order and return its path."""
    terms: dict[str, Any] = {
        "payer": Side.RESPONDENT,
        "sums": SUMS,
        "pay_by": clock.now().date() + timedelta(days=14),
        "text": [("What was agreed", "Each side keeps its own costs.")],
        **changed,
    }
    order = make_order(session, SYSTEM, claim.id, OrderKind.CONSENT, Terms(**terms), clock=clock)
    session.commit()
    return f"/cases/{claim.id}/orders/{order.id}"


def order_of(session: Session, path: str) -> Order:
    session.expire_all()
    return session.get_one(Order, UUID(path.rpartition("/")[2]))


def test_the_outcome_stands_first(
    desk: Desk, session: Session, claim: Claim, clock: FixedClock
) -> None:
    path = ordered(session, claim, clock)

    page = desk.read_by(respondent_of(claim)).open(path)

    assert page.h1 == "Order by agreement"
    assert "Ben Sample must pay Ada Example £1,080.00 by Thursday 19 March 2026." in page.text
    assert page.table() == [
        ["For", "Amount"],
        ["The claim", "£1,000.00"],
        ["Court fee paid by the claimant", "£80.00"],
        ["Total", "£1,080.00"],
    ]
    assert "Each side keeps its own costs." in page.text
    assert show_order_code(order_of(session, path).check_code) in page.text
    assert "What you have to do" in page.text
    assert "<form" not in page.html.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"pay_by": None}, "Ben Sample must pay Ada Example £1,080.00."),
        (
            {"instalment_minor": 20_000, "instalment_every": "month"},
            "Ben Sample must pay Ada Example £1,080.00 in parts, "
            "the first by Thursday 19 March 2026.",
        ),
        ({"payer": Side.CLAIMANT}, "Ada Example must pay Ben Sample £1,080.00 by"),
        ({"payer": None, "sums": []}, "Nobody has to pay anything."),
    ],
)
def test_each_outcome_has_its_sentence(
    desk: Desk,
    session: Session,
    claim: Claim,
    clock: FixedClock,
    changed: dict[str, Any],
    sentence: str,
) -> None:
    path = ordered(session, claim, clock, **changed)

    assert sentence in desk.read_by(claimant_of(claim)).open(path).text


def test_an_order_set_aside_says_so(
    desk: Desk, session: Session, claim: Claim, clock: FixedClock
) -> None:
    path = ordered(session, claim, clock)
    order_of(session, path).status = OrderStatus.SET_ASIDE
    session.commit()

    page = desk.read_by(claimant_of(claim)).open(path)

    assert "This order was set aside." in page.text
    assert "Mark as paid" not in page.html


@both_ways
def test_payments_are_marked_until_the_order_is_paid(
    desk: Desk, session: Session, claim: Claim, clock: FixedClock, scripts: bool
) -> None:
    path = ordered(session, claim, clock)
    day = clock.now()
    when = {"paid_on-day": day.day, "paid_on-month": day.month, "paid_on-year": day.year}
    page = desk.read_by(claimant_of(claim), scripts=scripts).open(path)

    page = page.form("Mark as paid").fill(when, amount="80").submit()
    assert "Still to pay: £1,000.00" in page.text
    page = page.form("Mark as paid").fill(when, amount="1,000").submit()

    assert "The order is paid in full" in page.text
    assert "Ben Sample has paid Ada Example the whole £1,080.00." in page.text
    assert "Mark as paid" not in page.html
    assert order_of(session, path).status is OrderStatus.SATISFIED


@both_ways
@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {},
            {
                "amount": "Enter how much reached you, like 120.50.",
                "paid_on": "Enter the day it reached you.",
            },
        ),
        (
            {"amount": "2000", "paid_on-day": "1", "paid_on-month": "3", "paid_on-year": "2026"},
            {"amount": "Enter a sum above 0 and not more than is still to be paid."},
        ),
        (
            {"amount": "20", "paid_on-day": "1", "paid_on-month": "3", "paid_on-year": "2030"},
            {"paid_on": "Enter the day it was paid. It cannot be in the future."},
        ),
    ],
)
def test_a_wrong_payment_keeps_what_was_typed(
    desk: Desk,
    session: Session,
    claim: Claim,
    clock: FixedClock,
    scripts: bool,
    typed: dict[str, str],
    errors: dict[str, str],
) -> None:
    path = ordered(session, claim, clock)
    form = desk.read_by(claimant_of(claim), scripts=scripts).open(path).form("Mark as paid")

    page = form.fill(typed).submit(status=422)

    assert page.errors == errors
    kept = page.form("Mark as paid").values
    assert {name: kept[name] for name in typed} == {name: [text] for name, text in typed.items()}


def test_the_payer_cannot_mark_a_payment(
    desk: Desk, session: Session, claim: Claim, clock: FixedClock
) -> None:
    path = ordered(session, claim, clock)
    reader = desk.read_by(claimant_of(claim))
    form = reader.open(path).form("Mark as paid")
    form.fill({"paid_on-day": 1, "paid_on-month": 3, "paid_on-year": 2026}, amount="80")

    desk.reader = respondent_of(claim)

    form.submit(status=403)


def test_an_order_of_another_case_is_not_found(
    desk: Desk, session: Session, claim: Claim, clock: FixedClock
) -> None:
    path = ordered(session, claim, clock)
    other = make_claim(session, ClaimStatus.SERVED, clock=clock)
    other.created_by = other.claimants[0].account_id = claim.created_by
    session.commit()
    reader = desk.read_by(claimant_of(claim))

    reader.open(path.replace(str(claim.id), str(other.id)), status=404)
    reader.open(f"/cases/{claim.id}/orders/{claim.id}", status=404)
    desk.read_by(respondent_of(other)).open(path, status=404)
