"""What the bench does by itself: draws, reminders and the e-mails about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hearings.bench import draws, letters, queries, questions
from hearings.bench.models import Draw, Question
from odr import jobs
from odr.clock import Clock
from odr.permissions import SYSTEM

REMIND_JOB = "bench.remind_of_question"
Found = Iterable[tuple[str, dict[str, Any]]]


@jobs.job(draws.DRAW_JOB)
def do_draw(session: Session, *, clock: Clock, **args: Any) -> None:
    """Draw an adjudicator for a case that waits for its decision."""
    draws.draw_adjudicator(session, SYSTEM, UUID(args["claim_id"]), clock=clock)


@jobs.sweep("bench.find_undrawn")
def find_undrawn(session: Session, *, clock: Clock) -> Found:
    """Find cases nobody could be drawn for, in case there is somebody now."""
    del clock
    return [(draws.DRAW_JOB, {"claim_id": claim_id}) for claim_id in queries.undrawn(session)]


@jobs.job(questions.TELL_JOB)
def do_tell_question(session: Session, *, clock: Clock, **args: Any) -> None:
    """Tell the parties about a question."""
    question = session.get_one(Question, UUID(args["question_id"]))
    letters.tell_of_question(session, question, args["what"], clock=clock)


@jobs.job(REMIND_JOB)
def do_remind(session: Session, *, clock: Clock, **args: Any) -> None:
    """Remind those who have not answered a question."""
    questions.remind_of_question(session, SYSTEM, UUID(args["question_id"]), clock=clock)


@jobs.sweep("bench.find_unanswered")
def find_unanswered(session: Session, *, clock: Clock) -> Found:
    """Find questions whose time ends soon and nobody has been reminded of."""
    until = clock.now() + questions.REMIND_BEFORE
    found = queries.ending_soon(session, clock.now(), until)
    return [(REMIND_JOB, {"question_id": question_id}) for question_id in found]


@jobs.job(draws.TELL_ADJUDICATOR_JOB)
def do_tell_adjudicator(session: Session, *, clock: Clock, **args: Any) -> None:
    """Tell an adjudicator about a case that came to them."""
    letters.tell_adjudicator(session, session.get_one(Draw, UUID(args["draw_id"])), clock=clock)


@jobs.job(draws.TELL_REGISTRY_JOB)
def do_tell_registry(session: Session, *, clock: Clock, **args: Any) -> None:
    """Tell the registry that nobody can be drawn."""
    letters.tell_registry(session, session.get_one(Draw, UUID(args["draw_id"])), clock=clock)
