"""Photos and scans: measured before they are decoded, and copied upright without camera data."""

from __future__ import annotations

import os
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps

from documents.enums import Refusal
from documents.inspection.findings import Finding, Refused, Sample, looks_like_web
from documents.inspection.kinds import check_not_also_archive
from documents.inspection.recordings import check_boxes

MOST_PIXELS = 50_000_000
MOST_FRAMES = 300
LONG_SIDE = 3000
QUALITY = 85
PNG_END = b"IEND\xaeB`\x82"
WHITE = (255, 255, 255)
KINDS = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "HEIF": ("image/heic", "heic"),
}

pillow_heif.register_heif_opener(decode_threads=1)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def inspect(sample: Sample) -> Finding:
    """Check size, wholeness and that nothing else hides in the file; copy it if asked."""
    check_not_also_archive(sample.path)
    _check_margins(sample)
    try:
        with Image.open(sample.path, formats=["JPEG", "PNG", "WEBP", "HEIF"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(Refusal.TOO_MANY_PIXELS)
            if getattr(picture, "n_frames", 1) > MOST_FRAMES:
                raise Refused(Refusal.TOO_COMPLEX)
            media_type, extension = KINDS[picture.format or ""]
            if sample.copy_to is not None:
                copy_upright(picture, sample.copy_to)
            else:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Refused(Refusal.TOO_MANY_PIXELS) from None
    return Finding(media_type, extension, copied=sample.copy_to is not None)


def copy_upright(picture: Image.Image, target: Path) -> None:
    """Write what the picture shows, turned upright, as a JPEG with no data beside the pixels."""
    picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        upright = Image.new("RGB", layered.size, WHITE)
        upright.paste(layered, mask=layered.getchannel("A"))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright.convert("RGB"))
    bare.save(target, "JPEG", quality=QUALITY)


def _check_margins(sample: Sample) -> None:
    """Look for pages and programs in what surrounds the picture itself."""
    raw = sample.path.read_bytes()
    if raw.startswith(b"\xff\xd8"):
        scan = raw.find(b"\xff\xda")
        margins = raw[: max(scan, 0)] + raw[raw.rfind(b"\xff\xd9") :]
    elif raw.startswith(b"\x89PNG"):
        end = raw.find(PNG_END)
        if end < 0:
            raise Refused(Refusal.DAMAGED)
        if raw[end + len(PNG_END) :].strip(b"\0\r\n\t "):
            raise Refused(Refusal.TWO_KINDS)
        margins = raw.split(b"IDAT", 1)[0] + raw.rsplit(b"IDAT", 1)[-1][-65536:]
    elif raw.startswith(b"RIFF"):
        declared = int.from_bytes(raw[4:8], "little") + 8
        if sample.size < declared:
            raise Refused(Refusal.DAMAGED)
        if sample.size > declared + 1:
            raise Refused(Refusal.TWO_KINDS)
        margins = raw[:64]
    else:
        with sample.path.open("rb") as file:
            check_boxes(file, os.fstat(file.fileno()).st_size)
        margins = raw[:64]
    if looks_like_web(margins):
        raise Refused(Refusal.TWO_KINDS)
