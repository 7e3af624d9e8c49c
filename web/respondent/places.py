"""Where the respondent's pages lead that stand in other parts of the court."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import NoMatchFound

from web import htmx


def path_if(request: Request, route: str, **params: object) -> str:
    """Return the address of a page, or nothing where this court has no such page."""
    try:
        return str(request.app.url_path_for(route, **params))
    except NoMatchFound:
        return ""


def case_path(request: Request, claim_id: UUID) -> str:
    """Return the page of the whole case."""
    whole = path_if(request, "parties.case", claim_id=claim_id)
    return whole or path_if(request, "respondent.claim", claim_id=claim_id)


def case_page(request: Request, claim_id: UUID) -> Response:
    """Go on to the page of the whole case."""
    return htmx.go_to(request, case_path(request, claim_id))
