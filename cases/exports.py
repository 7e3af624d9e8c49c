"""A person's own copy of their case: everything they may see in it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import policies, queries
from cases.docket import docket_for
from cases.enums import Entry
from cases.models import CasePaper, Claim, Exhibit
from documents.enums import ScanStatus
from documents.models import Document
from odr import ledger
from odr.clock import Clock
from odr.ledger import Deed
from odr.permissions import Actor, require

PRIVATE = ("email", "phone", "account_id", "code_generation", "reminded_for")
"""What the other side does not learn about a party."""


@dataclass(frozen=True)
class CaseFile:
    """One file of a case: the name it gets in the copy, and the document."""

    name: str
    document: Document


def note_export(session: Session, actor: Actor, claims: Sequence[Claim], *, clock: Clock) -> None:
    """Note that a party took a copy of their cases."""
    for claim in claims:
        require(policies.is_party(actor, claim))
        ledger.record(session, actor, Entry.RECORD_EXPORTED, claim.id, at=clock.now())
    if actor.account_id is not None:
        chain = ledger.account_chain(actor.account_id)
        deed = Deed(Entry.RECORD_EXPORTED, clock.now(), {"cases": len(claims)})
        ledger.append(session, ledger.RECORD, chain, actor, deed)


def copy_of_case(session: Session, actor: Actor, claim: Claim) -> dict[str, Any]:
    """Return everything a party may see of a case as plain data.

    Fees are there for the side that owes them; e-mail and phone only of the person who asks.
    """
    own = {party.id for party in queries.parties_of(actor, claim)}
    payments = [each for each in queries.payments_of(session, claim) if each.party_id in own]
    orders = queries.orders_of(session, claim)
    reply = queries.reply_of(session, claim)
    return {
        "case": _row(claim, "created_by"),
        "parties": [_row(party, *(() if party.id in own else PRIVATE)) for party in claim.parties],
        "amounts": _rows(queries.amounts_of(session, claim)),
        "timeline": _rows(queries.timeline_of(session, claim)),
        "answers": _rows(queries.responses_of(session, claim)),
        "reply": _row(reply) if reply is not None else None,
        "service": _rows(queries.attempts_of(session, claim), "recorded_by"),
        "fees": _rows(payments, "provider_reference"),
        "exhibits": _rows(queries.exhibits_of(session, claim)),
        "papers": _rows(queries.papers_visible_to(session, actor, claim)),
        "orders": [
            {**_row(order, "made_by"), "payments": _rows(queries.payments_under(session, order))}
            for order in orders
        ],
        "docket": [
            {"number": line.number, "at": _plain(line.at), "what": line.sentence, "who": line.who}
            for line in docket_for(session, actor, claim)
        ],
    }


def files_of_case(session: Session, actor: Actor, claim: Claim) -> list[CaseFile]:
    """Return the files of a case this party may open, with good names for a copy."""
    exhibits = queries.exhibits_of(session, claim)
    papers = [p for p in queries.papers_visible_to(session, actor, claim) if p.document_id]
    wanted = [row.document_id for row in exhibits] + [paper.document_id for paper in papers]
    rows = session.scalars(
        select(Document).where(Document.id.in_(wanted), Document.status == ScanStatus.CLEAN)
    )
    known: dict[UUID | None, Document] = {row.id: row for row in rows}
    found = [_exhibit(row, known[row.document_id]) for row in exhibits if row.document_id in known]
    return found + [
        _paper(number, paper, known[paper.document_id])
        for number, paper in enumerate(papers, start=1)
        if paper.document_id in known
    ]


def _exhibit(row: Exhibit, document: Document) -> CaseFile:
    return CaseFile(f"exhibits/{row.code}-{document.name}", document)


def _paper(number: int, paper: CasePaper, document: Document) -> CaseFile:
    return CaseFile(f"papers/{number:02}-{paper.kind.value}-{document.name}", document)


def _rows(rows: Sequence[Any], *hidden: str) -> list[dict[str, Any]]:
    return [_row(row, *hidden) for row in rows]


def _row(row: Any, *hidden: str) -> dict[str, Any]:
    """Write a row out column by column, in the order of its table."""
    names = [column.key for column in type(row).__mapper__.column_attrs]
    return {name: _plain(getattr(row, name)) for name in names if name not in hidden}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, UUID) else value
