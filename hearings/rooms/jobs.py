"""What the rooms do when nobody acts: name mediators, let things lapse, remind, and end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases import officers
from cases import queries as case_queries
from cases.enums import ClaimStatus, Side
from cases.models import Claim
from documents.storage import storage_of
from hearings.rooms import agreements, attachments, mediation, notices, offers, proposals, rota
from hearings.rooms.clocks import FIRST_REMINDER, IDLE, SECOND_REMINDER
from hearings.rooms.enums import AgreementStatus, MediationStatus, OfferStatus, ProposalStatus
from hearings.rooms.models import Agreement, Mediation, MediationSide, Offer, Proposal
from hearings.rooms.queries import OVER
from odr.clock import Clock
from odr.jobs import job, sweep
from odr.permissions import SYSTEM, Role

Found = Iterable[tuple[str, dict[str, Any]]]
MOST = 500
ORPHAN_AGE = timedelta(hours=24)


@job(rota.APPOINT)
def appoint_mediator(session: Session, *, clock: Clock, **args: Any) -> None:
    """Name the mediator of a case that was referred."""
    rota.appoint_mediator(session, UUID(args["claim_id"]), clock=clock)


@sweep("rooms.find_mediators")
def find_mediators(session: Session, *, clock: Clock) -> Found:
    """Find cases that wait for a mediator and still have time to get one."""
    waiting = select(Mediation.claim_id).where(
        Mediation.status == MediationStatus.WAITING, Mediation.ends_at > clock.now()
    )
    yield from _each(session, rota.APPOINT, "claim_id", waiting, Mediation.claim_id)


@sweep("rooms.find_silent_mediators")
def find_silent_mediators(session: Session, *, clock: Clock) -> Found:
    """Find mediators who have not said in time whether they take a case."""
    late = _ended(MediationStatus.APPOINTED, clock)
    yield from _each(session, "rooms.replace_silent_mediator", "mediation_id", late, Mediation.id)


@job("rooms.replace_silent_mediator")
def replace_silent_mediator(session: Session, *, clock: Clock, **args: Any) -> None:
    """Pass the case to the next mediator."""
    rota.replace_silent_mediator(session, UUID(args["mediation_id"]), clock=clock)


@sweep("rooms.open_rooms")
def find_rooms_to_open(session: Session, *, clock: Clock) -> Found:
    """Find mediations whose time for opening words is over."""
    due = _ended(MediationStatus.OPENING, clock)
    yield from _each(session, "rooms.open_room", "mediation_id", due, Mediation.id)


@job("rooms.open_room")
def open_room(session: Session, *, clock: Clock, **args: Any) -> None:
    """Open the rooms of one mediation."""
    mediation.open_when_due(session, UUID(args["mediation_id"]), clock=clock)


@sweep("rooms.end_rooms")
def find_rooms_to_end(session: Session, *, clock: Clock) -> Found:
    """Find mediations past their time, with a silent side, or of a case that ended elsewhere."""
    now = clock.now()
    silent = (
        select(MediationSide.mediation_id)
        .where(MediationSide.awaited_since <= now - IDLE)
        .scalar_subquery()
    )
    late = Mediation.status.in_([MediationStatus.ROOM, MediationStatus.WAITING]) & (
        Mediation.ends_at <= now
    )
    idle = (Mediation.status == MediationStatus.ROOM) & Mediation.id.in_(silent)
    moved_on = Mediation.status.not_in(OVER) & (Claim.status != ClaimStatus.MEDIATION)
    due = (
        select(Mediation.id)
        .join(Claim, Claim.id == Mediation.claim_id)
        .where(or_(late, idle, moved_on))
        .where(~_waits_for_signatures())
    )
    yield from _each(session, "rooms.end_room", "mediation_id", due, Mediation.id)


@job("rooms.end_room")
def end_room(session: Session, *, clock: Clock, **args: Any) -> None:
    """End one mediation, if it is still due."""
    mediation.end_when_due(session, UUID(args["mediation_id"]), clock=clock)


@sweep("rooms.lapse_offers")
def find_lapsed_offers(session: Session, *, clock: Clock) -> Found:
    """Find offers whose time is over."""
    due = select(Offer.id).where(Offer.status == OfferStatus.OPEN, Offer.lapses_at <= clock.now())
    yield from _each(session, "rooms.lapse_offer", "offer_id", due, Offer.id)


@job("rooms.lapse_offer")
def lapse_offer(session: Session, *, clock: Clock, **args: Any) -> None:
    """Let one offer lapse."""
    offers.lapse_offer(session, UUID(args["offer_id"]), clock=clock)


@sweep("rooms.lapse_proposals")
def find_lapsed_proposals(session: Session, *, clock: Clock) -> Found:
    """Find proposals whose time to answer is over."""
    due = select(Proposal.id).where(
        Proposal.status == ProposalStatus.OPEN, Proposal.lapses_at <= clock.now()
    )
    yield from _each(session, "rooms.lapse_proposal", "proposal_id", due, Proposal.id)


@job("rooms.lapse_proposal")
def lapse_proposal(session: Session, *, clock: Clock, **args: Any) -> None:
    """Let one proposal lapse."""
    proposals.lapse_proposal(session, UUID(args["proposal_id"]), clock=clock)


@sweep("rooms.lapse_agreements")
def find_lapsed_agreements(session: Session, *, clock: Clock) -> Found:
    """Find agreements that were not signed in time."""
    due = select(Agreement.id).where(
        Agreement.status == AgreementStatus.SIGNING, Agreement.sign_by <= clock.now()
    )
    yield from _each(session, "rooms.lapse_agreement", "agreement_id", due, Agreement.id)


@job("rooms.lapse_agreement")
def lapse_agreement(session: Session, *, clock: Clock, **args: Any) -> None:
    """Let one agreement lapse."""
    agreements.lapse_agreement(session, UUID(args["agreement_id"]), clock=clock)


@sweep("rooms.remind")
def find_silent_sides(session: Session, *, clock: Clock) -> Found:
    """Find sides that others have waited for two days, or four."""
    now = clock.now()
    for number, after in ((1, FIRST_REMINDER), (2, SECOND_REMINDER)):
        due = (
            select(MediationSide.id)
            .join(Mediation, Mediation.id == MediationSide.mediation_id)
            .where(Mediation.status.in_([MediationStatus.ROOM, MediationStatus.PROPOSAL]))
            .where(MediationSide.awaited_since <= now - after)
            .where(MediationSide.awaited_since > now - IDLE)
            .where(MediationSide.reminders == number - 1)
        )
        for side_id in session.scalars(due.order_by(MediationSide.id).limit(MOST)):
            yield "rooms.remind_side", {"side_id": side_id, "number": number}


@job("rooms.remind_side")
def remind_side(session: Session, *, clock: Clock, **args: Any) -> None:
    """Remind one side."""
    mediation.remind(session, UUID(args["side_id"]), args["number"], clock=clock)


@job(notices.TELL_SIDE)
def tell_side(session: Session, *, clock: Clock, **args: Any) -> None:
    """Write to one side that something is new."""
    claim = case_queries.claim_for(session, SYSTEM, UUID(args["claim_id"]))
    notices.write_to_side(session, claim, Side(args["side"]), clock=clock)


@job(notices.TELL_MEDIATOR)
def tell_mediator(session: Session, *, clock: Clock, **args: Any) -> None:
    """Write to the mediator of a case that something is new."""
    mediator = officers.officer_in(session, UUID(args["claim_id"]), Role.MEDIATOR)
    if mediator is not None:
        notices.write_to_account(session, mediator, clock=clock)


@sweep("rooms.clear_orphans")
def clear_orphans(session: Session, *, clock: Clock) -> Found:
    """Find sealed bytes older than a day that no message names, from requests cut off."""
    before = clock.now() - ORPHAN_AGE
    kept = storage_of(session).list(attachments.FOLDER)
    old = sorted(one.key for one in kept if one.changed_at < before)
    for start in range(0, len(old), MOST):
        batch = old[start : start + MOST]
        for key in sorted(set(batch) - attachments.known_keys(session, batch)):
            yield "rooms.clear_orphan", {"key": key}


@job("rooms.clear_orphan")
def clear_orphan(session: Session, *, clock: Clock, **args: Any) -> None:
    """Remove sealed bytes, once it is sure again that no message names them."""
    del clock
    if not attachments.known_keys(session, [args["key"]]):
        storage_of(session).delete(args["key"])


def _ended(status: MediationStatus, clock: Clock) -> Any:
    return select(Mediation.id).where(Mediation.status == status, Mediation.ends_at <= clock.now())


def _waits_for_signatures() -> ColumnElement[bool]:
    return (
        select(Agreement.id)
        .where(
            Agreement.claim_id == Mediation.claim_id, Agreement.status == AgreementStatus.SIGNING
        )
        .exists()
    )


def _each(
    session: Session, work: str, name: str, due: Any, order: InstrumentedAttribute[UUID]
) -> Found:
    for subject in session.scalars(due.order_by(order).limit(MOST)):
        yield work, {name: subject}
