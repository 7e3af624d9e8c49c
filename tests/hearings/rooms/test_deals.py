"""Deals: the plan of payments and the plain summary."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cases.enums import Side
from hearings.rooms.deals import Deal, summary, when
from hearings.rooms.enums import Rhythm
from odr.money import Money
from tests.hearings.rooms.houses import PAY_DAY, a_deal, pounds

NAMES = {Side.CLAIMANT: "Ada Example", Side.RESPONDENT: "Ben Sample"}
amounts = st.integers(1, 10**7)


def a_plan(total: int, part: int, every: Rhythm, first: date = PAY_DAY) -> Deal:
    money = Money(total, "GBP"), Money(part, "GBP")
    return Deal(Side.RESPONDENT, money[0], first, money[1], every)


@given(total=amounts, count=st.integers(2, 60), every=st.sampled_from(Rhythm))
def test_the_payments_of_a_plan_add_up_to_the_whole_sum(
    total: int, count: int, every: Rhythm
) -> None:
    deal = a_plan(total, max(1, total // count), every)

    plan = deal.plan()

    assert Money.total((money for _day, money in plan), "GBP") == deal.total
    assert len(plan) == deal.payments
    assert all(money.minor > 0 for _day, money in plan)
    assert [day for day, _money in plan] == sorted({day for day, _money in plan})


def test_a_monthly_plan_keeps_the_31st() -> None:
    deal = a_plan(400, 100, Rhythm.MONTH, date(2026, 1, 31))

    assert [day for day, _money in deal.plan()] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_the_last_payment_is_what_is_left() -> None:
    assert a_plan(250, 100, Rhythm.WEEK).plan() == [
        (date(2026, 5, 1), Money(100, "GBP")),
        (date(2026, 5, 8), Money(100, "GBP")),
        (date(2026, 5, 15), Money(50, "GBP")),
    ]


def test_the_summary_says_who_pays_what_when_what_if_not_and_what_is_given_up() -> None:
    deal = Deal.of(a_deal(800, terms="The keys come back."))

    rows = dict(summary(deal, NAMES))

    assert list(rows) == [
        "Who pays what",
        "When",
        "If it is not paid in time",
        "What else holds",
        "What both sides give up",
    ]
    assert rows["Who pays what"] == "Ben Sample pays Ada Example £800.00."
    assert rows["When"] == "All of it by Friday 1 May 2026."
    assert rows["What else holds"] == "The keys come back."


def test_a_deal_without_money_says_so() -> None:
    deal = Deal.of(a_deal(0, terms="Both walk away."))

    assert [heading for heading, _text in summary(deal, NAMES)] == [
        "Who pays what",
        "What else holds",
        "What both sides give up",
    ]
    assert deal.plan() == []
    assert summary(deal, NAMES)[0][1] == "Nobody pays money."


def test_a_plan_is_told_with_its_first_and_last_day() -> None:
    assert when(a_plan(25_000, 10_000, Rhythm.MONTH)) == (
        "3 monthly payments of £100.00, the first by Friday 1 May 2026, "
        "the last (£50.00) by Wednesday 1 July 2026."
    )


@given(total=amounts, payer=st.sampled_from(Side), terms=st.text(max_size=40))
def test_a_deal_is_read_as_it_was_written(total: int, payer: Side, terms: str) -> None:
    deal = Deal(payer, Money(total, "GBP"), PAY_DAY, None, None, terms)

    assert Deal.read(deal.data()) == deal


@pytest.mark.parametrize(
    "changed",
    [
        {"instalment": pounds(10)},
        {"every": Rhythm.WEEK},
        {"amount": Money(-1, "GBP")},
        {"amount": Money(0, "GBP")},
        {"instalment": pounds(800), "every": Rhythm.WEEK},
        {"instalment": pounds(0), "every": Rhythm.WEEK},
    ],
)
def test_a_deal_with_a_hole_in_it_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_deal(**changed)  # type: ignore[arg-type] # the parameters are fields of the deal
