"""What the synthetic court came to, counted from the record and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.enums import Entry, OrderKind
from hearings.rooms.models import RoomLedgerEntry
from odr import checkpoints
from odr.models import ChainEntry, LedgerEntry

BY_ORDER = {
    OrderKind.DEFAULT: "default",
    OrderKind.ADMISSION: "admitted",
    OrderKind.DECISION: "decided",
}


def count(session: Session) -> dict[str, Any]:
    """Count outcomes and deeds from the record; the same record gives the same figures."""
    outcomes: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    for history in _histories(session):
        outcome = outcome_of(history)
        outcomes[outcome] += 1
        if any(kind == Entry.ORDER_MADE for kind, _data in history):
            satisfied = any(kind == Entry.ORDER_SATISFIED for kind, _data in history)
            paid["paid" if satisfied else "not_paid"] += 1
    heads = checkpoints.heads(session)
    return {
        "outcomes": dict(sorted(outcomes.items())),
        "orders": dict(sorted(paid.items())),
        "deeds": _deeds(session, LedgerEntry),
        "deeds_in_rooms": _deeds(session, RoomLedgerEntry),
        "ledger": {
            "entries": sum(count for _chain, count, _head in heads),
            "chains": len(heads),
            "head": checkpoints.merkle_root(heads),
        },
    }


def outcome_of(history: list[tuple[str, dict[str, Any]]]) -> str:
    """Say how one case ended, from its entries."""
    kinds = [kind for kind, _data in history]
    for kind, data in history:
        if kind == Entry.ORDER_MADE and data["kind"] in BY_ORDER:
            return BY_ORDER[OrderKind(data["kind"])]
    if Entry.SETTLED in kinds:
        mediated = Entry.MEDIATION_OPENED in kinds
        return "settled_in_mediation" if mediated else "settled_early"
    if Entry.CLAIM_WITHDRAWN in kinds:
        return "withdrawn"
    if Entry.CLAIM_LAPSED in kinds:
        return "lapsed"
    if Entry.REPLY_FILED in kinds and Entry.MEDIATION_OPENED not in kinds:
        return "paid_before"
    return "open"


def _deeds(session: Session, book: type[ChainEntry]) -> dict[str, int]:
    rows = session.execute(select(book.kind, func.count()).group_by(book.kind))
    return {kind: count for kind, count in sorted(rows.all())}


def _histories(session: Session) -> list[list[tuple[str, dict[str, Any]]]]:
    rows = session.execute(
        select(LedgerEntry.chain, LedgerEntry.kind, LedgerEntry.data)
        .where(LedgerEntry.chain.startswith("case:"))
        .order_by(LedgerEntry.chain, LedgerEntry.chain_no)
    )
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for chain, kind, data in rows:
        found.setdefault(chain, []).append((kind, data))
    return list(found.values())
