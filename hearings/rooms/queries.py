"""Who may see what of the rooms: offers, the mediation, each room; everyone else finds nothing."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from cases import queries as case_queries
from cases.enums import Side
from cases.models import Claim
from hearings.rooms.enums import (
    AgreementStatus,
    MediationStatus,
    OfferStatus,
    ProposalStatus,
    Room,
    Voice,
)
from hearings.rooms.models import (
    Agreement,
    Mediation,
    MediationSide,
    Message,
    Offer,
    Proposal,
    ProposalAnswer,
)
from odr.errors import NotFound
from odr.permissions import Actor, Role
from odr.words import _

OVER = {MediationStatus.SETTLED, MediationStatus.IMPASSE, MediationStatus.WITHDRAWN}
TALKING = {MediationStatus.ROOM, MediationStatus.PROPOSAL, MediationStatus.AGREED}
PARTIES = {Voice.CLAIMANT, Voice.RESPONDENT}


def nothing_here() -> NotFound:
    """Return the one refusal of the rooms: what is not yours looks like what is not there."""
    return NotFound(_("There is no such case, or it is not yours to see."))


def reader_id(actor: Actor) -> UUID:
    """Return the id a person reads and writes under."""
    found = actor.account_id or actor.party_id
    if found is None:
        raise nothing_here()
    return found


def voice_of(actor: Actor, claim: Claim, mediation: Mediation | None = None) -> Voice | None:
    """Return whose voice this person speaks with in the case, if any."""
    side = case_queries.side_of(actor, claim)
    if side is not None:
        return Voice.of(side)
    leads = (
        mediation is not None
        and actor.role is Role.MEDIATOR
        and actor.account_id is not None
        and mediation.mediator_id == actor.account_id
        and mediation.status not in OVER
    )
    return Voice.MEDIATOR if leads else None


def rooms_of(voice: Voice | None) -> tuple[Room, ...]:
    """Return the rooms a voice may enter; this is the whole audience rule."""
    if voice is Voice.MEDIATOR:
        return (Room.JOINT, Room.CLAIMANT, Room.RESPONDENT, Room.NOTES)
    if voice is None:
        return ()
    return (Room.JOINT, Room.private_to(Side(voice.value)))


def talk_claim(session: Session, actor: Actor, claim_id: UUID, *, lock: bool = False) -> Claim:
    """Return the case to a party; officers and the registry find nothing here."""
    claim = case_queries.claim_for(session, actor, claim_id, lock=lock)
    if case_queries.side_of(actor, claim) is None and actor.role is not Role.SYSTEM:
        raise nothing_here()
    return claim


def mediation_of(session: Session, claim_id: UUID, *, lock: bool = False) -> Mediation | None:
    """Return the mediation of a case with its sides, for the deeds of the rooms themselves."""
    query = select(Mediation).where(Mediation.claim_id == claim_id)
    if lock:
        query = query.with_for_update(of=Mediation).execution_options(populate_existing=True)
    return session.scalar(query.options(selectinload(Mediation.sides)))


def mediation_for(
    session: Session, actor: Actor, claim_id: UUID, *, lock: bool = False, lock_claim: bool = False
) -> tuple[Mediation, Claim, Voice]:
    """Return the mediation to whoever has a voice in it, and whose voice that is."""
    claim = case_queries.claim_for(session, actor, claim_id, lock=lock_claim)
    mediation = mediation_of(session, claim.id, lock=lock)
    voice = voice_of(actor, claim, mediation)
    if mediation is None or voice is None:
        raise nothing_here()
    return mediation, claim, voice


def side_row(mediation: Mediation, side: Side) -> MediationSide:
    """Return one side of a mediation."""
    return next(row for row in mediation.sides if row.side is side)


def messages_visible_to(voice: Voice | None, mediation: Mediation) -> Select[Message]:
    """Return the messages a voice may read: those of its rooms."""
    return select(Message).where(
        Message.mediation_id == mediation.id, Message.room.in_(rooms_of(voice))
    )


def message_for(
    session: Session, actor: Actor, message_id: UUID, *, lock: bool = False
) -> tuple[Message, Mediation, Claim, Voice]:
    """Return one message to whoever may read its room."""
    claim_id = session.scalar(
        select(Mediation.claim_id)
        .join(Message, Message.mediation_id == Mediation.id)
        .where(Message.id == message_id)
    )
    mediation, claim, voice = mediation_for(session, actor, claim_id or message_id, lock=lock)
    message = session.scalar(messages_visible_to(voice, mediation).where(Message.id == message_id))
    if message is None:
        raise nothing_here()
    return message, mediation, claim, voice


def offers_visible_to(actor: Actor, claim: Claim, mediation: Mediation | None) -> Select[Offer]:
    """Return the offers between the sides: both see all, and so does the mediator at work."""
    offers = select(Offer).where(Offer.claim_id == claim.id)
    voice = voice_of(actor, claim, mediation)
    at_work = mediation is not None and mediation.accepted_at is not None
    if actor.role is Role.SYSTEM or voice in PARTIES or (voice is Voice.MEDIATOR and at_work):
        return offers
    return offers.where(Offer.id.is_(None))


def offer_for(
    session: Session, actor: Actor, offer_id: UUID, *, lock: bool = False
) -> tuple[Offer, Claim]:
    """Return an offer to either party; the whole case is locked, so that only one deed wins."""
    claim_id = session.scalar(select(Offer.claim_id).where(Offer.id == offer_id))
    claim = talk_claim(session, actor, claim_id or offer_id, lock=lock)
    offer = session.get(Offer, offer_id, populate_existing=lock)
    if offer is None:
        raise nothing_here()
    return offer, claim


def offers_of(session: Session, actor: Actor, claim: Claim) -> list[Offer]:
    """Return the ladder of offers, oldest first."""
    mediation = mediation_of(session, claim.id) if actor.role is Role.MEDIATOR else None
    query = offers_visible_to(actor, claim, mediation).order_by(Offer.number)
    return list(session.scalars(query))


def open_offers(session: Session, claim: Claim) -> list[Offer]:
    """Return the offers that can still be accepted, oldest first."""
    return list(
        session.scalars(
            select(Offer)
            .where(Offer.claim_id == claim.id, Offer.status == OfferStatus.OPEN)
            .order_by(Offer.number)
        )
    )


def offers_made(session: Session, claim: Claim) -> dict[Side, int]:
    """Return how many offers each side has made."""
    rows = session.execute(
        select(Offer.side, func.count()).where(Offer.claim_id == claim.id).group_by(Offer.side)
    )
    counts = {side: count for side, count in rows}
    return {side: counts.get(side, 0) for side in Side}


def agreement_for(
    session: Session, actor: Actor, agreement_id: UUID, *, lock: bool = False
) -> tuple[Agreement, Claim]:
    """Return an agreement with its signatures to a party."""
    claim_id = session.scalar(select(Agreement.claim_id).where(Agreement.id == agreement_id))
    claim = talk_claim(session, actor, claim_id or agreement_id, lock=lock)
    agreement = session.scalar(
        select(Agreement)
        .where(Agreement.id == agreement_id)
        .options(selectinload(Agreement.signatures))
        .execution_options(populate_existing=lock)
    )
    if agreement is None:
        raise nothing_here()
    return agreement, claim


def agreements_of(session: Session, actor: Actor, claim: Claim) -> list[Agreement]:
    """Return the agreements of a case to its parties, newest first."""
    if case_queries.side_of(actor, claim) is None:
        return []
    return list(
        session.scalars(
            select(Agreement)
            .where(Agreement.claim_id == claim.id)
            .options(selectinload(Agreement.signatures))
            .order_by(Agreement.made_at.desc(), Agreement.id)
        )
    )


def agreement_to_sign(session: Session, claim: Claim) -> Agreement | None:
    """Return the agreement that waits for signatures, if there is one."""
    return session.scalar(
        select(Agreement)
        .where(Agreement.claim_id == claim.id, Agreement.status == AgreementStatus.SIGNING)
        .options(selectinload(Agreement.signatures))
    )


def open_proposal(session: Session, mediation: Mediation) -> Proposal | None:
    """Return the mediator's proposal that is being answered, if there is one."""
    return session.scalar(
        select(Proposal).where(
            Proposal.mediation_id == mediation.id, Proposal.status == ProposalStatus.OPEN
        )
    )


def proposals_of(session: Session, mediation: Mediation) -> list[Proposal]:
    """Return the proposals of a mediation, oldest first."""
    return list(
        session.scalars(
            select(Proposal).where(Proposal.mediation_id == mediation.id).order_by(Proposal.number)
        )
    )


def answers_to(session: Session, proposal: Proposal) -> dict[Side, ProposalAnswer]:
    """Return the sealed answers to a proposal by side."""
    rows = session.scalars(select(ProposalAnswer).where(ProposalAnswer.proposal_id == proposal.id))
    return {row.side: row for row in rows}
