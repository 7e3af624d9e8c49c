"""Makes text of whatever the court hands out or keeps, so that it can be searched."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # ships no types


class Text(NamedTuple):
    """Something to search; in what no person reads, a number is never taken for a sum."""

    said: str
    readable: bool = True


def texts_of(content: bytes) -> Iterator[Text]:
    """Return every text in a file: as it stands, unpacked, drawn on pages, and in properties."""
    yield Text(content.decode("latin-1"), readable=b"\x00" not in content)
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            for name in box.namelist():
                yield Text(name)
                yield from texts_of(box.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from texts_of(gzip.decompress(content))


def _of_pdf(content: bytes) -> Iterator[Text]:
    pages = pypdfium2.PdfDocument(content)
    for page in pages:
        drawn = page.get_textpage()
        yield Text(drawn.get_text_range())
        drawn.close()
        page.close()
    pages.close()
    with pikepdf.open(io.BytesIO(content)) as paper:
        for thing in paper.objects:
            known = _stream(thing) if isinstance(thing, pikepdf.Stream) else repr(thing)
            yield Text(known, readable=False)


def _stream(thing: pikepdf.Stream) -> str:
    try:
        return thing.read_bytes().decode("latin-1")
    except (pikepdf.PdfError, zlib.error):
        return thing.read_raw_bytes().decode("latin-1")
