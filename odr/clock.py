"""The court's clock: the only place that knows what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware moment in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """Another clock moved by a fixed shift, so that a demo court can watch deadlines pass."""

    def __init__(self, inner: Clock, shift: timedelta = timedelta()) -> None:
        self.inner = inner
        self.shift = shift

    def now(self) -> datetime:
        return self.inner.now() + self.shift


class FixedClock:
    """A clock that stands still until it is moved: for tests and the synthetic court."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> datetime:
        """Move on by a length of time and return the new moment."""
        self.at += by
        return self.at

    def set(self, at: datetime) -> None:
        """Stand at another moment from now on."""
        self.at = at
