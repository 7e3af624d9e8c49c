"""One case as the registry sees it: the file, its papers and exhibits, and the docket."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from cases import docket, queries, register
from cases.evidence import exhibit_for
from cases.openings import note_looking
from cases.paperwork import paper_for
from cases.service import not_me_notes
from cases.sums import pack_of
from documents.queries import document_for
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
    return render(
        request,
        "registry/case.html",
        claim=claim,
        file=case_file(session, actor, claim),
        reviews=register.reviews_of(session, actor, claim),
        fees=queries.payments_of(session, claim),
        orders=queries.orders_of(session, claim),
        answers=queries.responses_of(session, claim),
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


def case_file(session: SessionDep, actor: ActorDep, claim: ClerkClaim) -> dict[str, object]:
    """Return what stands in the file: sums, story, papers and exhibits."""
    return {
        "lines": queries.amounts_of(session, claim),
        "timeline": queries.timeline_of(session, claim),
        "exhibits": queries.exhibits_of(session, claim),
        "papers": queries.papers_visible_to(session, actor, claim),
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
