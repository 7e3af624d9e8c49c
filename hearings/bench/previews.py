"""The order as it would look if it were signed now, marked as a preview on every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from cases import letters
from cases.enums import OrderKind, OrderStatus, PaperKind
from cases.judgments import Terms
from cases.models import CasePaper, Claim, Order
from cases.sums import pack_of
from documents.paper import make_paper
from odr.permissions import Actor
from odr.words import _

NO_CODE = "0000000000"


def preview(session: Session, actor: Actor, claim: Claim, terms: Terms, *, at: datetime) -> bytes:
    """Print the order through the very layout the signed one gets; nothing of it is kept."""
    order = Order(
        kind=OrderKind.DECISION,
        status=OrderStatus.IN_FORCE,
        check_code=NO_CODE,
        payer=terms.payer if terms.total_minor else None,
        currency=claim.currency,
        total_minor=terms.total_minor,
        sums=[list(row) for row in terms.sums],
        pay_by=terms.pay_by,
        instalment_minor=terms.instalment_minor,
        instalment_every=terms.instalment_every,
        terms=[list(row) for row in terms.text],
        made_at=at,
        made_by=actor.account_id,
    )
    paper = CasePaper(claim_id=claim.id, kind=PaperKind.ORDER, title="", asked_at=at)
    letter = letters.Letter(session, claim, pack_of(claim), paper, None)
    text = letters.order_text(letter, order)
    return make_paper(replace(text, banner=_("Preview. Not signed and not valid.")))
