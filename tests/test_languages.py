"""Everybody is written to in their own language, whoever's deed the letter follows."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import service, tell
from cases.enums import ClaimStatus, NotMe, PaperKind, Side
from cases.models import CasePaper, Claim
from cases.paperwork import ask_for_paper
from hearings.bench import letters
from hearings.bench.enums import SeatStatus
from hearings.bench.models import Draw
from hearings.rooms import notices
from odr import account_letters, words
from odr.clock import FixedClock
from odr.models import Account, OutgoingMail
from odr.permissions import Role
from odr.words import language, speak, speaking
from tests.factories import make_account, make_claim, respondent_of


class Marked(gettext.NullTranslations):
    """A language that is English with a mark on every sentence."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark

    def gettext(self, message: str) -> str:
        return f"{self.mark}: {message}"


@pytest.fixture(autouse=True)
def the_reader_of_the_page_speaks_french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for code in ("cy", "fr"):
        monkeypatch.setitem(words._catalogues, code, Marked(code))
    speak("fr")
    yield
    speak("en")


@pytest.fixture
def claim(session: Session, clock: FixedClock) -> Claim:
    """A case between a claimant who reads Welsh and a respondent without an account."""
    with speaking("en"):
        made = make_claim(session, ClaimStatus.SERVED, clock=clock)
    session.get_one(Account, made.created_by).language = "cy"
    return made


def letters_to(session: Session, address: str) -> list[tuple[bool, bool, bool]]:
    """Say of each letter to an address, newest last, which language its sentences are in."""
    session.flush()
    rows = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == address)
        .order_by(OutgoingMail.made_at, OutgoingMail.id)
    )
    texts = [f"{row.subject}\n{row.text}" for row in rows]
    return [("en:" in text, "cy:" in text, "fr:" in text) for text in texts]


ENGLISH, WELSH = (False, False, False), (False, True, False)


def test_the_parties_of_a_case_are_written_to_in_the_languages_of_their_accounts(
    session: Session, clock: FixedClock, claim: Claim
) -> None:
    before = {each: len(letters_to(session, f"{each}@example.com")) for each in ("ada", "ben")}

    tell.tell_parties(session, claim, None, "order", at=clock.now())

    assert letters_to(session, "ada@example.com")[before["ada"] :] == [WELSH]
    assert letters_to(session, "ben@example.com")[before["ben"] :] == [ENGLISH]
    assert language() == "fr"


def test_the_rooms_write_to_each_side_in_its_language(
    session: Session, clock: FixedClock, claim: Claim
) -> None:
    mediator = make_account(session, Role.MEDIATOR)
    mediator.language = "cy"
    owner = session.get_one(Account, claim.created_by)
    ben = len(letters_to(session, "ben@example.com"))

    for side in Side:
        notices.write_to_side(session, claim, side, clock=clock)
    notices.write_to_account(session, mediator, clock=clock)

    assert letters_to(session, owner.email) == [WELSH]
    assert letters_to(session, "ben@example.com")[ben:] == [ENGLISH]
    assert letters_to(session, mediator.email) == [WELSH]


def test_officers_are_written_to_in_their_own_languages(
    session: Session, clock: FixedClock, claim: Claim
) -> None:
    clerk, judge = make_account(session, Role.CLERK), make_account(session, Role.ADJUDICATOR)
    clerk.language = judge.language = "cy"
    draw = Draw(claim_id=claim.id, number=1, account_id=judge.id, status=SeatStatus.DRAWN)
    ben = claim.respondents[0]

    with session.no_autoflush:
        service.say_not_me(
            session, respondent_of(claim), claim.id, ben.id, NotMe.MOVED_AWAY, clock=clock
        )
        letters.tell_adjudicator(session, draw, clock=clock)
        letters.tell_registry(session, draw, clock=clock)

    assert letters_to(session, judge.email) == [WELSH]
    assert letters_to(session, clerk.email) == [WELSH, WELSH]


def test_letters_about_an_account_are_in_its_language(session: Session, clock: FixedClock) -> None:
    account = make_account(session)
    account.language = "cy"

    account_letters.write_reset(session, account, "token", at=clock.now())
    account_letters.write_changed(session, account, at=clock.now())
    account_letters.write_unknown(session, "nobody@example.com", at=clock.now())

    assert letters_to(session, account.email) == [WELSH, WELSH]
    assert letters_to(session, "nobody@example.com") == [ENGLISH]


def test_a_paper_of_the_court_is_named_in_the_language_of_the_court(
    session: Session, clock: FixedClock, claim: Claim
) -> None:
    paper = ask_for_paper(session, claim, PaperKind.RECEIPT, at=clock.now())

    assert isinstance(paper, CasePaper)
    assert paper.title == "Receipt"
