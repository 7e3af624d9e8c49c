"""A claim with a fee, and a provider that answers what it is told to, for tests of payments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from cases.enums import ClaimStatus, InterestBasis, PartyKind, PaymentPurpose, Side
from cases.models import Claim, Party, Payment
from cases.payments import fee_due
from cases.providers import (
    Callback,
    FeeRequest,
    Outcome,
    ProviderPayment,
)
from cases.signatures import Forged
from odr.clock import FixedClock
from odr.errors import Unavailable
from odr.models import Account
from odr.money import Money
from odr.permissions import Actor, Role

FILED = datetime(2026, 3, 2, 9, tzinfo=UTC)
FEE = Money(7000, "GBP")


@dataclass(frozen=True)
class Worked:
    """A worked-out fee."""

    value: Money = FEE
    steps: tuple[str, ...] = ("Claims from £500.01 to £1,000 cost £70.",)


@dataclass
class FakeProvider:
    """A provider in memory; `down` lets it not answer."""

    name: str = "fake"
    online: bool = True
    down: bool = False
    held: dict[str, ProviderPayment] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def create(self, asked: FeeRequest) -> ProviderPayment:
        self._up("create", asked.reference)
        kept = self.held.get(asked.reference)
        if kept is not None and (kept.payment, kept.amount) != (asked.payment, asked.amount):
            raise Unavailable("The reference belongs to another payment.")
        return self.held.setdefault(
            asked.reference,
            ProviderPayment(
                asked.reference,
                asked.payment,
                asked.amount,
                Outcome.OPEN,
                f"https://pay.example/{asked.reference}",
            ),
        )

    def becomes(self, reference: str, outcome: Outcome) -> None:
        """Let the payment come out like this."""
        self.held[reference] = replace(self.held[reference], outcome=outcome)

    def verify_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        if headers.get("Payment-Signature") != "v1=fake":
            raise Forged("This message does not carry the right signature.")
        said = json.loads(body)
        return Callback(
            said["event"],
            Outcome(said["outcome"]),
            said["reference"],
            said["payment"],
            Money.exact(said["amount"]["amount"], said["amount"]["currency"]),
            datetime.fromisoformat(said["sent_at"]),
        )

    def query(self, reference: str) -> ProviderPayment | None:
        self._up("query", reference)
        return self.held.get(reference)

    def refund(self, reference: str, amount: Money) -> ProviderPayment | None:
        self._up("refund", reference)
        kept = self.held.get(reference)
        if kept is None:
            return None
        if kept.amount != amount or kept.outcome not in {Outcome.SUCCEEDED, Outcome.REFUNDED}:
            raise Unavailable("Nothing to give back.")
        self.becomes(reference, Outcome.REFUNDED)
        return self.held[reference]

    def _up(self, what: str, reference: str) -> None:
        if self.down:
            raise Unavailable("The payment page does not answer just now.")
        self.asked.append(f"{what} {reference}")


def account(session: Session, name: str, role: Role = Role.CITIZEN) -> Actor:
    """Return a new person with an account."""
    row = Account(
        email=f"{name.lower()}@example.com",
        name=name,
        role=role,
        language="en",
        totp_last_step=0,
        created_at=FILED,
    )
    session.add(row)
    session.flush()
    return Actor(role, account_id=row.id, name=name)


def filed_claim(session: Session, claimant: Actor, respondent: Actor | None = None) -> Claim:
    """Return a claim that was sent to the court and waits for its fee."""
    claim = Claim(
        pack_id="gb-eaw-small-claims",
        pack_version="2026.1",
        status=ClaimStatus.SUBMITTED,
        status_since=FILED,
        title="Ash v Birch",
        kind="goods",
        created_by=claimant.account_id,
        currency="GBP",
        claimed_minor=80000,
        interest_basis=InterestBasis.NONE,
        interest_minor=0,
        fee_minor=FEE.minor,
        what_happened="The bicycle never came.",
        truth_name="Ash",
        truth_role="",
        filed_at=FILED,
    )
    people = ((Side.CLAIMANT, claimant), (Side.RESPONDENT, respondent))
    claim.parties = [
        Party(
            side=side,
            position=1,
            kind=PartyKind.INDIVIDUAL,
            name=side.value.title(),
            line1="1 High Street",
            town="Leeds",
            postcode="LS1 1AA",
            account_id=person.account_id if person else None,
        )
        for side, person in people
    ]
    session.add(claim)
    session.flush()
    return claim


def due_fee(
    session: Session, actor: Actor, claim: Claim, clock: FixedClock, fee: Money = FEE
) -> Payment:
    """Return the filing fee of a claim, not paid yet."""
    payment = fee_due(
        session,
        actor,
        claim,
        claim.claimants[0],
        PaymentPurpose.FILING,
        Worked(fee),
        clock=clock,
    )
    session.flush()
    return payment
