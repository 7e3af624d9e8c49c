"""How fees are paid at the synthetic court: at the counter, or on a page that sometimes fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cases import payments, queries
from cases.callbacks import take_callback
from cases.enums import RefundReason
from cases.models import Payment
from cases.providers import Callback, FeeRequest, Outcome, ProviderPayment
from cases.signatures import Forged
from odr.money import Money
from odr.permissions import SYSTEM, Actor
from odr.play.filing import Case
from odr.play.stage import Story
from odr.words import _

PAGE = "https://pay.example"


class PlayedProvider:
    """A payment page whose payers succeed or fail as the script says."""

    name = "played"
    online = True

    def __init__(self) -> None:
        self.held: dict[str, ProviderPayment] = {}

    def create(self, asked: FeeRequest) -> ProviderPayment:
        opened = ProviderPayment(asked.reference, asked.payment, asked.amount, Outcome.OPEN, PAGE)
        return self.held.setdefault(asked.reference, opened)

    def verify_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        del headers, body
        raise Forged(_("This page sends no messages."))

    def query(self, reference: str) -> ProviderPayment | None:
        return self.held.get(reference)

    def refund(self, reference: str, amount: Money) -> ProviderPayment | None:
        del amount
        return self.settle(reference, Outcome.REFUNDED)

    def settle(self, reference: str, outcome: Outcome) -> ProviderPayment:
        """Let a payment end, and return it as it is now."""
        was = self.held[reference]
        now = ProviderPayment(was.reference, was.payment, was.amount, outcome, was.page)
        self.held[reference] = now
        return now


def pay_the_fee(case: Case) -> Story:
    """Pay the newest fee of the case: one in three at the counter, one fails at first."""
    payment = case.look(newest_fee, case)
    if case.number % 3 == 0:
        amount = Money(payment.amount_minor, payment.currency)
        case.deed(payments.record_counter_payment, case.clerk, payment.id, amount)
    else:
        payer = case.claimant if payment.purpose == "filing" else case.respondent
        outcomes = [Outcome.FAILED, Outcome.SUCCEEDED] if case.number % 3 == 2 else []
        for outcome in outcomes or [Outcome.SUCCEEDED]:
            yield from pay_online(case, payer, payment, outcome)
    yield timedelta(hours=1)


def newest_fee(session: Session, case: Case) -> Payment:
    """Return the fee that was asked for last."""
    return queries.payments_of(session, case.claim(session))[-1]


def pay_online(case: Case, payer: Actor, payment: Payment, outcome: Outcome) -> Story:
    """Go to the page, let it end, and let its report arrive twice."""
    case.deed(payments.start_payment, payer, payment.id)
    page = case.look(open_page, payer, payment)
    yield timedelta(minutes=4)
    ended = case.provider.settle(page.reference, outcome)
    report = as_callback(ended, f"{page.reference}-{outcome.value}", case.stage.clock.now())
    for _copy in range(2):
        case.deed(take_callback, SYSTEM, report)
        yield timedelta(minutes=30)


def open_page(session: Session, payer: Actor, payment: Payment) -> ProviderPayment:
    """Open the payment at the provider."""
    return payments.payment_page(session, payer, payment.id, back=PAGE, callback=PAGE)


def as_callback(ended: ProviderPayment, event_id: str, at: datetime) -> Callback:
    """Write the report of a payment that ended."""
    return Callback(event_id, ended.outcome, ended.reference, ended.payment, ended.amount, at)


def give_back(case: Case, manager: Actor, why: RefundReason) -> Any:
    """Refund the fee of the case."""
    payment = case.look(newest_fee, case)
    return case.deed(payments.refund, manager, payment.id, why)
