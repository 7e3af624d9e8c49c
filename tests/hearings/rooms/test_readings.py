"""What people see of the rooms, and a party's own copy of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from cases.enums import Side
from hearings.rooms import copies, mediation, offers, proposals, readings
from hearings.rooms.enums import MediationStatus, Room
from odr.clock import FixedClock
from odr.errors import NotFound
from tests.hearings.rooms.houses import OPENING, a_deal, an_offer, in_opening, in_rooms, make_house


def test_the_worklist_says_who_is_waited_for_and_how_long(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    clock.advance(timedelta(hours=5))
    house.say(house.claimant, Room.JOINT)
    house.say(house.claimant, Room.CLAIMANT)
    session.flush()

    [row] = readings.worklist(session, house.mediator, now=clock.now())

    assert row.claim.id == house.claim.id
    assert (list(row.awaited), row.idle_hours, row.unanswered) == ([Side.RESPONDENT], 5, 2)
    house.say(house.mediator, Room.JOINT)
    session.flush()
    [row] = readings.worklist(session, house.mediator, now=clock.now())
    assert row.unanswered == 1


def test_a_case_leaves_the_worklist_when_it_ends(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    mediator = house.mediator

    mediation.declare_impasse(session, mediator, house.claim.id, clock=clock)
    session.flush()

    assert readings.worklist(session, mediator, now=clock.now()) == []


def test_a_case_whose_mediator_has_not_declared_is_not_idle(
    session: Session, clock: FixedClock
) -> None:
    house = in_opening(session, clock)
    house.mediation.status = MediationStatus.APPOINTED
    session.flush()

    [row] = readings.worklist(session, house.mediator, now=clock.now())

    assert (row.idle_hours, row.unanswered) == (0, 0)


def test_parties_can_still_read_their_rooms_after_the_end(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    house.say(house.claimant, Room.JOINT, "Thank you.")
    mediation.leave(session, house.claimant, house.claim.id, clock=clock)

    view = readings.room_view(
        session, house.respondent, house.claim.id, Room.JOINT, now=clock.now()
    )

    assert ([said.body for said in view.messages], view.open) == (["Thank you."], False)


def test_there_is_no_proposal_before_one_is_made(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)

    found = readings.latest_proposal(
        session, house.claimant, house.mediation, house.claim, now=clock.now()
    )

    assert found is None


def test_a_partys_own_copy_leaves_out_what_the_other_side_said_in_private(
    session: Session, clock: FixedClock
) -> None:
    house = in_opening(session, clock)
    for actor in (house.claimant, house.respondent):
        mediation.write_opening(session, actor, house.claim.id, OPENING, clock=clock)
    house.say(house.claimant, Room.JOINT, "Hello both.")
    house.say(house.claimant, Room.CLAIMANT, "I would take 600.")
    house.say(house.respondent, Room.RESPONDENT, "I would pay 900.")
    offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    proposal = proposals.propose(session, house.mediator, house.claim.id, a_deal(), clock=clock)
    session.flush()
    proposals.answer_proposal(session, house.respondent, proposal.id, True, clock=clock)
    session.flush()

    mine = copies.own_talk(session, house.claimant, house.claim)
    theirs = copies.own_talk(session, house.respondent, house.claim)

    assert [said["text"] for said in mine["messages"]] == ["Hello both.", "I would take 600."]
    assert [said["text"] for said in theirs["messages"]] == ["Hello both.", "I would pay 900."]
    assert mine["opening"] == OPENING.model_dump()
    assert [one["your_answer"] for one in mine["proposals"]] == [None]
    assert [one["your_answer"] for one in theirs["proposals"]] == [True]
    assert mine["offers"] == theirs["offers"]
    assert len(mine["offers"]) == 1


def test_a_copy_without_mediation_holds_offers_and_agreements(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    offers.accept_offer(session, house.respondent, offer.id, clock=clock)
    session.flush()

    copy = copies.own_talk(session, house.claimant, house.claim)

    assert sorted(copy) == ["agreements", "offers"]
    assert [one["status"] for one in copy["agreements"]] == ["signing"]


def test_a_copy_is_for_parties_alone(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)

    with pytest.raises(NotFound):
        copies.own_talk(session, house.mediator, house.claim)
