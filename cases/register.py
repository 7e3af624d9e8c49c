"""What the registry reads: its desk the work and open fees, its machines the issued cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from cases import policies, queries
from cases.enums import ClaimStatus, Entry, EventEffect, PaymentPurpose, PaymentStatus
from cases.models import CasePaper, Claim, Exhibit, FilingReview, Payment, ProviderEvent
from documents.enums import ScanStatus
from documents.models import Document
from odr.errors import NotFound
from odr.ledger import case_chain
from odr.models import Account, LedgerEntry
from odr.money import Money
from odr.permissions import Actor, require
from odr.words import _

OPEN = (PaymentStatus.DUE, PaymentStatus.STARTED, PaymentStatus.FAILED)
MOST_HELD = 50
MOST_ALIKE = 5
Place = tuple[datetime, UUID]
"""Where a page of a list ends: the time and id of its last row."""


@dataclass(frozen=True)
class OpenFee:
    """One fee that waits to be paid, as the registry's list shows it."""

    id: UUID
    made_at: datetime
    purpose: PaymentPurpose
    amount: Money
    status: PaymentStatus
    title: str


def open_fees(session: Session, actor: Actor, *, after: Place | None, size: int) -> list[OpenFee]:
    """Return the fees that wait to be paid, oldest first; one more than the size, if there is."""
    require(policies.may_take_counter_payment(actor))
    query = (
        select(
            Payment.id,
            Payment.made_at,
            Payment.purpose,
            Payment.amount_minor,
            Payment.currency,
            Payment.status,
            Claim.title,
        )
        .join(Claim, Claim.id == Payment.claim_id)
        .where(Payment.status.in_(OPEN), Claim.closed_at.is_(None))
        .order_by(Payment.made_at, Payment.id)
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(tuple_(Payment.made_at, Payment.id) > tuple_(*after))
    return [
        OpenFee(row[0], row[1], row[2], Money(row[3], row[4]), row[5], row[6])
        for row in session.execute(query)
    ]


def held_reports(session: Session, actor: Actor) -> list[tuple[ProviderEvent, UUID | None]]:
    """Return the reports a clerk has to look at, newest first, with the fee each names."""
    require(policies.may_take_counter_payment(actor))
    query = (
        select(ProviderEvent, Payment.id)
        .outerjoin(Payment, Payment.provider_reference == ProviderEvent.provider_reference)
        .where(ProviderEvent.effect == EventEffect.HELD.value)
        .order_by(ProviderEvent.received_at.desc(), ProviderEvent.event_id)
        .limit(MOST_HELD)
    )
    return [(event, payment_id) for event, payment_id in session.execute(query)]


@dataclass(frozen=True)
class IssuedCase:
    """One line of the list of cases."""

    id: UUID
    number: str
    title: str
    status: ClaimStatus
    filed_at: datetime
    issued_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class CaseDocument:
    """A paper of the court or an exhibit of a party, with its file."""

    claim_id: UUID
    kind: str
    title: str
    filed_at: datetime
    document: Document
    code: str | None = None


def issued_cases(
    session: Session,
    actor: Actor,
    *,
    number: str | None,
    status: ClaimStatus | None,
    after: str,
    size: int,
) -> list[IssuedCase]:
    """Return cases in the order of their numbers; one more than the size, if there is."""
    query = (
        queries.claims_visible_to(actor)
        .with_only_columns(
            Claim.id,
            Claim.number,
            Claim.title,
            Claim.status,
            Claim.filed_at,
            Claim.issued_at,
            Claim.closed_at,
        )
        .where(Claim.number > after)
        .order_by(Claim.number)
        .limit(size + 1)
    )
    if number is not None:
        query = query.where(Claim.number == number)
    if status is not None:
        query = query.where(Claim.status == status)
    return [_line(row) for row in session.execute(query)]


def _line(row: Any) -> IssuedCase:
    return IssuedCase(*row)


def docket_of(
    session: Session, actor: Actor, claim_id: UUID, *, after: int, size: int
) -> Sequence[LedgerEntry]:
    """Return the record of one case in its own order."""
    claim = queries.claim_for(session, actor, claim_id)
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.chain == case_chain(claim.id), LedgerEntry.chain_no > after)
        .order_by(LedgerEntry.chain_no)
        .limit(size + 1)
    )
    return session.scalars(query).all()


def documents_of(session: Session, actor: Actor, claim_id: UUID) -> list[CaseDocument]:
    """Return the papers and exhibits of a case this reader may open, in the order they came."""
    claim = queries.claim_for(session, actor, claim_id)
    exhibits = queries.exhibits_of(session, claim)
    papers = [
        paper for paper in queries.papers_visible_to(session, actor, claim) if paper.document_id
    ]
    wanted = {paper.document_id for paper in papers} | {row.document_id for row in exhibits}
    clean = select(Document).where(Document.id.in_(wanted), Document.status == ScanStatus.CLEAN)
    known = {document.id: document for document in session.scalars(clean)}
    found = [_paper(each, known[each.document_id]) for each in papers if each.document_id in known]
    found += [_exhibit(row, known[row.document_id]) for row in exhibits if row.document_id in known]
    return sorted(found, key=lambda each: (each.filed_at, each.document.id))


def document_for(session: Session, actor: Actor, document_id: UUID) -> CaseDocument:
    """Return one document of a case this reader may see, or NotFound."""
    of_paper = select(CasePaper.claim_id).where(CasePaper.document_id == document_id)
    of_exhibit = select(Exhibit.claim_id).where(Exhibit.document_id == document_id)
    for claim_id in session.scalars(of_paper.union(of_exhibit)):
        for each in documents_of(session, actor, claim_id):
            if each.document.id == document_id:
                return each
    raise NotFound(_("There is no such document."))


def _paper(paper: CasePaper, document: Document) -> CaseDocument:
    made_at = paper.made_at or paper.asked_at
    return CaseDocument(paper.claim_id, paper.kind.value, paper.title, made_at, document)


def _exhibit(row: Exhibit, document: Document) -> CaseDocument:
    return CaseDocument(row.claim_id, "exhibit", row.title, row.filed_at, document, row.code)


def events(
    session: Session, actor: Actor, *, after: tuple[int, int], size: int
) -> Sequence[LedgerEntry]:
    """Return what happened in issued cases, from the deed that issued each, in the feed's order.

    The feed is ordered by the transaction that wrote and then by the entry. An entry is shown
    only when every transaction begun before it has ended, so that a reader who goes on from the
    last entry can never be overtaken by an earlier one that was committed later.
    """
    require(policies.may_read_events(actor))
    issued = aliased(LedgerEntry)
    query = (
        select(LedgerEntry)
        .join(
            issued,
            and_(
                issued.chain == LedgerEntry.chain,
                issued.kind == Entry.CLAIM_ACCEPTED.value,
                issued.chain_no <= LedgerEntry.chain_no,
            ),
        )
        .where(
            LedgerEntry.chain.like("case:%"),
            tuple_(LedgerEntry.transaction_no, LedgerEntry.seq) > tuple_(*after),
            *_not_overtaken(session),
        )
        .order_by(LedgerEntry.transaction_no, LedgerEntry.seq)
        .limit(size + 1)
    )
    return session.scalars(query).all()


def _not_overtaken(session: Session) -> list[ColumnElement[Any]]:
    """On SQLite there is one writer, so nothing is ever written behind a reader's back."""
    if session.get_bind().dialect.name != "postgresql":
        return []
    oldest: ColumnElement[int] = literal_column(
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    )
    return [LedgerEntry.transaction_no < oldest]


@dataclass(frozen=True)
class QueuedCase:
    """One line of the registry's queue."""

    id: UUID
    number: str | None
    title: str
    since: datetime
    filed_at: datetime
    claimed: Money


_QUEUE = (
    select(
        Claim.id,
        Claim.number,
        Claim.title,
        Claim.status_since,
        Claim.filed_at,
        Claim.claimed_minor,
        Claim.currency,
    )
    .where(Claim.status == bindparam("status"))
    .order_by(Claim.status_since, Claim.id)
    .limit(bindparam("size"))
)
_QUEUE_AFTER = _QUEUE.where(
    tuple_(Claim.status_since, Claim.id)
    > tuple_(bindparam("since", type_=Claim.status_since.type), bindparam("after", type_=Uuid()))
)
"""The page every clerk looks at all day, so it is written once."""


def work_queue(
    session: Session, actor: Actor, status: ClaimStatus, *, after: Place | None, size: int
) -> list[QueuedCase]:
    """Return the cases at one stage, those waiting longest first; one more than the size.

    All columns stand in the index ix_claim_queue, so that a page costs the same in any year.
    """
    require(policies.may_review(actor))
    query, given = _QUEUE, {"status": status, "size": size + 1}
    if after is not None:
        query = _QUEUE_AFTER
        given |= {"since": after[0], "after": after[1]}
    rows = session.execute(query, given)
    return [QueuedCase(*row[:5], Money(row[5], row[6])) for row in rows]


def waiting_counts(
    session: Session, actor: Actor, stages: Sequence[ClaimStatus], *, at_most: int
) -> dict[ClaimStatus, int]:
    """Return how many cases wait at each stage, in one statement; counting stops at a limit."""
    require(policies.may_review(actor))
    counted = session.execute(_counting(tuple(stages)), {"at_most": at_most})
    return dict(zip(stages, counted.one(), strict=True))


@cache
def _counting(stages: tuple[ClaimStatus, ...]) -> Select[Any]:
    counted = [
        select(func.count())
        .select_from(
            select(Claim.id).where(Claim.status == stage).limit(bindparam("at_most")).subquery()
        )
        .scalar_subquery()
        for stage in stages
    ]
    return select(*counted)


def reviews_of(session: Session, actor: Actor, claim: Claim) -> list[tuple[FilingReview, str]]:
    """Return what clerks decided about a filing and who they are, oldest first."""
    require(policies.may_review(actor))
    rows = session.execute(
        select(FilingReview, Account.name)
        .join(Account, Account.id == FilingReview.clerk_id)
        .where(FilingReview.claim_id == claim.id)
        .order_by(FilingReview.at, FilingReview.id)
    )
    return [(review, name) for review, name in rows]


def claims_alike(session: Session, actor: Actor, claim: Claim) -> list[tuple[UUID, str]]:
    """Return other claims from the same account for the same sum: perhaps one sent twice."""
    require(policies.may_review(actor))
    rows = session.execute(
        select(Claim.id, Claim.title)
        .where(
            Claim.created_by == claim.created_by,
            Claim.claimed_minor == claim.claimed_minor,
            Claim.id != claim.id,
        )
        .order_by(Claim.filed_at, Claim.id)
        .limit(MOST_ALIKE)
    )
    return [(claim_id, title) for claim_id, title in rows]
