"""The start page and the pages about help, accessibility, privacy and how to reach the court."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, sessionmaker

from odr.clock import FixedClock
from odr.permissions import VISITOR
from tests.web.desk import Desk
from web.claimant import claims
from web.public import start, triage


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return Desk(sessions, clock).shows(start.router, triage.router, claims.router)


def test_the_start_page_says_what_it_costs_and_leads_to_the_questions(desk: Desk) -> None:
    page = desk.read_by(VISITOR).open("/")

    assert page.h1 == "Claim money, answer a claim, and settle it online"
    assert "up to £10,000.00" in page.text
    assert "from £35.00 to £455.00" in page.text
    assert "They have 14 days from the day the claim counts as received." in page.text
    assert page.click("See if you can claim").h1 == "What is your claim about?"


def test_the_start_page_asks_the_database_nothing(clock: FixedClock) -> None:
    never: sessionmaker[Session] = sessionmaker(None)

    Desk(never, clock).shows(start.router, triage.router).read_by(VISITOR).open("/")


@pytest.mark.parametrize(
    ("path", "h1"),
    [
        ("/help", "Help"),
        ("/accessibility", "Accessibility"),
        ("/privacy", "Privacy and cookies"),
        ("/contact", "How to reach the court"),
    ],
)
def test_the_pages_about_the_service_are_open_to_everybody(desk: Desk, path: str, h1: str) -> None:
    page = desk.read_by(VISITOR).open(path)

    assert page.h1 == h1
    assert page.links.keys() >= {"Help", "Accessibility", "Privacy and cookies"}
