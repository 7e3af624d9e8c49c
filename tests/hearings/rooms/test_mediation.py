"""The course of a mediation: opening words, open rooms, more time, silence and the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import claims, officers
from cases.enums import ClaimStatus, Entry, Side
from hearings.rooms import mediation, offers, queries
from hearings.rooms.enums import EndReason, MediationStatus, Room
from hearings.rooms.models import MediationSide
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, NotFound
from odr.ledger import case_chain
from odr.models import LedgerEntry, OutgoingMail
from odr.permissions import Role
from tests.hearings.rooms.houses import (
    DAY,
    OPENING,
    House,
    an_offer,
    in_mediation,
    in_opening,
    in_rooms,
)


def side_of(house: House, side: Side) -> MediationSide:
    return queries.side_row(house.mediation, side)


def test_the_rooms_open_when_both_sides_have_written_their_opening(
    session: Session, clock: FixedClock
) -> None:
    house = in_opening(session, clock)

    mediation.write_opening(session, house.claimant, house.claim.id, OPENING, clock=clock)
    assert house.stage() is MediationStatus.OPENING
    row = mediation.write_opening(session, house.respondent, house.claim.id, OPENING, clock=clock)

    assert house.stage() is MediationStatus.ROOM
    assert mediation.opening_of(session, house.mediation, row) == OPENING.model_dump()
    with pytest.raises(Forbidden):
        mediation.write_opening(session, house.claimant, house.claim.id, OPENING, clock=clock)


def test_opening_words_may_be_written_before_a_mediator_has_taken_the_case(
    session: Session, clock: FixedClock
) -> None:
    house = in_mediation(session, clock)

    row = mediation.write_opening(session, house.claimant, house.claim.id, OPENING, clock=clock)

    assert row.attended_at == clock.now()
    assert mediation.opening_of(session, house.mediation, side_of(house, Side.RESPONDENT)) == {}
    with pytest.raises(Forbidden):
        mediation.write_opening(session, house.mediator, house.claim.id, OPENING, clock=clock)


def test_the_rooms_open_by_themselves_when_the_time_for_opening_words_is_over(
    session: Session, clock: FixedClock
) -> None:
    house = in_opening(session, clock)
    mediation.open_when_due(session, house.mediation.id, clock=clock)
    assert house.stage() is MediationStatus.OPENING
    clock.set(house.mediation.ends_at)

    mediation.open_when_due(session, house.mediation.id, clock=clock)

    assert house.stage() is MediationStatus.ROOM
    assert house.mediation.ends_at - clock.now() >= 14 * DAY - timedelta(days=1)


def test_the_mediator_gives_more_time_once(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    before = house.mediation.ends_at

    mediation.extend(session, house.mediator, house.claim.id, clock=clock)

    assert house.mediation.ends_at - before == 7 * DAY
    with pytest.raises(Forbidden):
        mediation.extend(session, house.mediator, house.claim.id, clock=clock)
    with pytest.raises(Forbidden):
        mediation.extend(session, house.claimant, house.claim.id, clock=clock)


def test_an_impasse_sends_the_case_to_decision_with_the_four_facts_and_no_more(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    mediator = house.mediator
    house.say(house.claimant, Room.JOINT)

    mediation.declare_impasse(session, mediator, house.claim.id, clock=clock)

    assert house.claim.status is ClaimStatus.DECISION
    closed = session.scalars(
        select(LedgerEntry).where(LedgerEntry.kind == Entry.MEDIATION_CLOSED.value)
    ).one()
    assert closed.data == {"settled": False, "attended": ["claimant"]}
    assert closed.chain == case_chain(house.claim.id)
    assert officers.officer_in(session, house.claim.id, Role.MEDIATOR) is None
    with pytest.raises(NotFound):
        queries.mediation_for(session, mediator, house.claim.id)


@pytest.mark.parametrize("side", list(Side))
def test_a_party_may_leave_and_the_case_does_not_say_which(
    session: Session, clock: FixedClock, side: Side
) -> None:
    house = in_rooms(session, clock)

    mediation.leave(session, house.actor(side), house.claim.id, clock=clock)

    assert house.mediation.end_reason in {EndReason.CLAIMANT_LEFT, EndReason.RESPONDENT_LEFT}
    closed = session.scalars(
        select(LedgerEntry).where(LedgerEntry.kind == Entry.MEDIATION_CLOSED.value)
    ).one()
    assert (closed.actor_id, closed.actor_role) == (None, "system")
    with pytest.raises(IllegalMove):
        house.say(house.claimant, Room.JOINT)


def test_only_the_mediator_declares_an_impasse_and_only_a_party_leaves(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)

    with pytest.raises(Forbidden):
        mediation.declare_impasse(session, house.claimant, house.claim.id, clock=clock)
    with pytest.raises(Forbidden):
        mediation.leave(session, house.mediator, house.claim.id, clock=clock)


def test_a_side_silent_for_seven_days_ends_the_rooms_though_the_other_goes_on_writing(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    for _day in range(3):
        clock.advance(2 * DAY)
        house.say(house.claimant, Room.CLAIMANT)
    mediation.end_when_due(session, house.mediation.id, clock=clock)
    assert house.stage() is MediationStatus.ROOM
    clock.advance(DAY)

    mediation.end_when_due(session, house.mediation.id, clock=clock)

    assert house.mediation.end_reason is EndReason.IDLE
    assert house.claim.status is ClaimStatus.DECISION


def test_the_rooms_end_when_their_time_is_over(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    while clock.now() + 2 * DAY < house.mediation.ends_at:
        clock.advance(2 * DAY)
        house.say(house.claimant, Room.JOINT)
        house.say(house.respondent, Room.JOINT)
    clock.set(house.mediation.ends_at)

    mediation.end_when_due(session, house.mediation.id, clock=clock)
    mediation.end_when_due(session, house.mediation.id, clock=clock)

    assert house.mediation.end_reason is EndReason.TIME


def test_an_agreement_that_waits_for_signatures_keeps_the_rooms_from_ending(
    session: Session, clock: FixedClock
) -> None:
    house = in_opening(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    offers.accept_offer(session, house.respondent, offer.id, clock=clock)
    mediation.open_rooms(session, house.mediator, house.claim.id, clock=clock)
    session.flush()
    clock.set(house.mediation.ends_at)

    mediation.end_when_due(session, house.mediation.id, clock=clock)

    assert house.stage() is MediationStatus.ROOM


def test_the_rooms_close_when_the_claim_is_withdrawn(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    claims.withdraw_claim(session, house.claimant, house.claim.id, clock=clock)
    with pytest.raises(IllegalMove):
        house.say(house.claimant, Room.JOINT)

    mediation.end_when_due(session, house.mediation.id, clock=clock)

    assert house.stage() is MediationStatus.WITHDRAWN


def test_a_silent_side_is_reminded_once_for_each_step(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    row = side_of(house, Side.RESPONDENT)

    for number in (1, 1, 2):
        mediation.remind(session, row.id, number, clock=clock)

    sent = list(session.scalars(select(OutgoingMail).where(OutgoingMail.about.is_(None))))
    assert [(mail.recipient, mail.subject) for mail in sent] == [
        ("ben@example.com", "Something new in your case")
    ] * 2
    house.say(house.respondent, Room.JOINT)
    mediation.remind(session, row.id, 1, clock=clock)
    assert row.reminders == 0
