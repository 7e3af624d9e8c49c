"""Questions of the adjudicator to the parties, asked and answered in the open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.orm import Session

from cases import queries as cases
from cases.enums import Entry
from cases.evidence import file_exhibit
from cases.models import Claim
from cases.sums import pack_of
from documents.enums import ScanStatus
from documents.models import Document
from hearings.bench import policies, queries
from hearings.bench.inputs import AnswerInput, QuestionInput
from hearings.bench.models import Question, QuestionAnswer
from odr import jobs, ledger
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Actor, require
from odr.words import _

TELL_JOB = "bench.tell_question"
USUAL_OPEN_DAYS = 7
LONGEST = timedelta(days=60)
REMIND_BEFORE = timedelta(days=2)
MOST_FILES = 10
NewFile = tuple[Document, str]
"""A file and the title its sender gave it."""


def ask_question(
    session: Session, actor: Actor, claim_id: UUID, given: QuestionInput, *, clock: Clock
) -> Question:
    """Ask one side or both; every party can read it, so no word is private to one side."""
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    require(policies.may_decide(claim, seat))
    now = clock.now()
    due = _due(claim, given.due_on, now)
    question = Question(
        claim_id=claim.id,
        number=len(queries.asked_questions(session, claim)) + 1,
        text=given.text,
        to_side=given.to,
        asked_by=cast(UUID, actor.account_id),
        asked_at=now,
        due=due,
    )
    session.add(question)
    ledger.record(
        session,
        actor,
        Entry.QUESTION_ASKED,
        claim.id,
        at=now,
        question=question.number,
        to=given.to.value if given.to else "both",
        due=due,
    )
    jobs.enqueue(session, TELL_JOB, question_id=question.id, what="asked")
    return question


def usual_due(claim: Claim, now: datetime) -> date:
    """Return the day the form suggests: seven open days from now."""
    days = pack_of(claim).days
    return days.add_open_days(days.day_of(now), USUAL_OPEN_DAYS)


def _due(claim: Claim, day: date, now: datetime) -> datetime:
    """Return the end of the day chosen, which must be an open day of the court ahead of us."""
    days = pack_of(claim).days
    today = days.day_of(now)
    if not today < day <= today + LONGEST:
        raise Invalid(_("Choose a day after today and within 60 days."), "due_on")
    if not days.is_open(day):
        raise Invalid(_("The court is closed on this day. Choose another day."), "due_on")
    return days.end_of(day)


def answer_question(
    session: Session,
    actor: Actor,
    question_id: UUID,
    given: AnswerInput,
    files: Sequence[NewFile] = (),
    *,
    clock: Clock,
) -> QuestionAnswer:
    """Answer once, with files as exhibits; the other side and the adjudicator read it at once.

    A late answer is marked late and still counts until the case is decided.
    """
    question, claim = queries.question_for(session, actor, question_id, lock=True)
    party = cases.party_for(actor, claim)
    require(policies.may_answer(actor, claim, queries.asked(session, question, claim), party))
    must_be_few(files)
    if any(document.status is ScanStatus.REFUSED for document, _title in files):
        raise Invalid(_("One of the files cannot be used. Choose another file."), "files")
    now = clock.now()
    exhibits = [
        file_exhibit(session, actor, claim.id, document, title, clock=clock)
        for document, title in files
    ]
    answer = QuestionAnswer(
        question_id=question.id,
        party_id=party.id,
        text=given.text,
        exhibits=[exhibit.code for exhibit in exhibits],
        filed_at=now,
        late=policies.is_late(question, now),
    )
    session.add(answer)
    ledger.record(
        session,
        actor,
        Entry.QUESTION_ANSWERED,
        claim.id,
        at=now,
        question=question.number,
        party=party.id,
        late=answer.late,
    )
    jobs.enqueue(session, TELL_JOB, question_id=question.id, what="answered")
    return answer


def must_be_few(files: Sequence[object]) -> None:
    """Refuse more files than one answer may have."""
    if len(files) > MOST_FILES:
        raise Invalid(_("Add at most 10 files to one answer."), "files")


def remind_of_question(
    session: Session, actor: Actor, question_id: UUID, *, clock: Clock
) -> list[UUID]:
    """Remind those who have not answered, once, shortly before the time ends."""
    question = session.get_one(Question, question_id)
    claim = cases.claim_for(session, actor, question.claim_id, lock=True)
    asked = queries.asked(session, question, claim)
    now = clock.now()
    if question.reminded_at is not None or not asked.open_at(now):
        return []
    question.reminded_at = now
    reminded = [party.id for party in asked.awaited]
    ledger.record(
        session,
        actor,
        Entry.REMINDER_SENT,
        claim.id,
        at=now,
        question=question.number,
        parties=reminded,
    )
    jobs.enqueue(session, TELL_JOB, question_id=question.id, what="reminder")
    return reminded
