"""What every page of a room needs: the files sent with a message, and files handed out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.responses import Response

from documents.downloads import safe_headers
from documents.uploads import Received
from hearings.rooms.attachments import LIMITS, check, open_attachment
from odr.permissions import Actor
from web.forms import Form
from web.parties.received import checked_files

FILE = "file"
MOST_FILES = 5


def received_files(session: Session, form: Form[Any]) -> AbstractContextManager[list[Received]]:
    """Lend the files that came with a message, each one checked, or refuse them."""
    return checked_files(session, form.files.get(FILE, [])[:MOST_FILES], LIMITS, check)


def hand_out(session: Session, actor: Actor, attachment_id: UUID) -> Response:
    """Hand out a file of a room, so that it can be saved and never runs in a browser."""
    found = open_attachment(session, actor, attachment_id)
    return Response(found.content, headers=safe_headers(found.name, found.media_type))
