"""A debt paid bit by bit: the plan adds up, and the better of three plans stands."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.instalments import (
    Plan,
    Rhythm,
    Standing,
    affordable_plan,
    at_once,
    converted,
    length_in_words,
    months_on,
    payment_day,
    payments_needed,
    plan,
    plan_steps,
    standing_plan,
)
from odr.errors import Invalid
from odr.money import Money

TODAY = date(2026, 3, 2)
POUND = Money(100, "GBP")
sums = st.integers(1, 10**7).map(lambda minor: Money(minor, "GBP"))
rhythms = st.sampled_from(Rhythm)
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def pounds(text: str) -> Money:
    return Money.exact(text, "GBP")


def test_every_rhythm_says_how_often_it_falls_into_a_month() -> None:
    assert {each: each.a_month for each in Rhythm} == {
        Rhythm.WEEKLY: Fraction(52, 12),
        Rhythm.TWO_WEEKLY: Fraction(26, 12),
        Rhythm.THREE_WEEKLY: Fraction(52, 36),
        Rhythm.FOUR_WEEKLY: Fraction(13, 12),
        Rhythm.MONTHLY: 1,
    }


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2028, 1, 31), 1, date(2028, 3, 1)),
        (date(2026, 8, 31), 1, date(2026, 10, 1)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 12, 31), -1, date(2026, 11, 30)),
        (date(2026, 3, 30), -1, date(2026, 2, 28)),
    ],
)
def test_a_day_the_month_has_not_becomes_the_first_of_the_next(
    day: date, months: int, found: date
) -> None:
    assert months_on(day, months) == found


def test_a_plan_has_its_days_and_its_last_payment() -> None:
    found = plan(pounds("1000.00"), pounds("300.00"), Rhythm.MONTHLY, date(2026, 1, 31))

    assert found == Plan(pounds("300.00"), pounds("100.00"), 4, Rhythm.MONTHLY, date(2026, 1, 31))
    assert found.days() == (
        date(2026, 1, 31),
        date(2026, 3, 1),
        date(2026, 3, 31),
        date(2026, 5, 1),
    )
    assert found.last_day == date(2026, 5, 1)
    assert plan_steps(found) == (
        "£1,000.00 is paid with 4 payments: the first on Saturday 31 January 2026, the last on "
        "Friday 1 May 2026. Each is £300.00, the last is £100.00.",
    )


@given(sums, sums, rhythms, days)
def test_a_plan_adds_up_to_the_penny_and_its_last_payment_is_never_larger(
    total: Money, each: Money, rhythm: Rhythm, first: date
) -> None:
    found = plan(total, each, rhythm, first)

    assert found.total == total
    assert Money(0, "GBP") < found.last <= found.each <= each


@given(rhythms, days, st.integers(1, 60))
def test_payments_come_one_after_the_other(rhythm: Rhythm, first: date, number: int) -> None:
    assert payment_day(first, rhythm, number) < payment_day(first, rhythm, number + 1)


@given(st.fractions(min_value=0, max_value=10**6), rhythms, rhythms)
def test_an_amount_comes_back_the_same_from_another_rhythm(
    amount: Fraction, one: Rhythm, other: Rhythm
) -> None:
    assert converted(converted(amount, one, other), other, one) == amount


@pytest.mark.parametrize(("total", "each"), [(0, 5), (5, 0), (5, -1)])
def test_without_a_debt_or_a_payment_there_is_no_plan(total: int, each: int) -> None:
    with pytest.raises(Invalid, match="more than 0"):
        payments_needed(Fraction(total), Fraction(each))


@pytest.mark.parametrize(
    ("count", "rhythm", "words"),
    [
        (1, Rhythm.WEEKLY, "1 week"),
        (3, Rhythm.TWO_WEEKLY, "6 weeks"),
        (1, Rhythm.MONTHLY, "1 month"),
        (20, Rhythm.MONTHLY, "20 months"),
    ],
)
def test_the_length_of_a_plan_is_said_in_words(count: int, rhythm: Rhythm, words: str) -> None:
    assert length_in_words(count, rhythm) == words


def test_a_person_pays_what_is_left_in_the_rhythm_asked_for() -> None:
    found = affordable_plan(
        pounds("1000.00"), Fraction(1300), Rhythm.WEEKLY, today=TODAY, least=POUND, source="table"
    )

    assert found.value == Plan(
        pounds("300.00"), pounds("100.00"), 4, Rhythm.WEEKLY, date(2026, 4, 2)
    )
    assert found.steps[:2] == (
        "What is left in a month is £1,300.00.",
        "A year has 52 weeks and 12 months, so that is £300.00 for each payment.",
    )
    assert (found.rule, found.source) == ("What a person can pay bit by bit", "table")


def test_a_debt_smaller_than_what_is_left_is_paid_at_once() -> None:
    found = affordable_plan(
        pounds("200.00"), Fraction(1000), Rhythm.MONTHLY, today=TODAY, least=POUND
    )

    assert found.value == Plan(
        pounds("200.00"), pounds("200.00"), 1, Rhythm.MONTHLY, date(2026, 4, 2)
    )
    assert found.steps == (
        "What is left in a month is £1,000.00.",
        "One payment of £200.00 on Thursday 2 April 2026 pays the debt of £200.00.",
    )


@pytest.mark.parametrize("free", [Fraction("0.99"), Fraction(0), Fraction(-50)])
def test_with_less_than_the_least_payment_there_is_no_plan(free: Fraction) -> None:
    found = affordable_plan(pounds("200.00"), free, Rhythm.MONTHLY, today=TODAY, least=POUND)

    assert found.value is None
    assert found.steps[-1] == (
        "That is less than £1.00 for each payment, so no plan can be offered."
    )


@given(sums, st.fractions(0, 5000), st.fractions(0, 5000), rhythms)
def test_who_has_more_left_never_pays_less(
    owed: Money, less: Fraction, extra: Fraction, rhythm: Rhythm
) -> None:
    one, other = (
        affordable_plan(owed, free, rhythm, today=TODAY, least=POUND).value
        for free in (less, less + extra)
    )

    assert one is None or (other is not None and other.each >= one.each)


def after(number: int | None) -> date | None:
    return None if number is None else TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("respondent", "claimant", "court", "standing"),
    [
        (1, 3, None, Standing.CLAIMANT_IN_FAVOUR_OF_DEFENDANT),
        (10, 10, 1, Standing.CLAIMANT_IN_FAVOUR_OF_DEFENDANT),
        (11, 10, 9, Standing.CLAIMANT),
        (10, 7, 7, Standing.COURT),
        (10, 7, 9, Standing.COURT),
        (10, 7, 10, Standing.DEFENDANT),
        (10, 7, 15, Standing.DEFENDANT),
        (10, 7, None, Standing.DEFENDANT),
        (None, 7, None, Standing.DEFENDANT),
        (None, None, 7, Standing.CLAIMANT_IN_FAVOUR_OF_DEFENDANT),
    ],
)
def test_each_of_the_four_plans_can_stand(
    respondent: int | None, claimant: int | None, court: int | None, standing: Standing
) -> None:
    found = standing_plan(after(respondent), after(claimant), after(court), source="rule")

    assert (found.value, found.source, len(found.steps)) == (standing, "rule", 4)


def test_the_steps_name_the_end_of_each_plan() -> None:
    found = standing_plan(after(10), after(7), None)

    assert found.steps == (
        "The plan of the respondent ends on Thursday 12 March 2026.",
        "The plan of the claimant ends on Monday 9 March 2026.",
        "What the respondent can pay ends never.",
        "The respondent cannot pay faster than they offer. The respondent's plan stands.",
    )


def test_at_once_is_within_five_days() -> None:
    assert at_once(TODAY) == date(2026, 3, 7)
