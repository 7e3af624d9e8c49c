"""Sees to it that what an address names of the rooms is part of the case the address names."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from cases.models import Claim
from hearings.rooms.models import Agreement, Attachment, Mediation, Message, Offer
from hearings.rooms.queries import nothing_here
from web.deps import SessionDep
from web.guards import MediatorClaim, PartyClaim


def own_offer(session: SessionDep, claim: PartyClaim, offer_id: UUID) -> None:
    """An offer of this case."""
    _same(session, claim, select(Offer.claim_id).where(Offer.id == offer_id))


def own_agreement(session: SessionDep, claim: PartyClaim, agreement_id: UUID) -> None:
    """An agreement of this case."""
    _same(session, claim, select(Agreement.claim_id).where(Agreement.id == agreement_id))


def own_message(session: SessionDep, claim: PartyClaim, message_id: UUID) -> None:
    """A message of this case."""
    _same(session, claim, _of_message(message_id))


def own_file(session: SessionDep, claim: PartyClaim, attachment_id: UUID) -> None:
    """A file sent with a message of this case."""
    _same(session, claim, _of_file(attachment_id))


def led_message(session: SessionDep, claim: MediatorClaim, message_id: UUID) -> None:
    """A message of this case, once its mediator has taken it."""
    _same(session, claim, _taken(_of_message(message_id)))


def led_file(session: SessionDep, claim: MediatorClaim, attachment_id: UUID) -> None:
    """A file sent with a message of this case, once its mediator has taken it."""
    _same(session, claim, _taken(_of_file(attachment_id)))


def _of_message(message_id: UUID) -> Select[UUID]:
    talks = select(Mediation.claim_id).join(Message, Message.mediation_id == Mediation.id)
    return talks.where(Message.id == message_id)


def _of_file(attachment_id: UUID) -> Select[UUID]:
    talks = select(Mediation.claim_id).join(Message, Message.mediation_id == Mediation.id)
    files = talks.join(Attachment, Attachment.message_id == Message.id)
    return files.where(Attachment.id == attachment_id)


def _taken(talks: Select[UUID]) -> Select[UUID]:
    return talks.where(Mediation.accepted_at.is_not(None))


def _same(session: SessionDep, claim: Claim, owner: Select[UUID]) -> None:
    if session.scalar(owner) != claim.id:
        raise nothing_here()
