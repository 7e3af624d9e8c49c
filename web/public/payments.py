"""Paying a court fee: the fee and why, the way to the payment page, and what became of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from cases import payments, policies
from cases.callbacks import take_callback
from cases.enums import PaymentStatus
from cases.models import Claim, Payment
from cases.providers import LARGEST_MESSAGE, provider_of
from odr.errors import NotFound, TooLarge
from odr.permissions import SYSTEM, require
from odr.settings import Settings
from odr.words import _
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep, SettingsDep
from web.guards import PartyClaim, by_provider
from web.render import redirect, render

router = APIRouter()
FEE = "/cases/{claim_id}/payments/{payment_id}"


def own_payment(
    session: SessionDep, actor: ActorDep, claim: PartyClaim, payment_id: UUID
) -> Payment:
    """The fee of this case that the reader's side owes."""
    payment = session.get(Payment, payment_id)
    if payment is None or payment.claim_id != claim.id:
        raise NotFound(_("There is no such page."))
    require(policies.owes(actor, claim, payment))
    return payment


OwnPayment = Annotated[Payment, Depends(own_payment)]


@router.get(FEE, name="public.payment")
def show_fee(
    request: Request, session: SessionDep, actor: ActorDep, claim: PartyClaim, payment: OwnPayment
) -> Response:
    """Show the fee, why it is so much, and how to pay it or what became of it."""
    return render(
        request,
        "public/payments/fee.html",
        block="state",
        claim=claim,
        payment=payment,
        amount=payments.amount_of(payment),
        online=provider_of(session).online,
        payable=policies.may_pay(actor, claim, payment),
        at=_places(request, claim, payment),
    )


@router.post(FEE, dependencies=[Depends(csrf_checked)])
def start(
    request: Request, session: SessionDep, actor: ActorDep, payment: OwnPayment, clock: ClockDep
) -> Response:
    """Note that the payer goes to the payment page; it is opened once this is kept."""
    payments.start_payment(session, actor, payment.id, clock=clock)
    return redirect(
        request, "public.payment_page", claim_id=payment.claim_id, payment_id=payment.id
    )


@router.get(f"{FEE}/page", name="public.payment_page")
def go_to_page(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    settings: SettingsDep,
    claim: PartyClaim,
    payment: OwnPayment,
) -> Response:
    """Name the payment page and let the payer go there; a fee already done is shown instead."""
    at = _places(request, claim, payment)
    if payment.status is not PaymentStatus.STARTED:
        return redirect(request, "public.payment", claim_id=claim.id, payment_id=payment.id)
    held = payments.payment_page(
        session, actor, payment.id, back=_whole(settings, at["fee"]), callback=_told(request)
    )
    amount = payments.amount_of(payment)
    return render(request, "public/payments/page.html", held=held, amount=amount, at=at)


async def signed_message(request: Request) -> bytes:
    """Read what a provider sends, and no more than a message may have."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_MESSAGE:
            raise TooLarge(_("This message is too long."))
    return body


@router.post(
    "/api/payments/callback", name="public.payment_callback", dependencies=[Depends(by_provider)]
)
def hear_provider(
    request: Request,
    session: SessionDep,
    clock: ClockDep,
    body: Annotated[bytes, Depends(signed_message)],
) -> Response:
    """Take a provider's report; a copy is answered like the first, so that it stops."""
    callback = provider_of(session).verify_callback(request.headers, body)
    take_callback(session, SYSTEM, callback, clock=clock)
    return Response(status_code=200)


def _places(request: Request, claim: Claim, payment: Payment) -> dict[str, str]:
    """Where the links of these pages lead."""
    ids = {"claim_id": claim.id, "payment_id": payment.id}
    return {
        "fee": str(request.app.url_path_for("public.payment", **ids)),
        "page": str(request.app.url_path_for("public.payment_page", **ids)),
        "case": f"/cases/{claim.id}",
    }


def _whole(settings: Settings, path: str) -> str:
    return settings.base_url.rstrip("/") + path


def _told(request: Request) -> str:
    path = str(request.app.url_path_for("public.payment_callback"))
    return _whole(request.app.state.court.settings, path)
