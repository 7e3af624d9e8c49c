"""One case as the registry sees it: the file, its papers and exhibits, and the docket."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from cases import docket, queries, register
from cases.contents import Contents, contents_of
from cases.evidence import exhibit_for
from cases.models import Claim
from cases.openings import note_looking
from cases.paperwork import paper_for
from cases.service import not_me_notes
from cases.sums import pack_of
from documents.queries import document_for
from odr.permissions import Actor
from web.deps import ActorDep, ClockDep, SessionDep, sessions_of
from web.guards import ClerkClaim
from web.papers import hand_out
from web.registry import words
from web.render import render

router = APIRouter(prefix="/registry/cases/{claim_id}")


@router.get("", name="registry.case")
def show_case(
    request: Request, claim: ClerkClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show what the registry needs of a case on one page."""
    note_looking(sessions_of(request), session, actor, claim, clock=clock)
    held = contents_of(session, claim)
    return render(
        request,
        "registry/case.html",
        claim=claim,
        file=told(actor, claim, held),
        reviews=register.reviews_of(session, actor, claim),
        fees=held.payments,
        orders=held.orders,
        answers=held.responses,
        wrong_letters=not_me_notes(session, claim),
        tags=_tags(claim),
        now=clock.now(),
    )


def _tags(claim: ClerkClaim) -> dict[str, object]:
    return {
        "stage": words.stages()[claim.status],
        "kinds": words.party_kinds(),
        "states": words.answer_states(),
        "reasons": words.return_reasons(),
        "fees": words.fee_states(),
        "purposes": words.fee_purposes(),
        "methods": words.methods(pack_of(claim)),
        "not_me": words.not_me(),
    }


def told(actor: Actor, claim: Claim, held: Contents) -> dict[str, object]:
    """Return what stands in the file: sums, story, papers and exhibits."""
    return {
        "lines": held.amounts,
        "timeline": held.timeline,
        "exhibits": held.exhibits,
        "papers": queries.papers_open_to(actor, claim, held.papers),
        "names": {party.id: party.name for party in claim.parties},
        "total": claim.money(claim.claimed_minor + claim.interest_minor + claim.fee_minor),
    }


@router.get("/docket", name="registry.docket")
def show_docket(
    request: Request, claim: ClerkClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Show every deed of the case in order, and who opened the file."""
    return render(
        request,
        "registry/docket.html",
        claim=claim,
        lines=docket.docket_for(session, actor, claim),
        openings=docket.openings_for(session, claim),
    )


@router.get("/papers/{paper_id}", name="registry.paper")
def open_paper(
    request: Request, claim: ClerkClaim, session: SessionDep, actor: ActorDep, paper_id: UUID
) -> Response:
    """Hand out a paper of the court, to be read or printed."""
    _paper, document = paper_for(session, actor, claim.id, paper_id)
    return hand_out(request, session, document, inline=True)


@router.get("/exhibits/{code}", name="registry.exhibit")
def open_exhibit(
    request: Request, claim: ClerkClaim, session: SessionDep, actor: ActorDep, code: str
) -> Response:
    """Hand out one exhibit."""
    exhibit = exhibit_for(session, actor, claim.id, code)
    return hand_out(request, session, document_for(session, exhibit.document_id))
