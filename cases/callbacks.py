"""What a payment provider reports, and what comes of it: each report has its effect once."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.enums import Entry, EventEffect, PaymentEventKind, PaymentStatus
from cases.lifecycle import PAYMENT
from cases.models import Claim, Payment, ProviderEvent
from cases.payments import (
    ASK,
    COUNTER,
    GIVE_BACK,
    WAITS,
    amount_of,
    ask_later,
    note,
    payment_for,
    receive,
)
from cases.providers import Callback, Outcome, ProviderPayment, provider_of
from odr import jobs
from odr.clock import Clock
from odr.errors import Unavailable
from odr.money import Money
from odr.permissions import SYSTEM, Actor
from odr.words import _

log = structlog.get_logger(__name__)

SETTLED = {PaymentStatus.PAID, PaymentStatus.REFUNDED}
WAITING = (EventEffect.ASKED, EventEffect.EARLY)


def take_callback(
    session: Session, actor: Actor, callback: Callback, *, clock: Clock
) -> ProviderEvent:
    """Take one verified callback: it has its effect once, whenever and however often it comes.

    A success counts at once. Where the order of things is unclear (a failure that may be older
    than a second attempt, a success beside money taken back) the provider's own payment decides,
    asked by a job. What names another fee or sum, or money the court did not give back, is held
    for a clerk and changes nothing. What comes before its payment is known waits for it.
    """
    seen = session.get(ProviderEvent, callback.event_id)
    if seen is not None:
        return seen
    payment, claim = _by_reference(session, callback.reference)
    seen = session.get(ProviderEvent, callback.event_id)  # a copy may have held the lock
    if seen is not None:
        return seen
    if payment is None or claim is None:
        effect = EventEffect.EARLY
    elif _differs(payment, callback):
        effect = EventEffect.HELD
    elif _is_unclear(session, payment, callback):
        effect = EventEffect.ASKED
    else:
        effect = _apply(session, actor, claim, payment, callback.outcome, clock=clock)
    return _keep(session, callback, effect, clock=clock)


def _keep(
    session: Session, callback: Callback, effect: EventEffect, *, clock: Clock
) -> ProviderEvent:
    """Keep the callback with its effect.

    Two copies of one that has no payment to lock may arrive in the same moment: the later one
    finds the row of the first, and has no effect.
    """
    event = ProviderEvent(
        event_id=callback.event_id,
        provider_reference=callback.reference,
        kind=callback.outcome.value,
        received_at=clock.now(),
        effect=effect.value,
    )
    try:
        with session.begin_nested():
            session.add(event)
            if effect in WAITING:
                ask_later(session, callback.reference, 0, clock=clock)
    except IntegrityError:
        return session.get_one(ProviderEvent, callback.event_id)
    log.info("payment_callback", outcome=event.kind, effect=event.effect)
    return event


def _is_unclear(session: Session, payment: Payment, callback: Callback) -> bool:
    if callback.outcome is Outcome.FAILED:
        return payment.status is PaymentStatus.STARTED
    if callback.outcome is Outcome.SUCCEEDED and payment.status not in SETTLED:
        query = select(ProviderEvent.event_id).where(
            ProviderEvent.provider_reference == callback.reference,
            ProviderEvent.kind == Outcome.REFUNDED.value,
        )
        return session.scalar(query.limit(1)) is not None
    return False


def _differs(payment: Payment, told: Callback | ProviderPayment) -> bool:
    """Tell whether a provider speaks of another fee, sum or currency than the court asked for."""
    return told.payment != str(payment.id) or told.amount != amount_of(payment)


def _apply(
    session: Session,
    actor: Actor,
    claim: Claim,
    payment: Payment,
    outcome: Outcome,
    *,
    clock: Clock,
) -> EventEffect:
    """Bring a payment to what the provider says of it, as far as that is news."""
    if outcome is Outcome.SUCCEEDED:
        if payment.provider == COUNTER:
            return EventEffect.HELD  # paid a second time, online: a clerk gives one back
        if payment.status in SETTLED:
            return EventEffect.NOTHING_NEW
        receive(session, actor, claim, payment, payment.provider, clock=clock)
        return EventEffect.APPLIED
    if outcome is Outcome.FAILED and payment.status is PaymentStatus.STARTED:
        payment.status = PAYMENT.next(payment.status, PaymentEventKind.FAIL)
        note(session, actor, Entry.PAYMENT_FAILED, payment, clock=clock)
        return EventEffect.APPLIED
    if outcome is Outcome.REFUNDED and payment.status is not PaymentStatus.REFUNDED:
        return EventEffect.HELD  # taken back without the court's word
    return EventEffect.NOTHING_NEW


def _by_reference(session: Session, reference: str) -> tuple[Payment | None, Claim | None]:
    """Find the payment a provider speaks of, and lock its case against any other deed."""
    payment_id = session.scalar(select(Payment.id).where(Payment.provider_reference == reference))
    if payment_id is None:
        return None, None
    return payment_for(session, SYSTEM, payment_id, lock=True)


@jobs.job(ASK)
def ask_provider(session: Session, *, clock: Clock, **args: Any) -> None:
    """Ask the provider what became of a payment, before the first row is read or locked."""
    reference, tries = str(args["reference"]), int(args["tries"])
    try:
        told = provider_of(session).query(reference)
    except Unavailable:
        if not _again(session, reference, tries, clock=clock):
            _close_waiting(session, reference, EventEffect.HELD, clock=clock)
        return
    take_answer(session, SYSTEM, reference, told, clock=clock, tries=tries)


def take_answer(
    session: Session,
    actor: Actor,
    reference: str,
    told: ProviderPayment | None,
    *,
    clock: Clock,
    tries: int,
) -> EventEffect:
    """Take the provider's own account of a payment, and close the callbacks that waited for it.

    While the payer has not finished it is asked again later, and in the end left as it is. A
    report of a payment the court does not know is held for a clerk when it stays unknown.
    """
    payment, claim = _by_reference(session, reference)
    if payment is None or claim is None:
        again = _again(session, reference, tries, clock=clock)
        effect = EventEffect.EARLY if again else EventEffect.HELD
    elif told is None or told.outcome is Outcome.OPEN:
        again = _again(session, reference, tries, clock=clock)
        effect = EventEffect.ASKED if again else EventEffect.NOTHING_NEW
    elif told.reference != reference or _differs(payment, told):
        effect = EventEffect.HELD
    else:
        effect = _apply(session, actor, claim, payment, told.outcome, clock=clock)
    if effect not in WAITING:
        _close_waiting(session, reference, effect, clock=clock)
    return effect


def _again(session: Session, reference: str, tries: int, *, clock: Clock) -> bool:
    """Have the provider asked once more, unless it has been asked often enough."""
    if tries + 1 == len(WAITS):
        return False
    ask_later(session, reference, tries + 1, clock=clock)
    return True


def _close_waiting(session: Session, reference: str, effect: EventEffect, *, clock: Clock) -> None:
    """Note on the callbacks that waited for an answer what it was.

    Held money that no callback spoke of gets a row of its own, so that a clerk finds it.
    """
    waiting = list(
        session.scalars(
            select(ProviderEvent).where(
                ProviderEvent.provider_reference == reference,
                ProviderEvent.effect.in_([effect.value for effect in WAITING]),
            )
        )
    )
    for event in waiting:
        event.effect = effect.value
    asked = f"asked:{reference}"
    if effect is EventEffect.HELD and not waiting and session.get(ProviderEvent, asked) is None:
        session.add(
            ProviderEvent(
                event_id=asked,
                provider_reference=reference,
                kind="asked",
                received_at=clock.now(),
                effect=effect.value,
            )
        )


@jobs.job(GIVE_BACK)
def refund_at_provider(session: Session, *, clock: Clock, **args: Any) -> None:
    """Have the provider give a fee back; it does so once however often it is asked."""
    del clock
    amount = Money(args["minor"], args["currency"])
    if provider_of(session).refund(args["reference"], amount) is None:
        raise Unavailable(_("The provider does not know this payment."))
