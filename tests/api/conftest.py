"""A court with machines in front of it: real commits, on both databases."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import event, text
from sqlalchemy.orm import Session, sessionmaker
from starlette.testclient import TestClient

from cases.enums import ClaimStatus
from cases.models import Claim
from odr import jobs
from odr.clients import NewClient, Scope, add_client
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.permissions import SYSTEM
from tests.databases import Database
from tests.factories import make_claim
from tests.tools import make_tools
from tests.web.desk import BASE_URL, Desk
from web import api

ALL = tuple(Scope)
HELD_BACK = text(
    "select max(transaction_no) >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    " from ledger_entry"
)


@dataclass
class Machines:
    """The API of a court, and machines that ask it."""

    desk: Desk
    sessions: sessionmaker[Session]
    clock: FixedClock

    def __post_init__(self) -> None:
        self.http = TestClient(self.desk.app, base_url=BASE_URL)
        self.asked: list[str] = []
        engine = self.sessions.kw["bind"]
        event.listen(engine, "before_cursor_execute", lambda *said: self.asked.append(said[2]))

    def case(self, status: ClaimStatus = ClaimStatus.ISSUED) -> Claim:
        """Bring a case to a status and keep it."""
        with self.sessions() as session:
            claim = make_claim(session, status, clock=self.clock)
            session.commit()
            return claim

    def work(self) -> None:
        """Do the jobs that wait: papers are made."""
        jobs.work_off(self.sessions, self.clock)

    def client(self, *scopes: Scope) -> NewClient:
        """Add a machine."""
        with self.sessions() as session:
            made = add_client(session, SYSTEM, "Registry", scopes or ALL, clock=self.clock)
            session.commit()
            return made

    def ask_for_token(self, client: NewClient, **changed: str) -> Response:
        """Exchange id and secret for a token."""
        said = {
            "grant_type": "client_credentials",
            "client_id": client.client.client_id,
            "client_secret": client.secret,
            **changed,
        }
        return self.http.post("/api/v1/oauth/token", data=said)

    def token(self, *scopes: Scope) -> str:
        """Return the token of a new machine with these scopes."""
        answer = self.ask_for_token(self.client(*scopes))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def get(self, path: str, token: str = "", **headers: str) -> Response:
        """Read something, below the address of the API unless it is whole."""
        path = path if path.startswith("/api/") else f"/api/v1{path}"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.asked.clear()
        return self.http.get(path, headers=headers)

    def settle(self) -> None:
        """Wait until no deed written so far is held back from the feed.

        The tests share one PostgreSQL server, and its oldest open deed may be another test's.
        """
        if self.sessions.kw["bind"].dialect.name != "postgresql":
            return
        until = time.monotonic() + 60
        with self.sessions() as session:
            while session.scalar(HELD_BACK):
                assert time.monotonic() < until, "a transaction was left open on the server"
                session.rollback()
                time.sleep(0.02)

    def read(self, path: str, token: str) -> dict[str, Any]:
        """Read something that is there, once all that was written can be read."""
        self.settle()
        answer = self.get(path, token)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def machines(fresh_database: Database, clock: FixedClock) -> Machines:
    tools = make_tools()
    sessions = make_sessions(fresh_database.engine, SeededEntropy("machines"), **tools)
    desk = Desk(sessions, clock, tools=tools)
    return Machines(desk.shows(*api.ROUTERS), sessions, clock)
