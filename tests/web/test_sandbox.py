"""The payment sandbox from inside: its page, its manners and its reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from cases.signatures import signed_headers
from odr.clock import SystemClock
from odr.entropy import SeededEntropy
from tests.cases.sandboxes import SECRET, Listener, free_port, wait_until
from tests.html_tree import parse
from web.sandbox import make_sandbox

ASKED = {
    "payment": "fee-1",
    "amount": {"amount": "70.00", "currency": "GBP"},
    "words": "Court <fee>",
    "return_url": "http://127.0.0.1:8000/back?a=1&b=2",
    "callback_url": "http://127.0.0.1:9/callback",
}


@pytest.fixture
def sandbox() -> Iterator[TestClient]:
    app = make_sandbox(SECRET, entropy=SeededEntropy("sandbox"), pauses=(0.0, 0.0))
    with TestClient(app, base_url="http://127.0.0.1:8001", follow_redirects=False) as client:
        yield client


def ask(client: TestClient, method: str, path: str, said: Any = None) -> Response:
    body = b"" if said is None else json.dumps(said).encode()
    headers = signed_headers(SECRET, f"{method} {path}", "id", body, clock=SystemClock())
    return client.request(method, path, content=body, headers=headers)


def opened(client: TestClient, **changed: object) -> str:
    """Open a payment and return the path of its page."""
    answer = ask(client, "PUT", "/payments/ref", {**ASKED, **changed})
    assert answer.status_code in {200, 201}
    return str(answer.json()["page"]).removeprefix("http://127.0.0.1:8001")


def outcome(client: TestClient) -> str:
    return str(ask(client, "GET", "/payments/ref").json()["outcome"])


def test_the_page_is_plain_html_with_a_label_on_everything(sandbox: TestClient) -> None:
    answer = sandbox.get(opened(sandbox))

    tree, faults = parse(answer.text)
    assert (faults, [node.text for node in tree.all("h1")]) == ([], ["Pay £70.00"])
    assert [node.text for node in tree.all("button")] == [
        "Pay £70.00",
        "Let the payment fail",
        "Cancel",
    ]
    assert [node.text for node in tree.all("label")] == ["At once", "Three times", "Later, by hand"]
    assert "Court &lt;fee&gt;" in answer.text
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; form-action 'self' http://127.0.0.1:8000; base-uri 'none'"
    )


@pytest.mark.parametrize(
    ("choice", "becomes"), [("pay", "succeeded"), ("fail", "failed"), ("cancel", "failed")]
)
def test_a_choice_is_carried_out_and_the_payer_sent_back(
    sandbox: TestClient, choice: str, becomes: str
) -> None:
    answer = sandbox.post(opened(sandbox), data={"choice": choice, "delivery": "held"})

    assert (answer.status_code, answer.headers["location"]) == (303, ASKED["return_url"])
    assert outcome(sandbox) == becomes


def test_a_payment_that_is_done_cannot_be_done_again(sandbox: TestClient) -> None:
    page = opened(sandbox)
    sandbox.post(page, data={"choice": "pay", "delivery": "held"})

    assert sandbox.post(page, data={"choice": "fail"}).status_code == 303
    assert outcome(sandbox) == "succeeded"
    assert "This payment is done" in sandbox.get(page).text


def test_what_makes_no_sense_is_refused(sandbox: TestClient) -> None:
    page = opened(sandbox)
    refund = {"amount": {"amount": "70.00", "currency": "GBP"}}
    answers = [
        sandbox.post(page, data={"choice": "steal"}),
        sandbox.post(page, data={"choice": "pay", "delivery": "never"}),
        sandbox.get("/pay/nowhere"),
        sandbox.get("/payments/ref"),
        ask(sandbox, "GET", "/payments/none"),
        ask(sandbox, "PUT", "/payments/ref", {**ASKED, "payment": "fee-2"}),
        ask(sandbox, "PUT", "/payments/ref", {"payment": "x"}),
        ask(sandbox, "PUT", "/payments/ref", {**ASKED, "words": "x" * 20_000}),
        ask(sandbox, "POST", "/payments/ref/refund", refund),
        ask(
            sandbox, "POST", "/payments/ref/refund", {"amount": {"amount": "1", "currency": "GBP"}}
        ),
    ]

    statuses = [answer.status_code for answer in answers]
    assert statuses == [422, 422, 404, 401, 404, 409, 422, 413, 409, 422]


def test_a_refund_is_reported_once(sandbox: TestClient) -> None:
    refund = {"amount": {"amount": "70.00", "currency": "GBP"}}
    sandbox.post(opened(sandbox), data={"choice": "pay", "delivery": "held"})

    for _time in range(2):
        assert ask(sandbox, "POST", "/payments/ref/refund", refund).status_code == 200

    assert sandbox.get("/callbacks").text.count("refunded, 70.00 GBP") == 1


def test_callbacks_can_be_sent_again_by_hand_in_either_order(sandbox: TestClient) -> None:
    with Listener().listening() as court:
        page = opened(sandbox, callback_url=court.address)
        sandbox.post(page, data={"choice": "fail", "delivery": "once"})
        wait_until(lambda: len(court.taken) == 1)
        sandbox.post(page, data={"choice": "pay", "delivery": "three"})
        wait_until(lambda: len(court.taken) == 4)
        for order in ("newest", "oldest"):
            taken = len(court.taken)
            assert sandbox.post("/callbacks", data={"order": order}).status_code == 303
            wait_until(lambda taken=taken: len(court.taken) == taken + 2)  # type: ignore[misc] # mypy loses the default

        told = [json.loads(body)["outcome"] for _headers, body in court.taken]

    assert told == ["failed", *["succeeded"] * 3, "succeeded", "failed", "failed", "succeeded"]
    wait_until(lambda: "taken 5 times" in sandbox.get("/callbacks").text)


def test_a_court_that_does_not_answer_is_tried_again_and_then_left(sandbox: TestClient) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/"
    page = opened(sandbox, callback_url=nobody)
    sandbox.post(page, data={"choice": "pay", "delivery": "once"})

    wait_until(lambda: not sandbox.app.state.box.under_way)  # type: ignore[attr-defined] # a Starlette

    assert "taken 0 times" in sandbox.get("/callbacks").text


def test_a_sandbox_that_stops_sends_no_more() -> None:
    app = make_sandbox(SECRET, pauses=(60.0,))
    with TestClient(app, base_url="http://127.0.0.1:8001") as client:
        page = opened(client)
        client.post(page, data={"choice": "pay"}, follow_redirects=False)
        assert len(app.state.box.under_way) == 1

    assert all(task.done() for task in app.state.box.under_way)
