"""The box about the next step names the nearest day of whoever reads it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from odr.clock import FixedClock
from tests.hearings.rooms.houses import in_mediation, make_house
from tests.web.party_desk import party_desk
from web.parties import mediation, offers

NEXT = "What happens next Look for an agreement with the help of a mediator By"


def test_a_case_in_mediation_says_until_when(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    house = in_mediation(session, clock)
    house.mediation.ends_at = clock.now() + timedelta(days=2)
    session.commit()
    desk = party_desk(sessions, clock).shows(mediation.router, offers.router)

    page = desk.read_by(house.claimant).open(f"/cases/{house.claim.id}")

    assert f"{NEXT} Saturday 7 March 2026 at 10:00 (GMT) 2 days left" in page.text


def test_a_case_without_a_mediator_keeps_its_own_step(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    house = make_house(session, clock)
    session.commit()
    desk = party_desk(sessions, clock).shows(offers.router)

    page = desk.read_by(house.respondent).open(f"/cases/{house.claim.id}")

    assert NEXT not in page.text
    assert "What happens next" in page.text
