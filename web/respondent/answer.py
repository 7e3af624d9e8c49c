"""The pages of the answer: what is said, how much, by when, one's own side, a counterclaim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from cases import queries
from cases.enums import Answer, Side
from odr.errors import IllegalMove
from web import htmx
from web.forms import Form, posted
from web.render import redirect, render
from web.respondent import words
from web.respondent.answer_forms import (
    AmountsInput,
    ChoiceInput,
    CounterclaimInput,
    PlanInput,
    SideInput,
)
from web.respondent.desk import Desk, OpenDesk

router = APIRouter(prefix="/respond/{claim_id}")


def show(at: Desk, step: str, form: Form[Any], **context: Any) -> Response:
    """Show one page of the answer."""
    return render(
        at.request,
        f"respondent/{step}.html",
        block="question",
        status=form.status,
        at=at,
        claim=at.claim,
        party=at.party,
        form=form,
        **context,
    )


def take(at: Desk, step: str, form: Form[Any], **context: Any) -> Response:
    """Save a page; show it again if something is to be put right, else go on."""
    form = at.checked(step, form)
    try:
        at.keep(step, form)
    except IllegalMove as why:
        return show(at, step, form.refused(why.sentence), other=_texts(at, step), **context)
    if form.errors or form.stepped:
        return show(at, step, form, **context)
    if form.value is None:  # the button "save and come back later"
        return away(at)
    return onward(at)


def onward(at: Desk) -> Response:
    """Go to the first page that is not done yet."""
    return redirect(at.request, f"respondent.{at.next}", claim_id=at.claim.id)


def away(at: Desk) -> Response:
    """Go back to the claim and say that everything is kept."""
    path = at.request.app.url_path_for("respondent.claim", claim_id=at.claim.id)
    return htmx.go_to(at.request, f"{path}?saved=1")


def _texts(at: Desk, step: str) -> list[str]:
    """Return what another window saved on this page meanwhile."""
    return [text for texts in at.saved(step).raw.values() for text in texts if text.strip()]


@router.get("/answer", name="respondent.answer")
def ask_answer(at: OpenDesk) -> Response:
    return show(at, "answer", at.saved("answer"), options=words.choices(at.pack))


@router.post("/answer")
def take_answer(
    at: OpenDesk, form: Annotated[Form[ChoiceInput], Depends(posted(ChoiceInput))]
) -> Response:
    return take(at, "answer", form, options=words.choices(at.pack))


@router.get("/amounts", name="respondent.amounts")
def ask_amounts(at: OpenDesk) -> Response:
    return _if_asked(at, "amounts", **_claimed(at))


@router.post("/amounts")
def take_amounts(
    at: OpenDesk, form: Annotated[Form[AmountsInput], Depends(posted(AmountsInput))]
) -> Response:
    return take(at, "amounts", form, **_claimed(at))


@router.get("/plan", name="respondent.plan")
def ask_plan(at: OpenDesk) -> Response:
    return _if_asked(at, "plan", total=words.total_to_pay(at))


@router.post("/plan")
def take_plan(
    at: OpenDesk, form: Annotated[Form[PlanInput], Depends(posted(PlanInput))]
) -> Response:
    return take(at, "plan", form, total=words.total_to_pay(at))


@router.get("/side", name="respondent.side")
def ask_side(at: OpenDesk) -> Response:
    return _if_asked(at, "side", **_told(at))


@router.post("/side")
def take_side(
    at: OpenDesk, form: Annotated[Form[SideInput], Depends(posted(SideInput))]
) -> Response:
    return take(at, "side", form, **_told(at))


@router.get("/counterclaim", name="respondent.counterclaim")
def ask_counterclaim(at: OpenDesk) -> Response:
    return _if_asked(at, "counterclaim", **_fees(at))


@router.post("/counterclaim")
def take_counterclaim(
    at: OpenDesk, form: Annotated[Form[CounterclaimInput], Depends(posted(CounterclaimInput))]
) -> Response:
    return take(at, "counterclaim", form, **_fees(at))


def _if_asked(at: Desk, step: str, **context: Any) -> Response:
    """Show a page this answer has; any other leads to where the answer goes on."""
    if step not in at.steps:
        return onward(at)
    return show(at, step, at.saved(step), **context)


def _claimed(at: Desk) -> Mapping[str, Any]:
    rows = queries.amounts_of(at.session, at.claim)
    return {"lines": rows, "paid": at.answer is Answer.PAID}


def _told(at: Desk) -> Mapping[str, Any]:
    """What the claimant says, to answer it point by point."""
    theirs = {party.id for party in at.claim.parties if party.side is Side.CLAIMANT}
    rows = [row for row in queries.timeline_of(at.session, at.claim) if row.party_id in theirs]
    return {"told": rows, "lines": queries.amounts_of(at.session, at.claim)}


def _fees(at: Desk) -> Mapping[str, Any]:
    pack = at.pack
    return {
        "bands": words.fee_table(pack, at.today),
        "limit": pack.limit.on(at.today).max if pack.counterclaim.same_limit else None,
    }
