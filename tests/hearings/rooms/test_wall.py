"""The wall: what is said in the rooms leaves no trace on the side of the case."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

import hearings.rooms
from cases.models import Claim
from documents.storage import storage_of
from documents.uploads import receive
from hearings.rooms import mediation, offers, proposals, talk
from hearings.rooms.enums import Room, Share
from hearings.rooms.inputs import CarryInput
from odr.clock import FixedClock
from odr.db import Base
from odr.models import LedgerEntry, LedgerHead
from tests.hearings.rooms.houses import OPENING, House, a_deal, an_offer, in_opening, in_rooms

ROOMS = Path(hearings.rooms.__file__).parent
CANARY = "zanzibar"
OUR_TABLES = {name for name in Base.metadata.tables if name.startswith("room_")}


def everything_kept(session: Session) -> str:
    """Return the text of every cell of every table."""
    session.flush()
    cells: list[str] = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            cells += [cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row]
    return "\n".join(cells).lower()


def case_side(session: Session, house: House) -> dict[str, Any]:
    """Return all that the side of the case holds: the claim, its record and every count."""
    session.flush()
    claim = session.get_one(Claim, house.claim.id)
    columns = [column.key for column in inspect(Claim).column_attrs]
    left_out = OUR_TABLES | {"job"}
    return {
        "claim": {name: getattr(claim, name) for name in columns},
        "heads": [(h.chain, h.hash) for h in session.scalars(select(LedgerHead)).all()],
        "record": [e.hash for e in session.scalars(select(LedgerEntry)).all()],
        "counts": {
            name: len(session.execute(select(table)).all())
            for name, table in Base.metadata.tables.items()
            if name not in left_out
        },
    }


def talk_a_lot(session: Session, house: House) -> None:
    house.say(house.claimant, Room.JOINT, CANARY)
    house.say(house.mediator, Room.JOINT, CANARY)
    private = house.say(house.claimant, Room.CLAIMANT, CANARY, share=Share.GIST)
    given = house.message(house.respondent, Room.RESPONDENT, CANARY)
    file = receive([CANARY.encode() + b" is in this list\n"], f"{CANARY}.txt")
    talk.post(
        session,
        house.respondent,
        house.claim.id,
        Room.RESPONDENT,
        given,
        [file],
        clock=house.clock,
    )
    session.flush()
    gist = CarryInput(to=Room.JOINT, gist=CANARY)
    talk.carry_across(session, house.mediator, private.id, gist, clock=house.clock)
    offer = offers.make_offer(
        session, house.claimant, house.claim.id, an_offer(terms=CANARY), clock=house.clock
    )
    offers.decline_offer(session, house.respondent, offer.id, clock=house.clock)
    proposal = proposals.propose(
        session, house.mediator, house.claim.id, a_deal(terms=CANARY), clock=house.clock
    )
    session.flush()
    proposals.answer_proposal(session, house.claimant, proposal.id, False, clock=house.clock)


def test_whatever_is_said_nothing_changes_on_the_side_of_the_case(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    before = case_side(session, house)

    talk_a_lot(session, house)

    assert case_side(session, house) == before


def test_no_word_is_kept_in_the_open_anywhere(session: Session, clock: FixedClock) -> None:
    house = in_opening(session, clock)
    opening = OPENING.model_copy(update={"safety": CANARY})
    mediation.write_opening(session, house.claimant, house.claim.id, opening, clock=clock)
    mediation.open_rooms(session, house.mediator, house.claim.id, clock=clock)
    session.flush()

    talk_a_lot(session, house)

    assert CANARY not in everything_kept(session)
    assert CANARY.encode().hex() not in everything_kept(session)
    storage = storage_of(session)
    assert [one.key for one in storage.list() if CANARY.encode() in storage.get(one.key)] == []
    assert [one.key for one in storage.list() if CANARY in one.key] == []


def test_the_rooms_do_not_know_the_bench() -> None:
    files = sorted(ROOMS.glob("*.py"))
    named: list[str] = []
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                named += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                named += [f"{node.module}.{alias.name}" for alias in node.names]

    assert len(files) > 15
    assert [name for name in named if "bench" in name] == []


def test_no_table_of_the_rooms_points_at_the_bench_and_none_points_into_the_rooms() -> None:
    tables = Base.metadata.tables
    out = {key.column.table.name for name in OUR_TABLES for key in tables[name].foreign_keys}
    into = {
        name
        for name, table in tables.items()
        if name not in OUR_TABLES
        for key in table.foreign_keys
        if key.column.table.name in OUR_TABLES
    }

    assert len(OUR_TABLES) == 11
    assert out - OUR_TABLES == {"account", "claim", "party"}
    assert into == set()
