"""Answering a claim page by page: what is typed is kept, what is sent is received."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.drafts import files_of, saved_answer
from cases.enums import Answer, PaymentPurpose
from cases.models import Exhibit, Payment, Response, TimelineRow
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from tests.factories import make_claim, respondent_of
from tests.page import both_ways
from tests.web.court import TestCourt
from tests.web.letters import Letter


@pytest.fixture
def letter(
    sessions: sessionmaker[Session], session: Session, clock: FixedClock, entropy: SeededEntropy
) -> Letter:
    claim = make_claim(session, clock=clock)
    session.commit()
    return Letter(TestCourt(sessions, clock, entropy), session, claim, clock)


@both_ways
def test_a_dispute_is_told_checked_signed_and_received(letter: Letter, scripts: bool) -> None:
    page = letter.enter(scripts=scripts).click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    assert page.h1 == "Tell your side"
    form = page.form().fill(
        {
            "reasons": "The roof was mended. The rain came later.",
            "timeline-0-happened_on-day": "3",
            "timeline-0-happened_on-month": "10",
            "timeline-0-happened_on-year": "2025",
            "timeline-0-text": "I mended the roof.",
        }
    )
    page = form.submit("Continue")
    assert page.h1 == "Add your evidence"
    page = page.form("form").submit("Continue")
    assert page.h1 == "Check your answer and sign"
    assert "I mended the roof." in page.text

    sent = page.form().fill(name="Ben Sample", agree=True).submit()

    filed = letter.filed()
    assert sent.h1 == "Your answer was sent"
    assert "Monday 2 March 2026 at 10:00" in sent.text
    assert (filed.answer, filed.reasons, filed.truth_name, filed.late) == (
        Answer.DISPUTE,
        "The roof was mended. The rain came later.",
        "Ben Sample",
        False,
    )
    rows = letter.session.scalars(select(TimelineRow).where(TimelineRow.party_id == filed.party_id))
    assert [(row.happened_on, row.text) for row in rows] == [
        (date(2025, 10, 3), "I mended the roof.")
    ]


@both_ways
def test_a_whole_admission_takes_four_pages_and_keeps_the_plan(
    letter: Letter, scripts: bool
) -> None:
    page = letter.enter(scripts=scripts).click("Answer the claim")
    page = page.form().fill(answer="admit").submit("Continue")
    plan = {
        "how": "instalments",
        "instalment": "100",
        "every": "month",
        "first_on-day": "1",
        "first_on-month": "april",
        "first_on-year": "2026",
    }
    page = page.form().fill(plan).submit("Continue")
    assert "payments" in page.text
    page.form().fill(name="Ben Sample", agree=True).submit()

    filed = letter.filed()
    assert (filed.answer, filed.instalment_minor, filed.instalment_every, filed.pay_by) == (
        Answer.ADMIT,
        10_000,
        "month",
        date(2026, 4, 1),
    )


@both_ways
def test_a_part_is_admitted_with_its_reasons(letter: Letter, scripts: bool) -> None:
    page = letter.enter(scripts=scripts).click("Answer the claim")
    page = page.form().fill(answer="admit_part").submit("Continue")
    whole = page.form().fill(admitted="1200").submit("Continue", status=422)
    assert list(whole.errors) == ["admitted"]
    page = page.reader.open(f"{letter.path}/amounts")
    page = page.form().fill(admitted="200.50").submit("Continue")
    page = page.form().fill(how="now").submit("Continue")
    wrong = page.form().submit("Continue", status=422)
    assert wrong.errors == {"reasons": "Say in your own words why you do not agree."}
    page = page.reader.open(f"{letter.path}/side")
    page = page.form().fill(reasons="Half was mended.").submit("Continue")
    page = page.form("form").submit("Continue")
    page.form().fill(name="Ben Sample", agree=True).submit()

    filed = letter.filed()
    assert (filed.answer, filed.admitted_minor, filed.reasons) == (
        Answer.ADMIT_PART,
        20_050,
        "Half was mended.",
    )


@both_ways
def test_a_payment_already_made_is_named_with_day_and_way(letter: Letter, scripts: bool) -> None:
    page = letter.enter(scripts=scripts).click("Answer the claim")
    page = page.form().fill(answer="paid").submit("Continue")
    wrong = page.form().fill(
        {"paid": "1200", "paid_on-day": "9", "paid_on-month": "9", "paid_on-year": "2026"}
    )
    assert list(wrong.submit("Continue", status=422).errors) == ["paid_on"]
    page = page.reader.open(f"{letter.path}/amounts")
    page = page.form().fill({"paid_on-year": "2025", "paid_how": "In cash"}).submit("Continue")
    page = page.form().submit("Continue")
    page = page.form("form").submit("Continue")
    page.form().fill(name="Ben Sample", agree=True).submit()

    filed = letter.filed()
    assert (filed.answer, filed.paid_minor, filed.paid_on, filed.paid_how) == (
        Answer.PAID,
        120_000,
        date(2025, 9, 9),
        "In cash",
    )


@both_ways
def test_a_counterclaim_shows_its_fee_before_and_asks_for_it_after(
    letter: Letter, scripts: bool
) -> None:
    page = letter.enter(scripts=scripts).click("Answer the claim")
    page = page.form().fill(answer="counterclaim").submit("Continue")
    page = page.form().fill(reasons="The roof is mended.").submit("Continue")
    assert "Up to £300.00" in page.html
    assert "£35.00" in page.html
    high = (
        page.form()
        .fill(counterclaim="20000", counterclaim_reasons="x")
        .submit("Continue", status=422)
    )
    assert list(high.errors) == ["counterclaim"]
    page = page.reader.open(f"{letter.path}/counterclaim")
    form = page.form().fill(counterclaim="400", counterclaim_reasons="The last bill is open.")
    page = form.submit("Continue").form("form").submit("Continue")
    assert "The court fee for your counterclaim is £50.00" in page.text
    sent = page.form().fill(name="Ben Sample", agree=True).submit()

    fee = letter.session.scalars(
        select(Payment).where(Payment.purpose == PaymentPurpose.COUNTERCLAIM)
    ).one()
    assert sent.click("Go to the fee").path == f"/cases/{letter.claim.id}/payments/{fee.id}"
    assert (letter.filed().counterclaim_minor, fee.amount_minor) == (40_000, 5_000)


def test_what_was_typed_is_kept_and_found_again_with_the_code(letter: Letter) -> None:
    page = letter.enter().click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    form = page.form().fill({"reasons": "The roof was", "timeline-0-happened_on-day": "40"})
    saved = form.submit("Save and come back later")
    assert "Nothing has been sent to the court yet" in saved.text

    back = letter.enter().click("Go on with your answer")

    assert back.form().values["reasons"] == ["The roof was"]
    assert back.form().values["timeline-0-happened_on-day"] == ["40"]


@both_ways
def test_words_with_a_fault_are_kept_too(letter: Letter, scripts: bool) -> None:
    page = letter.enter(scripts=scripts).click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    page.form().fill({"reasons": "True.", "timeline-0-text": "No day"}).submit(
        "Continue", status=422
    )

    again = letter.enter(scripts=scripts).click("Go on with your answer")

    assert again.form().values["timeline-0-text"] == ["No day"]


def test_rows_are_added_and_removed_without_scripts(letter: Letter) -> None:
    page = letter.enter().click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")

    more = page.form().fill({"timeline-0-text": "First"}).submit("Add another line")
    less = more.form().submit("Remove Line 1")

    assert "timeline-1-text" in more.form().names
    assert less.form().values["timeline-0-text"] == [""]


@both_ways
def test_a_second_window_sees_both_texts_and_loses_none(letter: Letter, scripts: bool) -> None:
    first = letter.enter(scripts=scripts).click("Answer the claim")
    first = first.form().fill(answer="dispute").submit("Continue")
    second = first.reader.open(f"{letter.path}/side")
    first.form().fill(reasons="From the first window").submit("Continue")

    clash = second.form().fill(reasons="From the second window").submit("Continue", status=422)
    solved = clash.form("form").submit("Continue")

    assert "another window" in next(iter(clash.errors.values()))
    assert "From the first window" in clash.html
    assert clash.form("form").values["reasons"] == ["From the second window"]
    assert solved.h1 == "Add your evidence"


def test_changing_the_kind_of_answer_leaves_the_old_pages_out(letter: Letter) -> None:
    page = letter.enter().click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    page.form().fill(reasons="Not owed.").submit("Continue")
    page = page.reader.open(f"{letter.path}/answer").form().fill(answer="admit").submit("Continue")
    page = page.form().fill(how="now").submit("Continue")

    elsewhere = page.reader.open(f"{letter.path}/side")
    page.form().fill(name="Ben Sample", agree=True).submit()

    assert elsewhere.h1 == "Check your answer and sign"
    assert (letter.filed().answer, letter.filed().reasons) == (Answer.ADMIT, "")


def test_the_check_page_leads_to_what_is_not_done_yet(letter: Letter) -> None:
    page = letter.enter()

    assert page.reader.open(f"{letter.path}/check").h1 == "How do you answer the claim?"


def test_a_change_leads_straight_back_to_the_check(letter: Letter) -> None:
    page = letter.disputed()

    page = page.click("Change your side").form().fill(reasons="Put better.").submit("Continue")

    assert page.h1 == "Check your answer and sign"
    assert "Put better." in page.text


@both_ways
def test_an_answer_is_not_sent_unsigned(letter: Letter, scripts: bool) -> None:
    page = letter.disputed(scripts=scripts)

    wrong = page.form().submit(status=422)

    assert list(wrong.errors) == ["name", "agree"]
    assert letter.session.scalars(select(Response)).all() == []


def test_pressing_the_button_twice_sends_one_answer(letter: Letter) -> None:
    page = letter.disputed()
    first = page.form().fill(name="Ben Sample", agree=True).submit()

    second = page.form().fill(name="Ben Sample", agree=True).submit()

    assert first.h1 == second.h1 == "Your answer was sent"
    assert len(letter.session.scalars(select(Response)).all()) == 1


def test_a_late_answer_is_taken_and_marked(letter: Letter) -> None:
    letter.clock.advance(timedelta(days=20))
    page = letter.enter()
    assert "The time has passed" in page.text

    page = letter.disputed()
    assert "marked as late" in page.text
    sent = page.form().fill(name="Ben Sample", agree=True).submit()

    assert "it is marked as late" in sent.text
    assert letter.filed().late


def test_an_answered_claim_leads_to_the_receipt(letter: Letter) -> None:
    letter.disputed().form().fill(name="Ben Sample", agree=True).submit()

    page = letter.enter()

    assert page.click("See the receipt of your answer").h1 == "Your answer was sent"
    page.reader.open(f"{letter.path}/side", status=403)


def test_files_are_added_titled_removed_and_filed(letter: Letter) -> None:
    page = letter.enter().click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    page = page.form().fill(reasons="Not owed.").submit("Continue")
    note = ("note.txt", b"The roof is tight.\n", "text/plain")
    bill = ("bill.txt", b"Paid in full.\n", "text/plain")
    form = page.form("form").fill(files=[note], title="A note")
    page = form.submit("Add these files and choose more")
    page = page.form("form").fill(files=[bill]).submit("Add these files and choose more")
    page = page.form("Remove bill.txt").submit()
    page = page.form("form").submit("Continue")
    assert "A note (note.txt)" in page.text

    page.form().fill(name="Ben Sample", agree=True).submit()

    exhibits = letter.session.scalars(select(Exhibit)).all()
    assert [(exhibit.code, exhibit.title) for exhibit in exhibits] == [("R1", "A note")]
    shown = letter.reader()
    claim = letter.enter()
    assert claim.reader.fetch(f"{letter.path}/exhibits/R1").content == note[1]
    shown.fetch(f"{letter.path}/exhibits/R1", status=303)


def test_a_refused_file_is_named_and_the_good_one_is_kept(letter: Letter) -> None:
    page = letter.enter().click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    page = page.form().fill(reasons="Not owed.").submit("Continue")
    good = ("note.txt", b"The roof is tight.\n", "text/plain")
    empty = ("empty.txt", b"", "text/plain")
    page = page.form("form").fill(files=[good, empty]).submit("Continue", status=422)

    assert "note.txt" in page.text
    assert list(page.errors) == ["files"]
    draft = saved_answer(letter.session, respondent_of(letter.claim), letter.party.id)
    assert draft is not None
    assert [document.name for _file, document in files_of(letter.session, draft)] == ["note.txt"]


def test_the_button_to_add_files_asks_for_one(letter: Letter) -> None:
    page = letter.enter().click("Answer the claim")
    page = page.form().fill(answer="dispute").submit("Continue")
    page = page.form().fill(reasons="Not owed.").submit("Continue")

    page = page.form("form").submit("Add these files and choose more", status=422)

    assert list(page.errors) == ["files"]
