"""Files of a message that came back: they wait sealed, in their own room and nowhere else."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, sessionmaker

from documents.storage import storage_of
from hearings.rooms.attachments import FOLDER
from odr.clock import FixedClock
from tests.hearings.rooms.houses import House, in_rooms
from tests.page import both_ways
from tests.web.desk import Desk
from web.parties import mediation, rooms

LIST = ("bill.txt", b"Nails: 12 pounds\nTiles: 80 pounds\n", "text/plain")


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock, session: Session) -> Desk:
    made = Desk(sessions, clock, tools=session.info)
    return made.shows(mediation.router, rooms.router, paths=("/", "/cases/{claim_id}"))


@pytest.fixture
def house(session: Session, clock: FixedClock) -> House:
    made = in_rooms(session, clock)
    session.commit()
    return made


def lobby(house: House) -> str:
    return f"/cases/{house.claim.id}/mediation"


@both_ways
@pytest.mark.parametrize("place", ["joint", "private"])
def test_a_file_waits_sealed_while_the_message_is_put_right(
    session: Session, desk: Desk, house: House, place: str, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    form = reader.open(f"{lobby(house)}/{place}-room").form("message")

    again = form.fill(body="Here is the bill.", file=LIST).submit(status=422)
    [kept] = storage_of(session).list(FOLDER)
    done = again.form("message").fill(confirmed=True).submit()

    assert list(again.errors) == ["confirmed"]
    assert "bill.txt" in again.text
    assert b"Nails" not in storage_of(session).get(kept.key)
    link = next(href for text, href in done.links.items() if text.startswith("bill.txt"))
    assert reader.fetch(link).content == LIST[1]


def test_a_waiting_file_is_found_in_its_own_room_alone(desk: Desk, house: House) -> None:
    reader = desk.read_by(house.claimant)
    form = reader.open(f"{lobby(house)}/private-room").form("message")
    waiting = form.fill(body="Look.", file=LIST).submit(status=422).form("message").values["held"]
    joint = reader.open(f"{lobby(house)}/joint-room").form("message")
    joint.fill(body="Look.", confirmed=True).changes["held"] = waiting

    refused = joint.submit(status=422)

    assert refused.errors == {"file": "A file waited too long. Choose it again."}
