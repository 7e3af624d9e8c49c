"""The pages of accounts as people meet them, with and without the page's script."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from odr.clock import FixedClock
from tests.databases import Database
from tests.page import Reader, both_ways
from tests.web.signing import (
    PASSWORD,
    SmallCourt,
    give_second_factor,
    make_signing_app,
    me,
    sign_in,
    sign_in_quietly,
)
from web.public.account_forms import SignInInput

NEW_PASSWORD = "seven quiet lampposts hum"


@pytest.fixture
def court(fresh_database: Database, clock: FixedClock) -> SmallCourt:
    return SmallCourt(fresh_database, clock)


@pytest.fixture
def reader(court: SmallCourt) -> Reader:
    return Reader(make_signing_app(court))


@both_ways
def test_a_person_opens_an_account_and_is_signed_in(court: SmallCourt, scripts: bool) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    asked = reader.open("/sign-up").form("Continue").fill(name="Janet Doe", email="Janet@web.test")
    sent = asked.submit()
    chosen = reader.open(court.last_link()).form("Save and continue").fill(password=PASSWORD)
    chosen.submit(status=404)  # the claimant's home is not part of this small court

    assert sent.h1 == "Check your e-mail"
    assert me(reader) == "Janet Doe"
    assert court.mail_subjects() == ["Confirm your e-mail address"]


@both_ways
def test_what_is_wrong_with_a_sign_up_is_said_and_kept(court: SmallCourt, scripts: bool) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    page = reader.open("/sign-up").form("Continue").fill(name="Janet", email="nonsense")

    again = page.submit(status=422)

    assert again.errors == {"email": "Enter an e-mail address like name@example.com."}
    assert again.form("Continue").values == {"name": ["Janet"], "email": ["nonsense"]}


def test_a_known_and_an_unknown_address_get_the_same_answer_everywhere(
    court: SmallCourt, reader: Reader
) -> None:
    court.account()
    answers: dict[str, list[tuple[int, str]]] = {}
    for email in ("janet@web.test", "nobody@web.test"):
        for path, button in (("/sign-up", "Continue"), ("/forgotten-password", "Send the link")):
            form = reader.open(path).form(button).fill(email=email)
            if path == "/sign-up":
                form.fill(name="Somebody")
            page = form.submit()
            answers.setdefault(path, []).append((page.status, page.text))
        wrong = sign_in(reader, email, "quite another password")
        answers.setdefault("/sign-in", []).append((wrong.status, wrong.text))

    assert all(known == unknown for known, unknown in answers.values())
    assert len(court.mail_subjects()) == 4


@both_ways
def test_a_wrong_password_says_what_to_do_and_gives_nothing_back(
    court: SmallCourt, scripts: bool
) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    court.account()

    page = sign_in(reader, password="my secret words that are long enough to keep")

    assert list(page.errors) == ["form"]
    assert "my secret words" not in page.html
    assert me(reader) == ""


@both_ways
def test_signing_in_goes_on_to_the_page_that_was_asked_for(
    court: SmallCourt, scripts: bool
) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    court.account()
    form = reader.open("/sign-in?next=/account").form("Sign in")

    page = form.fill(email="JANET@web.test", password=PASSWORD).submit()

    assert page.h1 == "Your account"
    assert "janet@web.test" in page.text


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.test", "//evil.test", "/\\evil.test", "/%09/evil.test", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(
    court: SmallCourt, reader: Reader, wanted: str
) -> None:
    court.account()
    token = reader.open("/sign-in").form("Sign in")
    data = {**token._data(), "email": "janet@web.test", "password": PASSWORD, "next": wanted}

    answer = reader.client.post("/sign-in", data=data)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_the_sign_in_page_is_passed_over_when_signed_in(court: SmallCourt, reader: Reader) -> None:
    court.account()
    sign_in_quietly(reader)

    assert reader.open("/sign-in?next=/account").h1 == "Your account"


def test_the_eleventh_wrong_password_has_to_wait_and_then_it_works_again(
    court: SmallCourt, reader: Reader, clock: FixedClock
) -> None:
    court.account()
    for _try in range(10):
        sign_in(reader, password="not the right password")
    form = reader.open("/sign-in").form("Sign in")

    refused = form.fill(email="janet@web.test", password=PASSWORD).submit(status=429)
    clock.advance(timedelta(seconds=int(refused.response.headers["retry-after"])))
    sign_in_quietly(reader)

    assert "try again in 5 minutes" in refused.text
    assert PASSWORD not in refused.html


def test_right_passwords_are_not_counted(court: SmallCourt, reader: Reader) -> None:
    court.account()
    for _time in range(12):
        sign_in_quietly(reader)
        reader.client.cookies.clear()


def test_a_token_from_before_signing_in_is_worth_nothing_after(
    court: SmallCourt, reader: Reader
) -> None:
    court.account()
    planted = "a-token-somebody-else-knows-very-well"
    reader.client.cookies.set("session", planted, domain="127.0.0.1", path="/")
    sign_in_quietly(reader)
    mine = reader.client.cookies.get("session")
    thief = Reader(reader.app)
    thief.client.cookies.set("session", planted, domain="127.0.0.1", path="/")

    assert mine != planted
    assert (me(reader), me(thief)) == ("Janet Doe", "")


@both_ways
def test_a_person_with_a_second_factor_gives_a_code_and_gets_another_token(
    court: SmallCourt, scripts: bool
) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    account = court.account()
    give_second_factor(court, account)
    form = reader.open("/sign-in?next=/account").form("Sign in")

    asked = form.fill(email=account.email, password=PASSWORD).submit()
    before = reader.client.cookies.get("session")
    reader.open("/account")  # leads back to the code: nothing is open yet
    wrong = asked.form("Continue").fill(code="000 000").submit(status=422)
    page = wrong.form("Continue").fill(code=court.code(account)).submit()

    assert asked.h1 == "Enter the code from your app"
    assert list(wrong.errors) == ["code"]
    assert page.h1 == "Your account"
    assert reader.client.cookies.get("session") != before


def test_the_sixth_code_has_to_wait_whoever_asks(court: SmallCourt, reader: Reader) -> None:
    account = court.account()
    give_second_factor(court, account)
    page = sign_in(reader)
    for _try in range(5):
        page = page.form("Continue").fill(code="000000").submit(status=422)

    refused = page.form("Continue").fill(code=court.code(account)).submit(status=429)

    assert "try again in 5 minutes" in refused.text


def test_the_code_page_sends_others_where_they_belong(court: SmallCourt, reader: Reader) -> None:
    court.account()

    assert reader.open("/sign-in/code").h1 == "Sign in"
    sign_in_quietly(reader)
    assert reader.open("/sign-in/code?next=/account").h1 == "Your account"


@both_ways
def test_a_forgotten_password_is_replaced_and_every_device_is_out(
    court: SmallCourt, scripts: bool
) -> None:
    court.account()
    app = make_signing_app(court)
    elsewhere, reader = Reader(app), Reader(app, scripts=scripts)
    sign_in_quietly(elsewhere)
    reader.open("/forgotten-password").form("Send the link").fill(email="janet@web.test").submit()
    weak = reader.open(court.last_link()).form("Save and continue").fill(password="short")
    page = weak.submit(status=422)

    done = page.form("Save and continue").fill(password=NEW_PASSWORD).submit()

    assert list(page.errors) == ["password"]
    assert done.h1 == "Sign in"
    assert "Your new password is saved" in done.text
    assert me(elsewhere) == ""
    reader.open(urlsplit(court.last_link()).path, status=410)


def test_a_used_link_says_so(court: SmallCourt, reader: Reader) -> None:
    reader.open("/sign-up").form("Continue").fill(name="J", email="janet@web.test").submit()
    link = court.last_link()
    page = reader.open(link)
    page.form("Save and continue").fill(password=PASSWORD).submit(status=404)

    assert "works only once" in reader.open(link, status=410).text
    page.reader.open("/new-password?token=guess", status=410)


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/sign-up",
        "/sign-in/code",
        "/forgotten-password",
        "/confirm-email",
        "/new-password",
        "/sign-out",
        "/account/sign-out-everywhere",
        "/account/name",
        "/account/language",
        "/account/step-up",
        "/account/second-factor",
        "/demo/clock",
        "/demo/new/clerk",
    ],
)
def test_no_deed_is_done_without_the_token_of_the_page(
    court: SmallCourt, reader: Reader, path: str
) -> None:
    court.account()
    sign_in_quietly(reader)

    answer = reader.client.post(path, data={"email": "a@web.test", "name": "A", "move": "day"})

    assert answer.status_code == 403
    assert me(reader) == "Janet Doe"


def test_a_password_is_never_given_back_on_a_page_of_refusal(
    court: SmallCourt, reader: Reader
) -> None:
    secret = "a long pass phrase that a page of refusal could give back"

    answer = reader.client.post("/sign-in", data={"email": "a@web.test", "password": secret})

    assert answer.status_code == 403
    assert secret not in answer.text
    assert SignInInput.model_fields.keys() == {"email", "password", "next"}


@both_ways
@pytest.mark.parametrize(
    ("path", "button", "missing"),
    [
        ("/sign-in", "Sign in", ["email", "password"]),
        ("/sign-up", "Continue", ["email", "name"]),
        ("/forgotten-password", "Send the link", ["email"]),
    ],
)
def test_an_empty_form_says_what_is_missing(
    court: SmallCourt, scripts: bool, path: str, button: str, missing: list[str]
) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)

    page = reader.open(path).form(button).submit(status=422)

    assert sorted(page.errors) == missing


def test_a_password_and_a_code_left_empty_are_asked_for_again(
    court: SmallCourt, reader: Reader
) -> None:
    reader.open("/sign-up").form("Continue").fill(name="J", email="j@web.test").submit()
    account = court.account()
    give_second_factor(court, account)

    password = reader.open(court.last_link()).form("Save and continue").submit(status=422)
    code = sign_in(reader).form("Continue").submit(status=422)
    reader.client.cookies.delete("session")
    late = code.form("Continue").node["action"]

    assert (list(password.errors), list(code.errors)) == (["password"], ["code"])
    assert reader.client.post(late, data=late_form(reader)).headers["location"] == "/sign-in"


def late_form(reader: Reader) -> dict[str, list[str]]:
    """The token of this browser, for a form that was open when the sign-in ended."""
    return {**reader.open("/sign-in").form("Sign in")._data(), "code": ["123456"]}
