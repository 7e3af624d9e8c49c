"""Rates that change, years of 366 days and interest upon interest, each day counted once."""

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
from cases.packs import NotConfirmed
from cases.packs.loader import make_pack
from cases.packs.schema import Pack
from odr.money import Money
from tests.cases.packs.samples import pinned_days, raw_pack

STATUTORY = InterestChoice(InterestBasis.STATUTORY)
SERIES: dict[str, Any] = {
    "unit": "rate",
    "until": date(2026, 12, 31),
    "behind": {"source": "EW1", "confidence": "medium"},
    "points": [
        {"from": date(2025, 1, 1), "rate": "0.05"},
        {"from": date(2025, 7, 1), "rate": "0.04"},
        {"from": date(2026, 1, 1), "rate": "0.03"},
    ],
}
AMOUNT = Money.exact("36500.00", "GBP")
"""At 1% a year this earns exactly 1.00 a day."""


def court(pick: str = "floating", **changed: Any) -> Pack:
    raw = raw_pack()
    rate = {"series": "bank", "spread": "0", "pick": pick}
    raw["interest"][0] |= {
        "rate": {"value": rate, "source": "EW1", "confidence": "medium"},
        "round_daily": {"value": {}, "source": "product"},
        **changed,
    }
    return make_pack("rates", raw, pinned=pinned_days(), series={"bank": SERIES})


def worked_out(pack: Pack, start: date, end: date, issued: date | None = None) -> InterestResult:
    return interest(pack, STATUTORY, AMOUNT, start=start, end=end, issued=issued)


@pytest.mark.parametrize(
    ("pick", "daily"),
    [("at_accrual", 5), ("at_issue", 4), ("at_judgment", 3)],
)
def test_one_rate_of_the_series_counts_for_good(pick: str, daily: int) -> None:
    found = worked_out(court(pick), date(2025, 6, 30), date(2026, 1, 1), issued=date(2025, 8, 1))

    assert (found.days, found.daily) == (185, Fraction(daily))
    assert found.value == Money.exact("185.00", "GBP") * daily


def test_until_a_claim_is_issued_the_rate_of_the_last_day_is_shown() -> None:
    found = worked_out(court("at_issue"), date(2025, 6, 30), date(2025, 7, 31))

    assert found.daily == 4


def test_each_rate_counts_while_it_lasts() -> None:
    found = worked_out(court(), date(2025, 6, 28), date(2025, 7, 3))

    assert found.value == Money.exact("22.00", "GBP")  # two days at 5 and three at 4
    assert found.steps == (
        "After Saturday 28 June 2025, up to Monday 30 June 2025, is 2 days at 5% a year, "
        "divided by 365: £5.00 a day.",
        "After Monday 30 June 2025, up to Thursday 3 July 2025, is 3 days at 4% a year, "
        "divided by 365: £4.00 a day.",
        "From Saturday 28 June 2025 to Thursday 3 July 2025 is 5 days. "
        "The first day is not counted, the last day is.",
        "For 5 days the interest is £22.00.",
    )


def test_a_new_rate_counts_on_its_own_day_and_the_day_before_has_the_old_one() -> None:
    sums = [
        worked_out(court(), date(2025, 6, 29), date(2025, 6, 29) + timedelta(days=n)).value
        for n in (1, 2)
    ]

    assert sums == [Money.exact("5.00", "GBP"), Money.exact("9.00", "GBP")]


def test_a_spread_is_added_to_the_rate_and_may_lower_it() -> None:
    pack = court(
        rate={
            "value": {"series": "bank", "spread": "-0.02", "pick": "floating"},
            "source": "EW1",
            "confidence": "medium",
        }
    )

    assert worked_out(pack, date(2025, 2, 1), date(2025, 2, 11)).value == Money.exact(
        "30.00", "GBP"
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 12, 31), date(2025, 2, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_series_that_does_not_reach_the_day_gives_no_figure(start: date, end: date) -> None:
    with pytest.raises(NotConfirmed):
        worked_out(court(), start, end)


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        (date(2023, 12, 21), date(2024, 1, 10), [(10, 365), (10, 366)]),
        (date(2024, 12, 21), date(2025, 1, 10), [(10, 366), (10, 365)]),
        (date(2022, 12, 31), date(2023, 12, 31), [(365, 365)]),
        (date(2023, 12, 31), date(2024, 12, 31), [(366, 366)]),
        (date(2020, 12, 31), date(2023, 12, 31), [(1095, 365)]),
    ],
)
def test_a_leap_year_can_be_divided_by_its_366_days(
    start: date, end: date, parts: list[tuple[int, int]]
) -> None:
    pack = court(
        rate={"value": "0.10", "source": "EW1", "confidence": "high"},
        year_days={"value": "366_in_leap_year", "source": "product"},
    )

    exact = sum((Fraction(3650 * days, year) for days, year in parts), Fraction(0))

    found = worked_out(pack, start, end)
    assert found.value == Money.of(exact, "GBP", pack.interest_rule("before_judgment").round_total)


def test_interest_upon_interest_comes_to_the_yearly_rate_after_a_year() -> None:
    pack = court(
        method="daily_effective", rate={"value": "0.05", "source": "EW1", "confidence": "high"}
    )

    year = worked_out(pack, date(2025, 1, 1), date(2026, 1, 1))
    two = worked_out(pack, date(2025, 1, 1), date(2027, 1, 1))

    assert (year.value.text(), two.value.text()) == ("1825.00", "3741.25")
    assert year.steps[0] == (
        "Interest on £36,500.00 is added every day, so that a year comes to the yearly rate."
    )


def test_changing_rates_multiply_when_interest_is_added_every_day() -> None:
    found = worked_out(court(method="daily_effective"), date(2025, 6, 30), date(2026, 1, 1))

    exact = AMOUNT.amount * Fraction(
        Decimal("1.04") ** (Decimal(184) / 365) * Decimal("1.03") ** (Decimal(1) / 365) - 1
    )
    assert abs(found.value.amount - exact) <= Fraction(1, 200)


@given(st.integers(0, 700), st.integers(0, 700), st.sampled_from(["simple", "daily_effective"]))
def test_a_longer_time_never_earns_less(one: int, other: int, method: str) -> None:
    pack = court(method=method)
    first = date(2025, 1, 1)

    short, long = (
        worked_out(pack, first, first + timedelta(days=days)).value for days in sorted((one, other))
    )

    assert short <= long


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"points": SERIES["points"][::-1]}, "oldest first"),
        ({"until": date(2025, 12, 31)}, "at least up to its last rate"),
        ({"points": []}, "at least 1"),
        ({"unit": "percent"}, "unit"),
    ],
)
def test_a_broken_series_is_refused(changed: dict[str, Any], why: str) -> None:
    raw = raw_pack()

    with pytest.raises(ValueError, match=why):
        make_pack("rates", raw, pinned=pinned_days(), series={"bank": SERIES | changed})


def test_a_series_nobody_has_is_named() -> None:
    raw = raw_pack()
    rate = {"series": "bank", "spread": "0", "pick": "floating"}
    raw["interest"][0]["rate"] = {"value": rate, "source": "EW1", "confidence": "medium"}

    with pytest.raises(ValueError, match="no series of rates bank"):
        make_pack("rates", raw, pinned=pinned_days())
