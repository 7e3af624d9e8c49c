"""Can I claim? One question a page, kept in the browser, and what the answers mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.packs import Pack, load_pack
from cases.packs.terms import Period
from cases.triage import FirstAnswers, Fit, Place, area_name, assess, time_limit
from odr.clock import FixedClock
from odr.courtdays import Unit
from odr.money import Money
from odr.permissions import VISITOR
from tests.page import Page, Reader, both_ways
from tests.web.desk import Desk
from web.claimant import claims
from web.public import start, triage
from web.public.triage_questions import carried_over

ANSWERS: list[dict[str, Any]] = [
    {"kind": "contract"},
    {"amount": "1,200.50"},
    {"other": "company"},
    {"place": "inside"},
    {"since-day": "3", "since-month": "11", "since-year": "2025"},
    {"asked": "writing"},
    {"claimant": "individual"},
    {"adult": "yes"},
]
DAY = date(2026, 3, 2)


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return Desk(sessions, clock).shows(start.router, triage.router, claims.router)


@pytest.fixture
def pack() -> Pack:
    return load_pack("gb-eaw-small-claims")


def answered(reader: Reader, **changes: dict[str, Any]) -> Page:
    """Answer the questions in order, some of them differently."""
    page = reader.open("/can-i-claim")
    for usual in ANSWERS:
        code = next(iter(usual)).split("-")[0]
        if page.path.endswith(f"/{code}"):
            page = page.form().fill(changes.get(code, usual)).submit()
    return page


@both_ways
def test_eight_short_questions_lead_to_a_result(desk: Desk, scripts: bool) -> None:
    page = answered(desk.read_by(VISITOR, scripts=scripts))

    assert page.path == "/can-i-claim/result"
    assert page.h1 == "You can make a claim here"
    assert "Court fee £80.00" in page.text
    assert "The time limit to make a claim is not confirmed for this court." in page.text
    assert "£1,200.50" in page.text
    assert "Start your claim" in page.links


def test_a_business_is_not_asked_for_its_age(desk: Desk) -> None:
    page = answered(desk.read_by(VISITOR), claimant={"claimant": "company"})

    assert page.h1 == "You can make a claim here"
    assert "Are you 18 or over?" not in page.text


@both_ways
@pytest.mark.parametrize(
    ("code", "typed", "sentence"),
    [
        ("kind", {}, "Choose what your claim is about."),
        ("amount", {"amount": "lots"}, "Enter an amount in numbers, like 1200.50."),
        ("amount", {"amount": "0"}, "Enter an amount above 0."),
        ("place", {}, "Choose where the other side is."),
        ("since", {}, "Enter a day, or tick that you do not know it."),
        (
            "since",
            {"since-day": "3", "since-month": "11", "since-year": "2031"},
            "Enter a day in the past. It cannot be in the future.",
        ),
        ("adult", {}, "Choose yes or no."),
    ],
)
def test_a_wrong_answer_says_how_to_put_it_right(
    desk: Desk, scripts: bool, code: str, typed: dict[str, str], sentence: str
) -> None:
    form = desk.read_by(VISITOR, scripts=scripts).open(f"/can-i-claim/{code}").form()

    page = form.fill(typed).submit(status=422)

    assert page.errors == {code: sentence}
    assert {k: v[0] for k, v in page.form().values.items() if v[0]} == typed


def test_a_kind_this_court_does_not_take_ends_the_questions_at_once(desk: Desk) -> None:
    page = answered(desk.read_by(VISITOR), kind={"kind": "personal_injury"})

    assert page.path == "/can-i-claim/result"
    assert page.h1 == "This court cannot take your claim as it is"
    assert "lower limit of their own" in page.text
    assert "Start your claim" not in page.links


def test_an_unknown_kind_is_refused(desk: Desk) -> None:
    reader = desk.read_by(VISITOR)
    form = reader.open("/can-i-claim/kind").form()
    form.changes["kind"] = ["witchcraft"]

    assert form.submit(status=422).errors == {"kind": "Choose what your claim is about."}


def test_a_claim_nobody_asked_for_yet_is_told_to_ask_first(desk: Desk) -> None:
    page = answered(desk.read_by(VISITOR), asked={"asked": "no"})

    assert page.h1 == "Ask for the money first, then claim"
    assert "Start your claim" in page.links


def test_an_unknown_day_is_an_answer(desk: Desk) -> None:
    page = answered(desk.read_by(VISITOR), since={"unknown": True})

    assert "Owed since I do not know" in page.text


def test_an_answer_can_be_changed_from_the_result(desk: Desk) -> None:
    reader = desk.read_by(VISITOR)
    page = answered(reader).click("Change How much you want")
    assert page.form().values == {"amount": ["1,200.50"]}

    page = page.form().fill(amount="10000.01").submit()

    assert page.h1 == "This court cannot take your claim as it is"
    assert "up to £10,000.00. Yours is £10,000.01." in page.text


def test_the_answers_can_be_thrown_away(desk: Desk) -> None:
    reader = desk.read_by(VISITOR)

    answered(reader).form("Start again").submit()

    assert reader.open("/can-i-claim/result").h1 == "We have no answers of yours yet"


def test_a_result_that_lacks_answers_asks_for_them(desk: Desk) -> None:
    reader = desk.read_by(VISITOR)
    reader.open("/can-i-claim/kind").form().fill(kind="debt").submit()

    assert reader.open("/can-i-claim/result").path == "/can-i-claim/amount"


def test_there_is_no_other_question(desk: Desk) -> None:
    desk.read_by(VISITOR).open("/can-i-claim/weather", status=404)


def test_an_answer_is_shown_when_its_question_is_opened_again(desk: Desk) -> None:
    reader = desk.read_by(VISITOR)
    answered(reader)

    assert reader.open("/can-i-claim/since").form().values == {
        "since-day": ["3"],
        "since-month": ["11"],
        "since-year": ["2025"],
    }


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        (FirstAnswers(), Fit.FITS),
        (FirstAnswers(place=Place.ELSEWHERE), Fit.ELSEWHERE),
        (FirstAnswers(place=Place.UNKNOWN), Fit.FITS),
        (FirstAnswers(adult=False), Fit.ELSEWHERE),
        (FirstAnswers(amount=Money(1_000_000, "GBP")), Fit.FITS),
        (FirstAnswers(amount=Money(1_000_001, "GBP")), Fit.ELSEWHERE),
        (FirstAnswers(kind="eviction_or_harassment"), Fit.ELSEWHERE),
    ],
)
def test_what_fits_follows_from_the_pack(pack: Pack, said: FirstAnswers, fit: Fit) -> None:
    found = assess(pack, said, DAY)

    assert found.fit is fit
    assert (found.reasons != ()) is (fit is Fit.ELSEWHERE)


def test_a_confirmed_time_limit_is_counted_from_the_day(pack: Pack) -> None:
    rule = pack.scope.limitation.model_copy(update={"period": Period(n=6, unit=Unit.YEAR)})
    scope = pack.scope.model_copy(update={"limitation": rule})
    known = pack.model_copy(update={"scope": scope})

    assert time_limit(known, None) == "You have 6 years to claim."
    assert time_limit(known, date(2025, 11, 3)) == (
        "You have 6 years to claim. Counted from Monday 3 November 2025, "
        "that is until Monday 3 November 2031."
    )


def test_the_area_of_a_court_has_a_name(pack: Pack) -> None:
    court = pack.court.model_copy(update={"subdivision": ""})

    assert area_name(pack) == "England or Wales"
    assert area_name(pack.model_copy(update={"court": court})) == "United Kingdom"


def test_the_answers_become_the_first_words_of_a_claim() -> None:
    note = {k: v for answer in ANSWERS for k, v in answer.items()}

    assert carried_over(note) == {
        "story": {
            "kind": ["contract"],
            "due_since-day": ["3"],
            "due_since-month": ["11"],
            "due_since-year": ["2025"],
        },
        "amounts": {"amounts-0-amount": ["1,200.50"]},
        "others": {"others-0-kind": ["company"]},
        "you": {"you-kind": ["individual"]},
    }
