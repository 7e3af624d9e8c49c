"""The same pages on our stack with one question to the database and the same template.

No sign-in, no policy, no middleware, no token; the raw page asks through the driver alone.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import anyio.to_thread
import psycopg
from fastapi import APIRouter, FastAPI, Form, Request
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.engine import make_url
from starlette.responses import RedirectResponse, Response

from cases.enums import ClaimStatus
from cases.models import Claim
from cases.packs import load_pack
from cases.register import QueuedCase
from hearings.rooms.clocks import LARGEST_FILE
from hearings.rooms.enums import MessageKind, Room, Share, Voice
from hearings.rooms.models import Mediation, Message
from hearings.rooms.readings import RoomView, Said
from odr.app import look_of
from odr.db import AUTOCOMMIT, make_engine
from odr.money import Money
from odr.pagination import PageOf
from odr.permissions import Actor, Role
from odr.settings import load
from web import routes
from web.forms import filled
from web.parties import room_words
from web.registry import words
from web.render import render
from web.site import Site

PAGE = 25
NOBODY = UUID(int=1)
CLERK = Actor(Role.CLERK, account_id=NOBODY, name="A clerk")
PARTY = Actor(Role.CITIZEN, account_id=NOBODY, name="A party")
COUNTS = dict.fromkeys(words.WORK, 100)
router = APIRouter(prefix="/bare")


def engine_of(request: Request) -> Engine:
    """Return the engine of this application."""
    engine: Engine = request.app.state.engine
    return engine


def reading(request: Request) -> Connection:
    """Open a connection that only looks."""
    engine = engine_of(request)
    options: Any = AUTOCOMMIT if engine.dialect.name == "postgresql" else {"reading": True}
    return engine.connect().execution_options(**options)


def seen_by(request: Request, actor: Actor) -> None:
    """Let the templates find what the middleware would have left."""
    request.state.actor, request.state.csrf_secret = actor, "00" * 32
    request.state.idle_seconds = 900


QUEUE = (
    select(
        Claim.id,
        Claim.number,
        Claim.title,
        Claim.status_since,
        Claim.filed_at,
        Claim.claimed_minor,
        Claim.currency,
    )
    .where(Claim.status == ClaimStatus.IN_REVIEW)
    .order_by(Claim.status_since, Claim.id)
    .limit(PAGE + 1)
)


def queued(row: Any) -> QueuedCase:
    """Write one row as the template reads it."""
    return QueuedCase(row[0], row[1], row[2], row[3], row[4], Money(row[5], row[6]))


def show_queue(request: Request, rows: list[QueuedCase]) -> Response:
    """Render the queue."""
    seen_by(request, CLERK)
    return render(
        request,
        "registry/queue.html",
        block="queue",
        page=PageOf(rows[:PAGE], "a-cursor-as-long-as-a-real-one-is-because-bytes-count-here"),
        shown=ClaimStatus.IN_REVIEW,
        stages=words.stages(),
        work=words.WORK,
        counts=COUNTS,
        most=100,
        now=datetime.now(UTC),
        form=filled({}),
    )


@router.get("/queue")
def queue(request: Request) -> Response:
    """The queue, asked through SQLAlchemy Core."""
    with reading(request) as connection:
        rows = [queued(r) for r in connection.execute(QUEUE)]
    return show_queue(request, rows)


@router.get("/raw/queue")
def raw_queue(request: Request) -> Response:
    """The queue, asked through the driver alone."""
    return show_queue(request, request.app.state.ask_raw())


def raw_asker(url: str) -> Callable[[], list[QueuedCase]]:
    """Return the driver's own way to read the queue, one connection a thread."""
    columns = "id, number, title, status_since, filed_at, claimed_minor, currency"
    words = (
        f"SELECT {columns} FROM claim WHERE status = 'in_review' "  # noqa: S608 - our own columns
        f"ORDER BY status_since, id LIMIT {PAGE + 1}"
    )
    address, local = make_url(url), threading.local()
    if address.get_backend_name() == "sqlite":

        def read_file() -> list[QueuedCase]:
            if not hasattr(local, "connection"):
                local.connection = sqlite3.connect(address.database or "")
            return [_from_text(row) for row in local.connection.execute(words)]

        return read_file

    def read_server() -> list[QueuedCase]:
        if not hasattr(local, "connection"):
            place = f"host={address.query['host']} user=postgres dbname={address.database}"
            local.connection = psycopg.connect(place, autocommit=True)
        found = local.connection.execute(words)
        return [queued(row) for row in found]

    return read_server


def _from_text(row: tuple[Any, ...]) -> QueuedCase:
    since, filed = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in row[3:5])
    return QueuedCase(UUID(row[0]), row[1], row[2], since, filed, Money(row[5], row[6]))


@router.get("/room/{claim_id}")
def room(request: Request, claim_id: UUID) -> Response:
    """A room with all its messages, their words as they would be once unsealed."""
    query = (
        select(Message, Mediation, Claim)
        .select_from(Message.__table__)
        .join(Mediation, Mediation.id == Message.mediation_id)
        .join(Claim, Claim.id == Mediation.claim_id)
        .where(Claim.id == claim_id, Message.room == Room.JOINT)
        .order_by(Message.number)
        .with_only_columns(
            Message.id, Message.number, Message.voice, Message.kind, Message.made_at, Claim.number
        )
    )
    with reading(request) as connection:
        rows = connection.execute(query).all()
    seen_by(request, PARTY)
    claim = Claim(id=claim_id, number=rows[0][5], pack_id=request.app.state.pack.id)
    return render(request, "parties/room.html", block="reply", **_room(claim, rows))


def _room(claim: Claim, rows: Any) -> dict[str, Any]:
    said = [
        Said(
            id=row[0],
            number=row[1],
            voice=row[2],
            kind=row[3],
            body="This is point 12 of what we talk about, and it takes a line or two to say.",
            at=row[4],
            changed=False,
            mine=row[2] is Voice.CLAIMANT,
            share=Share.NOTHING,
            can_change=False,
            files=[],
        )
        for row in rows
    ]
    mediation = Mediation(claim_id=claim.id)
    view = RoomView(claim, mediation, Room.JOINT, Voice.CLAIMANT, said, True, "0" * 64, False)
    return {
        "claim": claim,
        "view": view,
        "place": "joint",
        "private": False,
        "voices": {voice: voice.value for voice in Voice},
        "kinds": room_words.party_kinds(),
        "said": room_words.kinds_said(),
        "shares": room_words.shares(),
        "most": 2000,
        "largest": LARGEST_FILE,
        "ticks": [],
        "form": filled({"kind": "statement", "share": "nothing"}),
    }


@router.post("/room/{mediation_id}")
def post(request: Request, mediation_id: UUID, body: Annotated[str, Form()]) -> Response:
    """Write one row and go back to the room."""
    row = {
        "id": uuid4(),
        "mediation_id": mediation_id,
        "room": Room.JOINT,
        "number": uuid4().int % 2**31,
        "voice": Voice.CLAIMANT,
        "author_id": NOBODY,
        "kind": MessageKind.STATEMENT,
        "body": body.encode(),
        "made_at": datetime.now(UTC),
        "share": Share.NOTHING,
    }
    with engine_of(request).begin() as connection:
        connection.execute(insert(Message), row)
    return RedirectResponse(str(request.url), 303)


def app() -> Site:
    """Open the bare application on the database of the environment."""
    settings = load()
    pack = load_pack(settings.pack)

    @asynccontextmanager
    async def lifespan(opened: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        yield

    bare = Site(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    bare.state.engine = make_engine(settings.database_url)
    bare.state.ask_raw = raw_asker(settings.database_url)
    bare.state.pack, bare.state.look = pack, look_of(pack, settings)
    bare.include_router(router)
    for each in routes.ROUTERS:
        bare.include_router(each)
    bare.mount("/assets", bare.state.look.assets, name="assets")
    return bare
