"""The only place that knows how a page asks for a part of itself."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

VARY = "HX-Request"
"""Pages and parts share an address, so every answer says that it depends on this header."""

_ALERT = {"target": "#page-alert", "swapOverride": "innerHTML"}
CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "allowEval": False,
        "allowScriptTags": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "scrollIntoViewOnBoost": False,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": True, "error": True, **_ALERT},
        ],
    },
    separators=(",", ":"),
)
"""No inline style, no eval, no copy of a page in the browser's storage; a 422 is swapped
in place, every other refusal into the alert at the top of the page."""


def wants_part(request: Request) -> bool:
    """Tell whether only a part of the page is asked for, not a boosted or restored whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def by_script(request: Request) -> bool:
    """Tell whether the page's script asked, so that a redirect has to be carried out by it."""
    return request.headers.get("HX-Request") == "true"


def go_to(request: Request, url: str) -> Response:
    """Send the reader to another page, whoever asked."""
    if by_script(request):
        return Response(status_code=204, headers={"HX-Redirect": url})
    return Response(status_code=303, headers={"Location": url})
