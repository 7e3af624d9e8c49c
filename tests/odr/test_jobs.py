"""A job is done once, after its deed, and tried again when it fails."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from odr import jobs
from odr.clock import Clock, FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.models import Job
from tests.databases import Database

done: list[str] = []
broken: set[str] = set()


@pytest.fixture(autouse=True)
def workshop() -> Iterator[None]:
    """Two kinds of work and a sweep that only these tests know."""
    done.clear()
    broken.clear()

    @jobs.job("tests.note")
    def note(session: Session, *, clock: Clock, **args: Any) -> None:
        if args["what"] in broken:
            raise RuntimeError("it broke")
        done.append(args["what"])

    @jobs.sweep("tests.find")
    def find(session: Session, *, clock: Clock) -> list[tuple[str, dict[str, Any]]]:
        return [("tests.note", {"what": "found"})]

    yield
    del jobs.WORKS["tests.note"]
    del jobs.SWEEPS["tests.find"]


def put(session: Session, what: str, **more: Any) -> None:
    jobs.enqueue(session, "tests.note", what=what, **more)
    session.commit()


def states(session: Session) -> list[tuple[str, int]]:
    session.expire_all()
    return [(job.state, job.attempts) for job in session.scalars(select(Job).order_by(Job.id))]


def test_a_job_of_an_undone_deed_never_runs(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    jobs.enqueue(session, "tests.note", what="never")
    session.rollback()
    put(session, "this")

    assert (jobs.work_off(sessions, clock), done) == (1, ["this"])


def test_jobs_are_done_in_the_order_they_are_due(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    put(session, "later", due=clock.now() + timedelta(hours=2))
    put(session, "soon", due=clock.now() + timedelta(hours=1))
    assert jobs.work_off(sessions, clock) == 0

    clock.advance(timedelta(hours=3))
    jobs.work_off(sessions, clock)

    assert done == ["soon", "later"]


def test_a_failed_job_is_tried_again_later_and_others_are_not_held_up(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    broken.add("bad")
    put(session, "bad")
    put(session, "good")
    jobs.work_off(sessions, clock)
    assert (done, states(session)) == (["good"], [("waiting", 1), ("done", 1)])

    broken.clear()
    clock.advance(timedelta(minutes=1))
    jobs.work_off(sessions, clock)

    assert (done, states(session)[0]) == (["good", "bad"], ("done", 2))


def test_a_job_that_always_fails_is_kept_for_people_after_five_tries(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    broken.add("bad")
    put(session, "bad")
    for _try in range(9):
        jobs.work_off(sessions, clock)
        clock.advance(timedelta(hours=2))

    assert states(session) == [("failed", 5)]
    error = session.scalars(select(Job.error)).one()
    assert error is not None
    assert re.fullmatch("RuntimeError in note, line [0-9]+", error)


def test_a_key_stands_for_one_waiting_job(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    for _time in range(3):
        jobs.sweep_all(sessions, clock)
    found = [job for job in session.scalars(select(Job)) if job.name == "tests.note"]
    assert len(found) == 1

    jobs.work_off(sessions, clock)
    jobs.sweep_all(sessions, clock)
    jobs.work_off(sessions, clock)

    assert done == ["found", "found"]


def test_a_worker_that_died_leaves_its_job_to_the_next_one(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    put(session, "left")
    with sessions() as dying:
        assert jobs.take(dying, now=clock.now()) is not None
        dying.commit()
    assert jobs.work_off(sessions, clock) == 0

    clock.advance(jobs.LEASE + timedelta(seconds=1))
    jobs.work_off(sessions, clock)

    assert done == ["left"]


def test_two_workers_never_do_the_same_job(fresh_database: Database, clock: FixedClock) -> None:
    sessions = make_sessions(fresh_database.engine, SeededEntropy("jobs"))
    with sessions() as session:
        for number in range(40):
            jobs.enqueue(session, "tests.note", what=str(number))
        session.commit()
    workers = [threading.Thread(target=jobs.work_off, args=(sessions, clock)) for _each in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(done, key=int) == [str(number) for number in range(40)]
