"""Agreements: signed by every party, then a consent order; or refused, or lapsed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases.enums import ClaimStatus, OrderKind, Side
from hearings.rooms import agreements, offers
from hearings.rooms.enums import AgreementStatus, MediationStatus, Rhythm
from hearings.rooms.inputs import SignInput
from hearings.rooms.models import Agreement
from odr.clock import FixedClock
from odr.errors import IllegalMove, NotFound
from odr.money import Money
from odr.permissions import Role
from tests.factories import actor_of, make_account
from tests.hearings.rooms.houses import DAY, PAY_DAY, House, an_offer, in_rooms, make_house


def stands(agreement: Agreement) -> AgreementStatus:
    return agreement.status


def agreed(house: House, **changed: Any) -> Agreement:
    offer = offers.make_offer(
        house.session, house.respondent, house.claim.id, an_offer(**changed), clock=house.clock
    )
    agreement = offers.accept_offer(house.session, house.claimant, offer.id, clock=house.clock)
    house.session.flush()
    return agreement


def test_two_signatures_make_a_consent_order(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    agreement = agreed(house, instalment=Money(20_000, "GBP"), every=Rhythm.MONTH, terms="Keys.")

    house.sign(house.claimant, agreement)
    assert stands(agreement) is AgreementStatus.SIGNING
    house.sign(house.respondent, agreement)

    [order] = case_queries.orders_of(session, house.claim)
    assert stands(agreement) is AgreementStatus.SIGNED
    assert house.claim.status is ClaimStatus.SETTLED
    assert (order.kind, order.payer, order.total_minor) == (
        OrderKind.CONSENT,
        Side.RESPONDENT,
        80_000,
    )
    assert (order.pay_by, order.instalment_minor, order.instalment_every) == (
        PAY_DAY,
        20_000,
        "month",
    )
    assert ["What else holds", "Keys."] in order.terms


def test_a_deal_without_money_makes_an_order_without_a_payer(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    agreement = agreed(house, amount=0, terms="Both walk away.")

    house.sign(house.respondent, agreement)
    house.sign(house.claimant, agreement)

    [order] = case_queries.orders_of(session, house.claim)
    assert (order.payer, order.total_minor, order.sums, order.pay_by) == (None, 0, [], None)


def test_signing_in_mediation_closes_the_rooms_as_settled(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    agreement = agreed(house)
    assert house.stage() is MediationStatus.AGREED

    house.sign(house.claimant, agreement)
    house.sign(house.respondent, agreement)

    assert house.stage() is MediationStatus.SETTLED
    assert house.claim.status is ClaimStatus.SETTLED


def test_a_signature_covers_only_the_terms_that_were_shown(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    agreement = agreed(house)
    given = SignInput(name="A Person", agree=True, mark="another")

    with pytest.raises(IllegalMove, match="not the ones you were shown"):
        agreements.sign_agreement(session, house.claimant, agreement.id, given, clock=clock)

    assert agreement.signatures == []


def test_signing_twice_counts_once(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    agreement = agreed(house)

    house.sign(house.claimant, agreement)
    session.flush()
    house.sign(house.claimant, agreement)

    assert len(agreement.signatures) == 1
    assert house.claim.status is ClaimStatus.ANSWERED


def test_a_refused_agreement_binds_nobody_and_the_talk_goes_on(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    agreement = agreed(house)
    house.sign(house.claimant, agreement)

    agreements.refuse_agreement(session, house.respondent, agreement.id, clock=clock)

    assert stands(agreement) is AgreementStatus.REFUSED
    assert house.stage() is MediationStatus.ROOM
    with pytest.raises(IllegalMove):
        house.sign(house.respondent, agreement)
    offers.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)


def test_an_agreement_that_is_not_signed_in_time_lapses(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    agreement = agreed(house)
    agreements.lapse_agreement(session, agreement.id, clock=clock)
    assert stands(agreement) is AgreementStatus.SIGNING
    clock.set(agreement.sign_by)

    with pytest.raises(IllegalMove, match="time to sign"):
        house.sign(house.claimant, agreement)
    agreements.lapse_agreement(session, agreement.id, clock=clock)
    agreements.lapse_agreement(session, agreement.id, clock=clock)

    assert stands(agreement) is AgreementStatus.LAPSED


def test_the_time_to_sign_never_runs_past_the_first_payment(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    tomorrow = (clock.now() + DAY).date()

    agreement = agreed(house, first_date=tomorrow)

    assert agreement.sign_by.date() <= date.fromordinal(tomorrow.toordinal() + 1)


def test_officers_and_strangers_find_no_agreement(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    agreement = agreed(house)

    for role in (Role.CLERK, Role.ADJUDICATOR, Role.MEDIATOR, Role.CITIZEN):
        with pytest.raises(NotFound):
            agreements.refuse_agreement(
                session, actor_of(make_account(session, role)), agreement.id, clock=clock
            )
