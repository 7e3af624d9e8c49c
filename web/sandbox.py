"""A payment provider to try things with: its own process, no money, by the contract in docs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlsplit

import httpx2
import uvicorn
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cases.providers import (
    CALLBACK,
    LARGEST_MESSAGE,
    Forged,
    Outcome,
    WireMoney,
    check_signature,
    signed_headers,
)
from odr.clock import Clock, SystemClock
from odr.entropy import Entropy, SystemEntropy
from odr.money import Money

PAUSES = (0.0, 0.5, 2.0, 5.0, 15.0, 60.0)
"""Seconds before each attempt to deliver a callback."""
CHOICES = {
    "pay": Outcome.SUCCEEDED,
    "fail": Outcome.FAILED,
    "cancel": Outcome.FAILED,
}
COPIES = {"once": 1, "three": 3, "held": 0}


class WireRequest(BaseModel):
    """What the court asks for."""

    payment: str
    amount: WireMoney
    words: str
    return_url: str
    callback_url: str


class WireRefund(BaseModel):
    """How much the court gives back."""

    amount: WireMoney


@dataclass
class Kept:
    """One payment in the sandbox."""

    reference: str
    asked: WireRequest
    page: str
    outcome: Outcome = Outcome.OPEN

    @property
    def amount(self) -> Money:
        return self.asked.amount.money()

    def as_json(self) -> dict[str, Any]:
        return {
            "reference": self.reference,
            "payment": self.asked.payment,
            "amount": self.asked.amount.model_dump(),
            "outcome": self.outcome.value,
            "page": self.page,
        }


@dataclass
class Event:
    """One thing to report, and how often it was taken."""

    event_id: str
    address: str
    body: bytes
    words: str
    taken: int = 0


@dataclass
class Sandbox:
    """What the sandbox knows, in memory only."""

    secret: str
    clock: Clock
    entropy: Entropy
    pauses: tuple[float, ...] = PAUSES
    payments: dict[str, Kept] = field(default_factory=dict)
    pages: dict[str, Kept] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def signed_body(self, request: Request) -> bytes:
        """Return the body of a request the court signed."""
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_MESSAGE:
                raise HTTPException(413)
        about = f"{request.method} {request.url.path}"
        try:
            check_signature(self.secret, about, request.headers, body, clock=self.clock)
        except Forged as refusal:
            raise HTTPException(401, refusal.sentence) from None
        return body

    def payment(self, reference: str) -> Kept:
        """Return the payment with this reference, or 404."""
        if reference not in self.payments:
            raise HTTPException(404, "There is no such payment.")
        return self.payments[reference]

    def report(self, kept: Kept, copies: int) -> None:
        """Write an event about a payment and send it so many times; none means: hold it."""
        event_id = "evt_" + self.entropy.token(16)
        said = {"event": event_id, **kept.as_json(), "sent_at": self.clock.now().isoformat()}
        event = Event(
            event_id,
            kept.asked.callback_url,
            json.dumps(said).encode(),
            f"{kept.outcome.value}, {kept.amount.text()} {kept.amount.currency}",
        )
        self.events.append(event)
        self.send([event] * copies)

    def send(self, events: list[Event]) -> None:
        """Deliver events one after the other, in the background."""
        task = asyncio.get_running_loop().create_task(self._deliver_all(events))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _deliver_all(self, events: list[Event]) -> None:
        for event in events:
            await self._deliver(event)

    async def _deliver(self, event: Event) -> None:
        """Try until the court takes it; each attempt is signed anew under the same event id."""
        async with httpx2.AsyncClient(timeout=10) as client:
            for pause in self.pauses:
                await asyncio.sleep(pause)
                headers = signed_headers(
                    self.secret, CALLBACK, event.event_id, event.body, clock=self.clock
                )
                headers["Content-Type"] = "application/json"
                try:
                    answer = await client.post(event.address, content=event.body, headers=headers)
                except httpx2.HTTPError:
                    continue
                if answer.status_code == 200:
                    event.taken += 1
                    return


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
