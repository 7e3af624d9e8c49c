"""The contract with payment providers: one test for the sandbox's process and for the fake."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy.orm import Session

from cases.providers import (
    Callback,
    Counter,
    FeeRequest,
    HostedPage,
    Outcome,
    PaymentProvider,
    ProviderPayment,
    provider_from,
    provider_of,
)
from cases.signatures import CALLBACK, MESSAGE_ID, SIGNATURE, Forged, signed_headers
from odr.clock import FixedClock, SystemClock
from odr.entropy import SeededEntropy
from odr.errors import Invalid, TooLarge, Unavailable
from odr.money import Money
from odr.settings import Settings
from tests.cases.fees import FEE, FakeProvider
from tests.cases.sandboxes import SECRET, Listener, free_port, running_sandbox, wait_until

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
EVENT = {
    "event": "evt_1",
    "outcome": "succeeded",
    "reference": "ref-1",
    "payment": "fee-1",
    "amount": {"amount": "70.00", "currency": "GBP"},
    "sent_at": "2026-03-02T09:59:58+00:00",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    with running_sandbox() as address:
        yield address


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener().listening() as listening:
        yield listening


def hosted(address: str) -> HostedPage:
    return HostedPage(address, SECRET, clock=SystemClock(), entropy=SeededEntropy("wire"))


@dataclass
class Trial:
    """A provider under test, and a payer who makes up their mind."""

    provider: PaymentProvider
    decide: Callable[[ProviderPayment, str], None]


@pytest.fixture(params=["sandbox", "fake"])
def trial(request: pytest.FixtureRequest, sandbox: str) -> Iterator[Trial]:
    if request.param == "fake":
        fake = FakeProvider()
        outcomes = {"pay": Outcome.SUCCEEDED, "fail": Outcome.FAILED, "cancel": Outcome.FAILED}
        yield Trial(fake, lambda held, choice: fake.becomes(held.reference, outcomes[choice]))
    else:
        provider = hosted(sandbox)
        yield Trial(provider, pay)
        provider.close()


def pay(held: ProviderPayment, choice: str, delivery: str = "held") -> None:
    answer = httpx2.post(held.page, data={"choice": choice, "delivery": delivery})
    assert answer.status_code == 303


def wanted(name: str, callback_url: str = "http://127.0.0.1:9/") -> FeeRequest:
    return FeeRequest(
        f"{name}-ref", f"{name}-fee", FEE, "Court fee", "https://court.example/b", callback_url
    )


def test_a_payment_is_created_once_for_its_reference(trial: Trial) -> None:
    asked = wanted(f"once-{type(trial.provider).__name__}")

    first, second = trial.provider.create(asked), trial.provider.create(asked)

    assert first == second == trial.provider.query(asked.reference)
    assert (first.payment, first.amount, first.outcome) == (asked.payment, FEE, Outcome.OPEN)


def test_a_reference_cannot_be_used_for_another_payment(trial: Trial) -> None:
    asked = wanted("mine")
    trial.provider.create(asked)

    with pytest.raises(Unavailable):
        trial.provider.create(
            FeeRequest(asked.reference, asked.payment, Money(1, "GBP"), "", "", "")
        )


def test_a_payment_that_is_not_there_is_none(trial: Trial) -> None:
    assert trial.provider.query("nothing-here") is None
    assert trial.provider.refund("nothing-here", FEE) is None


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        (["pay"], Outcome.SUCCEEDED),
        (["fail"], Outcome.FAILED),
        (["cancel"], Outcome.FAILED),
        (["fail", "pay"], Outcome.SUCCEEDED),
    ],
)
def test_a_payment_becomes_what_the_payer_did(
    trial: Trial, choices: list[str], outcome: Outcome
) -> None:
    held = trial.provider.create(wanted("-".join(choices)))

    for choice in choices:
        trial.decide(held, choice)

    told = trial.provider.query(held.reference)
    assert told is not None
    assert told.outcome is outcome


def test_the_whole_sum_goes_back_once(trial: Trial) -> None:
    held = trial.provider.create(wanted("back"))
    with pytest.raises(Unavailable):
        trial.provider.refund(held.reference, FEE)
    trial.decide(held, "pay")

    with pytest.raises(Unavailable):
        trial.provider.refund(held.reference, Money(1, "GBP"))
    first = trial.provider.refund(held.reference, FEE)
    second = trial.provider.refund(held.reference, FEE)

    assert first == second
    assert first is not None
    assert first.outcome is Outcome.REFUNDED


def test_a_forged_callback_is_refused(trial: Trial) -> None:
    with pytest.raises(Forged):
        trial.provider.verify_callback({}, json.dumps(EVENT).encode())


def test_the_sandbox_reports_a_payment_as_the_contract_says(
    sandbox: str, listener: Listener
) -> None:
    provider = hosted(sandbox)
    held = provider.create(wanted("told", listener.address))

    pay(held, "pay", "three")

    wait_until(lambda: len(listener.taken) == 3)
    told = [provider.verify_callback(headers, body) for headers, body in listener.taken]
    assert len({each.event_id for each in told}) == 1
    assert [(each.outcome, each.reference, each.payment, each.amount) for each in told] == [
        (Outcome.SUCCEEDED, "told-ref", "told-fee", FEE)
    ] * 3
    provider.close()


def test_the_sandbox_tries_again_until_it_is_heard(sandbox: str, listener: Listener) -> None:
    provider = hosted(sandbox)
    listener.status = 503
    pay(provider.create(wanted("deaf", listener.address)), "fail", "once")
    wait_until(lambda: len(listener.taken) == 1)

    listener.status = 200

    wait_until(lambda: len(listener.taken) == 2)
    provider.close()


def test_the_sandbox_sends_held_callbacks_late_and_in_either_order(
    sandbox: str, listener: Listener
) -> None:
    provider = hosted(sandbox)
    held = provider.create(wanted("late", listener.address))
    pay(held, "fail", "held")
    pay(held, "pay", "held")
    assert listener.taken == []

    httpx2.post(f"{sandbox}/callbacks", data={"order": "newest"})

    wait_until(lambda: len(listener.taken) >= 2)
    told = [provider.verify_callback(*each).outcome for each in listener.taken]
    assert told == [Outcome.SUCCEEDED, Outcome.FAILED]
    provider.close()


def test_the_sandbox_refuses_a_court_with_another_secret(sandbox: str) -> None:
    stranger = HostedPage(sandbox, "x" * 24, clock=SystemClock(), entropy=SeededEntropy("x"))

    with pytest.raises(Unavailable):
        stranger.create(wanted("stranger"))
    stranger.close()


def test_a_page_that_does_not_answer_takes_nothing() -> None:
    silent = hosted(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable):
        silent.create(wanted("silent"))
    silent.close()


def signed(said: Mapping[str, Any] | bytes, message_id: str = "evt_1") -> tuple[Any, bytes]:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return signed_headers(SECRET, CALLBACK, message_id, body, clock=FixedClock(AT)), body


@pytest.fixture
def court() -> Iterator[HostedPage]:
    made = HostedPage(
        "https://pay.example", SECRET, clock=FixedClock(AT), entropy=SeededEntropy("wire")
    )
    yield made
    made.close()


def test_a_signed_callback_is_read_whole(court: HostedPage) -> None:
    assert court.verify_callback(*signed(EVENT)) == Callback(
        "evt_1", Outcome.SUCCEEDED, "ref-1", "fee-1", FEE, AT - timedelta(seconds=2)
    )


def test_one_changed_byte_or_header_is_noticed(court: HostedPage) -> None:
    headers, body = signed(EVENT)
    forgeries = [
        (headers, body.replace(b"70.00", b"70.01")),
        ({**headers, MESSAGE_ID: "evt_2"}, body),
        ({**headers, "Payment-Timestamp": "1772445601"}, body),
        ({**headers, SIGNATURE: headers[SIGNATURE].removeprefix("v1=")}, body),
        ({**headers, SIGNATURE: headers[SIGNATURE].replace("v1=", "none=")}, body),
        ({**headers, SIGNATURE: "v1="}, body),
        ({**headers, SIGNATURE: "v1=\N{SNOWMAN}"}, body),
        (signed_headers(SECRET, "PUT /payments/ref-1", "evt_1", body, clock=FixedClock(AT)), body),
        (signed_headers("y" * 24, CALLBACK, "evt_1", body, clock=FixedClock(AT)), body),
    ]

    for forged in forgeries:
        with pytest.raises(Forged):
            court.verify_callback(*forged)


@pytest.mark.parametrize(
    ("off", "said"),
    [(301, "more than five minutes ahead"), (-301, "more than five minutes behind")],
)
def test_an_old_or_future_message_says_which_clock_is_off(
    court: HostedPage, off: int, said: str
) -> None:
    body = json.dumps(EVENT).encode()
    clock = FixedClock(AT + timedelta(seconds=off))

    with pytest.raises(Forged, match=said):
        court.verify_callback(signed_headers(SECRET, CALLBACK, "evt_1", body, clock=clock), body)


@pytest.mark.parametrize(
    "wrong",
    [
        {**EVENT, "outcome": "open"},
        {**EVENT, "amount": {"amount": "seventy", "currency": "GBP"}},
        {**EVENT, "amount": {"amount": "70.00", "currency": "XXX"}},
        {**EVENT, "amount": {"amount": 70.0, "currency": "GBP"}},
        {**EVENT, "sent_at": "2026-03-02T09:59:58"},
        {**EVENT, "reference": "r" * 101},
        {"event": "evt_1"},
        b"",
        b"[1, 2",
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_a_signed_message_that_is_not_as_agreed_is_refused(
    court: HostedPage, wrong: dict[str, Any] | bytes
) -> None:
    with pytest.raises(Invalid):
        court.verify_callback(*signed(wrong))


def test_a_message_may_not_name_two_events_or_be_endless(court: HostedPage) -> None:
    with pytest.raises(Forged):
        court.verify_callback(*signed(EVENT, "evt_2"))
    with pytest.raises(TooLarge):
        court.verify_callback(*signed(b"x" * 20_000))


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://pay.example", SECRET),
        ("ftp://127.0.0.1", SECRET),
        ("http://[", SECRET),
        ("https://pay.example", "short"),
    ],
)
def test_an_unsafe_provider_is_not_set_up(url: str, secret: str) -> None:
    with pytest.raises(ValueError, match="ODR_PAYMENT"):
        provider_from(Settings(payment_url=url, payment_secret=secret))


def test_without_a_provider_fees_are_paid_at_the_counter(session: Session) -> None:
    counter = Counter()

    assert provider_from(Settings()) is None
    assert isinstance(provider_of(session), Counter)
    asked = wanted("counter")
    assert counter.create(asked) == ProviderPayment(
        asked.reference, asked.payment, FEE, Outcome.OPEN, asked.return_url
    )
    assert (counter.query("x"), counter.refund("x", FEE)) == (None, None)
    with pytest.raises(Forged):
        counter.verify_callback({}, b"")


def test_the_settings_name_the_provider() -> None:
    made = provider_from(Settings(payment_url="http://127.0.0.1:8001/", payment_secret=SECRET))

    assert isinstance(made, HostedPage)
    made.close()


def _answer(status: int, content: bytes) -> HostedPage:
    def say(request: httpx2.Request) -> httpx2.Response:
        del request
        return httpx2.Response(status, content=content)

    return HostedPage(
        "https://pay.example",
        SECRET,
        clock=FixedClock(AT),
        entropy=SeededEntropy("wire"),
        transport=httpx2.MockTransport(say),
    )


HELD = {
    "reference": "r",
    "payment": "f",
    "amount": {"amount": "70.00", "currency": "GBP"},
    "outcome": "open",
    "page": "https://pay.example/p",
}


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, b""),
        (200, b"<html>"),
        (200, b"x" * 20_000),
        (200, json.dumps({**HELD, "page": "javascript:alert(1)"}).encode()),
        (200, json.dumps({**HELD, "page": "http://evil.example/"}).encode()),
        (302, b""),
    ],
)
def test_an_answer_not_as_agreed_is_no_answer(status: int, content: bytes) -> None:
    strange = _answer(status, content)

    with pytest.raises(Unavailable):
        strange.query("r")
    strange.close()


def test_a_created_payment_is_never_missing() -> None:
    forgetful = _answer(404, b"")

    with pytest.raises(Unavailable):
        forgetful.create(wanted("gone"))
    forgetful.close()
