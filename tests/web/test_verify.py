"""Anyone can check an order by code or file, and learns nothing without one of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import OrderStatus, PaperKind, PartyKind, Side
from cases.models import CasePaper, Order, Party
from cases.paperwork import order_paper
from cases.sums import pack_of
from cases.verification import outcome, short_name
from documents.models import Document
from hearings.bench.enums import Outcome
from odr.clock import FixedClock
from odr.db import Sessions
from odr.jobs import work_off
from odr.references import show_order_code
from tests.hearings.bench.cases_to_decide import Bench
from tests.hearings.bench.test_signing import draft, sign
from tests.page import both_ways
from tests.web.desk import Desk
from web.public import verify

UNKNOWN = "This court has no order with this number and code. Check each sign on the paper."
FOREIGN = "This file is not an order of this court, byte for byte."


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return Desk(sessions, clock).shows(verify.router, paths=("/",))


@pytest.fixture
def bench(session: Session, clock: FixedClock) -> Bench:
    return draft(session, clock)


@pytest.fixture
def order(session: Session, sessions: Sessions, clock: FixedClock, bench: Bench) -> Order:
    """An order whose sealed paper is made."""
    made = sign(session, bench, clock)
    session.commit()
    work_off(sessions, clock)
    session.expire_all()
    return session.get_one(Order, made.id)


def number_of(bench: Bench) -> str:
    assert bench.claim.number is not None
    return bench.claim.number


def file_of(session: Session, order: Order) -> bytes:
    paper = order_paper(session, order)
    assert paper is not None
    document = session.get_one(Document, paper.document_id)
    content: bytes = session.info["storage"].get(document.storage_key)
    return content


def rows_of(text: str) -> list[bool]:
    return [
        words in text
        for words in (
            "This is an order of this court",
            "In force",
            "A. E.",
            "B. S.",
            "The respondent must pay the claimant £1,311.72.",
            "Sealed by this court, and not a byte has changed.",
        )
    ]


@both_ways
def test_number_and_code_show_the_courts_own_words(
    desk: Desk, bench: Bench, order: Order, scripts: bool
) -> None:
    page = desk.read_by(desk.reader, scripts=scripts).open("/verify")
    typed = {"number": number_of(bench).lower(), "code": show_order_code(order.check_code)}

    shown = page.form("by-code").fill(typed).submit()

    assert rows_of(shown.text) == [True] * 6
    assert "Ada Example" not in shown.html
    assert "Ben Sample" not in shown.html


def test_the_qr_code_leads_to_the_same_answer(desk: Desk, bench: Bench, order: Order) -> None:
    page = desk.read_by(desk.reader).open(f"/verify/{order.check_code}")

    assert rows_of(page.text) == [True] * 6
    assert number_of(bench) in page.text


@both_ways
def test_a_wrong_number_and_a_wrong_code_look_the_same(
    desk: Desk, bench: Bench, order: Order, scripts: bool
) -> None:
    page = desk.read_by(desk.reader, scripts=scripts).open("/verify")
    right = {"number": number_of(bench), "code": order.check_code}
    other = pack_of(bench.claim).numbering.numbers.number(year=2026, sequence=999)

    wrong_number = page.form("by-code").fill({**right, "number": other}).submit(status=422)
    wrong_code = page.form("by-code").fill({**right, "code": "0123456789"}).submit(status=422)

    assert wrong_number.errors == wrong_code.errors == {"code": UNKNOWN}


@pytest.mark.parametrize("code", ["0123456789", "x", "7K2MQ-9XD4T"])
def test_an_unknown_link_says_nothing_more(desk: Desk, code: str) -> None:
    page = desk.read_by(desk.reader).open(f"/verify/{code}", status=422)

    assert page.errors == {"code": UNKNOWN}


@both_ways
def test_the_file_itself_is_recognised(
    desk: Desk, session: Session, order: Order, scripts: bool
) -> None:
    page = desk.read_by(desk.reader, scripts=scripts).open("/verify")
    file = ("order.pdf", file_of(session, order), "application/pdf")

    shown = page.form("by-file").fill(file=file).submit()

    assert rows_of(shown.text) == [True] * 6
    assert "Your file is the same as the court's, byte for byte." in shown.text


@both_ways
@pytest.mark.parametrize("what", ["flipped", "longer", "foreign", "empty"])
def test_any_other_file_is_refused(
    desk: Desk, session: Session, order: Order, scripts: bool, what: str
) -> None:
    genuine = file_of(session, order)
    middle = len(genuine) // 2
    content = {
        "flipped": genuine[:middle] + bytes([genuine[middle] ^ 1]) + genuine[middle + 1 :],
        "longer": genuine + b"\n",
        "foreign": b"%PDF-1.7\n%%EOF\n",
        "empty": b"",
    }[what]
    page = desk.read_by(desk.reader, scripts=scripts).open("/verify")

    refused = page.form("by-file").fill(file=("order.pdf", content, "application/pdf"))
    shown = refused.submit(status=422)

    assert list(shown.errors) == ["file"]
    assert shown.errors["file"].startswith(FOREIGN)


def test_another_sealed_paper_is_no_order(desk: Desk, session: Session, order: Order) -> None:
    other = session.scalar(
        select(Document)
        .join(CasePaper, CasePaper.document_id == Document.id)
        .where(CasePaper.kind == PaperKind.MEANING)
        .limit(1)
    )
    assert other is not None
    content = session.info["storage"].get(other.storage_key)
    page = desk.read_by(desk.reader).open("/verify")

    refused = page.form("by-file").fill(file=("m.pdf", content, "application/pdf"))

    assert list(refused.submit(status=422).errors) == ["file"]


def test_without_a_file_the_page_asks_for_one(desk: Desk) -> None:
    page = desk.read_by(desk.reader).open("/verify")

    shown = page.form("by-file").submit(status=422)

    assert shown.errors == {"file": "Choose the PDF file of the order."}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "nonsense", "code": "0123456789"}, "number"),
        ({"number": "", "code": "0123456789"}, "number"),
    ],
)
def test_what_cannot_be_a_number_is_said(desk: Desk, typed: dict[str, str], field: str) -> None:
    page = desk.read_by(desk.reader).open("/verify")

    shown = page.form("by-code").fill(typed).submit(status=422)

    assert list(shown.errors) == [field]


def test_a_code_of_the_wrong_length_is_said(desk: Desk, bench: Bench, order: Order) -> None:
    page = desk.read_by(desk.reader).open("/verify")

    shown = page.form("by-code").fill(number=number_of(bench), code="ABC").submit(status=422)

    assert list(shown.errors) == ["code"]
    assert "10 signs" in shown.errors["code"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(OrderStatus.SATISFIED, "Paid in full"), (OrderStatus.SET_ASIDE, "it no longer counts")],
)
def test_the_page_says_whether_the_order_still_stands(
    desk: Desk, session: Session, order: Order, status: OrderStatus, words: str
) -> None:
    order.status = status
    session.commit()

    assert words in desk.read_by(desk.reader).open(f"/verify/{order.check_code}").text


def test_an_order_whose_paper_is_not_made_yet_is_still_the_courts(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench
) -> None:
    made = sign(session, bench, clock)
    session.commit()

    page = desk.read_by(desk.reader).open(f"/verify/{made.check_code}")

    assert "The paper is still being made." in page.text


def test_who_tries_too_often_has_to_wait(desk: Desk) -> None:
    reader = desk.read_by(desk.reader)
    for _each in range(20):
        reader.open("/verify/0123456789", status=422)

    reader.open("/verify/0123456789", status=429)


@pytest.mark.parametrize(
    ("kind", "name", "short"),
    [
        (PartyKind.INDIVIDUAL, "Ada Mary Example", "A. M. E."),
        (PartyKind.SOLE_TRADER, "ben sample", "B. S."),
        (PartyKind.COMPANY, "Roofs & Sons Ltd", "Roofs & Sons Ltd"),
    ],
)
def test_people_are_shown_by_initials_and_firms_by_name(
    kind: PartyKind, name: str, short: str
) -> None:
    assert short_name(Party(kind=kind, name=name)) == short


def test_each_outcome_is_one_line(session: Session, clock: FixedClock) -> None:
    claim = draft(session, clock, outcome=Outcome.RESPONDENT).claim
    lines = [
        outcome(Order(payer=payer, total_minor=500), claim)
        for payer in (None, Side.CLAIMANT, Side.RESPONDENT)
    ]

    assert lines == [
        "No money has to be paid.",
        "The claimant must pay the respondent £5.00.",
        "The respondent must pay the claimant £5.00.",
    ]
