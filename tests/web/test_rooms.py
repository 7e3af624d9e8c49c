"""The mediation as a side sees it: lobby, opening words, both rooms, proposal, leaving."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import ClaimStatus
from cases.models import Claim, Exhibit
from hearings.rooms import mediation as course
from hearings.rooms import proposals, talk
from hearings.rooms.enums import Room, Share
from hearings.rooms.inputs import CarryInput
from hearings.rooms.models import Message
from odr.clock import FixedClock
from odr.permissions import Role
from tests.factories import actor_of, make_account
from tests.hearings.rooms.houses import (
    House,
    a_deal,
    in_mediation,
    in_opening,
    in_rooms,
    make_house,
)
from tests.page import Page, Reader, both_ways
from tests.web.desk import Desk
from web.parties import agreements, mediation, offers, rooms

LIST = ("bill.txt", b"Nails: 12 pounds\nTiles: 80 pounds\n", "text/plain")


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock, session: Session) -> Desk:
    made = Desk(sessions, clock, tools=session.info)
    return made.shows(
        mediation.router,
        rooms.router,
        offers.router,
        agreements.router,
        paths=("/", "/cases/{claim_id}"),
    )


@pytest.fixture
def house(session: Session, clock: FixedClock) -> House:
    made = in_rooms(session, clock)
    session.commit()
    return made


def lobby(house: House) -> str:
    return f"/cases/{house.claim.id}/mediation"


def write(reader: Reader, house: House, place: str, body: str, **more: Any) -> Page:
    form = reader.open(f"{lobby(house)}/{place}-room").form("message")
    if "confirmed" in form.names:
        form = form.fill(confirmed=True)
    return form.fill(body=body, **more).submit()


@both_ways
def test_a_message_in_the_joint_room_is_read_by_the_other_side(
    desk: Desk, house: House, scripts: bool
) -> None:
    write(desk.read_by(house.claimant, scripts=scripts), house, "joint", "Mend it & I am content.")

    page = desk.read_by(house.respondent).open(lobby(house)).click("Joint room")

    assert "Mend it & I am content." in page.text
    assert "Ada Example" in page.text


@both_ways
def test_a_private_message_is_for_the_mediator_alone_and_shares_nothing_by_itself(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    mine = desk.read_by(house.claimant, scripts=scripts)
    page = write(mine, house, "private", "I would take 600.")
    assert "The mediator may pass on nothing of this." in page.text
    assert "Only you and the mediator can read this." in page.text

    theirs = desk.read_by(house.respondent)

    for place in ("joint", "private"):
        assert "600" not in theirs.open(f"{lobby(house)}/{place}-room").text
    [message] = session.scalars(select(Message))
    theirs.open(f"{lobby(house)}/messages/{message.id}", status=404)


@both_ways
def test_the_first_message_after_a_change_of_room_asks_for_a_tick(
    desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    form = reader.open(f"{lobby(house)}/joint-room").form("message").fill(body="Hello all.")

    again = form.submit(status=422)

    assert list(again.errors) == ["confirmed"]
    assert again.form("message").values["body"] == ["Hello all."]
    assert "Hello all." in again.form("message").fill(confirmed=True).submit().text
    assert "confirmed" not in reader.open(f"{lobby(house)}/joint-room").form("message").names


def test_a_form_of_one_room_cannot_be_sent_to_the_other(
    session: Session, desk: Desk, house: House
) -> None:
    reader = desk.read_by(house.claimant)
    form = reader.open(f"{lobby(house)}/private-room").form("message")
    form.fill(body="I would take 600.", confirmed=True)
    form.node.attrs["action"] = f"{lobby(house)}/joint-room"

    refused = form.submit(status=409)

    assert "another room" in refused.text
    assert list(session.scalars(select(Message))) == []


@both_ways
def test_a_message_that_is_too_long_is_kept_and_explained(
    desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    form = reader.open(f"{lobby(house)}/joint-room").form("message")

    again = form.fill(body="x" * 1501, confirmed=True).submit(status=422)

    assert again.errors == {"body": "Shorten your message to 1500 characters or fewer."}
    assert again.form("message").values["body"] == ["x" * 1501]


@both_ways
def test_a_file_is_sent_read_and_filed_as_evidence_by_its_sender(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    mine = desk.read_by(house.claimant, scripts=scripts)
    page = write(mine, house, "joint", "Here is the bill.", file=LIST)
    link = next(href for text, href in page.links.items() if text.startswith("bill.txt"))
    assert mine.fetch(link).content == LIST[1]
    theirs = desk.read_by(house.respondent)
    assert theirs.fetch(link).content == LIST[1]
    theirs.open(f"{link}/exhibit", status=404)

    mine = desk.read_by(house.claimant, scripts=scripts)
    filing = mine.open(f"{lobby(house)}/joint-room").click("File as evidence too")
    filing.form("filing").fill(title="The bill").submit()

    [exhibit] = session.scalars(select(Exhibit))
    assert exhibit.title == "The bill"
    assert "Filed as evidence too" in mine.open(f"{lobby(house)}/joint-room").text
    assert "already filed" in mine.open(f"{link}/exhibit").text


@both_ways
def test_a_file_the_court_does_not_take_is_refused_beside_its_field(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    form = reader.open(f"{lobby(house)}/joint-room").form("message").fill(confirmed=True)
    empty = ("empty.txt", b"", "text/plain")

    again = form.fill(body="Here.", file=empty).submit(status=422)

    assert list(again.errors) == ["file"]
    assert again.form("message").values["body"] == ["Here."]
    session.expire_all()
    assert list(session.scalars(select(Message))) == []


def test_a_file_above_the_rooms_limit_is_refused_beside_its_field(desk: Desk, house: House) -> None:
    form = desk.read_by(house.claimant).open(f"{lobby(house)}/joint-room").form("message")
    large = ("large.txt", b"x" * (20 * 1024 * 1024 + 1), "text/plain")

    again = form.fill(body="Here.", confirmed=True, file=large).submit(status=422)

    assert list(again.errors) == ["file"]


@both_ways
def test_a_message_is_put_right_for_five_minutes(
    session: Session, clock: FixedClock, desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    page = write(reader, house, "joint", "I want 80.").click("Change message 1")
    again = page.form("words").fill(body="y" * 1501).submit(status=422)
    assert list(again.errors) == ["body"]
    empty = reader.open(page.path).form("words").fill(body="").submit(status=422)
    assert list(empty.errors) == ["body"]
    fixed = reader.open(page.path).form("words").fill(body="I want 800.").submit()
    assert "I want 800." in fixed.text

    clock.advance(timedelta(minutes=6))

    assert "no longer be changed" in reader.open(page.path).text


@both_ways
def test_what_may_be_passed_on_is_changed_by_its_author(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    page = write(reader, house, "private", "I would take 600.").click("Change message 1")

    done = page.form("sharing").fill(share="gist").submit()

    assert "The mediator may pass on the gist." in done.text
    assert session.scalars(select(Message.share)).one() is Share.GIST


def test_what_may_be_passed_on_has_to_be_one_of_the_choices(desk: Desk, house: House) -> None:
    reader = desk.read_by(house.claimant)
    page = write(reader, house, "private", "I would take 600.").click("Change message 1")
    form = page.form("sharing")
    form.changes["share"] = ["everything"]

    again = form.submit(status=422)

    assert list(again.errors) == ["share"]
    assert again.title.startswith("Error:")
    assert again.form("words").values["body"] == ["I would take 600."]


def test_opening_words_are_for_a_mediation_alone(
    session: Session, clock: FixedClock, desk: Desk
) -> None:
    house = make_house(session, clock)
    session.commit()
    reader = desk.read_by(house.claimant)

    reader.open(f"{lobby(house)}/opening", status=404)
    reader.send(f"{lobby(house)}/opening", {}, status=404)


@both_ways
def test_opening_words_are_kept_and_can_be_changed(
    session: Session, clock: FixedClock, desk: Desk, scripts: bool
) -> None:
    house = in_opening(session, clock)
    session.commit()
    reader = desk.read_by(house.claimant, scripts=scripts)
    page = reader.open(lobby(house))
    assert house.mediator.name in page.text
    asked = page.click("Answer the questions")
    assert list(asked.form("opening").submit(status=422).errors) == ["form"]

    asked.form("opening").fill(matters="A dry room.").submit()

    again = reader.open(lobby(house)).click("Change your answers")
    assert again.form("opening").values["matters"] == ["A dry room."]


@both_ways
def test_two_secret_yes_answers_lead_to_the_agreement(
    session: Session, clock: FixedClock, desk: Desk, house: House, scripts: bool
) -> None:
    proposals.propose(session, house.mediator, house.claim.id, a_deal(), clock=clock)
    session.commit()
    mine = desk.read_by(house.claimant, scripts=scripts)
    page = mine.open(lobby(house)).click("Read the proposal")
    assert list(page.form("answer").submit(status=422).errors) == ["yes"]
    page.form("answer").fill(yes="yes").submit()
    assert "You said yes." in mine.open(page.path).text

    theirs = desk.read_by(house.respondent, scripts=scripts)
    asked = theirs.open(page.path)
    assert "said" not in asked.text.replace("who said what", "")
    done = asked.form("answer").fill(yes="yes").submit()

    assert done.click("Open the agreement").h1 == "The agreement"


def test_there_is_no_proposal_page_before_a_proposal(desk: Desk, house: House) -> None:
    desk.read_by(house.claimant).open(f"{lobby(house)}/proposal", status=404)


def test_leaving_is_confirmed_and_ends_the_mediation(
    session: Session, desk: Desk, house: House
) -> None:
    reader = desk.read_by(house.respondent)
    page = reader.open(lobby(house)).click("Leave the mediation")

    done = page.form("End the mediation").submit()

    assert "The mediation has ended" in done.text
    session.expire_all()
    assert session.get_one(Claim, house.claim.id).status is ClaimStatus.DECISION
    assert "already ended" in reader.open(page.path).text
    closed = reader.open(f"{lobby(house)}/joint-room")
    assert "This room is closed." in closed.text


def test_the_lobby_waits_for_a_mediator(session: Session, clock: FixedClock, desk: Desk) -> None:
    house = make_house(session, clock, ClaimStatus.MEDIATION)
    session.commit()
    reader = desk.read_by(house.claimant)
    assert "finds a mediator" in reader.open(lobby(house)).text

    named = in_mediation(session, clock)
    session.commit()

    page = desk.read_by(named.claimant).open(lobby(named))
    assert named.mediator.name not in page.text


def test_a_case_that_was_never_referred_has_no_lobby(
    session: Session, clock: FixedClock, desk: Desk
) -> None:
    house = make_house(session, clock)
    session.commit()

    desk.read_by(house.claimant).open(lobby(house), status=404)


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER, Role.ADJUDICATOR, Role.MEDIATOR])
@pytest.mark.parametrize("place", ["", "/joint-room", "/private-room", "/proposal", "/leave"])
def test_officers_find_nothing_here(
    session: Session, desk: Desk, house: House, role: Role, place: str
) -> None:
    officer = actor_of(make_account(session, role))
    session.commit()

    desk.read_by(officer).open(f"{lobby(house)}{place}", status=404)


def test_what_the_mediator_carries_across_does_not_say_where_it_came_from(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    message = house.say(house.claimant, Room.CLAIMANT, "I would take 600.", share=Share.GIST)
    given = CarryInput(to=Room.RESPONDENT, gist="There is room to move.")
    talk.carry_across(session, house.mediator, message.id, given, clock=clock)
    session.commit()

    page = desk.read_by(house.respondent).open(f"{lobby(house)}/private-room")

    assert "There is room to move." in page.text
    assert "600" not in page.text


def test_many_messages_ask_the_database_no_more_than_one(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    counts = []
    for number in range(6):
        house.say((house.claimant, house.respondent)[number % 2], Room.JOINT, "Hello.")
        session.commit()
        counts.append(statements(session, desk, house))

    assert counts[0] == counts[5] <= 10


def statements(session: Session, desk: Desk, house: House) -> int:
    seen: list[str] = []

    def count(*given: object) -> None:
        seen.append(str(given[2]))

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", count)
    desk.read_by(house.claimant).open(f"{lobby(house)}/joint-room")
    event.remove(engine, "before_cursor_execute", count)
    return sum(word.lstrip().startswith("SELECT") for word in seen)


def test_a_closed_mediation_shows_no_way_to_leave(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    course.declare_impasse(session, house.mediator, house.claim.id, clock=clock)
    session.commit()

    page = desk.read_by(house.claimant).open(lobby(house))

    assert "Leave the mediation" not in page.links
