"""Taking a file in: received piece by piece, hashed on the way, checked, and only then kept."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from uuid import UUID

from sqlalchemy.orm import Session

from documents import clamd, scanning
from documents.characters import extension_of, is_plain_name, shown_name
from documents.enums import Origin, Refusal, ScanEvent, ScanStatus
from documents.lifecycle import SCAN
from documents.models import Document
from documents.queries import copies_of
from documents.scanning import Declined, Inspected, ScannerDown
from documents.storage import Storage, Taken
from odr import jobs
from odr.clock import Clock
from odr.entropy import entropy_of

FOLDER = "documents"  # in the storage; checkpoints and exports have folders of their own
PREFIX = "odr-upload-"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """How large one file may be, from the court pack; 100 MB where it says nothing."""

    file_bytes: int = 100 * MEGABYTE


@dataclass(frozen=True)
class Checked:
    """What the check of a file found: what it is, and whether the virus scanner passed it yet."""

    seen: Inspected
    status: ScanStatus


@dataclass
class Received:
    """A file that has arrived whole and waits on this machine to be checked and kept."""

    path: Path
    name: str
    size: int
    sha256: str
    checked: Checked | None = None

    @property
    def copy(self) -> Path:
        """Where the copy of a picture stands until it is kept."""
        return self.path.with_name(f"{self.path.name}.jpg")

    def discard(self) -> None:
        """Forget the file; nothing of it stays on this machine."""
        self.path.unlink(missing_ok=True)
        self.copy.unlink(missing_ok=True)

    def __enter__(self) -> Received:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.discard()


@dataclass
class Receiving:
    """A file that is still arriving; push its pieces, then finish or discard it.

    The size cap holds while it streams: one byte too many and the pieces are gone and the
    sender is told. A name that is a path is refused before the first piece.
    """

    name: str
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not is_plain_name(self.name):
            raise scanning.refusal(Refusal.NAME, shown_name(self.name))
        handle, path = tempfile.mkstemp(prefix=PREFIX)
        self._file = os.fdopen(handle, "wb")
        self._path = Path(path)
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Take the next piece."""
        self._size += len(chunk)
        if self._size > self.limits.file_bytes:
            self.discard()
            raise scanning.refusal(Refusal.TOO_LARGE, shown_name(self.name))
        self._digest.update(chunk)
        self._file.write(chunk)

    def finish(self) -> Received:
        """Close the file and return it whole."""
        self._file.close()
        return Received(self._path, shown_name(self.name), self._size, self._digest.hexdigest())

    def discard(self) -> None:
        """Drop what has arrived so far; safe to call more than once."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def receive(pieces: Iterable[bytes], name: str, *, limits: Limits | None = None) -> Received:
    """Take a whole file from its pieces; if they stop with an error nothing stays behind."""
    arriving = Receiving(name, limits or Limits())
    try:
        for piece in pieces:
            arriving.write(piece)
        return arriving.finish()
    except BaseException:
        arriving.discard()
        raise


def check(session: Session, received: Received, *, shown: str = "") -> Checked:
    """Find out what a received file is and that it does no harm, or refuse it; done once.

    Whoever takes a file from outside checks it before the deed it belongs to: the inspection and
    the virus scanner are slow, and nobody else should have to wait for them with their own deeds.
    """
    if received.checked is None:
        extension = extension_of(received.name)
        try:
            seen = scanning.inspect(received.path, extension, copy_to=received.copy)
            received.checked = Checked(seen, _scan(session, received.path))
        except Declined as declined:
            raise scanning.refusal(declined.reason, shown or received.name) from None
    return received.checked


def keep(session: Session, storage: Storage, received: Received, *, clock: Clock) -> Document:
    """Keep a received file once it is checked, or refuse it without a trace.

    Bytes come first and rows second, so that a crash can leave bytes without a row (a sweep
    removes them) but never a row without bytes. A picture also gets an upright copy without
    camera data, which is safe by itself; the original stays as it was sent. While the virus
    scanner is down the document waits: it counts as filed, and nobody can open it.
    """
    with received:
        checked = check(session, received)
        seen, named = checked.seen, extension_of(received.name)
        document = _keep_bytes(session, storage, received, clock)
        document.name = received.name if named else shown_name(received.name, seen.extension)
        document.media_type = seen.media_type
        document.page_count = seen.pages
        _set_status(session, document, checked.status, clock)
        if seen.copy is not None:
            _keep_copy(session, storage, document, seen.copy, clock)
    return document


def keep_made(
    session: Session, storage: Storage, content: bytes, name: str, *, media_type: str, clock: Clock
) -> Document:
    """Keep a paper the court made itself; it needs no check."""
    made = receive([content], name)
    with made:
        document = _keep_bytes(session, storage, made, clock)
    document.media_type = media_type
    document.origin = Origin.MADE
    document.status = ScanStatus.CLEAN
    document.checked_at = clock.now()
    return document


def hold(session: Session, storage: Storage, content: bytes) -> str:
    """Keep bytes for a form that has to be put right; a sweep removes them a day later."""
    key = storage_key(entropy_of(session).uuid())
    storage.put(key, content)
    return key


def forget(session: Session, document: Document) -> None:
    """Delete the rows of a file nobody filed; a sweep removes the bytes a day later."""
    for copy in copies_of(session, [document.id]).values():
        session.delete(copy)
    session.flush()  # copies name the document they were made from
    session.delete(document)


def _scan(session: Session, path: Path) -> ScanStatus:
    scanner = clamd.scanner_of(session)
    if scanner is None:
        return ScanStatus.CLEAN
    try:
        harm = scanner.find_harm(path)
    except ScannerDown:
        return ScanStatus.RECEIVED
    if harm is not None:
        raise Declined(Refusal.VIRUS)
    return ScanStatus.CLEAN


def _set_status(session: Session, document: Document, status: ScanStatus, clock: Clock) -> None:
    if status is ScanStatus.CLEAN:
        document.status = SCAN.next(document.status, ScanEvent.PASS)
        document.checked_at = clock.now()
    else:
        jobs.enqueue(session, "documents.scan", document_id=document.id)


def _keep_bytes(session: Session, storage: Storage, file: Received, clock: Clock) -> Document:
    key = storage_key(entropy_of(session).uuid())
    with file.path.open("rb") as content:
        try:
            storage.put_if_absent(key, content)
        except Taken:
            # Only a repeated run of the synthetic court draws the same key again.
            content.seek(0)
            storage.put(key, content)
    document = Document(
        storage_key=key,
        name=file.name,
        media_type="application/octet-stream",
        size=file.size,
        sha256=file.sha256,
        status=ScanStatus.RECEIVED,
        made_at=clock.now(),
        origin=Origin.UPLOAD,
    )
    session.add(document)
    return document


def _keep_copy(
    session: Session, storage: Storage, document: Document, path: Path, clock: Clock
) -> Document:
    with path.open("rb") as file:
        name = shown_name(document.name.rpartition(".")[0] or document.name, "jpg")
        copy = keep_made(session, storage, file.read(), name, media_type="image/jpeg", clock=clock)
    copy.derivative_of = document.id
    return copy


def storage_key(random_id: UUID) -> str:
    """Return where a file is kept: a random place that says nothing about it."""
    return f"{FOLDER}/{random_id.hex[:2]}/{random_id.hex}"
