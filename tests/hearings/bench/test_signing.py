"""A decision is signed only over what its author has seen, answered and proved to be theirs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.enums import ClaimStatus, OrderKind, OrderStatus, Side
from cases.models import Order
from hearings.bench import drafting, queries, questions, signing
from hearings.bench.enums import DecisionStatus, Outcome
from hearings.bench.inputs import SignInput
from hearings.bench.stale import Changed, NewFilings, NotReady
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, NotFound
from odr.ledger import case_chain
from odr.models import LedgerEntry
from tests.factories import claimant_of, respondent_of
from tests.hearings.bench.cases_to_decide import Bench, find, kinds_of, open_case, put_issues
from tests.hearings.bench.test_drafting import PLAN, file_more, manifest_of
from tests.hearings.bench.test_questions import ANSWER, ask

FOR, AGAINST = Outcome.CLAIMANT, Outcome.RESPONDENT
WHOLE = PLAN.model_copy(update={"version": 2, "instalment": None, "instalment_every": None})


def draft(
    session: Session, clock: FixedClock, *, outcome: Outcome = FOR, plan: bool = True
) -> Bench:
    """Make a case with a decision that is written but not signed."""
    bench = open_case(session, clock)
    for issue in put_issues(session, bench, clock):
        find(session, bench, issue, outcome, clock)
    if plan:
        drafting.save_draft(session, bench.sitting, bench.claim.id, WHOLE, clock=clock)
        session.flush()
    return bench


def sign(
    session: Session,
    bench: Bench,
    clock: FixedClock,
    *,
    given: SignInput | None = None,
    second_factor_at: datetime | None = None,
) -> Order:
    order = signing.sign_decision(
        session,
        bench.sitting,
        bench.claim.id,
        given or shown(session, bench),
        second_factor_at=second_factor_at or clock.now(),
        clock=clock,
    )
    session.flush()
    return order


def shown(session: Session, bench: Bench) -> SignInput:
    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    return SignInput(version=decision.version, manifest=manifest_of(session, bench))


def orders(session: Session) -> list[Order]:
    return list(session.scalars(select(Order)))


def test_a_signed_decision_is_an_order_with_its_reasons(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock)

    order = sign(session, bench, clock)

    assert (order.kind, order.status, order.payer, order.pay_by) == (
        OrderKind.DECISION,
        OrderStatus.IN_FORCE,
        Side.RESPONDENT,
        date(2026, 4, 7),
    )
    assert order.total_minor == 120_000 + 3_172 + bench.claim.fee_minor
    assert order.terms == [
        ["Background", "A roof was to be mended."],
        [
            "1. Does the respondent owe this sum: Roof repair?",
            "For the claimant. £1,200.00 of £1,200.00.\n\nThe receipt shows it.",
        ],
        [
            "2. Is the defence of Ben Sample right?",
            "For the claimant.\n\nThe receipt shows it.",
        ],
        ["Conclusion", "The claim succeeds."],
    ]
    assert bench.claim.status is ClaimStatus.JUDGED


def test_the_signature_names_the_second_factor_and_the_filings(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock)
    proved_at = clock.now() - timedelta(minutes=4)
    manifest = manifest_of(session, bench)

    order = sign(session, bench, clock, second_factor_at=proved_at)

    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    assert (
        decision.status,
        decision.signed_at,
        decision.second_factor_at,
        decision.order_id,
    ) == (DecisionStatus.SIGNED, clock.now(), proved_at, order.id)
    assert kinds_of(session, bench.claim)[-2:] == ["decision.signed", "order.made"]
    entry = session.scalar(
        select(LedgerEntry).where(
            LedgerEntry.chain == case_chain(bench.claim.id), LedgerEntry.kind == "decision.signed"
        )
    )
    assert entry is not None
    assert entry.data == {
        "issues": 2,
        "manifest": manifest,
        "second_factor_at": proved_at.isoformat(),
    }


def test_a_claim_that_fails_orders_no_payment(session: Session, clock: FixedClock) -> None:
    bench = draft(session, clock, outcome=AGAINST, plan=False)

    order = sign(session, bench, clock)

    assert (order.payer, order.total_minor, order.sums, order.pay_by) == (None, 0, [], None)


@pytest.mark.parametrize("age", [None, timedelta(minutes=5), timedelta(minutes=-1)])
def test_without_a_fresh_second_factor_nothing_is_signed(
    session: Session, clock: FixedClock, age: timedelta | None
) -> None:
    bench = draft(session, clock)
    proved_at = None if age is None else clock.now() - age

    with pytest.raises(Forbidden, match="second factor"):
        signing.sign_decision(
            session,
            bench.sitting,
            bench.claim.id,
            shown(session, bench),
            second_factor_at=proved_at,
            clock=clock,
        )

    assert orders(session) == []


def test_a_filing_after_the_draft_was_opened_blocks_the_signature(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock)
    given = shown(session, bench)
    file_more(session, bench, clock)

    with pytest.raises(NewFilings) as refusal:
        sign(session, bench, clock, given=given)

    assert [filing.label for filing in refusal.value.filings] == ["R1 A photo"]
    assert (orders(session), bench.claim.status) == ([], ClaimStatus.DECISION)


def test_seeing_a_filing_on_the_page_is_not_yet_reading_it(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock)
    file_more(session, bench, clock)

    with pytest.raises(NewFilings):
        sign(session, bench, clock)


def test_after_reading_the_filing_the_decision_can_be_signed(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock)
    file_more(session, bench, clock)
    drafting.read_filings(
        session, bench.sitting, bench.claim.id, manifest_of(session, bench), clock=clock
    )

    assert sign(session, bench, clock).kind is OrderKind.DECISION


def test_a_late_answer_to_a_question_is_a_new_filing(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    clock.set(question.due)
    for issue in put_issues(session, bench, clock):
        find(session, bench, issue, AGAINST, clock)
    questions.answer_question(session, claimant_of(bench.claim), question.id, ANSWER, clock=clock)
    session.flush()

    with pytest.raises(NewFilings) as refusal:
        sign(session, bench, clock)

    assert [filing.label for filing in refusal.value.filings] == [
        "Answer of Ada Example to question 1"
    ]


def test_an_issue_without_a_finding_blocks_the_signature(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    first, _second = put_issues(session, bench, clock)
    find(session, bench, first, AGAINST, clock)

    with pytest.raises(NotReady) as refusal:
        sign(session, bench, clock)

    assert refusal.value.missing == ["Issue 2 has no finding yet."]
    assert orders(session) == []


def test_a_decision_without_issues_is_none(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    drafting.open_draft(session, bench.sitting, bench.claim.id, clock=clock)
    session.flush()

    with pytest.raises(NotReady) as refusal:
        sign(session, bench, clock)

    assert refusal.value.missing == ["Make the list of issues first."]


def test_without_a_draft_there_is_nothing_to_sign(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    with pytest.raises(IllegalMove, match="no draft to sign"):
        sign(session, bench, clock, given=SignInput(version=1, manifest=""))


def test_a_question_that_can_still_be_answered_blocks_the_signature(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock, outcome=AGAINST)
    question = ask(session, bench, clock)

    with pytest.raises(NotReady) as refusal:
        sign(session, bench, clock)
    clock.set(question.due)
    order = sign(session, bench, clock)

    assert refusal.value.missing == [
        "Question 1 can still be answered. Wait for the answers or for its day."
    ]
    assert order.payer is None


def test_a_question_everybody_answered_blocks_nothing(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    question = ask(session, bench, clock)
    for actor in (claimant_of(bench.claim), respondent_of(bench.claim)):
        questions.answer_question(session, actor, question.id, ANSWER, clock=clock)
    session.flush()
    for issue in put_issues(session, bench, clock):
        find(session, bench, issue, AGAINST, clock)

    assert sign(session, bench, clock).kind is OrderKind.DECISION


def test_a_sum_needs_a_day_to_be_paid_by(session: Session, clock: FixedClock) -> None:
    bench = draft(session, clock, plan=False)

    with pytest.raises(NotReady) as refusal:
        sign(session, bench, clock)

    assert refusal.value.missing == [
        "Say by which day the sum must be paid. The day must be after today."
    ]


def test_a_draft_changed_in_another_window_is_not_signed(
    session: Session, clock: FixedClock
) -> None:
    bench = draft(session, clock)
    given = shown(session, bench)
    again = WHOLE.model_copy(update={"version": given.version, "conclusion": "Other."})
    drafting.save_draft(session, bench.sitting, bench.claim.id, again, clock=clock)

    with pytest.raises(Changed):
        sign(session, bench, clock, given=given)

    assert orders(session) == []


def test_a_second_press_makes_no_second_order(session: Session, clock: FixedClock) -> None:
    bench = draft(session, clock)
    given = shown(session, bench)
    order = sign(session, bench, clock, given=given)

    with pytest.raises(Forbidden, match="no longer waits"):
        sign(session, bench, clock, given=given)

    assert orders(session) == [order]


def test_nobody_signs_for_the_adjudicator(session: Session, clock: FixedClock) -> None:
    bench = draft(session, clock)
    given = shown(session, bench)

    with pytest.raises(NotFound):
        signing.sign_decision(
            session,
            claimant_of(bench.claim),
            bench.claim.id,
            given,
            second_factor_at=clock.now(),
            clock=clock,
        )
