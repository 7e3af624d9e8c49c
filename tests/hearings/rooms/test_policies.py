"""The sentences that say no, where no other test comes by."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from cases import claims
from cases.enums import ClaimStatus
from hearings.rooms import mediation, offers, policies, queries
from hearings.rooms.agreements import mark_of, sign_agreement
from hearings.rooms.enums import MediationStatus, Voice
from hearings.rooms.inputs import SignInput
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, NotFound
from odr.permissions import VISITOR
from tests.hearings.rooms.houses import OPENING, an_offer, in_opening, in_rooms, make_house


def test_nobody_answers_an_offer_of_a_case_that_has_ended(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    claims.withdraw_claim(session, house.claimant, house.claim.id, clock=clock)

    with pytest.raises(Forbidden, match="until the case ends"):
        offers.accept_offer(session, house.respondent, offer.id, clock=clock)


def test_nobody_signs_in_a_case_that_has_ended(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    agreement = offers.accept_offer(session, house.respondent, offer.id, clock=clock)
    claims.withdraw_claim(session, house.claimant, house.claim.id, clock=clock)
    given = SignInput(name="Ben Sample", agree=True, mark=mark_of(session, agreement))

    with pytest.raises(IllegalMove, match="case has ended"):
        sign_agreement(session, house.respondent, agreement.id, given, clock=clock)


def test_no_opening_words_are_written_in_a_case_that_has_ended(
    session: Session, clock: FixedClock
) -> None:
    house = in_opening(session, clock)
    claims.withdraw_claim(session, house.claimant, house.claim.id, clock=clock)

    with pytest.raises(IllegalMove, match="mediation has ended"):
        mediation.write_opening(session, house.respondent, house.claim.id, OPENING, clock=clock)


def test_time_is_given_only_to_open_rooms(session: Session, clock: FixedClock) -> None:
    house = in_opening(session, clock)

    with pytest.raises(Forbidden, match="not open"):
        mediation.extend(session, house.mediator, house.claim.id, clock=clock)


def test_one_proposal_runs_at_a_time(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    house.mediation.status = MediationStatus.PROPOSAL

    assert policies.may_propose(Voice.MEDIATOR, house.mediation, None) == (
        "There is a proposal running already."
    )
    assert policies.may_propose(Voice.CLAIMANT, house.mediation, None) == (
        "Only the mediator can do this."
    )


def test_a_room_is_closed_by_the_end_of_the_case_or_of_the_mediation(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    assert policies.room_is_open(house.claim, house.mediation) is True

    house.mediation.status = MediationStatus.IMPASSE
    assert policies.room_is_open(house.claim, house.mediation) is not True
    house.mediation.status = MediationStatus.ROOM
    house.claim.status = ClaimStatus.DECISION
    assert policies.room_is_open(house.claim, house.mediation) is not True


def test_whoever_has_no_name_reads_under_none() -> None:
    with pytest.raises(NotFound):
        queries.reader_id(VISITOR)
