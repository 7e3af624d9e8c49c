"""What every page of a room needs: the files sent with a message, and files handed out."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.models import Claim
from documents.downloads import safe_headers
from hearings.rooms import queries, talk
from hearings.rooms.attachments import LIMITS, check, held, hold, open_attachment
from hearings.rooms.enums import Room
from hearings.rooms.inputs import MessageInput
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Actor
from web.forms import Form
from web.parties.waiting import Basket

FILE = "file"
MOST_FILES = 5


def basket(session: Session, actor: Actor, claim: Claim, room: Room, *, clock: Clock) -> Basket:
    """Return where the files of a message in this room are taken in, and wait if need be."""
    return Basket(
        session=session,
        clock=clock,
        owner=f"{claim.id}:{room.value}:{queries.reader_id(actor)}",
        field=FILE,
        limits=LIMITS,
        put=partial(hold, session, claim),
        get=partial(held, session, claim),
        check=check,
    )


def post(
    into: Basket, actor: Actor, claim: Claim, room: Room, form: Form[MessageInput]
) -> Form[Any] | None:
    """Post a message with its files, or return the form with what to put right, files kept."""
    with into.files(form) as (read, files):
        if read.value is None:
            return into.keep(read, files)
        try:
            sent = files[:MOST_FILES]
            talk.post(into.session, actor, claim.id, room, read.value, sent, clock=into.clock)
        except Invalid as problem:
            return into.keep(read.refused(problem), files)
    return None


def hand_out(session: Session, actor: Actor, attachment_id: UUID) -> Response:
    """Hand out a file of a room, so that it can be saved and never runs in a browser."""
    found = open_attachment(session, actor, attachment_id)
    return Response(found.content, headers=safe_headers(found.name, found.media_type))
