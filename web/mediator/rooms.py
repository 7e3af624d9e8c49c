"""The mediator's rooms: talking in each, and carrying across what an author allows."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.models import Claim
from hearings.rooms import policies, queries, readings, talk
from hearings.rooms.clocks import LARGEST_FILE, message_limits
from hearings.rooms.enums import MessageKind, Room, Share
from hearings.rooms.inputs import CarryInput, CorrectionInput, MessageInput
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Actor
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, filled, posted
from web.guards import MediatorClaim
from web.mediator.home import PLACES
from web.parties import composer, room_words
from web.parties.belonging import led_file, led_message
from web.parties.composer import MOST_FILES, hand_out
from web.render import redirect, render

router = APIRouter(prefix="/mediator/cases/{claim_id}")
MESSAGE = "/messages/{message_id}"
LED = [Depends(led_message)]
ROOMS = {place: room for room, place in PLACES.items()}


def room_at(place: str) -> Room:
    """Return the room behind an address."""
    if place not in ROOMS:
        raise queries.nothing_here()
    return ROOMS[place]


@router.get("/{place}-room", name="mediator.room")
def show(
    request: Request,
    claim: MediatorClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    place: str,
) -> Response:
    """Show what was said in a room."""
    kind = MessageKind.MEDIATOR_NOTE if place == "notes" else MessageKind.STATEMENT
    return _room(request, session, actor, claim, place, filled({"kind": kind.value}), clock)


@router.post("/{place}-room")
def post(
    request: Request,
    claim: MediatorClaim,
    form: Annotated[Form[MessageInput], Depends(posted(MessageInput, max_files=MOST_FILES))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    place: str,
) -> Response:
    """Send a message into the room, or show it again saying what to put right."""
    room = room_at(place)
    into = composer.basket(session, actor, claim, room, clock=clock)
    wrong = composer.post(into, actor, claim, room, form)
    if wrong is not None:
        return _room(request, session, actor, claim, place, wrong, clock)
    return redirect(request, "mediator.room", claim_id=claim.id, place=place)


def _room(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    place: str,
    form: Form[Any],
    clock: Clock,
) -> Response:
    room = room_at(place)
    view = readings.room_view(session, actor, claim.id, room, now=clock.now())
    return render(
        request,
        "mediator/room.html",
        block="reply",
        status=form.status,
        claim=claim,
        view=view,
        place=place,
        places=[(PLACES[one], name) for one, name in room_words.room_names(claim).items()],
        name=room_words.room_names(claim)[room],
        readers=room_words.who_reads(claim)[room],
        voices=room_words.voices(claim),
        kinds=room_words.mediator_kinds(),
        said=room_words.kinds_said(),
        most=message_limits(claim)[0],
        largest=LARGEST_FILE,
        ticks=composer.basket(session, actor, claim, room, clock=clock).ticks(form),
        form=form,
    )


@router.get(MESSAGE, name="mediator.message", dependencies=LED)
def show_message(
    request: Request,
    claim: MediatorClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    message_id: UUID,
) -> Response:
    """Show one message of one's own, to put it right."""
    return _message(request, session, actor, claim, message_id, None, clock)


@router.post(MESSAGE, dependencies=LED)
def correct(
    request: Request,
    claim: MediatorClaim,
    form: Annotated[Form[CorrectionInput], Depends(posted(CorrectionInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    message_id: UUID,
) -> Response:
    """Put other words in place of a message just sent."""
    if form.value is None:
        return _message(request, session, actor, claim, message_id, form, clock)
    try:
        message = talk.correct(session, actor, message_id, form.value, clock=clock)
    except Invalid as problem:
        return _message(request, session, actor, claim, message_id, form.refused(problem), clock)
    return redirect(request, "mediator.room", claim_id=claim.id, place=PLACES[message.room])


def _message(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    message_id: UUID,
    form: Form[Any] | None,
    clock: Clock,
) -> Response:
    message = queries.message_for(session, actor, message_id)[0]
    if message.author_id != queries.reader_id(actor):
        raise queries.nothing_here()
    body = talk.read_body(session, claim, message)
    form = form or filled({"body": body})
    return render(
        request,
        "mediator/message.html",
        block="words",
        status=form.status,
        claim=claim,
        message=message,
        body=body,
        place=PLACES[message.room],
        can_change=policies.in_time_to_correct(message, clock.now()) is True,
        most=message_limits(claim)[0],
        form=form,
    )


@router.get(f"{MESSAGE}/carry", name="mediator.carry", dependencies=LED)
def ask_to_carry(
    request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep, message_id: UUID
) -> Response:
    """Show a private message and what of it may be carried to another room."""
    return _carry(request, session, actor, claim, message_id, blank(CarryInput))


@router.post(f"{MESSAGE}/carry", dependencies=LED)
def carry(
    request: Request,
    claim: MediatorClaim,
    form: Annotated[Form[CarryInput], Depends(posted(CarryInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    message_id: UUID,
) -> Response:
    """Carry what the author allowed to another room."""
    if form.value is None:
        return _carry(request, session, actor, claim, message_id, form)
    try:
        carried = talk.carry_across(session, actor, message_id, form.value, clock=clock)
    except Invalid as problem:
        return _carry(request, session, actor, claim, message_id, form.refused(problem))
    return redirect(request, "mediator.room", claim_id=claim.id, place=PLACES[carried.room])


def _carry(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    message_id: UUID,
    form: Form[Any],
) -> Response:
    message = queries.message_for(session, actor, message_id)[0]
    names = room_words.room_names(claim)
    side = message.room.side
    if side is None:
        raise queries.nothing_here()
    return render(
        request,
        "mediator/carry.html",
        block="carrying",
        status=form.status,
        claim=claim,
        message=message,
        body=talk.read_body(session, claim, message),
        voices=room_words.voices(claim),
        place=PLACES[message.room],
        allowed=message.share is not Share.NOTHING,
        gist=message.share is Share.GIST,
        targets=[(room.value, names[room]) for room in (Room.JOINT, Room.private_to(side.other))],
        most=message_limits(claim)[0],
        form=form,
    )


@router.get("/files/{attachment_id}", name="mediator.file", dependencies=[Depends(led_file)])
def open_file(
    claim: MediatorClaim, session: SessionDep, actor: ActorDep, attachment_id: UUID
) -> Response:
    """Hand out a file of a room."""
    del claim
    return hand_out(session, actor, attachment_id)
