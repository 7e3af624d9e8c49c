"""What a provider reports has its effect once, however often and in whatever order it comes."""

from __future__ import annotations

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.callbacks import ask_provider, take_callback
from cases.enums import ClaimStatus, EventEffect, PaymentStatus
from cases.models import Claim, Payment, ProviderEvent
from cases.payments import WAITS, payment_page, record_counter_payment, start_payment
from cases.providers import Callback, FeeRequest, Outcome
from odr import jobs
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.models import Job, LedgerEntry
from odr.money import Money
from odr.permissions import SYSTEM, Actor, Role
from tests.cases.fees import FEE, FILED, FakeProvider, account, due_fee, filed_claim
from tests.databases import Database
from tests.tools import make_tools

PAYMENTS = 400


@pytest.fixture
def provider(session: Session) -> FakeProvider:
    made = FakeProvider()
    session.info["payments"] = made
    return made


@pytest.fixture
def claimant(session: Session) -> Actor:
    return account(session, "Ash")


@pytest.fixture
def claim(session: Session, claimant: Actor) -> Claim:
    return filed_claim(session, claimant)


@pytest.fixture
def started(
    session: Session, claimant: Actor, claim: Claim, provider: FakeProvider, clock: FixedClock
) -> Payment:
    payment = due_fee(session, claimant, claim, clock)
    start_payment(session, claimant, payment.id, clock=clock)
    payment_page(session, claimant, payment.id, back="https://c/b", callback="https://c/cb")
    return payment


def report(payment: Payment, outcome: Outcome, event_id: str = "e1") -> Callback:
    return Callback(
        event_id, outcome, payment.provider_reference or "", str(payment.id), FEE, FILED
    )


def take(session: Session, callback: Callback, clock: FixedClock) -> str:
    effect = take_callback(session, SYSTEM, callback, clock=clock).effect
    session.flush()
    return effect


def ask(session: Session, payment: Payment, clock: FixedClock, tries: int = 0) -> None:
    reference = payment.provider_reference
    ask_provider(session, clock=clock, reference=reference, tries=tries)
    session.flush()


def effects(session: Session) -> dict[str, str]:
    return {event.event_id: event.effect for event in session.scalars(select(ProviderEvent))}


def deeds(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.seq)))


def test_a_success_moves_the_filing_on(
    session: Session, claim: Claim, started: Payment, clock: FixedClock
) -> None:
    effect = take(session, report(started, Outcome.SUCCEEDED), clock)

    assert (effect, started.status, claim.status) == (
        "applied",
        PaymentStatus.PAID,
        ClaimStatus.IN_REVIEW,
    )
    assert deeds(session) == ["payment.started", "payment.received"]


def test_a_copy_of_a_callback_has_no_effect(
    session: Session, started: Payment, clock: FixedClock
) -> None:
    first = take_callback(session, SYSTEM, report(started, Outcome.SUCCEEDED), clock=clock)
    second = take_callback(session, SYSTEM, report(started, Outcome.SUCCEEDED), clock=clock)

    assert first is second
    assert deeds(session) == ["payment.started", "payment.received"]


def test_a_second_success_has_no_effect(
    session: Session, started: Payment, clock: FixedClock
) -> None:
    take(session, report(started, Outcome.SUCCEEDED), clock)

    assert take(session, report(started, Outcome.SUCCEEDED, "e2"), clock) == "nothing_new"
    assert deeds(session) == ["payment.started", "payment.received"]


def test_a_failure_counts_only_after_the_provider_was_asked(
    session: Session, started: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    provider.becomes(started.provider_reference or "", Outcome.FAILED)
    assert take(session, report(started, Outcome.FAILED), clock) == "asked"
    assert started.status is PaymentStatus.STARTED

    ask(session, started, clock)

    assert (started.status, effects(session)) == (PaymentStatus.FAILED, {"e1": "applied"})
    assert deeds(session) == ["payment.started", "payment.failed"]


def test_an_old_failure_does_not_stop_a_second_attempt(
    session: Session, started: Payment, clock: FixedClock
) -> None:
    take(session, report(started, Outcome.FAILED), clock)

    ask(session, started, clock, tries=len(WAITS) - 1)

    assert (started.status, effects(session)) == (PaymentStatus.STARTED, {"e1": "nothing_new"})


def test_a_success_after_a_failure_wins(
    session: Session, started: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    provider.becomes(started.provider_reference or "", Outcome.FAILED)
    take(session, report(started, Outcome.FAILED), clock)
    ask(session, started, clock)

    assert take(session, report(started, Outcome.SUCCEEDED, "e2"), clock) == "applied"
    assert started.status is PaymentStatus.PAID


def test_a_failure_that_comes_after_the_success_has_no_effect(
    session: Session, started: Payment, clock: FixedClock
) -> None:
    take(session, report(started, Outcome.SUCCEEDED), clock)

    assert take(session, report(started, Outcome.FAILED, "e2"), clock) == "nothing_new"
    assert started.status is PaymentStatus.PAID


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Money(6999, "GBP")},
        {"amount": Money(7000, "EUR")},
        {"payment": "another fee"},
    ],
)
def test_another_sum_currency_or_fee_is_held_and_changes_nothing(
    session: Session, started: Payment, clock: FixedClock, wrong: dict[str, object]
) -> None:
    callback = replace(report(started, Outcome.SUCCEEDED), **wrong)  # type: ignore[arg-type] # a dict of one field each

    assert take(session, callback, clock) == "held"
    assert (started.status, deeds(session)) == (PaymentStatus.STARTED, ["payment.started"])


def test_a_different_account_of_the_provider_is_held_too(
    session: Session, started: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    reference = started.provider_reference or ""
    provider.held[reference] = replace(
        provider.held[reference], amount=Money(1, "GBP"), outcome=Outcome.SUCCEEDED
    )

    ask(session, started, clock)
    ask(session, started, clock)

    assert started.status is PaymentStatus.STARTED
    assert effects(session) == {f"asked:{reference}": "held"}


def test_money_taken_back_without_the_courts_word_is_held(
    session: Session, started: Payment, clock: FixedClock
) -> None:
    take(session, report(started, Outcome.SUCCEEDED), clock)

    assert take(session, report(started, Outcome.REFUNDED, "e2"), clock) == "held"
    assert started.status is PaymentStatus.PAID


def test_a_success_that_comes_after_the_money_went_back_is_not_believed(
    session: Session, started: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    provider.becomes(started.provider_reference or "", Outcome.REFUNDED)

    assert take(session, report(started, Outcome.REFUNDED, "e2"), clock) == "held"
    assert take(session, report(started, Outcome.SUCCEEDED), clock) == "asked"
    ask(session, started, clock)
    assert (started.status, effects(session)) == (
        PaymentStatus.STARTED,
        {"e1": "held", "e2": "held"},
    )


def test_a_fee_paid_at_the_counter_and_online_is_held_for_a_refund(
    session: Session, started: Payment, clock: FixedClock
) -> None:
    clerk = account(session, "Cole", Role.CLERK)
    record_counter_payment(session, clerk, started.id, FEE, clock=clock)

    assert take(session, report(started, Outcome.SUCCEEDED), clock) == "held"
    assert deeds(session) == ["payment.started", "payment.received"]


def test_money_for_a_withdrawn_filing_is_noted_and_reopens_nothing(
    session: Session, claim: Claim, started: Payment, clock: FixedClock
) -> None:
    claim.status = ClaimStatus.CLOSED
    session.flush()

    assert take(session, report(started, Outcome.SUCCEEDED), clock) == "applied"
    assert (started.status, claim.status) == (PaymentStatus.PAID, ClaimStatus.CLOSED)


def test_a_callback_before_its_payment_is_known_waits_for_it(
    session: Session, claimant: Actor, claim: Claim, provider: FakeProvider, clock: FixedClock
) -> None:
    payment = due_fee(session, claimant, claim, clock)
    early = Callback("e1", Outcome.SUCCEEDED, "ref", str(payment.id), FEE, FILED)
    provider.create(FeeRequest("ref", str(payment.id), FEE, "Court fee", "", ""))
    provider.becomes("ref", Outcome.SUCCEEDED)

    assert take(session, early, clock) == "early"
    ask_provider(session, clock=clock, reference="ref", tries=0)
    assert effects(session) == {"e1": "early"}
    payment.provider_reference, payment.status = "ref", PaymentStatus.STARTED
    session.flush()
    ask_provider(session, clock=clock, reference="ref", tries=1)

    assert (payment.status, effects(session)) == (PaymentStatus.PAID, {"e1": "applied"})


def test_a_callback_for_a_payment_that_stays_unknown_is_held(
    session: Session, provider: FakeProvider, clock: FixedClock
) -> None:
    take(session, Callback("e1", Outcome.SUCCEEDED, "ref", "fee", FEE, FILED), clock)

    for tries in range(len(WAITS)):
        ask_provider(session, clock=clock, reference="ref", tries=tries)

    assert effects(session) == {"e1": "held"}


def test_a_lost_callback_is_made_good_by_asking(
    session: Session, started: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    provider.becomes(started.provider_reference or "", Outcome.SUCCEEDED)
    job = session.scalars(select(Job).where(Job.name == "cases.ask_provider")).one()

    ask_provider(session, clock=clock, **job.args)

    assert (job.due_at - clock.now(), started.status) == (
        timedelta(minutes=10),
        PaymentStatus.PAID,
    )


def test_a_provider_that_is_down_is_asked_again_and_then_a_clerk_looks(
    session: Session, started: Payment, provider: FakeProvider, clock: FixedClock
) -> None:
    take(session, report(started, Outcome.FAILED), clock)
    provider.down = True

    ask(session, started, clock, tries=0)
    assert effects(session) == {"e1": "asked"}
    ask(session, started, clock, tries=len(WAITS) - 1)

    assert effects(session) == {"e1": "held"}


def test_a_thousand_events_delivered_many_times_in_any_order_have_one_effect_each(
    session: Session, claimant: Actor, provider: FakeProvider, clock: FixedClock
) -> None:
    chance = SeededEntropy(7)
    fees, events = [], []
    for number in range(PAYMENTS):
        payment = due_fee(session, claimant, filed_claim(session, claimant), clock)
        start_payment(session, claimant, payment.id, clock=clock)
        payment_page(session, claimant, payment.id, back="https://c/b", callback="https://c/cb")
        fees.append(payment)
        told = [Outcome.FAILED, Outcome.SUCCEEDED, Outcome.SUCCEEDED][: number % 4]
        provider.becomes(payment.provider_reference or "", told[-1] if told else Outcome.OPEN)
        events += [report(payment, each, f"{number}:{i}") for i, each in enumerate(told)]
    events += [replace(event, event_id=f"again:{event.event_id}") for event in events[:400]]
    deliveries = [event for event in events for _copy in range(1 + chance.below(10))]
    deliveries.sort(key=lambda _event: chance.raw(8))

    for event in deliveries:
        take_callback(session, SYSTEM, event, clock=clock)
    for job in session.scalars(select(Job).where(Job.name == "cases.ask_provider")).all():
        jobs.WORKS[job.name](session, clock=clock, **job.args)
    session.flush()

    assert len(events) == len(effects(session)) == 1000
    wanted = {0: PaymentStatus.STARTED, 1: PaymentStatus.FAILED}
    assert [fee.status for fee in fees] == [
        wanted.get(number % 4, PaymentStatus.PAID) for number in range(PAYMENTS)
    ]
    kinds = Tally(session.scalars(select(LedgerEntry.kind)))
    assert kinds["payment.received"] == 200
    assert kinds["payment.failed"] >= 100
    assert set(effects(session).values()) == {EventEffect.APPLIED, EventEffect.NOTHING_NEW}
    receipts = sorted(fee.receipt_no or "" for fee in fees)
    assert receipts[200:] == [f"R-{number:06}" for number in range(1, 201)]


@pytest.mark.parametrize("known", [True, False])
def test_copies_that_arrive_in_one_moment_have_one_effect(
    fresh_database: Database, clock: FixedClock, known: bool
) -> None:
    sessions = make_sessions(fresh_database.engine, SeededEntropy("copies"), **make_tools())
    sessions.configure(info={**sessions.kw["info"], "payments": FakeProvider()})
    with sessions() as session:
        payer = account(session, "Ash")
        payment = due_fee(session, payer, filed_claim(session, payer), clock)
        if known:
            start_payment(session, payer, payment.id, clock=clock)
        session.commit()
    callback = replace(
        report(payment, Outcome.SUCCEEDED), reference=payment.provider_reference or "r"
    )

    def deliver(_copy: int) -> str:
        with sessions() as session:
            effect = take_callback(session, SYSTEM, callback, clock=clock).effect
            session.commit()
            return effect

    with ThreadPoolExecutor(6) as deliveries:
        effects = set(deliveries.map(deliver, range(12)))

    with sessions() as session:
        assert effects == {"applied" if known else "early"}
        assert deeds(session).count("payment.received") == int(known)
        assert len(list(session.scalars(select(ProviderEvent)))) == 1
