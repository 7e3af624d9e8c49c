"""The small things everything stands on: ids, moments, cursors, keys and tables of moves."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from odr import ledger
from odr.clock import FixedClock, ShiftedClock, SystemClock
from odr.db import for_reading, make_sessions
from odr.entropy import SeededEntropy, SystemEntropy
from odr.errors import IllegalMove, Invalid
from odr.keychain import KeyFolder, SeededKeychain
from odr.ledger import account_chain, canonical
from odr.lifecycle import Lifecycle
from odr.models import DemoClock, LedgerEntry, OutgoingMail, RateCounter
from odr.pagination import page_of, read_cursor, write_cursor
from odr.permissions import SYSTEM
from tests.databases import Database
from tests.factories import make_account


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


class Push(StrEnum):
    PUSH = "push"


def test_a_row_has_its_id_before_it_is_written(session: Session, clock: FixedClock) -> None:
    mail = OutgoingMail(recipient="a@example.com", subject="S", text="T", made_at=clock.now())
    session.add(mail)

    assert (mail.id.version, mail in session.new) == (4, True)


def test_the_same_seed_gives_the_same_ids_and_draws() -> None:
    one, two = SeededEntropy(3), SeededEntropy(3)

    assert [one.uuid(), one.token(), one.below(9), one.raw(4)] == [
        two.uuid(),
        two.token(),
        two.below(9),
        two.raw(4),
    ]
    assert len({SystemEntropy().uuid() for _each in range(9)}) == 9


def test_moments_come_back_in_utc_and_a_naive_one_is_refused(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session)
    elsewhere = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    account.disabled_at = elsewhere
    session.flush()
    session.expire(account)
    assert account.disabled_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    account.disabled_at = datetime(2026, 3, 29, 3, 30)  # noqa: DTZ001 - what is refused
    with pytest.raises(Exception, match="without a time zone"):
        session.flush()
    session.rollback()


def test_clocks_tell_system_time_shifted_or_fixed() -> None:
    shifted = ShiftedClock(FixedClock(datetime(2026, 1, 1, tzinfo=UTC)), timedelta(days=2))

    assert shifted.now() == datetime(2026, 1, 3, tzinfo=UTC)
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_keys_are_made_once_and_only_the_court_can_read_them(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys", SystemEntropy())

    first, other = folder.key("rooms"), folder.key("notice")

    assert (first == folder.key("rooms"), first != other, len(first)) == (True, True, 32)
    assert stat.S_IMODE((tmp_path / "keys" / "rooms.key").stat().st_mode) == 0o600
    assert SeededKeychain("a").key("rooms") != SeededKeychain("b").key("rooms")


def test_only_moves_of_the_table_happen() -> None:
    table = Lifecycle("door", [(Door.OPEN, Push.PUSH, Door.SHUT)])

    assert table.next(Door.OPEN, Push.PUSH) is Door.SHUT
    assert (table.allows(Door.SHUT, Push.PUSH), table.events(Door.OPEN)) == (False, (Push.PUSH,))
    with pytest.raises(IllegalMove):
        table.next(Door.SHUT, Push.PUSH)


def test_a_table_with_two_answers_to_one_event_is_refused() -> None:
    moves = [(Door.OPEN, Push.PUSH, Door.SHUT), (Door.OPEN, Push.PUSH, Door.OPEN)]

    with pytest.raises(ValueError, match="two answers"):
        Lifecycle("door", moves)


@given(st.text(max_size=40), st.integers(-(2**62), 2**62))
def test_a_cursor_comes_back_as_it_was_written(name: str, number: int) -> None:
    assert read_cursor(write_cursor(name, number), str, int) == [name, number]


@pytest.mark.parametrize("cursor", ["", "x", "é", "bnVsbA", write_cursor("a"), write_cursor(1, 2)])
def test_a_cursor_this_court_did_not_write_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        read_cursor(cursor, str, int)


def test_a_page_knows_whether_more_follows() -> None:
    last = page_of([1, 2], 2, lambda row: (row,))
    first = page_of([1, 2, 3], 2, lambda row: (row,))

    assert (last.next, first.rows, read_cursor(first.next or "", int)) == (None, [1, 2], [2])


def test_entries_follow_each_other_and_keep_what_was_said(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session)
    chain = account_chain(account.id)
    for number in range(2):
        data = {"id": account.id, "at": clock.now(), "all": (1, "a"), "none": None}
        deed = ledger.Deed(Push.PUSH, clock.now(), {**data, "number": number})
        ledger.append(session, ledger.RECORD, chain, SYSTEM, deed)
    session.flush()
    first, second = session.scalars(
        select(LedgerEntry).where(LedgerEntry.chain == chain).order_by(LedgerEntry.chain_no)
    )

    assert (first.previous_hash, second.previous_hash) == (ledger.START, first.hash)
    assert first.data == {
        "id": str(account.id),
        "at": "2026-03-02T10:00:00+00:00",
        "all": [1, "a"],
        "none": None,
        "number": 0,
    }
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()


def test_writers_wait_for_each_other_and_readers_for_nobody(fresh_database: Database) -> None:
    sessions = make_sessions(fresh_database.engine, SeededEntropy(1))
    with sessions() as session:
        session.add(RateCounter(key="k", window=0, hits=0))
        session.commit()

    def add_one() -> None:
        with sessions() as session:
            counter = session.get_one(RateCounter, ("k", 0), with_for_update=True)
            counter.hits += 1
            session.commit()

    writers = [threading.Thread(target=add_one) for _each in range(8)]
    for writer in writers:
        writer.start()
    with sessions() as reader:
        assert for_reading(reader).get_one(RateCounter, ("k", 0)).hits <= 8
    for writer in writers:
        writer.join()

    with sessions() as session:
        assert session.get_one(RateCounter, ("k", 0)).hits == 8
        assert session.get(DemoClock, 1) is None
