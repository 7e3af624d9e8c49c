"""Every form of the court, at every stage, filled with what nobody should type."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection

from cases import drafts
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.pagination import write_cursor
from odr.play.paying import PlayedProvider
from tests.conftest import MONDAY_MORNING
from tests.databases import Database
from tests.html_tree import Node, parse
from tests.tools import make_tools
from tests.web.court import TestCourt
from tests.web.doors import NOBODY, PEOPLE, Doors, Fields, Found
from tests.web.test_doors import table
from tests.web.town import STAGES, Town
from web.claimant.claim_forms import FORMS

COCKTAIL = (
    'Zoë {{ 7*7 }} {% raw %} <script>alert(1)</script> #read("/etc/passwd") $x^2$ @y '
    "\\ [ *b _c `d` // /* 漢字 🙂 é̂ עברית '; -- & &amp; %s {name} =1+1"
)
TEXTS: dict[str, str | bytes] = {
    "cocktail": COCKTAIL,
    "header": "Ada\r\nBcc: all@evil.test\r\n\r\nHello",
    "NUL": "a\x00b\x1b[31m\x7f",
    "surrogate": b"a\xed\xa0\x80b",
    "not UTF-8": b"caf\xe9 \xff\xfe",
    "turned": "bill\u202efdp.exe\u2066\u200b\ufeff",
    "marks": "e" + "\u0301" * 2000,
    "long": "x" * 20_000,
    "formula": '=HYPERLINK("http://evil.test")',
}
NUMBERS = ("1e308", "NaN", "inf", "-1", "0", "9" * 40, "0x10", "1,0,0", "٣", "½", "1.005", "")
DATES = (
    *(("1", "1", "0001"), ("31", "12", "9999"), ("30", "2", "2026"), ("0", "0", "0000")),
    *(("1", "1", "10000"), ("٣", "٣", "٢٠٢٦"), ("-1", "1", "2026"), ("9" * 30, "1", "2026")),
)
DAY = {"day": "1", "month": "6", "year": "2026"}


@dataclass(frozen=True)
class FormSeen:
    """One form as one person sees it at one stage."""

    person: str
    stage: str
    action: str
    fields: tuple[Node, ...] = field(compare=False)
    names: frozenset[str]

    def texts(self) -> list[str]:
        """The names of the fields somebody writes into."""
        return [
            n["name"]
            for n in self.fields
            if _is_written(n) and not _is_counted(n) and n["name"].rpartition("-")[2] not in DAY
        ]

    def filled(self, text: str | bytes, number: str, day: dict[str, str]) -> Fields:
        """Fill every field: choose the first of each choice, tick all, write into the rest."""
        sent: dict[str, str | bytes] = {}
        for node in self.fields:
            name, part = node["name"], node["name"].rpartition("-")[2]
            if part in day:
                sent[name] = day[part]
            elif _is_counted(node):
                sent[name] = number
            elif _is_written(node):
                sent[name] = text
            elif node.tag == "select":
                sent.setdefault(name, node.all("option")[-1].get("value", ""))
            else:
                sent.setdefault(name, node["value"])
        return list(sent.items())


def _is_written(node: Node) -> bool:
    kinds = ("text", "email", "tel", "search", "")
    return node.tag == "textarea" or (node.tag == "input" and node["type"] in kinds)


def _is_counted(node: Node) -> bool:
    return _is_written(node) and node["inputmode"] in {"numeric", "decimal"}


@pytest.fixture(scope="module")
def doors(sqlite_database: Database) -> Iterator[Doors]:
    """A town with a case at each stage, in a transaction that is undone."""
    clock = FixedClock(MONDAY_MORNING)
    with sqlite_database.engine.connect() as connection, connection.begin() as transaction:
        tools = {**make_tools(), "payments": PlayedProvider()}
        sessions = make_sessions(sqlite_database.engine, SeededEntropy("forms"), **tools)
        sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        town = Town(sessions, clock).build()
        yield Doors(town, connection, TestCourt(sessions, clock, SeededEntropy("forms")))
        transaction.rollback()


@pytest.fixture(scope="module")
def forms(doors: Doors, pages_of_a_claim: list[str]) -> list[FormSeen]:
    """Every different form that anybody finds on any page."""
    return list(
        {_shape(seen): seen for seen in asyncio.run(_all_forms(doors, pages_of_a_claim))}.values()
    )


@pytest.fixture(scope="module")
def pages_of_a_claim(doors: Doors) -> list[str]:
    """The pages of a claim that the stranger has only begun to write."""
    with doors.town.sessions() as session:
        writer = doors.town.people["stranger"]
        draft = drafts.start_draft(session, writer, drafts.CLAIM, {}, clock=doors.town.clock)
        session.commit()
    return [f"/claims/{draft.id}/{section}" for section in FORMS]


async def _all_forms(doors: Doors, pages_of_a_claim: list[str]) -> list[FormSeen]:
    found: list[FormSeen] = []
    for path in pages_of_a_claim:
        page = await doors.ask("stranger", "GET", path, "served")
        found += _forms_on("stranger", "served", path, page.body)
    for person, answer in (("guest", "counterclaim"), ("respondent", "admit_part")):
        path = f"/respond/{doors.town.cases['served']['claim_id']}/answer"
        await doors.ask(person, "POST", path, "served", [("answer", answer)])
    for (route, method), cells in table().items():
        for stage in doors.stages(route) if method == "GET" else ():
            letters = cells[STAGES.index(stage)] if len(cells) > 1 else cells[0]
            path = doors.path(route, doors.town.cases[stage])
            for person in (PEOPLE[n] for n, letter in enumerate(letters) if letter == "o"):
                page = await doors.ask(person, "GET", path, stage)
                if "text/html" in page.headers.get("content-type", ""):
                    found += _forms_on(person, stage, path, page.body)
    return found


def _forms_on(person: str, stage: str, path: str, body: str) -> Iterator[FormSeen]:
    for form in parse(body)[0].all("form"):
        if form["method"].upper() == "POST":
            nodes = tuple(
                n
                for n in form.all("input", "select", "textarea")
                if n["name"] and n["type"] not in ("file", "submit") and n["name"] != "csrf_token"
            )
            names = frozenset(n["name"] for n in nodes)
            yield FormSeen(person, stage, form["action"] or path, nodes, names)


def _shape(seen: FormSeen) -> tuple[str, frozenset[str]]:
    """Two forms are alike if only the ids in their addresses differ."""
    parts = [part for part in seen.action.split("?")[0].split("/") if len(part) < 32]
    return "/".join(parts), seen.names


async def _send(connection: Connection, doors: Doors, seen: FormSeen, fields: Fields) -> Found:
    undo = connection.begin_nested()
    try:
        return await doors.ask(seen.person, "POST", seen.action, seen.stage, fields)
    finally:
        undo.rollback()


def test_there_are_forms_enough_to_try(forms: list[FormSeen]) -> None:
    assert len(forms) > 50
    assert len({name for seen in forms for name in seen.texts()}) > 40


@pytest.mark.parametrize("what", TEXTS)
def test_no_text_breaks_a_form(doors: Doors, forms: list[FormSeen], what: str) -> None:
    async def try_all() -> dict[str, int]:
        found = {}
        for seen in forms:
            fields = seen.filled(TEXTS[what], "100", DAY)
            answer = await _send(doors.connection, doors, seen, fields)
            found[f"{seen.person} {seen.action}"] = answer.status
        return found

    answers = asyncio.run(try_all())
    assert {where: status for where, status in answers.items() if status >= 500} == {}
    assert set(answers.values()) <= {200, 303, 404, 409, 410, 413, 422, 403, 429}


@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_breaks_a_form(doors: Doors, forms: list[FormSeen], number: str) -> None:
    counted = [seen for seen in forms if any(_is_counted(node) for node in seen.fields)]

    async def try_all() -> dict[str, int]:
        return {
            f"{seen.person} {seen.action}": (
                await _send(doors.connection, doors, seen, seen.filled("Text", number, DAY))
            ).status
            for seen in counted
        }

    assert len(counted) > 8
    assert {k: v for k, v in asyncio.run(try_all()).items() if v >= 500} == {}


@pytest.mark.parametrize("day", DATES, ids="-".join)
def test_no_date_breaks_a_form(
    doors: Doors, forms: list[FormSeen], day: tuple[str, str, str]
) -> None:
    dated = [seen for seen in forms if any(name.endswith("-year") for name in seen.names)]
    given = dict(zip(("day", "month", "year"), day, strict=True))

    async def try_all() -> dict[str, int]:
        return {
            f"{seen.person} {seen.action}": (
                await _send(doors.connection, doors, seen, seen.filled("Text", "100", given))
            ).status
            for seen in dated
        }

    assert len(dated) > 3
    assert {k: v for k, v in asyncio.run(try_all()).items() if v >= 500} == {}


@pytest.mark.parametrize("day", DATES[:2], ids="-".join)
def test_a_whole_claim_of_strange_answers_can_be_looked_at(
    doors: Doors, forms: list[FormSeen], pages_of_a_claim: list[str], day: tuple[str, str, str]
) -> None:
    given = dict(zip(("day", "month", "year"), day, strict=True))
    home = pages_of_a_claim[0].rpartition("/")[0]

    async def write_and_look() -> list[int]:
        written = [
            (await doors.ask("stranger", "POST", page, "served", fields)).status
            for page in pages_of_a_claim
            for seen in forms
            if seen.action == page
            for fields in [seen.filled(COCKTAIL, "99999999", given)]
        ]
        looked = [
            (await doors.ask("stranger", "GET", path, "served")).status
            for path in (*pages_of_a_claim, home, f"{home}/check", f"{home}/truth")
        ]
        return written + looked

    undo = doors.connection.begin_nested()
    answers = asyncio.run(write_and_look())
    undo.rollback()

    assert len(answers) == 2 * len(FORMS) + 3
    assert set(answers) <= {200, 303, 422}


CURSORS = {
    "no cursor": "%%%",
    "no time": write_cursor("yesterday", NOBODY),
    "no zone": write_cursor("2026-01-01T00:00:00", NOBODY),
    "before all time": write_cursor("0001-01-01T00:00:00+14:00", NOBODY),
    "no id": write_cursor("2026-01-01T00:00:00+00:00", "a\0b"),
    "a number": write_cursor(1, 2),
    "nested without end": base64.urlsafe_b64encode(b"[" * 40_000).decode(),
    "half a letter": write_cursor("\ud800", NOBODY),
}


@pytest.mark.parametrize("what", CURSORS)
def test_a_page_link_that_is_not_ours_is_refused(doors: Doors, what: str) -> None:
    async def ask_all() -> list[int]:
        lists = (
            *(("claimant", "/cases"), ("clerk", "/registry"), ("clerk", "/registry/payments")),
            *(("machine", f"/api/v1/{thing}") for thing in ("cases", "events")),
        )
        return [
            (await doors.ask(who, "GET", f"{path}?{name}={CURSORS[what]}", "judged")).status
            for who, path in lists
            for name in ("cursor" if who == "machine" else "after",)
        ]

    answers = asyncio.run(ask_all())

    assert answers[0] == 422
    assert set(answers) <= {200, 422}  # two numbers are a place in the feed


def test_what_was_typed_stands_in_the_form_that_is_shown_again(
    doors: Doors, forms: list[FormSeen]
) -> None:
    async def try_all() -> tuple[int, list[str]]:
        shown, lost = 0, []
        for seen in forms:
            fields = seen.filled(COCKTAIL, "not a number", {**DAY, "day": "99"})
            answer = await _send(doors.connection, doors, seen, fields)
            if answer.status != 422:
                continue
            shown += 1
            kept = {
                n["name"]: n.typed.removeprefix("\n") if n.tag == "textarea" else n["value"]
                for n in parse(answer.body)[0].all("input", "textarea")
            }
            lost += [
                f"{seen.action} {name}: {kept[name]!r}"
                for name in seen.texts()
                if name in kept and kept[name] != COCKTAIL
            ]
            assert "<script>alert" not in answer.body
        return shown, lost

    shown, lost = asyncio.run(try_all())
    assert shown > 15
    assert lost == []
