"""Fees: what is owed, paid at the counter or online, receipted and given back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.callbacks import refund_at_provider
from cases.enums import (
    ClaimStatus,
    PaperKind,
    PaymentPurpose,
    PaymentStatus,
    RefundReason,
)
from cases.models import CasePaper, Claim, Payment
from cases.payments import (
    WorkedFee,
    fee_due,
    payment_page,
    record_counter_payment,
    refund,
    start_payment,
)
from cases.providers import Counter, Outcome, ProviderPayment
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, Invalid, NotFound, Unavailable
from odr.models import Job, LedgerEntry
from odr.money import Money
from odr.permissions import Actor, Role
from tests.cases.fees import FEE, FakeProvider, Worked, account, due_fee, filed_claim


@pytest.fixture
def provider(session: Session) -> FakeProvider:
    made = FakeProvider()
    session.info["payments"] = made
    return made


@pytest.fixture
def claimant(session: Session) -> Actor:
    return account(session, "Ash")


@pytest.fixture
def clerk(session: Session) -> Actor:
    return account(session, "Cole", Role.CLERK)


@pytest.fixture
def manager(session: Session) -> Actor:
    return account(session, "Dale", Role.MANAGER)


@pytest.fixture
def claim(session: Session, claimant: Actor) -> Claim:
    return filed_claim(session, claimant)


@pytest.fixture
def payment(session: Session, claimant: Actor, claim: Claim, clock: FixedClock) -> Payment:
    return due_fee(session, claimant, claim, clock)


def deeds(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.seq)))


def papers(session: Session) -> list[tuple[PaperKind, bool]]:
    session.flush()
    return [
        (paper.kind, paper.about_id is not None and paper.party_id is not None)
        for paper in session.scalars(select(CasePaper))
    ]


def jobs_named(session: Session, name: str) -> list[Job]:
    session.flush()
    return list(session.scalars(select(Job).where(Job.name == name)))


def test_a_fee_that_is_due_keeps_how_it_was_worked_out(payment: Payment) -> None:
    assert (payment.status, payment.amount_minor, payment.explanation) == (
        PaymentStatus.DUE,
        7000,
        ["Claims from £500.01 to £1,000 cost £70."],
    )


def test_a_fee_of_nothing_counts_as_paid_and_lets_the_filing_go_on(
    session: Session, claimant: Actor, claim: Claim, clock: FixedClock
) -> None:
    free = due_fee(session, claimant, claim, clock, Money(0, "GBP"))

    assert (free.status, claim.status) == (PaymentStatus.PAID, ClaimStatus.IN_REVIEW)
    assert (deeds(session), papers(session)) == (["payment.received"], [])


def test_a_counter_payment_moves_the_filing_on_with_a_receipt(
    session: Session, claim: Claim, payment: Payment, clerk: Actor, clock: FixedClock
) -> None:
    record_counter_payment(session, clerk, payment.id, FEE, clock=clock)

    assert (payment.status, payment.provider, payment.receipt_no, payment.paid_at) == (
        PaymentStatus.PAID,
        "counter",
        "R-000001",
        clock.now(),
    )
    assert (claim.status, claim.status_since) == (ClaimStatus.IN_REVIEW, clock.now())
    assert deeds(session) == ["payment.received"]
    assert papers(session) == [(PaperKind.RECEIPT, True)]


def test_receipt_numbers_have_no_gaps(
    session: Session, claimant: Actor, clerk: Actor, clock: FixedClock
) -> None:
    numbers = []
    for _each in range(3):
        fee = due_fee(session, claimant, filed_claim(session, claimant), clock)
        numbers.append(record_counter_payment(session, clerk, fee.id, FEE, clock=clock).receipt_no)

    assert numbers == ["R-000001", "R-000002", "R-000003"]


@pytest.mark.parametrize("sum_taken", [Money(6999, "GBP"), Money(7001, "GBP"), Money(7000, "EUR")])
def test_only_the_exact_fee_can_be_recorded(
    session: Session, payment: Payment, clerk: Actor, clock: FixedClock, sum_taken: Money
) -> None:
    with pytest.raises(Invalid) as refusal:
        record_counter_payment(session, clerk, payment.id, sum_taken, clock=clock)

    assert (refusal.value.field, payment.status) == ("amount", PaymentStatus.DUE)
    assert deeds(session) == []


def test_a_fee_is_not_recorded_twice(
    session: Session, payment: Payment, clerk: Actor, clock: FixedClock
) -> None:
    record_counter_payment(session, clerk, payment.id, FEE, clock=clock)

    with pytest.raises(IllegalMove):
        record_counter_payment(session, clerk, payment.id, FEE, clock=clock)
    assert deeds(session) == ["payment.received"]


def test_only_a_clerk_records_a_counter_payment(
    session: Session, claimant: Actor, payment: Payment, clock: FixedClock
) -> None:
    with pytest.raises(Forbidden):
        record_counter_payment(session, claimant, payment.id, FEE, clock=clock)


def test_nobody_pays_for_a_case_that_has_ended(
    session: Session,
    claimant: Actor,
    clerk: Actor,
    claim: Claim,
    payment: Payment,
    provider: FakeProvider,
    clock: FixedClock,
) -> None:
    claim.status = ClaimStatus.CLOSED
    session.flush()

    with pytest.raises(Forbidden):
        start_payment(session, claimant, payment.id, clock=clock)
    with pytest.raises(Forbidden):
        record_counter_payment(session, clerk, payment.id, FEE, clock=clock)
    assert provider.asked == []


def test_a_stranger_does_not_learn_that_there_is_a_fee(
    session: Session, payment: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    with pytest.raises(NotFound):
        start_payment(session, account(session, "Elm"), payment.id, clock=clock)
    with pytest.raises(NotFound):
        start_payment(session, account(session, "Fir"), payment.claim_id, clock=clock)


def test_the_other_side_does_not_pay_the_fee(
    session: Session, claimant: Actor, provider: FakeProvider, clock: FixedClock
) -> None:
    other = account(session, "Birch")
    claim = filed_claim(session, claimant, other)
    fee = due_fee(session, claimant, claim, clock)

    with pytest.raises(Forbidden):
        start_payment(session, other, fee.id, clock=clock)


def test_a_court_with_a_counter_only_sends_nobody_to_a_page(
    session: Session, claimant: Actor, payment: Payment, clock: FixedClock
) -> None:
    with pytest.raises(IllegalMove):
        start_payment(session, claimant, payment.id, clock=clock)
    assert payment.status is PaymentStatus.DUE


def test_starting_twice_keeps_one_reference_and_one_entry(
    session: Session, claimant: Actor, payment: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    first = start_payment(session, claimant, payment.id, clock=clock).provider_reference
    second = start_payment(session, claimant, payment.id, clock=clock).provider_reference

    assert first == second
    assert (payment.status, payment.provider) == (PaymentStatus.STARTED, "fake")
    assert deeds(session) == ["payment.started"]
    assert len(jobs_named(session, "cases.ask_provider")) == 1


def test_the_provider_is_asked_for_exactly_the_fee_and_only_once_started(
    session: Session, claimant: Actor, payment: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    with pytest.raises(IllegalMove):
        payment_page(session, claimant, payment.id, back="https://c/b", callback="https://c/cb")
    start_payment(session, claimant, payment.id, clock=clock)

    page = payment_page(session, claimant, payment.id, back="https://c/b", callback="https://c/cb")

    reference = payment.provider_reference or ""
    assert page == ProviderPayment(
        reference, str(payment.id), FEE, Outcome.OPEN, f"https://pay.example/{reference}"
    )


def test_a_refund_is_a_managers_deed_and_reaches_the_provider_by_a_job(
    session: Session,
    claimant: Actor,
    clerk: Actor,
    manager: Actor,
    payment: Payment,
    provider: FakeProvider,
    clock: FixedClock,
) -> None:
    start_payment(session, claimant, payment.id, clock=clock)
    reference = payment.provider_reference or ""
    payment_page(session, claimant, payment.id, back="https://c/b", callback="https://c/cb")
    provider.becomes(reference, Outcome.SUCCEEDED)
    payment.status = PaymentStatus.PAID
    session.flush()

    with pytest.raises(Forbidden):
        refund(session, clerk, payment.id, RefundReason.WRONG_FEE, clock=clock)
    refund(session, manager, payment.id, RefundReason.WRONG_FEE, clock=clock)

    (job,) = jobs_named(session, "cases.refund_at_provider")
    refund_at_provider(session, clock=clock, **job.args)
    refund_at_provider(session, clock=clock, **job.args)
    assert payment.status is PaymentStatus.REFUNDED
    assert provider.held[reference].outcome is Outcome.REFUNDED
    assert deeds(session) == ["payment.started", "payment.refunded"]


def test_money_from_the_counter_goes_back_at_the_counter(
    session: Session, clerk: Actor, manager: Actor, payment: Payment, clock: FixedClock
) -> None:
    record_counter_payment(session, clerk, payment.id, FEE, clock=clock)

    refund(session, manager, payment.id, RefundReason.CLAIM_ENDED, clock=clock)

    assert payment.status is PaymentStatus.REFUNDED
    assert jobs_named(session, "cases.refund_at_provider") == []
    with pytest.raises(IllegalMove):
        refund(session, manager, payment.id, RefundReason.CLAIM_ENDED, clock=clock)


def test_a_refund_the_provider_does_not_know_is_tried_again(
    session: Session, clock: FixedClock
) -> None:
    session.info["payments"] = Counter()

    with pytest.raises(Unavailable):
        refund_at_provider(session, clock=clock, reference="x", minor=1, currency="GBP")


def test_a_counterclaim_fee_is_paid_without_moving_the_claim(
    session: Session, claimant: Actor, clerk: Actor, clock: FixedClock
) -> None:
    claim = filed_claim(session, claimant, account(session, "Birch"))
    claim.status = ClaimStatus.ANSWERED
    worked: WorkedFee = Worked()
    fee = fee_due(
        session,
        claimant,
        claim,
        claim.respondents[0],
        PaymentPurpose.COUNTERCLAIM,
        worked,
        clock=clock,
    )
    session.flush()

    record_counter_payment(session, clerk, fee.id, FEE, clock=clock)

    assert (fee.status, claim.status) == (PaymentStatus.PAID, ClaimStatus.ANSWERED)
    assert papers(session) == [(PaperKind.RECEIPT, True)]
