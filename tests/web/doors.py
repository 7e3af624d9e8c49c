"""Everybody who may come to a door of the court, and what they find there."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from sqlalchemy import Connection

from odr import signins
from odr.clients import Scope, add_client
from odr.entropy import SeededEntropy
from odr.models import Account
from odr.permissions import SYSTEM
from odr.security import sign_note
from tests.asgi import http_scope
from tests.page import route_paths
from tests.web.court import TestCourt
from tests.web.town import STAGES, Ids, Town
from web.api.tokens import give_token
from web.csrf import FIELD, mask, secret_for
from web.sessions import KEY, NOTICE, SESSION

PEOPLE = (
    "visitor",
    "stranger",
    "claimant",
    "guest",
    "respondent",
    "mediator",
    "other mediator",
    "adjudicator",
    "other adjudicator",
    "clerk",
    "manager",
    "machine",
)
"""A guest is a respondent who came with the code of a letter; others of that name have no case."""

HOST = "127.0.0.1:8000"
VISITOR = "a-visitor-at-the-doors-of-the-court"
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
OF_CASE = {"claim_id", "case_id", "document_id", "payment_id"}
NOBODY = "00000000-0000-4000-8000-000000000000"
FOUND = {200: "o", 303: "o", 422: "f", 409: "n", 410: "n", 403: "x", 404: "-", 401: "u", 405: "m"}
"""Open; asks again; not now; may not; not there; needs a token; not that way; s is sign in."""
DENIED = "x-us"
Door = tuple[str, str]
Fields = Sequence[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Found:
    """What stands behind a door for one person."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def letter(self) -> str:
        leads_to_sign_in = self.headers.get("location", "").startswith("/sign-in")
        if self.status == 303 and leads_to_sign_in:
            return "s"
        return FOUND.get(self.status, str(self.status))


@dataclass
class Doors:
    """The doors of a court, and everybody in front of them with what they carry."""

    town: Town
    connection: Connection
    court: TestCourt
    app: FastAPI = field(init=False)
    carried: dict[str, dict[str, str]] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.app = self.court.app()
        clock = self.town.clock
        with self.town.sessions() as session:
            for name, actor in self.town.people.items():
                account = session.get_one(Account, actor.account_id)
                opened = signins.open_sign_in(session, account, clock=clock, second_factor=True)
                self.carried[name] = {SESSION: opened.token}
            made = add_client(session, SYSTEM, "Registry", list(Scope), clock=clock)
            session.commit()
        machine = made.client.client_id
        self.token = give_token(self.court.keychain, machine, list(Scope), clock=clock)

    @property
    def all(self) -> list[Door]:
        """Every method and route, the files of the pages left out."""
        found = route_paths(self.app)
        assert len(found) == len(set(found)), "a route is mounted twice"
        return sorted((path, method) for method, path in found if not path.startswith("/assets"))

    def stages(self, route: str) -> tuple[str, ...]:
        """Return at which stages a door is tried: one is enough where no case is behind it."""
        return STAGES if OF_CASE & set(PARAMETER.findall(route)) else STAGES[-1:]

    def path(self, route: str, ids: Ids) -> str:
        """Fill a route with ids; what is missing gets an id that nothing has."""
        given = {**self._ids_of_no_case(), **ids}

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name == "code":
                name = next((word for part, word in CODES.items() if part in route), name)
            return given.get(name, NOBODY)

        return PARAMETER.sub(fill, route)

    def _ids_of_no_case(self) -> Ids:
        return {
            "section": "you",
            "account_id": str(self.town.people["stranger"].account_id),
            "role": "citizen",
            "place": "joint",
            "question": "kind",
        }

    async def knock(self, person: str, door: Door, path: str, stage: str) -> Found:
        """Try a door as a person would, and undo whatever came of it unless it stayed shut."""
        undo = self.connection.begin_nested()
        found = await self.ask(person, door[1], path, stage)
        if found.letter in DENIED:
            undo.commit()
        else:
            undo.rollback()
        return found

    async def ask(
        self, person: str, method: str, path: str, stage: str, fields: Fields = ()
    ) -> Found:
        """Send one request, with this browser's token if it is a form."""
        cookies = {"visitor": VISITOR, **self._cookies(person, stage)}
        body = b""
        headers = {"host": HOST, "cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        if person == "machine":
            headers["authorization"] = f"Bearer {self.token}"
        if method != "GET":
            secret = secret_for(VISITOR, cookies.get(SESSION, ""))
            token = mask(secret, SeededEntropy("forms"))
            body = urlencode([(FIELD, token), *fields]).encode()
            headers |= {
                "content-type": "application/x-www-form-urlencoded",
                "content-length": str(len(body)),
                "origin": f"http://{HOST}",
                "sec-fetch-site": "same-origin",
            }
        return await send(self.app, method, path, headers, body)

    def _cookies(self, person: str, stage: str) -> dict[str, str]:
        if person != "guest":
            return self.carried.get(person, {})
        ids, keys = self.town.cases[stage], self.court.keychain
        note = {
            "party": ids["party_id"],
            "claim": ids["claim_id"],
            "generation": int(ids["generation"]),
        }
        until = self.town.clock.now() + timedelta(hours=1)
        return {NOTICE: sign_note(keys.key(KEY), NOTICE, note, expires_at=until)}


CODES = {"/can-i-claim/": "question", "/verify/": "check_code", "/exhibits/": "exhibit"}
"""What `code` means, by the part of the address before it."""


async def send(
    app: FastAPI, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> Found:
    """Ask the application itself, without a network in between."""
    said: list[Any] = []
    parts: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": body, "more_body": False}]
    )

    async def receive() -> dict[str, Any]:
        part = next(parts, None)
        return part if part is not None else await asyncio.get_running_loop().create_future()

    async def answer(message: Any) -> None:
        said.append(message)

    await app(http_scope(method, path, headers), receive, answer)
    got = {name.decode(): value.decode("latin-1") for name, value in said[0]["headers"]}
    content = b"".join(part.get("body", b"") for part in said[1:])
    if got.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    return Found(said[0]["status"], got, content.decode("utf-8", "replace"))
