"""Telling what a file is from its first bytes; what is not on the list is not taken."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import filetype  # type: ignore[import-untyped] # ships no types

from documents.enums import Refusal
from documents.inspection.findings import Finding, Refused, Sample

OFFICE = "documents.inspection.archives"
PICTURES = "documents.inspection.pictures"
PDFS = "documents.inspection.pdfs"
TEXTS = "documents.inspection.texts"
RECORDINGS = "documents.inspection.recordings"

OPENERS = {
    "image/jpeg": PICTURES,
    "image/png": PICTURES,
    "image/webp": PICTURES,
    "image/heic": PICTURES,
    "audio/mpeg": RECORDINGS,
    "audio/mp4": RECORDINGS,
    "audio/x-m4a": RECORDINGS,
    "video/mp4": RECORDINGS,
    "video/x-m4v": RECORDINGS,
}
EXTENSIONS = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "text/plain": ("txt", "text", "log"),
    "message/rfc822": ("eml",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "mp4"),
    "video/mp4": ("mp4", "m4v", "m4a"),
}
ARCHIVES = frozenset(
    {
        "application/gzip",
        "application/x-tar",
        "application/x-7z-compressed",
        "application/x-rar-compressed",
        "application/x-bzip2",
        "application/x-xz",
        "application/x-lzip",
        "application/zstd",
    }
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def opener_of(sample: Sample) -> str:
    """Return the module that opens this kind of file, or refuse."""
    head = sample.head
    if head.startswith(b"%PDF-"):
        return PDFS
    if head.startswith(b"PK\x03\x04"):
        return OFFICE
    if head.startswith(OLD_OFFICE):
        with sample.path.open("rb") as file:
            locked = LOCKED_OFFICE in file.read(1024 * 1024)
        raise Refused(Refusal.LOCKED if locked else Refusal.KIND)
    guess = filetype.guess(head)
    if guess is None:
        return TEXTS
    if guess.mime in ARCHIVES:
        raise Refused(Refusal.ARCHIVE)
    if guess.mime not in OPENERS:
        raise Refused(Refusal.KIND)
    return OPENERS[guess.mime]


def check_extension(finding: Finding, given: str) -> None:
    """Refuse a file whose extension says something else than its content; none is fine."""
    if given and given not in EXTENSIONS[finding.media_type]:
        raise Refused(Refusal.EXTENSION)


def check_not_also_archive(path: Path) -> None:
    """Refuse a file that is something else at its beginning and an archive at its end."""
    with suppress(zipfile.BadZipFile, ValueError, OSError), zipfile.ZipFile(path) as archive:
        if archive.infolist():
            raise Refused(Refusal.TWO_KINDS)
