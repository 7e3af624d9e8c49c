"""A person's own account: second factor, devices, name and language, as pages."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from odr.clock import FixedClock
from odr.models import Account, SignIn
from odr.permissions import Role
from odr.security import code_for, step_at
from odr.signins import open_sign_in
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

KEY = re.compile(r"Key: ((?:[A-Z2-7]{4} ?){8})")


@pytest.fixture
def court(fresh_database: Database, clock: FixedClock) -> SmallCourt:
    return SmallCourt(fresh_database, clock)


@pytest.fixture
def reader(court: SmallCourt) -> Reader:
    return Reader(make_signing_app(court))


@both_ways
def test_an_officer_must_set_up_a_second_factor_before_any_work(
    court: SmallCourt, scripts: bool
) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    court.account(Role.CLERK, name="Olu", email="olu@court.test")
    form = reader.open("/sign-in?next=/account").form("Sign in")
    page = form.fill(email="olu@court.test", password=PASSWORD).submit()
    assert page.h1 == "Set up your second factor"
    assert reader.client.get("/try/work").status_code == 303

    wrong = page.form("Finish").fill(code="000000").submit(status=422)
    shown = KEY.search(reader.open("/account/second-factor").text)
    assert shown is not None
    secret = base64.b32decode(shown[1].replace(" ", ""))
    code = code_for(secret, step_at(court.clock.now()))
    done = reader.open("/account/second-factor?next=/account").form("Finish").fill(code=code)

    assert list(wrong.errors) == ["code"]
    assert done.submit().h1 == "Your account"
    assert reader.client.get("/try/work").status_code == 200


def test_the_second_factor_page_is_for_people_who_gave_their_password(
    court: SmallCourt, reader: Reader
) -> None:
    account = court.account()
    assert reader.open("/account/second-factor").h1 == "Sign in"

    give_second_factor(court, account)
    sign_in(reader)

    assert reader.open("/account/second-factor").h1 == "Enter the code from your app"


@both_ways
def test_a_person_ends_one_device_and_then_all(court: SmallCourt, scripts: bool) -> None:
    court.account()
    app = make_signing_app(court)
    phone, reader = Reader(app), Reader(app, scripts=scripts)
    phone.client.headers["user-agent"] = "Mozilla/5.0 (iPhone) Safari/604.1"
    sign_in_quietly(phone)
    sign_in_quietly(reader)
    page = reader.open("/account")
    row = next(row for row in page.table() if "iPhone" in row[0])
    assert row[0] == "Safari / iPhone"

    page = page.form("End the sign-in on Safari / iPhone").submit()
    assert me(phone) == ""
    assert not any("iPhone" in row[0] for row in page.table())

    assert page.form("Sign out everywhere").submit().h1 == "You are signed out"
    assert me(reader) == ""


@both_ways
def test_signing_out_works_and_clears_what_the_browser_keeps(
    court: SmallCourt, scripts: bool
) -> None:
    court.account()
    reader = Reader(make_signing_app(court), scripts=scripts)
    sign_in_quietly(reader)
    form = reader.open("/account").form("Sign out")

    answer = reader.client.post("/sign-out", data=form._data())

    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert me(reader) == ""
    assert reader.open("/account").h1 == "Sign in"


@both_ways
def test_a_person_changes_their_name(court: SmallCourt, scripts: bool) -> None:
    court.account()
    reader = Reader(make_signing_app(court), scripts=scripts)
    sign_in_quietly(reader)
    form = reader.open("/account").click("Change your name").form("Save")

    assert list(form.fill(name=" ").submit(status=422).errors) == ["name"]
    page = reader.open("/account/name").form("Save").fill(name="Janet Smith").submit()

    assert "Janet Smith" in page.text


@both_ways
def test_a_person_chooses_one_of_the_languages(court: SmallCourt, scripts: bool) -> None:
    court.account()
    reader = Reader(make_signing_app(court), scripts=scripts)
    sign_in_quietly(reader)
    form = reader.open("/account/language").form("Save")

    page = form.fill(language="en").submit()
    unknown = {**form._data(), "language": "xx"}

    assert page.h1 == "Your account"
    assert reader.client.post("/account/language", data=unknown).status_code in (403, 422)


@both_ways
def test_signing_needs_the_second_factor_again_and_counts_five_minutes(
    court: SmallCourt, scripts: bool
) -> None:
    account = court.account()
    give_second_factor(court, account)
    reader = Reader(make_signing_app(court), scripts=scripts)
    sign_in(reader).form("Continue").fill(code=court.code(account)).submit(status=404)
    court.inner.advance(timedelta(minutes=10))

    page = reader.open("/account/step-up?next=/account")
    wrong = page.form("Continue").fill(code="000000").submit(status=422)
    done = wrong.form("Continue").fill(code=court.code(account)).submit()

    assert done.h1 == "Your account"
    with court.sessions() as session:
        given = session.scalar(select(SignIn.second_factor_at))
    assert given == court.clock.now()


def test_stepping_up_without_a_second_factor_leads_to_setting_one_up(
    court: SmallCourt, reader: Reader
) -> None:
    court.account()
    sign_in_quietly(reader)

    assert reader.open("/account/step-up").h1 == "Set up your second factor"


def test_a_code_left_empty_is_asked_for_again(court: SmallCourt, reader: Reader) -> None:
    account = court.account()
    sign_in_quietly(reader)
    set_up = reader.open("/account/second-factor").form("Finish").submit(status=422)
    give_second_factor(court, account)
    with court.sessions() as session, session.begin():
        kept = session.get_one(Account, account.id)
        opened = open_sign_in(session, kept, clock=court.clock, second_factor=True)
    reader.client.cookies.set("session", opened.token, domain="127.0.0.1", path="/")

    step_up = reader.open("/account/step-up").form("Continue").submit(status=422)

    assert (list(set_up.errors), list(step_up.errors)) == (["code"], ["code"])


def test_setting_up_after_the_sign_in_ended_leads_to_signing_in(
    court: SmallCourt, reader: Reader
) -> None:
    court.account()
    sign_in_quietly(reader)
    reader.client.cookies.delete("session")
    token = reader.open("/sign-in").form("Sign in")._data()

    answer = reader.client.post("/account/second-factor", data={**token, "code": "123456"})

    assert answer.headers["location"] == "/sign-in"
