"""How often something may be tried; the count is in the database, so all processes share it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from odr import jobs
from odr.clock import Clock
from odr.db import Sessions
from odr.errors import TooMany
from odr.models import RateCounter
from odr.words import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400
SLICES = 15
"""A try is forgotten slice by slice, so that nobody can double the limit around full hours."""
FORGET = "odr.forget_tries"


class Window(NamedTuple):
    """So many tries in so many seconds."""

    tries: int
    seconds: int

    @property
    def slice(self) -> int:
        return max(1, self.seconds // SLICES)


class Limit(Enum):
    """The named limits of the court; a try must keep within every window of its limit."""

    SIGN_IN = (Window(10, 5 * MINUTE),)
    """By the address typed."""
    SIGN_IN_ADDRESS = (Window(10, 5 * MINUTE),)
    """By the network address."""
    SIGN_IN_ALL = (Window(1000, 5 * MINUTE),)
    SECOND_FACTOR = (Window(5, 5 * MINUTE), Window(20, HOUR), Window(50, DAY))
    RESET = (Window(5, DAY),)
    CONFIRM = (Window(3, 6 * HOUR),)
    LETTERS_ADDRESS = (Window(20, HOUR),)
    """E-mails about accounts that one network address may set off."""
    NOTICE_CODE = (Window(5, 15 * MINUTE),)
    """By the case number typed."""
    NOTICE_CODE_ADDRESS = (Window(10, HOUR),)
    VERIFY_ORDER = (Window(20, HOUR),)
    SEARCH = (Window(5, 1),)
    API_CLIENT = (Window(600, MINUTE),)
    """Tokens asked for, by the id typed."""
    API_READ = (Window(600, MINUTE),)
    """What one machine reads; apart from the above, so that a stranger cannot use it up. Counted
    in a `Tally`: a machine that only reads should write nothing and wait for no writer."""

    def __new__(cls, *windows: Window) -> Limit:
        member = object.__new__(cls)
        member._value_ = len(cls.__members__)  # equal windows are still different limits
        member.windows = windows
        return member

    windows: tuple[Window, ...]


def count(session: Session, limit: Limit, key: str, *, clock: Clock) -> None:
    """Count one try, or refuse it with TooMany and the seconds to wait.

    What is refused is not counted, so rolling back loses nothing. A try that must be counted
    although the request fails later is counted with `count_apart`.
    """
    now = clock.now()
    for window in limit.windows:
        _add(session, _row_key(limit, window, key), _slice_of(now, window))
        wait = _wait(session, limit, window, key, now)
        if wait:
            raise TooMany(_sentence(wait), wait)


def count_apart(sessions: Sessions, *tries: tuple[Limit, str], clock: Clock) -> None:
    """Count tries in a short transaction of their own, before the work they guard begins.

    Call it before the request's own session has spoken to the database: SQLite has one writer.
    """
    with sessions() as session, session.begin():
        for limit, key in tries:
            count(session, limit, key, clock=clock)


def forgive(session: Session, limit: Limit, key: str, *, clock: Clock) -> None:
    """Take one try back, because it turned out to be right."""
    now = clock.now()
    for window in limit.windows:
        session.execute(
            update(RateCounter)
            .where(
                RateCounter.key == _row_key(limit, window, key),
                RateCounter.window == _slice_of(now, window),
                RateCounter.hits > 0,
            )
            .values(hits=RateCounter.hits - 1)
            .execution_options(synchronize_session=False)
        )


def tries_left(session: Session, limit: Limit, key: str, *, clock: Clock) -> int:
    """Return how many more tries are allowed just now."""
    now = clock.now()
    return min(
        max(
            0,
            window.tries - sum(hits for _start, hits in _counted(session, limit, window, key, now)),
        )
        for window in limit.windows
    )


class Tally:
    """Counts in the memory of this process alone, for what is asked often and costs little."""

    def __init__(self, limit: Limit) -> None:
        (self._window,) = limit.windows
        self._hits: dict[tuple[str, int], int] = {}
        self._alone = threading.Lock()

    def count(self, key: str, *, clock: Clock) -> None:
        """Count one try, or refuse it with TooMany and the seconds to wait."""
        now = clock.now()
        start = _slice_of(now, self._window)
        first = start - self._window.slice * (_slices(self._window) - 1)
        with self._alone:
            self._hits = {at: hits for at, hits in self._hits.items() if at[1] >= first}
            counted = {at[1]: hits for at, hits in self._hits.items() if at[0] == key}
            counted[start] = counted.get(start, 0) + 1
            wait = _wait_for(sorted(counted.items()), self._window, now)
            if wait:
                raise TooMany(_sentence(wait), wait)
            self._hits[key, start] = counted[start]


def _add(session: Session, row_key: str, start: int) -> None:
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[
        session.get_bind().dialect.name
    ]
    session.execute(
        insert(RateCounter)
        .values(key=row_key, window=start, hits=1)
        .on_conflict_do_update(
            index_elements=[RateCounter.key, RateCounter.window],
            set_={"hits": RateCounter.hits + 1},
        )
    )


def _wait(session: Session, limit: Limit, window: Window, key: str, now: datetime) -> int:
    """Return the seconds until there is room for one more try; 0 when this one is within."""
    return _wait_for(_counted(session, limit, window, key, now), window, now)


def _wait_for(counted: list[tuple[int, int]], window: Window, now: datetime) -> int:
    over = sum(hits for _start, hits in counted) - window.tries
    if over <= 0:
        return 0
    for start, hits in counted:
        over -= hits
        if over <= 0:
            return max(1, ceil(start + window.seconds - now.timestamp()))
    raise AssertionError("more tries over the limit than were counted")


def _counted(
    session: Session, limit: Limit, window: Window, key: str, now: datetime
) -> list[tuple[int, int]]:
    rows = session.execute(
        select(RateCounter.window, RateCounter.hits)
        .where(
            RateCounter.key == _row_key(limit, window, key),
            RateCounter.window > _slice_of(now, window) - window.slice * _slices(window),
        )
        .order_by(RateCounter.window)
    )
    return [(start, hits) for start, hits in rows]


def _slices(window: Window) -> int:
    return window.seconds // window.slice


def _slice_of(now: datetime, window: Window) -> int:
    seconds = int(now.timestamp())
    return seconds - seconds % window.slice


def _row_key(limit: Limit, window: Window, key: str) -> str:
    """Name the row without the address or e-mail it counts."""
    digest = hashlib.sha256(key.strip().casefold().encode()).hexdigest()[:40]
    return f"{limit.name.lower()}:{window.seconds}:{digest}"


def _sentence(wait: int) -> str:
    minutes = max(1, ceil(wait / MINUTE))
    return ngettext(
        "This was tried too often. Please try again in {count} minute.",
        "This was tried too often. Please try again in {count} minutes.",
        minutes,
    ).format(count=minutes)


@jobs.sweep(FORGET)
def tries_to_forget(session: Session, *, clock: Clock) -> Iterable[tuple[str, dict[str, Any]]]:
    """Find whether there are counts no limit looks at any more."""
    oldest = int(clock.now().timestamp()) - 2 * DAY
    if session.scalar(select(RateCounter.key).where(RateCounter.window < oldest).limit(1)):
        yield FORGET, {"before": oldest}


@jobs.job(FORGET)
def forget_tries(session: Session, *, clock: Clock, **args: Any) -> None:
    """Remove old counts; they say who tried what and are needed no longer."""
    del clock
    session.execute(delete(RateCounter).where(RateCounter.window < int(args["before"])))
