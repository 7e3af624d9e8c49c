"""The night work of the document room."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from documents import jobs, queries, uploads
from documents.clamd import ClamScanner
from documents.enums import Origin, Refusal, ScanStatus
from documents.models import Document
from documents.storage import Kept, ObjectStorage, Storage
from odr.clock import FixedClock
from odr.errors import NotFound, Unavailable
from tests.documents.conftest import EICAR
from tests.documents.test_uploads import FakeScanner, kept


@pytest.fixture
def waiting(session: Session, storage: Storage, clock: FixedClock) -> Document:
    """A document that came while the scanner was down."""
    session.info.update(storage=storage, scanner=FakeScanner(down=True))
    document = kept(session, storage, clock, "a.txt", b"hello")
    session.flush()
    return document


def scan(session: Session, document: Document, clock: FixedClock) -> None:
    jobs.scan(session, clock=clock, document_id=str(document.id))


def test_a_waiting_document_passes_once_the_scanner_is_back(
    session: Session, waiting: Document, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner()
    clock.advance(timedelta(hours=1))

    scan(session, waiting, clock)

    assert (waiting.status, waiting.checked_at) == (ScanStatus.CLEAN, clock.now())


def test_it_also_passes_when_the_court_gives_up_its_scanner(
    session: Session, waiting: Document, clock: FixedClock
) -> None:
    session.info["scanner"] = None

    scan(session, waiting, clock)

    assert waiting.status is ScanStatus.CLEAN


def test_it_goes_on_waiting_while_the_scanner_is_down(
    session: Session, waiting: Document, clock: FixedClock
) -> None:
    with pytest.raises(Unavailable):
        scan(session, waiting, clock)

    assert waiting.status is ScanStatus.RECEIVED


def test_harm_found_late_closes_the_document_and_keeps_its_bytes(
    session: Session, storage: Storage, waiting: Document, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner("Test.Signature")

    scan(session, waiting, clock)

    assert (waiting.status, waiting.refusal) == (ScanStatus.REFUSED, Refusal.VIRUS)
    assert storage.get(waiting.storage_key) == b"hello"


@pytest.mark.parametrize("change", ["altered", "lost"])
def test_bytes_that_are_not_those_received_are_noticed(
    session: Session, storage: Storage, waiting: Document, clock: FixedClock, change: str
) -> None:
    session.info["scanner"] = FakeScanner()
    if change == "altered":
        storage.put(waiting.storage_key, b"hallo")
    else:
        storage.delete(waiting.storage_key)

    scan(session, waiting, clock)

    assert (waiting.status, waiting.refusal) == (ScanStatus.DAMAGED, Refusal.DAMAGED)


def test_a_document_that_was_scanned_is_not_scanned_again(
    session: Session, waiting: Document, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner()
    scan(session, waiting, clock)
    session.info["scanner"] = FakeScanner("Test.Signature")

    scan(session, waiting, clock)

    assert waiting.status is ScanStatus.CLEAN


def test_what_waits_too_long_is_found_by_the_sweep(
    session: Session, waiting: Document, clock: FixedClock
) -> None:
    assert list(jobs.scan_waiting(session, clock=clock)) == []
    clock.advance(timedelta(days=40))

    found = list(jobs.scan_waiting(session, clock=clock))

    assert found == [("documents.scan", {"document_id": waiting.id})]


def test_a_real_scanner_refuses_a_real_sample(
    session: Session, storage: Storage, clock: FixedClock, running_clamd: Path
) -> None:
    session.info.update(storage=storage, scanner=FakeScanner(down=True))
    document = kept(session, storage, clock, "a.txt", EICAR.encode())
    session.info["scanner"] = ClamScanner(f"unix:{running_clamd}/socket")
    session.flush()

    scan(session, document, clock)

    assert document.status is ScanStatus.REFUSED


class AgedStorage(ObjectStorage):
    """A storage whose objects are as old as a test says."""

    def __init__(self, inner: Storage, age: timedelta, now: datetime) -> None:
        self.inner = inner
        self.changed_at = now - age

    def list(self, folder: str = "") -> Iterator[Kept]:
        for found in self.inner.list(folder):
            yield Kept(found.key, found.size, self.changed_at)

    def delete(self, key: str) -> None:
        self.inner.delete(key)


@pytest.mark.parametrize(("hours", "found"), [(23, []), (25, ["documents/00/orphan"])])
def test_bytes_that_belong_to_nobody_are_found_after_a_day_and_not_before(
    session: Session,
    storage: Storage,
    waiting: Document,
    clock: FixedClock,
    hours: int,
    found: list[str],
) -> None:
    storage.put("documents/00/orphan", b"x")
    storage.put("checkpoints/1", b"not a document")
    session.info["storage"] = AgedStorage(storage, timedelta(hours=hours), clock.now())

    swept = list(jobs.clear_orphans(session, clock=clock))

    assert [args["key"] for _name, args in swept] == found


def test_an_orphan_is_removed_and_a_document_never_is(
    session: Session, storage: Storage, waiting: Document, clock: FixedClock
) -> None:
    storage.put("documents/00/orphan", b"x")

    for key in ("documents/00/orphan", waiting.storage_key):
        jobs.clear_orphan(session, clock=clock, key=key)

    assert [kept.key for kept in storage.list()] == [waiting.storage_key]


def test_old_pieces_of_uploads_are_cleared_from_this_machine() -> None:
    handle, name = tempfile.mkstemp(prefix=uploads.PREFIX)
    os.close(handle)
    old = time.time() - 10 * 86_400
    os.utime(name, (old, old))

    assert jobs.clear_unfinished(older_than=timedelta(days=9)) >= 1
    assert not Path(name).exists()


def test_a_document_nobody_knows_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.document_for(session, uuid4())


def test_a_document_says_where_it_came_from(session: Session, waiting: Document) -> None:
    found = queries.document_for(session, waiting.id)

    assert (found.origin, found.made_at.tzinfo) == (Origin.UPLOAD, UTC)
