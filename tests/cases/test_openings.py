"""Each officer's look into a file is noted once a day, that of everybody in the rooms once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases import openings
from cases.enums import ClaimStatus
from cases.models import Claim
from odr.clock import FixedClock
from odr.permissions import SYSTEM, Actor, Role
from tests.factories import actor_of, claimant_of, make_account, make_claim, respondent_of


@pytest.fixture
def claim(session: Session, clock: FixedClock) -> Claim:
    return make_claim(session, ClaimStatus.SERVED, clock=clock)


def look(
    session: Session, actor: Actor, claim: Claim, clock: FixedClock, *, days: int = 3
) -> list[str]:
    """Look twice a day and return the days that were noted."""
    for _day in range(days):
        for _time in range(2):
            openings.note_opening(session, actor, claim, clock=clock)
            session.flush()
        clock.advance(timedelta(days=1))
    return [each.day.isoformat() for each in openings.openings_of(session, claim)]


def test_an_officer_is_noted_once_a_day_and_the_newest_look_stands_first(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    clerk = actor_of(make_account(session, Role.CLERK))

    assert look(session, clerk, claim, clock) == ["2026-03-04", "2026-03-03", "2026-03-02"]


def test_how_often_anybody_in_the_rooms_looks_stays_in_the_rooms(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    inside = (
        actor_of(make_account(session, Role.MEDIATOR)),
        claimant_of(claim),
        respondent_of(claim),
    )

    for who in inside:
        look(session, who, claim, clock)

    noted = [each.opened_by for each in openings.openings_of(session, claim)]
    assert len(noted) == len(set(noted)) == len(inside)


def test_whoever_holds_the_code_is_noted_as_the_party_and_the_court_itself_is_not(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    visitor = respondent_of(claim)
    before = openings.was_opened_by(session, claim, claim.respondents[0].id)

    openings.note_opening(session, SYSTEM, claim, clock=clock)
    noted = look(session, visitor, claim, clock, days=1)

    assert (before, noted) == (False, ["2026-03-02"])
    assert openings.was_opened_by(session, claim, claim.respondents[0].id)


def test_a_page_that_only_looks_notes_it_in_a_transaction_of_its_own(
    session: Session, sessions: sessionmaker[Session], claim: Claim, clock: FixedClock
) -> None:
    session.commit()
    claimant = claimant_of(claim)

    for _time in range(2):
        openings.note_looking(sessions, session, claimant, claim, clock=clock)

    assert [each.opened_by for each in openings.openings_of(session, claim)] == [
        claimant.account_id
    ]
