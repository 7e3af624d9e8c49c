"""What machines read: cases, their record, their documents, and the feed of events."""

from __future__ import annotations

import base64
import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from starlette.responses import Response, StreamingResponse

from cases import queries, register
from cases.enums import ClaimStatus
from documents.downloads import download
from documents.storage import Missing, storage_of
from odr.errors import Invalid, Unavailable
from odr.models import LedgerEntry
from odr.pagination import page_of, read_cursor, write_cursor
from odr.words import _
from web.api.access import (
    BASE,
    CaseReader,
    DocketReader,
    DocumentReader,
    EventReader,
    ReadSession,
)
from web.api.answers import case_of, document_of, entry_of, event_of, line_of
from web.api.schemas import (
    MEANINGS,
    Case,
    CaseDocument,
    CaseLine,
    DocketEntry,
    Event,
    Feed,
    Page,
    refusals,
)
from web.deps import SettingsDep

router = APIRouter(tags=["Cases"])

LIST = refusals(401, 403, 422, 429)
ONE = refusals(401, 403, 404, 429)
PART = refusals(401, 403, 404, 422, 429)
NUMBER = r"^[A-Z0-9][A-Z0-9/ -]{0,39}$"
FIRST = (0, 0)
BYTES = {"schema": {"type": "string", "format": "binary"}}

Cursor = Annotated[str | None, Query(max_length=200, description="The `next` of the part before.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at once.")]
Number = Annotated[str | None, Query(pattern=NUMBER, description="One case number, as written.")]
Status = Annotated[ClaimStatus | None, Query(description="Only cases that stand here.")]


@router.get(f"{BASE}/cases", name="api.cases", responses=LIST)
def list_cases(
    session: ReadSession,
    reader: CaseReader,
    number: Number = None,
    status: Status = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CaseLine]:
    """List issued cases in the order of their numbers."""
    rows = register.issued_cases(
        session, reader, number=number, status=status, after=_number(cursor), size=limit
    )
    page = page_of(rows, limit, lambda row: (row.number,))
    return Page(items=[line_of(row) for row in page.rows], next=page.next)


def _number(cursor: str | None) -> str:
    if not cursor:
        return ""
    (number,) = read_cursor(cursor, str)
    if not re.fullmatch(NUMBER, number):
        raise Invalid(_("This cursor is not one of ours."), "cursor")
    return str(number)


@router.get(f"{BASE}/cases/{{case_id}}", name="api.case", responses=ONE)
def read_case(session: ReadSession, reader: CaseReader, case_id: UUID) -> Case:
    """Read one case with its parties, sums and dates."""
    return case_of(queries.claim_for(session, reader, case_id))


@router.get(f"{BASE}/cases/{{case_id}}/docket-entries", name="api.docket", responses=PART)
def list_docket(
    session: ReadSession,
    reader: DocketReader,
    case_id: UUID,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DocketEntry]:
    """Read the record of a case, oldest deed first."""
    after = read_cursor(cursor, int)[0] if cursor else 0
    rows = register.docket_of(session, reader, case_id, after=_small(after), size=limit)
    page = page_of(rows, limit, lambda row: (row.chain_no,))
    return Page(items=[entry_of(row) for row in page.rows], next=page.next)


def _small(number: int) -> int:
    """Keep a number within what the database counts with."""
    return max(0, min(number, 2**31 - 1))


@router.get(f"{BASE}/cases/{{case_id}}/documents", name="api.documents", responses=ONE)
def list_documents(
    session: ReadSession, reader: DocumentReader, case_id: UUID
) -> Page[CaseDocument]:
    """List the papers and exhibits of a case, but no letter to one party alone."""
    found = register.documents_of(session, reader, case_id)
    return Page(items=[document_of(each) for each in found], next=None)


@router.get(f"{BASE}/documents/{{document_id}}", name="api.document", responses=ONE)
def read_document(session: ReadSession, reader: DocumentReader, document_id: UUID) -> CaseDocument:
    """Read what is known of one document."""
    return document_of(register.document_for(session, reader, document_id))


@router.get(
    f"{BASE}/documents/{{document_id}}/content",
    name="api.content",
    response_class=StreamingResponse,
    responses={
        **refusals(401, 403, 404, 409, 429),
        200: {"description": "The whole file.", "content": {"*/*": BYTES}},
        206: {"description": "The part asked for.", "content": {"*/*": BYTES}},
        416: {"description": MEANINGS[416], "content": {"*/*": BYTES}},
    },
)
def read_content(
    session: ReadSession,
    reader: DocumentReader,
    document_id: UUID,
    part: Annotated[str | None, Header(alias="Range", description="One range of bytes.")] = None,
) -> Response:
    """Read the bytes of a document, whole or one range, with the digest of the whole."""
    document = register.document_for(session, reader, document_id).document
    try:
        file = download(storage_of(session), document, range_header=part)
    except Missing:
        raise Unavailable(_("This file cannot be fetched just now.")) from None
    digest = base64.b64encode(bytes.fromhex(document.sha256)).decode()
    headers = {**file.headers, "Repr-Digest": f"sha-256=:{digest}:"}
    return StreamingResponse(file.pieces, file.status, headers)


@router.get(f"{BASE}/events", name="api.events", responses=LIST, tags=["Events"])
def read_events(
    session: ReadSession,
    reader: EventReader,
    settings: SettingsDep,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Feed[Event]:
    """Read what happened in issued cases; each entry comes exactly once, in a lasting order."""
    after = tuple(read_cursor(cursor, int, int)) if cursor else FIRST
    rows = list(register.events(session, reader, after=(after[0], after[1]), size=limit))
    shown = rows[:limit]
    return Feed(
        items=[event_of(row, settings.base_url) for row in shown],
        next=write_cursor(*_place(shown[-1]) if shown else after),
        more=len(rows) > limit,
    )


def _place(entry: LedgerEntry) -> tuple[int, int]:
    return entry.transaction_no, entry.seq
