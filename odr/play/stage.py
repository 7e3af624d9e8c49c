"""Runs many stories side by side on one fast clock: whoever is due next acts next."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from odr import jobs
from odr.clock import FixedClock
from odr.court import Court

Story = Iterator[timedelta]
"""A story does its deeds and says after each how long to wait until the next."""

Result = TypeVar("Result")
SWEEP_EVERY = timedelta(days=1)
CHECKPOINT_EVERY = timedelta(days=7)


class Stage:
    """The synthetic court in action."""

    def __init__(self, court: Court, clock: FixedClock) -> None:
        self.court = court
        self.clock = clock
        self.next_sweep = clock.now()
        self.next_checkpoint = clock.now()

    def deed(self, action: Callable[..., Result], *given: Any, **named: Any) -> Result:
        """Do one deed in a transaction of its own, then the work that follows from it."""
        with self.court.sessions() as session:
            result = action(session, *given, **named, clock=self.clock)
            session.commit()
        self.follow_up()
        return result

    def look(self, query: Callable[..., Result], *given: Any) -> Result:
        """Read something."""
        with self.court.sessions() as session:
            found = query(session, *given)
            session.commit()
            return found

    def unit(self) -> Session:
        """Open a unit of work."""
        return self.court.sessions()

    def follow_up(self) -> None:
        """Do the jobs that are due now."""
        jobs.work_off(self.court.sessions, self.clock)

    def run(self, stories: list[tuple[datetime, Story]], *, until: datetime | None) -> None:
        """Let every story run, in the order of time, to its end or until the curtain falls."""
        queue = [(start, number) for number, (start, _story) in enumerate(stories)]
        heapq.heapify(queue)
        while queue:
            at, number = heapq.heappop(queue)
            if until is not None and at > until:
                break
            self.pass_time_until(at)
            wait = next(stories[number][1], None)
            if wait is not None:
                heapq.heappush(queue, (self.clock.now() + wait, number))
        self.pass_time_until(until or self.clock.now() + SWEEP_EVERY)

    def pass_time_until(self, moment: datetime) -> None:
        """Move the clock on, sweeping each night on the way."""
        while self.next_sweep <= moment:
            self.clock.set(max(self.next_sweep, self.clock.now()))
            jobs.sweep_all(self.court.sessions, self.clock)
            self.follow_up()
            if self.clock.now() >= self.next_checkpoint:
                self.court.checkpoint()
                self.next_checkpoint += CHECKPOINT_EVERY
            self.next_sweep += SWEEP_EVERY
        self.clock.set(max(moment, self.clock.now()))
