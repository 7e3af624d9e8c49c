"""Pages of a PDF as pictures and as text, so that nobody has to open the file itself."""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped] # ships no types

from documents.inspection.findings import Sample

WIDTH = 1240  # pixels: an A4 page at 150 to the inch
TALLEST = 4000
QUALITY = 80


def draw(sample: Sample, number: int, target: Path) -> int:
    """Write page `number`, counted from 1, as a JPEG; return how many pages there are."""
    document = pypdfium2.PdfDocument(sample.path)
    try:
        page = document[number - 1]
        scale = min(WIDTH / page.get_width(), TALLEST / page.get_height())
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        picture.save(target, "JPEG", quality=QUALITY)
        return len(document)
    finally:
        document.close()


def preview(sample: Sample, media_type: str, most: int) -> str:
    """Return the text of the pages up to `most` characters; a scan has none."""
    document = pypdfium2.PdfDocument(sample.path)
    try:
        text: str = ""
        for number in range(len(document)):
            text += document[number].get_textpage().get_text_range() + "\n"
            if len(text) >= most:
                break
        return text.replace("\r\n", "\n").strip()[:most]
    finally:
        document.close()
