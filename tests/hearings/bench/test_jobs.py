"""The bench's own work: a case that is referred finds its adjudicator without anybody's help."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hearings.bench import (
    jobs,  # noqa: F401 - so that the jobs are known
    queries,
)
from hearings.bench.questions import REMIND_BEFORE
from odr.clock import FixedClock
from odr.db import Sessions
from odr.jobs import sweep_all, work_off
from odr.models import Account, Job, OutgoingMail
from odr.permissions import SYSTEM, Role
from tests.factories import make_account
from tests.hearings.bench.cases_to_decide import (
    kinds_of,
    make_adjudicators,
    open_case,
    waiting_case,
)
from tests.hearings.bench.test_questions import ask


def failed(session: Session) -> list[str | None]:
    ours = select(Job.error).where(Job.name.startswith("bench."), Job.error.is_not(None))
    return list(session.scalars(ours))


def letters(session: Session, subject: str) -> list[tuple[str, str]]:
    rows = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.subject == subject)
        .order_by(OutgoingMail.recipient, OutgoingMail.made_at)
    )
    return [(mail.recipient, mail.text.split("\n\n")[1]) for mail in rows]


def test_a_referred_case_is_drawn_and_the_adjudicator_is_told(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    make_adjudicators(session)
    claim = waiting_case(session, clock)
    session.commit()

    work_off(sessions, clock)

    [drawn] = queries.draws_of(session, SYSTEM, claim)
    account = session.get_one(Account, drawn.account_id)
    assert failed(session) == []
    assert letters(session, "A case to decide") == [
        (
            account.email,
            f"Case {claim.number} came to you by draw. "
            "Say first whether anything ties you to a party.",
        )
    ]


def test_the_registry_is_told_when_nobody_can_be_drawn_and_the_next_sweep_tries_again(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    claim = waiting_case(session, clock)
    manager = make_account(session, Role.MANAGER)
    session.commit()
    work_off(sessions, clock)
    told = letters(session, "A case waits for an adjudicator")
    make_adjudicators(session)
    session.commit()

    sweep_all(sessions, clock)
    work_off(sessions, clock)

    assert manager.email in [recipient for recipient, _text in told]
    assert letters(session, "A case waits for an adjudicator") == told
    assert failed(session) == []
    assert kinds_of(session, claim) == ["decision.none_left", "decision.drawn", "officer.appointed"]


def test_the_sweep_reminds_of_a_question_once(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    session.commit()
    work_off(sessions, clock)
    clock.set(question.due - REMIND_BEFORE)

    for _night in range(2):
        sweep_all(sessions, clock)
        work_off(sessions, clock)

    assert failed(session) == []
    assert kinds_of(session, bench.claim)[-1:] == ["reminder.sent"]
    assert letters(session, "There is news in your case")[-1][1].startswith("Please answer")
