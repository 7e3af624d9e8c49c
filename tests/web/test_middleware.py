"""The envelope of every answer and the gate before every page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from odr.entropy import SeededEntropy
from odr.words import speak
from tests.web.tiny import make_app
from web import csrf
from web.csrf import csrf_checked, form_of, from_elsewhere, mask, matches, secret_for
from web.middleware import FORM_BYTES, Rules, cookie_name, security_headers

BASE = "http://127.0.0.1:8000"
SAME = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


def add_routes(app: FastAPI) -> FastAPI:
    @app.post("/deed", dependencies=[Depends(csrf_checked)])
    async def deed(request: Request) -> Response:
        form = await form_of(request)
        return PlainTextResponse(str(form.get("word", "")))

    @app.post("/raw")
    @app.post("/evidence")
    async def raw(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    @app.get("/cases/{name}")
    def case(name: str) -> Response:
        return PlainTextResponse(name * 1000)

    @app.get("/fault")
    def fault() -> Response:
        raise RuntimeError("Ada Example lives at 1 Long Lane")

    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    yield TestClient(add_routes(make_app(Rules())), base_url=BASE, follow_redirects=False)
    speak("en")


def token_on(client: TestClient) -> str:
    page = client.get("/style").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "path", ["/style", "/nothing", "/fault", "/cases/x", "/deed", "/assets/x/none", "/assets"]
)
def test_every_answer_has_every_header(client: TestClient, path: str) -> None:
    response = client.get(path)

    wanted = security_headers(Rules())
    assert {name: response.headers.get(name) for name in wanted} == wanted
    assert response.headers["x-request-id"]
    assert response.headers["cache-control"] in {"no-store", "no-cache"}


def test_the_policy_allows_the_payment_page_as_the_only_other_place() -> None:
    policy = security_headers(Rules(payment_url="https://pay.example/start"))[
        "Content-Security-Policy"
    ]

    assert "form-action 'self' https://pay.example;" in policy
    assert "unsafe" not in policy


def test_only_an_https_court_says_to_always_use_https() -> None:
    secure, plain = Rules(base_url="https://court.example"), Rules()

    assert "Strict-Transport-Security" in security_headers(secure)
    assert "Strict-Transport-Security" not in security_headers(plain)
    assert cookie_name("visitor", secure=True) == "__Host-visitor"


def test_a_new_visitor_gets_a_cookie_that_scripts_cannot_read(client: TestClient) -> None:
    first, second = client.get("/style"), client.get("/style")

    assert re.fullmatch(
        r"visitor=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", first.headers["set-cookie"]
    )
    assert "set-cookie" not in second.headers


def test_over_https_the_cookie_is_bound_to_the_host() -> None:
    rules = Rules(base_url="https://court.example")
    client = TestClient(make_app(rules), base_url="https://court.example")

    cookie = client.get("/style").headers["set-cookie"]

    assert cookie.startswith("__Host-visitor=")
    assert cookie.endswith("; Secure")


def test_a_visitor_cookie_nobody_could_have_given_is_replaced(client: TestClient) -> None:
    client.cookies.set("visitor", "x", domain="127.0.0.1", path="/")

    assert client.get("/style").headers["set-cookie"].startswith("visitor=")


def test_a_page_is_sent_compressed_and_says_that_it_depends_on_the_script(
    client: TestClient,
) -> None:
    response = client.get("/style")

    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding, HX-Request"


def test_the_token_is_written_differently_each_time_and_still_fits(client: TestClient) -> None:
    first, second = token_on(client), token_on(client)

    assert first != second
    for token in (first, second):
        answer = client.post("/deed", data={"csrf_token": token, "word": "tea"}, headers=SAME)
        assert (answer.status_code, answer.text) == (200, "tea")


def test_the_token_may_come_in_a_header(client: TestClient) -> None:
    token = token_on(client)

    assert client.post("/deed", headers=SAME | {csrf.HEADER: token}).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "A" * 86, "é", "!" * 86])
def test_a_deed_without_the_right_token_is_refused(client: TestClient, token: str) -> None:
    client.get("/style")

    answer = client.post("/deed", data={"csrf_token": token}, headers=SAME)

    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text


def test_the_token_of_another_browser_does_not_fit(client: TestClient) -> None:
    token = token_on(client)
    client.cookies.clear()

    assert client.post("/deed", data={"csrf_token": token}, headers=SAME).status_code == 403


def test_signing_in_changes_the_secret(client: TestClient) -> None:
    token = token_on(client)
    client.cookies.set("session", "s" * 43, domain="127.0.0.1", path="/")

    assert client.post("/deed", data={"csrf_token": token}, headers=SAME).status_code == 403


@pytest.mark.parametrize(
    ("method", "site", "origin", "refused"),
    [
        ("POST", "same-origin", "", False),
        ("POST", "none", "", False),
        ("POST", "same-site", "", True),
        ("POST", "cross-site", "", True),
        ("POST", "", BASE, False),
        ("POST", "", "https://elsewhere.example", True),
        ("POST", "", "null", True),
        ("POST", "", "", False),
        ("GET", "cross-site", "", False),
    ],
)
def test_a_deed_from_another_site_is_turned_away(
    method: str, site: str, origin: str, refused: bool
) -> None:
    assert from_elsewhere(method, site, origin, "127.0.0.1:8000") is refused


def test_the_gate_says_why_it_turns_a_deed_away(client: TestClient) -> None:
    answer = client.post("/raw", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "sent from another site" in answer.text


@pytest.mark.parametrize("host", ["elsewhere.example", "", "127.0.0.1.elsewhere.example"])
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/style", headers={"Host": host}).status_code == 400


def test_an_extra_host_may_be_allowed() -> None:
    app = make_app(Rules(other_hosts=("localhost",)))

    assert TestClient(app, base_url="http://localhost:9").get("/style").status_code == 200


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/raw", FORM_BYTES, 200),
        ("/raw", FORM_BYTES + 1, 413),
        ("/evidence", FORM_BYTES + 1, 200),
        ("/evidence", 3 * FORM_BYTES + 1, 413),
        ("/verify/file", FORM_BYTES + 1, 404),  # not in this tiny court, and not too large
        ("/cases/1/mediation/joint-room", FORM_BYTES + 1, 404),
        ("/cases/1/questions/2", FORM_BYTES + 1, 404),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_may_be_as_large_as_its_route_takes(
    path: str, size: int, status: int, announced: bool
) -> None:
    app = add_routes(make_app(Rules(upload_bytes=3 * FORM_BYTES)))
    body = b"x" * size
    content = body if announced else iter([body[:1000], body[1000:]])

    response = TestClient(app, base_url=BASE).post(path, content=content, headers=SAME)

    assert response.status_code == status


def test_a_fault_is_a_page_with_a_number_and_a_log_without_a_name(client: TestClient) -> None:
    with capture_logs() as logs:
        response = client.get("/fault")

    number = response.headers["x-request-id"]
    assert response.status_code == 500
    assert number in response.text
    assert "Ada" not in response.text + str(logs)
    fault = next(entry for entry in logs if entry["event"] == "fault")
    assert (fault["request_id"], fault["kind"]) == (number, "RuntimeError")
    assert any("test_middleware.py" in place for place in fault["places"])


def test_a_fault_fails_a_test_that_asks_for_it() -> None:
    app = add_routes(make_app(Rules(raise_faults=True)))

    with pytest.raises(RuntimeError):
        TestClient(app, base_url=BASE).get("/fault")


def test_the_log_names_the_route_and_nobody(client: TestClient) -> None:
    with capture_logs() as logs:
        client.get("/cases/ada?code=secret")
        client.get("/nothing/ada")

    lines = [(e["method"], e["route"], e["status"]) for e in logs if e["event"] == "request"]
    assert lines == [("GET", "/cases/{name}", 200), ("GET", "-", 404)]
    assert "ada" not in str(logs)
    assert "secret" not in str(logs)


def test_a_masked_secret_is_told_from_every_other() -> None:
    entropy = SeededEntropy("masks")
    one, other = secret_for("a", ""), secret_for("a", "b")

    assert matches(mask(one, entropy), one)
    assert not matches(mask(one, entropy), other)
