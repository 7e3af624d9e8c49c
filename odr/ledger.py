"""The record: every deed is one entry, chained by hash, so that no change goes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from odr.db import locked_or_begun
from odr.models import ChainEntry, ChainHead, LedgerEntry, LedgerHead
from odr.permissions import Actor

START = "0" * 64
COURT = "court"


@dataclass(frozen=True)
class Book:
    """A pair of tables that hold chains; the mediation rooms keep a book of their own."""

    entries: type[ChainEntry]
    heads: type[ChainHead]


RECORD = Book(LedgerEntry, LedgerHead)


@dataclass(frozen=True)
class Deed:
    """What was done, when, and what is worth keeping of it; ids and moments are kept as text."""

    kind: StrEnum
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def case_chain(claim_id: UUID) -> str:
    """Return the name of the chain of one case."""
    return f"case:{claim_id}"


def account_chain(account_id: UUID) -> str:
    """Return the name of the chain of one account."""
    return f"account:{account_id}"


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one spelling of a JSON object that is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry_hash(entry: ChainEntry) -> str:
    """Return the SHA-256 of an entry with everything it says and the hash before it.

    The global sequence number is left out: the same deeds give the same hashes on any database.
    """
    said = {
        "chain": entry.chain,
        "no": entry.chain_no,
        "kind": entry.kind,
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "role": entry.actor_role,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": entry.data,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(b"\x00" + canonical(said)).hexdigest()


def record(
    session: Session,
    actor: Actor,
    kind: StrEnum,
    claim_id: UUID | None,
    /,
    *,
    at: datetime,
    **data: Any,
) -> ChainEntry:
    """Write one deed into the chain of its case, or into the court's own chain."""
    chain = COURT if claim_id is None else case_chain(claim_id)
    return append(session, RECORD, chain, actor, Deed(kind, at, data))


def begin(session: Session, chain: str) -> None:
    """Begin the chain of something that did not exist before, so that no end is looked for.

    Were there such a chain all the same, the database would refuse the second beginning.
    """
    session.add(_new_head(RECORD, chain))


def append(session: Session, book: Book, chain: str, actor: Actor, deed: Deed) -> ChainEntry:
    """Add an entry at the end of a chain; the chain's head is locked until the commit.

    Ids and moments may be given as they are; they are kept as text.
    """
    head = _head(session, book, chain)
    entry = book.entries()
    entry.chain, entry.chain_no = chain, head.count + 1
    entry.kind, entry.at = str(deed.kind), deed.at
    entry.actor_id, entry.actor_role = actor.account_id, str(actor.role)
    entry.data = {key: _plain(value) for key, value in deed.data.items()}
    entry.previous_hash = head.hash
    entry.hash = entry_hash(entry)
    head.count, head.hash = entry.chain_no, entry.hash
    session.add(entry)
    return entry


def _head(session: Session, book: Book, chain: str) -> ChainHead:
    """Return the locked end of a chain, or a new one; one not yet written counts too."""
    for pending in session.new:
        if isinstance(pending, book.heads) and pending.chain == chain:
            return pending
    if chain == COURT:  # the one chain that strangers may begin in the same moment
        return locked_or_begun(session, book.heads, chain, partial(_new_head, book, chain))
    with session.no_autoflush:
        head = session.get(book.heads, chain, with_for_update=True)
    if head is None:
        head = _new_head(book, chain)
        session.add(head)
    return head


def _new_head(book: Book, chain: str) -> ChainHead:
    head = book.heads()
    head.chain, head.count, head.hash, head.sealed_count = chain, 0, START, 0
    return head


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
