"""Sound and film: stored as sent, and only looked at from outside."""

from __future__ import annotations

from typing import IO

from documents.enums import Refusal
from documents.inspection.findings import Finding, Refused, Sample
from documents.inspection.kinds import check_not_also_archive

MOST_BOXES = 10_000


def inspect(sample: Sample) -> Finding:
    """Check that the file is whole as far as can be told without playing it."""
    check_not_also_archive(sample.path)
    if sample.head[4:8] != b"ftyp":
        return Finding("audio/mpeg", "mp3")
    with sample.path.open("rb") as file:
        kinds = check_boxes(file, sample.size)
    if b"moov" not in kinds and b"moof" not in kinds:
        raise Refused(Refusal.DAMAGED)
    if sample.head[8:11] in (b"M4A", b"M4B"):
        return Finding("audio/mp4", "m4a")
    return Finding("video/mp4", "mp4")


def check_boxes(file: IO[bytes], size: int) -> set[bytes]:
    """Walk the outer boxes to the exact end of the file and return their kinds."""
    kinds: set[bytes] = set()
    place = 0
    for _box in range(MOST_BOXES):
        if place == size:
            return kinds
        file.seek(place)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        elif length == 0:
            length = size - place
        if length < 8 or place + length > size:
            raise Refused(Refusal.DAMAGED)
        kinds.add(header[4:8])
        place += length
    raise Refused(Refusal.TOO_COMPLEX)
