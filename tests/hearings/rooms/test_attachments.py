"""Files in the rooms: checked, sealed, kept apart, and evidence only by their sender's own act."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries as case_queries
from documents import uploads
from documents.models import Document
from documents.scanning import ScannerDown
from documents.storage import storage_of
from hearings.rooms import attachments, readings, talk
from hearings.rooms.enums import Room
from hearings.rooms.models import Attachment, Message
from odr.clock import FixedClock
from odr.errors import DomainError, Forbidden, IllegalMove, Invalid, NotFound, TooLarge, Unavailable
from odr.permissions import Actor
from tests.documents import samples
from tests.hearings.rooms.houses import House, in_rooms

LIST = b"Nails: 12 pounds\nTiles: 80 pounds\n"


def send(
    house: House, actor: Actor, room: Room, content: bytes = LIST, name: str = "bill of Ben.txt"
) -> Attachment:
    message = talk.post(
        house.session,
        actor,
        house.claim.id,
        room,
        house.message(actor, room, "Here is the bill."),
        [uploads.receive([content], name)],
        clock=house.clock,
    )
    house.session.flush()
    return attachments.attachments_of(house.session, [message])[message.id][0]


def test_a_file_is_read_by_whoever_reads_its_room(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    sent = send(house, house.claimant, Room.CLAIMANT)

    for reader in (house.claimant, house.mediator):
        assert attachments.open_attachment(session, reader, sent.id) == attachments.Opened(
            "bill of Ben.txt", "text/plain", LIST
        )
    with pytest.raises(NotFound):
        attachments.open_attachment(session, house.respondent, sent.id)
    view = readings.room_view(
        session, house.mediator, house.claim.id, Room.CLAIMANT, now=clock.now()
    )
    assert [file.name for file in view.messages[0].files] == ["bill of Ben.txt"]


def test_bytes_and_name_are_sealed_in_a_place_of_their_own(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    before = {one.key for one in storage_of(session).list()}
    sent = send(house, house.claimant, Room.JOINT)

    [key] = {one.key for one in storage_of(session).list()} - before
    assert key == sent.storage_key
    assert key.startswith("rooms/")
    assert b"Nails" not in storage_of(session).get(key)
    assert b"bill" not in sent.label
    assert list(session.scalars(select(Document.id))) == []


def test_one_file_in_two_rooms_shares_nothing(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    first = send(house, house.claimant, Room.JOINT)
    second = send(house, house.claimant, Room.CLAIMANT)

    assert first.storage_key != second.storage_key
    stored = [storage_of(session).get(one.storage_key) for one in (first, second)]
    assert stored[0] != stored[1]


def test_a_file_the_court_does_not_take_is_refused_without_its_name_and_without_a_trace(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    before = [one.key for one in storage_of(session).list()]

    with pytest.raises(Invalid) as refused:
        send(house, house.claimant, Room.JOINT, samples.with_script(), "secret plan.pdf")

    assert "secret" not in refused.value.sentence
    assert list(session.scalars(select(Message))) == []
    assert [one.key for one in storage_of(session).list()] == before


def test_a_file_above_the_rooms_limit_is_refused(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)

    with pytest.raises(TooLarge):
        send(house, house.claimant, Room.JOINT, b"x" * (20 * 1024 * 1024 + 1))


class FindsHarm:
    def find_harm(self, path: object) -> str | None:
        return "Test-Virus"


class Asleep:
    def find_harm(self, path: object) -> str | None:
        raise ScannerDown


@pytest.mark.parametrize(("scanner", "refusal"), [(FindsHarm(), Invalid), (Asleep(), Unavailable)])
def test_a_file_waits_for_no_scanner_and_is_refused_when_it_carries_a_virus(
    session: Session, clock: FixedClock, scanner: object, refusal: type[DomainError]
) -> None:
    house = in_rooms(session, clock)
    session.info["scanner"] = scanner

    with pytest.raises(refusal):
        send(house, house.claimant, Room.JOINT)

    del session.info["scanner"]


def test_its_sender_alone_files_it_as_an_exhibit_once(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    sent = send(house, house.claimant, Room.JOINT)

    with pytest.raises(Forbidden):
        attachments.file_as_exhibit(session, house.respondent, sent.id, "Bill", clock=clock)
    with pytest.raises(Forbidden):
        attachments.file_as_exhibit(session, house.mediator, sent.id, "Bill", clock=clock)
    exhibit = attachments.file_as_exhibit(session, house.claimant, sent.id, "Bill", clock=clock)
    with pytest.raises(IllegalMove):
        attachments.file_as_exhibit(session, house.claimant, sent.id, "Bill", clock=clock)

    assert [one.code for one in case_queries.exhibits_of(session, house.claim)] == [exhibit.code]
    document = session.get_one(Document, exhibit.document_id)
    assert storage_of(session).get(document.storage_key) == LIST
    assert document.storage_key != sent.storage_key


def test_a_file_that_is_not_there_is_not_found(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)

    with pytest.raises(NotFound):
        attachments.open_attachment(session, house.claimant, house.claim.id)
