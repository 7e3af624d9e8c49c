"""Every case tells each side what happens next, who acts, by when, and what if not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from cases import defaults
from cases.enums import AnswerStatus, ClaimStatus, ClosedReason, OrderKind, Side
from cases.judgments import Terms, make_order
from cases.models import Claim, Order
from cases.next_steps import Acts, NextStep, Seen, Task, next_step
from cases.stages import Stage, stages
from odr.clock import FixedClock
from odr.permissions import SYSTEM
from tests.factories import claimant_of, make_claim


def step(claim: Claim, side: Side, clock: FixedClock, *, order: Order | None = None) -> NextStep:
    party = claim.claimants[0] if side is Side.CLAIMANT else claim.respondents[0]
    return next_step(Seen(claim, party, clock.now(), order))


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("status", ClaimStatus)
def test_every_status_has_a_next_step_for_each_side(
    session: Session, clock: FixedClock, status: ClaimStatus, side: Side
) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)
    claim.status = status

    told = step(claim, side, clock)

    assert told.what
    assert not told.what.endswith(".")
    assert told.who in Acts
    assert told.due is None or told.otherwise


@pytest.mark.parametrize("reason", ClosedReason)
def test_a_closed_case_says_why(session: Session, clock: FixedClock, reason: ClosedReason) -> None:
    claim = make_claim(session, ClaimStatus.SUBMITTED, clock=clock)
    claim.status, claim.closed_reason = ClaimStatus.CLOSED, reason

    told = step(claim, Side.CLAIMANT, clock)

    assert told.who is Acts.NOBODY
    assert told.what.endswith("The case is closed")


def test_the_claimant_pays_the_fee_first(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SUBMITTED, clock=clock)

    told = step(claim, Side.CLAIMANT, clock)

    assert (told.task, told.who, told.late) == (Task.PAY_FEE, Acts.YOU, False)
    assert told.due is not None
    assert step(claim, Side.RESPONDENT, clock).task is None


def test_a_respondent_answers_by_their_own_time(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)

    told = step(claim, Side.RESPONDENT, clock)

    assert (told.task, told.who) == (Task.ANSWER, Acts.YOU)
    assert told.due == claim.respondents[0].response_due
    assert told.note == ""


def test_a_late_respondent_reads_that_an_answer_still_counts(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    clock.advance(timedelta(days=40))

    told = step(claim, Side.RESPONDENT, clock)

    assert told.late
    assert "still counts" in told.note


@pytest.mark.parametrize(
    ("status", "who"),
    [(AnswerStatus.FILED, Acts.OTHER), (AnswerStatus.NOT_SERVED, Acts.COURT)],
)
def test_a_respondent_with_nothing_to_answer_waits(
    session: Session, clock: FixedClock, status: AnswerStatus, who: Acts
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    claim.respondents[0].answer_status = status

    assert step(claim, Side.RESPONDENT, clock).who is who


def test_silence_lets_the_claimant_ask_and_then_wait(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    assert step(claim, Side.CLAIMANT, clock).who is Acts.OTHER

    clock.advance(timedelta(days=40))
    defaults.note_silence(session, SYSTEM, claim.id, clock=clock)
    assert step(claim, Side.CLAIMANT, clock).task is Task.ASK_JUDGMENT

    defaults.request_default(session, claimant_of(claim), claim.id, clock=clock)
    asked = step(claim, Side.CLAIMANT, clock)
    assert (asked.who, asked.due) == (Acts.COURT, claim.default_enter_after)


@pytest.mark.parametrize(
    ("payer", "side", "who"),
    [
        (Side.RESPONDENT, Side.RESPONDENT, Acts.YOU),
        (Side.RESPONDENT, Side.CLAIMANT, Acts.OTHER),
        (None, Side.CLAIMANT, Acts.NOBODY),
    ],
)
def test_an_order_says_who_pays_by_when(
    session: Session, clock: FixedClock, payer: Side | None, side: Side, who: Acts
) -> None:
    claim = make_claim(session, ClaimStatus.DECISION, clock=clock)
    today = clock.now().date()
    terms = Terms(payer, [("The claim", 100)] if payer else [], pay_by=today, instalment_minor=50)
    order = make_order(session, SYSTEM, claim.id, OrderKind.CONSENT, terms, clock=clock)

    told = step(claim, side, clock, order=order)
    clock.advance(timedelta(days=2))
    later = step(claim, side, clock, order=order)

    assert (told.who, told.task, told.late) == (who, Task.READ_ORDER, False)
    assert later.late is (payer is not None)


def test_a_returned_claim_is_put_right_in_time(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    claim.status, claim.cure_due = ClaimStatus.RETURNED, clock.now()

    told = step(claim, Side.CLAIMANT, clock)

    assert (told.task, told.late) == (Task.PUT_RIGHT, True)


@pytest.mark.parametrize("status", ClaimStatus)
def test_the_way_of_a_case_shows_where_it_stands(
    session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    claim.status, claim.closed_at = status, clock.now()

    way = stages(claim)

    assert [stage.state for stage in way].count("now") == 1
    assert way[0] == Stage("Claim sent", claim.filed_at, way[0].state)
    assert all(stage.at is None for stage in way if stage.state == "later")


def test_a_closed_case_shows_only_what_happened(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SUBMITTED, clock=clock)
    claim.status, claim.closed_at = ClaimStatus.CLOSED, clock.now()

    assert [stage.title for stage in stages(claim)] == ["Claim sent", "Closed"]


def test_a_judgment_without_an_answer_shows_no_stage_the_case_never_saw(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    claim.status = ClaimStatus.JUDGED

    assert [stage.title for stage in stages(claim)] == [
        "Claim sent",
        "Checked by the court",
        "Accepted",
        "Brought to the other side",
        "Order made",
    ]
