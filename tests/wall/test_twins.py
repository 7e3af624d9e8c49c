"""Two courts that differ only in what was said in the rooms look the same from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

import pytest
from sqlalchemy import event, select

from hearings.rooms.attachments import FOLDER
from hearings.rooms.models import Message
from odr.db import Base
from odr.models import Job, OutgoingMail
from odr.permissions import Role
from odr.play.filing import Script, a_note
from odr.play.stories import settled_in_mediation
from tests.databases import SqliteFiles
from tests.plots import talk
from tests.wall.addresses import Atlas, atlas_of
from tests.wall.asking import Reader, machine, sign_in
from tests.wall.house import House, played
from tests.wall.plots import DAY, Plot, drafted, later, undecided

Shape = tuple[int, list[tuple[str, str]], bytes]
Seen = tuple[Shape, int]
"""An answer without what differs by rights, and how often the database was asked for it."""
Casting = Callable[[int], Script]

ACTS: tuple[tuple[Plot, ...], ...] = (
    (settled_in_mediation, undecided),
    (later(talk, DAY), drafted),
)
SETTLED, UNDECIDED = range(2)
FOR_THE_ROOM = "Something new in your case"
"""The subject of every letter a room sends; who is in the room may count those."""


def quiet(number: int) -> Script:
    """Say the usual words."""
    del number
    return Script(attach=a_note)


def loud(number: int) -> Script:
    """Say other words, more of them, with other files and other sums in refused offers."""
    return Script(
        write=lambda words: f"{words[::-1]} {'and so on ' * (number + 3)}",
        attach=lambda words: [(f"{len(words)}-{number}.txt", words.encode() * 40)],
        more_messages=4,
    )


PAIRS: dict[str, tuple[Casting, Casting]] = {"quiet and loud": (quiet, loud)}
"""What differs between two twins; each pair is played and compared by every test here."""


@dataclass(frozen=True)
class Twin:
    """One of the two courts."""

    house: House
    atlas: Atlas
    loop: asyncio.AbstractEventLoop

    def visitor(self) -> Reader:
        """Let somebody sit down whom nobody knows."""
        return Reader("low", self.house.app, self.loop)

    def officer(self, role: Role, *, seated: bool = False) -> Reader:
        """Let an officer sit down: the one who decides the open case, or one who does not."""
        busy = self.house.seated(Role.ADJUDICATOR, UNDECIDED)
        found = [one for one in self.house.officers(role) if (one == busy) is seated]
        return sign_in(self.house, self.visitor(), found[0])


Twins = tuple[Twin, Twin]


@pytest.fixture(scope="module", params=PAIRS.values(), ids=list(PAIRS))
def twins(
    request: pytest.FixtureRequest,
    sqlite_files: SqliteFiles,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Twins]:
    made: list[Twin] = []
    with closing(asyncio.new_event_loop()) as loop, ExitStack() as open_houses:
        for script in request.param:
            folder = tmp_path_factory.mktemp("twin")
            house = open_houses.enter_context(played(folder, sqlite_files.template, ACTS, script))
            with house.court.sessions() as session:
                made.append(Twin(house, atlas_of(house.app, session), loop))
        yield made[0], made[1]


def test_every_table_outside_the_rooms_holds_the_same(twins: Twins) -> None:
    one, other = (rows_outside(twin) for twin in twins)

    assert {name for name in one if one[name] != other[name]} == set()
    assert len(one["ledger_entry"]) > 100
    assert messages_in(twins[0]) != messages_in(twins[1])


def messages_in(twin: Twin) -> int:
    with twin.house.court.sessions() as session:
        return len(session.scalars(select(Message.id)).all())


def rows_outside(twin: Twin) -> dict[str, list[Any]]:
    """Return what stands in the tables; of letters and jobs those that no room asked for."""
    tables = [one for one in Base.metadata.sorted_tables if not one.name.startswith("room_")]
    jobs = select(Job.name, Job.args, Job.done_at, Job.attempts).order_by(Job.id)
    of_rooms = Job.name.startswith("rooms.") | (Job.name == "odr.send_mail")
    letter = (OutgoingMail.made_at, OutgoingMail.recipient, OutgoingMail.text)
    letters = select(*letter).where(OutgoingMail.subject != FOR_THE_ROOM).order_by(*letter)
    with twin.house.court.sessions() as session:
        found = {
            one.name: list(session.execute(select(one).order_by(*one.primary_key.columns)))
            for one in tables
        }
        found[Job.__tablename__] = list(session.execute(jobs.where(~of_rooms)))
        found[OutgoingMail.__tablename__] = list(session.execute(letters))
    return found


def test_every_paper_of_the_court_has_the_same_bytes(twins: Twins) -> None:
    one, other = (files_outside(twin) for twin in twins)

    assert len([content for content in one.values() if content.startswith(b"%PDF")]) > 10
    assert one == other


def files_outside(twin: Twin) -> dict[str, bytes]:
    storage = twin.house.court.storage
    keys = sorted(one.key for one in storage.list() if not one.key.startswith(FOLDER))
    return {key: storage.get(key) for key in keys}


LOW: dict[str, tuple[Callable[[Twin], Reader], tuple[str, ...]]] = {
    "clerk": (lambda twin: twin.officer(Role.CLERK), ("/registry", "/account")),
    "manager": (lambda twin: twin.officer(Role.MANAGER), ("/registry", "/adjudicator")),
    "adjudicator who decides": (
        lambda twin: twin.officer(Role.ADJUDICATOR, seated=True),
        ("/adjudicator", "/account"),
    ),
    "other adjudicator": (
        lambda twin: twin.officer(Role.ADJUDICATOR),
        ("/adjudicator", "/registry", "/cases", "/mediator"),
    ),
    "machine of the registry": (lambda twin: machine(twin.house, twin.visitor()), ("/api",)),
    "visitor": (lambda twin: twin.visitor(), ("/",)),
}
"""Everybody outside the rooms, with the doors whose every address they open."""
LETTERBOX = "/demo/mail"
"""A page of demo courts alone that shows everybody's letters, those to people in rooms too."""


def test_whoever_stands_outside_sees_the_same(twins: Twins) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for who, (sits, doors) in LOW.items():
        paths = low_paths(twins[0], doors)
        one, other = (answers(twin, sits(twin), paths) for twin in twins)
        found |= {(who, path): differences(one[path], other[path]) for path in paths}

        assert low_paths(twins[1], doors) == paths
        assert 200 in {shape[0] for shape, _asked in one.values()}, who

    assert {place: lines for place, lines in found.items() if lines} == {}


def low_paths(twin: Twin, doors: tuple[str, ...]) -> list[str]:
    """Return every address behind these doors that does not itself name a thing of a room."""
    found = [*twin.atlas.general, *(one for case in twin.atlas.of_case.values() for one in case)]
    return [
        one.path
        for one in found
        if one.path.startswith(doors) and not one.in_a_room and one.path != LETTERBOX
    ]


def answers(twin: Twin, reader: Reader, paths: list[str]) -> dict[str, Seen]:
    """Return each answer, without what differs by rights, and how often the database was asked."""
    asked: list[str] = []
    found: dict[str, Seen] = {}
    engine = twin.house.court.engine

    def note(*said: Any) -> None:
        asked.append(said[2])

    event.listen(engine, "before_cursor_execute", note)
    for path in paths:
        asked.clear()
        found[path] = (reader.get(path).shape(), len(asked))
    event.remove(engine, "before_cursor_execute", note)
    return found


def differences(one: Seen, other: Seen) -> list[str]:
    """Name what differs between two answers, line by line."""
    if one == other:
        return []
    before, after = (seen[0][2].decode("utf-8", "replace").splitlines() for seen in (one, other))
    changed = unified_diff(before, after, n=0, lineterm="")
    return [*changed, f"{one[0][:2]} {one[1]}", f"{other[0][:2]} {other[1]}"]
