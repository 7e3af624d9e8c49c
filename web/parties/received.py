"""Takes in the files of a form: those that can be kept are kept, the others get a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from cases.packs import Pack
from documents import uploads
from documents.models import Document
from documents.storage import storage_of
from documents.uploads import MEGABYTE, Limits, Received
from odr.clock import Clock
from odr.errors import Invalid, TooLarge
from web.forms import Form

PIECE = 256 * 1024
FIELD = "files"
_DRIVE = re.compile(r'filename="?.:\\')


def limits_of(pack: Pack) -> Limits:
    """Return how large a file may be in this court."""
    return Limits(file_bytes=pack.uploads.file_megabytes * MEGABYTE)


def take_files(
    session: Session, form: Form[Any], pack: Pack, *, clock: Clock
) -> tuple[list[Document], list[str]]:
    """Check and keep each file; return the documents and what is wrong with the others."""
    good, refused = [], []
    for file in form.files.get(FIELD, []):
        try:
            good.append(checked_file(session, file, limits_of(pack), uploads.check))
        except (Invalid, TooLarge) as why:
            refused.append(why.sentence)
    storage = storage_of(session)
    kept = [uploads.keep(session, storage, received, clock=clock) for received in good]
    session.flush()  # what the files are added to names their documents, so these come first
    return kept, refused


Check = Callable[[Session, Received], object]


def checked_file(session: Session, file: UploadFile, limits: Limits, check: Check) -> Received:
    """Take one file in and check it before the deed begins: others need not wait for that."""
    received = uploads.receive(_pieces(file), _name(file), limits=limits)
    try:
        check(session, received)
    except BaseException:
        received.discard()
        raise
    return received


def _name(file: UploadFile) -> str:
    """Return the name as it was sent: what reads the form cuts a path on a drive off in silence."""
    name = file.filename or ""
    said = file.headers.get("content-disposition", "")
    return f"\\{name}" if _DRIVE.search(said) else name


def _pieces(file: UploadFile) -> Iterator[bytes]:
    while piece := file.file.read(PIECE):
        yield piece
