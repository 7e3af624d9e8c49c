"""Takes in the files of a form: those that can be kept are kept, the others get a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from cases.packs import Pack
from documents import uploads
from documents.models import Document
from documents.storage import storage_of
from documents.uploads import MEGABYTE, Limits
from odr.clock import Clock
from odr.errors import Invalid, TooLarge
from web.forms import Form

PIECE = 256 * 1024
FIELD = "files"


def take_files(
    session: Session, form: Form[Any], pack: Pack, *, clock: Clock
) -> tuple[list[Document], list[str]]:
    """Check and keep each file; return the documents and what is wrong with the others."""
    limits = Limits(file_bytes=pack.uploads.file_megabytes * MEGABYTE)
    kept, refused = [], []
    for file in form.files.get(FIELD, []):
        try:
            received = uploads.receive(_pieces(file), file.filename or "", limits=limits)
            kept.append(uploads.keep(session, storage_of(session), received, clock=clock))
        except (Invalid, TooLarge) as why:
            refused.append(why.sentence)
    session.flush()  # what the files are added to names their documents, so these come first
    return kept, refused


def _pieces(file: UploadFile) -> Iterator[bytes]:
    while piece := file.file.read(PIECE):
        yield piece
