"""Names of files as attackers send them: a path is refused with a sentence and without a trace."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cases import queries
from cases.enums import ClaimStatus
from cases.models import Claim
from documents.models import Document
from documents.uploads import PREFIX
from hearings.rooms.models import Attachment
from odr.clock import FixedClock
from odr.models import Account, LedgerEntry
from tests.attacks.arena import Arena
from tests.conftest import MONDAY_MORNING
from tests.databases import SqliteFiles
from tests.factories import make_claim
from tests.hearings.rooms.houses import in_rooms
from tests.page import FormOnPage, Page, Reader
from tests.web.letters import BASE, sign_in

REFUSED = "The name of this file has signs in it that we cannot take"
Trace = tuple[int, int, set[str], set[Path]]
PATHS = (
    "../../../etc/cron.d/one.txt",
    "/etc/passwd.txt",
    "a/b.txt",
    r"C:\fakepath\two.txt",
    r"..\two.txt",
    r"\\host\share\two.txt",
    "bell\x07.txt",
    "tab\t.txt",
    "\x7f.txt",
    "..",
)


class Door:
    """A claimant in front of the page on which more evidence is sent."""

    def __init__(self, arena: Arena, claim: Claim) -> None:
        self.arena = arena
        self.claim = claim
        self.reader = Reader(arena.court().app(), base_url=BASE)
        owner = arena.look(lambda s: s.get_one(Account, claim.created_by))
        sign_in(self.reader, arena.court(), owner)

    def send(self, name: str, *, status: int) -> Page:
        """Send a file under exactly this name, as a browser writes it into the request."""
        path = f"/cases/{self.claim.id}/evidence"
        form: FormOnPage = self.reader.open(path).form()
        [token] = form._data()["csrf_token"]
        parts = [
            b'name="csrf_token"\r\n\r\n' + token.encode(),
            b'name="title"\r\n\r\nWhat we agreed',
            f'name="files"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\nA note.'.encode(),
        ]
        body = b"".join(b"--x\r\nContent-Disposition: form-data; " + p + b"\r\n" for p in parts)
        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "Origin": BASE,
            "Sec-Fetch-Site": "same-origin",
        }
        answer = self.reader.client.post(path, content=body + b"--x--\r\n", headers=headers)
        assert answer.status_code == status, answer.text[:300]
        return Page(self.reader, answer)

    def trace(self) -> Trace:
        """Count what the court keeps, and what lies about on this machine."""
        with self.arena.sessions() as session:
            files = session.scalar(select(func.count()).select_from(Document)) or 0
            deeds = session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
        stored = {kept.key for kept in self.arena.tools["storage"].list()}
        left = set(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
        return files, deeds, stored, left


@pytest.fixture(scope="module")
def arena(
    sqlite_files: SqliteFiles, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Arena]:
    """A court with a temporary folder of its own, in which nobody else leaves anything."""
    before = tempfile.gettempdir()
    tempfile.tempdir = str(tmp_path_factory.mktemp("uploads"))
    with sqlite_files.copy(f"names_{worker_id}") as database:
        yield Arena(database, FixedClock(MONDAY_MORNING))
    tempfile.tempdir = before


@pytest.fixture(autouse=True)
def morning(arena: Arena) -> None:
    """Each test begins on the same morning: a case brought into its rooms takes the court days."""
    arena.clock.set(MONDAY_MORNING)


@pytest.fixture(scope="module")
def door(arena: Arena) -> Door:
    return Door(arena, arena.do(lambda s: make_claim(s, ClaimStatus.SERVED, clock=arena.clock)))


@pytest.mark.parametrize("name", PATHS)
def test_a_path_in_a_name_is_refused_and_what_was_typed_is_kept(door: Door, name: str) -> None:
    before = door.trace()

    page = door.send(name, status=422)

    assert REFUSED in page.errors["files"]
    assert page.form().values["title"] == ["What we agreed"]
    assert door.trace() == before


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("é" * 150 + ".txt", "é" * 78 + ".txt"),
        ("漢字 🙂 note.txt", "漢字 🙂 note.txt"),
        ("\u202etxt.note.txt", "txt.note.txt"),
        ("{{7*7}} #read.txt", "{{7_7}} #read.txt"),
        ("%2e%2e%2fnote.txt", "%2e%2e%2fnote.txt"),
        ("a..b.txt", "a..b.txt"),
        ("NUL.txt", "NUL.txt"),
    ],
)
def test_any_other_name_is_kept_as_a_label(door: Door, name: str, shown: str) -> None:
    door.send(name, status=303)

    with door.arena.sessions() as session:
        newest = queries.exhibits_of(session, door.claim)[-1]
        label = session.get_one(Document, newest.document_id).name
    assert label == shown


def test_a_path_in_a_name_is_refused_in_a_room_and_the_message_stays_in_the_form(
    arena: Arena,
) -> None:
    claim = arena.do(lambda s: in_rooms(s, arena.clock).claim)
    door = Door(arena, claim)
    before = door.trace()
    form = door.reader.open(f"/cases/{claim.id}/mediation/joint-room").form("message")
    bad = ("b/c.txt", b"A bill.", "text/plain")

    page = form.fill(body="Here is the bill.", file=bad, confirmed=True).submit(status=422)

    assert REFUSED in " ".join(page.errors.values())
    assert page.form("message").values["body"] == ["Here is the bill."]
    assert door.trace() == before


def test_a_file_that_waits_is_taken_once_however_often_it_is_named(arena: Arena) -> None:
    claim = arena.do(lambda s: in_rooms(s, arena.clock).claim)
    reader = Door(arena, claim).reader
    path = f"/cases/{claim.id}/mediation/joint-room"
    note = ("a.txt", b"A bill.", "text/plain")
    again = reader.open(path).form("message").fill(body="", file=note).submit(status=422)
    form = again.form("message").fill(body="Here is the bill.", confirmed=True)

    reader.send(path, {**form._data(), "held": form.values["held"] * 50})

    with arena.sessions() as session:
        sent = select(func.count()).select_from(Attachment)
        assert session.scalar(sent) == 1
