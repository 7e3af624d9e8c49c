"""The rooms' own book: every deed is written here, and none of it in the record of the case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hearings.rooms.enums import RoomEntry
from hearings.rooms.envelope import fingerprint
from hearings.rooms.models import RoomLedgerEntry, RoomLedgerHead
from odr import ledger
from odr.ledger import Book
from odr.models import ChainEntry
from odr.permissions import Actor

BOOK = Book(RoomLedgerEntry, RoomLedgerHead)


def room_chain(claim_id: UUID) -> str:
    """Return the name of the chain of one case's rooms."""
    return f"room:{claim_id}"


def note(
    session: Session,
    actor: Actor,
    kind: RoomEntry,
    claim_id: UUID,
    *,
    at: datetime,
    **data: Any,
) -> ChainEntry:
    """Write one deed into the chain of this case's rooms.

    Each entry carries a mark made with the rooms' key, so that nobody who can write to the
    database but does not hold the key can put another entry in its place.
    """
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in data.items()}
    if actor.party_id is not None:
        plain["party"] = str(actor.party_id)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = ledger.canonical({"kind": kind.value, "at": moment, "data": plain})
    plain["mark"] = fingerprint(session, claim_id, said)
    deed = ledger.Deed(kind, at, plain)
    return ledger.append(session, BOOK, room_chain(claim_id), actor, deed)
