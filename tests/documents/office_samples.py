"""Office files, honest and hostile, built part by part."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage

from documents.enums import Refusal

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main'
    '+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships">{links}</Relationships>'
)
OFFICE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BODY = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>I bought the table on 3 March &amp; '
    "paid.</w:t></w:r></w:p><w:p><w:r><w:t>It never came.</w:t></w:r></w:p>{more}</w:body>"
    "</w:document>"
)


def zipped(parts: Mapping[str, bytes | str], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", pack) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def link(kind: str, target: str) -> str:
    return (
        f'<Relationship Id="r1" Type="{OFFICE_TYPE}/{kind}" Target="{target}" '
        'TargetMode="External"/>'
    )


def word_parts(more: str = "", links: str = "") -> dict[str, bytes | str]:
    main = f'<Relationship Id="r0" Type="{OFFICE_TYPE}/officeDocument" Target="word/document.xml"/>'
    return {
        "[Content_Types].xml": TYPES.format(
            part="word/document.xml", kind="wordprocessingml.document"
        ),
        "_rels/.rels": RELATIONS.format(links=main),
        "word/document.xml": BODY.format(more=more),
        "word/_rels/document.xml.rels": RELATIONS.format(links=links),
    }


def letter() -> bytes:
    """A Word letter with an ordinary web link, which is harmless."""
    return zipped(word_parts(links=link("hyperlink", "https://shop.example/")))


def sheet() -> bytes:
    return zipped(
        {
            "[Content_Types].xml": TYPES.format(part="xl/workbook.xml", kind="spreadsheetml.sheet"),
            "xl/workbook.xml": '<?xml version="1.0"?><workbook/>',
            "xl/worksheets/sheet1.xml": "<worksheet/>",
        }
    )


def open_letter() -> bytes:
    text = "<office:text><text:h>Complaint</text:h><text:p>It never came.</text:p></office:text>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<?xml version="1.0"?><office:document>{text}</office:document>',
        }
    )


def altered(**parts: bytes | str) -> Callable[[], bytes]:
    """A Word letter with parts added; two underscores in a name stand for a slash."""
    named = {name.replace("__", "/").replace("_DOT_", "."): body for name, body in parts.items()}
    return lambda: zipped({**word_parts(), **named})


def bomb() -> bytes:
    return zipped({**word_parts(), "word/media.xml": b"<a>" + bytes(60_000_000)})


def overlapping() -> bytes:
    """Two entries that share the same packed bytes, as a small file that unpacks to much does."""
    raw = bytearray(zipped({**word_parts(), "word/a.xml": b"a" * 4000, "word/b.xml": b"a" * 4000}))
    first = raw.find(b"word/a.xml") - 30
    entry = raw.rfind(b"word/b.xml") - 46
    raw[entry + 42 : entry + 46] = first.to_bytes(4, "little")
    return bytes(raw)


def many_parts() -> bytes:
    return zipped({**word_parts(), **{f"word/{n}.xml": b"" for n in range(4000)}})


def with_symlink() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in word_parts().items():
            archive.writestr(name, content)
        pointer = zipfile.ZipInfo("word/link.xml")
        pointer.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(pointer, "/etc/passwd")
    return file.getvalue()


def locked() -> bytes:
    """An archive whose entries say they are encrypted."""
    raw = bytearray(letter())
    place = raw.find(b"PK\x01\x02")
    while place >= 0:
        raw[place + 8] |= 1
        place = raw.find(b"PK\x01\x02", place + 1)
    return bytes(raw)


def wrong_checksum() -> bytes:
    raw = bytearray(zipped(word_parts(), zipfile.ZIP_STORED))
    place = raw.find(b"never came")
    raw[place] ^= 1
    return bytes(raw)


def mail_with_program() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Bill"
    message.set_content("See the bill.")
    message.add_attachment(
        b"MZ" + bytes(40), maintype="application", subtype="octet-stream", filename="bill.pdf.exe"
    )
    return message.as_bytes()


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
DDE = "<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"
MACRO_TYPES = "application/vnd.ms-word.document.macroEnabled.main+xml"

HOSTILE: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "photos.zip": (lambda: zipped({"a.jpg": b"x"}), Refusal.ARCHIVE),
    "photos.docx": (lambda: zipped({"a.jpg": b"x"}), Refusal.ARCHIVE),
    "letter.pdf": (letter, Refusal.EXTENSION),
    "bomb.docx": (bomb, Refusal.BOMB),
    "overlap.docx": (overlapping, Refusal.BOMB),
    "many.docx": (many_parts, Refusal.BOMB),
    "symlink.docx": (with_symlink, Refusal.TWO_KINDS),
    "slip.docx": (altered(**{"../../etc/cron.d/x": "x"}), Refusal.TWO_KINDS),
    "macro.docx": (altered(word__vbaProject_DOT_bin=b"x"), Refusal.MACROS),
    "macro type.docx": (
        lambda: zipped({**word_parts(), "[Content_Types].xml": MACRO_TYPES}),
        Refusal.MACROS,
    ),
    "field.docx": (lambda: zipped(word_parts(more=DDE)), Refusal.MACROS),
    "laughs.docx": (altered(word__x_DOT_xml=LAUGHS), Refusal.ACTIVE),
    "template.docx": (
        lambda: zipped(word_parts(links=link("attachedTemplate", "http://evil.example/t"))),
        Refusal.REACHES_OUT,
    ),
    "object.docx": (altered(word__embeddings__oleObject1_DOT_bin=b"x"), Refusal.CARRIES_FILES),
    "program.docx": (altered(word__media__image1_DOT_png=b"MZ\x90"), Refusal.CARRIES_FILES),
    "locked.docx": (locked, Refusal.LOCKED),
    "checksum.docx": (wrong_checksum, Refusal.DAMAGED),
    "comment.docx": (
        lambda: letter()[:-2] + b"\x05\0hello",
        Refusal.TWO_KINDS,
    ),
    "before.docx": (lambda: letter() + letter(), Refusal.TWO_KINDS),
}
