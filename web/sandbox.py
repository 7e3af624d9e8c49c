"""A payment provider to try things with: its own process, no money, by the contract in docs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cases.providers import Outcome
from odr.clock import Clock, SystemClock
from odr.entropy import Entropy, SystemEntropy
from web.sandbox_payments import PAUSES, Kept, Sandbox, WireRefund, WireRequest

CHOICES = {
    "pay": Outcome.SUCCEEDED,
    "fail": Outcome.FAILED,
    "cancel": Outcome.FAILED,
}
COPIES = {"once": 1, "three": 3, "held": 0}


async def create(request: Request) -> Response:
    """Open a payment, or return the one already open under the reference."""
    box: Sandbox = request.app.state.box
    body = await box.signed_body(request)
    asked = _read(WireRequest, body)
    reference = request.path_params["reference"]
    kept = box.payments.get(reference)
    if kept is not None:
        if (kept.asked.payment, kept.asked.amount) != (asked.payment, asked.amount):
            raise HTTPException(409, "The reference belongs to another payment.")
        return JSONResponse(kept.as_json())
    key = box.entropy.token(16)
    kept = Kept(reference, asked, str(request.url_for("page", key=key)))
    box.payments[reference] = box.pages[key] = kept
    return JSONResponse(kept.as_json(), status_code=201)


async def query(request: Request) -> Response:
    """Return a payment as it is now."""
    box: Sandbox = request.app.state.box
    await box.signed_body(request)
    return JSONResponse(box.payment(request.path_params["reference"]).as_json())


async def refund(request: Request) -> Response:
    """Give the whole amount back, once."""
    box: Sandbox = request.app.state.box
    wanted = _read(WireRefund, await box.signed_body(request))
    kept = box.payment(request.path_params["reference"])
    if wanted.amount.money() != kept.amount:
        raise HTTPException(422, "Only the whole amount can be given back.")
    if kept.outcome not in {Outcome.SUCCEEDED, Outcome.REFUNDED}:
        raise HTTPException(409, "Nothing was paid.")
    if kept.outcome is Outcome.SUCCEEDED:
        kept.outcome = Outcome.REFUNDED
        box.report(kept, 1)
    return JSONResponse(kept.as_json())


async def page(request: Request) -> Response:
    """Show the payment page: pay, fail or cancel, and how to report it."""
    kept = _on_page(request)
    back = f'<p><a href="{escape(kept.asked.return_url)}">Back to the court</a></p>'
    if kept.outcome in {Outcome.SUCCEEDED, Outcome.REFUNDED}:
        return _html("This payment is done", back)
    return _html(
        f"Pay {kept.amount.show()}",
        f"""<p>{escape(kept.asked.words)}. This is a sandbox: no money moves.</p>
<form method="post">
<fieldset><legend>How the court is told</legend>
<label><input type="radio" name="delivery" value="once" checked> At once</label>
<label><input type="radio" name="delivery" value="three"> Three times</label>
<label><input type="radio" name="delivery" value="held"> Later, by hand</label></fieldset>
<p><button name="choice" value="pay">Pay {escape(kept.amount.show())}</button>
<button name="choice" value="fail">Let the payment fail</button>
<button name="choice" value="cancel">Cancel</button></p>
</form>{back}""",
        form_action=kept.asked.return_url,
    )


async def choose(request: Request) -> Response:
    """Carry out what the payer chose, report it and send the payer back."""
    box: Sandbox = request.app.state.box
    kept = _on_page(request)
    form = await request.form()
    outcome = CHOICES.get(str(form.get("choice")))
    copies = COPIES.get(str(form.get("delivery", "once")))
    if outcome is None or copies is None:
        raise HTTPException(422, "Choose one of the buttons.")
    if kept.outcome in {Outcome.OPEN, Outcome.FAILED}:
        kept.outcome = outcome
        box.report(kept, copies)
    return RedirectResponse(kept.asked.return_url, status_code=303)


async def callbacks(request: Request) -> Response:
    """List the callbacks, with a form that sends them again, in either order."""
    box: Sandbox = request.app.state.box
    rows = "".join(
        f"<li>{escape(event.event_id)}: {escape(event.words)}, taken {event.taken} times</li>"
        for event in box.events
    )
    return _html(
        "Callbacks",
        f"""<ol>{rows}</ol><form method="post">
<p><button name="order" value="oldest">Send all, oldest first</button>
<button name="order" value="newest">Send all, newest first</button></p></form>""",
    )


async def send_callbacks(request: Request) -> Response:
    """Send every callback again, also those the court has taken, in the order asked for."""
    box: Sandbox = request.app.state.box
    order = (await request.form()).get("order")
    events = box.events[::-1] if order == "newest" else list(box.events)

    box.send(events)
    return RedirectResponse(request.url_for("callbacks"), status_code=303)


def _read(shape: type[Any], body: bytes) -> Any:
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        raise HTTPException(422, "The message is not as the contract says.") from None


def _on_page(request: Request) -> Kept:
    box: Sandbox = request.app.state.box
    kept = box.pages.get(request.path_params["key"])
    if kept is None:
        raise HTTPException(404, "There is no such payment.")
    return kept


def _html(title: str, body: str, *, form_action: str = "") -> HTMLResponse:
    origin = ""
    if form_action:
        parts = urlsplit(form_action)
        origin = f" {parts.scheme}://{parts.netloc}"
    policy = f"default-src 'none'; form-action 'self'{origin}; base-uri 'none'"
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} - payment sandbox</title></head>
<body><main><h1>{escape(title)}</h1>{body}</main></body></html>""",
        headers={"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"},
    )


def make_sandbox(
    secret: str,
    *,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    pauses: tuple[float, ...] = PAUSES,
) -> Starlette:
    """Return the sandbox as an application of its own."""
    box = Sandbox(secret, clock or SystemClock(), entropy or SystemEntropy(), pauses)

    @asynccontextmanager
    async def until_stopped(app: Starlette) -> AsyncIterator[None]:
        yield
        for task in tuple(box.under_way):
            task.cancel()

    app = Starlette(
        routes=[
            Route("/payments/{reference}", create, methods=["PUT"]),
            Route("/payments/{reference}", query, methods=["GET"]),
            Route("/payments/{reference}/refund", refund, methods=["POST"]),
            Route("/pay/{key}", page, methods=["GET"], name="page"),
            Route("/pay/{key}", choose, methods=["POST"]),
            Route("/callbacks", callbacks, methods=["GET"], name="callbacks"),
            Route("/callbacks", send_callbacks, methods=["POST"]),
        ],
        lifespan=until_stopped,
    )
    app.state.box = box
    return app


def serve(port: int, secret: str) -> None:
    """Run the sandbox on this machine until it is stopped."""
    uvicorn.run(make_sandbox(secret), host="127.0.0.1", port=port, log_level="warning")
