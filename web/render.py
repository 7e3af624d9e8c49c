"""Answers with a page, with the part of it that was asked for, or with the way to another."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from odr import words
from web import htmx
from web.look import Look, block_of, rendering_for
from web.navigation import actor_of, menu
from web.words import direction


def render(
    request: Request, template: str, block: str | None = None, status: int = 200, **context: Any
) -> Response:
    """Show a page, or only one block of it when the page's script asked for a part."""
    look: Look = request.app.state.look
    page = look.environment.get_template(template)
    values = _surroundings(request) | context
    with rendering_for(request):
        if block is not None and htmx.wants_part(request):
            body = block_of(page, block, values)
        else:
            body = page.render(values)
    return HTMLResponse(body, status)  # the envelope adds Vary and no-store


def redirect(request: Request, route_name: str, **params: Any) -> Response:
    """Go on to another page after a deed, so that reloading does not repeat it."""
    return htmx.go_to(request, str(request.app.url_path_for(route_name, **params)))


def _surroundings(request: Request) -> dict[str, Any]:
    """What the layout shows around every page."""
    language = words.language()
    return {
        "request": request,
        "actor": actor_of(request),
        "menu": lambda: menu(request),
        "language": language,
        "direction": direction(language),
        "idle_seconds": getattr(request.state, "idle_seconds", 0),
    }
