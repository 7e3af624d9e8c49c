"""Other ways to count are settings of a pack, and give the dates other services gave."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from cases.deadlines import (
    deadline,
    deemed_service,
    filing_day,
)
from cases.packs import Event
from cases.packs.terms import Period
from odr.courtdays import Unit
from tests.cases.dates import at, clocked, day, older_pack, period
from tests.cases.packs.samples import raw_pack, read


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        ({"from": {"before": "claim.filed"}, "period": period(3)}, "2023-10-20", "2023-10-16"),
        ({"period": period(28)}, "2022-10-03", "2022-11-01"),
    ],
)
def test_clear_days_leave_out_both_ends(clock: dict[str, Any], start: str, due: str) -> None:
    pack = older_pack(counting="clear_both", **clock)

    assert clocked(pack, day(start)).value == day(due)


def test_times_of_five_days_or_less_count_open_days_only() -> None:
    result = clocked(older_pack(period=period(5)), day("2023-12-20"))

    assert (result.value, result.steps[1:4]) == (
        day("2023-12-29"),
        (
            "The time is 5 days. Day 1 is the day after.",
            "The time is 5 days or less, so only days when the court is open are counted.",
            "The court is closed on Saturday 23 December 2023, Sunday 24 December 2023, "
            "Monday 25 December 2023 (Christmas Day), and Tuesday 26 December 2023 (Boxing Day). "
            "These days are not counted.",
        ),
    )
    assert clocked(older_pack(period=period(5), short_period=False), day("2022-01-11")).value == (
        day("2022-01-17")
    )


def test_a_single_closed_day_and_many_closed_days_are_named_in_their_way() -> None:
    one = clocked(older_pack(period=period(2)), day("2023-05-30"))
    bank = clocked(older_pack(period=period(1)), day("2023-08-25"))
    many = clocked(older_pack(period=period(30, "business_day")), day("2023-03-01"))
    single = clocked(older_pack("2023-03-08", period=period(3)), day("2023-03-06"))

    assert len(one.steps) == 5
    assert "(Late Summer Bank Holiday). These days are not counted." in bank.steps[3]
    assert many.steps[2] == ("The court is closed on 14 days in between. They are not counted.")
    assert single.steps[3] == (
        "The court is closed on Wednesday 8 March 2023. This day is not counted."
    )


@pytest.mark.parametrize(
    ("issued", "closed", "extra", "due"),
    [
        ("2017-04-24", [], None, "2017-05-15"),
        ("2017-09-18", [], None, "2017-10-09"),
        ("2017-05-08", [], 14, "2017-06-12"),
        ("2017-09-15", ["2017-10-04", "2017-10-05", "2017-10-06"], None, "2017-10-09"),
    ],
)
def test_the_first_services_response_time_is_a_setting(
    issued: str, closed: list[str], extra: int | None, due: str
) -> None:
    extend = {"by": ["court"], "max": period(14), "times": {"value": 1, "source": "product"}}
    pack = older_pack(*closed, period=period(19), extend=extend)
    more = {"extra": Period(n=extra, unit=Unit.DAY)} if extra else {}

    assert clocked(pack, day(issued), **more).value == day(due)


def test_the_first_services_day_of_service_is_a_setting() -> None:
    raw = raw_pack()
    raw["service"]["methods"][0]["deemed"][0]["after"] = period(5)
    raw["valid"] = {}

    result = deemed_service(read(raw), "first_class_post", at("2026-03-02T09:00"))

    assert result.value == day("2026-03-07")


@pytest.mark.parametrize(
    ("sent", "closed", "issued"),
    [
        ("2017-05-08T09:30", [], "2017-05-08"),
        ("2017-04-14T09:01", [], "2017-04-18"),
        ("2017-05-06T09:30", [], "2017-05-08"),
        ("2017-05-06T09:30", ["2017-05-08"], "2017-05-09"),
        ("2017-05-07T00:01", ["2017-05-08"], "2017-05-09"),
        ("2017-05-07T19:30", ["2017-05-08"], "2017-05-09"),
        ("2017-05-08T16:00", [], "2017-05-09"),
    ],
)
def test_what_reaches_the_court_after_hours_counts_for_the_next_open_day(
    sent: str, closed: list[str], issued: str
) -> None:
    assert filing_day(older_pack(*closed), at(sent)).value == day(issued)


@pytest.mark.parametrize(
    ("n", "start", "due"),
    [
        (14, "2020-08-01T12:00", "2020-08-17"),
        (14, "2020-08-02T12:00", "2020-08-17"),
        (14, "2020-12-11T12:00", "2020-12-29"),
        (14, "2020-12-11T16:00", "2020-12-29"),
        (14, "2020-08-03T16:00", "2020-08-18"),
        (14, "2021-02-04T12:00", "2021-02-18"),
        (14, "2021-02-04T16:00", "2021-02-19"),
        (28, "2021-02-06T12:00", "2021-03-08"),
        (7, "2017-05-08T09:30", "2017-05-15"),
        (7, "2017-05-06T09:30", "2017-05-15"),
        (14, "2017-10-10T00:10", "2017-10-24"),
        (14, "2017-10-20T18:00", "2017-11-06"),
    ],
)
def test_a_clock_may_start_on_the_courts_next_day(n: int, start: str, due: str) -> None:
    result = clocked(older_pack(period=period(n), starts="court_day"), at(start))

    assert (result.value, result.due) == (day(due), at(f"{due}T16:00").astimezone(UTC))


def test_a_day_without_an_hour_counts_from_its_beginning() -> None:
    pack = older_pack(period=period(14), starts="court_day")

    assert clocked(pack, day("2017-10-20")).value == day("2017-11-03")


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2020-08-05", "2020-12-07"),
        ("2020-08-25", "2020-12-29"),
        ("2020-07-31", "2020-11-30"),
        ("2018-10-30", "2019-02-28"),
    ],
)
def test_months_end_with_the_month_and_the_day_ends_at_midnight(issued: str, due: str) -> None:
    result = clocked(older_pack(period=period(4, "month"), ends="day_end"), day(issued))

    assert (result.value, result.due) == (
        day(due),
        datetime.combine(day(due) + timedelta(days=1), time(0), UTC),
    )
    assert result.steps[1] == "The time is 4 months."
    assert result.steps[-1].startswith("It must be done by the end of ")


def test_months_can_run_back() -> None:
    pack = older_pack(**{"from": {"before": "claim.filed"}}, period=period(1, "month"))

    result = clocked(pack, day("2023-03-31"))

    assert (result.value, result.steps[1]) == (day("2023-02-28"), "The time goes back 1 month.")


def test_one_working_day_after_a_friday_is_monday() -> None:
    pack = older_pack(period=period(1, "business_day"))

    assert clocked(pack, day("2022-09-09")).value == day("2022-09-12")


def test_an_event_without_a_sentence_of_its_own_still_has_one() -> None:
    pack = older_pack(**{"from": "debt.due"})

    steps = deadline(pack, "pay_filing_fee", {Event.DEBT_DUE: day("2023-03-01")}).steps

    assert steps[0] == "The count begins with Wednesday 1 March 2023."
