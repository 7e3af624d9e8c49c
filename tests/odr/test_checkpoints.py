"""Whatever is done to the record behind its back is found and named."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.enums import Entry
from odr import ledger
from odr.checkpoints import Fault, make_checkpoint, merkle_root, verify
from odr.clock import FixedClock
from odr.models import Checkpoint, LedgerEntry, LedgerHead
from odr.permissions import SYSTEM
from tests.tools import court_keys

CASE, OTHER = UUID(int=1), UUID(int=2)
CHAIN, OTHER_CHAIN = ledger.case_chain(CASE), ledger.case_chain(OTHER)


class Shelf:
    """Checkpoints in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def keep(self, name: str, content: bytes) -> None:
        self.files[name] = content

    def names(self) -> list[str]:
        return list(self.files)

    def read(self, name: str) -> bytes:
        return self.files[name]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def record(session: Session, clock: FixedClock, shelf: Shelf) -> Session:
    """Two cases with five deeds and three; a checkpoint after the first four and at the end."""
    for number in range(5):
        for case in (CASE, OTHER)[: 2 if number < 3 else 1]:
            ledger.record(session, SYSTEM, Entry.FILE_OPENED, case, at=clock.now(), number=number)
        session.flush()
        if number == 1:
            make_checkpoint(session, court_keys(), shelf, clock=clock)
    make_checkpoint(session, court_keys(), shelf, clock=clock)
    session.flush()
    return session


def faults(session: Session, shelf: Shelf) -> list[Fault]:
    session.expire_all()
    return verify(session, court_keys(), shelf).faults


def test_an_untouched_record_is_sound(record: Session, shelf: Shelf) -> None:
    found = verify(record, court_keys(), shelf)

    assert (found.sound, found.entries, found.chains, found.checkpoints) == (True, 8, 2, 2)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_changed_entry_is_named(record: Session, shelf: Shelf, number: int) -> None:
    entry = record.scalars(
        select(LedgerEntry).where(LedgerEntry.chain == CHAIN, LedgerEntry.chain_no == number)
    ).one()
    entry.data = {"number": 99}
    record.flush()

    assert Fault("the entry was changed", CHAIN, number) in faults(record, shelf)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_entry_is_named(record: Session, shelf: Shelf, number: int) -> None:
    record.execute(
        delete(LedgerEntry).where(LedgerEntry.chain == CHAIN, LedgerEntry.chain_no == number)
    )

    assert Fault("an entry is missing before this one", CHAIN, number + 1) in faults(record, shelf)


def test_two_entries_in_each_others_place_are_named(record: Session, shelf: Shelf) -> None:
    for old, new in ((2, 90), (3, 2), (90, 3)):
        record.execute(
            update(LedgerEntry)
            .where(LedgerEntry.chain == CHAIN, LedgerEntry.chain_no == old)
            .values(chain_no=new)
        )

    assert Fault("the entry was changed", CHAIN, 2) in faults(record, shelf)


def _cut(session: Session) -> None:
    session.execute(delete(LedgerEntry).where(LedgerEntry.chain == CHAIN, LedgerEntry.chain_no > 3))


def _cut_and_cover(session: Session) -> None:
    _cut(session)
    third = session.scalars(
        select(LedgerEntry.hash).where(LedgerEntry.chain == CHAIN, LedgerEntry.chain_no == 3)
    ).one()
    session.execute(update(LedgerHead).where(LedgerHead.chain == CHAIN).values(count=3, hash=third))


@pytest.mark.parametrize("harm", [_cut, _cut_and_cover])
def test_a_cut_tail_is_named(
    record: Session, shelf: Shelf, harm: Callable[[Session], None]
) -> None:
    harm(record)

    assert Fault("the end of the chain was cut off", CHAIN, 3) in faults(record, shelf)


def test_a_deleted_case_is_named(record: Session, shelf: Shelf) -> None:
    record.execute(delete(LedgerEntry).where(LedgerEntry.chain == OTHER_CHAIN))
    record.execute(delete(LedgerHead).where(LedgerHead.chain == OTHER_CHAIN))

    assert Fault("the whole chain is gone", OTHER_CHAIN) in faults(record, shelf)


def test_a_rewritten_chain_is_named(record: Session, shelf: Shelf) -> None:
    entries = record.scalars(
        select(LedgerEntry).where(LedgerEntry.chain == CHAIN).order_by(LedgerEntry.chain_no)
    ).all()
    previous = ledger.START
    for entry in entries:
        entry.data = {"number": 7}
        entry.previous_hash = previous
        previous = entry.hash = ledger.entry_hash(entry)
    record.execute(update(LedgerHead).where(LedgerHead.chain == CHAIN).values(hash=previous))
    record.flush()

    assert faults(record, shelf) == [Fault("the chain is not the one signed for", CHAIN, 5)]


def test_a_forged_or_missing_checkpoint_is_named(record: Session, shelf: Shelf) -> None:
    first, last = sorted(shelf.files)
    shelf.files[first] = shelf.files[first].replace(b'"entries":4', b'"entries":3')

    assert Fault("the checkpoint is not the court's", first) in faults(record, shelf)

    del shelf.files[last]
    assert Fault("kept checkpoints are missing", last) in faults(record, shelf)


def test_a_checkpoint_taken_from_the_middle_is_named(record: Session, shelf: Shelf) -> None:
    first, last = sorted(shelf.files)
    del shelf.files[first]

    assert Fault("a checkpoint is missing before this one", last) in faults(record, shelf)


def test_no_checkpoint_is_made_when_nothing_is_new(
    record: Session, shelf: Shelf, clock: FixedClock
) -> None:
    make_checkpoint(record, court_keys(), shelf, clock=clock)

    assert len(shelf.files) == len(record.scalars(select(Checkpoint)).all()) == 2


def test_the_root_stands_for_every_chain_whatever_their_order() -> None:
    leaves = [("b", 1, "2"), ("a", 3, "1"), ("c", 2, "3")]

    assert merkle_root(leaves) == merkle_root(reversed(leaves)) != merkle_root(leaves[:2])
