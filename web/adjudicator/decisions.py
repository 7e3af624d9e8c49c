"""Writing the decision, seeing it as the order it would be, and signing it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.judgments import Terms
from documents.downloads import safe_headers
from hearings.bench import drafting, policies, previews, queries, signing
from hearings.bench.inputs import DecisionInput, SignInput
from hearings.bench.models import Decision
from hearings.bench.stale import Changed, NewFilings, NotReady
from odr.clock import Clock
from odr.errors import IllegalMove, Invalid
from odr.permissions import Actor, require
from odr.words import _
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, filled, posted
from web.guards import AdjudicatorClaim
from web.public.account_settings import to_step_up
from web.render import redirect, render
from web.sessions import standing_of

router = APIRouter(prefix="/adjudicator/cases/{claim_id}")
PDF = "application/pdf"


class ReadInput(BaseModel):
    """The fingerprint of the filings the page listed."""

    manifest: str


@router.get("/decision", name="adjudicator.decision")
def show_draft(
    request: Request,
    claim: AdjudicatorClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Show the frame of the decision and the sum the findings come to."""
    return _draft(request, session, actor, claim.id, clock)


@router.post("/decision")
def save_draft(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[DecisionInput], Depends(posted(DecisionInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Save the frame, or show both texts when it was changed elsewhere."""
    if form.value is None:
        return _draft(request, session, actor, claim.id, clock, form)
    try:
        drafting.save_draft(session, actor, claim.id, form.value, clock=clock)
    except Changed as refusal:
        return _draft(request, session, actor, claim.id, clock, form, refusal)
    except Invalid as problem:
        return _draft(request, session, actor, claim.id, clock, form.refused(problem))
    return redirect(request, "adjudicator.sign", claim_id=claim.id)


def _draft(
    request: Request,
    session: Session,
    actor: Actor,
    claim_id: UUID,
    clock: Clock,
    form: Form[DecisionInput] | None = None,
    refusal: Changed | None = None,
) -> Response:
    claim, seat = queries.seat_for(session, actor, claim_id)
    require(policies.may_decide(claim, seat))
    decision = queries.decision_of(session, claim)
    ready = decision and signing.readiness(session, claim, decision, at=clock.now())
    return render(
        request,
        "adjudicator/decision.html",
        block="changed" if refusal else "draft",
        status=409 if refusal else (form.status if form else 200),
        claim=claim,
        decision=decision,
        ready=ready,
        refusal=refusal,
        form=form or filled(_frame(claim, decision)),
    )


def _frame(claim: Any, decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"version": 1, "allow_interest": True, "allow_fee": True}
    part = decision.instalment_minor
    return {
        "version": decision.version,
        "background": decision.background,
        "conclusion": decision.conclusion,
        "allow_interest": decision.allow_interest,
        "allow_fee": decision.allow_fee,
        "pay_by": decision.pay_by,
        "instalment": None if part is None else claim.money(part),
        "instalment_every": decision.instalment_every,
    }


@router.get("/sign", name="adjudicator.sign")
def check(
    request: Request,
    claim: AdjudicatorClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Show the order as it would be, what is missing, and the button that signs."""
    return _check(request, session, actor, claim.id, clock)


@router.post("/sign")
def sign(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[SignInput], Depends(posted(SignInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Sign, after the second factor was given in the last five minutes."""
    proved = _second_factor(request)
    if policies.may_sign(proved, clock.now()) is not True:
        return to_step_up(request, request.url.path)
    given = form.value or SignInput(version=0, manifest="")
    try:
        signing.sign_decision(session, actor, claim.id, given, second_factor_at=proved, clock=clock)
    except (NewFilings, NotReady, Changed) as refusal:
        return _check(request, session, actor, claim.id, clock, refusal)
    return redirect(request, "adjudicator.case", claim_id=claim.id)


def _second_factor(request: Request) -> Any:
    standing = standing_of(request)
    return None if standing is None else standing.sign_in.second_factor_at


@router.post("/filings", name="adjudicator.filings")
def read_filings(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[ReadInput], Depends(posted(ReadInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Take the author's word that they have read what was filed meanwhile."""
    manifest = form.text("manifest")
    try:
        drafting.read_filings(session, actor, claim.id, manifest, clock=clock)
    except NewFilings as refusal:
        return _check(request, session, actor, claim.id, clock, refusal)
    return redirect(request, "adjudicator.sign", claim_id=claim.id)


def _check(
    request: Request,
    session: Session,
    actor: Actor,
    claim_id: UUID,
    clock: Clock,
    refusal: IllegalMove | None = None,
) -> Response:
    claim, seat = queries.seat_for(session, actor, claim_id)
    require(policies.may_decide(claim, seat))
    decision = queries.decision_of(session, claim)
    ready = decision and signing.readiness(session, claim, decision, at=clock.now())
    return render(
        request,
        "adjudicator/sign.html",
        block="refused" if refusal else None,
        status=409 if refusal else 200,
        claim=claim,
        decision=decision,
        ready=ready,
        terms=signing.terms_to_sign(claim, ready) if ready else None,
        proved=policies.may_sign(_second_factor(request), clock.now()) is True,
        refusal=refusal,
        form=blank(SignInput),
    )


@router.get("/preview.pdf", name="adjudicator.preview")
def print_preview(
    claim: AdjudicatorClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Print the order as it would be; the paper says on every page that it is a preview."""
    claim, seat = queries.seat_for(session, actor, claim.id)
    require(policies.may_decide(claim, seat))
    terms = _terms(session, claim, clock)
    content = previews.preview(session, actor, claim, terms, at=clock.now())
    return Response(content, headers=safe_headers(f"{claim.number}-preview.pdf", PDF, inline=True))


def _terms(session: Session, claim: Any, clock: Clock) -> Terms:
    decision = queries.decision_of(session, claim)
    if decision is None:
        raise IllegalMove(_("There is no draft yet. Write the decision first."))
    ready = signing.readiness(session, claim, decision, at=clock.now())
    return signing.terms_to_sign(claim, ready)
