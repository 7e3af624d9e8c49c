"""The orders of the court: how they come about, what they add up to, and when they are paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import policies, queries
from cases.enums import (
    ClaimEvent,
    ClosedReason,
    Entry,
    OrderEvent,
    OrderKind,
    OrderStatus,
    PaperKind,
    PaymentPurpose,
    PaymentStatus,
    Side,
)
from cases.lifecycle import CLAIM, ORDER
from cases.models import Claim, Order, OrderPayment
from cases.paperwork import ask_for_paper
from cases.sums import interest_until, pack_of
from cases.tell import tell_parties
from odr import ledger
from odr.clock import Clock
from odr.courtdays import day_in_words
from odr.entropy import entropy_of
from odr.errors import Invalid, NotFound
from odr.money import Money
from odr.permissions import Actor, require
from odr.references import order_code
from odr.words import _, language

SumRow = tuple[str, int]


@dataclass(frozen=True)
class Terms:
    """What an order says: who pays how much by when, and what else holds."""

    payer: Side | None
    sums: Sequence[SumRow]
    pay_by: date | None = None
    instalment_minor: int | None = None
    instalment_every: str | None = None
    text: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def total_minor(self) -> int:
        return sum(minor for _words, minor in self.sums)


def make_order(
    session: Session, actor: Actor, claim_id: UUID, kind: OrderKind, terms: Terms, *, clock: Clock
) -> Order:
    """Make an order, move the case on and ask for the papers both parties get.

    The order and the case move in one transaction: there is no order on a case that still waits
    for one, and no judged case without its order.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_make_order(actor, claim, kind))
    event = EVENT_FOR[kind]
    now = clock.now()
    claim.status, claim.status_since = CLAIM.next(claim.status, event), now
    order = Order(
        claim_id=claim.id,
        kind=kind,
        status=OrderStatus.IN_FORCE,
        check_code=order_code(entropy_of(session)),
        payer=terms.payer if terms.total_minor else None,
        currency=claim.currency,
        total_minor=terms.total_minor,
        sums=[list(row) for row in terms.sums],
        pay_by=terms.pay_by,
        instalment_minor=terms.instalment_minor,
        instalment_every=terms.instalment_every,
        terms=[list(row) for row in terms.text],
        made_at=now,
        made_by=actor.account_id,
    )
    session.add(order)
    ledger.record(
        session,
        actor,
        Entry.ORDER_MADE,
        claim.id,
        at=now,
        order=order.id,
        kind=kind.value,
        total=order.total_minor,
        payer=order.payer.value if order.payer else None,
    )
    ask_for_paper(session, claim, PaperKind.ORDER, about=order.id, at=now)
    for party in claim.parties:
        ask_for_paper(session, claim, PaperKind.MEANING, about=order.id, party=party.id, at=now)
    tell_parties(session, claim, None, "order", at=now)
    return order


EVENT_FOR = {
    OrderKind.DEFAULT: ClaimEvent.ENTER_DEFAULT,
    OrderKind.ADMISSION: ClaimEvent.ENTER_ADMISSION,
    OrderKind.CONSENT: ClaimEvent.SETTLE,
    OrderKind.DECISION: ClaimEvent.DECIDE,
}


def sum_of_claim(
    session: Session, claim: Claim, *, principal: Money, until: date, less_paid: int = 0
) -> list[SumRow]:
    """Work out claim and interest, less what was paid, with the fee paid, row by row, up to a day.

    Amounts are in minor units. The fee counts only as far as it was paid. Source: the pack's
    interest rule and fee; the order of the rows is the usual one of a judgment.
    """
    rows: list[SumRow] = [(_("The claim"), principal.minor)]
    interest = interest_until(claim, principal, until).value
    if interest.minor:
        day = day_in_words(until, language())
        rows.append((_("Interest until {day}").format(day=day), interest.minor))
    if less_paid:
        rows.append((_("Already paid"), -less_paid))
    fee = fee_paid(session, claim)
    if fee:
        rows.append((_("Court fee paid by the claimant"), fee))
    return rows


def fee_paid(session: Session, claim: Claim) -> int:
    """Return what the claimant really paid in filing fees, in minor units."""
    return sum(
        payment.amount_minor
        for payment in queries.payments_of(session, claim)
        if payment.purpose is PaymentPurpose.FILING and payment.status is PaymentStatus.PAID
    )


def record_payment(
    session: Session,
    actor: Actor,
    order_id: UUID,
    amount: Money,
    paid_on: date,
    *,
    clock: Clock,
) -> OrderPayment:
    """Record money paid under an order; only the side that received it can say so.

    When the whole sum is paid the order is satisfied and the case is closed.
    """
    order, claim = order_for(session, actor, order_id, lock=True)
    require(policies.may_confirm_payment(actor, claim, order))
    now = clock.now()
    if amount.minor <= 0 or amount.minor > still_to_pay(session, order):
        raise Invalid(_("Enter a sum above 0 and not more than is still to be paid."), "amount")
    if paid_on > pack_of(claim).days.day_of(now):
        raise Invalid(_("Enter the day it was paid. It cannot be in the future."), "paid_on")
    left = still_to_pay(session, order) - amount.minor
    ORDER.next(order.status, OrderEvent.SATISFY)
    paid = OrderPayment(
        order_id=order.id,
        amount_minor=amount.minor,
        paid_on=paid_on,
        confirmed_by=actor.account_id or actor.party_id,
        at=now,
    )
    session.add(paid)
    ledger.record(
        session, actor, Entry.ORDER_PAYMENT, claim.id, at=now, order=order.id, amount=amount.minor
    )
    if left == 0:
        _satisfy(session, actor, claim, order, clock=clock)
    return paid


def _satisfy(session: Session, actor: Actor, claim: Claim, order: Order, *, clock: Clock) -> None:
    now = clock.now()
    order.status = ORDER.next(order.status, OrderEvent.SATISFY)
    order.satisfied_at = now
    claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.SATISFY), now
    claim.closed_reason, claim.closed_at = ClosedReason.SATISFIED, now
    ledger.record(session, actor, Entry.ORDER_SATISFIED, claim.id, at=now, order=order.id)


def still_to_pay(session: Session, order: Order) -> int:
    """Return what is still to be paid under an order, in minor units."""
    paid = session.scalars(
        select(OrderPayment.amount_minor).where(OrderPayment.order_id == order.id)
    )
    return order.total_minor - sum(paid)


def order_for(
    session: Session, actor: Actor, order_id: UUID, *, lock: bool = False
) -> tuple[Order, Claim]:
    """Return an order with its case, to whoever may see the case."""
    found = session.get(Order, order_id)
    if found is None:
        raise NotFound(_("There is no such order, or it is not yours to see."))
    claim = queries.claim_for(session, actor, found.claim_id, lock=lock)
    return session.get_one(Order, order_id), claim
