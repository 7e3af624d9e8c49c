"""Where a disputed case goes next, and the few facts of a mediation that leave the rooms."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import referrals
from cases.enums import ClaimStatus, OrderKind, Side
from cases.judgments import Terms
from cases.models import Claim
from odr.clock import FixedClock
from odr.errors import IllegalMove
from odr.ledger import case_chain
from odr.models import Job, LedgerEntry
from odr.permissions import SYSTEM
from tests.factories import make_claim

TERMS = Terms(payer=Side.RESPONDENT, sums=[("What the sides agreed", 50_000)])


def record_of(session: Session, claim: Claim, last: int) -> list[tuple[str, dict[str, Any]]]:
    session.flush()
    rows = session.execute(
        select(LedgerEntry.kind, LedgerEntry.data)
        .where(LedgerEntry.chain == case_chain(claim.id))
        .order_by(LedgerEntry.chain_no)
    )
    return [(kind, data) for kind, data in rows][-last:]


def jobs_for(session: Session, name: str) -> list[dict[str, Any]]:
    session.flush()
    return list(session.scalars(select(Job.args).where(Job.name == name)))


def test_a_case_goes_to_mediation_and_a_mediator_is_looked_for(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    referrals.refer_to_mediation(session, SYSTEM, claim.id, clock=clock)

    assert (claim.status, claim.status_since) == (ClaimStatus.MEDIATION, clock.now())
    assert jobs_for(session, referrals.APPOINT_MEDIATOR) == [{"claim_id": str(claim.id)}]
    assert record_of(session, claim, 1) == [("mediation.opened", {})]


def test_a_failed_mediation_goes_on_to_decision_in_the_same_step(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.MEDIATION, clock=clock)

    referrals.close_mediation(
        session, SYSTEM, claim.id, settled=False, attended=[Side.CLAIMANT], clock=clock
    )

    assert claim.status is ClaimStatus.DECISION
    assert jobs_for(session, referrals.DRAW_ADJUDICATOR) == [{"claim_id": str(claim.id)}]
    assert record_of(session, claim, 2) == [
        ("mediation.closed", {"settled": False, "attended": ["claimant"]}),
        ("decision.referred", {}),
    ]


def test_a_mediation_that_settled_becomes_a_consent_order_and_goes_nowhere_else(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.MEDIATION, clock=clock)

    referrals.close_mediation(
        session, SYSTEM, claim.id, settled=True, attended=list(Side), clock=clock
    )
    order = referrals.settle(session, SYSTEM, claim.id, TERMS, clock=clock)

    assert (claim.status, order.kind, order.total_minor, order.payer) == (
        ClaimStatus.SETTLED,
        OrderKind.CONSENT,
        50_000,
        Side.RESPONDENT,
    )
    assert jobs_for(session, referrals.DRAW_ADJUDICATOR) == []
    assert record_of(session, claim, 1) == [("claim.settled", {"order": str(order.id)})]


@pytest.mark.parametrize("status", [ClaimStatus.SUBMITTED, ClaimStatus.SERVED])
def test_a_case_that_was_not_answered_is_referred_nowhere(
    session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, status, clock=clock)

    for refer in (referrals.refer_to_mediation, referrals.refer_to_decision):
        with pytest.raises(IllegalMove):
            refer(session, SYSTEM, claim.id, clock=clock)

    assert claim.status is status
