"""What people see when they look into the rooms: opened, in order, and only what is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases import queries as case_queries
from cases.enums import Side
from cases.models import Claim
from hearings.rooms import policies, queries
from hearings.rooms.agreements import deal_of
from hearings.rooms.attachments import attachments_of, label_of
from hearings.rooms.deals import Deal
from hearings.rooms.enums import (
    MediationStatus,
    MessageKind,
    OfferStatus,
    ProposalStatus,
    Room,
    Share,
    Voice,
)
from hearings.rooms.models import Agreement, Mediation, Message, Offer, Proposal
from hearings.rooms.offers import terms_of
from hearings.rooms.proposals import own_answer
from hearings.rooms.proposals import terms_of as proposed_terms
from hearings.rooms.talk import needs_confirmation, read_body, room_token
from odr.errors import IllegalMove
from odr.permissions import Actor
from odr.words import _


@dataclass(frozen=True)
class Rung:
    """One offer of the ladder, opened."""

    offer: Offer
    deal: Deal
    mine: bool
    status: OfferStatus
    """As it stands at this moment, even if its lapse has not been noted yet."""


@dataclass(frozen=True)
class AttachedFile:
    """A file of a message."""

    id: UUID
    name: str
    size: int
    exhibited: bool


@dataclass(frozen=True)
class Said:
    """One message, opened."""

    id: UUID
    number: int
    voice: Voice
    kind: MessageKind
    body: str
    at: datetime
    changed: bool
    mine: bool
    share: Share
    can_change: bool
    files: Sequence[AttachedFile]


@dataclass(frozen=True)
class RoomView:
    """One room as one person sees it."""

    claim: Claim
    mediation: Mediation
    room: Room
    voice: Voice
    messages: Sequence[Said]
    open: bool
    token: str
    confirm: bool


@dataclass(frozen=True)
class Proposed:
    """The mediator's proposal as one person sees it: their own answer, never the other's."""

    proposal: Proposal
    deal: Deal
    open: bool
    answered: bool
    said_yes: bool | None


@dataclass(frozen=True)
class WorkRow:
    """One case on a mediator's list."""

    claim: Claim
    mediation: Mediation
    awaited: Sequence[Side]
    idle_hours: int
    unanswered: int


def ladder(session: Session, actor: Actor, claim: Claim, *, now: datetime) -> list[Rung]:
    """Return the offers both ways, oldest first."""
    side = case_queries.side_of(actor, claim)
    rungs = []
    for offer in queries.offers_of(session, actor, claim):
        over = offer.status is OfferStatus.OPEN and now >= offer.lapses_at
        status = OfferStatus.LAPSED if over else offer.status
        rungs.append(Rung(offer, terms_of(session, offer), offer.side is side, status))
    return rungs


def agreement_opened(
    session: Session, actor: Actor, agreement_id: UUID
) -> tuple[Agreement, Claim, Deal]:
    """Return an agreement with its terms."""
    agreement, claim = queries.agreement_for(session, actor, agreement_id)
    return agreement, claim, deal_of(session, agreement)


def room_view(
    session: Session, actor: Actor, claim_id: UUID, room: Room, *, now: datetime
) -> RoomView:
    """Return a room with its messages to whoever may enter it."""
    mediation, claim, voice = queries.mediation_for(session, actor, claim_id)
    if room not in queries.rooms_of(voice):
        raise queries.nothing_here()
    if voice is Voice.MEDIATOR and mediation.accepted_at is None:
        raise IllegalMove(_("Say first whether you can take this case."))
    found = list(
        session.scalars(
            queries.messages_visible_to(voice, mediation)
            .where(Message.room == room)
            .order_by(Message.number)
        )
    )
    files = attachments_of(session, found) if found else {}
    reader = queries.reader_id(actor)
    said = [
        Said(
            id=message.id,
            number=message.number,
            voice=message.voice,
            kind=message.kind,
            body=read_body(session, claim, message),
            at=message.made_at,
            changed=message.changed_at is not None,
            mine=message.author_id == reader,
            share=message.share,
            can_change=message.author_id == reader
            and policies.in_time_to_correct(message, now) is True,
            files=[
                AttachedFile(
                    row.id, label_of(session, claim, row)[0], row.size, row.exhibited_at is not None
                )
                for row in files.get(message.id, [])
            ],
        )
        for message in found
    ]
    return RoomView(
        claim=claim,
        mediation=mediation,
        room=room,
        voice=voice,
        messages=said,
        open=policies.room_is_open(claim, mediation) is True,
        token=room_token(session, actor, mediation, room),
        confirm=needs_confirmation(session, actor, mediation, room),
    )


def latest_proposal(
    session: Session, actor: Actor, mediation: Mediation, claim: Claim, *, now: datetime
) -> Proposed | None:
    """Return the newest proposal, with the reader's own answer to it."""
    found = queries.proposals_of(session, mediation)
    if not found:
        return None
    proposal = found[-1]
    side = case_queries.side_of(actor, claim)
    row = queries.answers_to(session, proposal).get(side) if side else None
    running = proposal.status is ProposalStatus.OPEN and now < proposal.lapses_at
    return Proposed(
        proposal=proposal,
        deal=proposed_terms(session, claim, proposal),
        open=running,
        answered=row is not None,
        said_yes=own_answer(session, claim, row) if row is not None else None,
    )


def worklist(session: Session, actor: Actor, *, now: datetime) -> list[WorkRow]:
    """Return the open mediations of a mediator, the one that ends soonest first."""
    found = list(
        session.scalars(
            select(Mediation)
            .where(Mediation.mediator_id == actor.account_id)
            .where(Mediation.status.not_in(queries.OVER))
            .order_by(Mediation.ends_at, Mediation.id)
            .options(selectinload(Mediation.sides))
        )
    )
    cases = session.scalars(
        select(Claim).where(Claim.id.in_([mediation.claim_id for mediation in found]))
    )
    claims = {claim.id: claim for claim in cases}
    waiting = _unanswered(session, [mediation.id for mediation in found])
    return [
        WorkRow(
            claim=claims[mediation.claim_id],
            mediation=mediation,
            awaited=[row.side for row in mediation.sides if row.awaited_since is not None],
            idle_hours=_idle_hours(mediation, now),
            unanswered=waiting.get(mediation.id, 0),
        )
        for mediation in found
    ]


def _unanswered(session: Session, mediation_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count the messages of parties after the mediator's last word, room by room."""
    rows = session.execute(
        select(Message.mediation_id, Message.room, Message.voice)
        .where(Message.mediation_id.in_(mediation_ids), Message.room != Room.NOTES)
        .order_by(Message.mediation_id, Message.room, Message.number)
    )
    counts: dict[tuple[UUID, Room], int] = {}
    for mediation_id, room, voice in rows:
        before = counts.get((mediation_id, room), 0)
        counts[mediation_id, room] = 0 if voice is Voice.MEDIATOR else before + 1
    totals: dict[UUID, int] = {}
    for (mediation_id, _room), count in counts.items():
        totals[mediation_id] = totals.get(mediation_id, 0) + count
    return totals


def _idle_hours(mediation: Mediation, now: datetime) -> int:
    if mediation.status in {MediationStatus.WAITING, MediationStatus.APPOINTED}:
        return 0
    since = [row.awaited_since for row in mediation.sides if row.awaited_since is not None]
    return int((now - min(since)).total_seconds() // 3600) if since else 0
