"""The registry's work queue, the oldest case first, and the way to one case by its number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import register
from cases.enums import ClaimStatus
from cases.sums import court_pack
from odr.clock import Clock
from odr.errors import Invalid
from odr.pagination import page_of, read_place
from odr.permissions import Actor
from odr.words import _
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, asked
from web.guards import clerk
from web.registry import words
from web.render import redirect, render

router = APIRouter(dependencies=[Depends(clerk)])
PAGE = 25
MOST_COUNTED = 100


class QueueInput(BaseModel):
    """Which part of the queue is shown."""

    status: ClaimStatus = Field(default=ClaimStatus.IN_REVIEW, title=_("the stage"))
    after: str = Field(default="", max_length=300)


class NumberInput(BaseModel):
    """Which case is looked for."""

    number: str = Field(title=_("the case number"), max_length=40)


Queue = Annotated[Form[QueueInput], Depends(asked(QueueInput))]


@router.get("/registry", name="registry.home")
def show_queue(
    request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep, form: Queue
) -> Response:
    """Show the cases at one stage, those waiting longest first."""
    return _page(request, session, actor, clock, form)


@router.get("/registry/find", name="registry.find")
def find(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    form: Annotated[Form[NumberInput], Depends(asked(NumberInput))],
) -> Response:
    """Open the case with this number, however it was typed."""
    if form.value is not None:
        try:
            number = court_pack(session).numbering.numbers.read(form.value.number)
            for case in _numbered(session, actor, number):
                return redirect(request, "registry.case", claim_id=case.id)
            form = form.refused(_("There is no case with this number."), "number")
        except Invalid as why:
            form = form.refused(why.sentence, "number")
    return _page(request, session, actor, clock, Form(QueueInput()), form)


def _numbered(session: Session, actor: Actor, number: str) -> list[register.IssuedCase]:
    return register.issued_cases(session, actor, number=number, status=None, after="", size=1)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    clock: Clock,
    form: Form[QueueInput],
    search: Form[NumberInput] | None = None,
) -> Response:
    asked_for = form.value or QueueInput()
    place = read_place(asked_for.after)
    rows = register.work_queue(session, actor, asked_for.status, after=place, size=PAGE)
    return render(
        request,
        "registry/queue.html",
        block="queue",
        status=search.status if search else 200,
        page=page_of(rows, PAGE, lambda case: (case.since.isoformat(), str(case.id))),
        shown=asked_for.status,
        stages=words.stages(),
        work=words.WORK,
        counts=register.waiting_counts(session, actor, words.WORK, at_most=MOST_COUNTED),
        most=MOST_COUNTED,
        now=clock.now(),
        form=search or Form(),
    )
