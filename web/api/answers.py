"""Turns rows of the court into what the registry API writes."""

from __future__ import annotations

from uuid import UUID

from cases import register
from cases.models import Claim, Party
from odr.models import LedgerEntry
from web.api.access import BASE
from web.api.schemas import Case, CaseDocument, CaseLine, CaseParty, DocketEntry, Event, Sum

CASE_CHAIN = "case:"
ABOUT = (
    *("amount", "attended", "currency", "kind", "late", "number", "order", "outcome", "paper"),
    *("payment", "purpose", "reason", "receipt", "result", "settled", "total"),
)
"""What of an entry's data machines are told: ids, sums and words of fixed lists."""


def case_path(claim_id: UUID) -> str:
    """Return where a case is read."""
    return f"{BASE}/cases/{claim_id}"


def case_links(claim_id: UUID) -> dict[str, str]:
    """Return where the parts of a case are read."""
    path = case_path(claim_id)
    return {
        "self": path,
        "docket_entries": f"{path}/docket-entries",
        "documents": f"{path}/documents",
    }


def line_of(row: register.IssuedCase) -> CaseLine:
    """Write a case for the list."""
    return CaseLine(
        id=row.id,
        number=row.number,
        title=row.title,
        status=row.status,
        filed_at=row.filed_at,
        issued_at=row.issued_at,
        closed_at=row.closed_at,
        links=case_links(row.id),
    )


def case_of(claim: Claim) -> Case:
    """Write a whole case; addresses and how to reach people are not given to machines."""
    return Case.model_validate(
        {
            "id": claim.id,
            "number": claim.number,
            "title": claim.title,
            "status": claim.status,
            "status_since": claim.status_since,
            "closed_reason": claim.closed_reason,
            "kind": claim.kind,
            "pack": f"{claim.pack_id} {claim.pack_version}",
            "claimed": Sum.of(claim.money(claim.claimed_minor)),
            "interest": Sum.of(claim.money(claim.interest_minor)),
            "fee": Sum.of(claim.money(claim.fee_minor)),
            "filed_at": claim.filed_at,
            "issued_at": claim.issued_at,
            "served_on": claim.served_on,
            "response_due": claim.response_due,
            "closed_at": claim.closed_at,
            "parties": [_party(party) for party in claim.parties],
            "links": case_links(claim.id),
        }
    )


def _party(party: Party) -> CaseParty:
    return CaseParty(
        id=party.id,
        side=party.side,
        position=party.position,
        kind=party.kind,
        name=party.name,
        trading_name=party.trading_name or None,
        answer_status=party.answer_status,
        served_on=party.served_on,
        response_due=party.response_due,
    )


def entry_of(entry: LedgerEntry) -> DocketEntry:
    """Write one deed of a case."""
    about = {key: entry.data[key] for key in ABOUT if key in entry.data}
    return DocketEntry(
        number=entry.chain_no,
        type=entry.kind,
        at=entry.at,
        by=entry.actor_role,
        about={
            key: ", ".join(map(str, value)) if isinstance(value, list) else value
            for key, value in about.items()
        },
        hash=entry.hash,
    )


def document_of(found: register.CaseDocument) -> CaseDocument:
    """Write what is known of a document."""
    path = f"{BASE}/documents/{found.document.id}"
    return CaseDocument(
        id=found.document.id,
        case_id=found.claim_id,
        kind=found.kind,
        code=found.code,
        title=found.title,
        filed_at=found.filed_at,
        media_type=found.document.media_type,
        size=found.document.size,
        sha256=found.document.sha256,
        links={"self": path, "content": f"{path}/content", "case": case_path(found.claim_id)},
    )


def event_of(entry: LedgerEntry, base_url: str) -> Event:
    """Write what happened, and no more than where to read about it."""
    claim_id = UUID(entry.chain.removeprefix(CASE_CHAIN))
    path = case_path(claim_id)
    return Event(
        id=entry.hash,
        source=base_url.rstrip("/") + BASE,
        type=entry.kind,
        time=entry.at,
        subject=path,
        sequence=entry.chain_no,
        data={"case_id": str(claim_id), "docket_entries": f"{path}/docket-entries"},
    )
