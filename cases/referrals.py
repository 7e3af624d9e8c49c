"""Where a disputed case goes next: to a mediator, to an adjudicator, or to a consent order."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from cases import queries
from cases.enums import ClaimEvent, Entry, OrderKind, Side
from cases.judgments import Terms, make_order
from cases.lifecycle import CLAIM
from cases.models import Claim, Order
from odr import jobs, ledger
from odr.clock import Clock
from odr.permissions import SYSTEM, Actor

APPOINT_MEDIATOR = "rooms.appoint_mediator"
DRAW_ADJUDICATOR = "bench.draw_adjudicator"


def refer_to_mediation(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Send a case to mediation; a mediator is appointed from the rota by a job."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    now = clock.now()
    claim.status = CLAIM.next(claim.status, ClaimEvent.REFER_TO_MEDIATION)
    claim.status_since = now
    ledger.record(session, actor, Entry.MEDIATION_OPENED, claim.id, at=now)
    jobs.enqueue(session, APPOINT_MEDIATOR, claim_id=claim.id)
    return claim


def refer_to_decision(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Send a case to decision; an adjudicator is drawn by a job."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    now = clock.now()
    claim.status = CLAIM.next(claim.status, ClaimEvent.REFER_TO_DECISION)
    claim.status_since = now
    ledger.record(session, actor, Entry.REFERRED_TO_DECISION, claim.id, at=now)
    jobs.enqueue(session, DRAW_ADJUDICATOR, claim_id=claim.id)
    return claim


def close_mediation(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    *,
    settled: bool,
    attended: Sequence[Side],
    clock: Clock,
) -> Claim:
    """Note the only facts that leave the rooms: it ended, settled or not, and who took part.

    Without a settlement the case goes on to decision in the same transaction.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    ledger.record(
        session,
        actor,
        Entry.MEDIATION_CLOSED,
        claim.id,
        at=clock.now(),
        settled=settled,
        attended=[side.value for side in attended],
    )
    if not settled:
        refer_to_decision(session, SYSTEM, claim.id, clock=clock)
    return claim


def settle(session: Session, actor: Actor, claim_id: UUID, terms: Terms, *, clock: Clock) -> Order:
    """Turn an agreement both sides signed into a consent order; there is no fee for it."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    order = make_order(session, SYSTEM, claim.id, OrderKind.CONSENT, terms, clock=clock)
    ledger.record(session, actor, Entry.SETTLED, claim.id, at=clock.now(), order=order.id)
    return order
