"""A file on its way in: pieces, limits, checks, and what is left behind when it fails."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from documents import queries, uploads
from documents.enums import Origin, Refusal, ScanStatus
from documents.models import Document
from documents.scanning import ScannerDown
from documents.storage import Storage
from documents.uploads import Limits, Receiving, keep, keep_made, receive
from odr.clock import FixedClock
from odr.errors import Invalid, TooLarge
from odr.models import Job
from tests.documents import samples


class FakeScanner:
    """A scanner that says what it was told to say."""

    def __init__(self, verdict: str | None = None, *, down: bool = False) -> None:
        self.verdict = verdict
        self.down = down

    def find_harm(self, path: Path) -> str | None:
        if self.down:
            raise ScannerDown
        return self.verdict


@pytest.fixture(autouse=True)
def no_scanner(request: pytest.FixtureRequest) -> None:
    if "session" in request.fixturenames:
        request.getfixturevalue("session").info["scanner"] = None


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fails a test that leaves a piece of an upload on this machine."""
    before = set(Path(tempfile.gettempdir()).glob(f"{uploads.PREFIX}*"))
    yield
    assert set(Path(tempfile.gettempdir()).glob(f"{uploads.PREFIX}*")) <= before


@pytest.mark.usefixtures("nothing_left")
def test_pieces_are_put_together_and_hashed_on_the_way() -> None:
    with receive([b"one", b"", b"two"], "notes.txt") as received:
        content = received.path.read_bytes()

    assert content == b"onetwo"
    assert (received.name, received.size) == ("notes.txt", 6)
    assert received.sha256 == hashlib.sha256(b"onetwo").hexdigest()


@pytest.mark.usefixtures("nothing_left")
def test_one_byte_too_many_is_refused_while_it_streams() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(1000)

    with pytest.raises(TooLarge, match=r"big\.pdf: This file is too large"):
        receive(endless(), "big.pdf", limits=Limits(file_bytes=9_999))


@pytest.mark.usefixtures("nothing_left")
def test_exactly_the_limit_is_taken() -> None:
    with receive([bytes(10_000)], "a.pdf", limits=Limits(file_bytes=10_000)) as received:
        assert received.size == 10_000


@pytest.mark.usefixtures("nothing_left")
def test_an_upload_that_breaks_off_leaves_nothing() -> None:
    def cut_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(cut_off(), "a.pdf")


@pytest.mark.usefixtures("nothing_left")
def test_pieces_can_be_pushed_too() -> None:
    arriving = Receiving("a.txt")
    arriving.write(b"hello")

    received = arriving.finish()

    assert received.path.read_bytes() == b"hello"
    received.discard()
    arriving.discard()


@pytest.mark.usefixtures("nothing_left")
def test_a_name_that_is_a_path_is_refused_before_the_first_piece() -> None:
    def never() -> Iterator[bytes]:
        raise AssertionError("a piece was asked for")
        yield b""

    with pytest.raises(Invalid, match=r"passwd: The name of this file has signs in it"):
        receive(never(), "../../etc/passwd")


@pytest.mark.usefixtures("nothing_left")
def test_a_file_is_checked_once_however_often_it_is_asked(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner()
    received = receive([samples.phone_photo()], "a.jpg")
    first = uploads.check(session, received)
    session.info["scanner"] = FakeScanner("Test.Virus")

    document = keep(session, storage, received, clock=clock)

    assert uploads.check(session, received) is first
    assert document.status is ScanStatus.CLEAN


def kept(session: Session, storage: Storage, clock: FixedClock, name: str, raw: bytes) -> Document:
    return keep(session, storage, receive([raw], name), clock=clock)


@pytest.mark.usefixtures("nothing_left")
def test_a_clean_file_is_kept_with_its_hash_under_a_random_key(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    raw = samples.scan()

    document = kept(session, storage, clock, "contract.pdf", raw)

    session.flush()
    assert storage.get(document.storage_key) == raw
    assert "contract" not in document.storage_key
    assert (document.name, document.media_type, document.size, document.sha256) == (
        "contract.pdf",
        "application/pdf",
        len(raw),
        hashlib.sha256(raw).hexdigest(),
    )
    assert (document.status, document.origin, document.page_count, document.made_at) == (
        ScanStatus.CLEAN,
        Origin.UPLOAD,
        3,
        clock.now(),
    )
    assert queries.copy_of(session, document.id) is None


def test_a_photo_gets_an_upright_copy_and_stays_as_it_was_sent(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    raw = samples.phone_photo()

    photo = kept(session, storage, clock, "photo", raw)

    copy = queries.copy_of(session, photo.id)
    assert copy is not None
    assert queries.copies_of(session, [photo.id]) == {photo.id: copy}
    assert (photo.name, copy.name, copy.origin) == ("photo.jpg", "photo.jpg", Origin.MADE)
    assert storage.get(photo.storage_key) == raw
    assert b"SERIAL-4711" not in storage.get(copy.storage_key)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("name", ["drawing.svg", "bomb.docx", "nothing.pdf", "photo.pdf"])
def test_a_refused_file_leaves_no_trace(
    session: Session, storage: Storage, clock: FixedClock, name: str
) -> None:
    make, _reason = samples.HOSTILE[name]

    with pytest.raises(Invalid) as refused:
        kept(session, storage, clock, name, make())

    assert refused.value.sentence.startswith(name)
    assert refused.value.field == "file"
    assert list(storage.list()) == []
    assert list(session.scalars(select(Document))) == []


def test_a_virus_is_refused_without_a_trace(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner("Test.Signature")

    with pytest.raises(Invalid, match="virus scanner found"):
        kept(session, storage, clock, "a.txt", b"hello")

    assert list(storage.list()) == []


def test_a_file_the_scanner_passes_is_clean(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner()

    assert kept(session, storage, clock, "a.txt", b"hello").status is ScanStatus.CLEAN


def test_while_the_scanner_is_down_the_file_is_filed_and_waits(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = FakeScanner(down=True)

    document = kept(session, storage, clock, "a.txt", b"hello")

    session.flush()
    assert (document.status, document.checked_at) == (ScanStatus.RECEIVED, None)
    assert storage.get(document.storage_key) == b"hello"
    assert [(job.name, job.args) for job in session.scalars(select(Job))] == [
        ("documents.scan", {"document_id": str(document.id)})
    ]


def test_a_paper_of_the_court_is_clean_from_the_start(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    paper = keep_made(
        session, storage, b"%PDF-", "order.pdf", media_type="application/pdf", clock=clock
    )

    session.flush()
    assert (paper.status, paper.origin, paper.checked_at) == (
        ScanStatus.CLEAN,
        Origin.MADE,
        clock.now(),
    )


def test_the_same_bytes_sent_twice_are_two_documents(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    one = kept(session, storage, clock, "a.txt", b"hello")
    two = kept(session, storage, clock, "a.txt", b"hello")

    session.flush()
    assert one.id != two.id
    assert one.storage_key != two.storage_key


def test_a_repeated_run_with_the_same_seed_may_meet_its_own_key(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    document = kept(session, storage, clock, "a.txt", b"hello")
    again = type(session)(info={**session.info, "entropy": _Again(document.storage_key)})

    keep_made(again, storage, b"hello", "a.txt", media_type="text/plain", clock=clock)

    assert storage.get(document.storage_key) == b"hello"


class _Again:
    """A source of chance that gives one id again."""

    def __init__(self, key: str) -> None:
        self.key = key

    def uuid(self) -> object:
        return type("Id", (), {"hex": self.key.rpartition("/")[2]})()


def test_every_reason_to_refuse_is_met_by_a_sample() -> None:
    met = {reason for _make, reason in samples.HOSTILE.values()}

    assert met == set(Refusal) - {
        Refusal.NAME,
        Refusal.TOO_LARGE,
        Refusal.TOO_COMPLEX,
        Refusal.VIRUS,
    }
