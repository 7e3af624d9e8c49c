"""How a mediation ends or pauses: settled, not settled, withdrawn, or waiting for signatures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases import officers, referrals
from cases.enums import Side
from cases.models import Claim
from hearings.rooms import queries
from hearings.rooms.book import note
from hearings.rooms.enums import (
    EndReason,
    MediationEvent,
    MediationStatus,
    ProposalEvent,
    RoomEntry,
)
from hearings.rooms.lifecycle import MEDIATION, PROPOSAL
from hearings.rooms.models import Mediation
from hearings.rooms.notices import tell_side
from odr.clock import Clock
from odr.permissions import SYSTEM, Actor


def agree_in_mediation(session: Session, claim: Claim, *, at: datetime) -> None:
    """Hold the clocks of the rooms while an agreement waits for signatures."""
    mediation = queries.mediation_of(session, claim.id, lock=True)
    if mediation is None:
        return
    if MEDIATION.allows(mediation.status, MediationEvent.AGREE):
        _overtake_proposal(session, mediation, at=at)
        mediation.status = MEDIATION.next(mediation.status, MediationEvent.AGREE)


def back_to_rooms(session: Session, claim: Claim, *, at: datetime) -> None:
    """Let the talk go on after an agreement was not signed; nobody was idle meanwhile."""
    mediation = queries.mediation_of(session, claim.id, lock=True)
    if mediation is None or mediation.status is not MediationStatus.AGREED:
        return
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.AGREEMENT_ENDS)
    for row in mediation.sides:
        if row.awaited_since is not None:
            row.awaited_since, row.reminders = at, 0


def close_as_settled(session: Session, actor: Actor, claim: Claim, *, clock: Clock) -> None:
    """Close the mediation of a case whose parties have all signed."""
    mediation = queries.mediation_of(session, claim.id, lock=True)
    attended: list[Side] = []
    if mediation is not None:
        _end(session, actor, mediation, MediationEvent.SETTLE, None, clock=clock)
        attended = attendance(mediation)
    referrals.close_mediation(
        session, SYSTEM, claim.id, settled=True, attended=attended, clock=clock
    )


def close_unsettled(
    session: Session, actor: Actor, mediation: Mediation, reason: EndReason, *, clock: Clock
) -> None:
    """End a mediation without a settlement; the case goes on to decision.

    Why it ended stays in the rooms: the case learns only that it ended and who took part. The
    case's own record names the court's system as the one who closed it, so that it does not tell
    which side left.
    """
    _end(session, actor, mediation, MediationEvent.END, reason, clock=clock)
    referrals.close_mediation(
        session,
        SYSTEM,
        mediation.claim_id,
        settled=False,
        attended=attendance(mediation),
        clock=clock,
    )
    for side in Side:
        tell_side(session, mediation.claim_id, side)


def close_withdrawn(session: Session, mediation: Mediation, *, clock: Clock) -> None:
    """Close the rooms of a case that ended elsewhere."""
    _end(session, SYSTEM, mediation, MediationEvent.WITHDRAW, None, clock=clock)


def attendance(mediation: Mediation) -> list[Side]:
    """Return the sides that took part."""
    return [row.side for row in mediation.sides if row.attended_at is not None]


def _end(
    session: Session,
    actor: Actor,
    mediation: Mediation,
    event: MediationEvent,
    reason: EndReason | None,
    *,
    clock: Clock,
) -> None:
    now = clock.now()
    _overtake_proposal(session, mediation, at=now)
    mediation.status = MEDIATION.next(mediation.status, event)
    mediation.ended_at, mediation.end_reason = now, reason
    note(
        session,
        actor,
        RoomEntry.MEDIATION_ENDED,
        mediation.claim_id,
        at=now,
        how=mediation.status.value,
        reason=reason.value if reason else None,
    )
    mediator = mediation.mediator_id
    if mediator and officers.appointed(session, mediation.claim_id, mediator):
        officers.step_down(session, SYSTEM, mediation.claim_id, mediator, clock=clock)


def _overtake_proposal(session: Session, mediation: Mediation, *, at: datetime) -> None:
    proposal = queries.open_proposal(session, mediation)
    if proposal is not None:
        proposal.status = PROPOSAL.next(proposal.status, ProposalEvent.OVERTAKE)
        proposal.ended_at = at
