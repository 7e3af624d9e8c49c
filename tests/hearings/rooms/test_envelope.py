"""The envelope and the book: sealed for one place, marked with a key of the rooms' own."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.orm import Session

from hearings.rooms.book import BOOK, note, room_chain
from hearings.rooms.enums import RoomEntry
from hearings.rooms.envelope import fingerprint, seal, seal_data, unseal, unseal_data
from hearings.rooms.models import RoomLedgerEntry
from odr.clock import FixedClock
from odr.entropy import entropy_of
from odr.ledger import entry_hash
from odr.models import LedgerEntry
from odr.permissions import SYSTEM, Actor, Role


def test_what_is_sealed_opens_only_in_its_place_and_its_case(session: Session) -> None:
    case, other = entropy_of(session).uuid(), entropy_of(session).uuid()

    closed = seal(session, case, "message:1", b"I would take 600.")

    assert unseal(session, case, "message:1", closed) == b"I would take 600."
    assert b"600" not in closed
    for wrong_case, wrong_place in ((other, "message:1"), (case, "message:2")):
        with pytest.raises(InvalidTag):
            unseal(session, wrong_case, wrong_place, closed)


def test_one_text_sealed_twice_looks_different(session: Session) -> None:
    case = entropy_of(session).uuid()

    closed = {seal_data(session, case, "offer:1", {"total": 600}) for _each in range(2)}

    assert len(closed) == 2
    assert [unseal_data(session, case, "offer:1", one) for one in closed] == [{"total": 600}] * 2


def test_a_changed_byte_is_noticed(session: Session) -> None:
    case = entropy_of(session).uuid()
    closed = bytearray(seal(session, case, "message:1", b"Hello."))
    closed[-1] ^= 1

    with pytest.raises(InvalidTag):
        unseal(session, case, "message:1", bytes(closed))


def test_a_mark_differs_from_case_to_case(session: Session) -> None:
    marks = {fingerprint(session, entropy_of(session).uuid(), b"yes") for _each in range(2)}

    assert len(marks) == 2


def test_deeds_of_one_moment_follow_each_other_in_the_book(
    session: Session, clock: FixedClock
) -> None:
    case = entropy_of(session).uuid()
    note(session, SYSTEM, RoomEntry.ROOMS_OPENED, case, at=clock.now())
    session.flush()

    for _deed in range(3):
        note(session, SYSTEM, RoomEntry.MESSAGE_POSTED, case, at=clock.now())
    session.flush()

    numbers = session.scalars(select(RoomLedgerEntry.chain_no).order_by(RoomLedgerEntry.seq))
    assert list(numbers) == [1, 2, 3, 4]


def test_the_book_is_a_chain_of_its_own(session: Session, clock: FixedClock) -> None:
    case = entropy_of(session).uuid()
    visitor = Actor(Role.VISITOR, party_id=entropy_of(session).uuid())

    note(session, SYSTEM, RoomEntry.ROOMS_OPENED, case, at=clock.now())
    note(session, visitor, RoomEntry.MESSAGE_POSTED, case, at=clock.now(), message=case)
    session.flush()

    first, second = session.scalars(select(RoomLedgerEntry).order_by(RoomLedgerEntry.chain_no))
    assert (first.chain, second.previous_hash) == (room_chain(case), first.hash)
    assert [entry_hash(entry) for entry in (first, second)] == [first.hash, second.hash]
    assert second.data["party"] == str(visitor.party_id)
    assert first.data["mark"] != second.data["mark"]
    head = session.get_one(BOOK.heads, room_chain(case))
    assert (head.count, head.hash) == (2, second.hash)
    assert list(session.scalars(select(LedgerEntry))) == []
