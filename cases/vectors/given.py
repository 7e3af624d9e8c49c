"""Reads what a worked example gives: days, moments, sums and words, with today put in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from cases.instalments import months_on
from cases.packs.pin_holidays import closed_days
from cases.packs.schema import Pack
from cases.packs.vocabulary import Act
from cases.vectors.verdicts import NotSupported, number_in
from odr.courtdays import MIDNIGHT, CourtDays
from odr.money import Money, Rounding, rounded

NEAR_TODAY = {"today": 0, "d": 0, "yesterday": -1, "tomorrow": 1}
AGO = re.compile(r"([0-9]+) days? ago")
AHEAD = re.compile(r"(?:in ([0-9]+) days?|today \+ ([0-9]+) days?)")
MONTHS_AHEAD = re.compile(r"today \+ ([0-9]+) months?")
WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS_BEFORE, YEARS_AFTER = 1, 8
EVERY_DAY = "treat every day as working"


def day_in(words: str, today: date) -> date | None:
    """Read a day, written out or told from today ("3 days ago"); None when it is neither."""
    words = words.strip().lower()
    if WRITTEN_DAY.fullmatch(words):
        return date.fromisoformat(words)
    if words in NEAR_TODAY:
        return today + timedelta(days=NEAR_TODAY[words])
    if found := AGO.fullmatch(words):
        return today - timedelta(days=int(found[1]))
    if found := AHEAD.fullmatch(words):
        return today + timedelta(days=int(found[1] or found[2]))
    if found := MONTHS_AHEAD.fullmatch(words):
        return months_on(today, int(found[1]))
    return None


def with_days(words: Any, today: date) -> Any:
    """Put days in the place of words like "today + 1 month", however deep they stand."""
    if isinstance(words, Mapping):
        return {name: with_days(part, today) for name, part in words.items()}
    if isinstance(words, str) and (day := _told_from_today(words, today)):
        return day.isoformat()
    return words


def _told_from_today(words: str, today: date) -> date | None:
    return None if WRITTEN_DAY.fullmatch(words) else day_in(words, today)


@lru_cache(maxsize=256)
def looked_up(country: str, areas: str, year: int) -> Mapping[date, str]:
    """Return the closed days of a year that no pack has pinned."""
    return closed_days(country, areas.split(","), year)


def days_around(pack: Pack, first: int, last: int) -> CourtDays:
    """Return the court's days for these years; those the pack has not pinned are looked up."""
    own = pack.days
    closed = dict(own.closed)
    for year in range(first, last + 1):
        if not own.first.year <= year <= own.last.year:
            closed |= looked_up(pack.court.country, pack.court.subdivision, year)
    return CourtDays(
        zone=own.zone,
        first=date(min(first, own.first.year), 1, 1),
        last=date(max(last, own.last.year), 12, 31),
        weekend=own.weekend,
        closed=closed,
        opened=own.opened,
    )


def years_in(words: Any) -> tuple[int, ...]:
    """List the years of all days that stand in an example."""
    return tuple(int(year) for year in re.findall(r"\b([12][0-9]{3})-[01][0-9]", str(words)))


def pack_around(pack: Pack, words: Any, today: date) -> Pack:
    """Return the pack with its closed days known for all years an example speaks of."""
    years = (*years_in(words), today.year)
    days = days_around(pack, min(years) - YEARS_BEFORE, max(years) + YEARS_AFTER)
    return pack.model_copy(update={"days": days})


@dataclass(frozen=True)
class Task:
    """One example of an area: what it gives, the settings of the area, the court and the day.

    What is given goes before the settings, which are what counts when nothing is said.
    """

    given: Mapping[str, Any]
    settings: Mapping[str, Any]
    court: Pack
    today: date
    shared: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return what is given under a name, or the setting; without either it cannot be asked."""
        found = self.maybe(name)
        if found is None:
            raise NotSupported(f"The example does not say {name}.")
        return found

    def maybe(self, name: str) -> Any:
        """Return what is given under a name, or the setting, or nothing."""
        found = self.given.get(name)
        return self.settings.get(name) if found is None else found

    def number(self, name: str) -> Fraction:
        """Read a number exactly."""
        return number(self.value(name), name)

    def whole(self, name: str) -> int:
        """Read a whole number."""
        found = self.number(name)
        if found.denominator != 1:
            raise NotSupported(f"{name} has to be a whole number.")
        return int(found)

    def money(self, name: str) -> Money:
        """Read a sum in the currency of the court."""
        return Money.of(self.number(name), self.court.currency, Rounding.HALF_UP)

    def words(self, name: str) -> str:
        """Read words."""
        found = self.value(name)
        if not isinstance(found, str):
            raise NotSupported(f"{name} has to be in words.")
        return found

    def rows(self, name: str) -> Sequence[Any]:
        """Read a list; without one there is nothing in it."""
        found = self.maybe(name)
        return found if isinstance(found, list | tuple) else ()

    def day(self, name: str) -> date:
        """Read a day; of a moment its day counts."""
        words = self.words(name)
        words = {str(k): str(v) for k, v in self.rows_of("days_called")}.get(words, words)
        try:
            found = day_in(words.split("T")[0], self.today)
        except ValueError:
            found = None
        if found is None:
            raise NotSupported(f"{words!r} is not a day.")
        return found

    def rows_of(self, name: str) -> tuple[tuple[Any, Any], ...]:
        """List the pairs of a setting."""
        return tuple(dict(self.settings.get(name, {})).items())

    def moment(self, name: str) -> datetime | date:
        """Read a moment by the court's clock, or a day when no time is given."""
        words = self.words(name)
        day, mark, clock = re.sub(r"^(D) ", r"\1T", words).partition("T")
        found = day_in(day, self.today)
        if found is None:
            raise NotSupported(f"{words!r} is not a moment.")
        return self.pack.days.moment(found, time.fromisoformat(clock)) if mark else found

    def exact_moment(self, name: str) -> datetime:
        """Read a moment; a day alone begins at midnight."""
        found = self.moment(name)
        if isinstance(found, datetime):
            return found
        return self.pack.days.moment(found, MIDNIGHT)

    @property
    def cutoff(self) -> time:
        """The hour from which something is too late for the day."""
        hour = self.maybe("cut_off_hour")
        if hour is not None:
            return time(int(hour))
        if found := re.match(r"([0-9]{1,2}):([0-9]{2})", str(self.maybe("cut_off"))):
            return time(int(found[1]), int(found[2]))
        return self.court.calendar.cutoffs[Act.FILING]

    @property
    def pack(self) -> Pack:
        """The court as the example wants it: its closed days and its hour."""
        pack = pack_around(self.court, (self.given, self.settings), self.today)
        calendar = pack.calendar.model_copy(update={"cutoffs": dict.fromkeys(Act, self.cutoff)})
        return pack.model_copy(update={"calendar": calendar, "days": self._days(pack.days)})

    def _days(self, usual: CourtDays) -> CourtDays:
        calendar = self.maybe("calendar")
        closed, weekend = dict(usual.closed), usual.weekend
        if calendar == EVERY_DAY:
            closed, weekend = {}, frozenset()
        elif calendar is not None and calendar not in self.shared.get("calendars", ()):
            raise NotSupported(f"There is no calendar {calendar!r}.")
        if "bank_holidays" in self.given:
            closed = {day_of(each): "" for each in self.rows("bank_holidays")}
        closed |= {day_of(each): "" for each in self.rows("extra_non_working_days")}
        return CourtDays(
            zone=usual.zone, first=usual.first, last=usual.last, weekend=weekend, closed=closed
        )


def day_of(words: Any) -> date:
    """Read a written day."""
    try:
        return date.fromisoformat(str(words))
    except ValueError:
        raise NotSupported(f"{words!r} is not a day.") from None


def number(value: Any, name: str = "this") -> Fraction:
    """Read a number exactly, as it is written."""
    found = number_in(value)
    if found is None:
        raise NotSupported(f"{name} has to be a number.")
    return found


def plain(amount: Fraction, digits: int) -> str:
    """Write an exact amount with so many digits after the point at most, half up."""
    scaled = Decimal(rounded(amount * 10**digits, Rounding.HALF_UP))
    return f"{scaled.scaleb(-digits).normalize():f}"
