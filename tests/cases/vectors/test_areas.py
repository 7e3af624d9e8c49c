"""Each area works its examples out by a rule, whatever the figures are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.vectors.files import RULES, by_area, settings_of
from cases.vectors.given import day_in
from cases.vectors.verdicts import NotSupported, agrees
from tests.cases.vectors.tables import DATES, PLANS, SUMS

TODAY = date(2026, 3, 2)


def test_every_area_names_a_rule_there_is() -> None:
    areas = settings_of()["areas"]

    assert {area: each["rule"] for area, each in areas.items() if each["rule"] not in RULES} == {}
    assert set(RULES) == {each["rule"] for each in areas.values()}


@pytest.mark.parametrize(("area", "given", "found"), [*DATES, *SUMS, *PLANS])
def test_an_area_works_its_example_out(area: str, given: dict[str, Any], found: Any) -> None:
    answer = by_area(area, given, today=TODAY)

    assert agrees(next(iter(answer.value.values())), found), answer
    assert all(step for step in answer.steps)
    assert len(answer.steps) > 0


def test_a_range_is_written_as_people_read_it() -> None:
    found = by_area("fee_band_display", {"min": "0.01", "max": "300", "flat": "35"}, today=TODAY)

    assert found.value == {"range_text": "£0.01 to £300", "fee_text": "£35"}


def test_the_entry_costs_are_added_when_claimed() -> None:
    given = {"commencement_costs": "70", "claim_entry_costs": True, "judgment_amount": "900"}

    found = by_area("fixed_costs_on_entry", given, today=TODAY)

    assert found.value == {"total_fixed_costs": "92.00"}


@pytest.mark.parametrize(
    ("area", "given", "said"),
    [
        ("unheard_of", {}, "no rule for the area"),
        ("deemed_service_date", {}, "does not say issued_on"),
        ("deemed_service_date", {"issued_on": 3}, "has to be in words"),
        ("deemed_service_date", {"issued_on": "soon"}, "not a moment"),
        ("deemed_service_date", {"issued_on": "2026-03-02", "calendar": "lunar"}, "no calendar"),
        ("deemed_service_date", {"issued_on": "2026-03-02", "service_days": "x"}, "a number"),
        ("deemed_service_date", {"issued_on": "2026-03-02", "service_days": "1.5"}, "whole number"),
        ("month_increment", {"start": "2026-13-01", "months": 1}, "not a day"),
        ("unavailable_days_count", {"periods": [[]]}, "a first and a last day"),
        ("unavailable_days_count", {"periods": [["soon"]]}, "not a day"),
        ("datetime_display_london_time", {"utc": "2026-01-01", "language": "xx"}, "not shown"),
        ("interest_on_claim", {"claim": "1", "interest": "some"}, "cannot be read"),
        ("interest_on_claim", {"claim": "1", "interest": "8% from long ago"}, "not a day"),
        ("claim_issue_fee_band", {"claim_from": "1", "claim_to": "5000"}, "no one fee"),
        ("hearing_fee_by_track", {"track": "NONE"}, "no fee for the track"),
        ("repayment_decision_newer", {"claimant_proposes": "x", "amount_owed": 1,
         "disposable": 1}, "not a way to pay"),
        ("payment_per_month_newer", {"amount": 1, "frequency": "daily"}, "not a rhythm"),
        ("means_newer_allowance", {}, "single person under 25"),
        ("means_allowance_table_2021", {"item": "dragon"}, "no allowance"),
        ("means_pensioner_allowance", {"household": "x", "table": "t: single=1"}, "has a pension"),
        ("means_disability_allowance", {"household": "x", "table": "t: single=1"}, "is disabled"),
        ("means_living_allowance", {"age": 1, "partner": "none", "table": "x"}, "not an allowance"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_said_in_a_sentence(
    area: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotSupported, match=said):
        by_area(area, given, today=TODAY)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 3, 2)),
        ("yesterday", date(2026, 3, 1)),
        ("1 day ago", date(2026, 3, 1)),
        ("in 3 days", date(2026, 3, 5)),
        ("today + 3 days", date(2026, 3, 5)),
        ("today + 1 month", date(2026, 4, 2)),
        ("2026-01-05", date(2026, 1, 5)),
        ("one day", None),
    ],
)
def test_days_are_told_from_today(words: str, day: date | None) -> None:
    assert day_in(words, TODAY) == day
