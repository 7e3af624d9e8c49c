"""Offers: made, countered, accepted, declined, withdrawn and lapsed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.enums import ClaimStatus, Side
from hearings.rooms import agreements, offers, queries, readings
from hearings.rooms.enums import AgreementStatus, OfferStatus, Rhythm
from hearings.rooms.models import Agreement, Offer, RoomLedgerEntry
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, Invalid, NotFound
from odr.money import Money
from odr.permissions import Role
from tests.factories import actor_of, make_account
from tests.hearings.rooms.houses import DAY, PAY_DAY, an_offer, make_house


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(RoomLedgerEntry.kind).order_by(RoomLedgerEntry.seq)))


def test_an_offer_is_open_for_the_days_its_maker_gave(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)

    offer = offers.make_offer(
        session, house.respondent, house.claim.id, an_offer(days=3), clock=clock
    )

    assert (offer.side, offer.number, offer.status) == (Side.RESPONDENT, 1, OfferStatus.OPEN)
    assert offer.lapses_at == clock.now() + timedelta(days=3)
    assert offers.terms_of(session, offer).total == Money(80_000, "GBP")
    assert kinds(session) == ["offer.made"]


def test_an_offer_without_days_ends_when_the_court_says(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)

    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    assert timedelta(days=14) <= offer.lapses_at - clock.now() <= timedelta(days=16)


def test_accepting_an_offer_drafts_the_agreement_from_its_fields(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    given = an_offer(900, instalment=Money(30_000, "GBP"), every=Rhythm.MONTH, terms="No more.")
    offer = offers.make_offer(session, house.respondent, house.claim.id, given, clock=clock)

    agreement = offers.accept_offer(session, house.claimant, offer.id, clock=clock)

    assert offer.status is OfferStatus.ACCEPTED
    assert agreement.status is AgreementStatus.SIGNING
    assert agreements.deal_of(session, agreement) == offers.terms_of(session, offer)
    assert kinds(session) == ["offer.made", "offer.accepted", "agreement.drafted"]


def test_a_counter_offer_takes_the_place_of_the_offer_it_answers(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    first = offers.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)

    counter = offers.make_offer(
        session, house.claimant, house.claim.id, an_offer(1_000, answers=first.id), clock=clock
    )

    assert (first.status, counter.status) == (OfferStatus.COUNTERED, OfferStatus.OPEN)
    assert counter.answers_id == first.id
    with pytest.raises(IllegalMove):
        offers.accept_offer(session, house.claimant, first.id, clock=clock)


def test_a_side_has_one_offer_running_at_a_time(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    with pytest.raises(Forbidden, match="offer running"):
        offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    assert len(offers_rows(session)) == 1


def offers_rows(session: Session) -> list[Offer]:
    return list(session.scalars(select(Offer).order_by(Offer.number)))


def test_after_five_offers_a_side_is_sent_to_a_mediator(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    for _round in range(5):
        offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
        offers.withdraw_offer(session, house.claimant, offer.id, clock=clock)

    with pytest.raises(Forbidden, match="as many offers"):
        offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    other = offers.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)
    assert other.number == 6


def test_a_side_cannot_accept_its_own_offer(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    with pytest.raises(Forbidden):
        offers.accept_offer(session, house.claimant, offer.id, clock=clock)
    with pytest.raises(Forbidden):
        offers.withdraw_offer(session, house.respondent, offer.id, clock=clock)


def test_a_declined_offer_is_over(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    offers.decline_offer(session, house.respondent, offer.id, clock=clock)

    assert offer.status is OfferStatus.DECLINED
    with pytest.raises(IllegalMove):
        offers.withdraw_offer(session, house.claimant, offer.id, clock=clock)


def test_an_offer_cannot_be_accepted_after_its_time_even_before_the_lapse_is_noted(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(
        session, house.claimant, house.claim.id, an_offer(days=2), clock=clock
    )
    clock.advance(2 * DAY)

    with pytest.raises(IllegalMove):
        offers.accept_offer(session, house.respondent, offer.id, clock=clock)

    [rung] = readings.ladder(session, house.claimant, house.claim, now=clock.now())
    assert (offer.status, rung.status, rung.mine) == (OfferStatus.OPEN, OfferStatus.LAPSED, True)
    offers.lapse_offer(session, offer.id, clock=clock)
    offers.lapse_offer(session, offer.id, clock=clock)
    assert offer.status is OfferStatus.LAPSED
    assert kinds(session) == ["offer.made", "offer.lapsed"]


def test_an_offer_in_time_does_not_lapse(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    offers.lapse_offer(session, offer.id, clock=clock)

    assert offer.status is OfferStatus.OPEN


def test_accepting_one_offer_ends_the_other_running_offer(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    mine = offers.make_offer(session, house.claimant, house.claim.id, an_offer(1_000), clock=clock)
    theirs = offers.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)

    offers.accept_offer(session, house.claimant, theirs.id, clock=clock)

    assert (mine.status, theirs.status) == (OfferStatus.OVERTAKEN, OfferStatus.ACCEPTED)
    with pytest.raises(Forbidden, match="agreement to sign"):
        offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (an_offer(5_000), "above_claim"),
        (an_offer(first_date=date(2026, 3, 5)), "first_date"),
        (an_offer(800, instalment=Money(100, "GBP"), every=Rhythm.WEEK), "instalment"),
        (
            an_offer(amount=0, terms="Peace.").model_copy(update={"amount": Money(1, "EUR")}),
            "amount",
        ),
    ],
)
def test_an_offer_that_does_not_fit_is_refused_with_the_field_to_put_right(
    session: Session, clock: FixedClock, given: object, field: str
) -> None:
    house = make_house(session, clock)

    with pytest.raises(Invalid) as refused:
        offers.make_offer(session, house.claimant, house.claim.id, given, clock=clock)  # type: ignore[arg-type] # the parameters are offers

    assert refused.value.field == field
    assert offers_rows(session) == []


def test_more_than_the_claim_is_taken_when_it_is_meant(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)

    offer = offers.make_offer(
        session, house.claimant, house.claim.id, an_offer(5_000, above_claim=True), clock=clock
    )

    assert offers.terms_of(session, offer).first_date == PAY_DAY


def test_answering_an_offer_that_is_gone_is_refused(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    offers.withdraw_offer(session, house.claimant, offer.id, clock=clock)

    with pytest.raises(IllegalMove):
        offers.make_offer(
            session, house.respondent, house.claim.id, an_offer(answers=offer.id), clock=clock
        )


def test_offers_begin_with_service(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock, ClaimStatus.ISSUED)

    with pytest.raises(Forbidden):
        offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER, Role.ADJUDICATOR, Role.CITIZEN])
def test_whoever_is_no_party_finds_no_offer(
    session: Session, clock: FixedClock, role: Role
) -> None:
    house = make_house(session, clock)
    stranger = actor_of(make_account(session, role))
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    with pytest.raises(NotFound):
        queries.offer_for(session, stranger, offer.id)
    assert queries.offers_of(session, stranger, house.claim) == []
    assert list(session.scalars(select(Agreement))) == []
