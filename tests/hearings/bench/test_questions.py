"""The adjudicator asks in the open, and each party answers once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import claims
from cases import queries as cases
from cases.enums import Side
from documents.enums import Origin, ScanStatus
from documents.models import Document
from hearings.bench import jobs as bench_jobs
from hearings.bench import queries, questions
from hearings.bench.inputs import AnswerInput, QuestionInput
from hearings.bench.models import Question
from hearings.bench.policies import may_answer
from odr.clock import FixedClock
from odr.db import Sessions
from odr.errors import Forbidden, Invalid, NotFound
from odr.jobs import work_off
from odr.models import OutgoingMail
from odr.permissions import SYSTEM, Role
from tests.factories import actor_of, claimant_of, make_account, respondent_of
from tests.hearings.bench.cases_to_decide import Bench, kinds_of, open_case

ASK = QuestionInput(text="When was the roof finished?", due_on=date(2026, 3, 13))
ANSWER = AnswerInput(text="On 3 October.")
BEFORE = ["decision.drawn", "officer.appointed", "decision.no_conflict", "file.opened"]


def ask(session: Session, bench: Bench, clock: FixedClock, given: QuestionInput = ASK) -> Question:
    question = questions.ask_question(session, bench.sitting, bench.claim.id, given, clock=clock)
    session.flush()
    return question


def a_document(session: Session, clock: FixedClock, status: ScanStatus) -> Document:
    document = Document(
        storage_key=f"test/{status.value}",
        name="photo.jpg",
        media_type="image/jpeg",
        size=10,
        sha256="0" * 64,
        status=status,
        made_at=clock.now(),
        origin=Origin.UPLOAD,
    )
    session.add(document)
    session.flush()
    return document


def test_a_question_to_both_sides_runs_until_the_end_of_its_day(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)

    question = ask(session, bench, clock)

    assert (question.number, question.to_side) == (1, None)
    assert question.due.isoformat() == "2026-03-14T00:00:00+00:00"
    assert kinds_of(session, bench.claim) == [*BEFORE, "question.asked"]
    [asked] = queries.asked_questions(session, bench.claim)
    assert list(asked.awaited) == bench.claim.parties
    assert asked.open_at(clock.now())


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 3, 5), "after today"),
        (date(2026, 6, 5), "within 60 days"),
        (date(2026, 3, 14), "closed on this day"),
    ],
)
def test_a_question_needs_an_open_day_ahead(
    session: Session, clock: FixedClock, day: date, sentence: str
) -> None:
    bench = open_case(session, clock)

    with pytest.raises(Invalid, match=sentence) as refusal:
        ask(session, bench, clock, QuestionInput(text="Why?", due_on=day))

    assert refusal.value.field == "due_on"
    assert queries.asked_questions(session, bench.claim) == []


def test_the_form_suggests_seven_open_days(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    assert questions.usual_due(bench.claim, clock.now()) == date(2026, 3, 16)


def test_a_party_asks_no_question(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    with pytest.raises(NotFound):
        questions.ask_question(session, claimant_of(bench.claim), bench.claim.id, ASK, clock=clock)


def test_no_question_is_asked_once_the_case_has_ended(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    claims.withdraw_claim(session, claimant_of(bench.claim), bench.claim.id, clock=clock)

    with pytest.raises(Forbidden, match="no longer waits for a decision"):
        ask(session, bench, clock)


def test_both_sides_answer_once_and_read_each_other(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    claimant, respondent = claimant_of(bench.claim), respondent_of(bench.claim)

    questions.answer_question(session, claimant, question.id, ANSWER, clock=clock)
    questions.answer_question(session, respondent, question.id, ANSWER, clock=clock)
    session.flush()

    [asked] = queries.asked_questions(session, bench.claim)
    assert [(party.side, answer.late) for answer, party in asked.answers] == [
        (party.side, False) for _answer, party in asked.answers
    ]
    assert sorted(party.side for _answer, party in asked.answers) == ["claimant", "respondent"]
    assert (list(asked.awaited), asked.open_at(clock.now())) == ([], False)
    assert kinds_of(session, bench.claim)[-2:] == ["question.answered", "question.answered"]


def test_a_second_answer_is_refused(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    claimant = claimant_of(bench.claim)
    questions.answer_question(session, claimant, question.id, ANSWER, clock=clock)
    session.flush()

    with pytest.raises(Forbidden, match="already answered"):
        questions.answer_question(session, claimant, question.id, ANSWER, clock=clock)


def test_an_answer_is_late_from_the_moment_it_is_due(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    clock.set(question.due)

    late = questions.answer_question(
        session, claimant_of(bench.claim), question.id, ANSWER, clock=clock
    )

    assert late.late


def test_only_the_side_that_was_asked_answers(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    given = ASK.model_copy(update={"to": Side.CLAIMANT})
    question = ask(session, bench, clock, given)

    with pytest.raises(Forbidden, match="for the other side"):
        questions.answer_question(
            session, respondent_of(bench.claim), question.id, ANSWER, clock=clock
        )

    assert queries.question_for(session, respondent_of(bench.claim), question.id)[0] is question


def test_a_decided_case_takes_no_answer(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    claimant = claimant_of(bench.claim)
    claims.withdraw_claim(session, claimant, bench.claim.id, clock=clock)

    with pytest.raises(Forbidden, match="has been decided"):
        questions.answer_question(session, claimant, question.id, ANSWER, clock=clock)


def test_one_party_does_not_answer_for_another(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    asked = queries.asked(session, question, bench.claim)

    verdict = may_answer(claimant_of(bench.claim), bench.claim, asked, bench.claim.respondents[0])

    assert verdict == "Only the party itself can answer this question."


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.MEDIATOR, Role.CLERK, Role.ADJUDICATOR])
def test_nobody_else_reads_the_questions(session: Session, clock: FixedClock, role: Role) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)

    with pytest.raises(NotFound):
        queries.question_for(session, actor_of(make_account(session, role)), question.id)


def test_files_come_with_the_answer_as_exhibits(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    photo = a_document(session, clock, ScanStatus.CLEAN)

    answer = questions.answer_question(
        session,
        respondent_of(bench.claim),
        question.id,
        ANSWER,
        [(photo, "The roof in October")],
        clock=clock,
    )

    assert answer.exhibits == ["R1"]
    assert [each.title for each in cases.exhibits_of(session, bench.claim)] == [
        "The roof in October"
    ]


def test_a_refused_file_leaves_no_answer(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    bad = a_document(session, clock, ScanStatus.REFUSED)

    with pytest.raises(Invalid):
        questions.answer_question(
            session, claimant_of(bench.claim), question.id, ANSWER, [(bad, "x")], clock=clock
        )

    [asked] = queries.asked_questions(session, bench.claim)
    assert list(asked.answers) == []


def test_eleven_files_are_too_many(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    photo = a_document(session, clock, ScanStatus.CLEAN)

    with pytest.raises(Invalid, match="at most 10 files"):
        questions.answer_question(
            session, claimant_of(bench.claim), question.id, ANSWER, [(photo, "x")] * 11, clock=clock
        )


def test_who_has_not_answered_is_reminded_once(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    questions.answer_question(session, claimant_of(bench.claim), question.id, ANSWER, clock=clock)
    session.flush()
    assert list(bench_jobs.find_unanswered(session, clock=clock)) == []
    clock.set(question.due - timedelta(days=1))

    found = list(bench_jobs.find_unanswered(session, clock=clock))
    reminded = questions.remind_of_question(session, SYSTEM, question.id, clock=clock)
    again = questions.remind_of_question(session, SYSTEM, question.id, clock=clock)
    session.flush()

    assert found == [("bench.remind_of_question", {"question_id": question.id})]
    assert (reminded, again) == ([bench.claim.respondents[0].id], [])
    assert list(bench_jobs.find_unanswered(session, clock=clock)) == []


def test_e_mails_name_the_case_and_the_day_but_not_the_question(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    given = ASK.model_copy(update={"to": Side.RESPONDENT})
    question = ask(session, bench, clock, given)
    session.commit()
    work_off(sessions, clock)
    clock.set(question.due - timedelta(hours=1))
    questions.remind_of_question(session, SYSTEM, question.id, clock=clock)
    questions.answer_question(session, respondent_of(bench.claim), question.id, ANSWER, clock=clock)
    session.commit()
    work_off(sessions, clock)

    mails = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.text.contains("adjudicator"))
        .where(OutgoingMail.subject == "There is news in your case")
    ).all()

    number = bench.claim.number
    assert sorted(mail.text.split("\n\n")[1] for mail in mails) == sorted(
        [
            f"The adjudicator asked the other side a question in case {number}. You can read it.",
            f"The adjudicator asks you a question in case {number}. "
            "Answer it by the end of Friday 13 March 2026.",
            f"A question of the adjudicator in case {number} was answered.",
            f"A question of the adjudicator in case {number} was answered.",
        ]
    )
