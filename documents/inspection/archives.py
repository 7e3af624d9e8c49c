"""Office files: archives whose every part is measured and read before they are taken."""

from __future__ import annotations

import re
import stat
import zipfile
from itertools import pairwise
from xml.sax.saxutils import unescape

from documents.enums import Refusal
from documents.inspection.findings import Finding, Refused, Sample

MOST_PARTS = 3000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 5 * 1024 * 1024
PIECE = 256 * 1024
LOCAL_HEADER = 30
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.oasis.opendocument.text"
PROGRAM_PARTS = re.compile(r"vbaproject|vbadata|activex/|^basic/|^scripts/|macrosheets/", re.I)
FILE_PARTS = re.compile(
    r"embeddings/|oleobject|\.(exe|dll|js|vbs|bat|cmd|scr|zip|docm|xlsm|jar|hta)$", re.I
)
OUTSIDE_PARTS = re.compile(r"externallinks/|xl/connections\.xml|webextensions/", re.I)
OUTSIDE_LINK = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
HARMLESS_LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/(hyperlink|image)[\"']", re.I)
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
FIELD_PROGRAM = re.compile(rb"<w:instrText[^>]*>[^<]*\bDDE(AUTO)?\b", re.I)
PARAGRAPH_END = re.compile(r"</(?:w:p|text:p|text:h)>")
TAG = re.compile(r"<[^>]*>")


def inspect(sample: Sample) -> Finding:
    """Take a Word, Excel or OpenDocument file without programs, or refuse the archive."""
    try:
        with zipfile.ZipFile(sample.path) as archive:
            parts = archive.infolist()
            _check_shape(parts, archive, sample)
            finding = _kind(archive)
            for part in parts:
                _check_name(part)
            for part in parts:
                _check_content(part.filename, _read(archive, part))
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        raise Refused(Refusal.DAMAGED) from None
    return finding


def _check_shape(parts: list[zipfile.ZipInfo], archive: zipfile.ZipFile, sample: Sample) -> None:
    """Look at the sizes the archive declares, before anything is unpacked."""
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(Refusal.LOCKED)
    if archive.comment:
        raise Refused(Refusal.TWO_KINDS)
    total = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    dense = total > RATIO_COUNTS_FROM and total / packed > MOST_RATIO
    if len(parts) > MOST_PARTS or total > MOST_BYTES or dense:
        raise Refused(Refusal.BOMB)
    places = sorted((p.header_offset, p.compress_size + len(p.filename.encode())) for p in parts)
    if places and places[0][0] != 0:
        raise Refused(Refusal.TWO_KINDS)
    for (here, length), (following, _length) in pairwise(places):
        if here + LOCAL_HEADER + length > following:
            raise Refused(Refusal.BOMB)
    if packed > sample.size:
        raise Refused(Refusal.BOMB)


def _kind(archive: zipfile.ZipFile) -> Finding:
    names = set(archive.namelist())
    if "mimetype" in names and archive.read("mimetype")[:100] == TEXT.encode():
        return Finding(TEXT, "odt")
    if "[Content_Types].xml" not in names:
        raise Refused(Refusal.ARCHIVE)
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Refused(Refusal.MACROS)
    if b"wordprocessingml.document.main+xml" in types:
        return Finding(WORD, "docx")
    if b"spreadsheetml.sheet.main+xml" in types:
        return Finding(SHEET, "xlsx")
    raise Refused(Refusal.KIND)


def _check_name(part: zipfile.ZipInfo) -> None:
    name = part.filename
    strays = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    if strays or stat.S_ISLNK(part.external_attr >> 16):
        raise Refused(Refusal.TWO_KINDS)
    if PROGRAM_PARTS.search(name) and not name.endswith("/"):
        raise Refused(Refusal.MACROS)
    if FILE_PARTS.search(name) and not name.endswith("/"):
        raise Refused(Refusal.CARRIES_FILES)
    if OUTSIDE_PARTS.search(name):
        raise Refused(Refusal.REACHES_OUT)


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part, never more than it declared; its checksum is checked on the way."""
    pieces = []
    left = part.file_size
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise Refused(Refusal.BOMB)
            pieces.append(piece)
    return b"".join(pieces)


def _check_content(name: str, content: bytes) -> None:
    if content.startswith((b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"PK\x03\x04")):
        raise Refused(Refusal.CARRIES_FILES)
    if not name.endswith((".xml", ".rels")):
        return
    if DECLARATION.search(content):
        raise Refused(Refusal.ACTIVE)
    if FIELD_PROGRAM.search(content):
        raise Refused(Refusal.MACROS)
    if any(not HARMLESS_LINK.search(link) for link in OUTSIDE_LINK.findall(content)):
        raise Refused(Refusal.REACHES_OUT)


def preview(sample: Sample, media_type: str, most: int) -> str:
    """Return the words of a text document, a paragraph a line; nothing for a spreadsheet."""
    part = {WORD: "word/document.xml", TEXT: "content.xml"}.get(media_type)
    if part is None:
        return ""
    with zipfile.ZipFile(sample.path) as archive:
        source = _read(archive, archive.getinfo(part)).decode(errors="replace")
    text = TAG.sub("", PARAGRAPH_END.sub("\n", source))
    return unescape(text, {"&quot;": '"', "&apos;": "'"}).strip()[:most]
