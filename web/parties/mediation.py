"""The way through a mediation for a side: the lobby, opening words, a proposal, and leaving."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import queries as case_queries
from cases.enums import ClaimStatus
from cases.models import Claim
from cases.officers import officer_in
from hearings.rooms import mediation as course
from hearings.rooms import policies, proposals, queries, readings
from hearings.rooms.agreements import names_of
from hearings.rooms.deals import summary
from hearings.rooms.enums import Voice
from hearings.rooms.inputs import AnswerInput, OpeningInput
from hearings.rooms.models import Mediation
from odr.clock import Clock
from odr.permissions import Actor, Role
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, filled, posted
from web.guards import PartyClaim
from web.parties import room_words
from web.render import redirect, render

router = APIRouter(prefix="/cases/{claim_id}/mediation")


@router.get("", name="parties.mediation")
def show_lobby(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show what mediation is, who mediates, what comes next and where to talk."""
    mediation = queries.mediation_of(session, claim.id)
    if mediation is None and claim.status is not ClaimStatus.MEDIATION:
        raise queries.nothing_here()
    return render(
        request,
        "parties/mediation.html",
        claim=claim,
        mediation=mediation,
        **(_standing(session, actor, claim, mediation, clock) if mediation else {}),
    )


def _standing(
    session: Session, actor: Actor, claim: Claim, mediation: Mediation, clock: Clock
) -> dict[str, Any]:
    side = case_queries.party_for(actor, claim).side
    accepted = mediation.accepted_at is not None
    to_sign = queries.agreement_to_sign(session, claim)
    return {
        "ends": room_words.by_when(claim, mediation.ends_at),
        "sign_by": room_words.by_when(claim, to_sign.sign_by) if to_sign else None,
        "mediator": officer_in(session, claim.id, Role.MEDIATOR) if accepted else None,
        "tag": room_words.mediation_tags()[mediation.status],
        "over": mediation.status in queries.OVER,
        "wrote": queries.side_row(mediation, side).opening is not None,
        "may_write": policies.may_write_opening(Voice.of(side), mediation) is True,
        "talking": policies.room_is_open(claim, mediation) is True,
        "proposed": readings.latest_proposal(session, actor, mediation, claim, now=clock.now()),
        "to_sign": to_sign,
    }


def opening_mediation(session: SessionDep, actor: ActorDep, claim: PartyClaim) -> Mediation:
    """The mediation of this case, as long as opening words can be written."""
    mediation, _claim, voice = queries.mediation_for(session, actor, claim.id)
    policies.must(policies.may_write_opening(voice, mediation))
    return mediation


Opening = Annotated[Mediation, Depends(opening_mediation)]


@router.get("/opening", name="parties.opening")
def ask_opening(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, mediation: Opening
) -> Response:
    """Ask the opening questions, with what was answered before."""
    row = queries.side_row(mediation, case_queries.party_for(actor, claim).side)
    return _opening(request, claim, filled(course.opening_of(session, mediation, row)))


@router.post("/opening", dependencies=[Depends(opening_mediation)])
def write_opening(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[OpeningInput], Depends(posted(OpeningInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Keep the opening words for the mediator."""
    if form.value is None:
        return _opening(request, claim, form)
    course.write_opening(session, actor, claim.id, form.value, clock=clock)
    return redirect(request, "parties.mediation", claim_id=claim.id)


def _opening(request: Request, claim: Claim, form: Form[Any]) -> Response:
    return render(
        request,
        "parties/opening.html",
        block="questions",
        status=form.status,
        claim=claim,
        form=form,
    )


@router.get("/proposal", name="parties.proposal")
def show_proposal(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show the mediator's proposal and ask for a secret answer."""
    return _proposal(request, session, actor, claim, blank(AnswerInput), clock)


@router.post("/proposal")
def answer_proposal(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[AnswerInput], Depends(posted(AnswerInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Keep the side's secret answer to the newest proposal."""
    if form.value is None:
        return _proposal(request, session, actor, claim, form, clock)
    proposed = _proposed(session, actor, claim, clock)
    proposals.answer_proposal(session, actor, proposed.proposal.id, form.value.yes, clock=clock)
    return redirect(request, "parties.mediation", claim_id=claim.id)


def _proposed(session: Session, actor: Actor, claim: Claim, clock: Clock) -> readings.Proposed:
    mediation, _claim, _voice = queries.mediation_for(session, actor, claim.id)
    found = readings.latest_proposal(session, actor, mediation, claim, now=clock.now())
    if found is None:
        raise queries.nothing_here()
    return found


def _proposal(
    request: Request, session: Session, actor: Actor, claim: Claim, form: Form[Any], clock: Clock
) -> Response:
    proposed = _proposed(session, actor, claim, clock)
    return render(
        request,
        "parties/proposal.html",
        block="answer",
        status=form.status,
        claim=claim,
        proposed=proposed,
        summary=summary(proposed.deal, names_of(claim)),
        payments=room_words.payment_rows(proposed.deal),
        form=form,
    )


@router.get("/leave", name="parties.leave")
def ask_to_leave(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Say what leaving the mediation means before it is done."""
    mediation, _claim, _voice = queries.mediation_for(session, actor, claim.id)
    return render(request, "parties/leave.html", claim=claim, over=mediation.status in queries.OVER)


@router.post("/leave", dependencies=[Depends(csrf_checked)])
def leave(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """End the mediation; the case goes on to decision."""
    course.leave(session, actor, claim.id, clock=clock)
    return redirect(request, "parties.mediation", claim_id=claim.id)
