"""Who is at the browser: the sign-in cookie, the pass of a notice, and small signed notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cases.models import Party
from odr import signins
from odr.clock import Clock
from odr.db import for_reading
from odr.errors import Unavailable
from odr.keychain import Keychain
from odr.permissions import VISITOR, Actor, Role
from odr.security import read_note, sign_note
from odr.settings import Settings
from odr.signins import IDLE, OFFICER_IDLE, Stage, Standing
from web.assets import MOUNT
from web.middleware import cookie_name

SESSION, NOTICE = "session", "notice"
KEY = "session"
PASS_LIFE = timedelta(hours=2)
LARGEST_COOKIE = 4000  # bytes; browsers drop larger ones without a word
LONGEST_TOKEN = 200

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_LOCAL_PATH = re.compile(r"/(?:[A-Za-z0-9_.~-]+/?)*")


class Court(Protocol):
    """What the pages about accounts need of the running court."""

    settings: Settings
    clock: Clock
    keychain: Keychain
    sessions: sessionmaker[Session]

    def tick(self) -> int: ...


@dataclass(frozen=True)
class NoticePass:
    """What a person may see who typed a case number and the code of a notice."""

    party_id: UUID
    claim_id: UUID
    generation: int
    """Which code it was: a newly issued code ends the passes of the old one."""


class WhoAsks:
    """Finds out before each page who asks, and marks a sign-in as used once a minute.

    Stands inside the gate; afterwards `request.state` has `actor`, `standing` (None without a
    sign-in), `notice` (None without a pass) and `idle_seconds`. Assets are nobody's business.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(f"{MOUNT}/"):
            request = Request(scope)
            request.state.actor, request.state.standing = VISITOR, None
            request.state.notice, request.state.idle_seconds = None, 0
            if _cookie(request, SESSION) or _cookie(request, NOTICE):
                await run_in_threadpool(recognise, request)
        await self.app(scope, receive, send)


def recognise(request: Request) -> None:
    """Put on the request who asks, as far as the cookies prove it."""
    court = court_of(request)
    with court.sessions() as session:
        for_reading(session)
        standing = _standing(request, session, court.clock)
        guest = _guest(session, notice_pass(request))
    request.state.standing = standing
    request.state.notice = notice_pass(request) if guest is not None else None
    request.state.actor = _actor(standing, guest)
    if standing is not None:
        idle = OFFICER_IDLE if standing.actor.is_officer else IDLE
        request.state.idle_seconds = int(idle.total_seconds())
        if standing.needs_touch(clock=court.clock):
            _touch(court, standing)


def current_actor(request: Request, session: Session, clock: Clock) -> Actor:
    """Return who acts now, asked afresh from the cookies and this session."""
    guest = _guest(session, notice_pass(request))
    return _actor(_standing(request, session, clock), guest)


def _actor(standing: Standing | None, guest: Actor | None) -> Actor:
    """A sign-in goes before a pass; a sign-in that still owes its second factor is nobody."""
    if standing is not None:
        return standing.actor if standing.stage is Stage.OPEN else VISITOR
    return guest or VISITOR


def _standing(request: Request, session: Session, clock: Clock) -> Standing | None:
    token = session_token(request)
    return signins.standing(session, token, clock=clock) if token else None


def _guest(session: Session, notice: NoticePass | None) -> Actor | None:
    """Return the party a pass speaks for, unless its code was replaced by a new one."""
    if notice is None:
        return None
    name = session.scalar(
        select(Party.name).where(
            Party.id == notice.party_id,
            Party.claim_id == notice.claim_id,
            Party.code_generation == notice.generation,
        )
    )
    return Actor(Role.VISITOR, name=name, party_id=notice.party_id) if name is not None else None


def _touch(court: Court, standing: Standing) -> None:
    """A busy database is no reason to refuse a page: the next one marks the sign-in."""
    try:
        signins.touch(court.sessions, standing.sign_in.id, at=court.clock.now())
    except Unavailable:
        return


def court_of(request: HTTPConnection) -> Court:
    """Return the court this application serves."""
    return cast(Court, request.app.state.court)


def standing_of(request: Request) -> Standing | None:
    """Return the sign-in of this browser, whether or not its second factor is still owed."""
    return cast("Standing | None", getattr(request.state, "standing", None))


def session_token(request: Request) -> str:
    """Return the token in the sign-in cookie; empty without one."""
    return _cookie(request, SESSION)[:LONGEST_TOKEN]


def start_session(request: Request, response: Response, token: str) -> Response:
    """Give the browser the token of a new or newly proven sign-in."""
    _set(request, response, SESSION, token)
    return response


def end_session(request: Request, response: Response) -> Response:
    """Take the sign-in cookie and the notice pass away and let the browser forget our pages."""
    for kind in (SESSION, NOTICE):
        _drop(request, response, kind)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def give_notice_pass(request: Request, response: Response, given: NoticePass) -> Response:
    """Remember for two hours that this browser gave the code of a notice."""
    note = {
        "party": str(given.party_id),
        "claim": str(given.claim_id),
        "generation": given.generation,
    }
    return keep_note(request, response, NOTICE, note, lasts=PASS_LIFE)


def notice_pass(request: Request) -> NoticePass | None:
    """Return the pass this browser carries, if this court signed it and it has not run out."""
    note = kept_note(request, NOTICE)
    if note is None:
        return None
    return NoticePass(UUID(note["party"]), UUID(note["claim"]), note["generation"])


def drop_notice_pass(request: Request, response: Response) -> Response:
    """Let go of the pass, for instance once the case is linked to an account."""
    _drop(request, response, NOTICE)
    return response


def keep_note(
    request: Request, response: Response, kind: str, note: Mapping[str, Any], *, lasts: timedelta
) -> Response:
    """Let the browser keep a small note for us, such as the answers of the first questions.

    The person can read it, nobody can change it. Names of kinds are those of cookies.
    """
    court = court_of(request)
    text = sign_note(court.keychain.key(KEY), kind, note, expires_at=court.clock.now() + lasts)
    if len(text) > LARGEST_COOKIE:
        raise ValueError(f"the note {kind} is too long for a cookie")
    _set(request, response, kind, text, lasts=lasts)
    return response


def kept_note(request: Request, kind: str) -> dict[str, Any] | None:
    """Return the note of this kind, if it is ours and has not run out."""
    text = _cookie(request, kind)
    if not text:
        return None
    court = court_of(request)
    return read_note(court.keychain.key(KEY), kind, text, now=court.clock.now())


def drop_note(request: Request, response: Response, kind: str) -> Response:
    """Let the browser forget a note."""
    _drop(request, response, kind)
    return response


def device_name(request: Request) -> str:
    """Say which browser on which system asks, as a person would: Firefox on Windows."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " / ".join(part for part in (browser, system) if part) or "?"


def network_address(request: Request) -> str:
    """Return where the request came from; headers that say otherwise are not believed here."""
    return request.client.host if request.client is not None else ""


def stepped_up(request: Request) -> bool:
    """Tell whether the second factor was given in the last five minutes, as signing needs."""
    standing = standing_of(request)
    return standing is not None and standing.stepped_up(clock=court_of(request).clock)


def safe_path(wanted: str, otherwise: str) -> str:
    """Return a path of this service to go on to, never an address of another site.

    Only plain paths are taken: letters, digits and - _ . ~ between single slashes.
    """
    if _LOCAL_PATH.fullmatch(wanted) and "/." not in wanted:
        return wanted
    return otherwise


def is_secure(request: Request) -> bool:
    """Tell whether people come by https, so that cookies may rely on it."""
    return court_of(request).settings.base_url.startswith("https://")


def _cookie(request: Request, kind: str) -> str:
    return request.cookies.get(cookie_name(kind, secure=is_secure(request)), "")


def _set(
    request: Request, response: Response, kind: str, value: str, *, lasts: timedelta | None = None
) -> None:
    secure = is_secure(request)
    response.set_cookie(
        cookie_name(kind, secure=secure),
        value,
        max_age=int(lasts.total_seconds()) if lasts is not None else None,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def _drop(request: Request, response: Response, kind: str) -> None:
    secure = is_secure(request)
    response.delete_cookie(
        cookie_name(kind, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )
