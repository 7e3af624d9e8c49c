"""The mediator's pages: the list, the declaration, the workspace, the rooms and the tools."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import ClaimStatus
from cases.models import Claim
from documents.uploads import receive
from hearings.rooms import mediation as course
from hearings.rooms import offers, rota, talk
from hearings.rooms.enums import MediationStatus, Room, Share
from hearings.rooms.models import Message
from odr.clock import FixedClock
from tests.factories import actor_of
from tests.hearings.rooms.houses import (
    OPENING,
    House,
    an_offer,
    in_mediation,
    in_opening,
    in_rooms,
    make_house,
)
from tests.page import both_ways
from tests.web.desk import Desk
from web.mediator import home, proposals, rooms

TERMS = {
    "payer": "respondent",
    "amount": "700",
    "first_date-day": "1",
    "first_date-month": "5",
    "first_date-year": "2026",
}


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock, session: Session) -> Desk:
    made = Desk(sessions, clock, tools=session.info)
    return made.shows(home.router, rooms.router, proposals.router, paths=("/",))


@pytest.fixture
def house(session: Session, clock: FixedClock) -> House:
    made = in_rooms(session, clock)
    session.commit()
    return made


def case(house: House) -> str:
    return f"/mediator/cases/{house.claim.id}"


@both_ways
def test_a_mediator_declares_and_comes_to_the_workspace(
    session: Session, clock: FixedClock, desk: Desk, scripts: bool
) -> None:
    house = in_mediation(session, clock)
    course.write_opening(session, house.claimant, house.claim.id, OPENING, clock=clock)
    session.commit()
    reader = desk.read_by(house.mediator, scripts=scripts)
    page = reader.open("/mediator").click(house.claim.title)
    assert page.h1 == "Can you take this case?"
    assert "A dry room." not in page.text
    assert list(page.form("word").submit(status=422).errors) == ["conflict"]

    workspace = page.form("word").fill(conflict="no").submit()

    assert workspace.h1 == house.claim.title
    assert "A dry room." in workspace.text
    opened = workspace.form("Open the rooms now").submit()
    assert "Joint room" in opened.links


@both_ways
def test_a_mediator_with_a_conflict_steps_aside_and_no_longer_sees_the_case(
    session: Session, clock: FixedClock, desk: Desk, scripts: bool
) -> None:
    house = in_mediation(session, clock)
    session.commit()
    reader = desk.read_by(house.mediator, scripts=scripts)

    back = reader.open(case(house)).form("word").fill(conflict="yes").submit()

    assert back.h1 == "Your mediations"
    assert "no open case" in back.text
    reader.open(case(house), status=404)


def test_nothing_of_the_case_opens_before_the_declaration(
    session: Session, clock: FixedClock, desk: Desk
) -> None:
    house = in_mediation(session, clock)
    offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    session.commit()
    reader = desk.read_by(house.mediator)

    assert "£800" not in reader.open(case(house)).text
    reader.open(f"{case(house)}/joint-room", status=409)
    reader.open(f"{case(house)}/proposal", status=409)


@both_ways
@pytest.mark.parametrize("place", ["joint", "claimant", "respondent", "notes"])
def test_a_mediator_writes_in_each_room(
    session: Session, desk: Desk, house: House, place: str, scripts: bool
) -> None:
    reader = desk.read_by(house.mediator, scripts=scripts)
    form = reader.open(f"{case(house)}/{place}-room").form("message")
    again = form.fill(body="How do you see it?").submit(status=422)
    assert list(again.errors) == ["confirmed"]

    page = again.form("message").fill(confirmed=True).submit()

    assert "How do you see it?" in page.text
    assert session.scalars(select(Message.room)).one() is rooms.room_at(place)


def test_there_is_no_other_room(desk: Desk, house: House) -> None:
    desk.read_by(house.mediator).open(f"{case(house)}/back-room", status=404)


@both_ways
def test_a_mediator_puts_a_message_right_for_five_minutes(
    session: Session, clock: FixedClock, desk: Desk, house: House, scripts: bool
) -> None:
    house.say(house.mediator, Room.JOINT, "At 600.")
    session.commit()
    reader = desk.read_by(house.mediator, scripts=scripts)
    page = reader.open(f"{case(house)}/joint-room").click("Change message 1")
    assert list(page.form("words").fill(body="").submit(status=422).errors) == ["body"]
    long = page.form("words").fill(body="x" * 1501).submit(status=422)
    assert list(long.errors) == ["body"]

    fixed = reader.open(page.path).form("words").fill(body="At 6 o'clock.").submit()

    assert "At 6 o'clock." in fixed.text
    clock.advance(timedelta(minutes=6))
    assert "no longer be changed" in reader.open(page.path).text


@both_ways
def test_the_gist_is_carried_across_in_the_mediators_words(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    house.say(house.claimant, Room.CLAIMANT, "I would take 600.", share=Share.GIST)
    session.commit()
    reader = desk.read_by(house.mediator, scripts=scripts)
    page = reader.open(f"{case(house)}/claimant-room").click("Carry across message 1")
    assert list(page.form("carrying").submit(status=422).errors) == ["to"]
    again = page.form("carrying").fill(to="joint").submit(status=422)
    assert list(again.errors) == ["gist"]

    done = again.form("carrying").fill(gist="They could move.").submit()

    assert "They could move." in done.text
    assert "600" not in done.text


def test_what_may_not_be_passed_on_cannot_be_carried(
    session: Session, desk: Desk, house: House
) -> None:
    private = house.say(house.claimant, Room.CLAIMANT, "I would take 600.")
    joint = house.say(house.claimant, Room.JOINT, "Hello.")
    session.commit()
    reader = desk.read_by(house.mediator)

    page = reader.open(f"{case(house)}/messages/{private.id}/carry")

    assert "not allowed" in page.text
    reader.open(f"{case(house)}/messages/{joint.id}/carry", status=404)
    reader.open(f"{case(house)}/messages/{joint.id}", status=404)


def test_word_for_word_is_carried_as_it_stands(session: Session, desk: Desk, house: House) -> None:
    message = house.say(house.respondent, Room.RESPONDENT, "I am sorry.", share=Share.WORD_FOR_WORD)
    session.commit()
    reader = desk.read_by(house.mediator)
    page = reader.open(f"{case(house)}/messages/{message.id}/carry")

    done = page.form("carrying").fill(to="private_claimant").submit()

    assert "I am sorry." in done.text


@both_ways
def test_a_proposal_goes_to_both_sides(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.mediator, scripts=scripts)
    page = reader.open(case(house)).click("Make a proposal")
    wrong = page.form("terms-form").fill({**TERMS, "amount": "9000"}).submit(status=422)
    assert list(wrong.errors) == ["above_claim"]
    bad = page.form("terms-form").fill({**TERMS, "amount": "much"}).submit(status=422)
    assert list(bad.errors) == ["amount"]

    done = page.form("terms-form").fill(TERMS).submit()

    assert "Both sides answer in secret" in done.text
    assert house.stage() is MediationStatus.PROPOSAL
    assert "Make a proposal" not in done.links


def test_more_time_is_given_once(session: Session, desk: Desk, house: House) -> None:
    reader = desk.read_by(house.mediator)

    done = reader.open(case(house)).form("Give both sides more time, once").submit()

    assert "more time" not in done.text
    assert house.mediation.extended_at is not None


def test_ending_is_confirmed_and_sends_the_case_on(
    session: Session, desk: Desk, house: House
) -> None:
    reader = desk.read_by(house.mediator)
    page = reader.open(case(house)).click("End without an agreement")

    done = page.form("End the mediation").submit()

    assert done.h1 == "Your mediations"
    session.expire_all()
    assert session.get_one(Claim, house.claim.id).status is ClaimStatus.DECISION


def test_the_workspace_shows_offers_and_who_is_waited_for(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    house.say(house.claimant, Room.JOINT)
    session.commit()
    reader = desk.read_by(house.mediator)
    page = reader.open(case(house))
    assert page.table()[1][1:3] == ["Ada Example", "£800.00"]
    assert "Ada Example: has answered" in page.text

    offers.accept_offer(session, house.respondent, offer.id, clock=clock)
    session.commit()

    assert "An agreement waits for signatures" in reader.open(case(house)).text


def test_a_file_of_a_room_is_handed_to_the_mediator(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    given = house.message(house.claimant, Room.CLAIMANT, "The bill.")
    file = receive([b"Nails: 12\n"], "bill.txt")
    talk.post(session, house.claimant, house.claim.id, Room.CLAIMANT, given, [file], clock=clock)
    session.commit()
    reader = desk.read_by(house.mediator)

    page = reader.open(f"{case(house)}/claimant-room")

    link = next(href for text, href in page.links.items() if text.startswith("bill.txt"))
    assert reader.fetch(link).content == b"Nails: 12\n"


def test_a_mediator_sees_no_case_of_another(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    other = next(one for one in house.mediators if one.id != house.mediator.account_id)
    reader = desk.read_by(actor_of(other))

    assert "no open case" in reader.open("/mediator").text
    for place in ("", "/joint-room", "/end", "/proposal"):
        reader.open(f"{case(house)}{place}", status=404)
    desk.read_by(house.claimant).open("/mediator", status=404)


def test_three_cases_ask_the_database_no_more_than_one(
    session: Session, clock: FixedClock, desk: Desk
) -> None:
    house = in_opening(session, clock)
    mediator = house.mediator
    session.commit()
    counts = [statements(session, desk, house)]
    for _case in range(2):
        more = make_house(session, clock, ClaimStatus.MEDIATION, mediators=0)
        rota.appoint_mediator(session, more.claim.id, clock=clock)
        session.flush()
        more.mediation.mediator_id = mediator.account_id
        session.commit()
        counts.append(statements(session, desk, house))

    assert counts[0] == counts[2] <= 6


def statements(session: Session, desk: Desk, house: House) -> int:
    seen: list[str] = []

    def count(*given: object) -> None:
        seen.append(str(given[2]))

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", count)
    desk.read_by(house.mediator).open("/mediator")
    event.remove(engine, "before_cursor_execute", count)
    return sum(word.lstrip().startswith("SELECT") for word in seen)
