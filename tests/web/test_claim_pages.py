"""Writing a claim page by page: nothing typed is lost, and the court gets what was meant."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import ClaimStatus
from cases.models import Claim, Draft, DraftFile, Exhibit
from odr.clock import FixedClock
from odr.permissions import VISITOR, Actor, Role
from tests.factories import (
    actor_of,
    make_account,
)
from tests.page import Page, Reader, both_ways
from tests.web.desk import Desk
from tests.web.party_desk import party_desk

NOTE = ("note.txt", b"I paid on 3 November.\n", "text/plain")
PAGES: dict[str, dict[str, Any]] = {
    "you": {"you-kind": "individual", "you-name": "Ada Example"},
    "contact": {"you-line1": "2 High Road", "you-town": "Leeds", "you-postcode": "ls1 2bb"},
    "others": {
        "others-0-kind": "company",
        "others-0-name": "Roofs Ltd",
        "others-0-line1": "1 Mill Lane",
        "others-0-town": "Leeds",
        "others-0-postcode": "LS1 1AA",
    },
    "story": {"kind": "contract", "what_happened": "I paid for a roof.\nIt still leaks."},
    "timeline": {
        "timeline-0-happened_on-day": "3",
        "timeline-0-happened_on-month": "November",
        "timeline-0-happened_on-year": "2025",
        "timeline-0-text": "I paid in advance.",
    },
    "amounts": {"amounts-0-reason": "Roof repair", "amounts-0-amount": "1,200"},
    "interest": {
        "basis": "statutory",
        "since-day": "3",
        "since-month": "11",
        "since-year": "2025",
    },
}


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return party_desk(sessions, clock)


@pytest.fixture
def ada(session: Session) -> Actor:
    account = make_account(session, name="Ada Example")
    session.commit()
    return actor_of(account)


def begun(reader: Reader) -> str:
    """Begin a claim and return the path of its list of pages."""
    return reader.open("/claims/new").form("Begin").submit().path


def written(reader: Reader, **changes: dict[str, Any]) -> Page:
    """Write a whole claim, page after page, as the pages lead on."""
    page = reader.open(f"{begun(reader)}/you")
    for section, answers in PAGES.items():
        assert page.path.endswith(f"/{section}")
        page = page.form("form").fill({**answers, **changes.get(section, {})}).submit()
    return page


@both_ways
def test_a_claim_is_written_signed_and_sent(
    desk: Desk, session: Session, ada: Actor, scripts: bool
) -> None:
    page = written(desk.read_by(ada, scripts=scripts))
    assert page.h1 == "Your evidence"
    page = page.form("Add the files").fill(files=NOTE, title="My note").submit()
    assert "My note" in page.text
    page = page.click("Go on to the check")
    assert page.table() == [
        ["For", "Amount"],
        ["Roof repair", "£1,200.00"],
        ["Interest until today", "£30.94"],
        ["Court fee", "£80.00"],
        ["Total", "£1,310.94"],
    ]

    page = page.click("Go on and sign").form().fill(name="Ada Example", agree=True).submit()

    claim = session.scalars(select(Claim)).one()
    session.refresh(claim, ["parties"])
    assert page.h1 == "The court has your claim"
    assert (claim.title, claim.status, claim.claimed_minor, claim.truth_name) == (
        "Ada Example v Roofs Ltd",
        ClaimStatus.SUBMITTED,
        120_000,
        "Ada Example",
    )
    assert claim.claimants[0].postcode == "LS1 2BB"
    assert [row.title for row in session.scalars(select(Exhibit))] == ["My note"]
    assert list(session.scalars(select(Draft))) == []
    assert page.click("Go to the fee").h1 == "Court fee"


def test_the_first_answers_are_taken_over(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    reader.open("/can-i-claim/kind").form().fill(kind="debt").submit()
    reader.open("/can-i-claim/amount").form().fill(amount="950").submit()

    path = begun(reader)

    assert reader.open(f"{path}/story").form("form").values["kind"] == ["debt"]
    amounts = reader.open(f"{path}/amounts").form("form").values
    assert amounts["amounts-0-amount"] == ["950"]
    assert reader.open("/can-i-claim/result").h1 == "We have no answers of yours yet"


def test_the_list_of_pages_says_what_is_done(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    path = begun(reader)
    reader.open(f"{path}/you").form("form").fill(PAGES["you"]).submit()
    story = reader.open(f"{path}/story").form("form").fill(what_happened="It began in")

    page = story.submit("Save and come back later")

    assert page.path == path
    assert "Saved at 10:00" in page.text
    assert "You, or the business you act for. Done" in page.text
    assert "In your own words. Not finished" in page.text
    assert "You can leave it out. If you like" in page.text
    assert reader.open(f"{path}/story").form("form").values["what_happened"] == ["It began in"]


@both_ways
@pytest.mark.parametrize(
    ("section", "typed", "errors"),
    [
        ("you", {"you-kind": "individual"}, {"you-name": "Enter the full name."}),
        (
            "contact",
            {"you-line1": "2 High Road", "you-email": "ada@"},
            {
                "you-town": "Enter the town or city.",
                "you-postcode": "Enter the postcode.",
                "you-email": "Enter an e-mail address like name@example.com.",
            },
        ),
        (
            "others",
            {"others-0-name": "Roofs Ltd"},
            {
                "others-0-kind": "Choose what the other side is.",
                "others-0-line1": "Enter the house and street.",
                "others-0-town": "Enter the town or city.",
                "others-0-postcode": "Enter the postcode.",
            },
        ),
        ("story", {"kind": "debt"}, {"what_happened": "Write what happened."}),
        (
            "story",
            {
                **PAGES["story"],
                "due_since-day": "1",
                "due_since-month": "1",
                "due_since-year": "2030",
            },
            {"due_since": "Enter a day in the past. It cannot be in the future."},
        ),
        (
            "timeline",
            {
                "timeline-1-text": "Later",
                "timeline-1-happened_on-day": "1",
                "timeline-1-happened_on-month": "1",
                "timeline-1-happened_on-year": "2030",
            },
            {"timeline-1-happened_on": "Enter a day that is not in the future."},
        ),
        ("amounts", {"amounts-0-amount": "5"}, {"amounts-0-reason": "Write what this sum is for."}),
        (
            "amounts",
            {"amounts-0-reason": "Roof", "amounts-0-amount": "0"},
            {"amounts-0-amount": "Enter an amount above 0."},
        ),
        (
            "amounts",
            {"amounts-0-reason": "Roof", "amounts-0-amount": "10,000.01"},
            {
                "amounts": "This court decides claims of up to £10,000.00. Yours comes to "
                "£10,000.01. Lower it, or ask for advice about another court."
            },
        ),
        ("interest", {}, {"basis": "Choose whether you ask for interest."}),
        (
            "interest",
            {"basis": "statutory"},
            {"since": "Enter the day the money was owed, so we can work it out."},
        ),
        (
            "interest",
            {**PAGES["interest"], "basis": "own_rate", "percent": "60"},
            {"percent": "Enter a yearly rate above 0 and up to 50 per cent."},
        ),
        (
            "interest",
            {**PAGES["interest"], "basis": "own_rate", "percent": "5"},
            {"reason": "Say where this rate comes from, like your contract."},
        ),
        (
            "interest",
            {**PAGES["interest"], "since-year": "2030"},
            {"since": "Enter a day in the past. It cannot be in the future."},
        ),
    ],
)
def test_a_page_keeps_what_was_typed_and_says_what_to_put_right(
    desk: Desk,
    ada: Actor,
    scripts: bool,
    section: str,
    typed: dict[str, str],
    errors: dict[str, str],
) -> None:
    reader = desk.read_by(ada, scripts=scripts)
    form = reader.open(f"{begun(reader)}/{section}").form("form")

    page = form.fill(typed).submit(status=422)

    assert page.errors == errors
    kept = page.form("form").values
    assert {name: kept[name] for name in typed} == {name: [text] for name, text in typed.items()}


@both_ways
def test_more_people_can_be_added_and_taken_away(desk: Desk, ada: Actor, scripts: bool) -> None:
    reader = desk.read_by(ada, scripts=scripts)
    path = begun(reader)
    form = reader.open(f"{path}/others").form("form").fill(PAGES["others"])

    page = form.submit("Add another person or business")
    assert page.form("form").values["others-0-name"] == ["Roofs Ltd"]
    second = {name.replace("-0-", "-1-"): text for name, text in PAGES["others"].items()}
    page = page.form("form").fill(second).submit(status=422)

    assert page.errors == {"others-1-name": "This name is in your claim already. Check it."}
    page = page.form("form").submit("Remove Person or business 2")
    assert "others-1-name" not in page.form("form").values


def test_nobody_claims_from_themselves(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    path = begun(reader)
    reader.open(f"{path}/you").form("form").fill(PAGES["you"]).submit()
    same = {**PAGES["others"], "others-0-name": "ADA EXAMPLE"}

    page = reader.open(f"{path}/others").form("form").fill(same).submit(status=422)

    assert list(page.errors) == ["others-0-name"]


def test_sums_and_interest_are_worked_out_on_the_page(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    path = begun(reader)
    form = reader.open(f"{path}/amounts").form("form").fill(PAGES["amounts"])
    assert "Together £1,200.00" in form.submit("Add it up").text

    form = reader.open(f"{path}/interest").form("form").fill(PAGES["interest"])
    page = form.submit("Work it out")

    assert "Interest until today: £30.94" in page.text
    assert "Interest is 8% a year on £1,200.00." in page.text
    assert "Source:" in page.text


def test_the_day_the_money_was_owed_is_not_asked_twice(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    path = begun(reader)
    owed = {"due_since-day": "3", "due_since-month": "11", "due_since-year": "2025"}
    reader.open(f"{path}/story").form("form").fill({**PAGES["story"], **owed}).submit()

    form = reader.open(f"{path}/interest").form("form")
    form.fill({"basis": "statutory", "since-day": "4"}).submit()

    assert form.values["since-month"] == ["11"]
    again = reader.open(f"{path}/interest").form("form").values
    assert [again[f"since-{part}"] for part in ("day", "month", "year")] == [
        ["4"],
        ["11"],
        ["2025"],
    ]


def test_a_rate_of_ones_own_is_kept_as_a_share(desk: Desk, session: Session, ada: Actor) -> None:
    own = {**PAGES["interest"], "basis": "own_rate", "percent": "4.5", "reason": "Clause 7"}
    page = written(desk.read_by(ada), interest=own).click("Go on to the check")

    page.click("Go on and sign").form().fill(name="Ada Example", agree=True).submit()

    claim = session.scalars(select(Claim)).one()
    assert (claim.interest_rate, claim.interest_reason) == ("0.045", "Clause 7")


def test_a_change_from_the_check_leads_back_to_it(desk: Desk, ada: Actor) -> None:
    page = written(desk.read_by(ada)).click("Go on to the check").click("Change Who claims")

    page = page.form("form").fill({"you-name": "Ada B. Example"}).submit()

    assert page.h1 == "Check your answers"
    assert "Ada B. Example" in page.text


def test_the_check_names_what_is_missing_and_signing_waits(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    path = begun(reader)

    page = reader.open(f"{path}/truth")

    assert page.path == f"{path}/check"
    assert "Something is still missing" in page.text
    assert "Go on and sign" not in page.links


@both_ways
def test_a_claim_is_not_sent_without_a_signature(desk: Desk, ada: Actor, scripts: bool) -> None:
    page = written(desk.read_by(ada, scripts=scripts)).click("Go on to the check")

    page = page.click("Go on and sign").form().submit(status=422)

    assert page.errors == {
        "name": "Type your full name.",
        "agree": "Tick the box to say that what you wrote is true.",
    }


def test_a_page_changed_in_another_window_shows_both_texts(
    desk: Desk, session: Session, ada: Actor
) -> None:
    reader = desk.read_by(ada)
    path = begun(reader)
    here, there = (reader.open(f"{path}/story").form("form") for _window in range(2))
    there.fill(kind="debt", what_happened="The newer text.").submit()

    page = here.fill(kind="debt", what_happened="My own text.").submit(status=422)

    assert "You changed this page in another window." in page.errors["form"]
    assert "The newer text." in page.text
    assert page.form("form").values["what_happened"] == ["My own text."]
    page.form("form").submit()
    kept = session.scalars(select(Draft)).one().data["story"]
    assert kept["what_happened"] == ["My own text."]


@both_ways
def test_a_refused_file_is_named_and_the_others_stay(
    desk: Desk, session: Session, ada: Actor, scripts: bool
) -> None:
    reader = desk.read_by(ada, scripts=scripts)
    form = reader.open(f"{begun(reader)}/evidence").form("Add the files")

    page = form.fill(files=[NOTE, ("empty.pdf", b"", "application/pdf")]).submit(status=422)

    assert page.errors["files"].startswith("empty.pdf: This file is empty.")
    assert session.scalars(select(DraftFile.title)).all() == ["note.txt"]


def test_a_file_can_be_removed_again(desk: Desk, session: Session, ada: Actor) -> None:
    reader = desk.read_by(ada)
    page = reader.open(f"{begun(reader)}/evidence")
    page = page.form("Add the files").fill(files=NOTE).submit()

    page = page.form("Remove note.txt").submit()

    assert "There is no file yet." in page.text
    assert list(session.scalars(select(DraftFile))) == []


def test_no_file_chosen_is_said(desk: Desk, ada: Actor) -> None:
    reader = desk.read_by(ada)
    form = reader.open(f"{begun(reader)}/evidence").form("Add the files")

    assert form.submit(status=422).errors == {"files": "Choose a file first, or go on without one."}


def test_a_draft_is_for_its_writer_alone(desk: Desk, session: Session, ada: Actor) -> None:
    path = begun(desk.read_by(ada))
    others = [actor_of(make_account(session)), actor_of(make_account(session, Role.CLERK))]
    session.commit()

    for other in others:
        desk.read_by(other).open(path, status=404)
    desk.read_by(VISITOR).open(path, status=403)
    desk.read_by(ada).open(f"{path}/weather", status=404)
