"""The mediator's proposal to both sides."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.models import Claim
from hearings.rooms import policies, proposals, queries
from hearings.rooms.inputs import DealInput
from odr.errors import Invalid
from odr.permissions import Actor
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, filled, posted
from web.guards import MediatorClaim
from web.parties import room_words
from web.render import redirect, render

router = APIRouter(prefix="/mediator/cases/{claim_id}/proposal")


@router.get("", name="mediator.proposal")
def ask(request: Request, claim: MediatorClaim, session: SessionDep, actor: ActorDep) -> Response:
    """Ask for the terms of a proposal."""
    return _page(request, session, actor, claim, filled({"payer": "respondent"}))


@router.post("")
def propose(
    request: Request,
    claim: MediatorClaim,
    form: Annotated[Form[DealInput], Depends(posted(DealInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Put the terms to both sides at once."""
    if form.value is None:
        return _page(request, session, actor, claim, form)
    try:
        proposals.propose(session, actor, claim.id, form.value, clock=clock)
    except Invalid as problem:
        return _page(request, session, actor, claim, form.refused(problem))
    return redirect(request, "mediator.case", claim_id=claim.id)


def _page(
    request: Request, session: Session, actor: Actor, claim: Claim, form: Form[Any]
) -> Response:
    mediation, _claim, _voice = queries.mediation_for(session, actor, claim.id)
    policies.must(policies.room_is_open(claim, mediation))
    return render(
        request,
        "mediator/proposal.html",
        block="terms",
        status=form.status,
        claim=claim,
        payers=room_words.payers(claim),
        rhythms=room_words.rhythms(),
        form=form,
    )
