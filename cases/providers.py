"""Who takes the fees for the court: the counter, or a provider with a payment page of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Protocol, cast
from urllib.parse import urlsplit

import httpx2
from pydantic import AwareDatetime, BaseModel, Field, ValidationError, model_validator
from sqlalchemy.orm import Session

from cases.signatures import CALLBACK, Forged, check_signature, signed_headers
from odr.clock import Clock, SystemClock
from odr.entropy import Entropy, SystemEntropy
from odr.errors import Invalid, TooLarge, Unavailable
from odr.money import Money
from odr.settings import Settings
from odr.words import _

PATIENCE = 8  # seconds for an answer
LARGEST_MESSAGE = 16 * 1024  # bytes
SHORTEST_SECRET = 24  # signs
OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Outcome(StrEnum):
    """What became of a payment at the provider."""

    OPEN = "open"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUNDED = "refunded"


@dataclass(frozen=True)
class FeeRequest:
    """What the court asks a provider to collect; the reference makes asking twice harmless."""

    reference: str
    payment: str
    amount: Money
    words: str
    return_url: str
    callback_url: str


@dataclass(frozen=True)
class ProviderPayment:
    """A payment as the provider holds it."""

    reference: str
    payment: str
    amount: Money
    outcome: Outcome
    page: str
    """Where the payer goes to pay."""


@dataclass(frozen=True)
class Callback:
    """One thing the provider reports, with an id that is the same in every copy of it."""

    event_id: str
    outcome: Outcome
    reference: str
    payment: str
    amount: Money
    sent_at: datetime


class PaymentProvider(Protocol):
    """Takes money for the court and says what became of it."""

    name: str
    online: bool

    def create(self, asked: FeeRequest) -> ProviderPayment:
        """Open a payment, or return the one already open under this reference."""
        ...

    def verify_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        """Return what a message says, or raise Forged."""
        ...

    def query(self, reference: str) -> ProviderPayment | None:
        """Return the payment as it is now, or None if there is none."""
        ...

    def refund(self, reference: str, amount: Money) -> ProviderPayment | None:
        """Give the whole amount back; asking twice gives it back once."""
        ...


class Counter:
    """The court's own counter: a clerk records what was paid there, and nothing is asked online."""

    name = "counter"
    online = False

    def create(self, asked: FeeRequest) -> ProviderPayment:
        return ProviderPayment(
            asked.reference, asked.payment, asked.amount, Outcome.OPEN, asked.return_url
        )

    def verify_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        del headers, body
        raise Forged(_("This court takes fees at its counter only."))

    def query(self, reference: str) -> ProviderPayment | None:
        del reference
        return None

    def refund(self, reference: str, amount: Money) -> ProviderPayment | None:
        """A clerk hands the money back, so there is nobody to ask."""
        del reference, amount
        return None


SEEN = r"^[^\x00-\x1f\x7f]+$"
"""Signs that can be seen: a database cannot keep the others."""


class WireMoney(BaseModel):
    """An amount as it travels: decimal text and the code of the currency."""

    amount: Annotated[str, Field(max_length=20)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    @model_validator(mode="after")
    def _exact(self) -> WireMoney:
        self.money()
        return self

    def money(self) -> Money:
        return Money.exact(self.amount, self.currency)


class WirePayment(BaseModel):
    """A payment as the provider writes it."""

    reference: Annotated[str, Field(min_length=1, max_length=100)]
    payment: Annotated[str, Field(min_length=1, max_length=100)]
    amount: WireMoney
    outcome: Outcome
    page: Annotated[str, Field(max_length=2000)]


class WireEvent(BaseModel):
    """An event as the provider writes it."""

    event: Annotated[str, Field(pattern=SEEN, max_length=120)]
    outcome: Literal[Outcome.SUCCEEDED, Outcome.FAILED, Outcome.REFUNDED]
    reference: Annotated[str, Field(pattern=SEEN, max_length=100)]
    payment: Annotated[str, Field(pattern=SEEN, max_length=100)]
    amount: WireMoney
    sent_at: AwareDatetime


def wire_money(amount: Money) -> dict[str, str]:
    """Write an amount the way it travels."""
    return {"amount": amount.text(), "currency": amount.currency}


class HostedPage:
    """A provider reached over HTTP by the contract in docs/payments.md.

    Messages are timed by the machine's own clock, never by the court's: a demo court that has
    moved its clock on still speaks with a provider that has not.
    """

    name = "hosted"
    online = True

    def __init__(
        self,
        address: str,
        secret: str,
        *,
        clock: Clock,
        entropy: Entropy,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        if not is_safe(address):
            raise ValueError("ODR_PAYMENT_URL must be https, or http on this machine")
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"ODR_PAYMENT_SECRET needs at least {SHORTEST_SECRET} signs")
        self._address = address.rstrip("/")
        self._secret = secret
        self._clock = clock
        self._entropy = entropy
        self._client = httpx2.Client(timeout=PATIENCE, transport=transport)

    def create(self, asked: FeeRequest) -> ProviderPayment:
        wanted = {
            "payment": asked.payment,
            "amount": wire_money(asked.amount),
            "words": asked.words,
            "return_url": asked.return_url,
            "callback_url": asked.callback_url,
        }
        held = self._ask("PUT", f"/payments/{asked.reference}", wanted)
        if held is None:
            raise Unavailable(_no_answer())
        return held

    def verify_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        if len(body) > LARGEST_MESSAGE:
            raise TooLarge(_("This message is too long."))
        message_id = check_signature(self._secret, CALLBACK, headers, body, clock=self._clock)
        try:
            said = WireEvent.model_validate_json(body)
        except ValidationError:
            raise Invalid(_("This message is not as the contract says.")) from None
        if said.event != message_id:
            raise Forged(_("The message and its header name different events."))
        return Callback(
            event_id=said.event,
            outcome=said.outcome,
            reference=said.reference,
            payment=said.payment,
            amount=said.amount.money(),
            sent_at=said.sent_at,
        )

    def query(self, reference: str) -> ProviderPayment | None:
        return self._ask("GET", f"/payments/{reference}", None)

    def refund(self, reference: str, amount: Money) -> ProviderPayment | None:
        wanted = {"amount": wire_money(amount)}
        return self._ask("POST", f"/payments/{reference}/refund", wanted)

    def _ask(self, method: str, path: str, said: dict[str, Any] | None) -> ProviderPayment | None:
        """Send one signed request; no answer, or one not as agreed, means: try again later."""
        body = b"" if said is None else json.dumps(said).encode()
        headers = signed_headers(
            self._secret, f"{method} {path}", self._entropy.token(16), body, clock=self._clock
        )
        headers["Content-Type"] = "application/json"
        try:
            status, answer = self._send(method, path, headers, body)
            if status == 404:
                return None
            if status not in {200, 201}:
                raise Unavailable(_no_answer())
            held = WirePayment.model_validate_json(answer)
        except (httpx2.HTTPError, ValidationError):
            raise Unavailable(_no_answer()) from None
        if not is_safe(held.page):
            raise Unavailable(_no_answer())
        return ProviderPayment(
            held.reference, held.payment, held.amount.money(), held.outcome, held.page
        )

    def _send(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        with self._client.stream(
            method, self._address + path, headers=headers, content=body
        ) as response:
            answer = b""
            for piece in response.iter_bytes(LARGEST_MESSAGE):
                answer += piece
                if len(answer) > LARGEST_MESSAGE:
                    raise Unavailable(_no_answer())
            return response.status_code, answer

    def close(self) -> None:
        """End the connections to the provider."""
        self._client.close()


def _no_answer() -> str:
    return _(
        "The payment page does not answer just now. Nothing was taken. "
        "Try again in a few minutes, or pay at the court's counter."
    )


def is_safe(address: str) -> bool:
    """Tell whether an address is encrypted, or does not leave this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in OWN_MACHINE)


def provider_from(settings: Settings) -> PaymentProvider | None:
    """Return the provider of the settings; without an address fees are paid at the counter."""
    if not settings.payment_url:
        return None
    return HostedPage(
        settings.payment_url,
        settings.payment_secret,
        clock=SystemClock(),
        entropy=SystemEntropy(),
    )


def provider_of(session: Session) -> PaymentProvider:
    """Return the provider this unit of work was opened with; the counter needs no naming."""
    return cast("PaymentProvider | None", session.info.get("payments")) or Counter()
