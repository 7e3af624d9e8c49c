"""What people see instead of the file itself: pages as pictures and text as plain text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from documents import scanning
from documents.characters import plain
from documents.enums import ScanStatus
from documents.models import Document
from documents.scanning import Declined
from documents.storage import Storage, read_into
from odr.errors import IllegalMove, NotFound
from odr.words import _

PDF = "application/pdf"
LONGEST_PREVIEW = 20_000
MOST_FETCHED = 60_000_000
READABLE = frozenset(
    {
        PDF,
        "text/plain",
        "message/rfc822",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
    }
)


def page_image(storage: Storage, document: Document, page: int = 1) -> bytes:
    """Return one page of a PDF as a JPEG; pages count from 1."""
    check_open(document)
    if document.media_type != PDF or not 1 <= page <= (document.page_count or 1):
        raise NotFound(_("This document has no such page."))
    with _fetched(storage, document) as path:
        target = path.parent / "page.jpg"
        question = {"task": "page", "path": str(path), "extension": "pdf", "number": page}
        try:
            scanning.ask({**question, "target": str(target)})
        except Declined:
            raise NotFound(_("This page cannot be shown. Download the file instead.")) from None
        return target.read_bytes()


def text_preview(storage: Storage, document: Document, most: int = LONGEST_PREVIEW) -> str | None:
    """Return the readable text of a document, or None if it has none or cannot be read."""
    check_open(document)
    if document.media_type not in READABLE or document.size > MOST_FETCHED:
        return None
    with _fetched(storage, document) as path:
        question = {"task": "preview", "path": str(path), "extension": "", "most": most}
        try:
            found = scanning.ask({**question, "media_type": document.media_type})
        except Declined:
            return None
    return plain(found["text"]) or None


def check_open(document: Document) -> None:
    """Refuse a document that has not passed its check, with a sentence that says why."""
    if document.status is ScanStatus.RECEIVED:
        raise IllegalMove(
            _("This file is still being checked for viruses. Please come back in a few minutes.")
        )
    if document.status is not ScanStatus.CLEAN:
        raise IllegalMove(_("This file did not pass its check and cannot be opened."))


@contextmanager
def _fetched(storage: Storage, document: Document) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="odr-page-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            read_into(storage, document.storage_key, file)
        yield path
