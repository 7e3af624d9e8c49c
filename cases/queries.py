"""What of a case each person may see; every read of the case starts here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, inspect, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.util import identity_key

from cases.enums import ClaimStatus, PaperKind, ReviewOutcome, Side
from cases.models import (
    AmountLine,
    CaseOfficer,
    CasePaper,
    Claim,
    Exhibit,
    FilingReview,
    Order,
    OrderPayment,
    Party,
    Payment,
    Reply,
    Response,
    ServiceAttempt,
    TimelineRow,
)
from odr.errors import NotFound
from odr.permissions import Actor, Role
from odr.words import _

WHOLE_REGISTRY = {Role.CLERK, Role.MANAGER, Role.SYSTEM}
CaseRow = AmountLine | Exhibit | Order | Payment | Reply | Response | ServiceAttempt | TimelineRow


def claims_visible_to(actor: Actor) -> Select[Claim]:
    """Return the claims this person may know of.

    Parties see their own; officers of a case see it while they are appointed; the registry sees
    all; a machine of the registry sees what was issued; anyone else sees none.
    """
    claims = select(Claim)
    if actor.role in WHOLE_REGISTRY:
        return claims
    if actor.role is Role.REGISTRY:
        return claims.where(Claim.number.is_not(None))
    if actor.role in {Role.MEDIATOR, Role.ADJUDICATOR}:
        appointed = exists().where(
            CaseOfficer.claim_id == Claim.id,
            CaseOfficer.account_id == actor.account_id,
            CaseOfficer.role == actor.role.value,
            CaseOfficer.until.is_(None),
        )
        return claims.where(appointed)
    if actor.party_id is not None:
        return claims.where(exists().where(Party.claim_id == Claim.id, Party.id == actor.party_id))
    if actor.account_id is not None:
        own = exists().where(Party.claim_id == Claim.id, Party.account_id == actor.account_id)
        return claims.where(or_(Claim.created_by == actor.account_id, own))
    return claims.where(Claim.id.is_(None))


def claim_for(session: Session, actor: Actor, claim_id: UUID, *, lock: bool = False) -> Claim:
    """Return the claim with its parties, or NotFound to whoever may not know of it.

    With `lock` no other deed on this claim can happen until the commit. The parties are then read
    in a second step, as they are once the lock is held; to look only, one question is enough.
    """
    known = None if lock else _own_claim_read_before(session, actor, claim_id)
    if known is not None:
        return known
    query = claims_visible_to(actor).where(Claim.id == claim_id)
    if lock:
        query = query.with_for_update(of=Claim).execution_options(populate_existing=True)
        query = query.options(selectinload(Claim.parties))
    else:
        query = query.options(joinedload(Claim.parties))
    claim = session.scalars(query).unique().one_or_none()
    if claim is None:
        raise NotFound(_("There is no such case, or it is not yours to see."))
    return claim


def lock(session: Session, claim: Claim) -> None:
    """Keep every other deed on a claim waiting until the commit.

    A deed locks its claim before it writes into the record: all in one order, so that no two of
    them ever wait for each other.
    """
    session.execute(select(Claim.id).where(Claim.id == claim.id).with_for_update())


def _own_claim_read_before(session: Session, actor: Actor, claim_id: UUID) -> Claim | None:
    """Return a party's own claim if this unit of work has it: the page's guard has just read it."""
    claim = session.identity_map.get(identity_key(Claim, claim_id))
    if isinstance(claim, Claim) and "parties" not in inspect(claim).unloaded:
        return claim if parties_of(actor, claim) else None
    return None


def parties_of(actor: Actor, claim: Claim) -> list[Party]:
    """Return the parties this person speaks for in the case."""
    if actor.party_id is not None:
        return [party for party in claim.parties if party.id == actor.party_id]
    if actor.role is not Role.CITIZEN or actor.account_id is None:
        return []
    return [party for party in claim.parties if party.account_id == actor.account_id]


def side_of(actor: Actor, claim: Claim) -> Side | None:
    """Return the side this person is on, or None for officers and strangers."""
    parties = parties_of(actor, claim)
    return parties[0].side if parties else None


def party_for(actor: Actor, claim: Claim, side: Side | None = None) -> Party:
    """Return the party this person acts for, or NotFound."""
    for party in parties_of(actor, claim):
        if side is None or party.side is side:
            return party
    raise NotFound(_("There is no such case, or it is not yours to see."))


def amounts_of(session: Session, claim: Claim) -> list[AmountLine]:
    return _rows(session, AmountLine, claim, AmountLine.position)


def timeline_of(session: Session, claim: Claim) -> list[TimelineRow]:
    return _rows(session, TimelineRow, claim, TimelineRow.happened_on, TimelineRow.position)


def exhibits_of(session: Session, claim: Claim) -> list[Exhibit]:
    """Return the exhibits as they came; of those that came together, C2 stands before C10."""
    by_number = (func.length(Exhibit.code), Exhibit.code)
    return _rows(session, Exhibit, claim, Exhibit.filed_at, *by_number)


def responses_of(session: Session, claim: Claim) -> list[Response]:
    return _rows(session, Response, claim, Response.filed_at, Response.id)


def reply_of(session: Session, claim: Claim) -> Reply | None:
    return session.scalar(select(Reply).where(Reply.claim_id == claim.id))


def payments_of(session: Session, claim: Claim) -> list[Payment]:
    return _rows(session, Payment, claim, Payment.made_at, Payment.id)


def attempts_of(session: Session, claim: Claim) -> list[ServiceAttempt]:
    return _rows(session, ServiceAttempt, claim, ServiceAttempt.sent_at, ServiceAttempt.id)


def orders_of(session: Session, claim: Claim) -> list[Order]:
    return _rows(session, Order, claim, Order.made_at, Order.id)


def latest_orders(session: Session, claims: Sequence[Claim]) -> dict[UUID, Order]:
    """Return the last order of each of these cases that has one, in one statement."""
    rows = session.scalars(
        select(Order)
        .where(Order.claim_id.in_([claim.id for claim in claims]))
        .order_by(Order.made_at, Order.id)
    )
    return {order.claim_id: order for order in rows}


def own_cases(
    session: Session, actor: Actor, *, ended: bool, after: tuple[datetime, UUID] | None, size: int
) -> list[Claim]:
    """Return a person's own cases with their parties, those that moved last first; one too many."""
    closed = Claim.status == ClaimStatus.CLOSED
    query = (
        claims_visible_to(actor)
        .where(closed if ended else ~closed)
        .order_by(Claim.status_since.desc(), Claim.id.desc())
        .limit(size + 1)
        .options(selectinload(Claim.parties))
    )
    if after is not None:
        query = query.where(tuple_(Claim.status_since, Claim.id) < tuple_(*after))
    return list(session.scalars(query))


def all_own_cases(session: Session, actor: Actor) -> list[Claim]:
    """Return every case of a person with its parties, the oldest first."""
    query = claims_visible_to(actor).order_by(Claim.filed_at, Claim.id)
    return list(session.scalars(query.options(selectinload(Claim.parties))))


def last_return(session: Session, claim: Claim) -> FilingReview | None:
    """Return why a filing was sent back the last time."""
    return session.scalar(
        select(FilingReview)
        .where(FilingReview.claim_id == claim.id, FilingReview.outcome == ReviewOutcome.RETURNED)
        .order_by(FilingReview.at.desc(), FilingReview.id)
        .limit(1)
    )


def payments_under(session: Session, order: Order) -> list[OrderPayment]:
    """Return what was paid under an order, in the order of the days."""
    return list(
        session.scalars(
            select(OrderPayment)
            .where(OrderPayment.order_id == order.id)
            .order_by(OrderPayment.paid_on, OrderPayment.at, OrderPayment.id)
        )
    )


def papers_visible_to(session: Session, actor: Actor, claim: Claim) -> list[CasePaper]:
    """Return the papers of a case this person may open."""
    papers = _rows(session, CasePaper, claim, CasePaper.asked_at, CasePaper.id)
    return papers_open_to(actor, claim, papers)


def papers_open_to(actor: Actor, claim: Claim, papers: Sequence[CasePaper]) -> list[CasePaper]:
    """Return which of the papers of a case this person may open.

    A paper for one party is for that party and the registry alone: a notice carries a secret code.
    """
    if actor.role in WHOLE_REGISTRY:
        return list(papers)
    own = {party.id for party in parties_of(actor, claim)}
    return [
        paper
        for paper in papers
        if paper.party_id in own or (paper.party_id is None and paper.kind is not PaperKind.NOTICE)
    ]


def has_lapsed(claim: Claim, now: datetime) -> bool:
    """Tell whether the time for the claimant's next step has run out."""
    if claim.status is ClaimStatus.SUBMITTED:
        return claim.pay_fee_by is not None and now >= claim.pay_fee_by
    if claim.status is ClaimStatus.RETURNED:
        return claim.cure_due is not None and now >= claim.cure_due
    if claim.status is ClaimStatus.ISSUED:
        return claim.serve_by is not None and now.date() > claim.serve_by
    if claim.status is ClaimStatus.ANSWERED:
        return claim.reply_due is not None and now >= claim.reply_due
    return False


def open_status(claim: Claim) -> bool:
    """Tell whether the case is still going on."""
    return claim.status not in {ClaimStatus.CLOSED, ClaimStatus.SETTLED, ClaimStatus.JUDGED}


def _rows(session: Session, table: Any, claim: Claim, *order: Any) -> list[Any]:
    return list(session.scalars(select(table).where(table.claim_id == claim.id).order_by(*order)))
