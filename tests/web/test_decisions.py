"""The adjudicator's last steps: what is missing, the preview, the second factor, the signature."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pypdfium2 as pdfium  # type: ignore[import-untyped] # ships no types
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import ClaimStatus
from cases.evidence import file_exhibit
from cases.models import Order
from documents.enums import ScanStatus
from hearings.bench import issues
from hearings.bench.enums import Outcome
from hearings.bench.inputs import FindingInput
from odr.clock import FixedClock
from tests.factories import claimant_of
from tests.hearings.bench.cases_to_decide import (
    Bench,
    find,
    open_case,
    put_issues,
)
from tests.hearings.bench.test_drafting import file_more
from tests.hearings.bench.test_questions import a_document
from tests.page import both_ways
from tests.web.bench_desk import case_path, make_desk
from tests.web.desk import Desk

REASONS = "The receipt shows it."


@pytest.fixture
def proofs() -> dict[str, datetime]:
    """When the second factor was shown last; nothing before it was."""
    return {}


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock, proofs: dict[str, datetime]) -> Desk:
    return make_desk(sessions, clock, proofs)


@pytest.fixture
def bench(session: Session, clock: FixedClock) -> Bench:
    made = open_case(session, clock)
    session.commit()
    return made


def text_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as paper:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in paper).split())


def orders(session: Session) -> list[Order]:
    session.expire_all()
    return list(session.scalars(select(Order)))


def written(session: Session, bench: Bench, clock: FixedClock, outcome: Outcome) -> None:
    for issue in put_issues(session, bench, clock):
        find(session, bench, issue, outcome, clock)
    session.commit()


@both_ways
def test_what_is_missing_is_said_and_nothing_can_be_signed(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench, scripts: bool
) -> None:
    reader = desk.read_by(bench.sitting, scripts=scripts)
    nothing = reader.open(case_path(bench.claim, "/sign"))
    written(session, bench, clock, Outcome.CLAIMANT)

    page = reader.open(case_path(bench.claim, "/decision")).form("draft").submit()

    assert "There is nothing to sign yet." in nothing.text
    assert "Say by which day the sum must be paid." in page.text
    assert page.tree.all("form") == []


@both_ways
def test_a_decision_is_signed_with_the_second_factor(
    desk: Desk,
    session: Session,
    clock: FixedClock,
    bench: Bench,
    proofs: dict[str, datetime],
    scripts: bool,
) -> None:
    written(session, bench, clock, Outcome.CLAIMANT)
    reader = desk.read_by(bench.sitting, scripts=scripts)
    frame = {"background": "A roof.", "pay_by-day": "7", "pay_by-month": "4"}
    ready = reader.open(case_path(bench.claim, "/decision")).form("draft")
    checked = ready.fill(frame).fill({"pay_by-year": "2026"}).submit()

    asked = checked.form("sign").submit()
    proofs["at"] = clock.now() - timedelta(minutes=1)
    done = reader.open(case_path(bench.claim, "/sign")).form("sign").submit()

    assert asked.path == "/account/step-up"
    assert "This case is decided." in done.text
    [order] = orders(session)
    assert (order.total_minor, order.pay_by) == (131_172, date(2026, 4, 7))
    session.refresh(bench.claim)
    assert bench.claim.status is ClaimStatus.JUDGED


@both_ways
def test_a_new_filing_has_to_be_read_before_signing(
    desk: Desk,
    session: Session,
    clock: FixedClock,
    bench: Bench,
    proofs: dict[str, datetime],
    scripts: bool,
) -> None:
    written(session, bench, clock, Outcome.RESPONDENT)
    proofs["at"] = clock.now()
    reader = desk.read_by(bench.sitting, scripts=scripts)
    page = reader.open(case_path(bench.claim, "/sign"))
    file_more(session, bench, clock)
    session.commit()

    refused = page.form("sign").submit(status=409)
    signed_too_early = orders(session)
    looked = reader.open(case_path(bench.claim, "/sign"))
    done = looked.form("read").submit().form("sign").submit()

    assert "R1 A photo" in refused.text
    assert signed_too_early == []
    assert "This case is decided." in done.text
    assert [order.payer for order in orders(session)] == [None]


def test_reading_an_older_list_of_filings_is_refused(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench
) -> None:
    written(session, bench, clock, Outcome.RESPONDENT)
    file_more(session, bench, clock)
    session.commit()
    page = desk.read_by(bench.sitting).open(case_path(bench.claim, "/sign"))
    document = a_document(session, clock, ScanStatus.DAMAGED)
    claimant = claimant_of(bench.claim)
    file_exhibit(session, claimant, bench.claim.id, document, "A letter", clock=clock)
    session.commit()

    refused = page.form("read").submit(status=409)

    assert "C1 A letter" in refused.text


def test_the_preview_is_a_paper_that_says_it_is_none(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench
) -> None:
    reader = desk.read_by(bench.sitting)
    early = reader.fetch(case_path(bench.claim, "/preview.pdf"), status=409)
    issue = put_issues(session, bench, clock)[0]
    given = FindingInput(version=0, outcome=Outcome.CLAIMANT, reasons=REASONS)
    issues.write_finding(session, bench.sitting, issue.id, given, clock=clock)
    session.commit()

    paper = reader.fetch(case_path(bench.claim, "/preview.pdf"))

    assert early.status_code == 409
    text = text_of(paper.content)
    assert "Preview. Not signed and not valid." in text
    assert "No finding yet." in text
    assert orders(session) == []
