"""Where the pages of a case lead; pages this court does not have are left out."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.routing import NoMatchFound

from cases.enums import PaymentStatus
from cases.models import Claim, Payment

OPEN = {PaymentStatus.DUE, PaymentStatus.STARTED, PaymentStatus.FAILED}


def place(request: Request, route: str, **ids: object) -> str:
    """Return the address of a page, or nothing where this court has no such page."""
    try:
        return str(request.app.url_path_for(route, **ids))
    except NoMatchFound:
        return ""


def fee_path(request: Request, claim: Claim, payments: Sequence[Payment]) -> str:
    """Return where the first fee that is still open is paid."""
    for payment in payments:
        if payment.status in OPEN:
            return place(request, "public.payment", claim_id=claim.id, payment_id=payment.id)
    return ""
