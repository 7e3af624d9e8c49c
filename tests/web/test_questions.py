"""A party reads what the adjudicator asks and answers it once, with files or without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.enums import Side
from cases.models import Exhibit
from documents.models import Document
from documents.storage import storage_of
from documents.uploads import FOLDER
from hearings.bench.models import Question, QuestionAnswer
from odr.clock import FixedClock
from odr.permissions import Actor
from tests.documents.samples import phone_photo
from tests.factories import actor_of, claimant_of, make_account, respondent_of
from tests.hearings.bench.cases_to_decide import Bench, open_case
from tests.hearings.bench.test_questions import ASK, ask
from tests.page import both_ways
from tests.web.desk import Desk
from tests.web.party_desk import party_desk
from web.parties import questions
from web.parties.waiting import LIFE


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return Desk(sessions, clock).shows(questions.router, paths=("/", "/cases/{claim_id}"))


@pytest.fixture
def bench(session: Session, clock: FixedClock) -> Bench:
    made = open_case(session, clock)
    session.commit()
    return made


@pytest.fixture
def question(session: Session, clock: FixedClock, bench: Bench) -> Question:
    made = ask(session, bench, clock)
    session.commit()
    return made


def all_of(session: Session, table: type[QuestionAnswer] | type[Exhibit]) -> list[object]:
    session.expire_all()
    return list(session.scalars(select(table)))


def list_path(bench: Bench) -> str:
    return f"/cases/{bench.claim.id}/questions"


def test_the_page_of_the_case_asks_a_party_for_its_answer_by_when(
    sessions: sessionmaker[Session], clock: FixedClock, bench: Bench, question: Question
) -> None:
    pages = party_desk(sessions, clock).shows(questions.router)
    mine = pages.read_by(claimant_of(bench.claim)).open(f"/cases/{bench.claim.id}")

    listed = mine.click("See the questions").click("Answer question 1")
    listed.form("answer").fill(text="On 3 October.").submit()
    again = pages.read_by(claimant_of(bench.claim)).open(f"/cases/{bench.claim.id}")

    asked = "What happens next Answer the adjudicator's question By"
    assert asked in mine.text
    assert "The adjudicator may decide without your answer." in mine.text
    assert "What happens next The adjudicator reads the case and decides" in again.text


def test_without_a_question_the_page_says_so(desk: Desk, bench: Bench) -> None:
    page = desk.read_by(respondent_of(bench.claim)).open(list_path(bench))

    assert "The adjudicator has not asked anything." in page.text
    assert f"{bench.sitting.name} decides your case." in page.text
    assert [row[1:] for row in page.table()[1:]].count(["0", "1", "drawn"]) == 1


@both_ways
def test_a_party_with_a_code_answers_and_the_other_side_reads_it(
    desk: Desk, session: Session, bench: Bench, question: Question, scripts: bool
) -> None:
    reader = desk.read_by(respondent_of(bench.claim), scripts=scripts)
    page = reader.open(list_path(bench)).click("Answer question 1")

    wrong = page.form("answer").submit(status=422)
    done = wrong.form("answer").fill(text="On 3 October.").submit()
    other = desk.read_by(claimant_of(bench.claim)).open(list_path(bench))

    assert wrong.errors == {"text": "Enter your answer."}
    assert "On 3 October." in done.text
    assert "On 3 October." in other.text
    [answer] = session.scalars(select(QuestionAnswer))
    assert (answer.text, answer.late, answer.exhibits) == ("On 3 October.", False, [])


@both_ways
def test_a_photo_comes_with_the_answer(
    desk: Desk, session: Session, bench: Bench, question: Question, scripts: bool
) -> None:
    reader = desk.read_by(claimant_of(bench.claim), scripts=scripts)
    form = reader.open(f"{list_path(bench)}/{question.id}").form("answer")
    photo = ("roof.jpg", phone_photo(), "image/jpeg")

    done = form.fill(text="See the photo.", files=photo).submit()

    assert "Exhibit C1" in done.text
    [exhibit] = session.scalars(select(Exhibit))
    assert (exhibit.code, exhibit.title) == ("C1", "roof.jpg")


@both_ways
def test_a_file_that_is_refused_leaves_nothing_behind(
    desk: Desk, session: Session, bench: Bench, question: Question, scripts: bool
) -> None:
    reader = desk.read_by(claimant_of(bench.claim), scripts=scripts)
    form = reader.open(f"{list_path(bench)}/{question.id}").form("answer")
    photo = ("roof.jpg", phone_photo(), "image/jpeg")
    drawing = ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")

    refused = form.fill(text="See both.", files=[photo, drawing]).submit(status=422)

    assert list(refused.errors) == ["files"]
    assert refused.form("answer").values["text"] == ["See both."]
    assert all_of(session, QuestionAnswer) == []
    assert all_of(session, Exhibit) == []
    assert list(session.scalars(select(Document))) == []


@both_ways
def test_a_file_waits_while_the_answer_is_put_right(
    desk: Desk, session: Session, bench: Bench, question: Question, scripts: bool
) -> None:
    reader = desk.read_by(claimant_of(bench.claim), scripts=scripts)
    form = reader.open(f"{list_path(bench)}/{question.id}").form("answer")
    photo = ("roof.jpg", phone_photo(), "image/jpeg")
    note = ("note.txt", b"It was dry.", "text/plain")

    again = form.fill(files=[photo, note]).submit(status=422)
    first, _second = again.form("answer").values["held"]
    done = again.form("answer").fill(text="See the photo.", held=[first]).submit()

    assert again.errors == {"text": "Enter your answer."}
    assert "note.txt (11 bytes)" in again.text
    assert "Exhibit C1" in done.text
    [exhibit] = session.scalars(select(Exhibit))
    assert exhibit.title == "roof.jpg"


def test_a_file_that_waited_too_long_has_to_be_chosen_again(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench, question: Question
) -> None:
    reader = desk.read_by(claimant_of(bench.claim))
    form = reader.open(f"{list_path(bench)}/{question.id}").form("answer")
    again = form.fill(files=("note.txt", b"It was dry.", "text/plain")).submit(status=422)
    clock.advance(LIFE)

    refused = again.form("answer").fill(text="See the note.").submit(status=422)

    assert refused.errors == {"files": "A file waited too long. Choose it again."}
    assert all_of(session, QuestionAnswer) == []


def test_a_file_that_is_gone_has_to_be_chosen_again(
    desk: Desk, session: Session, bench: Bench, question: Question
) -> None:
    reader = desk.read_by(claimant_of(bench.claim))
    form = reader.open(f"{list_path(bench)}/{question.id}").form("answer")
    again = form.fill(files=("note.txt", b"It was dry.", "text/plain")).submit(status=422)
    for kept in storage_of(session).list(FOLDER):
        storage_of(session).delete(kept.key)

    refused = again.form("answer").fill(text="See the note.").submit(status=422)

    assert refused.errors == {"files": "A file waited too long. Choose it again."}


def test_a_late_answer_is_still_taken_and_marked(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench, question: Question
) -> None:
    clock.set(question.due + timedelta(hours=1))
    reader = desk.read_by(respondent_of(bench.claim))
    listed = reader.open(list_path(bench))

    page = listed.click("Answer question 1")
    done = page.form("answer").fill(text="Sorry, I was ill.").submit()

    assert "your answer is then marked late" in listed.text
    assert "Late" in done.text
    assert [answer.late for answer in session.scalars(select(QuestionAnswer))] == [True]


def test_who_has_answered_reads_why_there_is_no_form(
    desk: Desk, bench: Bench, question: Question
) -> None:
    reader = desk.read_by(respondent_of(bench.claim))
    path = f"{list_path(bench)}/{question.id}"
    reader.open(path).form("answer").fill(text="On 3 October.").submit()

    page = reader.open(path)

    assert "You have already answered this question." in page.text
    assert page.tree.all("form") == []


def test_a_question_for_the_other_side_can_only_be_read(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench
) -> None:
    question = ask(session, bench, clock, ASK.model_copy(update={"to": Side.CLAIMANT}))
    session.commit()
    reader = desk.read_by(respondent_of(bench.claim))

    page = reader.open(f"{list_path(bench)}/{question.id}")

    assert "This question is for the other side." in page.text
    assert ASK.text in page.text


@pytest.mark.parametrize("who", ["a stranger", "the adjudicator"])
def test_nobody_else_comes_in(
    desk: Desk, session: Session, bench: Bench, question: Question, who: str
) -> None:
    stranger = actor_of(make_account(session))
    session.commit()
    reader: Actor = stranger if who == "a stranger" else bench.sitting

    for path in (list_path(bench), f"{list_path(bench)}/{question.id}"):
        desk.read_by(reader).open(path, status=404)


def test_a_question_of_another_case_is_not_found(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench
) -> None:
    other = open_case(session, clock)
    foreign = ask(session, other, clock)
    session.commit()

    desk.read_by(respondent_of(bench.claim)).open(f"{list_path(bench)}/{foreign.id}", status=404)
