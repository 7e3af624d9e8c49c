"""The fees of a case: asked for, paid online or at the counter, receipted and given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from cases import policies, queries
from cases.enums import (
    ClaimEvent,
    Entry,
    PaperKind,
    PaymentEventKind,
    PaymentPurpose,
    PaymentStatus,
    RefundReason,
)
from cases.lifecycle import CLAIM, PAYMENT
from cases.models import Claim, Party, Payment, next_in_series
from cases.paperwork import ask_for_paper
from cases.providers import FeeRequest, ProviderPayment, provider_of
from odr import jobs, ledger
from odr.clock import Clock
from odr.entropy import entropy_of
from odr.errors import IllegalMove, Invalid, NotFound
from odr.money import Money
from odr.permissions import Actor, require
from odr.words import _

COUNTER = "counter"
FREE = "free"
ASK = "cases.ask_provider"
GIVE_BACK = "cases.refund_at_provider"
WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=2),
)
"""How long to wait before the provider is asked again, each time longer; then a clerk looks."""
AFTER_START = 2
"""A payment just started is first asked about after ten minutes: by then most are done."""

SETTLED = {PaymentStatus.PAID, PaymentStatus.REFUNDED}


class WorkedFee(Protocol):
    """A fee with the steps that led to it, as the pack's fee rule gives it."""

    @property
    def value(self) -> Money: ...
    @property
    def steps(self) -> Sequence[str]: ...


def fee_due(
    session: Session,
    actor: Actor,
    claim: Claim,
    party: Party,
    purpose: PaymentPurpose,
    fee: WorkedFee,
    *,
    clock: Clock,
) -> Payment:
    """Note that a party owes a fee; part of the filing that makes it due, which has the entry.

    A fee of nothing counts as paid at once, so that a free court needs no other path.
    """
    payment = Payment(
        claim_id=claim.id,
        party_id=party.id,
        purpose=purpose,
        amount_minor=fee.value.minor,
        currency=fee.value.currency,
        explanation=list(fee.steps),
        status=PaymentStatus.DUE,
        made_at=clock.now(),
    )
    session.add(payment)
    if not fee.value:
        receive(session, actor, claim, payment, FREE, clock=clock)
    return payment


def start_payment(session: Session, actor: Actor, payment_id: UUID, *, clock: Clock) -> Payment:
    """Note that a payer goes to the payment page, and give the payment its reference.

    The provider is spoken to only after this is kept (`payment_page`), so it cannot report a
    payment that the court does not know. A payment keeps one reference for good: whenever the
    money comes, it finds its fee.
    """
    payment, claim = payment_for(session, actor, payment_id, lock=True)
    require(policies.may_pay(actor, claim, payment))
    provider = provider_of(session)
    if not provider.online:
        raise IllegalMove(_("This court takes fees at its counter only."))
    new = payment.status is not PaymentStatus.STARTED
    payment.status = PAYMENT.next(payment.status, PaymentEventKind.START)
    if not new:
        return payment
    payment.provider = provider.name
    if payment.provider_reference is None:
        payment.provider_reference = entropy_of(session).token(16)
    note(session, actor, Entry.PAYMENT_STARTED, payment, clock=clock)
    ask_later(session, payment.provider_reference, AFTER_START, clock=clock)
    return payment


def payment_page(
    session: Session, actor: Actor, payment_id: UUID, *, back: str, callback: str
) -> ProviderPayment:
    """Open the started payment at the provider, or find it open, and return where to pay.

    Nothing is written here, so it may be called as often as the page is loaded.
    """
    payment, claim = payment_for(session, actor, payment_id)
    require(policies.may_pay(actor, claim, payment))
    if payment.status is not PaymentStatus.STARTED or payment.provider_reference is None:
        raise IllegalMove(_("This payment is not open. Go back to the fee and start again."))
    return provider_of(session).create(
        FeeRequest(
            reference=payment.provider_reference,
            payment=str(payment.id),
            amount=amount_of(payment),
            words=_("Court fee"),
            return_url=back,
            callback_url=callback,
        )
    )


def record_counter_payment(
    session: Session, actor: Actor, payment_id: UUID, amount: Money, *, clock: Clock
) -> Payment:
    """Record that the fee was paid at the counter; the clerk types the sum that was taken.

    It has to be the exact fee: a part of it opens nothing, and more would have to be given back.
    """
    payment, claim = payment_for(session, actor, payment_id, lock=True)
    require(policies.may_take_counter_payment(actor))
    require(policies.fee_is_open(claim, payment))
    PAYMENT.next(payment.status, PaymentEventKind.SUCCEED)
    if amount != amount_of(payment):
        raise Invalid(
            _("The fee is {fee}. Record it when exactly this sum has been paid.").format(
                fee=amount_of(payment).show()
            ),
            "amount",
        )
    receive(session, actor, claim, payment, COUNTER, clock=clock)
    return payment


def refund(
    session: Session, actor: Actor, payment_id: UUID, reason: RefundReason, *, clock: Clock
) -> Payment:
    """Give a fee back: decided here and now, carried out by the provider through a job.

    It goes back the way it came; nobody can name another payee.
    """
    payment, _claim = payment_for(session, actor, payment_id, lock=True)
    require(policies.may_refund(actor))
    payment.status = PAYMENT.next(payment.status, PaymentEventKind.REFUND)
    note(session, actor, Entry.PAYMENT_REFUNDED, payment, clock=clock, reason=reason.value)
    if payment.provider not in {COUNTER, FREE}:
        jobs.enqueue(session, GIVE_BACK, payment_id=payment.id, **_at_provider(payment))
    return payment


def _at_provider(payment: Payment) -> dict[str, Any]:
    """Name the payment as the provider knows it, so that a job can ask before it reads a row."""
    return {
        "reference": payment.provider_reference,
        "minor": payment.amount_minor,
        "currency": payment.currency,
    }


def receive(
    session: Session,
    actor: Actor,
    claim: Claim,
    payment: Payment,
    provider: str,
    *,
    clock: Clock,
) -> None:
    """Note the money, give the receipt its number and let the filing go on to the registry.

    A filing that was withdrawn or has lapsed meanwhile stays as it is; the money is noted all
    the same, so that it can be given back.
    """
    now = clock.now()
    payment.status = PAYMENT.next(payment.status, PaymentEventKind.SUCCEED)
    payment.provider, payment.paid_at = provider, now
    payment.receipt_no = _receipt_number(session, claim)
    note(
        session,
        actor,
        Entry.PAYMENT_RECEIVED,
        payment,
        clock=clock,
        provider=provider,
        receipt=payment.receipt_no,
    )
    filing = payment.purpose is PaymentPurpose.FILING
    if filing and CLAIM.allows(claim.status, ClaimEvent.PAY_FEE):
        claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.PAY_FEE), now
    if payment.amount_minor:
        ask_for_paper(
            session, claim, PaperKind.RECEIPT, about=payment.id, party=payment.party_id, at=now
        )


def _receipt_number(session: Session, claim: Claim) -> str:
    """Give the court's next receipt number; the series has no gaps."""
    return f"R-{next_in_series(session, f'{claim.pack_id}:receipts'):06}"


def note(
    session: Session, actor: Actor, entry: Entry, payment: Payment, *, clock: Clock, **more: Any
) -> None:
    ledger.record(
        session,
        actor,
        entry,
        payment.claim_id,
        at=clock.now(),
        payment=payment.id,
        purpose=payment.purpose.value,
        amount=payment.amount_minor,
        currency=payment.currency,
        **more,
    )


def amount_of(payment: Payment) -> Money:
    """Return the fee as money."""
    return Money(payment.amount_minor, payment.currency)


def payment_for(
    session: Session, actor: Actor, payment_id: UUID, *, lock: bool = False
) -> tuple[Payment, Claim]:
    """Return a payment with its case, to whoever may see the case."""
    found = session.get(Payment, payment_id)
    if found is None:
        raise NotFound(_("There is no such case, or it is not yours to see."))
    claim = queries.claim_for(session, actor, found.claim_id, lock=lock)
    return session.get_one(Payment, payment_id, populate_existing=lock), claim


def ask_later(session: Session, reference: str, tries: int, *, clock: Clock) -> None:
    jobs.enqueue(
        session,
        ASK,
        due=clock.now() + WAITS[tries],
        key=f"{ASK}:{reference}:{tries}",
        reference=reference,
        tries=tries,
    )
