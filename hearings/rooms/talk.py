"""Messages in the rooms: posted, put right, and carried across as far as their author allows."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.enums import Side
from cases.models import Claim
from documents.uploads import Received
from hearings.rooms import policies, queries
from hearings.rooms.attachments import attach
from hearings.rooms.book import note
from hearings.rooms.clocks import message_limits
from hearings.rooms.enums import MessageKind, Room, RoomEntry, Share, Voice
from hearings.rooms.envelope import chance_of, fingerprint, seal_data, unseal_data
from hearings.rooms.inputs import CarryInput, CorrectionInput, MessageInput, SharingInput
from hearings.rooms.models import Mediation, Message
from hearings.rooms.notices import tell_mediator, tell_side
from hearings.rooms.turns import hearers, took_part, wait_for
from odr.clock import Clock
from odr.errors import IllegalMove, Invalid
from odr.permissions import Actor, require
from odr.words import _


def room_token(session: Session, actor: Actor, mediation: Mediation, room: Room) -> str:
    """Return the token that binds a form to one room, so that no message lands in another."""
    said = f"token:{mediation.id}:{room.value}:{queries.reader_id(actor)}".encode()
    return fingerprint(session, mediation.claim_id, said)


def post(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    room: Room,
    given: MessageInput,
    files: Sequence[Received] = (),
    *,
    clock: Clock,
) -> Message:
    """Write into a room; who can read it follows from the room and from nothing else."""
    mediation, claim, voice = queries.mediation_for(session, actor, claim_id, lock=True)
    if room not in queries.rooms_of(voice):
        raise queries.nothing_here()
    policies.must(policies.room_is_open(claim, mediation))
    if not hmac.compare_digest(given.room_token, room_token(session, actor, mediation, room)):
        raise IllegalMove(_("This form belongs to another room. Open the room again."))
    require(policies.may_post(voice, room, given.kind))
    _check_length(claim, given.body)
    last = _last(session, mediation, room, message_limits(claim)[1])
    policies.must(policies.may_say_more(voice, last, message_limits(claim)[1]))
    _check_room_is_meant(session, actor, mediation, room, given)
    if given.reply_to is not None and _room_of(session, mediation, given.reply_to) is not room:
        raise Invalid(_("Answer a message of this room."), "reply_to")
    private = room.side is not None and voice is not Voice.MEDIATOR
    message = _new(session, actor, mediation, room, voice, last, clock=clock)
    message.kind, message.reply_to = given.kind, given.reply_to
    message.share = given.share if private else Share.NOTHING
    _write(session, claim, message, given.body)
    attach(session, claim, message, files)  # a refused file leaves nothing behind
    session.add(message)
    _tell(session, claim, mediation, message, first=not last or last[0].voice is not voice)
    _note(session, actor, RoomEntry.MESSAGE_POSTED, claim, message, given.body, clock=clock)
    return message


def correct(
    session: Session, actor: Actor, message_id: UUID, given: CorrectionInput, *, clock: Clock
) -> Message:
    """Put a message right within five minutes; after that a correction is a new message."""
    message, mediation, claim, _voice = queries.message_for(session, actor, message_id, lock=True)
    mine = message.author_id == queries.reader_id(actor)
    policies.must(policies.room_is_open(claim, mediation))
    require(policies.may_correct(mine))
    policies.must(policies.in_time_to_correct(message, clock.now()))
    _check_length(claim, given.body)
    _write(session, claim, message, given.body)
    message.changed_at = clock.now()
    _note(session, actor, RoomEntry.MESSAGE_CORRECTED, claim, message, given.body, clock=clock)
    return message


def set_sharing(
    session: Session, actor: Actor, message_id: UUID, given: SharingInput, *, clock: Clock
) -> Message:
    """Say what the mediator may pass on; it does not call back what was passed on already."""
    message, mediation, claim, _voice = queries.message_for(session, actor, message_id, lock=True)
    mine = message.author_id == queries.reader_id(actor)
    policies.must(policies.room_is_open(claim, mediation))
    require(policies.may_set_sharing(mine, message))
    message.share = given.share
    note(
        session,
        actor,
        RoomEntry.SHARING_CHANGED,
        claim.id,
        at=clock.now(),
        message=message.id,
        share=given.share.value,
    )
    return message


def carry_across(
    session: Session, actor: Actor, message_id: UUID, given: CarryInput, *, clock: Clock
) -> Message:
    """Carry a private message to another room, in the mediator's words or word for word.

    The readers there see who brought it, never which message it came from.
    """
    message, mediation, claim, voice = queries.message_for(session, actor, message_id, lock=True)
    policies.must(policies.room_is_open(claim, mediation))
    require(policies.may_carry(voice, message, given.to))
    if message.share is Share.GIST and not given.gist:
        raise Invalid(_("Write the gist in your own words."), "gist")
    body = given.gist if message.share is Share.GIST else read_body(session, claim, message)
    _check_length(claim, body)
    last = _last(session, mediation, given.to, 1)
    carried = _new(session, actor, mediation, given.to, voice, last, clock=clock)
    carried.kind, carried.share = MessageKind.SUMMARY, Share.NOTHING
    carried.carried_from = message.id
    _write(session, claim, carried, body)
    session.add(carried)
    _tell(session, claim, mediation, carried, first=True)
    _note(session, actor, RoomEntry.CARRIED_ACROSS, claim, carried, body, clock=clock)
    return carried


def read_body(session: Session, claim: Claim, message: Message) -> str:
    """Open the words of a message the caller was given by `queries`."""
    return str(unseal_data(session, claim.id, f"message:{message.id}", message.body))


def _write(session: Session, claim: Claim, message: Message, body: str) -> None:
    message.body = seal_data(session, claim.id, f"message:{message.id}", body)


def _new(
    session: Session,
    actor: Actor,
    mediation: Mediation,
    room: Room,
    voice: Voice,
    last: Sequence[Message],
    *,
    clock: Clock,
) -> Message:
    return Message(
        id=chance_of(session, mediation.claim_id).uuid(),
        mediation_id=mediation.id,
        room=room,
        number=last[0].number + 1 if last else 1,
        voice=voice,
        author_id=queries.reader_id(actor),
        made_at=clock.now(),
        files=[],
    )


def _last(session: Session, mediation: Mediation, room: Room, count: int) -> list[Message]:
    return list(
        session.scalars(
            select(Message)
            .where(Message.mediation_id == mediation.id, Message.room == room)
            .order_by(Message.number.desc())
            .limit(count)
        )
    )


def _room_of(session: Session, mediation: Mediation, message_id: UUID) -> Room | None:
    return session.scalar(
        select(Message.room).where(Message.id == message_id, Message.mediation_id == mediation.id)
    )


def needs_confirmation(session: Session, actor: Actor, mediation: Mediation, room: Room) -> bool:
    """Tell whether this person's last message was in another room, or there was none."""
    last = session.scalar(
        select(Message.room)
        .where(
            Message.mediation_id == mediation.id,
            Message.author_id == queries.reader_id(actor),
        )
        .order_by(Message.made_at.desc(), Message.number.desc())
        .limit(1)
    )
    return last is not room


def _check_room_is_meant(
    session: Session, actor: Actor, mediation: Mediation, room: Room, given: MessageInput
) -> None:
    if not given.confirmed and needs_confirmation(session, actor, mediation, room):
        raise Invalid(
            _("Tick the box to say that you mean this room and know who can read it."),
            "confirmed",
        )


def _check_length(claim: Claim, body: str) -> None:
    longest = message_limits(claim)[0]
    if len(body) > longest:
        raise Invalid(
            _("Shorten your message to {most} characters or fewer.").format(most=longest), "body"
        )


def _tell(
    session: Session, claim: Claim, mediation: Mediation, message: Message, *, first: bool
) -> None:
    if message.voice is not Voice.MEDIATOR:
        took_part(mediation, Side(message.voice.value), at=message.made_at)
        if first:
            tell_mediator(session, claim.id)
    for side in wait_for(mediation, hearers(message.room, message.voice), at=message.made_at):
        tell_side(session, claim.id, side)


def _note(
    session: Session,
    actor: Actor,
    kind: RoomEntry,
    claim: Claim,
    message: Message,
    body: str,
    *,
    clock: Clock,
) -> None:
    note(
        session,
        actor,
        kind,
        claim.id,
        at=clock.now(),
        message=message.id,
        room=message.room.value,
        number=message.number,
        words=fingerprint(session, claim.id, body.encode()),
    )
