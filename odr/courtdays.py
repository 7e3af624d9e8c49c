"""The court's days: when it is open, and how days, weeks and months are counted."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from odr.errors import Invalid
from odr.words import _

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)


class Unit(StrEnum):
    """What a length of time is counted in."""

    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Roll(StrEnum):
    """Where a date goes that falls on a day when the court is closed."""

    NONE = "none"
    NEXT_OPEN = "next_open"
    PREVIOUS_OPEN = "previous_open"


@dataclass(frozen=True)
class CourtDays:
    """The open and closed days of one court, in its own time zone.

    `closed` names the closed days that are not weekends. The calendar is known from
    `first` to `last` and refuses to guess outside, because a day nobody has checked
    could move a deadline.
    """

    zone: ZoneInfo
    first: date
    last: date
    weekend: frozenset[int] = frozenset({6, 7})
    closed: Mapping[date, str] = field(default_factory=dict)
    opened: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Tell whether the court is open on this day."""
        if not self.first <= day <= self.last:
            raise Invalid(
                _(
                    "The court has set its closing days only from {first} to {last}. "
                    "Ask the court about later dates."
                ).format(first=self.first.isoformat(), last=self.last.isoformat())
            )
        if day in self.opened:
            return True
        return day.isoweekday() not in self.weekend and day not in self.closed

    def why_closed(self, day: date) -> str:
        """Return the name of the closed day, or nothing for a weekend."""
        return self.closed.get(day, "")

    def roll(self, day: date, how: Roll) -> date:
        """Move a date off a closed day, as named."""
        if how is Roll.NONE:
            return day
        step = ONE_DAY if how is Roll.NEXT_OPEN else -ONE_DAY
        while not self.is_open(day):
            day += step
        return day

    def next_open(self, day: date) -> date:
        """Return this day if the court is open, else the first open day after it."""
        return self.roll(day, Roll.NEXT_OPEN)

    def add_open_days(self, day: date, count: int) -> date:
        """Go on (or back) by so many open days; the first day is not counted."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _each in range(abs(count)):
            day += step
            while not self.is_open(day):
                day += step
        return day

    def add(self, day: date, count: int, unit: Unit) -> date:
        """Go on (or back) by a length of time; months end with the month at the latest."""
        if unit is Unit.BUSINESS_DAY:
            return self.add_open_days(day, count)
        if unit is Unit.DAY:
            return day + timedelta(days=count)
        if unit is Unit.WEEK:
            return day + timedelta(weeks=count)
        if unit is Unit.HOUR:
            raise ValueError("hours are counted from a moment, not from a day")
        return add_months(day, count * (12 if unit is Unit.YEAR else 1))

    def closed_between(self, start: date, end: date) -> tuple[date, ...]:
        """List the closed days after the start, up to and including the end."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return tuple(day for day in days if not self.is_open(day))

    def local(self, moment: datetime) -> datetime:
        """Return the moment as the court's clock shows it; a naive time is refused."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.zone)

    def day_of(self, moment: datetime) -> date:
        """Return the day it was at the court."""
        return self.local(moment).date()

    def moment(self, day: date, at: time) -> datetime:
        """Return the moment in UTC when the court's clock shows this time.

        On the night the clocks change a time can come twice or not at all. The later
        reading is taken, so that nobody loses an hour.
        """
        readings = (datetime.combine(day, at, self.zone).replace(fold=fold) for fold in (0, 1))
        return max(reading.astimezone(UTC) for reading in readings)

    def end_of(self, day: date) -> datetime:
        """Return midnight at the end of the day: the first moment that is too late."""
        return self.moment(day + ONE_DAY, MIDNIGHT)

    def counted_day(self, moment: datetime, cutoff: time) -> date:
        """Return the day an act counts for: the next open day when closed or too late."""
        day = self.day_of(moment)
        if self.is_open(day) and moment >= self.moment(day, cutoff):
            day += ONE_DAY
        return self.next_open(day)


def add_months(day: date, count: int) -> date:
    """Return the same day of another month, or its last day when it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


@lru_cache(maxsize=4096)
def day_in_words(day: date, spoken: str = "en") -> str:
    """Write a day with its weekday, like Friday 6 March 2026."""
    locale = spoken.replace("-", "_")
    return format_date(day, "EEEE d MMMM y", locale=locale)
