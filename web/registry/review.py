"""The check of a filing: everything on one page, then accepted or sent back with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import claims, queries, register
from cases.clocks import runs_from
from cases.contents import contents_of
from cases.enums import ClaimStatus, PaymentPurpose, PaymentStatus
from cases.inputs import ReturnInput
from cases.models import Claim
from cases.sums import interest_until, pack_of
from odr.clock import Clock
from odr.permissions import Actor
from odr.words import _
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, posted
from web.guards import ClerkClaim
from web.registry import words
from web.registry.case import told
from web.render import redirect, render

router = APIRouter(prefix="/registry/cases/{claim_id}/review")
Checked = Annotated[None, Depends(csrf_checked)]


@dataclass(frozen=True)
class Point:
    """One thing that is looked at, and whether it is in order as far as can be counted."""

    good: bool
    sentence: str


@router.get("", name="registry.review")
def show_filing(
    request: Request, claim: ClerkClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show the filing with what can be checked by counting."""
    return _page(request, claim, session, actor, clock, Form())


@router.post("/accept", name="registry.accept")
def accept(
    request: Request,
    claim: ClerkClaim,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Accept the filing: it gets its number, and its letters are made."""
    del checked
    claims.accept_filing(session, actor, claim.id, clock=clock)
    return redirect(request, "registry.service", claim_id=claim.id)


@router.post("/return", name="registry.return")
def send_back(
    request: Request,
    claim: ClerkClaim,
    form: Annotated[Form[ReturnInput], Depends(posted(ReturnInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Send the filing back with a coded reason, and time to put it right."""
    if form.value is None:
        return _page(request, claim, session, actor, clock, form)
    claims.return_filing(session, actor, claim.id, form.value, clock=clock)
    return redirect(request, "registry.case", claim_id=claim.id)


def _page(
    request: Request,
    claim: Claim,
    session: Session,
    actor: Actor,
    clock: Clock,
    form: Form[ReturnInput],
) -> Response:
    pack = pack_of(claim)
    alike = register.claims_alike(session, actor, claim)
    filed = pack.days.day_of(claim.filed_at)
    return render(
        request,
        "registry/review.html",
        block="return",
        status=form.status,
        claim=claim,
        file=told(actor, claim, contents_of(session, claim)),
        points=_points(session, claim, alike),
        alike=alike,
        reviews=register.reviews_of(session, actor, claim),
        interest=interest_until(claim, claim.money(claim.claimed_minor), filed),
        open=claim.status is ClaimStatus.IN_REVIEW,
        cure=runs_from(pack, claims.CURE, clock.now()).due,
        reasons=[(reason.value, label) for reason, label in words.return_reasons().items()],
        labels=words.return_reasons(),
        kinds=words.party_kinds(),
        form=form,
    )


def _points(session: Session, claim: Claim, alike: list[tuple[UUID, str]]) -> list[Point]:
    """Look at what a machine can look at; the rest is for the clerk's eyes."""
    pack = pack_of(claim)
    kind = pack.scope.kind(claim.kind)
    limit = pack.limit.on(pack.days.day_of(claim.filed_at))
    whole = all(party.line1 and party.town and party.postcode for party in claim.parties)
    paid = any(
        payment.purpose is PaymentPurpose.FILING and payment.status is PaymentStatus.PAID
        for payment in queries.payments_of(session, claim)
    )
    found = [
        (paid, _("The court fee is paid."), _("The court fee is not paid.")),
        (
            limit.allows(claim.money(claim.claimed_minor)),
            _("The sum is within the limit of this court."),
            _("The sum is above the limit of this court."),
        ),
        (
            kind.allowed,
            _("This court takes this kind of claim: {kind}."),
            _("This court does not take this kind of claim: {kind}."),
        ),
        (whole, _("Each party has a full address."), _("The address of a party is not full.")),
        (
            not alike,
            _("No other claim of this person is for the same sum."),
            _("Another claim of this person is for the same sum. It may be sent twice."),
        ),
    ]
    label = kind.label.read()
    return [Point(good, (yes if good else no).format(kind=label)) for good, yes, no in found]
