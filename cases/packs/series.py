"""Rates that change over time, kept in a file of their own that an operator brings up to date."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from cases.packs.sourcing import Provenance
from cases.packs.terms import Rate, Term, not_confirmed


class Point(Term):
    """A rate and the day from which it counts."""

    start: date = Field(alias="from")
    rate: Rate


class Series(Term):
    """One table of yearly rates; it says up to which day it is complete and goes no further."""

    unit: Literal["rate"]
    until: date
    points: tuple[Point, ...] = Field(min_length=1)
    behind: Provenance

    @model_validator(mode="after")
    def _in_order(self) -> Series:
        if any(one.start >= other.start for one, other in pairwise(self.points)):
            raise ValueError("the rates of a series stand oldest first")
        if self.until < self.points[-1].start:
            raise ValueError("a series is complete at least up to its last rate")
        return self

    def over(self, first: date, last: date) -> tuple[Point, ...]:
        """Return the rates from a first to a last day; the first one counts from the first day.

        Raises NotConfirmed when the series begins later or ends before the last day.
        """
        if first < self.points[0].start or last > self.until:
            raise not_confirmed()
        before = [point for point in self.points if point.start <= first]
        later = (point for point in self.points if first < point.start <= last)
        return (before[-1].model_copy(update={"start": first}), *later)

    def on(self, day: date) -> Point:
        """Return the rate of one day."""
        return self.over(day, day)[0]
