"""People and machines that ask the court for addresses, as quickly as a test needs it."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.orm import Session

from cases import queries
from hearings.rooms.enums import Voice
from odr import signins
from odr.clients import Scope, add_client
from odr.entropy import SeededEntropy
from odr.models import Account
from odr.permissions import SYSTEM, Actor
from odr.security import sign_note
from tests.asgi import http_scope
from tests.wall.house import House
from tests.wall.sinks import Text, texts_of
from web.api.tokens import give_token
from web.csrf import FIELD, mask, secret_for
from web.sessions import KEY, NOTICE, SESSION

HOST = "127.0.0.1:8000"
VISITOR = "a-visitor-of-the-court-for-tests"
NOISE = {"date", "x-request-id"}
TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"|urn:uuid:[-0-9a-f]+')
"""What differs from one request to the next: a date and a number in the headers, the token
against forgery in a form, and the request's number where a machine is told of a problem."""
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answered:
    """What the court answered."""

    path: str
    status: int
    headers: Headers
    body: bytes

    @property
    def texts(self) -> list[Text]:
        """Everything in the answer that can be read."""
        head = "\n".join(
            f"{name.decode()}: {value.decode('latin-1')}" for name, value in self.headers
        )
        return [Text(head), *texts_of(self.body)]

    def json(self) -> Any:
        """Return the body of an answer to a machine."""
        return json.loads(self.body)

    def shape(self, word: str = "") -> tuple[int, list[tuple[str, str]], bytes]:
        """Return the answer without what differs by rights, and without a word asked for."""
        body = TOKEN.sub(b"", self.body)
        headers = [(name.decode(), value.decode("latin-1")) for name, value in self.headers]
        return (
            self.status,
            sorted(pair for pair in headers if pair[0] not in NOISE),
            body.replace(word.encode(), b"") if word else body,
        )


@dataclass
class Reader:
    """Somebody in front of the court: what they carry, and in which cases they have a voice."""

    name: str
    app: FastAPI
    loop: asyncio.AbstractEventLoop
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    voices: dict[UUID, Voice] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answered:
        """Ask for an address."""
        return self.loop.run_until_complete(self._ask("GET", path, headers, b""))

    def get_each(self, paths: Iterable[str]) -> list[Answered]:
        """Ask for many addresses, one after the other."""

        async def ask() -> list[Answered]:
            return [await self._ask("GET", path, {}, b"") for path in paths]

        return self.loop.run_until_complete(ask())

    def post(self, path: str, fields: Mapping[str, str] | None = None) -> Answered:
        """Send a form with this browser's token."""
        secret = secret_for(VISITOR, self.cookies.get(SESSION, ""))
        given = {**(fields or {}), FIELD: mask(secret, SeededEntropy("forms"))}
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": f"http://{HOST}",
            "sec-fetch-site": "same-origin",
        }
        body = urlencode(given).encode()
        return self.loop.run_until_complete(self._ask("POST", path, headers, body))

    async def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Answered:
        said: list[dict[str, Any]] = []
        asked = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return asked.pop() if asked else await asyncio.get_running_loop().create_future()

        async def send(message: Any) -> None:
            said.append(message)

        await self.app(self._scope(method, path, headers, len(body)), receive, send)
        content = b"".join(part.get("body", b"") for part in said[1:])
        given: Headers = list(said[0]["headers"])
        if (b"content-encoding", b"gzip") in given:
            content = gzip.decompress(content)
        return Answered(path, said[0]["status"], given, content)

    def _scope(
        self, method: str, path: str, headers: Mapping[str, str], length: int
    ) -> dict[str, Any]:
        cookies = SimpleCookie({"visitor": VISITOR, **self.cookies})
        carried = {
            "host": HOST,
            "cookie": cookies.output(header="", sep=";").strip(),
            "content-length": str(length),
            **({"authorization": f"Bearer {self.token}"} if self.token else {}),
            **headers,
        }
        return http_scope(method, path, carried)


def sign_in(house: House, reader: Reader, actor: Actor) -> Reader:
    """Let an account or the holder of a notice's code sit down at the browser."""
    with house.court.sessions() as session:
        if actor.account_id is not None:
            account = session.get_one(Account, actor.account_id)
            opened = signins.open_sign_in(
                session, account, clock=house.court.clock, second_factor=True
            )
            reader.cookies[SESSION] = opened.token
        elif actor.party_id is not None:
            reader.cookies[NOTICE] = _pass(house, session, actor.party_id)
        session.commit()
    return reader


def _pass(house: House, session: Session, party_id: UUID) -> str:
    claim_id = next(case.claim_id for case in house.cases if case.respondent.party_id == party_id)
    party = queries.claim_for(session, SYSTEM, claim_id).respondents[0]
    note = {
        "party": str(party.id),
        "claim": str(claim_id),
        "generation": party.code_generation,
    }
    until = house.clock.now() + timedelta(hours=1)
    return sign_note(house.court.keychain.key(KEY), NOTICE, note, expires_at=until)


def machine(house: House, reader: Reader) -> Reader:
    """Give a reader the token of a machine of the registry that may read all it can."""
    with house.court.sessions() as session:
        made = add_client(session, SYSTEM, "Registry", list(Scope), clock=house.clock)
        session.commit()
    keychain, clock = house.court.keychain, house.clock
    reader.token = give_token(keychain, made.client.client_id, list(Scope), clock=clock)
    return reader
