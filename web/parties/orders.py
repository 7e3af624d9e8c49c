"""The page of an order: the outcome first, then how the sum comes about and what was paid."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import policies, queries
from cases.enums import OrderStatus, Side
from cases.judgments import order_for, record_payment, still_to_pay
from cases.models import Claim, Order
from cases.paperwork import order_paper
from odr.clock import Clock
from odr.courtdays import day_in_words
from odr.errors import Invalid, NotFound
from odr.money import Money
from odr.permissions import Actor
from odr.references import show_order_code
from odr.words import _, language
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, posted
from web.guards import PartyClaim
from web.parties import words
from web.parties.places import place
from web.render import redirect, render
from web.words import listed

router = APIRouter(prefix="/cases/{claim_id}/orders/{order_id}")


class PaidInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "amount": {"missing": _("Enter how much reached you, like 120.50.")},
        "paid_on": {"missing": _("Enter the day it reached you.")},
    }

    amount: Money = Field(title=_("how much reached you"))
    paid_on: date = Field(title=_("the day it reached you"))


def own_order(session: SessionDep, actor: ActorDep, claim: PartyClaim, order_id: UUID) -> Order:
    """The order of this case."""
    order, of_claim = order_for(session, actor, order_id)
    if of_claim.id != claim.id:
        raise NotFound(_("There is no such order in this case."))
    return order


OwnOrder = Annotated[Order, Depends(own_order)]


def reader_of(session: SessionDep, actor: ActorDep, clock: ClockDep) -> Reader:
    """Who reads, with the unit of work and the time."""
    return session, actor, clock


Reader = tuple[Session, Actor, Clock]
ReaderDep = Annotated[Reader, Depends(reader_of)]


@router.get("", name="parties.order")
def show_order(
    request: Request, claim: PartyClaim, order: OwnOrder, session: SessionDep, actor: ActorDep
) -> Response:
    """Show what was ordered and what became of it."""
    return _page(request, session, actor, claim, order, blank(PaidInput))


@router.post("")
def mark_payment(
    request: Request,
    claim: PartyClaim,
    order: OwnOrder,
    form: Annotated[Form[PaidInput], Depends(posted(PaidInput))],
    reader: ReaderDep,
) -> Response:
    """Mark money as received."""
    session, actor, clock = reader
    if form.value is None:
        return _page(request, session, actor, claim, order, form)
    try:
        record_payment(session, actor, order.id, form.value.amount, form.value.paid_on, clock=clock)
    except Invalid as why:
        return _page(request, session, actor, claim, order, form.refused(why))
    return redirect(request, "parties.order", claim_id=claim.id, order_id=order.id)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    claim: Claim,
    order: Order,
    form: Form[PaidInput],
) -> Response:
    left = claim.money(still_to_pay(session, order))
    paper = order_paper(session, order)
    return render(
        request,
        "parties/order.html",
        block="mark",
        status=form.status,
        claim=claim,
        order=order,
        form=form,
        outcome=outcome(claim, order),
        left=left,
        paid=queries.payments_under(session, order),
        rows=[(said, claim.money(minor)) for said, minor in order.sums],
        may_mark=policies.may_confirm_payment(actor, claim, order) is True and bool(left),
        mine=queries.side_of(actor, claim),
        title=words.order_kinds()[order.kind],
        tag=words.order_tags()[order.status],
        often=words.rhythms().get(order.instalment_every or "", ""),
        code=show_order_code(order.check_code),
        verify=place(request, "public.verify_code", code=order.check_code),
        paper=paper,
    )


def outcome(claim: Claim, order: Order) -> str:
    """Say in one sentence who has to do what by when."""
    if order.status is OrderStatus.SET_ASIDE:
        return _("This order was set aside. Nobody has to do what it says.")
    if order.payer is None:
        return _("Nobody has to pay anything.")
    names = {
        Side.CLAIMANT: listed(party.name for party in claim.claimants),
        Side.RESPONDENT: listed(party.name for party in claim.respondents),
    }
    said = {
        "payer": names[order.payer],
        "payee": names[order.payer.other],
        "sum": claim.money(order.total_minor).show(language()),
    }
    if order.status is OrderStatus.SATISFIED:
        return _("{payer} has paid {payee} the whole {sum}.").format(**said)
    if order.pay_by is None:
        return _("{payer} must pay {payee} {sum}.").format(**said)
    day = day_in_words(order.pay_by, language())
    if order.instalment_minor:
        return _("{payer} must pay {payee} {sum} in parts, the first by {day}.").format(
            **said, day=day
        )
    return _("{payer} must pay {payee} {sum} by {day}.").format(**said, day=day)
