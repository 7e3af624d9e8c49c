"""The days interest runs, cut where the rate or the length of the year changes."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from cases.packs.calculators import InterestRule
from cases.packs.series import Point
from cases.packs.vocabulary import InterestMethod, YearDays
from odr.money import Money, rounded

ONE_DAY = timedelta(days=1)
FINE = Context(prec=60)


@dataclass(frozen=True)
class Span:
    """Days at one rate: after the start, up to and with the end."""

    start: date
    end: date
    rate: Decimal
    year_days: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def of_one_day(self, principal: Money) -> Fraction:
        """Return the simple interest of one day in whole units, exactly."""
        return principal.amount * Fraction(self.rate) / self.year_days


def spans_at(points: tuple[Point, ...], start: date, end: date, year: YearDays) -> tuple[Span, ...]:
    """Cut the days after the start, up to the end, into spans of one rate and one year length.

    Without a day there is one empty span, so that the rate can still be shown.
    """
    if end <= start:
        return (Span(start, start, points[0].rate, _length(start, year)),)
    lasts = [point.start - ONE_DAY for point in points[1:]]
    bounds = [start, *(max(last, start) for last in lasts), end]
    cut = (
        span
        for (after, until), point in zip(pairwise(bounds), points, strict=True)
        for span in _by_year(after, until, point.rate, year)
    )
    return tuple(cut)


def _by_year(after: date, until: date, rate: Decimal, year: YearDays) -> Iterator[Span]:
    while after < until:
        length = _length(after + ONE_DAY, year)
        last = until
        if year is YearDays.LEAP_366:
            last = min(until, date((after + ONE_DAY).year, 12, 31))
            while last < until and _length(last + ONE_DAY, year) == length:
                last = min(until, date(last.year + 1, 12, 31))
        yield Span(after, last, rate, length)
        after = last


def _length(day: date, year: YearDays) -> int:
    return 366 if year is YearDays.LEAP_366 and calendar.isleap(day.year) else 365


def day_rate(rule: InterestRule, principal: Money, span: Span) -> Fraction:
    """Return the interest of one day in whole units, rounded as the pack says or exact."""
    if rule.method is InterestMethod.DAILY_EFFECTIVE:
        return principal.amount * (_factor(span.rate, 1, span.year_days) - 1)
    exact = span.of_one_day(principal)
    if rule.round_daily.mode is None:
        return exact
    step = Fraction(rule.round_daily.to)
    return rounded(exact / step, rule.round_daily.mode) * step


def grown(spans: tuple[Span, ...]) -> Fraction:
    """Return by which share a sum grows when interest is added to it every day."""
    factor = Fraction(1)
    for span in spans:
        factor *= _factor(span.rate, span.days, span.year_days)
    return factor - 1


def _factor(rate: Decimal, days: int, year_days: int) -> Fraction:
    """A sum of 1 after so many days: (1 + rate) to the power of days over the year's days."""
    share = FINE.divide(Decimal(days), Decimal(year_days))
    return Fraction(FINE.power(Decimal(1) + rate, share))
