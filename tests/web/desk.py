"""A court of some pages with whoever one likes in front of it, for tests of single pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from sqlalchemy.orm import Session, sessionmaker

from odr.clock import Clock
from odr.permissions import VISITOR, Actor
from odr.settings import Settings
from tests.page import Reader
from tests.tools import make_tools
from tests.web.tiny import make_app
from web.deps import get_actor
from web.middleware import Rules

BASE_URL = "http://127.0.0.1:8000"
PAY_AT = "https://pay.example"


@dataclass
class Desk:
    """The pages of some routers; `sits` says who is reading."""

    sessions: sessionmaker[Session]
    clock: Clock
    app: FastAPI = field(default_factory=lambda: make_app(Rules(raise_faults=True)))
    tools: dict[str, Any] = field(default_factory=make_tools)
    reader: Actor = VISITOR

    def __post_init__(self) -> None:
        self.app.state.court = self
        self.app.dependency_overrides[get_actor] = lambda: self.reader
        self.settings = Settings(base_url=BASE_URL, demo=True)
        self.keychain = self.tools["keychain"]

    def shows(self, *routers: APIRouter, paths: tuple[str, ...] = ()) -> Desk:
        """Mount routers, and paths of other pages they link to."""
        for router in routers:
            self.app.include_router(router)
        for path in paths:
            self.app.get(path)(_another_page)
        return self

    def read_by(self, reader: Actor, *, scripts: bool = False) -> Reader:
        """Let somebody sit down in front of the pages."""
        self.reader = reader
        return Reader(self.app, scripts=scripts, base_url=BASE_URL, foreign=(PAY_AT,))


def _another_page() -> PlainTextResponse:
    return PlainTextResponse("Another page.")
