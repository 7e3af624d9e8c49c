"""The inspection itself, asked without its walls, and the corners the samples do not reach."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from documents.characters import extension_of
from documents.enums import Refusal
from documents.inspection.__main__ import reply
from tests.documents import office_samples, samples


def asked(folder: Path, name: str, content: bytes, **more: Any) -> dict[str, Any]:
    path = folder / "upload"
    path.write_bytes(content)
    question = {"task": "inspect", "path": str(path), "extension": extension_of(name)}
    return reply({**question, **more})


@pytest.mark.parametrize("name", samples.HONEST)
def test_honest_files_are_recognised(tmp_path: Path, name: str) -> None:
    make, media_type = samples.HONEST[name]

    assert asked(tmp_path, name, make())["media_type"] == media_type


@pytest.mark.parametrize("name", [name for name in samples.HOSTILE if name != "nothing.pdf"])
def test_hostile_files_are_refused(tmp_path: Path, name: str) -> None:
    make, reason = samples.HOSTILE[name]

    assert asked(tmp_path, name, make())["refused"] == reason


def joined(*parts: tuple[bytes, bytes]) -> bytes:
    return b"".join(samples.box(kind, content) for kind, content in parts)


def large_box() -> bytes:
    """A film with a box whose length is in the long form, and one that runs to the end."""
    head = joined((b"ftyp", b"isom\0\0\2\0isomiso2mp41"), (b"moov", bytes(20)))
    long_box = (1).to_bytes(4, "big") + b"mdat" + (24).to_bytes(8, "big") + bytes(8)
    return head + long_box + bytes(4) + b"free" + bytes(30)


def animation(frames: int) -> bytes:
    pictures = [Image.new("L", (8, 8), shade % 256) for shade in range(frames)]
    file = io.BytesIO()
    pictures[0].save(file, "WEBP", save_all=True, append_images=pictures[1:], lossless=True)
    return file.getvalue()


def deep_pdf() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        nest = pikepdf.Array()
        for _level in range(80):
            nest = pikepdf.Array([nest])
        made.Root.Nest = made.make_indirect(nest)

    return samples.pdf(change)


def form_field_program() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(
            {"/FT": pikepdf.Name.Tx, "/AA": pikepdf.Dictionary(K=samples.action("/Named"))}
        )
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(field)]))

    return samples.pdf(change)


def page_program() -> bytes:
    return samples.pdf(
        lambda made: made.pages[0].obj.update(
            {"/AA": pikepdf.Dictionary(O=samples.action("/Named"))}
        )
    )


def root_program() -> bytes:
    return samples.pdf(lambda made: made.Root.update({"/AA": pikepdf.Dictionary()}))


def portfolio() -> bytes:
    return samples.pdf(lambda made: made.Root.update({"/Collection": pikepdf.Dictionary()}))


def outside_link() -> bytes:
    link = samples.action("/GoToR", F="//evil.example/x.pdf")
    return samples.pdf(lambda made: made.Root.update({"/X": made.make_indirect(link)}))


def film_in_pdf() -> bytes:
    film = pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)
    return samples.pdf(lambda made: made.Root.update({"/X": made.make_indirect(film)}))


def no_pages() -> bytes:
    file = io.BytesIO()
    pikepdf.new().save(file)
    return file.getvalue()


def open_locked() -> bytes:
    """Opens without a password and still is encrypted, as some bank statements are."""
    made = pikepdf.new()
    made.add_blank_page()
    file = io.BytesIO()
    made.save(file, encryption=pikepdf.Encryption(owner="o", user=""))
    return file.getvalue()


def old_office(more: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + more


MAIL = b"From: a@example.org\r\nTo: b@example.org\r\n\r\n"
MANY_PARTS = (
    b"From: a@example.org\r\nTo: b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\n\r\nhello\r\n" * 600
    + b"--x--\r\n"
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.mp4", large_box(), "video/mp4"),
        ("a.mp4", joined((b"ftyp", b"isom\0\0\2\0isom"), (b"mdat", b"x")), Refusal.DAMAGED),
        (
            "a.mp4",
            joined((b"ftyp", b"isom\0\0\2\0isom"), *[(b"free", b"")] * 10_001),
            Refusal.TOO_COMPLEX,
        ),
        ("a.webp", animation(3), "image/webp"),
        ("a.webp", animation(301), Refusal.TOO_COMPLEX),
        ("a.webp", samples.web_picture() + b"more", Refusal.TWO_KINDS),
        ("a.webp", samples.web_picture()[:-40], Refusal.DAMAGED),
        ("a.png", samples.screenshot() + b"more", Refusal.TWO_KINDS),
        ("a.pdf", deep_pdf(), Refusal.TOO_COMPLEX),
        ("a.pdf", form_field_program(), Refusal.ACTIVE),
        ("a.pdf", page_program(), Refusal.ACTIVE),
        ("a.pdf", root_program(), Refusal.ACTIVE),
        ("a.pdf", portfolio(), Refusal.CARRIES_FILES),
        ("a.pdf", outside_link(), Refusal.REACHES_OUT),
        ("a.pdf", film_in_pdf(), Refusal.ACTIVE),
        ("a.pdf", no_pages(), Refusal.DAMAGED),
        ("a.pdf", open_locked(), Refusal.LOCKED),
        ("a.pdf", samples.scan(1).replace(b"startxref", b"startxxxx"), Refusal.DAMAGED),
        ("a.doc", old_office(), Refusal.KIND),
        ("a.docx", old_office("EncryptedPackage".encode("utf-16-le")), Refusal.LOCKED),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(300), Refusal.ARCHIVE),
        ("a.txt", codecs.BOM_UTF16_LE + b"\x00\xd8\x00", Refusal.DAMAGED),
        ("a.txt", b"x" * (30 * 1024 * 1024 + 1), Refusal.TOO_COMPLEX),
        ("a.txt", b"#!/bin/sh\nrm -rf /", Refusal.WEB_PAGE),
        ("a.eml", b"hello", Refusal.EXTENSION),
        ("a.eml", b"From: a\r\n\r\nhello", Refusal.EXTENSION),
        ("a.eml", b"Subject: a\r\n\r\nhello", Refusal.EXTENSION),
        ("a", MAIL + b"hello", "message/rfc822"),
        ("a.txt", MAIL + b"hello", "text/plain"),
        ("a.eml", MANY_PARTS, Refusal.TOO_COMPLEX),
        (
            "a.eml",
            MAIL.strip() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAA=",
            Refusal.CARRIES_FILES,
        ),
        (
            "a.pptx",
            office_samples.zipped({"[Content_Types].xml": "<Types>presentation</Types>"}),
            Refusal.KIND,
        ),
        ("a.zip", b"PK\x03\x04" + bytes(100), Refusal.DAMAGED),
        (
            "a.docx",
            office_samples.altered(xl__externalLinks__a_DOT_xml="x")(),
            Refusal.REACHES_OUT,
        ),
    ],
)
def test_corners(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    found = asked(tmp_path, name, content)

    assert found.get("refused", found.get("media_type")) == expected


def test_an_entry_that_holds_more_than_it_declares_is_refused(tmp_path: Path) -> None:
    raw = bytearray(
        office_samples.zipped({**office_samples.word_parts(), "word/a.xml": b"a" * 900})
    )
    entry = raw.rfind(b"word/a.xml") - 46
    raw[entry + 24 : entry + 28] = (100).to_bytes(4, "little")

    found = asked(tmp_path, "a.docx", bytes(raw))

    assert found["refused"] in (Refusal.BOMB, Refusal.DAMAGED)


def test_a_picture_with_a_palette_and_clear_parts_is_copied_on_white(tmp_path: Path) -> None:
    picture = Image.new("P", (20, 20), 0)
    picture.putpalette([0, 0, 0, 200, 30, 30])
    content = samples.saved(picture, "PNG", transparency=0)

    found = asked(tmp_path, "a.png", content, copy_to=str(tmp_path / "copy.jpg"))

    assert found["copied"]
    with Image.open(tmp_path / "copy.jpg") as copy:
        assert copy.getpixel((3, 3)) == (255, 255, 255)


def test_pages_are_drawn_and_counted(tmp_path: Path) -> None:
    target = str(tmp_path / "page.jpg")

    found = asked(tmp_path, "a.pdf", samples.scan(2), task="page", number=2, target=target)

    assert found == {"pages": 2}


def test_what_goes_wrong_while_reading_refuses_the_file(tmp_path: Path) -> None:
    found = asked(tmp_path, "a.pdf", b"broken", task="page", number=1, target="")

    assert found == {"refused": "damaged", "problem": "PdfiumError"}


def test_a_question_too_deep_to_answer_refuses_the_file(tmp_path: Path) -> None:
    class Endless(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return self[key]

    assert reply(Endless()) == {"refused": "too_complex"}


@pytest.mark.parametrize(
    ("media_type", "content", "text"),
    [
        ("application/pdf", samples.scan(2), ""),
        ("text/plain", b"hello world", "hello"),
        ("message/rfc822", MAIL + b"caf\xe9 x", "From:"),
        (
            "message/rfc822",
            b"Content-Type: text/plain; charset=nonsense\r\n\r\nhello there",
            "\nhell",
        ),
    ],
)
def test_a_preview_is_cut_to_length(
    tmp_path: Path, media_type: str, content: bytes, text: str
) -> None:
    found = asked(tmp_path, "", content, task="preview", media_type=media_type, most=5)

    assert found == {"text": text}


def test_the_text_of_a_paper_can_be_read_up_to_a_length(tmp_path: Path) -> None:
    from_word = office_samples.letter()

    found = asked(tmp_path, "", from_word, task="preview", media_type=samples.WORD, most=8)

    assert found == {"text": "I bought"}
