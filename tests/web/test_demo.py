"""The demonstration court: anybody at one click, a mailbox to read, a clock to move."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from odr import mail
from odr.clock import FixedClock, ShiftedClock
from odr.models import Account, DemoClock, OutgoingMail
from odr.permissions import OFFICERS, Role
from odr.settings import Settings
from tests.databases import Database
from tests.page import Reader, both_ways
from tests.web.signing import SmallCourt, make_signing_app


@pytest.fixture
def court(fresh_database: Database, clock: FixedClock) -> SmallCourt:
    return SmallCourt(fresh_database, clock)


@pytest.fixture
def reader(court: SmallCourt) -> Reader:
    return Reader(make_signing_app(court))


def press(reader: Reader, button: str) -> None:
    """Press a button of the demo page and do not look at the page that follows."""
    form = reader.open("/demo").form(button)
    answer = reader.client.post(form.node["action"], data=form._data())
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize(
    ("button", "role"),
    [
        ("Somebody new Claimants", "citizen"),
        ("Somebody new Mediators", "mediator"),
        ("Somebody new Adjudicators", "adjudicator"),
        ("Somebody new Clerk", "clerk"),
        ("Somebody new Court manager", "manager"),
    ],
)
def test_one_click_makes_a_visitor_anybody(
    court: SmallCourt, reader: Reader, button: str, role: str
) -> None:
    press(reader, button)

    assert reader.client.get("/try/me").json()["role"] == role


def test_one_click_makes_a_visitor_somebody_who_is_there(court: SmallCourt, reader: Reader) -> None:
    for number in range(9):
        court.account(Role.MEDIATOR, name=f"M{number}", email=f"m{number}@court.test")
        court.inner.advance(timedelta(seconds=1))
    page = reader.open("/demo")
    press(reader, "M1 Mediators")

    assert reader.client.get("/try/me").json()["name"] == "M1"
    assert "M7" in page.text
    assert "M8" not in page.text


def test_an_officer_of_the_demo_can_sign_with_the_code_on_the_page(
    court: SmallCourt, reader: Reader
) -> None:
    press(reader, "Somebody new Adjudicators")
    court.inner.advance(timedelta(minutes=10))
    code = next(node.text for node in reader.open("/demo").tree.walk() if node["class"] == "code")

    page = reader.open("/account/step-up?next=/account").form("Continue").fill(code=code).submit()

    assert page.h1 == "Your account"


def test_each_new_person_has_a_name_and_address_of_their_own(
    court: SmallCourt, reader: Reader
) -> None:
    for _time in range(2):
        press(reader, "Somebody new Clerk")

    with court.sessions() as session:
        found = session.execute(select(Account.name, Account.email).order_by(Account.name)).all()
    assert [tuple(row) for row in found] == [
        ("Clerk 1", "clerk-1@demo.example"),
        ("Clerk 2", "clerk-2@demo.example"),
    ]


def test_nobody_becomes_a_machine_a_stranger_or_a_person_who_was_disabled(
    court: SmallCourt, reader: Reader
) -> None:
    gone = court.account()
    form = reader.open("/demo").form("Somebody new Clerk")
    with court.sessions() as session, session.begin():
        session.get_one(Account, gone.id).disabled_at = court.clock.now()

    paths = ["new/system", "new/visitor", "new/nonsense", f"as/{UUID(int=9)}", f"as/{gone.id}"]

    found = [reader.client.post(f"/demo/{path}", data=form._data()).status_code for path in paths]
    assert found[:2] + found[3:] == [404] * 4
    assert found[2] in (404, 422)


def test_a_court_that_is_no_demo_has_no_such_pages(
    fresh_database: Database, clock: FixedClock
) -> None:
    court = SmallCourt(fresh_database, clock, settings=Settings(demo=False))
    reader = Reader(make_signing_app(court))
    account = court.account()

    for path in ("/demo", "/demo/mail", "/demo/clock"):
        reader.open(path, status=404)
    for path in (f"/demo/as/{account.id}", "/demo/new/manager", "/demo/clock"):
        token = reader.open("/sign-in").form("Sign in")._data()
        assert reader.client.post(path, data={**token, "move": "day"}).status_code == 404
    assert reader.client.get("/try/me").json()["role"] == "visitor"
    with court.sessions() as session:
        assert session.scalar(select(Account.id).where(Account.role.in_(OFFICERS))) is None


def test_the_mailbox_shows_each_letter_and_its_links_lead_on(
    court: SmallCourt, reader: Reader
) -> None:
    assert "There are no e-mails here yet" in reader.open("/demo/mail").text
    for name in ("janet", "ben"):
        form = reader.open("/sign-up").form("Continue")
        form.fill(name=name, email=f"{name}@web.test").submit()

    page = reader.open("/demo/mail").form("Show").fill(to="Ben@web.test ").submit()
    link = next(text for text in page.links if "/confirm-email" in text)

    assert "janet@web.test" not in page.text
    assert page.click(link).h1 == "Choose your password"
    assert "janet@web.test" in reader.open("/demo/mail").text


def test_a_letter_is_text_whatever_stands_in_it(court: SmallCourt, reader: Reader) -> None:
    with court.sessions() as session, session.begin():
        text = "<script>alert(1)</script>\nhttps://evil.test/x\njavascript:alert(1)"
        mail.send(session, "a@web.test", "<b>bold</b>", text, at=court.clock.now())

    page = reader.open("/demo/mail")

    assert "<script>alert(1)</script>" in page.text
    assert not any("evil" in link for link in page.links.values())


@both_ways
@pytest.mark.parametrize(
    ("button", "hours"), [("1 hour", 1), ("1 day", 24), ("7 days", 168), ("15 days", 360)]
)
def test_the_clock_moves_on_and_what_is_due_is_done(
    court: SmallCourt, scripts: bool, button: str, hours: int
) -> None:
    reader = Reader(make_signing_app(court), scripts=scripts)
    before = court.clock.now()
    with court.sessions() as session, session.begin():
        mail.send(session, "a@web.test", "Subject", "Text", at=before)

    page = reader.open("/demo/clock").form(button).submit(button)

    assert court.clock.now() - before == timedelta(hours=hours)
    assert "1 thing was due and is done" in page.text
    with court.sessions() as session:
        assert session.scalar(select(OutgoingMail.sent_at)) == court.clock.now()
        assert session.scalars(select(DemoClock.shift_seconds)).all() == [hours * 3600]


def test_the_clock_moves_on_from_where_it_was_kept(court: SmallCourt, reader: Reader) -> None:
    assert isinstance(court.clock, ShiftedClock)
    for _time in range(2):
        reader.open("/demo/clock").form("7 days").submit("7 days")

    assert court.clock.shift == timedelta(days=14)
    assert court.ticks == 2
    assert "14 days" in reader.open("/demo/clock").text


def test_who_moves_the_clock_stays_signed_in(court: SmallCourt, reader: Reader) -> None:
    press(reader, "Somebody new Clerk")

    reader.open("/demo/clock").form("15 days").submit("15 days")

    assert reader.client.get("/try/me").json()["role"] == "clerk"


def test_another_step_is_refused(court: SmallCourt, reader: Reader) -> None:
    form = reader.open("/demo/clock").form("1 day")

    answer = reader.client.post("/demo/clock", data={**form._data(), "move": "year"})

    assert answer.status_code == 422
    assert court.clock.shift == timedelta()
