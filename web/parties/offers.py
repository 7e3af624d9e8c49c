"""Offers between the sides: the ladder, a new offer, and the answer to one."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import policies as case_policies
from cases import queries as case_queries
from cases.models import Claim
from hearings.rooms import offers, queries, readings
from hearings.rooms.agreements import names_of
from hearings.rooms.clocks import offers_a_side
from hearings.rooms.deals import summary
from hearings.rooms.enums import OfferStatus
from hearings.rooms.inputs import OfferInput
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Actor
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, filled, posted
from web.guards import PartyClaim
from web.parties import room_words
from web.parties.belonging import own_offer
from web.render import redirect, render

router = APIRouter(prefix="/cases/{claim_id}/offers")
ONE = "/{offer_id}"
Checked = Annotated[None, Depends(csrf_checked)]
OWN = [Depends(own_offer)]


@router.get("", name="parties.offers")
def list_offers(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show the offers both ways and a form for a new one."""
    return _page(request, session, actor, claim, filled({"payer": "respondent"}), clock)


@router.post("")
def make(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[OfferInput], Depends(posted(OfferInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Make an offer, or show the form again saying what to put right."""
    if form.value is None:
        return _page(request, session, actor, claim, form, clock)
    try:
        offers.make_offer(session, actor, claim.id, form.value, clock=clock)
    except Invalid as problem:
        return _page(request, session, actor, claim, form.refused(problem), clock)
    return redirect(request, "parties.offers", claim_id=claim.id)


@router.get(ONE, name="parties.offer", dependencies=OWN)
def show(
    request: Request,
    claim: PartyClaim,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    offer_id: UUID,
) -> Response:
    """Show one offer in plain words, with what accepting it means."""
    rung = _rung(session, actor, claim, offer_id, clock)
    return render(
        request,
        "parties/offer.html",
        claim=claim,
        rung=rung,
        open=rung.status is OfferStatus.OPEN,
        ended=case_policies.may_negotiate(actor, claim) is not True,
        tag=room_words.offer_tags()[rung.status],
        summary=summary(rung.deal, names_of(claim)),
        payments=room_words.payment_rows(rung.deal),
    )


@router.post(f"{ONE}/accept", name="parties.offer_accept", dependencies=OWN)
def accept(
    request: Request,
    claim: PartyClaim,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    offer_id: UUID,
) -> Response:
    """Accept the other side's offer and go on to the agreement."""
    del checked
    agreement = offers.accept_offer(session, actor, offer_id, clock=clock)
    return redirect(request, "parties.agreement", claim_id=claim.id, agreement_id=agreement.id)


@router.post(f"{ONE}/decline", name="parties.offer_decline", dependencies=OWN)
def decline(
    request: Request,
    claim: PartyClaim,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    offer_id: UUID,
) -> Response:
    """Say no to the other side's offer."""
    del checked
    offers.decline_offer(session, actor, offer_id, clock=clock)
    return redirect(request, "parties.offers", claim_id=claim.id)


@router.post(f"{ONE}/withdraw", name="parties.offer_withdraw", dependencies=OWN)
def withdraw(
    request: Request,
    claim: PartyClaim,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    offer_id: UUID,
) -> Response:
    """Take one's own offer back."""
    del checked
    offers.withdraw_offer(session, actor, offer_id, clock=clock)
    return redirect(request, "parties.offers", claim_id=claim.id)


def _rung(
    session: Session, actor: Actor, claim: Claim, offer_id: UUID, clock: Clock
) -> readings.Rung:
    for rung in readings.ladder(session, actor, claim, now=clock.now()):
        if rung.offer.id == offer_id:
            return rung
    raise queries.nothing_here()


def _page(
    request: Request, session: Session, actor: Actor, claim: Claim, form: Form[Any], clock: Clock
) -> Response:
    rungs = readings.ladder(session, actor, claim, now=clock.now())
    side = case_queries.party_for(actor, claim).side
    running = [rung for rung in rungs if rung.status is OfferStatus.OPEN]
    theirs = next((rung for rung in running if not rung.mine), None)
    most = offers_a_side(claim)
    made = sum(rung.mine for rung in rungs)
    to_sign = queries.agreement_to_sign(session, claim)
    may_offer = (
        case_policies.may_negotiate(actor, claim) is True
        and to_sign is None
        and made < most
        and not any(rung.mine for rung in running)
    )
    return render(
        request,
        "parties/offers.html",
        block="new_offer",
        status=form.status,
        claim=claim,
        side=side,
        rungs=rungs,
        theirs=theirs,
        to_sign=to_sign,
        sign_by=room_words.by_when(claim, to_sign.sign_by) if to_sign else None,
        may_offer=may_offer,
        left=most - made,
        names=names_of(claim),
        tags=room_words.offer_tags(),
        payers=room_words.payers(claim),
        rhythms=room_words.rhythms(),
        form=form,
    )
