"""The adjudicator's list of cases, the word that nothing ties them to a party, and the file."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from cases.evidence import exhibit_for
from cases.models import Claim
from cases.openings import note_looking
from documents.downloads import download
from documents.queries import document_for
from hearings.bench import draws, policies, queries, signing
from hearings.bench.enums import SeatStatus
from hearings.bench.inputs import StepAsideInput
from odr.clock import Clock
from odr.permissions import Actor, require
from web.adjudicator import words
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep, sessions_of
from web.forms import Form, blank, posted
from web.guards import AdjudicatorClaim, adjudicator
from web.render import redirect, render

router = APIRouter(prefix="/adjudicator")
ONE = "/cases/{claim_id}"
Checked = Annotated[None, Depends(csrf_checked)]


@router.get("", name="adjudicator.home", dependencies=[Depends(adjudicator)])
def list_cases(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    """Show the cases this adjudicator holds, those waiting longest first."""
    rows = queries.cases_to_decide(session, actor)
    return render(request, "adjudicator/cases.html", rows=rows)


@router.get(f"{ONE}/conflict", name="adjudicator.conflict")
def ask_for_ties(
    request: Request, claim: AdjudicatorClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Show who the parties are, and nothing else of the file."""
    return _conflict(request, session, actor, claim.id, blank(StepAsideInput))


@router.post(f"{ONE}/conflict")
def declare(
    request: Request,
    claim: AdjudicatorClaim,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Take the adjudicator's word that nothing ties them to a party, and open the file."""
    del checked
    draws.declare_no_conflict(session, actor, claim.id, clock=clock)
    return redirect(request, "adjudicator.case", claim_id=claim.id)


@router.post(f"{ONE}/step-aside", name="adjudicator.step_aside")
def step_aside(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[StepAsideInput], Depends(posted(StepAsideInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Give the case back, with the reason."""
    if form.value is None:
        return _conflict(request, session, actor, claim.id, form)
    draws.step_aside(session, actor, claim.id, form.value, clock=clock)
    return redirect(request, "adjudicator.home")


def _conflict(
    request: Request,
    session: Session,
    actor: Actor,
    claim_id: UUID,
    form: Form[StepAsideInput],
) -> Response:
    claim, seat = queries.seat_for(session, actor, claim_id)
    return render(
        request,
        "adjudicator/conflict.html",
        block="aside",
        status=form.status,
        claim=claim,
        seat=seat,
        drawn=seat.status is SeatStatus.DRAWN,
        alike=draws.names_alike(actor.name, claim),
        sides=words.sides(),
        form=form,
    )


@router.get(ONE, name="adjudicator.case")
def show_case(
    request: Request,
    claim: AdjudicatorClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Show the file: claim and answer side by side, one timeline, and what is still open."""
    claim, seat = queries.seat_for(session, actor, claim.id)
    if seat.status is SeatStatus.DRAWN:
        return redirect(request, "adjudicator.conflict", claim_id=claim.id)
    return _case(request, session, actor, claim, clock)


def _case(request: Request, session: Session, actor: Actor, claim: Claim, clock: Clock) -> Response:
    note_looking(sessions_of(request), session, actor, claim, clock=clock)
    file = queries.case_file(session, claim)
    return render(
        request,
        "adjudicator/case.html",
        file=file,
        claim=claim,
        draws=queries.draws_of(session, actor, claim),
        open_points=signing.open_points(session, file, at=clock.now()),
        names={party.id: party for party in claim.parties},
        answers=words.answers(),
        sides=words.sides(),
        attended=[
            words.sides()[side] for side in (file.mediation.attended if file.mediation else ())
        ],
    )


@router.get(f"{ONE}/exhibits/{{code}}", name="adjudicator.exhibit")
def open_exhibit(
    request: Request, claim: AdjudicatorClaim, session: SessionDep, actor: ActorDep, code: str
) -> Response:
    """Hand out one exhibit, once the file is open."""
    _claim, seat = queries.seat_for(session, actor, claim.id)
    require(policies.may_open_file(seat))
    exhibit = exhibit_for(session, actor, claim.id, code)
    document = document_for(session, exhibit.document_id)
    asked = request.headers.get("range")
    given = download(session.info["storage"], document, range_header=asked)
    return StreamingResponse(given.pieces, given.status, given.headers)
