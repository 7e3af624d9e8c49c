"""The court's days are counted in its own zone, over weekends, holidays and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odr.courtdays import CourtDays, Roll, Unit, add_months, day_in_words
from odr.errors import Invalid

LONDON = ZoneInfo("Europe/London")
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
MAUNDY_THURSDAY, TUESDAY_AFTER = date(2026, 4, 2), date(2026, 4, 7)
DAYS = CourtDays(
    zone=LONDON,
    first=date(2024, 1, 1),
    last=date(2031, 12, 31),
    closed={GOOD_FRIDAY: "Good Friday", EASTER_MONDAY: "Easter Monday"},
    opened=frozenset({date(2026, 5, 16)}),
)
days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def test_weekends_and_holidays_are_closed_and_a_saturday_may_be_opened() -> None:
    week = [date(2026, 4, n) for n in range(2, 8)]

    assert [DAYS.is_open(day) for day in week] == [True, False, False, False, False, True]
    assert DAYS.is_open(date(2026, 5, 16)) is True
    assert [DAYS.why_closed(day) for day in week[1:3]] == ["Good Friday", ""]


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2032, 1, 1)])
def test_a_day_nobody_has_checked_is_refused(day: date) -> None:
    with pytest.raises(Invalid) as refused:
        DAYS.is_open(day)

    assert refused.value.sentence == (
        "The court has set its closing days only from 2024-01-01 to 2031-12-31. "
        "Ask the court about later dates."
    )


def test_a_date_on_a_closed_day_rolls_as_named() -> None:
    assert [DAYS.roll(GOOD_FRIDAY, how) for how in Roll] == [
        GOOD_FRIDAY,
        TUESDAY_AFTER,
        MAUNDY_THURSDAY,
    ]
    assert DAYS.next_open(MAUNDY_THURSDAY) == MAUNDY_THURSDAY


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (MAUNDY_THURSDAY, 1, Unit.BUSINESS_DAY, TUESDAY_AFTER),
        (TUESDAY_AFTER, -1, Unit.BUSINESS_DAY, MAUNDY_THURSDAY),
        (GOOD_FRIDAY, 0, Unit.BUSINESS_DAY, GOOD_FRIDAY),
        (GOOD_FRIDAY, 14, Unit.DAY, date(2026, 4, 17)),
        (GOOD_FRIDAY, -2, Unit.WEEK, date(2026, 3, 20)),
        (date(2026, 10, 30), 4, Unit.MONTH, date(2027, 2, 28)),
        (date(2028, 2, 29), 1, Unit.YEAR, date(2029, 2, 28)),
        (date(2028, 2, 29), -4, Unit.YEAR, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, Unit.MONTH, date(2026, 2, 28)),
    ],
)
def test_lengths_of_time_are_added_as_the_law_counts_them(
    start: date, count: int, unit: Unit, end: date
) -> None:
    assert DAYS.add(start, count, unit) == end


def test_hours_are_not_counted_from_a_day() -> None:
    with pytest.raises(ValueError, match="counted from a moment"):
        DAYS.add(GOOD_FRIDAY, 1, Unit.HOUR)


def test_the_closed_days_in_between_are_listed() -> None:
    assert DAYS.closed_between(MAUNDY_THURSDAY, TUESDAY_AFTER) == tuple(
        date(2026, 4, n) for n in range(3, 7)
    )


@given(days, st.integers(-60, 60))
def test_open_days_go_there_and_back(day: date, count: int) -> None:
    start = DAYS.next_open(day)
    end = DAYS.add_open_days(start, count)

    assert DAYS.is_open(end)
    assert DAYS.add_open_days(end, -count) == start


@given(days, st.sampled_from([Roll.NEXT_OPEN, Roll.PREVIOUS_OPEN]))
def test_a_rolled_date_is_open_and_stays_where_it_is(day: date, how: Roll) -> None:
    moved = DAYS.roll(day, how)

    assert DAYS.is_open(moved)
    assert DAYS.roll(moved, how) == moved
    assert (moved >= day) is (how is Roll.NEXT_OPEN or moved == day)


@given(days, st.integers(0, 40), st.integers(0, 40))
def test_months_never_pass_each_other(day: date, few: int, more: int) -> None:
    assert (add_months(day, few) <= add_months(day, more)) is (few <= more)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 3, 2), time(16), datetime(2026, 3, 2, 16, tzinfo=UTC)),
        (date(2026, 7, 1), time(16), datetime(2026, 7, 1, 15, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_courts_hours_are_right_in_winter_summer_and_the_nights_between(
    day: date, at: time, moment: datetime
) -> None:
    assert DAYS.moment(day, at) == moment


def test_a_day_of_a_clock_change_ends_at_its_own_midnight() -> None:
    lengths = [
        DAYS.end_of(day) - DAYS.moment(day, time(0))
        for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25))
    ]

    assert lengths == [timedelta(hours=24), timedelta(hours=23), timedelta(hours=25)]


def test_the_day_is_the_courts_day_and_a_naive_time_is_refused() -> None:
    assert DAYS.day_of(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    with pytest.raises(ValueError, match="needs a time zone"):
        DAYS.day_of(datetime(2026, 7, 1, 23, 30))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 4, 2, 15, 59, 59, tzinfo=LONDON), MAUNDY_THURSDAY),
        (datetime(2026, 4, 2, 16, 0, 0, tzinfo=LONDON), TUESDAY_AFTER),
        (datetime(2026, 4, 3, 9, 0, 0, tzinfo=LONDON), TUESDAY_AFTER),
        (datetime(2026, 4, 7, 0, 0, 0, tzinfo=LONDON), TUESDAY_AFTER),
    ],
)
def test_an_act_after_hours_counts_for_the_next_open_day(moment: datetime, day: date) -> None:
    assert DAYS.counted_day(moment, time(16)) == day


def test_a_day_is_written_with_its_weekday() -> None:
    assert (day_in_words(GOOD_FRIDAY), day_in_words(GOOD_FRIDAY, "cy-GB")) == (
        "Friday 3 April 2026",
        "Dydd Gwener 3 Ebrill 2026",
    )
