"""Handing a file out so that it can be read and saved, but never runs in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from documents.characters import shown_name
from documents.derivatives import check_open
from documents.enums import Origin
from documents.models import Document
from documents.storage import Storage

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
INLINE = frozenset({"image/jpeg", "application/pdf"})
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Download:
    """A complete answer: status, headers and the bytes, a piece at a time."""

    status: int
    headers: dict[str, str]
    pieces: Iterator[bytes]


def download(
    storage: Storage, document: Document, *, range_header: str | None = None, inline: bool = False
) -> Download:
    """Answer a request for a file that the caller may see.

    What a person sent is always an attachment. Only what the court made itself, a sealed paper
    or a redrawn picture, may be shown in the page. One range is honoured; a list of ranges or
    a range that makes no sense is answered with the whole file.
    """
    check_open(document)
    wanted = parse_range(range_header, document.size)
    headers = safe_headers(
        document.name,
        document.media_type,
        inline=inline and document.origin is Origin.MADE,
    )
    headers["Accept-Ranges"] = "bytes"
    headers["ETag"] = f'"{document.sha256}"'
    if wanted is None:
        headers["Content-Length"] = str(document.size)
        return Download(200, headers, storage.stream(document.storage_key))
    start, end = wanted
    if start >= document.size:
        headers["Content-Range"] = f"bytes */{document.size}"
        headers["Content-Length"] = "0"
        return Download(416, headers, iter(()))
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{document.size}"
    headers["Content-Length"] = str(end - start)
    return Download(206, headers, storage.stream(document.storage_key, start, end))


def safe_headers(name: str, media_type: str, *, inline: bool = False) -> dict[str, str]:
    """Return the headers that keep a browser from guessing, running or framing the content."""
    label = shown_name(name)
    plain = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in label)
    how = "inline" if inline and media_type in INLINE else "attachment"
    kind = f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
    return {
        "Content-Type": kind,
        "Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(label)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }


def parse_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Return the asked-for bytes as (start, end without), or None for the whole file."""
    match = RANGE.fullmatch((header or "").strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        length = min(int(last), size)
        return (size - length, size) if length else (size, size)
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    return start, end
