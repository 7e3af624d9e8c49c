"""Each area works its examples out by a rule, whatever the figures are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.vectors.files import RULES, by_area, settings_of
from cases.vectors.given import day_in
from cases.vectors.verdicts import NotSupported, agrees

TODAY = date(2026, 3, 2)


def test_every_area_names_a_rule_there_is() -> None:
    areas = settings_of()["areas"]

    assert {area: each["rule"] for area, each in areas.items() if each["rule"] not in RULES} == {}
    assert set(RULES) == {each["rule"] for each in areas.values()}


DATES: list[tuple[str, dict[str, Any], Any]] = [
    ("response_deadline", {"issued_on": "2026-03-16"}, "2026-04-07"),
    ("response_deadline", {"issued_on": "2026-03-16", "response_days": 10}, "2026-03-31"),
    ("response_deadline_extended", {"issued_on": "2026-03-02"}, "2026-04-07"),
    ("deemed_service_date", {"issued_on": "2026-03-02"}, "2026-03-07"),
    ("issue_date", {"submitted_at": "2026-03-06T16:00"}, "2026-03-09"),
    ("issue_date", {"submitted_at": "2026-03-06T16:00", "cut_off_hour": 17}, "2026-03-06"),
    ("issue_date", {"submitted_at": "2026-03-06"}, "2026-03-06"),
    ("offer_response_deadline", {"offer_made_at": "2026-03-06T16:00"}, "2026-03-23"),
    ("offer_response_deadline", {"offer_made_at": "2026-03-20T15:59"}, "2026-04-07"),
    (
        "offer_response_deadline",
        {"offer_made_at": "2026-03-20T15:59", "bank_holidays": []},
        "2026-04-03",
    ),
    ("directions_questionnaire_deadline", {"responded_at": "2026-03-02T16:00"}, "2026-03-23"),
    ("directions_order_default_date", {"today": "2026-03-02"}, "2026-04-07"),
    ("stay_after_no_claimant_response", {"defendant_responded_on": "2026-03-03"}, "2026-04-07"),
    ("stay_job_selection_date", {"job_runs_at": "2026-03-09T15:00"}, "2026-02-01"),
    ("stay_job_selection_date", {"job_runs_at": "2026-03-08T17:00"}, "2026-02-01"),
    (
        "help_with_fees_caseworker_sla",
        {"application_received_at": "2026-03-06T16:00"},
        "2026-03-16",
    ),
    ("past_deadline_check", {"deadline_day": "D", "now": "D 16:00:00"}, True),
    ("past_deadline_check", {"deadline_day": "2026-03-02", "now": "2026-03-02T15:59:59"}, False),
    (
        "past_deadline_check",
        {"deadline_day": "D", "now": "D 16:10", "cut_off": "16:30 local time"},
        False,
    ),
    ("next_working_day_api", {"date": "2026-04-03"}, "2026-04-07"),
    ("next_working_day_api", {"date": "soon"}, 400),
    ("claim_notification_deadline", {"issued_on": "2025-10-31"}, "2026-03-02"),
    ("add_months_no_roll", {"from": "2025-10-31", "months": 4}, "2026-02-28"),
    ("fourteen_day_deadline_4pm", {"start": "2026-03-06T16:00"}, "2026-03-23T16:00"),
    ("plus_14_days", {"start": "2026-03-05T12:00"}, "2026-03-19T16:00"),
    (
        "claimant_response_deadline",
        {"defendant_responded_at": "2026-03-07T12:00", "track": "SMALL_CLAIM"},
        "2026-03-23T16:00",
    ),
    (
        "claimant_response_deadline",
        {"defendant_responded_at": "2026-03-06T12:00", "track": "FAST_CLAIM"},
        "2026-04-03T16:00",
    ),
    ("plus_working_days", {"start": "2026-04-02", "working_days": 2}, "2026-04-08"),
    (
        "next_of_several_deadlines",
        {"deadlines": [None, "2026-03-05T10:00:00", "2026-03-04T23:00:00"]},
        "2026-03-04T23:00:00",
    ),
    ("next_of_several_deadlines", {"deadlines": [None]}, None),
    ("hearing_fee_due_date", {"today": "2026-03-02", "hearing_date": "2026-04-08"}, "2026-03-11"),
    ("hearing_fee_due_date", {"today": "2026-03-02", "hearing_date": "2026-04-07"}, "2026-03-09"),
    ("hearing_fee_due_date", {"hearing_date": "2026-03-05"}, "2026-03-05"),
    ("immediate_payment_date", {"responded_at": "2026-03-02T16:30"}, "2026-03-08"),
    ("month_increment", {"start": "2026-05-31", "months": 1}, "2026-07-01"),
    ("unavailable_days_count", {"periods": [["2026-03-02", "2026-03-04"], ["2026-03-03"]]}, 3),
    (
        "new_evidence_daily_window",
        {"now": "2026-03-05T17:00", "uploaded_at": "2026-03-03T18:00"},
        True,
    ),
    (
        "new_evidence_daily_window",
        {"now": "2026-03-05T18:00", "uploaded_at": "2026-03-04T17:59"},
        False,
    ),
    (
        "judgment_buffer_release",
        {"requested_at": "2026-03-06T12:00", "now": "2026-03-10T11:59"},
        False,
    ),
    (
        "judgment_buffer_release",
        {"requested_at": "2026-03-06T12:00", "now": "2026-03-10T12:00"},
        True,
    ),
    ("judgment_buffer_release", {"hours_since_request": 40}, False),
    (
        "datetime_display_london_time",
        {"utc": "2026-06-30T23:30:05.000Z", "language": "en"},
        "1 July 2026, 12:30:05 am",
    ),
    (
        "datetime_display_london_time",
        {"utc": "2026-01-05T13:00:00", "language": "cy"},
        "5 Ionawr 2026, 1:00:00 yh",
    ),
    (
        "judgment_paid_in_full_status",
        {"judgment_issued": "2027-02-01", "paid_in_full": "2027-03-02"},
        "SATISFIED",
    ),
    (
        "judgment_paid_in_full_status",
        {"judgment_issued": "2027-03-01", "paid_in_full": "2027-04-01"},
        "CANCELLED",
    ),
    (
        "judgment_paid_in_full_status_older_31_day_rule",
        {"judgment_issued": "2027-02-01", "paid_in_full": "2027-03-02"},
        "CANCELLED",
    ),
    (
        "judgment_paid_in_full_status_older_31_day_rule",
        {"days_from_judgment_issue_to_full_payment": 40},
        "SATISFIED",
    ),
]

SUMS: list[tuple[str, dict[str, Any], Any]] = [
    ("interest_unrounded_daily", {"amount": "1000", "rate_percent": "8", "days": 2}, "0.44"),
    ("interest_unrounded_daily", {"amount": "5000", "rate_percent": "8", "days": 6}, "6.58"),
    ("interest_rounded_daily", {"amount": "22", "rate_percent": "8", "days": 900}, "0"),
    (
        "interest_api",
        {"from_date": "2026-01-01", "to_date": "2026-01-11", "rate_percent": 10, "amount": 365},
        "1.00",
    ),
    (
        "interest_api",
        {"from_date": "2026-01-11", "to_date": "2026-01-01", "rate_percent": 10, "amount": 365},
        "0",
    ),
    ("interest_daily_display", {"amount": "365", "rate_percent": 8}, "0.08"),
    ("interest_breakdown", {"breakdown_total": "12.30"}, "12.30"),
    ("interest_bulk_daily", {"daily_amount": "1.50", "interest_from": "4 days ago"}, "6"),
    (
        "interest_on_claim",
        {"claim": "365", "interest": "10% from 8 days ago", "issued": "yesterday"},
        "0.80",
    ),
    (
        "interest_on_claim",
        {
            "claim": "365",
            "interest": "breakdown total 5 plus 1 a day until submission",
            "issued": "yesterday",
        },
        "5",
    ),
    ("total_till_today", {"claim": "10", "fee": "2", "interest": "none"}, "12"),
    (
        "amount_with_interest_no_fee",
        {"claim": "365", "interest": "10% from submission", "issued": "10 days ago"},
        "366",
    ),
    (
        "amount_with_interest_until_issue",
        {"claim": "365", "interest": "10% from 20 days ago", "issued": "10 days ago"},
        "366",
    ),
    (
        "judgment_ordered_amount_at_request",
        {
            "claim": "100.00",
            "rate_percent": "8",
            "interest_from": "2026-01-01",
            "interest_until_submission": "2026-01-11",
        },
        10020,
    ),
    ("claim_issue_fee", {"claim_amount": "10000.01"}, "500.00"),
    ("claim_issue_fee_band", {"claim_from": "500.01", "claim_to": "1000"}, "70"),
    ("hearing_fee_by_track", {"track": "FAST_CLAIM"}, "545"),
    ("hearing_fee_by_track", {"track": "SMALL_CLAIM"}, "346"),
    ("default_judgment_fixed_costs", {"claim_amount": "25"}, "0"),
    ("default_judgment_fixed_costs", {"claim_amount": "1000"}, "92"),
    (
        "fixed_costs_on_entry",
        {"commencement_costs": "70", "claim_entry_costs": False, "judgment_amount": "900"},
        "70",
    ),
    (
        "application_fee_adjourn_hearing",
        {"days_until_hearing": 20, "by_consent": False, "with_notice": False},
        11900,
    ),
    ("application_fee_adjourn_hearing", {"days_until_hearing": 14, "by_consent": True}, 11900),
    ("track_allocation", {"total_claim_amount": "10000.01"}, "FAST_TRACK_CLAIM"),
    ("track_allocation", {"total_claim_amount": 26000}, "MULTI_CLAIM"),
]

PLANS: list[tuple[str, dict[str, Any], Any]] = [
    ("repayment_plan_length", {"total": 10, "instalment": 3, "frequency": "monthly"}, "4 months"),
    (
        "repayment_plan_last_payment_date",
        {"total": 10, "instalment": 4, "first_payment": "2026-01-31", "frequency": "monthly"},
        "2026-03-31",
    ),
    ("repayment_plan_convert_frequency", {"instalment": 52, "from": "monthly", "to": "weekly"}, 12),
    ("frequency_conversion", {"amount": 1, "from": "weekly", "to": "monthly"}, "4.3333"),
    (
        "court_repayment_decision",
        {
            "defendant_last_payment_in_days": "never",
            "claimant_last_payment_in_days": 9,
            "court_calculated_last_payment_in_days": 8,
        },
        "CLAIMANT",
    ),
    ("court_calculated_plan", {"defendant_type": "company"}, None),
    (
        "court_calculated_plan",
        {"amount_owed": 50, "monthly_disposable_income": "0.99", "frequency": "monthly"},
        None,
    ),
    (
        "repayment_decision_newer",
        {"claimant_proposes": "instalments", "instalment": 100, "frequency": "weekly",
         "disposable": 433},
        "claimant",
    ),
    (
        "repayment_decision_newer",
        {"claimant_proposes": "set date 2026-06-01", "defendant_date": "2026-05-01",
         "amount_owed": 900, "disposable": 100},
        "claimant",
    ),
    ("payment_per_month_newer", {"amount": 100, "frequency": "three_weekly"}, 144),
    ("payment_per_month_newer", {"amount": "99.50", "frequency": "monthly"}, "99.50"),
    ("means_newer_savings", {"balances": [5, -5]}, 5),
    ("means_newer_turnover", {"annual_turnover": 100}, "8.33"),
    ("means_newer_allowance", {"single_under_25": True}, "250.90"),
    ("means_savings", {"bank_balances": [120], "monthly_regular_income": 40}, 5),
    ("means_regular_expense", {"expenses": [{"type": "rent", "amount": 12, "freq": "weekly"}]}, 52),
    ("means_total_income", {"incomes": [{"amount": 10}], "annual_turnover": 24}, 12),
    ("disposable_income", {"incomes": [10], "priority_debts_monthly": "3.3333", "allowances":
     "none"}, "6.6667"),
    ("disposable_income", {"incomes": [1000], "defendant_age": 20}, "743.47"),
    (
        "disposable_income",
        {"incomes": [100], "defendant_age": 20, "allowances": "table: single 18-24=30"},
        70,
    ),
    ("means_living_allowance", {"age": 30, "partner": "none", "table": "t: single=9"}, 9),
    ("means_living_allowance", {"age": 30, "partner": "adult", "table": "t: couple=9"}, 9),
    (
        "means_pensioner_allowance",
        {"household": "both pensioners", "table": "t: single=50, couple=100"},
        100,
    ),
    (
        "means_disability_allowance",
        {"household": "disabled, partner disabled, 2 disabled dependants, carer",
         "table": "t: couple=150, dependant=10, carer=3"},
        173,
    ),
    ("means_allowance_table_2021", {"item": "each dependant", "weekly": "68.60"}, "297.26"),
    ("means_allowance_table_2021", {"item": "carer", "weekly": "37.50"}, "162.50"),
    ("means_allowance_table_2021", {"item": "pensioner couple"}, "662.56"),
]  # fmt: skip


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
