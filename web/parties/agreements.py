"""The agreement: its terms in plain words, who has signed, and the signature."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import queries as case_queries
from cases.models import Claim
from hearings.rooms import agreements, readings
from hearings.rooms.deals import summary
from hearings.rooms.enums import AgreementStatus
from hearings.rooms.inputs import SignInput
from odr.clock import Clock
from odr.permissions import Actor
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, posted
from web.guards import PartyClaim
from web.parties import room_words
from web.parties.belonging import own_agreement
from web.render import redirect, render

router = APIRouter(
    prefix="/cases/{claim_id}/agreements/{agreement_id}", dependencies=[Depends(own_agreement)]
)


@router.get("", name="parties.agreement")
def show(
    request: Request,
    claim: PartyClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    agreement_id: UUID,
) -> Response:
    """Show what would be signed."""
    return _page(request, session, actor, claim, agreement_id, blank(SignInput), clock)


@router.post("")
def sign(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[SignInput], Depends(posted(SignInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    agreement_id: UUID,
) -> Response:
    """Sign the agreement; with the last signature the order is made."""
    if form.value is None:
        return _page(request, session, actor, claim, agreement_id, form, clock)
    agreements.sign_agreement(session, actor, agreement_id, form.value, clock=clock)
    return redirect(request, "parties.agreement", claim_id=claim.id, agreement_id=agreement_id)


@router.post("/refuse", name="parties.agreement_refuse")
def refuse(
    request: Request,
    claim: PartyClaim,
    checked: Annotated[None, Depends(csrf_checked)],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    agreement_id: UUID,
) -> Response:
    """Refuse to sign and go back to the offers."""
    del checked
    agreements.refuse_agreement(session, actor, agreement_id, clock=clock)
    return redirect(request, "parties.offers", claim_id=claim.id)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    agreement_id: UUID,
    form: Form[Any],
    clock: Clock,
) -> Response:
    agreement, _claim, deal = readings.agreement_opened(session, actor, agreement_id)
    signed = {signature.party_id: signature.at for signature in agreement.signatures}
    mine = {party.id for party in case_queries.parties_of(actor, claim)}
    waiting = agreement.status is AgreementStatus.SIGNING
    open_now = waiting and clock.now() < agreement.sign_by
    shown = AgreementStatus.LAPSED if waiting and not open_now else agreement.status
    return render(
        request,
        "parties/agreement.html",
        block="signing",
        status=form.status,
        claim=claim,
        agreement=agreement,
        deal=deal,
        payments=room_words.payment_rows(deal),
        summary=summary(deal, agreements.names_of(claim)),
        signed=signed,
        may_refuse=open_now,
        may_sign=open_now and not mine <= set(signed),
        tag=room_words.agreement_tags()[shown],
        sign_by=room_words.by_when(claim, agreement.sign_by),
        mark=agreements.mark_of(session, agreement),
        form=form,
    )
