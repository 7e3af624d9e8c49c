"""The registry's fees: what is still to be paid, money at the counter, and money given back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from cases import payments, policies, register
from cases.enums import PaymentStatus, RefundReason
from odr.errors import Invalid
from odr.money import Money
from odr.pagination import page_of, read_place
from odr.words import _
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, posted
from web.guards import clerk, manager
from web.render import redirect, render

router = APIRouter()
ONE = "/registry/payments/{payment_id}"
PAGE = 25


class CounterInput(BaseModel):
    """What a clerk was handed."""

    amount: Money = Field(title=_("the sum you took"))


class RefundInput(BaseModel):
    """Why the fee goes back."""

    reason: RefundReason = Field(title=_("why the fee is given back"))


@router.get("/registry/payments", name="registry.payments", dependencies=[Depends(clerk)])
def list_fees(request: Request, session: SessionDep, actor: ActorDep, after: str = "") -> Response:
    """Show the fees that wait, oldest first, and the reports somebody has to look at."""
    rows = register.open_fees(session, actor, after=read_place(after), size=PAGE)
    page = page_of(rows, PAGE, lambda fee: (fee.made_at.isoformat(), str(fee.id)))
    held = [] if after else register.held_reports(session, actor)
    return render(request, "registry/payments.html", block="fees", page=page, held=held)


@router.get(ONE, name="registry.payment", dependencies=[Depends(clerk)])
def show_fee(request: Request, session: SessionDep, actor: ActorDep, payment_id: UUID) -> Response:
    """Show one fee with what can be done about it."""
    return _page(request, session, actor, payment_id, blank(CounterInput))


@router.post(ONE, dependencies=[Depends(clerk)])
def record(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    payment_id: UUID,
    form: Annotated[Form[CounterInput], Depends(posted(CounterInput))],
) -> Response:
    """Record money taken at the counter."""
    if form.value is None:
        return _page(request, session, actor, payment_id, form)
    try:
        payments.record_counter_payment(session, actor, payment_id, form.value.amount, clock=clock)
    except Invalid as problem:
        return _page(request, session, actor, payment_id, form.refused(problem))
    return redirect(request, "registry.payment", payment_id=payment_id)


@router.post(f"{ONE}/refund", name="registry.refund", dependencies=[Depends(manager)])
def give_back(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    payment_id: UUID,
    form: Annotated[Form[RefundInput], Depends(posted(RefundInput))],
) -> Response:
    """Give a fee back, the way it came."""
    if form.value is None:
        return _page(request, session, actor, payment_id, form)
    payments.refund(session, actor, payment_id, form.value.reason, clock=clock)
    return redirect(request, "registry.payment", payment_id=payment_id)


def _page(
    request: Request, session: SessionDep, actor: ActorDep, payment_id: UUID, form: Form[Any]
) -> Response:
    payment, claim = payments.payment_for(session, actor, payment_id)
    back = payment.status is PaymentStatus.PAID and policies.may_refund(actor) is True
    return render(
        request,
        "registry/payment.html",
        block="refund" if back else "counter",
        status=form.status,
        claim=claim,
        payment=payment,
        amount=payments.amount_of(payment),
        takes=payment.status in register.OPEN and policies.fee_is_open(claim, payment) is True,
        back=back,
        reasons=_reasons(),
        form=form,
    )


def _reasons() -> list[tuple[str, str]]:
    return [
        (RefundReason.PAID_TWICE.value, _("It was paid twice")),
        (RefundReason.CLAIM_ENDED.value, _("The claim ended before the court did anything")),
        (RefundReason.WRONG_FEE.value, _("The fee was wrong")),
        (RefundReason.COURT_ERROR.value, _("The court made a mistake")),
    ]
