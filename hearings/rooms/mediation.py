"""The course of a mediation: opening words, open rooms, more time, and the end."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases.enums import ClaimStatus, Side
from cases.models import Claim
from hearings.rooms import policies, queries
from hearings.rooms.book import note
from hearings.rooms.clocks import IDLE, RoomClock, ends, extended_end
from hearings.rooms.closing import close_unsettled, close_withdrawn
from hearings.rooms.enums import (
    EndReason,
    MediationEvent,
    MediationStatus,
    RoomEntry,
)
from hearings.rooms.envelope import seal_data, unseal_data
from hearings.rooms.inputs import OpeningInput
from hearings.rooms.lifecycle import MEDIATION
from hearings.rooms.models import Mediation, MediationSide
from hearings.rooms.notices import tell_side, write_to_side
from odr.clock import Clock
from odr.errors import IllegalMove
from odr.permissions import SYSTEM, Actor, require
from odr.words import _

LEFT = {Side.CLAIMANT: EndReason.CLAIMANT_LEFT, Side.RESPONDENT: EndReason.RESPONDENT_LEFT}


def write_opening(
    session: Session, actor: Actor, claim_id: UUID, given: OpeningInput, *, clock: Clock
) -> MediationSide:
    """Answer the mediator's opening questions, for the mediator alone.

    May be written again until the rooms open; when both sides have written and the mediator has
    taken the case, the rooms open at once.
    """
    mediation, claim, voice = queries.mediation_for(session, actor, claim_id, lock=True)
    require(policies.may_write_opening(voice, mediation))
    policies.must(policies.still_mediating(claim))
    now = clock.now()
    row = queries.side_row(mediation, Side(voice.value))
    row.opening = seal_data(session, claim.id, f"opening:{row.id}", given.model_dump())
    row.attended_at = row.attended_at or now
    note(session, actor, RoomEntry.OPENING_WRITTEN, claim.id, at=now, side=row.side.value)
    if mediation.status is MediationStatus.OPENING and all(one.opening for one in mediation.sides):
        _open(session, SYSTEM, mediation, claim, clock=clock)
    return row


def opening_of(session: Session, mediation: Mediation, row: MediationSide) -> dict[str, str]:
    """Open one side's opening words; the caller has checked that the reader may."""
    if row.opening is None:
        return {}
    opened: dict[str, str] = unseal_data(
        session, mediation.claim_id, f"opening:{row.id}", row.opening
    )
    return opened


def open_rooms(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Mediation:
    """Open the rooms without waiting longer for opening words."""
    mediation, claim, voice = queries.mediation_for(session, actor, claim_id, lock=True)
    require(policies.is_mediator(voice))
    policies.must(policies.still_mediating(claim))
    _open(session, actor, mediation, claim, clock=clock)
    return mediation


def extend(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Mediation:
    """Give the rooms more time, once, by as much as the court's pack allows."""
    mediation, claim, voice = queries.mediation_for(session, actor, claim_id, lock=True)
    require(policies.may_extend(voice, mediation))
    longer = extended_end(claim, mediation.opened_at) if mediation.opened_at else None
    if longer is None:
        raise IllegalMove(_("This court does not extend the time of a mediation."))
    now = clock.now()
    mediation.ends_at, mediation.extended_at = longer, now
    note(session, actor, RoomEntry.MEDIATION_EXTENDED, claim.id, at=now)
    for side in Side:
        tell_side(session, claim.id, side)
    return mediation


def declare_impasse(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Mediation:
    """End the mediation because the mediator sees no way to an agreement."""
    mediation, _claim, voice = queries.mediation_for(
        session, actor, claim_id, lock=True, lock_claim=True
    )
    require(policies.is_mediator(voice))
    close_unsettled(session, actor, mediation, EndReason.MEDIATOR, clock=clock)
    return mediation


def leave(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Mediation:
    """End the mediation because a party no longer wants it; nobody outside learns which."""
    mediation, _claim, voice = queries.mediation_for(
        session, actor, claim_id, lock=True, lock_claim=True
    )
    require(policies.is_side(voice))
    close_unsettled(session, actor, mediation, LEFT[Side(voice.value)], clock=clock)
    return mediation


def open_when_due(session: Session, mediation_id: UUID, *, clock: Clock) -> None:
    """Open the rooms when the time for opening words is over. Safe to do twice."""
    mediation, claim = _locked(session, mediation_id)
    if mediation.status is MediationStatus.OPENING and clock.now() >= mediation.ends_at:
        _open(session, SYSTEM, mediation, claim, clock=clock)


def end_when_due(session: Session, mediation_id: UUID, *, clock: Clock) -> None:
    """End a mediation whose time is over or whose party has been silent too long.

    A proposal that is being answered keeps the rooms open, and so does an agreement that waits
    for signatures. Safe to do twice.
    """
    mediation, claim = _locked(session, mediation_id)
    if mediation.status in queries.OVER:
        return
    if claim.status is not ClaimStatus.MEDIATION:
        close_withdrawn(session, mediation, clock=clock)
        return
    reason = _why_over(mediation, clock=clock)
    if reason is not None and queries.agreement_to_sign(session, claim) is None:
        close_unsettled(session, SYSTEM, mediation, reason, clock=clock)


def remind(session: Session, side_id: UUID, number: int, *, clock: Clock) -> None:
    """Remind a side that others wait for it, once for each step. Safe to do twice."""
    row = session.get_one(MediationSide, side_id, with_for_update=True)
    if row.awaited_since is None or row.reminders >= number:
        return
    mediation = session.get_one(Mediation, row.mediation_id)
    claim = case_queries.claim_for(session, SYSTEM, mediation.claim_id)
    row.reminders = number
    note(
        session,
        SYSTEM,
        RoomEntry.REMINDED,
        claim.id,
        at=clock.now(),
        side=row.side.value,
        number=number,
    )
    write_to_side(session, claim, row.side, clock=clock)


def _why_over(mediation: Mediation, *, clock: Clock) -> EndReason | None:
    now = clock.now()
    if mediation.status is MediationStatus.WAITING:
        return EndReason.NO_MEDIATOR if now >= mediation.ends_at else None
    if mediation.status is not MediationStatus.ROOM:
        return None
    if now >= mediation.ends_at:
        return EndReason.TIME
    silent = [row for row in mediation.sides if row.awaited_since is not None]
    if any(now - row.awaited_since >= IDLE for row in silent if row.awaited_since):
        return EndReason.IDLE
    return None


def _open(
    session: Session, actor: Actor, mediation: Mediation, claim: Claim, *, clock: Clock
) -> None:
    now = clock.now()
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.OPEN_ROOMS)
    mediation.opened_at = now
    mediation.ends_at = ends(claim, RoomClock.ROOM, now)
    for row in mediation.sides:
        row.awaited_since = now
        tell_side(session, claim.id, row.side)
    note(session, actor, RoomEntry.ROOMS_OPENED, claim.id, at=now)


def _locked(session: Session, mediation_id: UUID) -> tuple[Mediation, Claim]:
    claim_id = session.get_one(Mediation, mediation_id).claim_id
    claim = case_queries.claim_for(session, SYSTEM, claim_id, lock=True)
    mediation = queries.mediation_of(session, claim_id, lock=True)
    if mediation is None:
        raise queries.nothing_here()
    return mediation, claim
