"""One SQLite file: lookers never wait, writers queue, and a lock shows what is true now."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from odr.db import for_reading, make_sessions
from odr.entropy import SeededEntropy
from odr.errors import Unavailable
from odr.models import LedgerHead
from odr.onewriter import OneWriter
from tests.databases import SqliteFiles

LOCKED = select(LedgerHead).with_for_update().execution_options(populate_existing=True)


@pytest.fixture
def sessions(sqlite_files: SqliteFiles, worker_id: str) -> Iterator[sessionmaker[Session]]:
    with sqlite_files.copy(f"one_writer_{worker_id}") as database:
        maker = make_sessions(database.engine, SeededEntropy(1))
        with maker() as session:
            session.add(LedgerHead(chain="court", count=1, hash="0", sealed_count=0))
            session.commit()
        yield maker


def count_in(session: Session) -> int:
    return session.scalars(select(LedgerHead.count)).one()


def add_one(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        session.execute(update(LedgerHead).values(count=LedgerHead.count + 1))
        session.commit()


def test_whoever_only_looks_keeps_nobody_from_writing(sessions: sessionmaker[Session]) -> None:
    with sessions() as looker:
        assert count_in(looker) == 1

        add_one(sessions)

        assert count_in(looker) == 1
    with sessions() as later:
        assert count_in(later) == 2


def test_a_lock_shows_what_was_written_since_the_look(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        head = session.scalars(select(LedgerHead)).one()
        add_one(sessions)

        assert head.count == 1
        assert session.scalars(LOCKED).one().count == 2
        head.count += 1
        session.commit()
    with sessions() as later:
        assert count_in(later) == 3


@pytest.mark.parametrize("how", ["lock", "write", "savepoint", "statement"])
def test_writers_wait_for_the_one_who_writes(sessions: sessionmaker[Session], how: str) -> None:
    done = threading.Event()

    def second() -> None:
        add_one(sessions)
        done.set()

    with sessions() as first:
        if how == "lock":
            first.scalars(LOCKED).one()
        elif how == "write":
            first.execute(update(LedgerHead).values(hash="1"))
        elif how == "savepoint":
            first.begin_nested()
            count_in(first)
        else:
            first.execute(text("UPDATE ledger_head SET hash = '1'"))
        waiting = threading.Thread(target=second)
        waiting.start()
        assert not done.wait(0.3)
        first.commit()
    assert done.wait(20)
    waiting.join()


def test_several_deeds_on_one_connection_keep_the_turn(sessions: sessionmaker[Session]) -> None:
    with sessions.kw["bind"].connect() as connection:
        for _time in range(2):
            with connection.begin():
                connection.execute(update(LedgerHead).values(count=LedgerHead.count + 1))
    add_one(sessions)
    with sessions() as later:
        assert count_in(for_reading(later)) == 4


def test_a_busy_court_says_so(sqlite_files: SqliteFiles, worker_id: str) -> None:
    with sqlite_files.copy(f"busy_{worker_id}") as database:
        engine = create_engine(database.url)
        OneWriter(None, "FULL", patience=0.01).watch(engine)
        with engine.begin() as first, engine.connect() as second, second.begin():
            first.execute(text("UPDATE ledger_head SET hash = '1'"))
            assert second.execute(text("SELECT 1")).scalar() == 1

            with pytest.raises(Unavailable):
                second.execute(text("UPDATE ledger_head SET hash = '2'"))
        engine.dispose()
