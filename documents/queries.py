"""Finding documents. Who may see one is decided by the claim or room it belongs to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.enums import ScanStatus
from documents.models import Document
from odr.errors import NotFound
from odr.words import _


def document_for(session: Session, document_id: UUID, *, lock: bool = False) -> Document:
    """Return one document, or NotFound."""
    document = session.get(Document, document_id, with_for_update=lock or None)
    if document is None:
        raise NotFound(_("There is no such document."))
    return document


def copy_of(session: Session, document_id: UUID) -> Document | None:
    """Return the upright picture made from a photo, if there is one."""
    return session.scalar(select(Document).where(Document.derivative_of == document_id))


def copies_of(session: Session, document_ids: Collection[UUID]) -> dict[UUID, Document]:
    """Return the copies of many documents in one statement, by the original's id."""
    if not document_ids:
        return {}
    found = session.scalars(select(Document).where(Document.derivative_of.in_(document_ids)))
    return {copy.derivative_of: copy for copy in found if copy.derivative_of is not None}


def waiting_since(session: Session, before: datetime) -> list[UUID]:
    """Return the documents received before this moment that no scanner has passed yet."""
    return list(
        session.scalars(
            select(Document.id)
            .where(Document.status == ScanStatus.RECEIVED, Document.made_at < before)
            .order_by(Document.made_at, Document.id)
            .limit(500)
        )
    )


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Return which of these storage keys belong to a document."""
    return set(session.scalars(select(Document.storage_key).where(Document.storage_key.in_(keys))))
