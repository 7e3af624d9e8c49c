"""A code, a token or a password stands where it is used and nowhere else: no log, no other row."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from email.message import EmailMessage

import pytest
import structlog
from sqlalchemy import select

from cases.enums import ClaimStatus, PaperKind
from cases.models import CasePaper
from cases.notice_codes import notice_code
from documents.models import Document
from hearings.rooms.enums import Room
from odr import jobs
from odr.clients import Scope, add_client
from odr.clock import FixedClock
from odr.db import Base
from odr.logging import write_log
from odr.models import Account, OutgoingMail
from odr.permissions import SYSTEM
from odr.references import show_access_code
from tests.attacks.arena import Arena
from tests.conftest import MONDAY_MORNING
from tests.databases import SqliteFiles
from tests.factories import make_claim
from tests.hearings.rooms.houses import in_rooms
from tests.page import Reader
from tests.web.letters import BASE, sign_in

PASSWORD = "Long-Winded Password of Zoe 7"
ADDRESS = "zoe.quiet@web.test"
SAID = "Between us, the roof was cheap."
LINK = re.compile(r"http://court\.test(/\S+)")


class Delivered:
    """A mail server that takes everything, and the letters it has taken."""

    delivers = True

    def __init__(self) -> None:
        self.letters: list[str] = []

    def carry(self, message: EmailMessage) -> None:
        self.letters.append(str(message.get_content()))


class Loud:
    """A court that logs all it can, in front of which somebody does what a day brings."""

    def __init__(self, arena: Arena) -> None:
        self.arena = arena
        self.mail = Delivered()
        arena.sessions.kw["info"]["postman"] = self.mail
        self.app = arena.court().app()
        self.secrets: dict[str, str] = {"password": PASSWORD}
        self.log = ""

    def spend_a_day(self) -> None:
        """Do everything once, and keep what the court logs of it."""
        log = io.StringIO()
        with redirect_stderr(log), redirect_stdout(log):
            write_log("DEBUG")
            self.opens_an_account()
            self.comes_with_a_letter()
            self.talks()
            self.reads_as_a_machine()
            self.asks_for_what_is_not_there()
            self.work()
        structlog.reset_defaults()
        self.log = log.getvalue().casefold()

    def work(self) -> None:
        jobs.work_off(self.arena.sessions, self.arena.clock)

    def opens_an_account(self) -> None:
        reader = Reader(self.app, base_url=BASE)
        reader.open("/sign-up").form().fill(name="Zoe Quiet", email=ADDRESS).submit()
        self.work()
        link = LINK.search(self.mail.letters[-1])
        assert link is not None
        self.secrets["link"] = link[1].partition("token=")[2]
        reader.open(link[1]).form().fill(password=PASSWORD).submit()
        reader = Reader(self.app, base_url=BASE)
        form = reader.open("/sign-in").form("Sign in")
        form.fill(email=ADDRESS, password="A Wrong Password Of Zoe 8").submit(status=422)
        reader.open("/sign-in").form("Sign in").fill(email=ADDRESS, password=PASSWORD).submit()
        self.secrets["session"] = str(reader.client.cookies["session"])

    def comes_with_a_letter(self) -> None:
        arena = self.arena
        claim = arena.do(lambda s: make_claim(s, ClaimStatus.SERVED, clock=arena.clock))
        self.work()
        code = show_access_code(arena.look(lambda s: notice_code(s, claim.respondents[0])))
        self.secrets |= {"code": code, "bare code": code.replace("-", "").replace(" ", "")}
        assert any(code in letter for letter in self.mail.letters)
        reader = Reader(self.app, base_url=BASE)
        form = reader.open("/r").form().fill(number=claim.number, code="0000-0000")
        form.submit(status=422)
        reader.open("/r").form().fill(number=claim.number, code=code).submit()
        self.secrets["note"] = str(reader.client.cookies["notice"])

    def talks(self) -> None:
        claim = self.arena.do(lambda s: in_rooms(s, self.arena.clock).claim)
        owner = self.arena.look(lambda s: s.get_one(Account, claim.created_by))
        reader = Reader(self.app, base_url=BASE)
        sign_in(reader, self.arena.court(), owner)
        page = reader.open(f"/cases/{claim.id}/mediation/{Room.JOINT.value}-room")
        page.form("message").fill(body=SAID, confirmed=True).submit()

    def reads_as_a_machine(self) -> None:
        made = self.arena.do(
            lambda s: add_client(s, SYSTEM, "Registry", list(Scope), clock=self.arena.clock)
        )
        self.secrets["machine"] = made.secret
        http = Reader(self.app, base_url=BASE).client
        said = {
            "grant_type": "client_credentials",
            "client_id": made.client.client_id,
            "client_secret": made.secret,
        }
        self.secrets["token"] = http.post("/api/v1/oauth/token", data=said).json()["access_token"]
        answer = http.get(
            "/api/v1/cases", headers={"Authorization": f"Bearer {self.secrets['token']}"}
        )
        assert answer.status_code == 200

    def asks_for_what_is_not_there(self) -> None:
        reader = Reader(self.app, base_url=BASE)
        reader.open(f"/verify/{self.secrets['bare code']}", status=422)
        reader.open(f"/new-password?token={self.secrets['link']}", status=410)
        reader.open(f"/nothing/{ADDRESS}", status=404)


@pytest.fixture(scope="module")
def loud(sqlite_files: SqliteFiles, worker_id: str) -> Iterator[Loud]:
    with sqlite_files.copy(f"loud_{worker_id}") as database:
        court = Loud(Arena(database, FixedClock(MONDAY_MORNING)))
        court.spend_a_day()
        yield court


def test_no_secret_and_nobodys_words_are_logged_at_the_loudest(loud: Loud) -> None:
    private = {**loud.secrets, "address": ADDRESS, "name": "Zoe Quiet", "words": SAID}
    private |= {"other address": "ben@example.com", "street": "1 Mill Lane", "party": "Ben Sample"}

    assert loud.log.count("request_id=") > 20
    assert [name for name, word in private.items() if word.casefold() in loud.log] == []


def test_no_secret_is_kept_in_any_row_once_its_letter_was_delivered(loud: Loud) -> None:
    found = []
    with loud.arena.database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                kept = " ".join(str(value) for value in row.values())
                found += [(table.name, name) for name, s in loud.secrets.items() if s in kept]

    assert found == []


def test_the_letters_with_secrets_still_say_to_whom_and_when_they_went(loud: Loud) -> None:
    with loud.arena.sessions() as session:
        rows = session.scalars(select(OutgoingMail).where(OutgoingMail.text == "")).all()

    assert {row.recipient for row in rows} == {ADDRESS, "ben@example.com"}
    assert {row.subject for row in rows} == {
        "Confirm your e-mail address",
        "A notice from the court",
    }
    assert all(row.sent_at is not None for row in rows)


def test_the_code_stands_in_no_file_but_the_letter(loud: Loud) -> None:
    with loud.arena.sessions() as session:
        rows = session.execute(
            select(Document.storage_key, CasePaper.kind).join(
                CasePaper, CasePaper.document_id == Document.id
            )
        )
        kinds = {key: kind for key, kind in rows}
    storage = loud.arena.tools["storage"]
    with_code = [
        kinds.get(kept.key)
        for kept in storage.list()
        if loud.secrets["code"] in text_of(storage.get(kept.key))
    ]

    assert set(kinds.values()) >= {PaperKind.SEALED_CLAIM, PaperKind.RECEIPT, PaperKind.NOTICE}
    assert with_code == [PaperKind.NOTICE]


def text_of(content: bytes) -> str:
    """Return what a person, or a programme, reads in a file."""
    if not content.startswith(b"%PDF"):
        return content.decode("latin-1")
    drawn = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return drawn.stdout.decode()
