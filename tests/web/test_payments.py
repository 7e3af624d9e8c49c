"""Paying a fee in the browser and at the counter, and what a provider may tell the court."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx2
import pytest
import uvicorn
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker
from starlette.testclient import TestClient

from cases.enums import ClaimStatus, PaymentStatus
from cases.models import Claim, Payment, ProviderEvent
from cases.payments import record_counter_payment
from cases.providers import HostedPage, Outcome
from cases.signatures import signed_headers
from odr.clock import FixedClock, SystemClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.models import LedgerEntry
from odr.permissions import Actor, Role
from tests.cases.fees import FEE, FakeProvider, account, due_fee, filed_claim
from tests.cases.sandboxes import SECRET, free_port, running_sandbox, wait_until
from tests.databases import Database
from tests.page import both_ways
from tests.tools import make_tools
from tests.web.desk import BASE_URL, Desk
from web.public import payments as public_payments
from web.registry import payments as registry_payments


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    made = Desk(sessions, clock)
    return made.shows(
        public_payments.router, registry_payments.router, paths=("/", "/cases/{claim_id}")
    )


@pytest.fixture
def provider(sessions: sessionmaker[Session]) -> FakeProvider:
    made = FakeProvider()
    _use(sessions, made)
    return made


def _use(sessions: sessionmaker[Session], provider: object) -> None:
    sessions.configure(info={**sessions.kw["info"], "payments": provider})


@pytest.fixture
def claimant(session: Session) -> Actor:
    return account(session, "Ash")


@pytest.fixture
def clerk(session: Session) -> Actor:
    return account(session, "Cole", Role.CLERK)


@pytest.fixture
def payment(session: Session, claimant: Actor, clock: FixedClock) -> Payment:
    made = due_fee(session, claimant, filed_claim(session, claimant), clock)
    session.commit()
    return made


def fee_path(payment: Payment) -> str:
    return f"/cases/{payment.claim_id}/payments/{payment.id}"


def now(session: Session, payment: Payment) -> Payment:
    session.expire_all()
    return session.get_one(Payment, payment.id)


@both_ways
def test_a_payer_is_sent_to_the_payment_page(
    desk: Desk,
    session: Session,
    claimant: Actor,
    payment: Payment,
    provider: FakeProvider,
    scripts: bool,
) -> None:
    page = desk.read_by(claimant, scripts=scripts).open(fee_path(payment))
    assert "The fee is £70.00" in page.text

    onward = page.form("Pay online").submit()

    reference = now(session, payment).provider_reference
    assert onward.h1 == "You pay on another site"
    assert onward.links["Go on and pay"] == f"https://pay.example/{reference}"
    assert "waiting to hear" in onward.click("go back without paying").text


def test_a_part_of_the_fee_page_can_be_looked_at_again(
    desk: Desk, claimant: Actor, payment: Payment, provider: FakeProvider
) -> None:
    reader = desk.read_by(claimant)
    reader.open(fee_path(payment)).form("Pay online").submit()

    assert "Look again" in reader.open(fee_path(payment), part=True).links


def test_a_court_without_a_provider_names_its_counter_only(
    desk: Desk, claimant: Actor, payment: Payment
) -> None:
    page = desk.read_by(claimant).open(fee_path(payment))

    assert "Pay at the court's counter" in page.text
    assert str(payment.id) in page.text
    assert "Pay online" not in page.html


def test_a_paid_fee_shows_its_receipt_number_and_no_way_to_pay(
    desk: Desk,
    session: Session,
    clock: FixedClock,
    claimant: Actor,
    clerk: Actor,
    payment: Payment,
    provider: FakeProvider,
) -> None:
    record_counter_payment(session, clerk, payment.id, FEE, clock=clock)
    session.commit()

    page = desk.read_by(claimant).open(f"{fee_path(payment)}/page")

    assert page.path == fee_path(payment)
    assert "Receipt number R-000001" in page.text
    assert "<button" not in page.html


@pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.REFUNDED])
def test_each_end_of_a_payment_has_its_words(
    desk: Desk,
    session: Session,
    claimant: Actor,
    payment: Payment,
    provider: FakeProvider,
    status: PaymentStatus,
) -> None:
    payment.status = status
    session.commit()

    text = desk.read_by(claimant).open(fee_path(payment)).text

    words = {PaymentStatus.FAILED: "did not work", PaymentStatus.REFUNDED: "was given back"}
    assert words[status] in text


def test_a_fee_of_a_case_that_ended_is_not_asked_for(
    desk: Desk, session: Session, claimant: Actor, payment: Payment, provider: FakeProvider
) -> None:
    session.get_one(Claim, payment.claim_id).status = ClaimStatus.CLOSED
    session.commit()

    page = desk.read_by(claimant).open(fee_path(payment))

    assert "no longer due" in page.text
    assert "<button" not in page.html


def test_a_payment_page_that_is_down_loses_nothing(
    desk: Desk, session: Session, claimant: Actor, payment: Payment, provider: FakeProvider
) -> None:
    page = desk.read_by(claimant).open(fee_path(payment))
    provider.down = True

    page.form("Pay online").submit(status=503)

    provider.down = False
    assert now(session, payment).status is PaymentStatus.STARTED
    assert desk.read_by(claimant).open(f"{fee_path(payment)}/page").h1 == "You pay on another site"


def test_nobody_but_the_side_that_owes_it_sees_a_fee(
    desk: Desk, session: Session, clock: FixedClock, claimant: Actor, payment: Payment
) -> None:
    other = account(session, "Birch")
    both = filed_claim(session, claimant, other)
    fee = due_fee(session, claimant, both, clock)
    session.commit()

    desk.read_by(other).open(fee_path(fee), status=403)
    desk.read_by(other).open(fee_path(payment), status=404)
    desk.read_by(account(session, "Elm")).open(fee_path(fee), status=404)
    desk.read_by(claimant).open(f"/cases/{both.id}/payments/{payment.id}", status=404)
    desk.read_by(claimant).open(f"/cases/{both.id}/payments/{both.id}", status=404)


def callback(payment: Payment, /, **changed: object) -> bytes:
    said = {
        "event": "evt_1",
        "outcome": "succeeded",
        "reference": payment.provider_reference,
        "payment": str(payment.id),
        "amount": {"amount": "70.00", "currency": "GBP"},
        "sent_at": datetime.now(UTC).isoformat(),
    }
    return json.dumps({**said, **changed}).encode()


@pytest.fixture
def started(
    desk: Desk, session: Session, claimant: Actor, payment: Payment, sessions: sessionmaker[Session]
) -> Payment:
    fake = FakeProvider()
    _use(sessions, fake)
    desk.read_by(claimant).open(fee_path(payment)).form("Pay online").submit()
    hosted = HostedPage(
        "https://pay.example", SECRET, clock=SystemClock(), entropy=SeededEntropy("wire")
    )
    _use(sessions, hosted)
    return now(session, payment)


def tell(desk: Desk, body: bytes, secret: str = SECRET) -> int:
    headers = signed_headers(secret, "callback", "evt_1", body, clock=SystemClock())
    client = TestClient(desk.app, base_url=BASE_URL)
    return client.post("/api/payments/callback", content=body, headers=headers).status_code


def test_a_signed_callback_pays_the_fee_once(
    desk: Desk, session: Session, claimant: Actor, started: Payment
) -> None:
    body = callback(started)

    assert [tell(desk, body), tell(desk, body)] == [200, 200]
    assert now(session, started).status is PaymentStatus.PAID
    assert "Receipt number" in desk.read_by(claimant).open(fee_path(started)).text


def test_a_forged_or_foreign_callback_changes_nothing(
    desk: Desk, session: Session, started: Payment
) -> None:
    small = callback(started, amount={"amount": "0.70", "currency": "GBP"})

    answers = [
        tell(desk, callback(started), "y" * 24),
        tell(desk, b"not json"),
        tell(desk, b"x" * 20_000),
        tell(desk, small),
    ]

    assert answers == [401, 422, 413, 200]
    assert now(session, started).status is PaymentStatus.STARTED
    assert [e.effect for e in session.scalars(select(ProviderEvent))] == ["held"]


def test_a_clerk_sees_held_reports_with_their_fee(
    desk: Desk, clerk: Actor, started: Payment
) -> None:
    tell(desk, callback(started, payment="another"))

    page = desk.read_by(clerk).open("/registry/payments")

    assert page.table()[1][1:3] == [started.provider_reference, Outcome.SUCCEEDED.value]
    assert page.click("Open the fee").h1 == "Fee in Ash v Birch"


@both_ways
def test_a_clerk_records_what_was_paid_at_the_counter(
    desk: Desk, session: Session, clerk: Actor, payment: Payment, scripts: bool
) -> None:
    listing = desk.read_by(clerk, scripts=scripts).open("/registry/payments")
    page = listing.click("Ash v Birch")

    wrong = page.form("Record the payment").fill(amount="7").submit(status=422)
    assert wrong.errors == {
        "amount": "The fee is £70.00. Record it when exactly this sum has been paid."
    }
    nothing = page.form("Record the payment").fill(amount="x").submit(status=422)
    assert list(nothing.errors) == ["amount"]
    done = wrong.form("Record the payment").fill(amount="£70").submit()

    assert "R-000001" in done.text
    assert now(session, payment).status is PaymentStatus.PAID
    assert "No fee waits" in desk.read_by(clerk).open("/registry/payments").text


def test_only_a_manager_is_offered_to_give_a_fee_back(
    desk: Desk, session: Session, clock: FixedClock, clerk: Actor, payment: Payment
) -> None:
    manager = account(session, "Dale", Role.MANAGER)
    record_counter_payment(session, clerk, payment.id, FEE, clock=clock)
    session.commit()
    path = f"/registry/payments/{payment.id}"
    assert "Give the fee back" not in desk.read_by(clerk).open(path).text

    page = desk.read_by(manager).open(path)
    assert list(page.form("Give the fee back").submit(status=422).errors) == ["reason"]
    done = page.form("Give the fee back").fill(reason="claim_ended").submit()

    assert "Given back" in done.text
    assert now(session, payment).status is PaymentStatus.REFUNDED


def test_the_registry_pages_are_for_the_registry(
    desk: Desk, claimant: Actor, payment: Payment
) -> None:
    for path in ("/registry/payments", f"/registry/payments/{payment.id}"):
        desk.read_by(claimant).open(path, status=404)


def test_a_page_link_of_another_list_is_refused(desk: Desk, clerk: Actor) -> None:
    reader = desk.read_by(clerk)

    reader.open("/registry/payments?after=nonsense", status=422)
    reader.open("/registry/payments?after=WyJ4IiwieSJd", status=422)


@pytest.mark.parametrize("fees", [1, 3])
def test_the_list_of_fees_asks_the_database_twice_however_long_it_is(
    desk: Desk, session: Session, clock: FixedClock, claimant: Actor, clerk: Actor, fees: int
) -> None:
    for _each in range(fees):
        due_fee(session, claimant, filed_claim(session, claimant), clock)
    session.commit()
    asked: list[str] = []
    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    desk.read_by(clerk).open("/registry/payments")

    assert len([words for words in asked if words.startswith("SELECT")]) == 2


def test_a_long_list_of_fees_goes_on_on_the_next_page(
    desk: Desk, session: Session, clock: FixedClock, claimant: Actor, clerk: Actor
) -> None:
    for _each in range(27):
        due_fee(session, claimant, filed_claim(session, claimant), clock)
    session.commit()

    first = desk.read_by(clerk).open("/registry/payments")
    second = first.click("Next page")

    assert (len(first.table()), len(second.table())) == (26, 3)
    assert not set(first.links.values()) & {
        href for text, href in second.links.items() if text == "Ash v Birch"
    }


@contextmanager
def served(desk: Desk) -> Iterator[None]:
    """Answer over the network too, so that another process can report to this court."""
    port = free_port()
    desk.settings = desk.settings.model_copy(update={"base_url": f"http://127.0.0.1:{port}"})
    server = uvicorn.Server(uvicorn.Config(desk.app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    ("choices", "delivery", "words"),
    [
        (["pay"], "once", "The fee is paid"),
        (["fail", "pay"], "three", "The fee is paid"),
    ],
)
def test_a_fee_is_paid_through_the_sandbox_from_the_first_page_to_the_receipt(
    fresh_database: Database, clock: FixedClock, choices: list[str], delivery: str, words: str
) -> None:
    sessions = make_sessions(fresh_database.engine, SeededEntropy("journey"), **make_tools())
    desk = Desk(sessions, clock).shows(public_payments.router, paths=("/", "/cases/{claim_id}"))
    with sessions() as session:
        payer = account(session, "Ash")
        payment = due_fee(session, payer, filed_claim(session, payer), clock)
        session.commit()
    with running_sandbox() as address, served(desk):
        provider = HostedPage(address, SECRET, clock=SystemClock(), entropy=SeededEntropy("w"))
        _use(sessions, provider)
        reader = desk.read_by(payer)
        reader.origins |= {address}
        onward = reader.open(fee_path(payment)).form("Pay online").submit()
        for choice in choices:
            page = onward.links["Go on and pay"]
            answer = httpx2.post(page, data={"choice": choice, "delivery": delivery})
            assert answer.headers["location"].endswith(fee_path(payment))

        wait_until(lambda: words in reader.open(fee_path(payment)).text)
        provider.close()

    with sessions() as session:
        received = select(LedgerEntry).where(LedgerEntry.kind == "payment.received")
        assert len(session.scalars(received).all()) == 1
