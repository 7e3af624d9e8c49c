"""What the adjudicator asks the parties, and where a party answers."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import queries as cases
from cases.models import Claim
from cases.officers import officer_in
from cases.sums import pack_of
from documents.storage import storage_of
from documents.uploads import Received, hold, keep
from hearings.bench import policies, queries, questions
from hearings.bench.inputs import AnswerInput
from odr.clock import Clock
from odr.errors import Invalid, NotFound
from odr.permissions import Actor, Role
from odr.words import _
from web.adjudicator import words
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, posted
from web.guards import PartyClaim
from web.parties.received import FIELD, limits_of
from web.parties.waiting import Basket
from web.render import redirect, render

router = APIRouter(prefix="/cases/{claim_id}")


def own_question(
    session: SessionDep, claim: PartyClaim, actor: ActorDep, question_id: UUID
) -> None:
    """A question asked in this case."""
    if queries.question_for(session, actor, question_id)[0].claim_id != claim.id:
        raise NotFound(_("There is no such question, or it is not yours to see."))


OWN = [Depends(own_question)]


@router.get("/questions", name="parties.questions")
def list_questions(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show every question with its answers; both sides read all of them."""
    own = {party.id for party in cases.parties_of(actor, claim)}
    asked = queries.asked_questions(session, claim)
    mine = [each for each in asked if own & {party.id for party in each.awaited}]
    return render(
        request,
        "parties/questions.html",
        claim=claim,
        asked=asked,
        mine=mine if claim.status.value == "decision" else [],
        draws=queries.draws_of(session, actor, claim),
        decider=officer_in(session, claim.id, Role.ADJUDICATOR),
        sides=words.sides(),
        now=clock.now(),
    )


@router.get("/questions/{question_id}", name="parties.question", dependencies=OWN)
def show_question(
    request: Request,
    claim: PartyClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    question_id: UUID,
) -> Response:
    """Show one question and, while it can be answered, the form."""
    return _page(request, session, actor, claim, question_id, blank(AnswerInput), clock)


@router.post("/questions/{question_id}", dependencies=OWN)
def answer(
    request: Request,
    claim: PartyClaim,
    form: Annotated[
        Form[AnswerInput],
        Depends(posted(AnswerInput, max_files=questions.MOST_FILES)),
    ],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    question_id: UUID,
) -> Response:
    """File the answer with its files: all of it, or nothing."""
    into = _basket(session, actor, claim, question_id, clock=clock)
    wrong = _answered(into, actor, question_id, form)
    if wrong is not None:
        return _page(request, session, actor, claim, question_id, wrong, clock)
    return redirect(request, "parties.questions", claim_id=claim.id)


def _basket(
    session: Session, actor: Actor, claim: Claim, question_id: UUID, *, clock: Clock
) -> Basket:
    return Basket(
        session=session,
        clock=clock,
        owner=f"{question_id}:{actor.account_id or actor.party_id}",
        field=FIELD,
        limits=limits_of(pack_of(claim)),
        put=partial(hold, session, storage_of(session)),
        get=storage_of(session).get,
    )


def _answered(
    into: Basket, actor: Actor, question_id: UUID, form: Form[AnswerInput]
) -> Form[AnswerInput] | None:
    """File the answer, or return the form with what to put right, its files kept."""
    session, clock = into.session, into.clock
    with into.files(form) as (read, received):
        if read.value is None:
            return into.keep(read, received)
        try:
            with session.begin_nested():
                questions.must_be_few(received)
                files = [_kept(session, each, clock) for each in received]
                questions.answer_question(
                    session, actor, question_id, read.value, files, clock=clock
                )
        except Invalid as problem:
            return into.keep(read.refused(problem.sentence, FIELD), received)
    return None


def _kept(session: Session, received: Received, clock: Clock) -> questions.NewFile:
    """Keep a checked file under its own name."""
    document = keep(session, storage_of(session), received, clock=clock)
    return document, document.name


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    question_id: UUID,
    form: Form[AnswerInput],
    clock: Clock,
) -> Response:
    question, _claim = queries.question_for(session, actor, question_id)
    asked = queries.asked(session, question, claim)
    party = cases.party_for(actor, claim)
    return render(
        request,
        "parties/question.html",
        block="answer",
        status=form.status,
        claim=claim,
        asked=asked,
        verdict=policies.may_answer(actor, claim, asked, party),
        late=policies.is_late(question, clock.now()),
        sides=words.sides(),
        now=clock.now(),
        ticks=_basket(session, actor, claim, question_id, clock=clock).ticks(form),
        form=form,
    )
