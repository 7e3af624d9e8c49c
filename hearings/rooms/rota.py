"""The rota: which mediator gets a case, and how one takes it on or steps aside."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import officers
from cases import queries as case_queries
from cases.enums import ClaimStatus, Side
from cases.models import CaseOfficer, Claim
from hearings.rooms import policies, queries
from hearings.rooms.book import note
from hearings.rooms.clocks import FEWEST_MEDIATORS, NO_MEDIATOR, RoomClock, ends
from hearings.rooms.enums import MediationEvent, MediationStatus, RoomEntry
from hearings.rooms.envelope import chance_of
from hearings.rooms.inputs import DeclarationInput
from hearings.rooms.lifecycle import MEDIATION
from hearings.rooms.models import Mediation, MediationSide
from hearings.rooms.notices import tell_mediator, tell_side
from odr import jobs
from odr.clock import Clock
from odr.models import Account
from odr.permissions import SYSTEM, Actor, Role, require

APPOINT = "rooms.appoint_mediator"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def appoint_mediator(session: Session, claim_id: UUID, *, clock: Clock) -> Mediation | None:
    """Name a mediator for a case that was referred: nobody chooses, the rota does.

    Where the rota has fewer than three mediators, or all have stepped aside, the case waits and
    is looked at again; after two weeks it goes on without mediation. Safe to do twice.
    """
    claim = case_queries.claim_for(session, SYSTEM, claim_id, lock=True)
    if claim.status is not ClaimStatus.MEDIATION:
        return None
    mediation = queries.mediation_of(session, claim.id, lock=True) or _open(
        session, claim, clock=clock
    )
    if mediation.status is not MediationStatus.WAITING:
        return mediation
    chosen, row = next_on_rota(session, claim)
    if chosen is None:
        return mediation
    now = clock.now()
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.APPOINT)
    mediation.mediator_id = chosen.id
    mediation.ends_at = ends(claim, RoomClock.DECLARATION, now)
    officers.appoint(session, SYSTEM, claim.id, chosen, clock=clock)
    note(session, SYSTEM, RoomEntry.MEDIATOR_NAMED, claim.id, at=now, mediator=chosen.id, rota=row)
    tell_mediator(session, claim.id)
    return mediation


def next_on_rota(session: Session, claim: Claim) -> tuple[Account | None, list[list[str | int]]]:
    """Return whose turn it is, and the rota it was read from.

    The least loaded comes first, then whoever has waited longest since the last case, then the
    order of ids. The rota row names each candidate with open cases and last appointment, so that
    the choice can be checked by hand.
    """
    enabled = session.scalar(
        select(func.count())
        .select_from(Account)
        .where(Account.role == Role.MEDIATOR, Account.disabled_at.is_(None))
    )
    if (enabled or 0) < FEWEST_MEDIATORS:
        return None, []
    load = officers.caseload(session, Role.MEDIATOR)
    last = _last_appointments(session)
    in_turn = sorted(
        officers.candidates(session, claim, Role.MEDIATOR),
        key=lambda one: (load.get(one.id, 0), last.get(one.id, NEVER), one.id),
    )
    row: list[list[str | int]] = [
        [str(one.id), load.get(one.id, 0), last.get(one.id, NEVER).isoformat()] for one in in_turn
    ]
    return (in_turn[0] if in_turn else None), row


def declare(
    session: Session, actor: Actor, claim_id: UUID, given: DeclarationInput, *, clock: Clock
) -> Mediation:
    """Say that there is no conflict and take the case, or step aside for the next on the rota.

    The rooms stay shut to the mediator until this is said.
    """
    mediation, claim, voice = queries.mediation_for(
        session, actor, claim_id, lock=True, lock_claim=True
    )
    require(policies.is_mediator(voice))
    now = clock.now()
    if given.conflict:
        _step_aside(session, actor, mediation, claim, clock=clock)
        return mediation
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.ACCEPT)
    mediation.accepted_at = now
    mediation.ends_at = ends(claim, RoomClock.OPENING, now)
    note(session, actor, RoomEntry.MEDIATOR_ACCEPTED, claim.id, at=now)
    for side in Side:
        tell_side(session, claim.id, side)
    return mediation


def replace_silent_mediator(session: Session, mediation_id: UUID, *, clock: Clock) -> None:
    """Pass a case on whose mediator has not answered in time. Safe to do twice."""
    claim_id = session.get_one(Mediation, mediation_id).claim_id
    claim = case_queries.claim_for(session, SYSTEM, claim_id, lock=True)
    mediation = queries.mediation_of(session, claim_id, lock=True)
    if mediation is None or mediation.status is not MediationStatus.APPOINTED:
        return
    if clock.now() >= mediation.ends_at:
        _step_aside(session, SYSTEM, mediation, claim, clock=clock)


def _step_aside(
    session: Session, actor: Actor, mediation: Mediation, claim: Claim, *, clock: Clock
) -> None:
    now = clock.now()
    mediator_id = mediation.mediator_id
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.STEP_ASIDE)
    mediation.mediator_id = None
    mediation.ends_at = mediation.made_at + NO_MEDIATOR
    if mediator_id is not None:
        officers.step_down(session, SYSTEM, claim.id, mediator_id, clock=clock)
    note(session, actor, RoomEntry.MEDIATOR_STEPPED_ASIDE, claim.id, at=now, mediator=mediator_id)
    jobs.enqueue(session, APPOINT, claim_id=claim.id)


def _open(session: Session, claim: Claim, *, clock: Clock) -> Mediation:
    now = clock.now()
    chance = chance_of(session, claim.id)
    mediation = Mediation(
        id=chance.uuid(),
        claim_id=claim.id,
        status=MediationStatus.WAITING,
        made_at=now,
        ends_at=now + NO_MEDIATOR,
        sides=[],
    )
    for side in Side:
        row = MediationSide(id=chance.uuid(), mediation_id=mediation.id, side=side)
        row.reminders = 0
        mediation.sides.append(row)
    session.add(mediation)
    return mediation


def _last_appointments(session: Session) -> dict[UUID, datetime]:
    rows = session.execute(
        select(CaseOfficer.account_id, func.max(CaseOfficer.appointed_at))
        .where(CaseOfficer.role == Role.MEDIATOR.value)
        .group_by(CaseOfficer.account_id)
    )
    return {account_id: at for account_id, at in rows}
