"""The demonstration court: one click to be anybody, a mailbox to read, a clock to move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, cast
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.enums import Side
from cases.models import Party
from odr import demo, signins
from odr.clock import Clock, ShiftedClock
from odr.errors import NotFound
from odr.models import Account, OutgoingMail
from odr.permissions import OFFICERS, Role
from odr.second_factors import next_code
from odr.signins import Stage
from odr.words import _
from web import htmx
from web.csrf import csrf_checked
from web.deps import ClockDep, SessionDep, SettingsDep
from web.forms import Form, posted
from web.guards import demo_only
from web.public.accounts import onward
from web.render import render
from web.sessions import court_of, device_name, standing_of, start_session

router = APIRouter(prefix="/demo", dependencies=[Depends(demo_only)])

PEOPLE_SHOWN = 3
OFFICERS_SHOWN = 8
"""All who may have been drawn for a case: whoever has it can then be played."""
MAILS_SHOWN = 50
STEPS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "fifteen": timedelta(days=15),
}


@dataclass(frozen=True)
class Group:
    """The people one can be in one part, and the role a new one would have."""

    title: str
    explanation: str
    people: list[Account]
    new_role: Role | None


@dataclass(frozen=True)
class Line:
    """One line of an e-mail; a link of this court becomes one to click."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Letter:
    """An e-mail as the mailbox shows it."""

    mail: OutgoingMail
    lines: list[Line]


class ClockInput(BaseModel):
    move: str = Field(title=_("how far to move the clock"))


@router.get("", name="demo.home")
def home(request: Request, session: SessionDep, clock: ClockDep) -> Response:
    standing = standing_of(request)
    account = session.get(Account, standing.account.id) if standing is not None else None
    return render(
        request,
        "demo/home.html",
        groups=_groups(session),
        account=account,
        code=next_code(session, account, clock=clock) if account is not None else None,
    )


def _groups(session: Session) -> list[Group]:
    officers = [
        (Role.MEDIATOR, _("Mediators"), _("Help both sides to agree.")),
        (Role.ADJUDICATOR, _("Adjudicators"), _("Decide what was not settled.")),
        (Role.CLERK, _("Clerk"), _("Checks filings and sends notices.")),
        (Role.MANAGER, _("Court manager"), _("Sees how the court is doing.")),
    ]
    return [
        Group(
            _("Claimants"),
            _("People who ask for money."),
            _parties(session, Side.CLAIMANT),
            Role.CITIZEN,
        ),
        Group(
            _("Respondents"),
            _("People who are asked for money. Others answer with the code of a letter."),
            _parties(session, Side.RESPONDENT),
            None,
        ),
        *(Group(title, text, _people(session, role), role) for role, title, text in officers),
    ]


def _parties(session: Session, side: Side) -> list[Account]:
    """Return people who have cases; a person without a case can only be a claimant."""
    parties = select(Party.account_id).where(Party.side == side, Party.account_id.is_not(None))
    known = select(Account).where(Account.id.in_(parties), Account.disabled_at.is_(None))
    found = list(session.scalars(known.order_by(Account.name, Account.id).limit(PEOPLE_SHOWN)))
    return found if found or side is Side.RESPONDENT else _people(session, Role.CITIZEN)


def _people(session: Session, role: Role) -> list[Account]:
    usable = select(Account).where(Account.role == role, Account.disabled_at.is_(None))
    most = OFFICERS_SHOWN if role in OFFICERS else PEOPLE_SHOWN
    return list(session.scalars(usable.order_by(Account.created_at, Account.id).limit(most)))


@router.post("/as/{account_id}", name="demo.be", dependencies=[Depends(csrf_checked)])
def be(request: Request, account_id: UUID, session: SessionDep, clock: ClockDep) -> Response:
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        raise NotFound(_("There is no such person in this court."))
    return _become(request, session, account, clock)


@router.post("/new/{role}", name="demo.new", dependencies=[Depends(csrf_checked)])
def be_new(request: Request, role: Role, session: SessionDep, clock: ClockDep) -> Response:
    if role not in OFFICERS | {Role.CITIZEN}:
        raise NotFound(_("There is no such part in this court."))
    account = demo.open_account(session, role, clock=clock)
    return _become(request, session, account, clock)


def _become(request: Request, session: Session, account: Account, clock: Clock) -> Response:
    """Sign in at one click; the second factor counts as given."""
    demo.be_ready_to_sign(session, account, clock=clock)
    opened = signins.open_sign_in(
        session, account, clock=clock, device=device_name(request), second_factor=True
    )
    return start_session(request, onward(request, Stage.OPEN, account.role, ""), opened.token)


@router.get("/mail", name="demo.mail")
def mailbox(request: Request, session: SessionDep, settings: SettingsDep, to: str = "") -> Response:
    wanted = select(OutgoingMail).order_by(OutgoingMail.made_at.desc(), OutgoingMail.id)
    if to.strip():
        wanted = wanted.where(OutgoingMail.recipient == to.strip().casefold())
    found = session.scalars(wanted.limit(MAILS_SHOWN))
    return render(
        request,
        "demo/mail.html",
        letters=[Letter(mail, _lines(mail.text, settings.base_url)) for mail in found],
        form=Form[Any](raw={"to": [to]}),
        to=to.strip(),
    )


def _lines(text: str, base_url: str) -> list[Line]:
    """Split a letter into lines and turn the court's own addresses into links."""
    own = f"{base_url.rstrip('/')}/"
    return [
        Line(line, f"/{line.removeprefix(own)}" if line.startswith(own) else "")
        for line in text.splitlines()
    ]


@router.get("/clock", name="demo.clock")
def show_clock(request: Request, clock: ClockDep, done: int | None = None) -> Response:
    return _clock_page(request, Form[ClockInput](), clock, done)


@router.post("/clock")
def move_clock(
    request: Request,
    form: Annotated[Form[ClockInput], Depends(posted(ClockInput))],
    clock: ClockDep,
) -> Response:
    if form.value is None or form.value.move not in STEPS:
        wrong = form.refused(_("Choose one of the steps."), "move")
        return _clock_page(request, wrong, clock, None)
    done = _move(request, STEPS[form.value.move])
    page = request.app.url_path_for("demo.clock")
    return htmx.go_to(request, f"{page}?{urlencode({'done': done})}")


def _move(request: Request, by: timedelta) -> int:
    """Move the clock in a transaction of its own, then do all that has become due."""
    court = court_of(request)
    clock = cast(ShiftedClock, court.clock)
    with court.sessions() as session, session.begin():
        shift = demo.move_clock(session, clock, by)
    clock.shift = shift
    return court.tick()


def _clock_page(
    request: Request, form: Form[ClockInput], clock: Clock, done: int | None
) -> Response:
    shift = clock.shift if isinstance(clock, ShiftedClock) else timedelta()
    return render(
        request,
        "demo/clock.html",
        block="form",
        status=form.status,
        form=form,
        now=clock.now(),
        shift=shift,
        done=done,
    )
