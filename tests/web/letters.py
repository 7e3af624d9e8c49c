"""A claim that was served and the letter that carries its code, for tests of the reply."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Claim, Party, Response
from cases.notice_codes import notice_code
from odr.clock import FixedClock
from odr.models import Account
from odr.permissions import Role
from odr.signins import open_sign_in
from tests.factories import make_account
from tests.page import Page, Reader
from tests.web.court import TestCourt

BASE = "http://court.test"


@dataclass
class Letter:
    """What stands on the letter, and the people who open it."""

    court: TestCourt
    session: Session
    claim: Claim
    clock: FixedClock

    @property
    def party(self) -> Party:
        return self.claim.respondents[0]

    @property
    def number(self) -> str:
        return self.claim.number or ""

    @property
    def code(self) -> str:
        return notice_code(self.session, self.party)

    @property
    def path(self) -> str:
        return f"/respond/{self.claim.id}"

    @cached_property
    def app(self) -> FastAPI:
        return self.court.app()

    def reader(self, *, scripts: bool = False) -> Reader:
        """Return somebody with a browser that was never here before."""
        return Reader(self.app, scripts=scripts, base_url=BASE)

    def enter(self, *, scripts: bool = False) -> Page:
        """Open the claim with number and code."""
        page = self.reader(scripts=scripts).open("/r")
        return page.form().fill(number=self.number, code=self.code).submit()

    def filed(self) -> Response:
        """Return the one answer the court has."""
        self.session.expire_all()
        return self.session.scalars(select(Response)).one()

    def disputed(self, *, scripts: bool = False) -> Page:
        """Write a dispute up to the last page."""
        page = self.enter(scripts=scripts).click("Answer the claim")
        page = page.form().fill(answer="dispute").submit("Continue")
        page = page.form().fill(reasons="Not owed.").submit("Continue")
        return page.form("form").submit("Continue")


def sign_in(reader: Reader, court: TestCourt, account: Account) -> None:
    """Sign somebody in at this browser, second factor and all."""
    with court.sessions() as session:
        known = session.get_one(Account, account.id)
        token = open_sign_in(session, known, clock=court.clock, second_factor=True).token
        session.commit()
    reader.client.cookies.set("session", token)


def become(reader: Reader, court: TestCourt, role: Role = Role.CITIZEN) -> Account:
    """Make somebody with an account and sign them in."""
    with court.sessions() as session:
        account = make_account(session, role, name="Ben Sample", clock=court.clock)
        session.commit()
    sign_in(reader, court, account)
    return account
