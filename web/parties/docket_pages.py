"""The docket of a case as a page: what happened, in order, and who opened the file."""

from __future__ import annotations

from enum import StrEnum

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases.docket import Line, docket_for, openings_for
from cases.models import Claim
from odr.models import LedgerEntry
from web.deps import ActorDep, SessionDep
from web.guards import PartyClaim
from web.parties.places import place
from web.render import render

router = APIRouter(prefix="/cases/{claim_id}")


@router.get("/docket", name="parties.docket")
def show_docket(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Show the record of the case and who opened its file."""
    lines = docket_for(session, actor, claim)
    return render(
        request,
        "parties/docket.html",
        claim=claim,
        entries=[_entry(request, claim, line) for line in lines],
        openings=openings_for(session, claim),
    )


def _entry(request: Request, claim: Claim, line: Line) -> dict[str, object]:
    return {
        "number": line.number,
        "at": line.at,
        "title": line.sentence,
        "who": line.who,
        "href": thing_path(request, claim, line.thing, line.key),
    }


def thing_path(request: Request, claim: Claim, thing: str, key: str) -> str:
    """Return where a thing of the docket is opened."""
    names = {"exhibit": "code", "paper": "paper_id", "order": "order_id"}
    if not thing:
        return ""
    return place(request, f"parties.{thing}", claim_id=claim.id, **{names[thing]: key})


def entry_of(session: Session, chain: str, kind: StrEnum) -> LedgerEntry | None:
    """Return the first entry of a kind in a chain, to show its mark on a receipt."""
    return session.scalar(
        select(LedgerEntry)
        .where(LedgerEntry.chain == chain, LedgerEntry.kind == kind.value)
        .order_by(LedgerEntry.chain_no)
        .limit(1)
    )
