"""The award is the sum of the findings, worked out row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy.orm import Session

from cases import payments
from cases import queries as cases
from cases.enums import InterestBasis, PaymentPurpose, Side
from cases.inputs import InterestInput
from hearings.bench import queries
from hearings.bench.awards import Award, work_out
from hearings.bench.enums import Outcome
from odr.clock import FixedClock
from odr.money import Money
from odr.permissions import Role
from tests.factories import a_claim, actor_of, make_account
from tests.hearings.bench.cases_to_decide import Bench, find, open_case, put_issues
from tests.hearings.bench.test_issues import PAID_AND_BACK

FOR, AGAINST = Outcome.CLAIMANT, Outcome.RESPONDENT
UNTIL = date(2026, 3, 5)
NO_INTEREST = a_claim(interest=InterestInput(basis=InterestBasis.NONE))


def decided(
    session: Session, bench: Bench, clock: FixedClock, outcomes: Sequence[Outcome]
) -> Award:
    made = put_issues(session, bench, clock)
    for issue, outcome in zip(made, outcomes, strict=True):
        find(session, bench, issue, outcome, clock)
    return worked(session, bench)


def worked(session: Session, bench: Bench) -> Award:
    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    found = queries.findings_of(session, bench.claim)
    made = queries.issues_of(session, bench.claim)
    return work_out(session, bench.claim, decision, made, found, until=UNTIL)


def test_claim_interest_and_fee_make_the_sum(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    award = decided(session, bench, clock, [FOR, AGAINST])

    # 8 % of 1,200.00 a year is 26 pence a day; from 3 November to 5 March are 122 days.
    assert award == Award(
        [
            ("The claim", 120_000),
            ("Interest until Thursday 5 March 2026", 3_172),
            ("Court fee paid by the claimant", bench.claim.fee_minor),
        ],
        Side.RESPONDENT,
    )


def test_the_adjudicator_may_leave_out_interest_and_fee(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    decided(session, bench, clock, [FOR, AGAINST])
    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    decision.allow_interest = decision.allow_fee = False

    assert worked(session, bench) == Award([("The claim", 120_000)], Side.RESPONDENT)


def test_nothing_is_owed_where_the_claim_fails(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    assert decided(session, bench, clock, [AGAINST, AGAINST]) == Award([], None)


def test_what_was_paid_and_the_counterclaim_are_taken_off(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock, given=NO_INTEREST, answer=PAID_AND_BACK)

    award = decided(session, bench, clock, [FOR, AGAINST, AGAINST, AGAINST])

    assert award == Award(
        [
            ("The claim", 120_000),
            ("Court fee paid by the claimant", bench.claim.fee_minor),
            ("Already paid", -20_000),
            ("Less what the counterclaim comes to", -50_000),
        ],
        Side.RESPONDENT,
    )
    assert award.total_minor == 50_000 + bench.claim.fee_minor


def test_a_larger_counterclaim_turns_the_payment_round(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock, given=a_claim(30_000), answer=PAID_AND_BACK)
    decision_frame = decided(session, bench, clock, [FOR, AGAINST, FOR, AGAINST])
    owed = -decision_frame.rows[-1][1]

    assert decision_frame == Award(
        [("The counterclaim", 50_000), ("Less what the claim comes to", -owed)], Side.CLAIMANT
    )


def test_the_fee_of_a_counterclaim_that_succeeds_is_given_back(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock, given=NO_INTEREST, answer=PAID_AND_BACK)
    clerk = actor_of(make_account(session, Role.CLERK))
    [due] = [
        payment
        for payment in cases.payments_of(session, bench.claim)
        if payment.purpose is PaymentPurpose.COUNTERCLAIM
    ]
    payments.record_counter_payment(
        session, clerk, due.id, Money(due.amount_minor, due.currency), clock=clock
    )

    award = decided(session, bench, clock, [AGAINST, AGAINST, FOR, AGAINST])

    assert award == Award(
        [
            ("The counterclaim", 50_000),
            ("Court fee paid for the counterclaim", due.amount_minor),
        ],
        Side.CLAIMANT,
    )


def test_more_paid_than_owed_leaves_nothing_to_pay(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock, given=a_claim(10_000), answer=PAID_AND_BACK)
    decided(session, bench, clock, [FOR, AGAINST, AGAINST, FOR])
    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    decision.allow_interest = decision.allow_fee = False

    assert worked(session, bench) == Award([("The claim", 10_000), ("Already paid", -10_000)], None)


@pytest.mark.parametrize("outcome", [FOR, AGAINST])
def test_who_owes_nothing_more_than_the_other_pays_nothing(
    session: Session, clock: FixedClock, outcome: Outcome
) -> None:
    even = PAID_AND_BACK.model_copy(update={"paid": None, "paid_on": None})
    bench = open_case(session, clock, given=a_claim(50_000), answer=even)
    decided(session, bench, clock, [FOR, outcome, AGAINST])
    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    decision.allow_interest = decision.allow_fee = False

    assert worked(session, bench) == Award(
        [("The claim", 50_000), ("Less what the counterclaim comes to", -50_000)], None
    )
