"""Work that follows a deed: a table of jobs, written with the deed and done soon after."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol, cast
from uuid import UUID

import structlog
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from odr.clock import Clock
from odr.db import Sessions
from odr.models import Job

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
MOST_TRIES = 5
BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
AT_ONCE = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


_NEXT = (
    select(Job.id)
    .where(Job.state == "waiting", Job.due_at <= bindparam("now"))
    .where((Job.locked_until.is_(None)) | (Job.locked_until < bindparam("now")))
    .order_by(Job.due_at, Job.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_TAKE = (
    update(Job)
    .where(Job.id == _NEXT)
    .values(locked_until=bindparam("until"), attempts=Job.attempts + 1)
    .returning(Job)
    .execution_options(populate_existing=True, synchronize_session=False)
)
_FINISH = (
    update(cast(Table, Job.__table__))
    .where(Job.id == bindparam("number"))
    .values(state="done", done_at=bindparam("at"), key=None, error=None)
)
_WITH_KEY = select(Job.id).where(Job.key == bindparam("wanted"))
"""Said for every job, so they are written once."""


class Work(Protocol):
    """A job's function: does one thing for one item, safe to do twice."""

    def __call__(self, session: Session, *, clock: Clock, **args: Any) -> None: ...


class Sweep(Protocol):
    """Finds what is due and not done: one job name and its arguments per item."""

    def __call__(
        self, session: Session, *, clock: Clock
    ) -> Iterable[tuple[str, dict[str, Any]]]: ...


WORKS: dict[str, Work] = {}
SWEEPS: dict[str, Sweep] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of this name."""

    def register(work: Work) -> Work:
        WORKS[name] = work
        return work

    return register


def sweep(name: str) -> Callable[[Sweep], Sweep]:
    """Register a search for what is due and not done."""

    def register(search: Sweep) -> Sweep:
        SWEEPS[name] = search
        return search

    return register


def enqueue(
    session: Session, name: str, *, due: datetime | None = None, key: str | None = None, **args: Any
) -> None:
    """Write a job in the caller's transaction; if that is undone the job never was.

    A key names the one job there may be for a purpose: a second one with the key is not added.
    """
    if key is not None and session.scalar(_WITH_KEY, {"wanted": key}) is not None:
        return
    plain = {k: str(v) if isinstance(v, UUID) else v for k, v in args.items()}
    session.add(Job(name=name, args=plain, key=key, state="waiting", due_at=due or AT_ONCE))


def take(session: Session, *, now: datetime) -> Job | None:
    """Take the next due job for this worker alone, for the length of a lease."""
    return session.scalar(_TAKE, {"now": now, "until": now + LEASE})


def work_off(sessions: Sessions, clock: Clock, *, most: int = 1000) -> int:
    """Do jobs that are due until none is left or the limit is reached; return how many."""
    done = 0
    while done < most and work_one(sessions, clock):
        done += 1
    return done


def work_one(sessions: Sessions, clock: Clock) -> bool:
    """Do one due job in a transaction of its own; a failure is noted and tried again later."""
    with sessions() as session:
        taken = take(session, now=clock.now())
        session.commit()
    if taken is None:
        return False
    try:
        with sessions() as session:
            WORKS[taken.name](session, clock=clock, **taken.args)
            _finish(session, taken.id, at=clock.now())
            session.commit()
    except Exception as problem:  # noqa: BLE001 - whatever went wrong, the job is kept
        log.warning("job_failed", job=taken.name, number=taken.id, error=type(problem).__name__)
        with sessions() as session:
            _fail(session, taken, problem, at=clock.now())
            session.commit()
    return True


def _finish(session: Session, job_id: int, *, at: datetime) -> None:
    session.execute(_FINISH, {"number": job_id, "at": at})


def _fail(session: Session, taken: Job, problem: Exception, *, at: datetime) -> None:
    gave_up = taken.attempts >= MOST_TRIES
    wait = BACK_OFF[min(taken.attempts, len(BACK_OFF)) - 1]
    session.execute(
        update(Job)
        .where(Job.id == taken.id)
        .values(
            state="failed" if gave_up else "waiting",
            due_at=at + wait,
            locked_until=None,
            error=_where(problem),
        )
    )


def _where(problem: Exception) -> str:
    """Say what went wrong and where, without its words: they may name people."""
    steps = traceback.extract_tb(problem.__traceback__)
    place = f" in {steps[-1].name}, line {steps[-1].lineno}" if steps else ""
    return f"{type(problem).__name__}{place}"


def sweep_all(sessions: Sessions, clock: Clock) -> int:
    """Run every sweep and write one job per item found; return how many items were found."""
    found = 0
    for name in sorted(SWEEPS):
        with sessions() as session:
            for work, args in SWEEPS[name](session, clock=clock):
                subject = ":".join(str(value) for value in args.values())
                enqueue(session, work, key=f"{work}:{subject}", **args)
                found += 1
            session.commit()
    return found
