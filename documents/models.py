"""The register of documents: one row for each file the court keeps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from documents.enums import Origin, Refusal, ScanStatus
from odr.db import Base, Identified


def _words(kind: type) -> Enum:
    """Keep the words of a list as text, so that a new word needs no change of the database."""
    return Enum(
        kind, native_enum=False, length=32, values_callable=lambda words: [w.value for w in words]
    )


class Document(Identified, Base):
    """One file: its bytes live in the storage, this row says what they are.

    `name` is only a label. A derivative (an upright picture without camera data) names the
    document it was made from; the original stays as it was sent.
    """

    __tablename__ = "document"
    __table_args__ = (Index(None, "status", "made_at"),)

    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[ScanStatus] = mapped_column(_words(ScanStatus))
    refusal: Mapped[Refusal | None] = mapped_column(_words(Refusal))
    made_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    origin: Mapped[Origin] = mapped_column(_words(Origin))
    page_count: Mapped[int | None]
    derivative_of: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
