"""Interest is simple, leaves out the first day and shows each step."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.enums import InterestBasis
from cases.interest import InterestChoice, InterestResult, interest
from cases.packs import NotConfirmed, load_pack
from cases.packs.schema import Pack
from cases.packs.vocabulary import Confidence
from odr.errors import Invalid
from odr.money import Money
from tests.cases.packs.samples import ENGLAND, changed

PENNY = load_pack(ENGLAND)
STATUTORY = InterestChoice(InterestBasis.STATUTORY)
AFTER_JUDGMENT = InterestChoice(InterestBasis.STATUTORY, rule="after_judgment")
START = date(2026, 2, 1)


def pounds(text: str) -> Money:
    return Money.exact(text, "GBP")


def rounding(**how: str) -> Pack:
    return changed("interest.0.round_daily.value", how)


EXACT = rounding()
TEN_PLACES = rounding(mode="half_up", to="0.0000000001")
PENNY_DOWN = rounding(mode="down", to="0.01")


def after(days: int, amount: str, pack: Pack, percent: str = "8") -> str:
    choice = InterestChoice(InterestBasis.OWN_RATE, Decimal(percent) / 100)
    end = START + timedelta(days=days)
    return interest(pack, choice, pounds(amount), start=START, end=end).value.text()


@pytest.mark.parametrize(
    ("pack", "amount", "percent", "days", "total"),
    [
        (EXACT, "1000.00", "8", 25, "5.48"),
        (PENNY, "1000.00", "8", 25, "5.50"),
        (PENNY_DOWN, "3000.00", "8", 100, "65.00"),
        (TEN_PLACES, "0.00", "1000", 1000, "0.00"),
        (TEN_PLACES, "100.00", "13", 20, "0.71"),
        (TEN_PLACES, "0.01", "8", 10000, "0.02"),
        (TEN_PLACES, "8000.00", "30", 6, "39.45"),
        (TEN_PLACES, "5000.00", "8", 6, "6.58"),
        (TEN_PLACES, "40.99", "8", 1, "0.01"),
        (TEN_PLACES, "40.99", "8", 2, "0.02"),
        (TEN_PLACES, "100.00", "8", 1, "0.02"),
        (PENNY, "1000.00", "8", 2, "0.44"),
        (PENNY, "5000.00", "8", 6, "6.60"),
        (PENNY, "5000.00", "8", 0, "0.00"),
        (PENNY, "22.00", "8", 1000, "0.00"),
        (EXACT, "22.00", "8", 1000, "4.82"),
    ],
)
def test_each_way_to_round_the_day_rate_gives_its_own_total(
    pack: Pack, amount: str, percent: str, days: int, total: str
) -> None:
    assert after(days, amount, pack, percent) == total


def test_the_first_day_is_left_out_and_the_last_counts() -> None:
    result = interest(
        PENNY_DOWN,
        STATUTORY,
        pounds("3000.00"),
        start=date(1996, 9, 22),
        end=date(1996, 12, 31),
    )

    assert (result.days, result.value) == (100, pounds("65.00"))


def test_interest_of_the_court_is_explained_step_by_step() -> None:
    result = interest(PENNY, STATUTORY, pounds("1000.00"), start=START, end=date(2026, 2, 26))

    assert result == InterestResult(
        value=pounds("5.50"),
        steps=(
            "Interest is 8% a year on £1,000.00.",
            "For one day that is £1,000.00 at 8%, divided by 365 days, rounded to £0.22.",
            "From Sunday 1 February 2026 to Thursday 26 February 2026 is 25 days. "
            "The first day is not counted, the last day is.",
            "For 25 days the interest is £5.50.",
        ),
        rule="Interest at the rate of the court",
        source="gov.uk interest example; section 69 of the County Courts Act 1984 and "
        "CPR 16.4(2); worked interest example of a law firm",
        confidence=Confidence.HIGH,
        days=25,
        daily=Fraction("0.22"),
    )


@pytest.mark.parametrize(
    ("pack", "amount", "said"),
    [
        (EXACT, "1000.00", "which is about 0.219178 GBP."),
        (EXACT, "365.00", "which is £0.08."),
        (EXACT, "36.50", "which is 0.008 GBP."),
        (TEN_PLACES, "1000.00", "rounded to about 0.219178 GBP."),
    ],
)
def test_a_day_rate_is_written_as_finely_as_it_is(pack: Pack, amount: str, said: str) -> None:
    end = START + timedelta(days=1)

    steps = interest(pack, STATUTORY, pounds(amount), start=START, end=end).steps

    assert steps[1].endswith(said)
    assert steps[3].startswith("For 1 day the interest is")


def test_no_interest_is_nothing_with_a_sentence() -> None:
    result = interest(
        PENNY, InterestChoice(InterestBasis.NONE), pounds("9.00"), start=START, end=START
    )

    assert result == InterestResult(
        value=Money.zero("GBP"),
        steps=("No interest is asked for.",),
        rule="No interest",
        source="",
        confidence=None,
        days=0,
        daily=Fraction(0),
    )


def test_an_own_rate_comes_from_the_agreement() -> None:
    choice = InterestChoice(InterestBasis.OWN_RATE, Decimal("0.0533"))

    result = interest(EXACT, choice, pounds("1000.00"), start=START, end=date(2027, 2, 1))

    assert (result.value, result.rule, result.source, result.confidence) == (
        pounds("53.30"),
        "Interest at the rate you agreed",
        "the agreement of the parties",
        None,
    )
    assert result.steps[0] == "Interest is 5.33% a year on £1,000.00."


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        (None, "Enter the rate of interest you agreed, like 5."),
        (Decimal("-0.01"), "Enter a rate of interest of 0 or more."),
    ],
)
def test_an_own_rate_has_to_be_a_rate(rate: Any, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        interest(
            PENNY,
            InterestChoice(InterestBasis.OWN_RATE, rate),
            pounds("9.00"),
            start=START,
            end=START,
        )

    assert refused.value.sentence == sentence


def test_dates_the_wrong_way_round_give_nothing() -> None:
    result = interest(PENNY, STATUTORY, pounds("5000.00"), start=START, end=date(2026, 1, 1))

    assert (result.value, result.days) == (Money.zero("GBP"), 0)
    assert result.steps[-1] == "No day counts yet, so there is no interest."


def test_a_rate_that_is_not_confirmed_is_not_invented() -> None:
    with pytest.raises(NotConfirmed):
        interest(PENNY, AFTER_JUDGMENT, pounds("9.00"), start=START, end=START)


@given(st.integers(0, 10**7), st.integers(0, 2000), st.integers(0, 2000))
def test_interest_of_two_times_adds_up_to_the_interest_of_both(
    minor: int, first: int, second: int
) -> None:
    amount = Money(minor, "GBP").text()

    rounded = [after(days, amount, PENNY) for days in (first, second, first + second)]
    exact = [after(days, amount, EXACT) for days in (first, second, first + second)]

    assert Money.total(map(pounds, rounded[:2]), "GBP") == pounds(rounded[2])
    apart = Money.total(map(pounds, exact[:2]), "GBP") - pounds(exact[2])
    assert abs(apart.minor) <= 1


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 2000))
def test_a_larger_debt_never_bears_less(one: int, other: int, days: int) -> None:
    small, large = sorted((one, other))
    texts = [Money(minor, "GBP").text() for minor in (small, large)]

    for pack in (EXACT, PENNY, TEN_PLACES, PENNY_DOWN):
        low, high = (pounds(after(days, text, pack)) for text in texts)
        assert low <= high
