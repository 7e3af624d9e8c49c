"""The mediator's list of cases, the word that nothing ties them to a side, and the workspace."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.models import Claim
from hearings.rooms import mediation as course
from hearings.rooms import policies, queries, readings, rota
from hearings.rooms.agreements import names_of
from hearings.rooms.enums import Room
from hearings.rooms.inputs import DeclarationInput
from hearings.rooms.models import Mediation
from odr.clock import Clock
from odr.permissions import Actor
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, posted
from web.guards import MediatorClaim, mediator
from web.parties import room_words
from web.render import redirect, render

router = APIRouter(prefix="/mediator")
ONE = "/cases/{claim_id}"


@router.get("", name="mediator.home", dependencies=[Depends(mediator)])
def list_cases(request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep) -> Response:
    """Show the mediator's open cases, the one that ends soonest first."""
    return render(
        request,
        "mediator/home.html",
        rows=readings.worklist(session, actor, now=clock.now()),
        tags=room_words.mediation_tags(),
        by_when=room_words.by_when,
    )


@router.get(ONE, name="mediator.case")
def show_case(
    request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show the workspace, or ask first whether anything ties the mediator to a side."""
    mediation, claim, _voice = queries.mediation_for(session, actor, claim.id)
    if mediation.accepted_at is None:
        return _declaration(request, claim, blank(DeclarationInput))
    return render(
        request,
        "mediator/case.html",
        claim=claim,
        mediation=mediation,
        tag=room_words.mediation_tags()[mediation.status],
        ends=room_words.by_when(claim, mediation.ends_at),
        names=names_of(claim),
        rooms=room_words.room_names(claim),
        readers=room_words.who_reads(claim),
        **_workspace(session, actor, mediation, claim, clock),
    )


def _workspace(
    session: Session, actor: Actor, mediation: Mediation, claim: Claim, clock: Clock
) -> dict[str, Any]:
    open_now = policies.room_is_open(claim, mediation) is True
    return {
        "openings": [(row, course.opening_of(session, mediation, row)) for row in mediation.sides],
        "rungs": readings.ladder(session, actor, claim, now=clock.now()),
        "offer_tags": room_words.offer_tags(),
        "proposed": readings.latest_proposal(session, actor, mediation, claim, now=clock.now()),
        "to_sign": queries.agreement_to_sign(session, claim),
        "talking": open_now,
        "may_extend": open_now and mediation.extended_at is None,
        "places": [(room, PLACES[room]) for room in Room],
    }


PLACES = {
    Room.JOINT: "joint",
    Room.CLAIMANT: "claimant",
    Room.RESPONDENT: "respondent",
    Room.NOTES: "notes",
}
"""The name of each room in addresses."""


@router.post(f"{ONE}/declaration", name="mediator.declaration")
def declare(
    request: Request,
    claim: MediatorClaim,
    form: Annotated[Form[DeclarationInput], Depends(posted(DeclarationInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Take the case, or step aside for the next mediator on the rota."""
    if form.value is None:
        return _declaration(request, claim, form)
    rota.declare(session, actor, claim.id, form.value, clock=clock)
    if form.value.conflict:
        return redirect(request, "mediator.home")
    return redirect(request, "mediator.case", claim_id=claim.id)


def _declaration(request: Request, claim: Claim, form: Form[Any]) -> Response:
    return render(
        request,
        "mediator/declaration.html",
        block="word",
        status=form.status,
        claim=claim,
        names=names_of(claim),
        form=form,
    )


@router.post(f"{ONE}/open", name="mediator.open", dependencies=[Depends(csrf_checked)])
def open_rooms(
    request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Open the rooms without waiting longer for opening words."""
    course.open_rooms(session, actor, claim.id, clock=clock)
    return redirect(request, "mediator.case", claim_id=claim.id)


@router.post(f"{ONE}/extend", name="mediator.extend", dependencies=[Depends(csrf_checked)])
def extend(
    request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Give both sides more time, once."""
    course.extend(session, actor, claim.id, clock=clock)
    return redirect(request, "mediator.case", claim_id=claim.id)


@router.get(f"{ONE}/end", name="mediator.end")
def ask_to_end(
    request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Say what ending without an agreement means before it is done."""
    queries.mediation_for(session, actor, claim.id)
    return render(request, "mediator/end.html", claim=claim)


@router.post(f"{ONE}/end", dependencies=[Depends(csrf_checked)])
def end(
    request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """End the mediation without an agreement."""
    course.declare_impasse(session, actor, claim.id, clock=clock)
    return redirect(request, "mediator.home")
