"""What every page of a room needs: the files sent with a message, and files handed out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from documents.downloads import safe_headers
from documents.storage import CHUNK
from documents.uploads import Received, receive
from hearings.rooms.attachments import LIMITS, open_attachment
from odr.permissions import Actor
from web.forms import Form

FILE = "file"
MOST_FILES = 5


def received_files(form: Form[Any]) -> list[Received]:
    """Return the files that came with a message, each read to its end or refused as too large."""
    return [
        receive(_pieces(sent), sent.filename or "", limits=LIMITS)
        for sent in form.files.get(FILE, [])[:MOST_FILES]
    ]


def _pieces(sent: UploadFile) -> Iterator[bytes]:
    while piece := sent.file.read(CHUNK):
        yield piece


def hand_out(session: Session, actor: Actor, attachment_id: UUID) -> Response:
    """Hand out a file of a room, so that it can be saved and never runs in a browser."""
    found = open_attachment(session, actor, attachment_id)
    return Response(found.content, headers=safe_headers(found.name, found.media_type))
