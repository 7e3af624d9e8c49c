"""Files on their way out, and the pages and texts shown in their place."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from documents import downloads, queries
from documents.derivatives import page_image, text_preview
from documents.downloads import Download, download, parse_range, safe_headers
from documents.enums import ScanStatus
from documents.models import Document
from documents.storage import Storage
from documents.uploads import keep_made
from odr.clock import FixedClock
from odr.errors import IllegalMove, NotFound
from tests.documents import office_samples, samples
from tests.documents.test_uploads import kept

RAW = b"0123456789"


@pytest.fixture
def note(session: Session, storage: Storage, clock: FixedClock) -> Document:
    session.info["scanner"] = None
    return kept(session, storage, clock, "note – ä.txt", RAW)


def answered(answer: Download) -> tuple[int, str, bytes]:
    return (
        answer.status,
        answer.headers.get("Content-Range", ""),
        b"".join(answer.pieces),
    )


def test_what_a_person_sent_is_an_attachment_that_cannot_run(
    storage: Storage, note: Document
) -> None:
    answer = download(storage, note, inline=True)

    assert answered(answer) == (200, "", RAW)
    assert answer.headers == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": 'attachment; filename="note _ _.txt"; '
        "filename*=UTF-8''note%20%E2%80%93%20%C3%A4.txt",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": downloads.POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        "ETag": f'"{note.sha256}"',
        "Content-Length": "10",
    }


def test_a_picture_drawn_by_the_court_may_be_shown_in_the_page(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = None
    photo = kept(session, storage, clock, "photo.jpg", samples.phone_photo())
    copy = queries.copy_of(session, photo.id)
    assert copy is not None

    shown = download(storage, copy, inline=True).headers["Content-Disposition"]
    original = download(storage, photo, inline=True).headers["Content-Disposition"]

    assert shown.startswith("inline;")
    assert original.startswith("attachment;")


def test_only_kinds_that_cannot_run_are_shown_inline() -> None:
    headers = safe_headers("a.html", "text/html", inline=True)

    assert headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=2-4", (206, "bytes 2-4/10", b"234")),
        ("bytes=7-", (206, "bytes 7-9/10", b"789")),
        ("bytes=-3", (206, "bytes 7-9/10", b"789")),
        ("bytes=-99", (206, "bytes 0-9/10", RAW)),
        ("bytes=0-99", (206, "bytes 0-9/10", RAW)),
        ("bytes=10-", (416, "bytes */10", b"")),
        ("bytes=-0", (416, "bytes */10", b"")),
        ("bytes=0-1,3-4", (200, "", RAW)),
        ("bytes=4-2", (200, "", RAW)),
        ("bytes=-", (200, "", RAW)),
        ("lines=1-2", (200, "", RAW)),
        ("bytes=" + "9" * 5000 + "-", (200, "", RAW)),
        (None, (200, "", RAW)),
    ],
)
def test_one_range_is_honoured_and_nothing_else(
    storage: Storage, note: Document, asked: str | None, expected: tuple[int, str, bytes]
) -> None:
    assert answered(download(storage, note, range_header=asked)) == expected


def test_a_range_of_an_empty_file_is_outside() -> None:
    assert parse_range("bytes=0-", 0) == (0, 0)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (ScanStatus.RECEIVED, "still being checked"),
        (ScanStatus.REFUSED, "did not pass"),
        (ScanStatus.DAMAGED, "did not pass"),
    ],
)
def test_a_file_that_has_not_passed_its_check_cannot_be_opened(
    storage: Storage, note: Document, status: ScanStatus, sentence: str
) -> None:
    note.status = status

    for open_it in (download, text_preview, page_image):
        with pytest.raises(IllegalMove, match=sentence):
            open_it(storage, note)


def test_a_page_of_a_scan_is_shown_as_a_picture(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = None
    scan = kept(session, storage, clock, "contract.pdf", samples.scan())

    with Image.open(io.BytesIO(page_image(storage, scan, 3))) as page:
        assert (page.format, page.width) == ("JPEG", 1241)
    for number in (0, 4):
        with pytest.raises(NotFound):
            page_image(storage, scan, number)


def test_a_text_has_no_pages(storage: Storage, note: Document) -> None:
    with pytest.raises(NotFound):
        page_image(storage, note)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("chat.txt", samples.chat_utf16(), samples.chat().decode()),
        ("old.txt", samples.old_text(), "Café receipt: £12.50 \N{EN DASH} paid"),
        (
            "a.docx",
            office_samples.letter(),
            "I bought the table on 3 March & paid.\nIt never came.",
        ),
        ("a.odt", office_samples.open_letter(), "Complaint\nIt never came."),
        ("a.xlsx", office_samples.sheet(), None),
        ("photo.jpg", samples.web_picture(), None),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[:10] else None,
)
def test_the_words_of_a_file_can_be_read_without_opening_it(
    session: Session,
    storage: Storage,
    clock: FixedClock,
    name: str,
    content: bytes,
    expected: str | None,
) -> None:
    session.info["scanner"] = None
    name = name.replace("photo.jpg", "photo.webp")

    document = kept(session, storage, clock, name, content)

    assert text_preview(storage, document) == expected


def test_an_e_mail_is_read_with_its_head_and_the_names_of_its_files(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    session.info["scanner"] = None
    document = kept(session, storage, clock, "message.eml", samples.mail())

    text = text_preview(storage, document)

    assert text is not None
    assert text.splitlines() == [
        "From: Shop <orders@shop.example>",
        "To: Maria Lindqvist <maria@example.org>",
        "Date: Thu, 02 Apr 2026 09:30:00 +0000",
        "Subject: Your order \N{EN DASH} Tisch \N{NUMERO SIGN} 12",
        "",
        "Dear customer,",
        "",
        "your table will be late.",
        "",
        "[invoice.pdf]",
    ]


def test_what_can_no_longer_be_read_has_no_preview_and_no_page(
    session: Session, storage: Storage, clock: FixedClock
) -> None:
    broken = keep_made(
        session, storage, b"%PDF-broken", "a.pdf", media_type="application/pdf", clock=clock
    )

    assert text_preview(storage, broken) is None
    with pytest.raises(NotFound, match="Download the file"):
        page_image(storage, broken)
