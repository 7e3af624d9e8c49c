"""A court with its pages for tests, inside the transaction that is undone afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker

from odr import jobs
from odr.app import make_app
from odr.clock import FixedClock
from odr.court import Court
from odr.entropy import Entropy


@dataclass
class TestCourt:
    """What the application needs of a court, with the sessions of the test."""

    __test__ = False

    sessions: sessionmaker[Session]
    clock: FixedClock
    entropy: Entropy

    def __post_init__(self) -> None:
        tools: dict[str, Any] = self.sessions.kw["info"]
        self.settings = tools["settings"]
        self.keychain = tools["keychain"]
        self.storage = tools["storage"]
        self.authority = tools["authority"]
        self.payments = tools["payments"]

    def tick(self) -> int:
        """Find what is due and do it."""
        jobs.sweep_all(self.sessions, self.clock)
        return jobs.work_off(self.sessions, self.clock)

    def app(self) -> FastAPI:
        """Return the court's application."""
        return make_app(cast(Court, self))
