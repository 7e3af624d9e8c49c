"""Asking both sides, and reading what they answer."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from hearings.bench import policies, queries, questions
from hearings.bench.inputs import QuestionInput
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Actor, require
from web.adjudicator import words
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, filled, posted
from web.guards import AdjudicatorClaim
from web.render import redirect, render

router = APIRouter(prefix="/adjudicator/cases/{claim_id}")


@router.get("/questions", name="adjudicator.questions")
def list_questions(
    request: Request,
    claim: AdjudicatorClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Show the questions with their answers, and a form for a new one."""
    form = filled({"due_on": questions.usual_due(claim, clock.now()), "to": ""})
    return _page(request, session, actor, claim.id, form, clock)


@router.post("/questions")
def ask(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[QuestionInput], Depends(posted(QuestionInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Ask a question; both sides can read it."""
    if form.value is None:
        return _page(request, session, actor, claim.id, form, clock)
    try:
        questions.ask_question(session, actor, claim.id, form.value, clock=clock)
    except Invalid as problem:
        return _page(request, session, actor, claim.id, form.refused(problem), clock)
    return redirect(request, "adjudicator.questions", claim_id=claim.id)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    claim_id: UUID,
    form: Form[Any],
    clock: Clock,
) -> Response:
    claim, seat = queries.seat_for(session, actor, claim_id)
    require(policies.may_open_file(seat))
    return render(
        request,
        "adjudicator/questions.html",
        block="ask",
        status=form.status,
        claim=claim,
        asked=queries.asked_questions(session, claim),
        may_ask=policies.may_decide(claim, seat) is True,
        sides=words.sides(),
        whom=words.whom(),
        now=clock.now(),
        form=form,
    )
