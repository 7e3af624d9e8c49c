"""My cases: each with what happens next, and the drafts that are not sent yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import drafts, queries
from cases.models import Claim
from cases.next_steps import NextStep, Seen, next_step
from cases.sums import pack_of
from odr.clock import Clock
from odr.money import Money
from odr.pagination import page_of, read_place
from odr.permissions import Actor
from web.deps import ActorDep, ClockDep, SessionDep
from web.guards import citizen
from web.parties import words
from web.render import render

router = APIRouter(dependencies=[Depends(citizen)])
PAGE = 20


@dataclass(frozen=True)
class Card:
    """One case as the list shows it."""

    claim: Claim
    claimed: Money
    side: str
    step: NextStep
    status: tuple[str, str]
    who: str
    left: str


@router.get("/cases", name="claimant.home")
def home(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    show: str = "open",
    after: str = "",
) -> Response:
    """List the reader's cases, open ones or closed ones, with the next step of each."""
    ended = show == "closed"
    found = queries.own_cases(session, actor, ended=ended, after=read_place(after), size=PAGE)
    page = page_of(found, PAGE, lambda claim: (claim.status_since.isoformat(), str(claim.id)))
    return render(
        request,
        "parties/home.html",
        ended=ended,
        cards=_cards(session, actor, page.rows, clock),
        next=page.next,
        drafts=[] if ended or after else _drafts(session, actor),
        first=not after,
    )


def _cards(session: Session, actor: Actor, claims: Sequence[Claim], clock: Clock) -> list[Card]:
    orders = queries.latest_orders(session, claims)
    now = clock.now()
    cards = []
    for claim in claims:
        party = queries.party_for(actor, claim)
        step = next_step(Seen(claim, party, now, orders.get(claim.id)))
        today = pack_of(claim).days.day_of(now)
        cards.append(
            Card(
                claim,
                claim.money(claim.claimed_minor),
                party.side.value,
                step,
                words.status_tag(claim.status, step.who),
                words.who_acts(step.who),
                words.time_left(step, now, today),
            )
        )
    return cards


def _drafts(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Return the claims not sent yet, with the name of the other side where it is known."""
    return [
        {"draft": draft, "other": (draft.data.get("others", {}).get("others-0-name") or [""])[-1]}
        for draft in drafts.own_drafts(session, actor, drafts.CLAIM)
    ]
