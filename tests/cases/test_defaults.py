"""Judgment on silence: open only after good service and time, cancelled by any answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import cases.jobs  # noqa: F401 - registers the sweeps
from cases import claims, defaults, queries, responses
from cases.enums import Answer, AnswerStatus, ClaimStatus, OrderKind, Side
from cases.inputs import ResponseInput
from cases.models import Claim, Order
from cases.service import record_returned_mail
from odr import jobs
from odr.clock import FixedClock
from odr.errors import Forbidden
from odr.models import Job, OutgoingMail
from odr.permissions import SYSTEM, Role
from tests.factories import (
    DISPUTED,
    a_claim,
    a_party,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)


@pytest.fixture
def served(session: Session, clock: FixedClock) -> Claim:
    return make_claim(session, ClaimStatus.SERVED, clock=clock)


def run_out(claim: Claim, clock: FixedClock) -> None:
    assert claim.response_due is not None
    clock.set(claim.response_due)


def order_of(session: Session, claim: Claim) -> Order | None:
    session.flush()
    found = queries.orders_of(session, claim)
    return found[0] if found else None


def test_silence_past_the_deadline_lets_the_claimant_ask_and_then_wait(
    session: Session, clock: FixedClock, served: Claim
) -> None:
    run_out(served, clock)
    defaults.note_silence(session, SYSTEM, served.id, clock=clock)
    defaults.request_default(session, claimant_of(served), served.id, clock=clock)

    assert served.respondents[0].answer_status is AnswerStatus.SILENT
    assert defaults.enter_default(session, SYSTEM, served.id, clock=clock) is None

    assert served.default_enter_after is not None
    clock.set(served.default_enter_after)
    order = defaults.enter_default(session, SYSTEM, served.id, clock=clock)

    assert order is not None
    assert (served.status, order.kind, order.payer) == (
        ClaimStatus.JUDGED,
        OrderKind.DEFAULT,
        Side.RESPONDENT,
    )
    assert order.total_minor == sum(minor for _words, minor in order.sums)
    assert order.sums[0] == ["The claim", 120_000]
    assert order.sums[-1] == ["Court fee paid by the claimant", served.fee_minor]


def test_at_the_deadline_exactly_the_time_has_passed(
    session: Session, clock: FixedClock, served: Claim
) -> None:
    run_out(served, clock)
    clock.advance(-timedelta(microseconds=1))
    with pytest.raises(Forbidden):
        defaults.request_default(session, claimant_of(served), served.id, clock=clock)

    clock.advance(timedelta(microseconds=1))
    defaults.request_default(session, claimant_of(served), served.id, clock=clock)

    assert served.default_requested_at == clock.now()


def test_an_answer_in_the_buffer_cancels_the_request(
    session: Session, clock: FixedClock, served: Claim
) -> None:
    run_out(served, clock)
    defaults.request_default(session, claimant_of(served), served.id, clock=clock)
    late_by = timedelta(hours=3)
    clock.advance(late_by)
    party = served.respondents[0]

    response = responses.file_response(
        session, respondent_of(served), served.id, party.id, DISPUTED, party.name, clock=clock
    )
    clock.advance(timedelta(days=9))

    assert defaults.enter_default(session, SYSTEM, served.id, clock=clock) is None
    assert (response.late, served.status, order_of(session, served)) == (
        True,
        ClaimStatus.ANSWERED,
        None,
    )


def test_a_withdrawal_in_the_buffer_cancels_the_request(
    session: Session, clock: FixedClock, served: Claim
) -> None:
    run_out(served, clock)
    defaults.request_default(session, claimant_of(served), served.id, clock=clock)
    claims.withdraw_claim(session, claimant_of(served), served.id, clock=clock)
    clock.advance(timedelta(days=9))

    assert defaults.enter_default(session, SYSTEM, served.id, clock=clock) is None
    assert order_of(session, served) is None


def test_a_letter_that_comes_back_in_the_buffer_cancels_the_request(
    session: Session, clock: FixedClock, served: Claim
) -> None:
    run_out(served, clock)
    defaults.request_default(session, claimant_of(served), served.id, clock=clock)
    clerk = actor_of(make_account(session, Role.CLERK))
    sent = queries.attempts_of(session, served)[0]
    record_returned_mail(session, clerk, sent.id, "Unknown.", clock=clock)
    clock.advance(timedelta(days=9))

    assert defaults.enter_default(session, SYSTEM, served.id, clock=clock) is None
    with pytest.raises(Forbidden, match="Not every respondent has been served"):
        defaults.request_default(session, claimant_of(served), served.id, clock=clock)


def test_the_other_side_cannot_ask(session: Session, clock: FixedClock, served: Claim) -> None:
    run_out(served, clock)

    with pytest.raises(Forbidden):
        defaults.request_default(session, respondent_of(served), served.id, clock=clock)


def test_it_is_asked_for_once(session: Session, clock: FixedClock, served: Claim) -> None:
    run_out(served, clock)
    defaults.request_default(session, claimant_of(served), served.id, clock=clock)

    with pytest.raises(Forbidden, match="already asked"):
        defaults.request_default(session, claimant_of(served), served.id, clock=clock)


def test_one_answer_among_two_respondents_stops_judgment_and_the_case_goes_on(
    session: Session, clock: FixedClock
) -> None:
    given = a_claim(respondents=[a_party("Ben Sample"), a_party("Cy Sample")])
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock, given=given)
    first = claim.respondents[0]
    answer = ResponseInput(answer=Answer.DISPUTE, reasons="Not me.")
    responses.file_response(
        session, respondent_of(claim), claim.id, first.id, answer, first.name, clock=clock
    )
    run_out(claim, clock)

    with pytest.raises(Forbidden, match="has answered"):
        defaults.request_default(session, claimant_of(claim), claim.id, clock=clock)
    defaults.note_silence(session, SYSTEM, claim.id, clock=clock)

    assert claim.status is ClaimStatus.ANSWERED


def test_the_sweeps_catch_up_whatever_night_was_missed(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock, served: Claim
) -> None:
    run_out(served, clock)
    clock.advance(timedelta(days=40))
    session.commit()
    jobs.sweep_all(sessions, clock)
    jobs.work_off(sessions, clock)
    session.expire_all()
    claim = queries.claim_for(session, SYSTEM, served.id)
    defaults.request_default(session, claimant_of(claim), claim.id, clock=clock)
    session.commit()
    clock.advance(timedelta(days=60))
    for _twice in range(2):
        jobs.sweep_all(sessions, clock)
        jobs.work_off(sessions, clock)

    session.expire_all()
    claim = queries.claim_for(session, SYSTEM, served.id)
    assert claim.status is ClaimStatus.JUDGED
    assert len(queries.orders_of(session, claim)) == 1
    assert list(session.scalars(select(Job.error).where(Job.state == "failed"))) == []


def test_a_respondent_is_reminded_once_of_each_deadline(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock, served: Claim
) -> None:
    assert served.response_due is not None
    clock.set(served.response_due - timedelta(days=4))
    session.commit()
    for _night in range(3):
        jobs.sweep_all(sessions, clock)
        jobs.work_off(sessions, clock)
        clock.advance(timedelta(days=1))

    subjects = session.scalars(
        select(OutgoingMail.subject).where(OutgoingMail.recipient == "ben@example.com")
    )
    assert list(subjects).count("A reminder from the court") == 1


def test_a_case_that_was_never_served_lapses(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock)
    session.commit()
    clock.advance(timedelta(days=140))
    jobs.sweep_all(sessions, clock)
    jobs.work_off(sessions, clock)

    session.expire_all()
    found = queries.claim_for(session, SYSTEM, claim.id)
    assert (found.status, found.closed_reason) == (ClaimStatus.CLOSED, "lapsed")
