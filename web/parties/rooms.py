"""The rooms as a side sees them: one shared with everyone, one with the mediator alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import queries as case_queries
from cases.models import Claim
from hearings.rooms import attachments, queries, readings, talk
from hearings.rooms.clocks import LARGEST_FILE, message_limits
from hearings.rooms.enums import Room
from hearings.rooms.inputs import (
    CorrectionInput,
    ExhibitInput,
    MessageInput,
    SharingInput,
)
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Actor
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, filled, posted
from web.guards import PartyClaim
from web.parties import composer, room_words
from web.parties.belonging import own_file, own_message
from web.parties.composer import MOST_FILES, hand_out
from web.render import redirect, render

router = APIRouter(prefix="/cases/{claim_id}/mediation")
MESSAGE = "/messages/{message_id}"
FILES = "/files/{attachment_id}"
OWN_MESSAGE, OWN_FILE = [Depends(own_message)], [Depends(own_file)]


class Place(StrEnum):
    """The two rooms of a side, as the address names them."""

    JOINT = "joint"
    PRIVATE = "private"


def room_at(place: Place, claim: Claim, actor: Actor) -> Room:
    """Return the room behind an address; a side cannot even name the other side's room."""
    if place is Place.JOINT:
        return Room.JOINT
    return Room.private_to(case_queries.party_for(actor, claim).side)


@router.get("/{place}-room", name="parties.room")
def show(
    request: Request,
    claim: PartyClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    place: Place,
) -> Response:
    """Show what was said in a room."""
    form = filled({"kind": "statement", "share": "nothing"})
    return _room(request, session, actor, claim, place, form, clock)


@router.post("/{place}-room")
def post(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[MessageInput], Depends(posted(MessageInput, max_files=MOST_FILES))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    place: Place,
) -> Response:
    """Send a message into the room, or show it again saying what to put right."""
    room = room_at(place, claim, actor)
    into = composer.basket(session, actor, claim, room, clock=clock)
    wrong = composer.post(into, actor, claim, room, form)
    if wrong is not None:
        return _room(request, session, actor, claim, place, wrong, clock)
    return redirect(request, "parties.room", claim_id=claim.id, place=place.value)


def _room(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    place: Place,
    form: Form[Any],
    clock: Clock,
) -> Response:
    room = room_at(place, claim, actor)
    view = readings.room_view(session, actor, claim.id, room, now=clock.now())
    return render(
        request,
        "parties/room.html",
        block="reply",
        status=form.status,
        claim=claim,
        view=view,
        place=place.value,
        private=place is Place.PRIVATE,
        voices=room_words.voices(claim),
        kinds=room_words.party_kinds(),
        said=room_words.kinds_said(),
        shares=room_words.shares(),
        most=message_limits(claim)[0],
        largest=LARGEST_FILE,
        ticks=composer.basket(session, actor, claim, room, clock=clock).ticks(form),
        form=form,
    )


@router.get(MESSAGE, name="parties.message", dependencies=OWN_MESSAGE)
def show_message(
    request: Request,
    claim: PartyClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    message_id: UUID,
) -> Response:
    """Show one message of one's own, to put it right or to say what may be passed on."""
    del claim
    return _message(request, session, actor, message_id, clock=clock)


@router.post(MESSAGE, dependencies=OWN_MESSAGE)
def correct(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[CorrectionInput], Depends(posted(CorrectionInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    message_id: UUID,
) -> Response:
    """Put other words in place of a message just sent."""
    if form.value is None:
        return _message(request, session, actor, message_id, clock=clock, words=form)
    try:
        message = talk.correct(session, actor, message_id, form.value, clock=clock)
    except Invalid as problem:
        words = form.refused(problem)
        return _message(request, session, actor, message_id, clock=clock, words=words)
    return _back_to(request, claim, message.room)


@router.post(f"{MESSAGE}/sharing", name="parties.sharing", dependencies=OWN_MESSAGE)
def share(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[SharingInput], Depends(posted(SharingInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    message_id: UUID,
) -> Response:
    """Change what the mediator may pass on of a private message."""
    if form.value is None:
        return _message(request, session, actor, message_id, clock=clock, sharing=form)
    message = talk.set_sharing(session, actor, message_id, form.value, clock=clock)
    return _back_to(request, claim, message.room)


def _back_to(request: Request, claim: Claim, room: Room) -> Response:
    place = Place.JOINT if room is Room.JOINT else Place.PRIVATE
    return redirect(request, "parties.room", claim_id=claim.id, place=place.value)


def _message(
    request: Request,
    session: Session,
    actor: Actor,
    message_id: UUID,
    *,
    clock: Clock,
    **sent: Form[Any],
) -> Response:
    """Show a message with its two forms, `words` and `sharing`; one of them may have been sent."""
    message, _mediation, claim, _voice = queries.message_for(session, actor, message_id)
    if message.author_id != queries.reader_id(actor):
        raise queries.nothing_here()
    view = readings.room_view(session, actor, claim.id, message.room, now=clock.now())
    said = next(one for one in view.messages if one.id == message_id)
    forms = {"words": filled({"body": said.body}), "sharing": filled({"share": said.share.value})}
    form = next(iter(sent.values()), forms["words"])
    return render(
        request,
        "parties/message.html",
        block="words",
        status=form.status,
        claim=claim,
        said=said,
        open=view.open,
        private=message.room.side is not None,
        place="joint" if message.room is Room.JOINT else "private",
        shares=room_words.shares(),
        most=message_limits(claim)[0],
        form=form,
        **forms | sent,
    )


@router.get(FILES, name="parties.room_file", dependencies=OWN_FILE)
def open_file(
    claim: PartyClaim, session: SessionDep, actor: ActorDep, attachment_id: UUID
) -> Response:
    """Hand out a file of a room."""
    del claim
    return hand_out(session, actor, attachment_id)


@router.get(f"{FILES}/exhibit", name="parties.room_exhibit", dependencies=OWN_FILE)
def ask_to_exhibit(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, attachment_id: UUID
) -> Response:
    """Say what it means to put a file of the room before the court as well."""
    return _exhibit(request, session, actor, claim, attachment_id, blank(ExhibitInput))


@router.post(f"{FILES}/exhibit", dependencies=OWN_FILE)
def exhibit(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[ExhibitInput], Depends(posted(ExhibitInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    attachment_id: UUID,
) -> Response:
    """File one's own file as evidence."""
    if form.value is None:
        return _exhibit(request, session, actor, claim, attachment_id, form)
    title = form.value.title
    attachments.file_as_exhibit(session, actor, attachment_id, title, clock=clock)
    return redirect(request, "parties.mediation", claim_id=claim.id)


def _exhibit(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    attachment_id: UUID,
    form: Form[Any],
) -> Response:
    row, message, _claim, _voice = attachments.attachment_for(session, actor, attachment_id)
    if message.author_id != queries.reader_id(actor):
        raise queries.nothing_here()
    return render(
        request,
        "parties/room_exhibit.html",
        block="filing",
        status=form.status,
        claim=claim,
        file=row,
        name=attachments.label_of(session, claim, row)[0],
        form=form,
    )
