"""What is sealed in the rooms now, opened, with the readers each piece may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from documents.storage import storage_of
from hearings.rooms.enums import AgreementStatus, Room, Voice
from hearings.rooms.envelope import unseal, unseal_data
from hearings.rooms.models import (
    Agreement,
    Attachment,
    Mediation,
    MediationSide,
    Message,
    Offer,
    Proposal,
    ProposalAnswer,
    Signature,
)
from odr.db import Base
from odr.money import Money
from tests.wall.canaries import Canaries
from tests.wall.sinks import Text, texts_of

EVERYBODY = frozenset(Voice)
READERS = {
    Room.JOINT: EVERYBODY,
    Room.CLAIMANT: frozenset({Voice.CLAIMANT, Voice.MEDIATOR}),
    Room.RESPONDENT: frozenset({Voice.RESPONDENT, Voice.MEDIATOR}),
    Room.NOTES: frozenset({Voice.MEDIATOR}),
}
SEALED = {
    *("room_offer.terms", "room_side.opening", "room_message.body", "room_attachment.label"),
    *("room_proposal.terms", "room_proposal_answer.answer", "room_agreement.terms"),
    "room_signature.name",
}
"""Every sealed column; a new one has to be opened here as well."""


@dataclass(frozen=True)
class Piece:
    """Something said in a room: in which case, who may read it, and whether it was taken out."""

    claim_id: UUID
    voices: frozenset[Voice]
    released: bool
    text: Text


Readers = dict[str, list[Piece]]


def sealed_columns() -> set[str]:
    """Return every column of the rooms that holds sealed bytes."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name.startswith("room_") and isinstance(column.type, LargeBinary)
    }


def readers_of(session: Session, canaries: Canaries) -> Readers:
    """Return for each canary that still stands somewhere the pieces it stands in."""
    found: Readers = {}
    for piece in _everything(session):
        for canary in canaries.found_in(piece.text):
            found.setdefault(canary, []).append(piece)
    return found


def _everything(session: Session) -> Iterator[Piece]:
    yield from _deals(session)
    cases = {row.id: row.claim_id for row in session.scalars(select(Mediation))}
    for side in session.scalars(select(MediationSide)):
        claim_id = cases[side.mediation_id]
        voices = frozenset({Voice.of(side.side), Voice.MEDIATOR})
        if side.opening is not None:
            yield _piece(session, claim_id, voices, f"opening:{side.id}", side.opening)
    for message in session.scalars(select(Message)):
        claim_id, voices = cases[message.mediation_id], READERS[message.room]
        yield _piece(session, claim_id, voices, f"message:{message.id}", message.body)
        for file in session.scalars(select(Attachment).where(Attachment.message_id == message.id)):
            yield from _file(session, claim_id, voices, file)
    for proposal in session.scalars(select(Proposal)):
        claim_id = cases[proposal.mediation_id]
        yield _deal(session, claim_id, f"proposal:{proposal.id}", proposal.terms)
        answers = select(ProposalAnswer).where(ProposalAnswer.proposal_id == proposal.id)
        for row in session.scalars(answers):
            voices = frozenset({Voice.of(row.side)})
            yield _piece(session, claim_id, voices, f"answer:{row.id}", row.answer)


def _deals(session: Session) -> Iterator[Piece]:
    for offer in session.scalars(select(Offer)):
        yield _deal(session, offer.claim_id, f"offer:{offer.id}", offer.terms)
    for made in session.scalars(select(Agreement)):
        signed = made.status is AgreementStatus.SIGNED
        place = f"agreement:{made.id}"
        yield _deal(session, made.claim_id, place, made.terms, released=signed)
        for row in session.scalars(select(Signature).where(Signature.agreement_id == made.id)):
            place = f"signature:{made.id}:{row.party_id}"
            yield _piece(session, made.claim_id, EVERYBODY, place, row.name)


def _piece(
    session: Session, claim_id: UUID, voices: frozenset[Voice], place: str, sealed: bytes
) -> Piece:
    said: Any = unseal_data(session, claim_id, place, sealed)
    return Piece(claim_id, voices, False, Text(str(said)))


def _deal(
    session: Session, claim_id: UUID, place: str, sealed: bytes, *, released: bool = False
) -> Piece:
    """Terms of an offer, a proposal or an agreement: for both sides and the mediator."""
    terms = unseal_data(session, claim_id, place, sealed)
    total = Money(terms["total"], terms["currency"])
    return Piece(claim_id, EVERYBODY, released, Text(f"{terms['terms']} {total.text()}"))


def _file(
    session: Session, claim_id: UUID, voices: frozenset[Voice], file: Attachment
) -> Iterator[Piece]:
    released = file.exhibited_at is not None
    label = unseal_data(session, claim_id, f"label:{file.id}", file.label)
    yield Piece(claim_id, voices, released, Text(str(label)))
    kept = storage_of(session).get(file.storage_key)
    for text in texts_of(unseal(session, claim_id, f"file:{file.id}", kept)):
        yield Piece(claim_id, voices, released, text)
