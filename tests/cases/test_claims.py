"""A claim moves as the table of moves says, and each deed leaves its entry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import cases.jobs  # noqa: F401 - registers the work the court does by itself
from cases import claims, drafts, queries
from cases.enums import ClaimStatus, ClosedReason, PaymentStatus, ReturnReason
from cases.inputs import AmountInput, ReturnInput
from cases.models import CasePaper, Claim
from odr import jobs
from odr.clock import FixedClock
from odr.db import Sessions
from odr.errors import Forbidden, IllegalMove, Invalid, NotFound
from odr.ledger import case_chain
from odr.models import LedgerEntry
from odr.money import Money
from odr.permissions import SYSTEM, VISITOR, Actor, Role
from tests.factories import (
    STEPS_TO,
    TRUTH,
    a_claim,
    a_party,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)


def kinds(session: Session, claim: Claim) -> list[str]:
    session.flush()
    chain = case_chain(claim.id)
    return list(
        session.scalars(
            select(LedgerEntry.kind)
            .where(LedgerEntry.chain == chain)
            .order_by(LedgerEntry.chain_no)
        )
    )


@pytest.mark.parametrize("status", list(STEPS_TO))
def test_a_case_can_be_taken_to_each_status(
    session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, status, clock=clock)

    assert claim.status is status


def test_each_deed_up_to_the_answer_leaves_its_entry(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    assert kinds(session, claim) == [
        "claim.submitted",
        "payment.received",
        "claim.accepted",
        "service.code_made",
        "service.attempted",
        "service.deemed",
        "response.filed",
        "answers.heard",
    ]


def test_the_papers_of_a_served_case_are_made_by_jobs(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    make_claim(session, ClaimStatus.SERVED, clock=clock)
    session.commit()

    jobs.work_off(sessions, clock)

    session.expire_all()
    papers = session.scalars(select(CasePaper).order_by(CasePaper.kind)).all()
    assert [(paper.kind.value, paper.document_id is not None) for paper in papers] == [
        ("notice", True),
        ("receipt", True),
        ("sealed_claim", True),
    ]


RETURNED = ReturnInput(reason=ReturnReason.ADDRESS_INCOMPLETE, what_to_do="Add the house number.")


def file(session: Session, clock: FixedClock, **changed: Any) -> Claim:
    filer = actor_of(make_account(session))
    draft = drafts.start_draft(session, filer, drafts.CLAIM, {}, clock=clock)
    session.flush()
    return claims.file_claim(session, filer, draft.id, a_claim(**changed), TRUTH, clock=clock)


def test_filing_works_out_interest_and_fee_of_that_day(session: Session, clock: FixedClock) -> None:
    claim = file(session, clock)

    fee = queries.payments_of(session, claim)[0]
    assert claim.interest_minor == 119 * 26
    assert (claim.fee_minor, fee.amount_minor, fee.status) == (8_000, 8_000, PaymentStatus.DUE)
    assert fee.explanation[0] == "The fee is worked out on £1,230.94."


def test_one_draft_gives_one_claim(session: Session, clock: FixedClock) -> None:
    filer = actor_of(make_account(session))
    draft = drafts.start_draft(session, filer, drafts.CLAIM, {}, clock=clock)
    session.flush()
    claims.file_claim(session, filer, draft.id, a_claim(), TRUTH, clock=clock)
    session.flush()

    with pytest.raises(IllegalMove, match="was sent already"):
        claims.file_claim(session, filer, draft.id, a_claim(), TRUTH, clock=clock)

    assert len(session.scalars(select(Claim)).all()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"amounts": [AmountInput(reason="A boat", amount=Money(1_000_001, "GBP"))]},
        {"amounts": [AmountInput(reason="A boat", amount=Money(100, "EUR"))]},
        {"respondents": [a_party("ADA EXAMPLE")]},
    ],
)
def test_what_this_court_does_not_take_is_refused_before_anything_is_written(
    session: Session, clock: FixedClock, changed: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        file(session, clock, **changed)

    assert session.scalars(select(Claim)).all() == []


def test_the_limit_itself_is_still_a_small_claim(session: Session, clock: FixedClock) -> None:
    amounts = [AmountInput(reason="A boat", amount=Money(1_000_000, "GBP"))]

    assert file(session, clock, amounts=amounts).claimed_minor == 1_000_000


def test_a_returned_filing_keeps_its_time_and_can_be_put_right(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    filed_at = claim.filed_at
    clerk = actor_of(make_account(session, Role.CLERK))
    clock.advance(timedelta(days=1))
    claims.return_filing(session, clerk, claim.id, RETURNED, clock=clock)
    assert claim.status is ClaimStatus.RETURNED
    clock.advance(timedelta(days=2))

    claims.resubmit_claim(
        session,
        claimant_of(claim),
        claim.id,
        [a_party("Ben Sample", line1="7 Oak Row")],
        clock=clock,
    )

    assert (claim.status, claim.filed_at, claim.respondents[0].line1) == (
        ClaimStatus.IN_REVIEW,
        filed_at,
        "7 Oak Row",
    )


def test_after_the_cure_period_it_is_too_late_and_the_claim_lapses(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    clerk = actor_of(make_account(session, Role.CLERK))
    claims.return_filing(session, clerk, claim.id, RETURNED, clock=clock)
    assert claims.lapse_claim(session, SYSTEM, claim.id, clock=clock) is None
    assert claim.cure_due is not None
    clock.set(claim.cure_due)

    with pytest.raises(IllegalMove):
        claims.resubmit_claim(
            session, claimant_of(claim), claim.id, [a_party("Ben Sample")], clock=clock
        )
    claims.lapse_claim(session, SYSTEM, claim.id, clock=clock)

    assert (claim.status, claim.closed_reason) == (ClaimStatus.CLOSED, ClosedReason.LAPSED)


def test_every_respondent_is_put_right_or_none(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    clerk = actor_of(make_account(session, Role.CLERK))
    claims.return_filing(session, clerk, claim.id, RETURNED, clock=clock)

    with pytest.raises(Invalid):
        claims.resubmit_claim(session, claimant_of(claim), claim.id, [], clock=clock)


def test_case_numbers_run_without_a_gap(session: Session, clock: FixedClock) -> None:
    numbers = [make_claim(session, ClaimStatus.ISSUED, clock=clock).number for _each in range(3)]

    assert [str(number)[8:14] for number in numbers] == ["000001", "000002", "000003"]


@pytest.mark.parametrize("status", list(STEPS_TO))
def test_the_claimant_may_stop_at_any_time_before_the_end(
    session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, status, clock=clock)

    claims.withdraw_claim(session, claimant_of(claim), claim.id, clock=clock)

    assert (claim.status, claim.closed_reason) == (ClaimStatus.CLOSED, ClosedReason.WITHDRAWN)
    with pytest.raises(Forbidden):
        claims.withdraw_claim(session, claimant_of(claim), claim.id, clock=clock)


def test_nobody_else_stops_a_claim(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    stranger = actor_of(make_account(session))

    for actor, refusal in ((respondent_of(claim), Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            claims.withdraw_claim(session, actor, claim.id, clock=clock)


def test_a_case_is_there_for_its_people_and_for_nobody_else(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    make_claim(session, ClaimStatus.SUBMITTED, clock=clock)

    def seen(actor: Actor) -> list[Claim]:
        return list(session.scalars(queries.claims_visible_to(actor)))

    officers = {role: actor_of(make_account(session, role)) for role in Role}
    assert [seen(claimant_of(claim)), seen(respondent_of(claim))] == [[claim], [claim]]
    assert {role: len(seen(actor)) for role, actor in officers.items()} == {
        Role.VISITOR: 0,
        Role.CITIZEN: 0,
        Role.MEDIATOR: 0,
        Role.ADJUDICATOR: 0,
        Role.CLERK: 2,
        Role.MANAGER: 2,
        Role.REGISTRY: 1,
        Role.SYSTEM: 2,
    }
    assert seen(VISITOR) == []


def test_a_claim_nobody_paid_for_lapses_by_itself(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SUBMITTED, clock=clock)
    session.commit()
    assert claim.pay_fee_by is not None
    clock.set(claim.pay_fee_by)
    jobs.sweep_all(sessions, clock)
    jobs.work_off(sessions, clock)

    session.expire_all()
    found = queries.claim_for(session, SYSTEM, claim.id)
    assert (found.status, found.closed_reason) == (ClaimStatus.CLOSED, ClosedReason.LAPSED)
