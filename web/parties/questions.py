"""What the adjudicator asks the parties, and where a party answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from cases import queries as cases
from cases.models import Claim
from cases.officers import officer_in
from cases.sums import pack_of
from documents.uploads import MEGABYTE, Limits, keep, receive
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
from web.render import redirect, render

router = APIRouter(prefix="/cases/{claim_id}")
PIECE = 65_536
FIELD = "files"


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
    if form.value is None:
        return _page(request, session, actor, claim, question_id, form, clock)
    try:
        with session.begin_nested():
            files = _files(session, claim, form, clock)
            questions.answer_question(session, actor, question_id, form.value, files, clock=clock)
    except Invalid as problem:
        refused = form.refused(problem.sentence, FIELD)
        return _page(request, session, actor, claim, question_id, refused, clock)
    return redirect(request, "parties.questions", claim_id=claim.id)


def _files(
    session: Session, claim: Claim, form: Form[Any], clock: Clock
) -> list[questions.NewFile]:
    """Check and keep the files that were sent, under their own names."""
    limits = Limits(pack_of(claim).uploads.file_megabytes * MEGABYTE)
    kept = []
    for sent in form.files.get(FIELD, []):
        received = receive(_pieces(sent), sent.filename or "", limits=limits)
        document = keep(session, session.info["storage"], received, clock=clock)
        kept.append((document, document.name))
    return kept


def _pieces(sent: UploadFile) -> Iterator[bytes]:
    while piece := sent.file.read(PIECE):
        yield piece


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
        form=form,
    )
