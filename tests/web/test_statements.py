"""How many statements each page that is opened all day asks of the database, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session, sessionmaker

from cases import drafts
from cases.enums import ClaimStatus
from cases.openings import note_opening
from hearings.rooms.enums import Room
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from odr.models import Account
from odr.permissions import Role
from tests.factories import actor_of, make_account, make_claim
from tests.hearings.rooms.houses import House, in_rooms
from tests.page import Reader
from tests.web.counting import statements
from tests.web.court import TestCourt
from tests.web.letters import BASE, become, sign_in
from tests.web.test_case_pages import text_exhibit
from tests.web.test_claim_pages import PAGES

MANY = 30
A_MOMENT = timedelta(seconds=1)


class Visit:
    """Somebody signed in before the whole court, and a count of what their page asks."""

    def __init__(self, court: TestCourt, connection: Connection) -> None:
        self.court = court
        self.connection = connection
        self.reader = Reader(court.app(), base_url=BASE)

    def by(self, account: Account) -> Visit:
        sign_in(self.reader, self.court, account)
        return self

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        with statements(self.connection) as asked:
            yield asked

    def asks(self, path: str) -> int:
        """Open a page and return how many statements that took."""
        with self.counted() as asked:
            self.reader.open(path)
        return len(asked)


@pytest.fixture
def visit(
    sessions: sessionmaker[Session],
    connection: Connection,
    clock: FixedClock,
    entropy: SeededEntropy,
) -> Visit:
    return Visit(TestCourt(sessions, clock, entropy), connection)


@pytest.fixture
def house(session: Session, clock: FixedClock) -> House:
    made = in_rooms(session, clock)
    note_opening(session, made.claimant, made.claim, clock=clock)
    session.commit()
    return made


def claimant_account(house: House, session: Session) -> Account:
    return session.get_one(Account, house.claimant.account_id)


def talk_on(house: House, count: int) -> None:
    """Let both sides say something in turn."""
    for number in range(count):
        house.clock.advance(A_MOMENT)
        house.say((house.claimant, house.respondent)[number % 2], Room.JOINT)
    house.session.commit()


def test_the_queue_asks_three_things_with_one_case_and_with_thirty(
    visit: Visit, session: Session, clock: FixedClock
) -> None:
    become(visit.reader, visit.court, Role.CLERK)
    make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    session.commit()
    first = visit.asks("/registry")
    for _each in range(MANY - 1):
        make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    session.commit()

    assert (first, visit.asks("/registry")) == (3, 3)


def test_a_case_asks_six_things_however_much_is_in_its_file(
    visit: Visit, session: Session, house: House, clock: FixedClock
) -> None:
    visit.by(claimant_account(house, session))
    text_exhibit(session, house.claimant, house.claim, clock)
    session.commit()
    first = visit.asks(f"/cases/{house.claim.id}")
    for _each in range(5):
        text_exhibit(session, house.claimant, house.claim, clock)
    session.commit()

    assert (first, visit.asks(f"/cases/{house.claim.id}")) == (6, 6)


def test_the_registry_opens_a_case_with_six_questions(
    visit: Visit, session: Session, house: House, clock: FixedClock
) -> None:
    clerk = become(visit.reader, visit.court, Role.CLERK)
    note_opening(session, actor_of(clerk), house.claim, clock=clock)
    text_exhibit(session, house.claimant, house.claim, clock)
    session.commit()

    assert visit.asks(f"/registry/cases/{house.claim.id}") == 6


def test_a_room_asks_seven_things_with_one_message_and_with_thirty(
    visit: Visit, session: Session, house: House
) -> None:
    visit.by(claimant_account(house, session))
    path = f"/cases/{house.claim.id}/mediation/joint-room"
    talk_on(house, 1)
    first = visit.asks(path)
    talk_on(house, MANY - 1)

    assert (first, visit.asks(path)) == (7, 7)


def test_a_message_takes_ten_statements_with_one_before_it_and_with_thirty(
    visit: Visit, session: Session, house: House
) -> None:
    visit.by(claimant_account(house, session))
    path = f"/cases/{house.claim.id}/mediation/joint-room"
    counts = []
    for before in (1, MANY - 1):
        talk_on(house, before)
        form = visit.reader.open(path).form("message").fill(body="Hello.")
        with visit.counted() as asked:
            form.submit()
        counts.append(len(asked) - visit.asks(path))

    assert counts == [10, 10]


def test_a_claim_is_filed_in_twelve_statements_however_many_the_claimant_wrote(
    visit: Visit, session: Session, clock: FixedClock
) -> None:
    account = make_account(session, name="Ada Example")
    given = {page: {name: [text] for name, text in typed.items()} for page, typed in PAGES.items()}
    first, *_more, last = [
        drafts.start_draft(session, actor_of(account), drafts.CLAIM, given, clock=clock)
        for _each in range(MANY)
    ]
    session.commit()
    visit.by(account)
    counts = []
    for draft in (first, last):
        form = visit.reader.open(f"/claims/{draft.id}/truth").form("form")
        with visit.counted() as asked:
            page = form.fill(name="Ada Example", agree=True).submit()
        counts.append(len(asked) - visit.asks(page.path))

    assert counts == [12, 12]
