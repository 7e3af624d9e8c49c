"""Pages, parts, redirects and refusals: how an answer is dressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from jinja2 import UndefinedError
from pydantic import BaseModel
from starlette.testclient import TestClient

from odr import errors as refusals
from odr.money import Money
from odr.permissions import Actor, Role
from odr.words import catalogue, speak
from tests.page import Reader, both_ways
from tests.web.tiny import COURT, make_app, make_look
from web import navigation
from web.errors import WORDS
from web.forms import Form, posted
from web.guards import SignInNeeded
from web.middleware import Rules
from web.render import redirect, render
from web.words import direction, file_size, filters, how_long, language_for, listed, money, number

BASE = "http://127.0.0.1:8000"
LONG = "It stopped on the second day and nobody came to look at it."
REFUSALS: list[refusals.DomainError] = [
    refusals.NotFound("No such case."),
    refusals.Forbidden("Only the claimant may do this."),
    refusals.IllegalMove("The claim was served."),
    refusals.Gone("The link was used."),
    refusals.TooLarge("The file is too large."),
    refusals.Invalid("The date is wrong."),
    refusals.TooMany("Try again in five minutes.", retry_after=300),
    refusals.Unavailable("The payment page is away."),
    SignInNeeded("Sign in to see this page."),
]


class Story(BaseModel):
    story: str


def add_routes(app: FastAPI) -> FastAPI:
    @app.get("/start", name="public.start")
    def start(request: Request) -> Response:
        return render(request, "errors/page.html", block="alert", **SAID)

    @app.get("/go")
    def go(request: Request) -> Response:
        return redirect(request, "public.start")

    @app.get("/refuse/{index}")
    @app.get("/api/v1/refuse/{index}")
    def refuse(index: int) -> Response:
        raise REFUSALS[index]

    @app.post("/tell")
    def tell(form: Annotated[Form[Story], Depends(posted(Story))]) -> Response:
        assert form.value is not None
        raise refusals.IllegalMove("The claim was served.")

    @app.get("/api/v1/count")
    def count(size: int) -> int:
        return size

    @app.get("/broken")
    def broken(request: Request) -> Response:
        return render(request, "errors/page.html")

    return app


SAID: dict[str, Any] = {
    "heading": "Tea",
    "sentence": "Tea <b>",
    "answers": "Kept",
    "number": "",
    "typed": [],
}


@pytest.fixture
def app() -> Iterator[FastAPI]:
    yield add_routes(make_app())
    speak("en")


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=BASE, follow_redirects=False)


def test_a_page_has_its_heading_the_service_and_the_court(app: FastAPI) -> None:
    page = Reader(app).open("/start")

    assert (page.h1, page.title) == ("Tea", "Tea – Small Claims Online")
    assert COURT in page.html
    assert "Tea &lt;b&gt;" in page.html


def test_only_the_block_is_sent_when_the_script_asks_for_it(app: FastAPI) -> None:
    part = Reader(app).open("/start", part=True)

    assert part.html.strip().startswith('<div class="errors"')
    assert "Small Claims Online" not in part.html


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_or_restored_page_comes_whole(client: TestClient, header: str) -> None:
    answer = client.get("/start", headers={"HX-Request": "true", header: "true"})

    assert "<html" in answer.text


def test_a_redirect_is_carried_out_by_whoever_asked(client: TestClient) -> None:
    plain, script = client.get("/go"), client.get("/go", headers={"HX-Request": "true"})

    assert (plain.status_code, plain.headers["location"]) == (303, "/start")
    assert (script.status_code, script.headers["hx-redirect"]) == (204, "/start")


def test_a_name_the_page_does_not_know_is_an_error(client: TestClient) -> None:
    with pytest.raises(UndefinedError):
        client.get("/broken")


@pytest.mark.parametrize("index", range(len(REFUSALS)))
def test_every_refusal_is_a_page_that_says_what_became_of_the_answers(
    app: FastAPI, index: int
) -> None:
    refusal = REFUSALS[index]

    page = Reader(app).open(f"/refuse/{index}", status=refusal.status)

    words = WORDS[refusal.status]
    assert page.h1 == words.heading
    assert refusal.sentence in page.text
    assert words.answers.removeprefix("What you sent was not saved. ") in page.text
    assert "What you sent" not in page.text  # the page was only opened
    assert page.links["Go to the start page"] == "/"


@pytest.mark.parametrize("index", range(len(REFUSALS)))
def test_every_refusal_is_an_alert_on_the_page_when_the_script_asks(
    app: FastAPI, index: int
) -> None:
    refusal = REFUSALS[index]

    part = Reader(app).open(f"/refuse/{index}", status=refusal.status, part=True)

    assert refusal.sentence in part.text
    assert 'role="alert"' in part.html


@pytest.mark.parametrize("index", range(len(REFUSALS)))
def test_every_refusal_is_a_problem_for_a_programme(client: TestClient, index: int) -> None:
    refusal = REFUSALS[index]

    answer = client.get(f"/api/v1/refuse/{index}")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": WORDS[refusal.status].heading,
        "status": refusal.status,
        "detail": refusal.sentence,
        "code": refusal.code,
        "instance": f"urn:uuid:{answer.headers['x-request-id']}",
    }


def test_who_tried_too_often_is_told_when_to_come_back(client: TestClient) -> None:
    assert client.get("/refuse/6").headers["retry-after"] == "300"


def test_an_address_that_does_not_fit_is_a_page_that_is_not_there(client: TestClient) -> None:
    answer = client.get("/refuse/three")

    assert answer.status_code == 404
    assert "We cannot find this page" in answer.text


def test_a_programme_is_told_which_part_cannot_be_read(client: TestClient) -> None:
    answer = client.get("/api/v1/count?size=three")

    assert answer.status_code == 422
    assert answer.json()["detail"] == "These parts cannot be read: query.size."


def test_a_wrong_method_says_so(app: FastAPI) -> None:
    page = Reader(app).send("/start", {}, status=405)

    assert page.h1 == "This page cannot be opened that way"
    assert page.response.headers["allow"] == "GET"


def test_a_long_text_is_given_back_when_the_deed_is_refused(app: FastAPI) -> None:
    reader = Reader(app)
    token = reader.open("/style").form("form")._data()["csrf_token"]

    page = reader.send("/tell", {"csrf_token": token, "story": LONG}, status=409)
    forged = reader.send("/tell", {"csrf_token": "x", "story": LONG}, status=403)

    assert LONG in page.text
    assert LONG in forged.text


def test_who_has_to_sign_in_first_is_sent_there_and_back(app: FastAPI) -> None:
    @app.get("/sign-in", name="public.sign_in")
    def sign_in(request: Request) -> Response:
        return render(request, "errors/page.html", **SAID)

    client = TestClient(app, base_url=BASE, follow_redirects=False)

    plain = client.get("/refuse/8?code=secret")
    script = client.get("/refuse/8", headers={"HX-Request": "true"})

    assert plain.headers["location"] == "/sign-in?next=/refuse/8"
    assert script.headers["hx-redirect"] == "/sign-in?next=/refuse/8"


def test_a_fault_is_a_good_page_too() -> None:
    app = make_app(Rules())

    @app.get("/fault")
    def fault() -> Response:
        raise ValueError

    reader = Reader(app)
    page = reader.open("/fault", status=500)
    part = reader.open("/fault", status=500, part=True)

    assert page.h1 == "Something went wrong on our side"
    assert page.response.headers["x-request-id"] in page.text
    assert part.response.headers["x-request-id"] in part.text


@both_ways
def test_a_row_can_be_added_and_removed_with_and_without_scripts(
    app: FastAPI, scripts: bool
) -> None:
    form = Reader(app, scripts=scripts).open("/style").form("form")

    added = form.fill({"story": LONG}).submit("Add another sum").form("form")
    removed = added.fill({"amounts-2-reason": "Fee"}).submit("Remove Sum 1").form("form")

    assert "amounts-2-reason" in added.names
    assert added.node["data-focus"] == "amounts-2"
    assert removed.values["amounts-0-reason"] == ["Call-out of a plumber"]
    assert removed.values["amounts-1-reason"] == ["Fee"]
    assert removed.values["story"] == [LONG]


def test_the_menu_shows_the_reader_only_what_is_there(app: FastAPI) -> None:
    @app.get("/queue", name="registry.home")
    def queue(request: Request) -> Response:
        request.state.actor = Actor(Role.CLERK)
        return render(request, "errors/page.html", **SAID)

    page = Reader(app).open("/queue")

    link = next(node for node in page.tree.all("a") if node.text == "Work queue")
    assert link["aria-current"] == "page"
    assert "Your account" not in page.links


def test_every_role_that_reads_pages_has_a_menu() -> None:
    assert set(Role) - set(navigation.MENU) == {Role.REGISTRY, Role.SYSTEM}


def ask(headers: dict[str, str]) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw})


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept-Language": "cy;q=0.9, en"}, "cy"),
        ({"Accept-Language": "pl"}, "en"),
        ({"Accept-Language": "pl", "Cookie": "language=cy"}, "cy"),
        ({"Accept-Language": "cy", "Cookie": "language=xx"}, "cy"),
    ],
)
def test_the_readers_own_choice_of_language_comes_first(
    headers: dict[str, str], language: str
) -> None:
    assert language_for(ask(headers), ("en", "cy")) == language


def test_a_language_written_from_the_right_turns_the_page() -> None:
    assert (direction("ar"), direction("en")) == ("rtl", "ltr")


def test_dates_and_times_name_the_weekday_and_the_zone() -> None:
    speak("en")
    written = filters(ZoneInfo("Europe/London"))
    moment = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert written["day"](moment) == "Thursday 2 July 2026"
    assert written["day"](date(2026, 3, 3)) == "Tuesday 3 March 2026"
    assert written["short_day"](moment) == "2 Jul 2026"
    assert written["moment"](moment) == "Thursday 2 July 2026 at 00:30 (BST)"
    assert written["iso"](moment) == "2026-07-02T00:30:00+01:00"


def test_another_language_writes_the_day_its_own_way() -> None:
    speak("fr")
    written = filters(ZoneInfo("Europe/London"))["day"](date(2026, 3, 3))
    speak("en")

    assert written == "mardi 3 mars 2026"


def test_sums_sizes_and_lengths_are_written_for_people() -> None:
    speak("en")

    assert money(Money(120050, "GBP")) == "£1,200.50"
    assert number(12345) == "12,345"
    assert [file_size(n) for n in (12, 2048, 100_000_000)] == ["12 bytes", "2 kB", "100 MB"]
    lengths = [timedelta(minutes=1), timedelta(hours=5), timedelta(days=12), timedelta(-1)]
    assert [how_long(n) for n in lengths] == ["1 minute", "5 hours", "12 days", "0 minutes"]
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_a_field_for_a_sum_shows_the_sign_of_the_courts_money() -> None:
    page = Reader(make_app(look=replace(make_look(), currency="EUR"))).open("/style")

    signs = [node.text for node in page.tree.walk() if node["class"] == "affix"]

    assert "€" in signs
    assert "£" not in signs


def test_the_header_names_of_the_script_stand_in_one_module() -> None:
    root = Path(__file__).resolve().parents[2] / "web"
    naming = {
        path.name for path in root.rglob("*.py") if '"HX-' in path.read_text(encoding="utf-8")
    }

    assert naming == {"htmx.py"}


def test_an_unknown_language_reads_as_written() -> None:
    assert catalogue("xx").gettext("Back") == "Back"
