"""Who finds what behind each door of the court, at each stage of a case.

The table is `doors.txt`: a line for each route, a letter for each person, a word for each stage
(one word where all stages are alike). It runs on SQLite alone: which rows somebody may see is
asked by the same statements on both databases, and the tests of those statements run on both.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from odr.clock import FixedClock
from odr.db import Base, make_sessions
from odr.entropy import SeededEntropy
from odr.play.paying import PlayedProvider
from tests.conftest import MONDAY_MORNING
from tests.databases import Database
from tests.tools import make_tools
from tests.web.court import TestCourt
from tests.web.doors import NOBODY, PARAMETER, PEOPLE, Door, Doors, Found
from tests.web.town import STAGES, Ids, Town

TABLE = Path(__file__).with_name("doors.txt")
NESTED = {
    "payment_id",
    "paper_id",
    "order_id",
    "offer_id",
    "agreement_id",
    "message_id",
    "attachment_id",
    "question_id",
    "issue_id",
    "party_id",
    "attempt_id",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
TOKEN = re.compile(r'value="[\w-]{80,}"')
NOISE = {"x-request-id", "content-length"}


@pytest.fixture(scope="module")
def doors(sqlite_database: Database) -> Iterator[Doors]:
    """A court with its cases, inside one transaction that is undone after all tests here."""
    clock = FixedClock(MONDAY_MORNING)
    with sqlite_database.engine.connect() as connection, connection.begin() as transaction:
        tools = {**make_tools(), "payments": PlayedProvider()}
        entropy = SeededEntropy("doors")
        sessions = make_sessions(sqlite_database.engine, entropy, **tools)
        sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        town = Town(sessions, clock).build()
        yield Doors(town, connection, TestCourt(sessions, clock, entropy))
        transaction.rollback()


def table() -> dict[Door, list[str]]:
    """Read the table: what each person finds behind each door."""
    found = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, route, *cells = line.split()
            found[route, method] = cells
    return found


def expected(door: Door, stage: str) -> str:
    """Return the letters of one door at one stage."""
    cells = table_of_doors[door]
    return cells[STAGES.index(stage)] if len(cells) > 1 else cells[0]


table_of_doors = table()


def test_every_route_stands_in_the_table(doors: Doors) -> None:
    assert doors.all == sorted(table_of_doors)
    assert len(doors.all) == 206
    assert {len(cell) for cells in table_of_doors.values() for cell in cells} == {len(PEOPLE)}


def test_everybody_finds_behind_each_door_what_the_table_says(doors: Doors) -> None:
    before = rows(doors.connection)

    found = asyncio.run(walk(doors))

    wrong = {
        f"{door[1]} {door[0]} {stage}": (expected(door, stage), cells)
        for (door, stage), cells in found.items()
        if cells != expected(door, stage)
    }
    assert wrong == {}
    assert sum(map(len, found.values())) == 8616
    assert rows(doors.connection) == before


async def walk(doors: Doors) -> dict[tuple[Door, str], str]:
    """Let everybody try every door; what a shut door left behind stays, to be counted."""
    found = {}
    for door in doors.all:
        for stage in doors.stages(door[0]):
            path = doors.path(door[0], doors.town.cases[stage])
            tries = [await doors.knock(person, door, path, stage) for person in PEOPLE]
            found[door, stage] = "".join(each.letter for each in tries)
    return found


def rows(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    counts = [
        select(func.count()).select_from(each).scalar_subquery().label(each.name)
        for each in Base.metadata.sorted_tables
    ]
    return dict(connection.execute(select(*counts)).mappings().one())


def test_nobody_without_a_case_finds_anything_of_one(doors: Doors) -> None:
    outsiders = [PEOPLE.index(name) for name in ("visitor", "stranger", "machine")]
    others = [PEOPLE.index(f"other {role}") for role in ("mediator", "adjudicator")]

    for (route, _method), cells in table_of_doors.items():
        if "{claim_id}" in route:
            assert {cell[place] for cell in cells for place in outsiders} <= {"s", "-"}, route
            assert {cell[place] for cell in cells for place in others} == {"-"}, route


def test_each_part_of_the_court_is_for_its_own_people(doors: Doors) -> None:
    parts = {
        "/registry": {"clerk", "manager"},
        "/mediator": {"mediator", "other mediator"},
        "/adjudicator": {"adjudicator", "other adjudicator"},
        "/respond/": {"claimant", "guest", "respondent"},
        "/cases": {"stranger", "claimant", "guest", "respondent"},
        "/claims": {"stranger", "claimant", "respondent"},
        "/api/v1/cases": {"machine"},
        "/api/v1/documents": {"machine"},
        "/api/v1/events": {"machine"},
    }

    for (route, _method), cells in table_of_doors.items():
        for start, people in parts.items():
            if route.startswith(start):
                inside = {PEOPLE[n] for cell in cells for n in range(len(cell)) if cell[n] in "ofn"}
                assert inside <= people, route


def test_a_real_case_looks_to_a_stranger_like_one_that_is_not_there(doors: Doors) -> None:
    real = doors.town.cases["judged"]
    nothing = {name: NOBODY if len(said) == len(NOBODY) else said for name, said in real.items()}
    strangers = ("visitor", "stranger", "other mediator", "other adjudicator", "machine")

    async def compare() -> list[str]:
        different = []
        for route, method in doors.all:
            if "{claim_id}" not in route:
                continue
            for person in strangers:
                seen = [
                    plain(await doors.ask(person, method, doors.path(route, ids), "judged"), ids)
                    for ids in (real, nothing)
                ]
                if seen[0] != seen[1]:
                    different.append(f"{person} {method} {route}")
        return different

    assert asyncio.run(compare()) == []


def plain(found: Found, ids: Ids) -> tuple[int, dict[str, str], str]:
    """Return an answer without what differs between any two answers: ids asked for and tokens."""
    body = TOKEN.sub("", found.body)
    headers = {name: value for name, value in found.headers.items() if name not in NOISE}
    for thing in ids.values():
        if len(thing) == len(NOBODY):
            body = body.replace(thing, NOBODY)
            headers = {name: value.replace(thing, NOBODY) for name, value in headers.items()}
    return found.status, headers, body


def test_a_thing_of_another_case_is_not_found_in_this_one(doors: Doors) -> None:
    async def swap() -> list[str]:
        opened = []
        for door in doors.all:
            nested = NESTED & set(PARAMETER.findall(door[0]))
            if not nested or "{claim_id}" not in door[0]:
                continue
            for stage in STAGES:
                other = STAGES[STAGES.index(stage) - 1]
                of_other = {name: doors.town.cases[other].get(name, NOBODY) for name in nested}
                path = doors.path(door[0], {**doors.town.cases[stage], **of_other})
                for place, person in enumerate(PEOPLE):
                    if expected(door, stage)[place] + expected(door, other)[place] in SHUT:
                        continue
                    found = await doors.knock(person, door, path, stage)
                    if found.letter != "-":
                        opened.append(f"{person} {door} {stage}/{other}: {found.letter}")
        return opened

    assert asyncio.run(swap()) == []


SHUT = {"--", "ss"}


def test_a_door_opens_only_in_the_way_it_is_made_for(doors: Doors) -> None:
    ways: dict[str, set[str]] = {}
    for route, method in doors.all:
        ways.setdefault(doors.path(route, doors.town.cases["judged"]), set()).add(method)

    async def try_all() -> set[tuple[str, str, str]]:
        return {
            (method, path, (await doors.ask("visitor", method, path, "judged")).letter)
            for path, known in ways.items()
            for method in METHODS
            if method not in known
        }

    found = asyncio.run(try_all())

    assert {way[1:] for way in found if way[2] != "m"} == {
        (doors.path(route, {}), letter) for route, letter in OTHER_WAYS.items()
    }


OTHER_WAYS = {
    "/can-i-claim/again": "-",
    "/can-i-claim/result": "-",
    "/claims/{draft_id}/check": "s",
    "/verify/file": "f",
}
"""Doors that another route reads as a question, a part of a claim or a code of that name."""
