"""Requests no browser sends: each is refused with a sentence, and none is a fault of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from cases.providers import HostedPage
from cases.signatures import CALLBACK, signed_headers
from odr.clock import FixedClock
from odr.models import OutgoingMail
from tests.attacks.arena import Arena
from tests.conftest import MONDAY_MORNING
from tests.databases import KINDS, SqliteFiles
from tests.factories import make_account
from tests.page import Reader
from tests.web.doors import Found, send
from tests.web.letters import BASE

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
DEEP = b"[" * 100_000
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'


@dataclass
class Wire:
    """A line to the court on which anything can be said."""

    arena: Arena
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self.app = self.arena.court().app()

    def say(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] = {},
        body: bytes = b"",
        *,
        announced: bool = True,
    ) -> Found:
        """Send one request and return the answer."""
        whole = {"host": "court.test", "origin": BASE, "sec-fetch-site": "same-origin"}
        if announced and body:
            whole["content-length"] = str(len(body))
        small = {name.lower(): value for name, value in headers.items()}
        return asyncio.run(send(self.app, method, path, {**whole, **small}, body))


@pytest.fixture(scope="module")
def wire(sqlite_files: SqliteFiles, worker_id: str) -> Iterator[Wire]:
    with sqlite_files.copy(f"wire_{worker_id}") as database:
        yield Wire(Arena(database, FixedClock(MONDAY_MORNING)))


BODIES: dict[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", PART),
    "an empty boundary": ("multipart/form-data; boundary=", PART),
    "a boundary of odd signs": ('multipart/form-data; boundary="\x7f;"', PART),
    "another boundary": ("multipart/form-data; boundary=y", PART),
    "a part without a name": (
        PARTS,
        b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n",
    ),
    "a part without a head": (PARTS, b"--x\r\n\r\nb\r\n--x--\r\n"),
    "a very long head": (PARTS, b"--x\r\nX: " + b"y" * 500_000 + b"\r\n\r\nb\r\n--x--\r\n"),
    "ten thousand parts": (PARTS, PART * 10_000 + b"--x--\r\n"),
    "a head that is not text": (PARTS, b"--x\r\n\xff\xfe: \x00\r\n\r\nb\r\n--x--\r\n"),
    "ten thousand fields": (FORM, urlencode([(f"f{n}", "x") for n in range(10_000)]).encode()),
    "one field ten thousand times": (FORM, b"&".join([b"email=x"] * 10_000)),
    "ten thousand rows": (FORM, urlencode([(f"a-{n}-b", "x") for n in range(10_000)]).encode()),
    "broken escapes": (FORM, b"name=%&email=%zz%e2%28%a1&%00=%00"),
    "no equals signs": (FORM, b"&&&&;;;;" * 1000),
    "JSON": ("application/json", b'{"name": "Ada"}'),
    "plain text": ("text/plain", b"name=Ada"),
    "no kind": ("", b"name=Ada"),
    "an odd kind": ("a/b/c; =;;", b"name=Ada"),
    "another alphabet": (f"{FORM}; charset=utf-16", "name=Ada".encode("utf-16")),
    "an alphabet nobody knows": ("multipart/form-data; boundary=x; charset=nope", PART + b"--x--"),
}
SPOKEN = {400, 403, 404, 405, 411, 413, 415, 422}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("path", ["/sign-up", "/verify/file", "/api/v1/oauth/token"])
def test_a_body_that_is_no_form_is_refused(wire: Wire, path: str, what: str) -> None:
    kind, body = BODIES[what]

    answer = wire.say("POST", path, {"content-type": kind} if kind else {}, body)

    assert answer.status in SPOKEN
    assert answer.headers["content-type"].split(";")[0] in {
        "text/html",
        "application/problem+json",
    }


@pytest.mark.parametrize("announced", [True, False])
def test_twenty_megabytes_of_text_are_not_read(wire: Wire, announced: bool) -> None:
    body = b"name=" + b"x" * 20_000_000

    answer = wire.say("POST", "/sign-up", {"content-type": FORM}, body, announced=announced)

    assert answer.status == 413


@pytest.mark.parametrize("length", ["abc", "-1", "9" * 40, "1e3", "٣", ""])
def test_a_length_that_is_no_number_is_refused_or_not_believed(wire: Wire, length: str) -> None:
    headers = {"content-type": FORM, "content-length": length.encode().decode("latin-1")}

    answer = wire.say("POST", "/sign-up", headers, b"name=Ada", announced=False)

    assert answer.status in SPOKEN


@pytest.mark.parametrize("body", [DEEP, b"9" * 400_000, b'{"a":' * 50_000, b"\xff\xfe", b"NaN"])
def test_no_json_breaks_what_machines_speak_to(wire: Wire, body: bytes) -> None:
    headers = {"content-type": "application/json"}

    for path in ("/api/v1/oauth/token", "/api/payments/callback", "/api/v1/cases"):
        assert wire.say("POST", path, headers, body).status in SPOKEN | {401, 409, 503}


HOSTS = (
    *("evil.test", "court.test.evil.test", "court.test@evil.test", "evil.test@court.test", "", "["),
    *("court.test:x", "::1", "[court.test]", "court.test:", "court.test,evil.test", "court.test/x"),
)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_the_courts_is_refused(wire: Wire, host: str) -> None:
    answer = wire.say("GET", "/forgotten-password", {"host": host})

    assert answer.status == 400
    assert "evil.test" not in answer.body


@pytest.mark.parametrize(
    "origin", ["http://[", "null", "http://court.test.evil.test", "court.test"]
)
def test_a_form_from_an_odd_place_is_refused_also_by_old_browsers(wire: Wire, origin: str) -> None:
    headers = {"content-type": FORM, "origin": origin, "sec-fetch-site": ""}

    assert wire.say("POST", "/sign-up", headers, b"name=Ada").status == 403


def test_a_link_in_a_letter_leads_to_the_court_whatever_a_request_says_of_itself(
    wire: Wire,
) -> None:
    arena = wire.arena
    account = arena.do(make_account)
    reader = Reader(wire.app, base_url=BASE)
    reader.client.headers |= {
        "X-Forwarded-Host": "evil.test",
        "X-Forwarded-Proto": "gopher",
        "X-Original-URL": "http://evil.test/",
        "Forwarded": "host=evil.test",
        "Referer": "http://court.test/",
    }
    reader.open("/forgotten-password").form("Send the link").fill(email=account.email).submit()

    [text] = arena.look(
        lambda s: s.scalars(
            select(OutgoingMail.text).where(OutgoingMail.recipient == account.email)
        ).all()
    )
    assert "http://court.test/new-password?token=" in text
    assert "evil" not in text


PATHS = (
    *("/%00", "/a%00b", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc", "//evil.test", "/\\evil"),
    *("/assets/..%2f..%2fodr%2fapp.py", "/assets/%00", "/verify/%ff%fe", "/r/%ed%a0%80"),
    *("/" + "a" * 20_000, "/cases/" + "0" * 5_000, "/cases/%F0%9F%99%82", "/verify/" + "%2F" * 500),
    *("/sign-in?next=" + "a" * 20_000, "/sign-in?next=/%0d%0aSet-Cookie:%20x=y", "/?%ff=%00"),
    *("/registry?after=%00", "/api/v1/cases?cursor=%00", "/?" + "&".join(["a=b"] * 5_000)),
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:30])
def test_no_address_breaks_the_court(wire: Wire, path: str) -> None:
    bare, mark, query = path.partition("?")
    asked = bytes.fromhex(bare.encode().hex()).decode()

    answer = wire.say("GET", asked + mark + query)
    unescaped = wire.say("GET", _unescaped(bare) + mark + query)

    for found in (answer, unescaped):
        assert found.status in {200, 303, 307, 400, 401, 404, 405, 422}
        onward = found.headers.get("location", "/").removeprefix(BASE)
        assert not onward.startswith(("//", "/\\", "http"))
        assert "x=y" not in found.headers.get("set-cookie", "")


def _unescaped(path: str) -> str:
    """Return the path as the server hands it on: escapes read, odd bytes kept."""
    raw = path.encode()
    parts = raw.split(b"%")
    found = parts[0] + b"".join(bytes([int(p[:2], 16)]) + p[2:] for p in parts[1:])
    return found.decode("utf-8", "replace")


COOKIES = (
    *("session=\xff\xfe; visitor=\x00", "session=" + "a" * 50_000, "language=../../etc/passwd"),
    *("notice=a.b.c.d; session=;;;==", "visitor=" + "é" * 40, "=; =; =", "session=null; notice=[]"),
)


@pytest.mark.parametrize("cookie", COOKIES, ids=range(len(COOKIES)))
def test_no_cookie_breaks_the_court(wire: Wire, cookie: str) -> None:
    headers = {"cookie": cookie, "accept-language": cookie[:200].replace(";", ","), "range": "x"}

    assert wire.say("GET", "/", headers).status == 200
    assert wire.say("GET", "/cases", headers).status == 303


@pytest.mark.parametrize("method", ["BREW", "TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE"])
def test_another_method_is_not_taken(wire: Wire, method: str) -> None:
    assert wire.say(method, "/sign-up", {"content-type": FORM}, b"a=b").status in {403, 405}


def test_a_return_address_of_another_site_is_gone_on_to_by_nobody(wire: Wire) -> None:
    for wanted in ("https://evil.test", "//evil.test", "/\\evil.test", "/a\r\nX-Evil: y"):
        reader = Reader(wire.app, base_url=BASE)
        page = reader.client.get("/sign-in", params={"next": wanted})
        assert page.status_code == 200
        assert "evil" not in str(page.headers).casefold()


GOOD = {
    "event": "e1",
    "outcome": "succeeded",
    "reference": "r",
    "payment": "p",
    "amount": {"amount": "10.00", "currency": "GBP"},
    "sent_at": "2026-03-02T10:00:00+00:00",
}
REPORTS = {
    "nested without end": DEEP,
    "no JSON": b"{",
    "not UTF-8": b"\xff",
    "not a number": json.dumps({**GOOD, "amount": {"amount": "NaN", "currency": "GBP"}}).encode(),
    "a huge sum": json.dumps({**GOOD, "amount": {"amount": "9" * 20, "currency": "GBP"}}).encode(),
    "no such money": json.dumps({**GOOD, "amount": {"amount": "1", "currency": "XXX"}}).encode(),
    "a NUL": json.dumps({**GOOD, "reference": "a\0b"}).encode(),
    "half a letter": json.dumps({**GOOD, "reference": "\ud800"}).encode(),
    "no zone": json.dumps({**GOOD, "sent_at": "2026-03-02T10:00:00"}).encode(),
    "the year 9999": json.dumps({**GOOD, "sent_at": "9999-12-31T23:59:59-12:00"}).encode(),
}


@pytest.mark.parametrize("what", REPORTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_report_that_makes_no_sense_changes_nothing(
    request: pytest.FixtureRequest, kind: str, what: str
) -> None:
    database = request.getfixturevalue(f"{kind}_database")
    arena = Arena(database, FixedClock(MONDAY_MORNING))
    secret, body = "the secret of the tests, long enough", REPORTS[what]
    page = HostedPage("https://pay.example", secret, clock=arena.clock, entropy=arena.entropy)
    arena.tools["payments"] = page
    headers = signed_headers(secret, CALLBACK, "e1", body, clock=arena.clock)

    with database.engine.connect() as connection, connection.begin() as transaction:
        arena.sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        answer = Wire(arena).say("POST", "/api/payments/callback", headers, body)
        transaction.rollback()
    page.close()

    assert answer.status in {200, 403, 413, 422}
