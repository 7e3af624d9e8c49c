"""Files that wait in the storage of the test court, for drafts and evidence."""

from __future__ import annotations

from itertools import count

from sqlalchemy.orm import Session

from documents.enums import Origin, ScanStatus
from documents.models import Document
from odr.clock import FixedClock

_numbers = count(1)


def a_document(
    session: Session, clock: FixedClock, status: ScanStatus = ScanStatus.CLEAN
) -> Document:
    """Make the row of a photo that was received."""
    number = next(_numbers)
    document = Document(
        storage_key=f"test/{number}",
        name=f"photo {number}.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=f"{number:064}",
        status=status,
        made_at=clock.now(),
        origin=Origin.UPLOAD,
    )
    session.add(document)
    session.flush()
    return document
