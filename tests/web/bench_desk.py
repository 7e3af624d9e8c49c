"""The adjudicator's pages on a desk, with a browser that may have shown the second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker
from starlette.types import ASGIApp, Receive, Scope, Send

from cases.models import Claim
from odr.clock import FixedClock
from odr.models import Account, SignIn
from odr.signins import Stage, Standing
from tests.web.desk import Desk
from web import demo
from web.adjudicator import cases, decisions, issues, questions
from web.public import account_settings


@dataclass
class Device:
    """The browser the adjudicator signs in with; knows when the second factor was shown."""

    app: ASGIApp
    proofs: dict[str, datetime]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        proved = self.proofs.get("at")
        if scope["type"] == "http" and proved is not None:
            sign_in = SignIn(second_factor_at=proved)
            standing = Standing(sign_in, Account(totp_secret="known"), Stage.OPEN)
            scope.setdefault("state", {})["standing"] = standing
        await self.app(scope, receive, send)


def make_desk(
    sessions: sessionmaker[Session], clock: FixedClock, proofs: dict[str, datetime]
) -> Desk:
    """Mount the adjudicator's pages; `proofs` says when the second factor was shown."""
    made = Desk(sessions, clock)
    made.app.add_middleware(Device, proofs=proofs)
    return made.shows(
        cases.router,
        questions.router,
        issues.router,
        decisions.router,
        account_settings.router,
        demo.router,
        paths=("/",),
    )


def case_path(claim: Claim, rest: str = "") -> str:
    """Return the address of a page of one case."""
    return f"/adjudicator/cases/{claim.id}{rest}"
