"""A court of accounts only: real tables and real commits, a clock that stands still."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from odr import accounts, jobs
from odr.accounts import NewAccount
from odr.clock import FixedClock, ShiftedClock
from odr.db import make_sessions
from odr.entropy import SystemEntropy
from odr.keychain import Keychain, SeededKeychain
from odr.mail import KeptMail
from odr.models import Account, OutgoingMail
from odr.passwords import Passwords
from odr.permissions import SYSTEM, Role
from odr.second_factors import enrol_without_app, next_code
from odr.settings import Settings
from tests.databases import Database
from tests.page import Page, Reader
from tests.web.tiny import make_look
from web import demo
from web.deps import ActorDep
from web.dress import dress_app
from web.guards import clerk, signed_in
from web.middleware import Rules
from web.public import account_settings
from web.public import accounts as account_pages
from web.public.account_settings import to_step_up
from web.sessions import (
    NoticePass,
    WhoAsks,
    drop_note,
    drop_notice_pass,
    give_notice_pass,
    keep_note,
    kept_note,
    stepped_up,
)

PASSWORD = "velvet crab orbit ladder"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


@dataclass
class SmallCourt:
    """What `app.state.court` is in these tests."""

    database: Database
    inner: FixedClock
    settings: Settings = field(default_factory=lambda: Settings(demo=True))
    keychain: Keychain = field(default_factory=lambda: SeededKeychain("tests"))
    ticks: int = 0

    def __post_init__(self) -> None:
        entropy = SystemEntropy()
        self.clock = ShiftedClock(self.inner)
        self.sessions: sessionmaker[Session] = make_sessions(
            self.database.engine,
            entropy,
            settings=self.settings,
            keychain=self.keychain,
            postman=KeptMail(),
            passwords=Passwords(entropy, time_cost=1, memory_cost=8),
        )

    def tick(self) -> int:
        self.ticks += 1
        return jobs.work_off(self.sessions, self.clock)

    def account(
        self, role: Role = Role.CITIZEN, *, name: str = "Janet Doe", email: str = "janet@web.test"
    ) -> Account:
        """Make an account with a confirmed address and the usual password."""
        with self.sessions() as session, session.begin():
            if role is Role.CITIZEN:
                given = NewAccount(name, email)
                account = accounts.make_citizen(session, SYSTEM, given, clock=self.clock)
            else:
                account = accounts.make_officer(
                    session, SYSTEM, email, name, role, clock=self.clock
                )
                account.email_confirmed_at = self.clock.now()
            account.password_hash = session.info["passwords"].hash(PASSWORD)
        return account

    def code(self, account: Account) -> str:
        """Return what the person's app shows now."""
        with self.sessions() as session:
            kept = session.get_one(Account, account.id)
            return str(next_code(session, kept, clock=self.clock))

    def last_link(self) -> str:
        """Return the path of the link in the newest e-mail that has one."""
        with self.sessions() as session:
            texts = session.scalars(select(OutgoingMail.text).order_by(OutgoingMail.made_at.desc()))
            return next(found[1] for text in texts if (found := LINK.search(text)))

    def mail_subjects(self) -> list[str]:
        with self.sessions() as session:
            return list(session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))


def make_signing_app(court: SmallCourt) -> FastAPI:
    """Make an application of the account pages, the demo pages and a few to try things on."""
    app = FastAPI(openapi_url=None)
    app.state.court = court
    app.add_middleware(WhoAsks)
    rules = Rules(base_url=court.settings.base_url, raise_faults=True)
    dress_app(app, make_look(demo=court.settings.demo), rules)
    for router in (
        account_pages.router,
        account_settings.router,
        account_settings.set_up_router,
        demo.router,
        trying,
    ):
        app.include_router(router)
    return app


trying = APIRouter(prefix="/try")


@trying.get("/me")
def say_who(request: Request, actor: ActorDep) -> dict[str, str | int | None]:
    return {
        "role": actor.role.value,
        "name": actor.name,
        "party": str(actor.party_id) if actor.party_id else None,
        "idle": request.state.idle_seconds,
    }


@trying.get("/work", dependencies=[Depends(clerk)])
def work() -> HTMLResponse:
    return HTMLResponse("<h1>work</h1>")


@trying.get("/mine", dependencies=[Depends(signed_in)])
def mine() -> HTMLResponse:
    return HTMLResponse("<h1>mine</h1>")


@trying.get("/pass/{party_id}/{claim_id}/{generation}")
def get_pass(request: Request, party_id: UUID, claim_id: UUID, generation: int) -> Response:
    given = NoticePass(party_id, claim_id, generation)
    return give_notice_pass(request, HTMLResponse("ok"), given)


@trying.get("/note/{text}")
def get_note(request: Request, text: str) -> Response:
    lasts = timedelta(days=1)
    return keep_note(request, HTMLResponse("ok"), "triage", {"said": text}, lasts=lasts)


@trying.get("/forget")
def forget(request: Request) -> Response:
    return drop_notice_pass(request, drop_note(request, HTMLResponse("ok"), "triage"))


@trying.get("/sign")
def sign(request: Request) -> Response:
    return HTMLResponse("signed") if stepped_up(request) else to_step_up(request, "/try/sign")


@trying.get("/note")
def read_note(request: Request) -> dict[str, str] | None:
    return kept_note(request, "triage")


def sign_in(reader: Reader, email: str = "janet@web.test", password: str = PASSWORD) -> Page:
    form = reader.open("/sign-in").form("Sign in").fill(email=email, password=password)
    return form.submit(status=200 if password == PASSWORD else 422)


def give_second_factor(court: SmallCourt, account: Account) -> None:
    with court.sessions() as session, session.begin():
        enrol_without_app(session, session.get_one(Account, account.id), clock=court.clock)


def me(reader: Reader) -> str:
    return str(reader.client.get("/try/me").json()["name"])


def sign_in_quietly(reader: Reader, email: str = "janet@web.test") -> None:
    """Sign in and do not look at the page that follows."""
    form = reader.open("/sign-in").form("Sign in").fill(email=email, password=PASSWORD)
    answer = reader.client.post("/sign-in", data=form._data())
    assert answer.status_code == 303, answer.text
