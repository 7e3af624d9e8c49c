"""What the document room does at night: scan what waits, clear away what belongs to nobody."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from documents import queries, uploads
from documents.clamd import scanner_of
from documents.enums import Refusal, ScanEvent, ScanStatus
from documents.lifecycle import SCAN
from documents.models import Document
from documents.scanning import ScannerDown
from documents.storage import Missing, Storage, storage_of
from odr.clock import Clock, SystemClock
from odr.errors import Unavailable
from odr.jobs import job, sweep
from odr.words import _

MACHINE = SystemClock()
ORPHAN_AGE = timedelta(hours=24)
RESCAN_AFTER = timedelta(minutes=5)
BATCH = 400


@job("documents.scan")
def scan(session: Session, *, clock: Clock, **args: Any) -> None:
    """Scan a document that has been waiting; while the scanner is down it goes on waiting.

    Harm found late keeps the bytes, as evidence of what was sent, but nobody can open them.
    """
    document = queries.document_for(session, UUID(args["document_id"]), lock=True)
    if document.status is not ScanStatus.RECEIVED:
        return
    event = _verdict(session, document, storage_of(session))
    document.status = SCAN.next(document.status, event)
    document.checked_at = clock.now()
    if event is ScanEvent.FIND_HARM:
        document.refusal = Refusal.VIRUS
    elif event is ScanEvent.FIND_CHANGED:
        document.refusal = Refusal.DAMAGED


def _verdict(session: Session, document: Document, storage: Storage) -> ScanEvent:
    """Compare the stored bytes with their hash while copying them, and scan that same copy."""
    scanner = scanner_of(session)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(prefix=uploads.PREFIX) as file:
        try:
            for piece in storage.stream(document.storage_key):
                digest.update(piece)
                file.write(piece)
        except Missing:
            return ScanEvent.FIND_CHANGED
        file.flush()
        if digest.hexdigest() != document.sha256:
            return ScanEvent.FIND_CHANGED
        if scanner is None:
            return ScanEvent.PASS
        try:
            harm = scanner.find_harm(Path(file.name))
        except ScannerDown:
            raise Unavailable(_("The virus scanner does not answer.")) from None
    return ScanEvent.PASS if harm is None else ScanEvent.FIND_HARM


@sweep("documents.scan_waiting")
def scan_waiting(session: Session, *, clock: Clock) -> Iterable[tuple[str, dict[str, Any]]]:
    """Find documents still waiting for the scanner, however long it was away."""
    for document_id in queries.waiting_since(session, clock.now() - RESCAN_AFTER):
        yield "documents.scan", {"document_id": document_id}


@sweep("documents.clear_orphans")
def clear_orphans(session: Session, *, clock: Clock) -> Iterable[tuple[str, dict[str, Any]]]:
    """Find stored bytes older than a day that no document names.

    Such bytes come from requests that were cut off before their transaction was saved. Files age
    by the machine's time: a demo clock moved forward must not make a file of this minute old.
    """
    storage = storage_of(session)
    before = min(clock.now(), MACHINE.now()) - ORPHAN_AGE
    old = [kept.key for kept in storage.list(uploads.FOLDER) if kept.changed_at < before]
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        for key in sorted(set(batch) - queries.known_keys(session, batch)):
            yield "documents.clear_orphan", {"key": key}


@job("documents.clear_orphan")
def clear_orphan(session: Session, *, clock: Clock, **args: Any) -> None:
    """Remove stored bytes, once it is sure again that no document names them."""
    if not queries.known_keys(session, [args["key"]]):
        storage_of(session).delete(args["key"])


def clear_unfinished(*, older_than: timedelta = ORPHAN_AGE) -> int:
    """Remove what interrupted uploads left in this machine's temporary folder; return how many."""
    before = (MACHINE.now() - older_than).timestamp()
    left = [
        path
        for path in Path(tempfile.gettempdir()).glob(f"{uploads.PREFIX}*")
        if path.is_file() and path.stat().st_mtime < before
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
