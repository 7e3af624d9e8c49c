"""My cases: what comes next in each, drafts first, closed ones apart, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, sessionmaker

from cases import claims, drafts
from cases.enums import ClaimStatus
from cases.models import Claim
from odr.clock import FixedClock
from odr.permissions import Actor, Role
from tests.factories import (
    actor_of,
    claimant_of,
    make_account,
    make_claim,
)
from tests.web.counting import statements
from tests.web.desk import Desk
from tests.web.party_desk import party_desk


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return party_desk(sessions, clock)


def case(session: Session, clock: FixedClock) -> Claim:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    session.commit()
    return claim


def test_my_cases_are_empty_at_first_and_lead_to_the_questions(
    desk: Desk, session: Session
) -> None:
    reader = actor_of(make_account(session))
    session.commit()

    page = desk.read_by(reader).open("/cases")

    assert "You have no open case." in page.text
    assert page.click("See if you can claim").h1 == "What is your claim about?"
    assert "You have no closed case." in desk.read_by(reader).open("/cases?show=closed").text


def test_each_of_my_cases_says_what_comes_next(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)

    page = desk.read_by(claimant_of(claim)).open("/cases")

    assert f"Case {claim.number}" in page.text
    assert "The other side answers your claim · The other side" in page.text
    assert "Wednesday 18 March 2026 at 16:00 (GMT) (16 days left)" in page.text
    assert "the claimant" in page.text
    assert page.click("Ada Example v Ben Sample").h1 == "Ada Example v Ben Sample"


def test_drafts_stand_before_the_cases(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = case(session, clock)
    data = {"others": {"others-0-name": ["Roofs Ltd"]}}
    for known in (data, {}):
        drafts.start_draft(session, claimant_of(claim), drafts.CLAIM, known, clock=clock)
    session.commit()

    page = desk.read_by(claimant_of(claim)).open("/cases")

    assert "2 claims not sent yet" in page.text
    assert page.click("Claim against Roofs Ltd").h1 == "Your claim, page by page"


def test_closed_cases_stand_apart(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = case(session, clock)
    claims.withdraw_claim(session, claimant_of(claim), claim.id, clock=clock)
    session.commit()
    reader = desk.read_by(claimant_of(claim))

    assert "Ada Example v Ben Sample" not in reader.open("/cases").text
    assert "The claim was withdrawn" in reader.open("/cases?show=closed").text


def test_a_long_list_of_cases_has_a_next_page(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    owner = case(session, clock).created_by
    for _each in range(21):
        make_claim(session, ClaimStatus.SUBMITTED, clock=clock).created_by = owner
        clock.advance(timedelta(minutes=1))
    for claim in session.scalars(select(Claim)):
        session.refresh(claim, ["parties"])
        claim.claimants[0].account_id = owner
    session.commit()
    reader = desk.read_by(Actor(Role.CITIZEN, account_id=owner))

    page = reader.open("/cases")

    assert "20 cases on this page" in page.text
    assert "2 cases on this page" in page.click("Next page").text
    reader.open("/cases?after=nonsense", status=422)


def test_the_list_asks_as_much_for_three_cases_as_for_one(
    desk: Desk, session: Session, clock: FixedClock, connection: Connection
) -> None:
    one = case(session, clock)
    reader = desk.read_by(claimant_of(one))
    with statements(connection) as first:
        reader.open("/cases")
    for _each in range(2):
        more = make_claim(session, ClaimStatus.SERVED, clock=clock)
        more.created_by = more.claimants[0].account_id = one.created_by
    session.commit()

    with statements(connection) as second:
        assert "3 cases on this page" in reader.open("/cases").text

    assert len(first) == len(second) == 4
