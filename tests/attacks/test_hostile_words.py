"""Words that are commands elsewhere are only words here: in papers, letters, dockets and copies."""

from __future__ import annotations

import io
import json
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from cases.enums import ClaimStatus, PartyKind
from cases.inputs import AmountInput, ClaimInput, TimelineInput
from cases.models import Claim
from documents.downloads import safe_headers
from documents.models import Document
from odr import jobs, mail
from odr.clock import FixedClock
from odr.models import Account
from odr.money import Money
from odr.permissions import Role
from tests.attacks.arena import Arena
from tests.conftest import MONDAY_MORNING
from tests.databases import SqliteFiles
from tests.factories import a_claim, a_party, make_account, make_claim
from tests.page import Reader
from tests.web.letters import BASE, sign_in

COMMANDS = (
    "{{7*7}}",
    "{%raw%}",
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    "$x^2$",
    "@label",
    "back\\slash",
    "[open",
    "close]",
    "*bold*",
    "_low_",
    "`raw`",
    "//note",
    "/*note*/",
    "~tilde",
    "%(name)s",
    "{name}",
    "=1+1",
    "'quote\"",
    "&amp;",
    "--",
    "<label>",
)
LETTERS = ("Zoë", "漢字", "Ελληνικά", "Żółć", "e\u0301te\u0301")
WORDS = unicodedata.normalize("NFC", " ".join((*COMMANDS, *LETTERS)))
SHORT = [" ".join(COMMANDS[n : n + 5]) for n in range(0, len(COMMANDS), 5)]


class Post:
    """A mail server that keeps each letter as it went over the line."""

    delivers = True

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    def carry(self, message: EmailMessage) -> None:
        self.letters.append(message.as_bytes(policy=policy.SMTP))


def hostile_claim() -> ClaimInput:
    """A claim in which every text field holds commands."""
    other = a_party(
        f"Ben {SHORT[1]}",
        kind=PartyKind.COMPANY,
        trading_name=SHORT[2],
        line1=SHORT[0],
        town=SHORT[3][:100],
        email="ben@example.com",
    )
    return a_claim(
        claimants=[a_party(f"Ada {SHORT[0]}", line2=SHORT[4], email="ada@example.com")],
        respondents=[other],
        what_happened=f"{WORDS}\n\n{WORDS}",
        timeline=[TimelineInput(happened_on=date(2025, 10, 1), text=WORDS)],
        amounts=[AmountInput(reason=" ".join(SHORT[:3]), amount=Money(120_000, "GBP"))],
    )


class Court:
    """A court with one such claim on its way to an order."""

    def __init__(self, arena: Arena) -> None:
        self.arena = arena
        self.post = Post()
        arena.sessions.kw["info"]["postman"] = self.post
        self.claim: Claim = arena.do(
            lambda s: make_claim(s, ClaimStatus.SERVED, clock=arena.clock, given=hostile_claim())
        )
        jobs.work_off(arena.sessions, arena.clock)
        self.app: FastAPI = arena.court().app()

    def papers(self) -> dict[str, str]:
        """Return each paper by its name, as a person reads it."""
        with self.arena.sessions() as session:
            rows = list(session.scalars(select(Document)))
        storage = self.arena.tools["storage"]
        return {row.name: drawn(storage.get(row.storage_key)) for row in rows}

    def read_by(self, role: Role) -> Reader:
        reader = Reader(self.app, base_url=BASE)
        if role is Role.CITIZEN:
            account = self.arena.look(lambda s: s.get_one(Account, self.claim.created_by))
        else:
            account = self.arena.do(lambda s: make_account(s, role))
        sign_in(reader, self.arena.court(), account)
        return reader


def drawn(content: bytes) -> str:
    """Return the text of a PDF, with line breaks as spaces."""
    text = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    return text.stdout.decode()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def court(sqlite_files: SqliteFiles, worker_id: str) -> Iterator[Court]:
    with sqlite_files.copy(f"words_{worker_id}") as database:
        yield Court(Arena(database, FixedClock(MONDAY_MORNING)))


def test_papers_show_every_word_as_it_was_typed(court: Court) -> None:
    papers = court.papers()
    claim = next(text for name, text in papers.items() if "sealed_claim" in name)
    notice = next(text for name, text in papers.items() if "notice" in name)

    shown = squeezed(claim)
    wanted = [*COMMANDS, "Zoë", "Ελληνικά", "Żółć", "été"]
    assert [word for word in wanted if squeezed(word) not in shown] == []
    assert (
        "漢字" in shown or "\N{REPLACEMENT CHARACTER}" * 2 in shown
    )  # as this machine has letters
    assert "root:" not in claim
    assert [word for word in SHORT[0].split() if squeezed(word) not in squeezed(notice)] == []
    assert all("failed" not in name for name in papers)


def test_letters_show_every_word_and_no_word_becomes_a_header(court: Court) -> None:
    names = {"ada@example.com": f"Ada {SHORT[0]}", "ben@example.com": f"Ben {SHORT[1]}"}
    read = [message_from_bytes(raw, policy=policy.default) for raw in court.post.letters]
    parties = [message for message in read if message["To"] in names]

    assert len(parties) >= 2
    for message in parties:
        body = message.get_content()
        assert names[message["To"]] in body
        assert set(message.keys()) <= {
            *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"),
            *("Content-Type", "Content-Transfer-Encoding"),
        }


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("ada@example.com\r\nBcc: all@evil.test", "A notice"),
        ("ada@example.com", "A notice\r\nBcc: all@evil.test"),
        ("ada@example.com", "A notice\nX: y"),
    ],
)
def test_a_letter_with_a_line_break_in_its_head_is_never_sent(
    court: Court, to: str, subject: str
) -> None:
    before = len(court.post.letters)
    court.arena.do(lambda s: mail.send(s, to, subject, "Text", at=court.arena.clock.now()))

    jobs.work_off(court.arena.sessions, court.arena.clock)

    assert len(court.post.letters) == before


def test_pages_show_every_word_as_it_was_typed(court: Court) -> None:
    pages = {
        "case": court.read_by(Role.CITIZEN).open(f"/cases/{court.claim.id}"),
        "docket": court.read_by(Role.CITIZEN).open(f"/cases/{court.claim.id}/docket"),
        "clerk": court.read_by(Role.CLERK).open(f"/registry/cases/{court.claim.id}"),
        "queue": court.read_by(Role.CLERK).open("/registry"),
    }

    assert {name for name, page in pages.items() if f"Ben {SHORT[1]}" not in page.text} <= {
        "queue",
        "docket",
    }
    assert [name for name, page in pages.items() if "<script>alert" in page.html] == []
    assert [name for name, page in pages.items() if "49" in page.h1] == []


def test_a_copy_of_the_case_holds_every_word_as_it_was_typed(court: Court) -> None:
    reader = court.read_by(Role.CITIZEN)
    page = reader.open(f"/cases/{court.claim.id}/copy")
    form = page.form()
    answer = reader.client.post(form.node["action"] or page.path, data=form._data())

    with zipfile.ZipFile(io.BytesIO(answer.content)) as box:
        names = box.namelist()
        data = json.loads(box.read(next(name for name in names if name.endswith("case.json"))))
        html = box.read(next(name for name in names if name.endswith("case.html"))).decode()
    assert answer.headers["content-type"] == "application/zip"
    assert f"{WORDS}\n\n{WORDS}" in set(texts_in(data))
    assert "<script>alert" not in html
    assert [name for name in names if ".." in name or name.startswith("/") or "\\" in name] == []


def texts_in(data: object) -> Iterator[str]:
    """Return every text in a JSON document."""
    if isinstance(data, str):
        yield unicodedata.normalize("NFC", data)
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from texts_in(part)


@pytest.mark.parametrize(
    "name",
    [
        'a".pdf',
        "a\r\nSet-Cookie: x=y.pdf",
        "漢字 🙂.pdf",
        "a;filename=b.exe.pdf",
        "é" * 200 + ".pdf",
        "\u202efdp.exe",
        "<script>.pdf",
    ],
)
def test_a_file_name_stays_within_its_header(name: str) -> None:
    said = safe_headers(name, "application/pdf")["Content-Disposition"]

    said.encode("latin-1")
    assert said.startswith("attachment; ")
    assert not set(said) & set("\r\n\x00")
    assert said.count('"') in (0, 2)
