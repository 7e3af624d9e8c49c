"""Who is on a case: never a party, never twice, and no mediator ever decides."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from cases import officers, queries
from cases.enums import ClaimStatus
from cases.models import Claim
from odr.clock import FixedClock
from odr.errors import IllegalMove, NotFound
from odr.models import Account
from odr.permissions import SYSTEM, Role
from tests.factories import actor_of, make_account, make_claim


@pytest.fixture
def claim(session: Session, clock: FixedClock) -> Claim:
    return make_claim(session, ClaimStatus.MEDIATION, clock=clock)


def test_candidates_have_the_role_and_nothing_to_do_with_the_case(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    free, party, gone, filer = [make_account(session, Role.MEDIATOR) for _each in range(4)]
    make_account(session, Role.ADJUDICATOR)
    claim.respondents[0].account_id = party.id
    claim.created_by = filer.id
    gone.disabled_at = clock.now()
    session.flush()

    assert officers.candidates(session, claim, Role.MEDIATOR) == [free]


def test_candidates_stand_in_the_same_order_whenever_they_are_asked_for(
    session: Session, claim: Claim
) -> None:
    made = [make_account(session, Role.MEDIATOR).id for _each in range(5)]

    found = [account.id for account in officers.candidates(session, claim, Role.MEDIATOR)]

    assert found == sorted(made, key=lambda each: each.hex)


def test_an_appointed_officer_sees_the_case_until_they_step_down(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    mediator = make_account(session, Role.MEDIATOR)
    officers.appoint(session, SYSTEM, claim.id, mediator, clock=clock)
    session.flush()
    seen = queries.claim_for(session, actor_of(mediator), claim.id)
    assert (seen, officers.officer_in(session, claim.id, Role.MEDIATOR)) == (claim, mediator)
    assert officers.caseload(session, Role.MEDIATOR) == {mediator.id: 1}

    officers.step_down(session, SYSTEM, claim.id, mediator.id, clock=clock)
    session.flush()

    with pytest.raises(NotFound):
        queries.claim_for(session, actor_of(mediator), claim.id)
    assert officers.officer_in(session, claim.id, Role.MEDIATOR) is None
    assert officers.caseload(session, Role.MEDIATOR) == {}


def refuse(session: Session, claim: Claim, account: Account, clock: FixedClock) -> None:
    with pytest.raises(IllegalMove, match="cannot be appointed"):
        officers.appoint(session, SYSTEM, claim.id, account, clock=clock)


def test_nobody_comes_back_to_a_case_in_any_role(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    mediator = make_account(session, Role.MEDIATOR)
    officers.appoint(session, SYSTEM, claim.id, mediator, clock=clock)
    session.flush()
    refuse(session, claim, mediator, clock)

    officers.step_down(session, SYSTEM, claim.id, mediator.id, clock=clock)
    mediator.role = Role.ADJUDICATOR
    session.flush()

    refuse(session, claim, mediator, clock)
    with pytest.raises(NotFound, match="not appointed"):
        officers.step_down(session, SYSTEM, claim.id, mediator.id, clock=clock)
