"""Papers of the court as people read them, and files as people have them."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped] # ships no types

from tests.documents import samples

LETTER = Path(__file__).parent / "files" / "letter before claim.docx"
"""Written with a word processor's own template, styles, table and picture."""


def words_of(paper: bytes) -> str:
    """Return the text of a PDF, its lines joined."""
    with pypdfium2.PdfDocument(paper) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split())


def page_count(paper: bytes) -> int:
    """Return how many pages a PDF has."""
    with pypdfium2.PdfDocument(paper) as document:
        return len(document)


def has_qr_code(paper: bytes) -> bool:
    """Tell whether a reader finds two corners of a square code beside each other on a page.

    A corner, cut through its middle, is dark and light in the lengths 1, 1, 3, 1 and 1.
    """
    with pypdfium2.PdfDocument(paper) as document:
        for page in document:
            picture = page.render(scale=3, grayscale=True).to_pil()
            width, pixels = picture.width, picture.tobytes()
            rows = (pixels[at : at + width] for at in range(0, len(pixels), width))
            if any(_corners(row) >= 2 for row in rows):
                return True
    return False


def _corners(row: bytes) -> int:
    runs = [(dark, len(list(same))) for dark, same in groupby(pixel < 128 for pixel in row)]
    found = 0
    for start in range(len(runs) - 4):
        five = runs[start : start + 5]
        unit = sum(length for _dark, length in five) / 7
        fits = [
            abs(length - unit * share) <= unit / 2
            for (_dark, length), share in zip(five, (1, 1, 3, 1, 1), strict=True)
        ]
        found += five[0][0] and unit >= 2 and all(fits)
    return found


def evidence() -> list[tuple[str, bytes]]:
    """Return what people have: photos of two kinds, a scan, a letter, an e-mail and a chat."""
    return [
        ("IMG_0041.jpg", samples.large_photo()),
        ("IMG_0042.HEIC", samples.heic_photo()),
        ("scan of the contract.pdf", samples.scan(3)),
        ("letter before claim.docx", LETTER.read_bytes()),
        ("Your order.eml", samples.mail()),
        ("WhatsApp chat with the shop.txt", samples.chat()),
    ]
