"""What the payment sandbox knows: its payments, and what it has to report of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx2
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request

from cases.providers import LARGEST_MESSAGE, Outcome, WireMoney
from cases.signatures import CALLBACK, Forged, check_signature, signed_headers
from odr.clock import Clock
from odr.entropy import Entropy
from odr.money import Money

PAUSES = (0.0, 0.5, 2.0, 5.0, 15.0, 60.0)
"""Seconds before each attempt to deliver a callback."""


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
