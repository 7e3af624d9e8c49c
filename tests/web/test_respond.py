"""The door for people with a letter, the claim as they read it, and the way to an account."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import Entry, NotMe
from cases.models import Party
from cases.service import reissue_code
from cases.sums import pack_of
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from odr.ledger import case_chain
from odr.models import Account, LedgerEntry
from odr.permissions import Role
from tests.factories import actor_of, make_account, make_claim
from tests.page import Page, Reader, both_ways
from tests.web.court import TestCourt
from tests.web.letters import Letter, become, sign_in


@pytest.fixture
def letter(
    sessions: sessionmaker[Session], session: Session, clock: FixedClock, entropy: SeededEntropy
) -> Letter:
    claim = make_claim(session, clock=clock)
    session.commit()
    return Letter(TestCourt(sessions, clock, entropy), session, claim, clock)


@both_ways
def test_number_and_code_open_the_claim_however_they_are_typed(
    letter: Letter, scripts: bool
) -> None:
    page = letter.reader(scripts=scripts).open("/r")

    typed = letter.number.replace("-", " ").lower()
    claim = page.form().fill(number=typed, code=f" {letter.code.lower()[:4]} {letter.code[4:]}")
    opened = claim.submit()

    assert opened.path == letter.path
    assert opened.h1.startswith("Ada Example claims £")


def test_the_scanned_address_fills_the_number_in(letter: Letter) -> None:
    page = letter.reader().open(f"/R/{letter.number.lower()}")

    opened = page.form().fill(code=letter.code).submit()

    assert opened.path == letter.path


@both_ways
def test_a_wrong_code_and_an_unknown_number_are_refused_in_the_same_words(
    letter: Letter, scripts: bool
) -> None:
    reader = letter.reader(scripts=scripts)
    unknown = pack_of(letter.claim).numbering.numbers.number(year=2026, sequence=999)

    wrong = reader.open("/r").form().fill(number=letter.number, code="00000000").submit(status=422)
    strange = reader.open("/r").form().fill(number=unknown, code=letter.code).submit(status=422)

    assert wrong.errors == strange.errors != {}
    assert wrong.form().values["number"] == [letter.number]


def test_five_wrong_codes_close_the_door_of_this_case_for_a_while(letter: Letter) -> None:
    reader = letter.reader()
    for typed in ("00000000", "00000001", "00000002", "00000003", "00000004"):
        reader.open("/r").form().fill(number=letter.number, code=typed).submit(status=422)

    shut = reader.open("/r").form().fill(number=letter.number, code=letter.code).submit(status=429)
    letter.clock.advance(timedelta(minutes=16))
    opened = reader.open("/r").form().fill(number=letter.number, code=letter.code).submit()

    assert "try again in" in shut.text
    assert opened.path == letter.path


def test_right_codes_are_not_counted(letter: Letter) -> None:
    for _each in range(7):
        assert letter.enter().path == letter.path


@both_ways
def test_what_cannot_be_a_number_or_a_code_is_said_at_its_field(
    letter: Letter, scripts: bool
) -> None:
    reader = letter.reader(scripts=scripts)

    number = reader.open("/r").form().fill(number="12", code=letter.code).submit(status=422)
    code = reader.open("/r").form().fill(number=letter.number, code="12").submit(status=422)
    empty = reader.open("/r").form().submit(status=422)

    assert list(number.errors) == ["number"]
    assert list(code.errors) == ["code"]
    assert list(empty.errors) == ["number", "code"]


def test_a_code_that_was_replaced_says_so_and_its_pass_ends(
    letter: Letter, session: Session, clock: FixedClock
) -> None:
    claim = letter.enter()
    old = letter.code
    clerk = actor_of(make_account(session, Role.CLERK))
    reissue_code(session, clerk, letter.claim.id, letter.party.id, clock=clock)
    session.commit()

    again = claim.reader.open(letter.path)
    page = letter.reader().open("/r")
    used = page.form().fill(number=letter.number, code=old).submit(status=410)

    assert again.h1 == "Sign in"
    assert "newest letter" in used.text


def test_without_a_code_the_claim_is_not_shown(letter: Letter) -> None:
    assert letter.reader().open(letter.path).h1 == "Sign in"


def test_an_officer_is_asked_to_sign_out_first(letter: Letter) -> None:
    reader = letter.reader()
    become(reader, letter.court, Role.CLERK)

    page = reader.open("/r").form("Open the claim")
    refused = page.fill(number=letter.number, code=letter.code).submit(status=403)

    assert "Sign out" in refused.text


def test_the_claim_page_says_who_what_by_when_what_if_not_and_who_helps(letter: Letter) -> None:
    page = letter.enter()

    due = "Wednesday 18 March 2026"
    for said in (
        "Ada Example",
        "£1,200.00",
        due,
        "days left",
        "The court can order you to pay without hearing your side.",
        "I owe all of it",
        "I do not owe it",
        "I have paid it already",
        "The roof was not mended",
        "free advice",
        "This letter is not for me",
    ):
        assert said in f"{page.h1} {page.text}", said


def test_the_visit_is_noted_in_the_case(letter: Letter) -> None:
    letter.enter()

    kinds = letter.session.scalars(
        select(LedgerEntry.kind).where(LedgerEntry.chain == case_chain(letter.claim.id))
    )
    assert Entry.FILE_OPENED in list(kinds)


@both_ways
def test_a_letter_for_somebody_else_is_told_to_the_court(letter: Letter, scripts: bool) -> None:
    page = letter.enter(scripts=scripts).click("This letter is not for me")
    empty = page.form().submit(status=422)
    told = page.form().fill(why=NotMe.MOVED_AWAY.value).submit()
    again = page.form().fill(why=NotMe.MOVED_AWAY.value).submit(status=422)

    assert list(empty.errors) == ["why"]
    assert told.h1 == "The court has your message"
    assert "The court knows" in next(iter(again.errors.values()))
    assert "A clerk looks at it" in letter.enter().text


@both_ways
def test_after_the_answer_the_case_is_added_to_an_account(letter: Letter, scripts: bool) -> None:
    page = letter.disputed(scripts=scripts)
    page = page.form().fill(name="Ben Sample", agree=True).submit()
    assert f"?next={letter.path}/join" in page.links["Sign in and add the case to your account"]
    account = become(page.reader, letter.court)

    page = page.reader.open(f"{letter.path}/join")
    unsure = page.form().submit(status=422)
    page.form().fill(mine=True).submit()

    party = letter.session.get_one(Party, letter.party.id, populate_existing=True)
    assert list(unsure.errors) == ["mine"]
    assert party.account_id == account.id
    assert page.reader.open(letter.path).status == 200
    assert "notice" not in page.reader.client.cookies


def test_a_reader_who_is_signed_in_goes_from_the_code_to_the_account(letter: Letter) -> None:
    reader = letter.reader()
    become(reader, letter.court)

    form = reader.open("/r").form("Open the claim")
    page = form.fill(number=letter.number, code=letter.code).submit()

    assert page.path == f"{letter.path}/join"
    assert page.reader.open("/r").click("Add the case to your account").path == page.path


def test_without_a_code_no_case_is_added_to_an_account(letter: Letter) -> None:
    reader = letter.reader()
    become(reader, letter.court)

    reader.open(f"{letter.path}/join", status=404)


def test_the_claimant_does_not_find_the_pages_of_the_other_side(letter: Letter) -> None:
    reader = letter.reader()
    claimant = letter.session.get_one(Account, letter.claim.created_by)
    sign_in(reader, letter.court, claimant)

    for page in ("", "/answer", "/side", "/check", "/sent", "/not-me"):
        reader.open(f"{letter.path}{page}", status=404)


def test_the_whole_reply_stays_under_a_hundred_kilobytes(letter: Letter) -> None:
    seen = Weigher(letter.reader())
    page = seen.open("/r")
    page = seen.after(page.form().fill(number=letter.number, code=letter.code).submit())
    first_view = seen.weight
    page = seen.after(page.click("Answer the claim"))
    page = seen.after(page.form().fill(answer="dispute").submit("Continue"))
    page = seen.after(page.form().fill(reasons="Not owed. " * 100).submit("Continue"))
    page = seen.after(page.form("form").submit("Continue"))
    seen.after(page.form().fill(name="Ben Sample", agree=True).submit())

    print(f"first view {first_view} bytes, the whole reply {seen.weight} bytes")
    assert first_view <= 60_000
    assert seen.weight <= 100_000


class Weigher:
    """Adds up what comes over the wire, as it comes: each page, and each asset once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.weight = 0
        self.assets: set[str] = set()

    def open(self, path: str) -> Page:
        return self.after(self.reader.open(path))

    def after(self, page: Page) -> Page:
        self.weight += len(gzip.compress(page.html.encode(), 6))
        for path in re.findall(r'(?:src|href)="(/assets/[^"#]+)', page.html):
            if path not in self.assets:
                self.assets.add(path)
                self.weight += len(gzip.compress(self.reader.fetch(path).content, 6))
        return page
