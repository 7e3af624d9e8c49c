"""The registry's pages with a clerk in front of them, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import ClaimStatus
from cases.models import Claim
from cases.queries import claim_for
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from odr.permissions import SYSTEM, Role
from tests.factories import make_claim
from tests.page import Reader
from tests.web.court import TestCourt
from tests.web.letters import BASE, become

QUEUE = "/registry"


@dataclass
class Registry:
    """The registry's pages with a clerk in front of them."""

    court: TestCourt
    session: Session
    clock: FixedClock

    @cached_property
    def app(self) -> FastAPI:
        return self.court.app()

    def clerk(self, *, scripts: bool = False, role: Role = Role.CLERK) -> Reader:
        reader = Reader(self.app, scripts=scripts, base_url=BASE)
        become(reader, self.court, role)
        return reader

    def claim(self, status: ClaimStatus = ClaimStatus.IN_REVIEW) -> Claim:
        claim = make_claim(self.session, status, clock=self.clock)
        self.session.commit()
        return claim

    def again(self, claim: Claim) -> Claim:
        """Return the claim as the pages left it."""
        self.session.expire_all()
        return claim_for(self.session, SYSTEM, claim.id)


@pytest.fixture
def registry(
    sessions: sessionmaker[Session], session: Session, clock: FixedClock, entropy: SeededEntropy
) -> Registry:
    return Registry(TestCourt(sessions, clock, entropy), session, clock)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Count the statements that reach the database."""
    seen: list[str] = []
    engine = session.connection().engine

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def at(claim: Claim, page: str = "") -> str:
    return f"{QUEUE}/cases/{claim.id}{page}"
