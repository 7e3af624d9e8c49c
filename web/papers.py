"""Hands a paper or a piece of evidence to a reader who may open it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from documents.downloads import download
from documents.models import Document
from documents.storage import storage_of


def hand_out(
    request: Request, session: Session, document: Document, *, inline: bool = False
) -> Response:
    """Send the bytes of a document, or the part of them that was asked for."""
    given = download(
        storage_of(session), document, range_header=request.headers.get("range"), inline=inline
    )
    return StreamingResponse(given.pieces, given.status, given.headers)
