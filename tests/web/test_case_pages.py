"""The page of a case, its docket, its files, and evidence that comes later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, sessionmaker

from cases import claims
from cases.docket import docket_for
from cases.enums import Answer, ClaimStatus, Entry, PaperKind
from cases.evidence import file_exhibit
from cases.inputs import ResponseInput
from cases.models import Claim, Exhibit, FileOpening
from cases.openings import note_opening
from cases.paperwork import ask_for_paper
from documents.models import Document
from documents.storage import storage_of
from documents.uploads import keep, keep_made, receive
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.ledger import case_chain
from odr.models import LedgerEntry
from odr.money import Money
from odr.permissions import VISITOR, Actor, Role
from tests.databases import Database
from tests.documents.samples import phone_photo
from tests.factories import (
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)
from tests.page import both_ways
from tests.tools import make_tools
from tests.web.counting import statements
from tests.web.desk import Desk
from tests.web.party_desk import party_desk

NOTE = ("note.txt", b"I paid on 3 November.\n", "text/plain")


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return party_desk(sessions, clock)


def case(session: Session, clock: FixedClock, status: ClaimStatus = ClaimStatus.SERVED) -> Claim:
    claim = make_claim(session, status, clock=clock)
    session.commit()
    return claim


def text_exhibit(session: Session, actor: Actor, claim: Claim, clock: FixedClock) -> None:
    received = receive([NOTE[1]], NOTE[0])
    document = keep(session, storage_of(session), received, clock=clock)
    session.flush()
    file_exhibit(session, actor, claim.id, document, "My note", clock=clock)
    session.commit()


def paper(session: Session, claim: Claim, kind: PaperKind, clock: FixedClock) -> str:
    """Make a paper for the claimant alone, without the job that would render it."""
    asked = ask_for_paper(session, claim, kind, at=clock.now(), party=claim.claimants[0].id)
    pdf = "application/pdf"
    made = keep_made(
        session, storage_of(session), b"%PDF-1.7", "receipt.pdf", media_type=pdf, clock=clock
    )
    session.flush()
    asked.document_id, asked.made_at = made.id, clock.now()
    session.commit()
    return str(asked.id)


def test_a_case_begins_with_the_next_step(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = case(session, clock)

    page = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}")

    assert page.h1 == "Ada Example v Ben Sample"
    assert "What happens next The other side answers your claim By Wednesday 18 March" in page.text
    assert "16 days left" in page.text
    assert "If not You can ask the court for judgment without an answer." in page.text
    assert page.table()[-1] == ["Total", "£1,310.94"]
    assert "Fee of the claim" in page.text
    assert "Settle" not in page.text  # this desk has no pages of offers


def test_a_respondent_with_the_code_sees_the_case_but_not_the_fee(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)

    page = desk.read_by(respondent_of(claim)).open(f"/cases/{claim.id}")

    assert "Answer the claim" in page.text
    assert "Fee of the claim" not in page.text
    assert "Withdraw the claim" not in page.links
    assert "ada@example.com" not in page.html
    assert desk.read_by(VISITOR).open("/help", status=200).h1 == "Help"


def test_the_last_days_are_urgent_and_a_passed_time_is_late(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)
    reader = desk.read_by(respondent_of(claim))
    clock.advance(timedelta(days=14))
    assert "next-urgent" in reader.open(f"/cases/{claim.id}").html

    clock.advance(timedelta(days=5))
    page = reader.open(f"/cases/{claim.id}")

    assert "next-late" in page.html
    assert "2 days late" in page.text


def test_answers_and_reply_stand_in_the_case(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    answer = ResponseInput(
        answer=Answer.COUNTERCLAIM,
        reasons="The roof is fine.",
        counterclaim=Money(5_000, "GBP"),
        counterclaim_reasons="A broken gutter.",
    )
    claim = make_claim(session, ClaimStatus.MEDIATION, clock=clock, answer=answer)
    session.commit()

    text = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}").text

    assert "Ben Sample: Disputes the claim and claims money back" in text
    assert "Claims £50.00 back:" in text
    assert "Reply of the claimant: does not accept the answer" in text


def test_a_party_that_opens_the_case_is_noted_once(
    fresh_database: Database, clock: FixedClock, entropy: SeededEntropy
) -> None:
    real = make_sessions(fresh_database.engine, entropy, **make_tools())
    with real() as session:
        claim = case(session, clock)
    reader = party_desk(real, clock).read_by(claimant_of(claim))

    reader.open(f"/cases/{claim.id}")
    clock.advance(timedelta(days=1))
    reader.open(f"/cases/{claim.id}")

    with real() as session:
        assert len(session.scalars(select(FileOpening)).all()) == 1
    page = reader.open(f"/cases/{claim.id}").click("Everything that happened")
    assert "Who opened the file" in page.text
    assert page.table(1)[1][0] == "Ada Example"


def test_the_docket_lists_every_deed_with_its_document(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)
    text_exhibit(session, claimant_of(claim), claim, clock)
    reader = desk.read_by(respondent_of(claim))

    page = reader.open(f"/cases/{claim.id}/docket")

    assert page.table()[1][2] == "The claim for £1,200.00 reached the court."
    assert page.table()[-1][2:4] == ["Exhibit C1 was filed.", "Ada Example"]
    link = page.links["Open Exhibit C1 was filed."]
    assert reader.fetch(link).content == NOTE[1]
    assert "code was made" not in page.text


def test_an_exhibit_is_handed_out_to_the_parties_alone(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)
    text_exhibit(session, claimant_of(claim), claim, clock)
    clerk, stranger = (actor_of(make_account(session, role)) for role in (Role.CLERK, Role.CITIZEN))
    session.commit()
    path = f"/cases/{claim.id}/exhibits/C1"

    reader = desk.read_by(claimant_of(claim))
    answer = reader.fetch(path)

    assert answer.content == NOTE[1]
    assert "attachment" in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]
    reader.fetch(f"/cases/{claim.id}/exhibits/C9", status=404)
    reader.fetch(f"{path}/picture", status=404)
    for outsider in (stranger, clerk):  # the registry has a door of its own
        desk.read_by(outsider).fetch(path, status=404)


def test_a_photo_is_also_shown_as_a_picture(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)
    reader = desk.read_by(claimant_of(claim))
    form = reader.open(f"/cases/{claim.id}/evidence").form("File it")
    page = form.fill(files=("roof.jpg", phone_photo(), "image/jpeg")).submit()

    picture = reader.fetch(page.links["Show as a picture C1"])

    assert picture.headers["content-type"] == "image/jpeg"
    assert "inline" in picture.headers["content-disposition"]


def test_a_paper_is_for_the_party_it_names(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = case(session, clock)
    paper_id = paper(session, claim, PaperKind.RECEIPT, clock)
    page = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}")
    link = next(href for href in page.links.values() if href.endswith(paper_id))

    assert desk.read_by(claimant_of(claim)).fetch(link).content == b"%PDF-1.7"
    desk.read_by(respondent_of(claim)).fetch(link, status=404)
    assert paper_id not in desk.read_by(respondent_of(claim)).open(f"/cases/{claim.id}").html
    assert "is being made" in page.text  # the sealed claim still waits for its job


@both_ways
def test_evidence_can_be_added_while_the_case_goes_on(
    desk: Desk, session: Session, clock: FixedClock, scripts: bool
) -> None:
    claim = case(session, clock)
    page = desk.read_by(respondent_of(claim), scripts=scripts).open(f"/cases/{claim.id}")

    form = page.click("Add evidence").form("File it").fill(files=NOTE, title="What I paid")
    page = form.submit()

    assert page.path == f"/cases/{claim.id}"
    assert "R1: What I paid" in page.links


@both_ways
def test_evidence_that_is_refused_says_why_and_the_rest_is_filed(
    desk: Desk, session: Session, clock: FixedClock, scripts: bool
) -> None:
    claim = case(session, clock)
    reader = desk.read_by(claimant_of(claim), scripts=scripts)
    form = reader.open(f"/cases/{claim.id}/evidence").form("File it").fill(title="Two files")
    assert form.submit(status=422).errors == {"files": "Choose a file first."}

    bad = ("page.html", b"<html><script>alert(1)</script></html>", "text/html")
    page = form.fill(files=[bad, NOTE]).submit(status=422)

    assert page.errors["files"].startswith("page.html: ")
    assert page.form("File it").values["title"] == ["Two files"]
    assert session.scalars(select(Exhibit.code)).all() == ["C1"]
    assert len(session.scalars(select(Document)).all()) == 1


def test_evidence_is_no_longer_taken_when_the_case_has_ended(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)
    claims.withdraw_claim(session, claimant_of(claim), claim.id, clock=clock)
    session.commit()
    reader = desk.read_by(claimant_of(claim))

    assert "evidence is no longer taken" in reader.open(f"/cases/{claim.id}/evidence").text
    assert "Add evidence" not in reader.open(f"/cases/{claim.id}").links


def test_the_way_to_the_fee_ends_at_the_case_once_it_is_paid(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    unpaid = case(session, clock, ClaimStatus.SUBMITTED)
    page = desk.read_by(claimant_of(unpaid)).open(f"/cases/{unpaid.id}")
    assert page.click("Pay the fee").h1 == "Court fee"

    paid = case(session, clock)

    page = desk.read_by(claimant_of(paid)).open(f"/cases/{paid.id}/fees")
    assert page.path == f"/cases/{paid.id}"


@pytest.mark.parametrize("status", [s for s in ClaimStatus if s is not ClaimStatus.CLOSED])
def test_every_status_has_a_good_page_for_both_sides(
    desk: Desk, session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)
    claim.status = status
    session.commit()

    for reader in (claimant_of(claim), respondent_of(claim)):
        assert "What happens next" in desk.read_by(reader).open(f"/cases/{claim.id}").text


def test_a_case_is_for_its_parties(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = case(session, clock)
    stranger, clerk = (actor_of(make_account(session, role)) for role in (Role.CITIZEN, Role.CLERK))
    session.commit()

    for page in ("", "/docket", "/evidence", "/copy", "/sent"):
        for reader in (stranger, clerk):
            desk.read_by(reader).open(f"/cases/{claim.id}{page}", status=404)
        desk.read_by(VISITOR).open(f"/cases/{claim.id}{page}", status=403)


def test_no_page_of_the_parties_shows_the_code_of_a_notice(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = case(session, clock)
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.chain == case_chain(claim.id))
    ).all()
    assert Entry.NOTICE_CODE_MADE.value in {entry.kind for entry in entries}

    kinds = [line.sentence for line in docket_for(session, claimant_of(claim), claim)]

    assert not any("code" in sentence for sentence in kinds)


@pytest.mark.parametrize("page", ["", "/docket"])
def test_a_case_asks_as_much_with_three_exhibits_as_with_one(
    desk: Desk, session: Session, clock: FixedClock, connection: Connection, page: str
) -> None:
    claim = case(session, clock)
    reader = desk.read_by(claimant_of(claim))
    text_exhibit(session, claimant_of(claim), claim, clock)
    note_opening(session, claimant_of(claim), claim, clock=clock)
    session.commit()
    with statements(connection) as first:
        reader.open(f"/cases/{claim.id}{page}")
    for _each in range(2):
        text_exhibit(session, claimant_of(claim), claim, clock)

    with statements(connection) as second:
        reader.open(f"/cases/{claim.id}{page}")

    assert len(first) == len(second) < 16
