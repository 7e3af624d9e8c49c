"""Whatever is said in the rooms, nobody else finds a word of it anywhere.

Every message, offer, proposal, opening, note, gist and file of a played court has a word of its
own in it, and every offered sum is odd. Then everybody opens everything, and all that the court
keeps is searched as well.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import html
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from sqlalchemy import LargeBinary, Table, select
from sqlalchemy.orm import Session

from hearings.rooms import queries as rooms
from hearings.rooms.attachments import FOLDER
from hearings.rooms.enums import Room
from hearings.rooms.talk import room_token
from odr.db import Base
from odr.permissions import Role
from odr.play.filing import Case
from odr.play.people import join, somebody
from odr.play.stories import settled_early, settled_in_mediation
from tests.databases import SqliteFiles
from tests.plots import half_signed, talk
from tests.wall.addresses import atlas_of
from tests.wall.asking import Reader, machine
from tests.wall.canaries import MARK, Canaries, a_paper
from tests.wall.house import DATABASE, played
from tests.wall.opened import SEALED, readers_of, sealed_columns
from tests.wall.plots import DAY, decided, drafted, later, undecided
from tests.wall.searching import Search, Searched, all_that_is_logged
from tests.wall.sinks import Text, texts_of

ENDED = (settled_early, decided, settled_in_mediation)
GOING_ON = (undecided, later(talk, 8 * DAY), later(half_signed, 8 * DAY), later(drafted, 9 * DAY))
AGREED, DECIDED, SETTLED, UNDECIDED, TALKING, TO_SIGN = range(6)
SPOKEN, SUMS = 150, 8
"""Fewer words or sums than this would mean that the play no longer talks."""


@pytest.fixture(scope="module")
def searched(
    sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searched]:
    folder, log, canaries = tmp_path_factory.mktemp("wall"), io.StringIO(), Canaries("wall")
    with (
        closing(asyncio.new_event_loop()) as loop,
        all_that_is_logged(log),
        played(folder, sqlite_files.template, [ENDED, GOING_ON], canaries.script) as house,
    ):
        with house.court.sessions() as session:
            search = Search(canaries, readers_of(session, canaries))
            atlas = atlas_of(house.app, session)
        yield Searched(house, search, atlas, loop, log)


def stranger(searched: Searched) -> Reader:
    """Let somebody sit down who has an account and no case."""
    house = searched.house
    person = somebody(house.cases[0].chance, 999, business=False)
    return searched.sits("stranger", join(house.court.sessions, person, 999, clock=house.clock))


def claimant(number: int) -> Callable[[Searched], Reader]:
    return lambda searched: searched.sits("claimant", searched.house.cases[number].claimant)


def respondent(number: int) -> Callable[[Searched], Reader]:
    return lambda searched: searched.sits("respondent", searched.house.cases[number].respondent)


def officer(role: Role) -> Callable[[Searched], Reader]:
    return lambda searched: searched.sits(role.value, searched.house.officers(role)[0])


def seated(role: Role, number: int) -> Callable[[Searched], Reader]:
    return lambda searched: searched.sits(role.value, searched.house.seated(role, number))


def unseated(role: Role, *numbers: int) -> Callable[[Searched], Reader]:
    """Let an officer sit down who has nothing to do with these cases now."""

    def found(searched: Searched) -> Reader:
        busy = [searched.house.seated(role, number) for number in numbers]
        free = [one for one in searched.house.officers(role) if one not in busy]
        return searched.sits(f"another {role.value}", free[0])

    return found


READERS: dict[str, tuple[Callable[[Searched], Reader], tuple[int, ...]]] = {
    "visitor": (lambda searched: searched.sits("visitor"), (TALKING, DECIDED)),
    "stranger": (stranger, (TALKING, DECIDED)),
    "party of another case": (claimant(SETTLED), (TALKING, DECIDED, SETTLED)),
    "claimant in the talk": (claimant(TALKING), (TALKING,)),
    "respondent in the talk by code": (respondent(TALKING), (TALKING,)),
    "claimant who signed": (claimant(TO_SIGN), (TO_SIGN,)),
    "respondent with an account": (respondent(TO_SIGN), (TO_SIGN,)),
    "claimant after the decision": (claimant(DECIDED), (DECIDED,)),
    "respondent after the decision": (respondent(DECIDED), (DECIDED,)),
    "adjudicator who decided": (seated(Role.ADJUDICATOR, DECIDED), (DECIDED, TALKING)),
    "adjudicator who decides": (seated(Role.ADJUDICATOR, UNDECIDED), (UNDECIDED,)),
    "other adjudicator": (unseated(Role.ADJUDICATOR, DECIDED, UNDECIDED), (DECIDED, TALKING)),
    "clerk": (officer(Role.CLERK), (TALKING, DECIDED, AGREED, SETTLED)),
    "manager": (officer(Role.MANAGER), (TALKING, DECIDED)),
    "mediator of the talk": (seated(Role.MEDIATOR, TALKING), (TALKING,)),
    "other mediator": (unseated(Role.MEDIATOR, TALKING, TO_SIGN), (TALKING, DECIDED)),
}
"""Everybody, with the cases whose every address they open."""
NOT_SHOWN = {"mediator of the talk": {"Both sides keep this to themselves."}}
"""What a reader may know and no page tells: a mediator sees the sums of offers, not their words."""


@pytest.mark.parametrize("who", READERS)
def test_everybody_finds_what_their_rooms_hold_and_no_more(searched: Searched, who: str) -> None:
    """Finding all of one's own room shows that the search would find the rest as well."""
    sit, numbers = READERS[who]
    reader = sit(searched)
    reader.name = who
    cases = [searched.claim_id(number) for number in numbers]
    own = {claim_id: reader.voices[claim_id] for claim_id in cases if claim_id in reader.voices}

    hits = searched.crawl(reader, cases)
    for claim_id in own:
        hits += searched.read(reader, reader.post(f"/cases/{claim_id}/copy"))

    missing = searched.search.known_to(own) - searched.search.seen[who]
    assert hits == []
    told = {searched.search.canaries.words.get(each, each) for each in missing}
    assert told == NOT_SHOWN.get(who, set())


def test_a_machine_of_the_registry_finds_nothing_in_cases_papers_and_feed(
    searched: Searched,
) -> None:
    reader = machine(searched.house, searched.sits("registry"))

    hits = searched.crawl(reader, [searched.claim_id(TALKING), searched.claim_id(DECIDED)])
    cursor, more = "", True
    while more:
        feed = reader.get(f"/api/v1/events?limit=100{cursor}")
        hits += searched.read(reader, feed)
        cursor, more = f"&cursor={feed.json()['next']}", feed.json()["more"]

    assert hits == []
    assert searched.search.seen["registry"] <= searched.search.released()


def test_the_adjudicator_finds_the_file_that_its_owner_filed_as_evidence(
    searched: Searched,
) -> None:
    reader = seated(Role.ADJUDICATOR, DECIDED)(searched)
    reader.name = "control"

    hits = searched.crawl(reader, [searched.claim_id(DECIDED)])

    assert hits == []
    assert len(searched.search.seen["control"]) >= 2


def test_a_search_for_a_word_of_a_room_answers_as_for_any_word(searched: Searched) -> None:
    reader = officer(Role.CLERK)(searched)
    unknown = reader.get("/registry/find?q=zzzzzzzzzzzz")
    search = searched.search
    secret = [word for word in search.canaries.words if not search.may_know(word, {})]

    answers = [reader.get(f"/registry/find?q={word}").shape(word) for word in secret[::25]]

    assert answers == [unknown.shape("zzzzzzzzzzzz")] * len(secret[::25])
    assert len(answers) > 5


def test_no_table_holds_a_word_in_the_open(searched: Searched) -> None:
    assert hits_in_tables(searched) == []
    assert searched.search.seen["tables"] <= searched.search.released()


def hits_in_tables(searched: Searched) -> list[str]:
    """Look at every cell, letters and jobs among them; sealed ones as the bytes they are."""
    hits = []
    with searched.house.court.sessions() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                said = [
                    cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in row
                ]
                text = Text("\n".join(said), readable=not has_bytes(table))
                hits += searched.search.look("tables", table.name, [text])
    return hits


def has_bytes(table: Table) -> bool:
    return any(isinstance(column.type, LargeBinary) for column in table.columns)


def test_words_that_were_refused_are_kept_nowhere(searched: Searched) -> None:
    case, canaries = searched.house.cases[TALKING], searched.search.canaries
    reader = searched.sits("writer", case.claimant)
    with searched.house.court.sessions() as session:
        token = joint_room_token(session, case)
    room = f"/cases/{case.claim_id}/mediation"
    said = {"kind": "statement", "share": "nothing", "confirmed": "true", "room_token": token}

    too_long = {**said, "body": canaries.plant("Too long.") * 400}
    elsewhere = {**said, "body": canaries.plant("Elsewhere.")}
    nobodys = {**said, "body": canaries.plant("A note.")}
    answers = [
        reader.post(f"{room}/joint-room", too_long).status,
        reader.post(f"{room}/private-room", elsewhere).status,
        reader.post(f"{room}/notes-room", nobodys).status,
    ]

    assert answers == [422, 409, 404]
    assert hits_in_tables(searched) == []
    assert MARK not in searched.log.getvalue()


def joint_room_token(session: Session, case: Case) -> str:
    held, _claim, _voice = rooms.mediation_for(session, case.claimant, case.claim_id)
    return room_token(session, case.claimant, held, Room.JOINT)


def test_files_on_the_disk_hold_only_what_was_taken_out_of_the_rooms(searched: Searched) -> None:
    folder = searched.house.folder
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = [path for path in folder.rglob("*") if path.is_file()]

    hits = [
        hit
        for path in kept
        for hit in searched.search.look(
            "disk", path.name, [Text(str(path)), *texts_of(path.read_bytes())]
        )
    ]

    assert hits == []
    assert len([path for path in kept if FOLDER in path.parts]) > 5
    assert set() < searched.search.seen["disk"] <= searched.search.released()


def test_the_log_says_nothing(searched: Searched) -> None:
    searched.crawl(searched.sits("passer-by"), [])
    lines = searched.log.getvalue()

    assert lines.count("\n") > 100
    assert searched.search.look("log", "log", [Text(lines)]) == []


def test_every_sealed_column_is_opened_by_this_search() -> None:
    assert sealed_columns() == SEALED


def test_the_play_says_enough_to_be_heard(
    searched: Searched, record_property: Callable[[str, object], None]
) -> None:
    canaries, heard = searched.search.canaries, searched.search.readers
    spoken = len(canaries.words)
    record_property(
        "figure",
        f"wall: {spoken} words and {len(canaries.sums)} sums in the rooms, "
        f"{len(searched.atlas.routes)} routes for {len(READERS) + 1} readers",
    )

    assert (spoken > SPOKEN, len(canaries.sums) >= SUMS) == (True, True)
    assert len(heard) > 0.9 * (spoken + len(canaries.sums))


WORD = Canaries("one")
HIDDEN = WORD.word("How it is hidden.")
SUM = WORD.odd_sum(123400)


HIDING = {
    "capitals": HIDDEN.upper().encode(),
    "HTML": html.escape(f"<{HIDDEN}>").encode(),
    "an address": quote(f"ä {HIDDEN}").encode(),
    "base64": base64.b64encode(HIDDEN.encode()),
    "base64 after one byte": base64.b64encode(f"a{HIDDEN}".encode()),
    "base64 after two bytes": base64.b64encode(f"ab{HIDDEN}.".encode()),
    "base64 in an address": base64.urlsafe_b64encode(f"???>>>{HIDDEN}".encode()),
    "hex digits": HIDDEN.encode().hex().encode(),
    "UTF-16": HIDDEN.encode("utf-16"),
    "a packed file": gzip.compress(HIDDEN.encode()),
    "a page of a PDF": a_paper("paper", HIDDEN, Canaries("other"))[1],
}


@pytest.mark.parametrize("where", HIDING)
def test_a_word_is_found_however_it_is_written(where: str) -> None:
    assert {found for text in texts_of(HIDING[where]) for found in WORD.found_in(text)} == {HIDDEN}


@pytest.mark.parametrize("spelled", ["1,234.36", "£1234.36.", '{"amount": 123436}', '": "123436"'])
def test_a_sum_is_found_however_it_is_written(spelled: str) -> None:
    assert WORD.found_in(Text(spelled)) == {f"sum {SUM}"}


@pytest.mark.parametrize("spelled", ["11,234.36", "1234.361", "port 123436", '": 1234361'])
def test_a_part_of_another_number_is_no_sum(spelled: str) -> None:
    assert WORD.found_in(Text(spelled)) == set()
