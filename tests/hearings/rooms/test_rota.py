"""The rota: whose turn it is, and what happens when a mediator cannot take the case."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import officers
from cases.enums import ClaimStatus
from hearings.rooms import mediation, queries, readings, rota
from hearings.rooms.clocks import NO_MEDIATOR
from hearings.rooms.enums import EndReason, MediationStatus, Room, RoomEntry
from hearings.rooms.models import RoomLedgerEntry
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, NotFound
from odr.permissions import Role
from tests.hearings.rooms.houses import (
    CONFLICT,
    DAY,
    NO_CONFLICT,
    in_mediation,
    in_opening,
    make_house,
)


def test_the_rota_names_a_mediator_and_keeps_how_it_chose(
    session: Session, clock: FixedClock
) -> None:
    house = in_mediation(session, clock)

    assert house.stage() is MediationStatus.APPOINTED
    assert house.mediator.account_id in {account.id for account in house.mediators}
    entry = session.scalars(
        select(RoomLedgerEntry).where(RoomLedgerEntry.kind == RoomEntry.MEDIATOR_NAMED.value)
    ).one()
    assert [row[0] for row in entry.data["rota"]] == sorted(
        str(account.id) for account in house.mediators
    )
    assert entry.data["mediator"] == entry.data["rota"][0][0]


def test_the_least_loaded_comes_first_then_who_waited_longest(
    session: Session, clock: FixedClock
) -> None:
    house = in_mediation(session, clock)
    named = [house.mediator.account_id]
    for _case in range(2):
        clock.advance(DAY)
        other = make_house(session, clock, ClaimStatus.MEDIATION, mediators=0)
        rota.appoint_mediator(session, other.claim.id, clock=clock)
        session.flush()
        named.append(other.mediation.mediator_id)
    clock.advance(DAY)
    fourth = make_house(session, clock, ClaimStatus.MEDIATION, mediators=0)
    rota.appoint_mediator(session, fourth.claim.id, clock=clock)

    assert set(named) == {account.id for account in house.mediators}
    assert fourth.mediation.mediator_id == named[0]


def test_appointing_twice_names_one_mediator(session: Session, clock: FixedClock) -> None:
    house = in_mediation(session, clock)
    first = house.mediator

    rota.appoint_mediator(session, house.claim.id, clock=clock)

    assert house.mediator == first
    assert sum(officers.caseload(session, Role.MEDIATOR).values()) == 1


def test_a_case_waits_while_the_rota_has_fewer_than_three(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock, ClaimStatus.MEDIATION, mediators=2)

    rota.appoint_mediator(session, house.claim.id, clock=clock)

    assert house.stage() is MediationStatus.WAITING
    session.flush()
    clock.advance(NO_MEDIATOR)
    mediation.end_when_due(session, house.mediation.id, clock=clock)
    assert house.mediation.end_reason is EndReason.NO_MEDIATOR
    assert house.claim.status is ClaimStatus.DECISION


def test_a_case_that_is_not_in_mediation_gets_no_mediator(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock, ClaimStatus.ANSWERED)

    assert rota.appoint_mediator(session, house.claim.id, clock=clock) is None


def test_a_mediator_with_a_conflict_makes_way_for_the_next_and_is_not_asked_again(
    session: Session, clock: FixedClock
) -> None:
    house = in_mediation(session, clock)
    first = house.mediator

    rota.declare(session, first, house.claim.id, CONFLICT, clock=clock)
    session.flush()
    rota.appoint_mediator(session, house.claim.id, clock=clock)

    assert house.stage() is MediationStatus.APPOINTED
    assert house.mediator != first
    with pytest.raises(NotFound):
        queries.mediation_for(session, first, house.claim.id)


def test_the_rooms_stay_shut_to_a_mediator_who_has_not_declared(
    session: Session, clock: FixedClock
) -> None:
    house = in_mediation(session, clock)

    with pytest.raises(IllegalMove):
        readings.room_view(session, house.mediator, house.claim.id, Room.JOINT, now=clock.now())
    with pytest.raises(IllegalMove):
        mediation.open_rooms(session, house.mediator, house.claim.id, clock=clock)


def test_only_the_mediator_declares_and_only_once(session: Session, clock: FixedClock) -> None:
    house = in_opening(session, clock)

    with pytest.raises(Forbidden):
        rota.declare(session, house.claimant, house.claim.id, NO_CONFLICT, clock=clock)
    with pytest.raises(IllegalMove):
        rota.declare(session, house.mediator, house.claim.id, NO_CONFLICT, clock=clock)


def test_a_mediator_who_says_nothing_in_time_is_replaced(
    session: Session, clock: FixedClock
) -> None:
    house = in_mediation(session, clock)
    rota.replace_silent_mediator(session, house.mediation.id, clock=clock)
    assert house.stage() is MediationStatus.APPOINTED
    clock.set(house.mediation.ends_at)

    rota.replace_silent_mediator(session, house.mediation.id, clock=clock)
    rota.replace_silent_mediator(session, house.mediation.id, clock=clock)

    assert (house.mediation.status, house.mediation.mediator_id) == (MediationStatus.WAITING, None)
