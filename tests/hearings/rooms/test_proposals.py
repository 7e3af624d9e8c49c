"""The mediator's proposal: two yes answers make a deal, anything else looks the same."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hearings.rooms import agreements, offers, proposals, queries, readings
from hearings.rooms.enums import MediationStatus, ProposalStatus, Source
from hearings.rooms.models import Proposal, ProposalAnswer
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, NotFound
from tests.hearings.rooms.houses import House, a_deal, an_offer, in_rooms


def proposed(house: House) -> Proposal:
    proposal = proposals.propose(
        house.session, house.mediator, house.claim.id, a_deal(700), clock=house.clock
    )
    house.session.flush()
    return proposal


def answer(house: House, proposal: Proposal, *, claimant: bool, respondent: bool) -> None:
    for actor, yes in ((house.claimant, claimant), (house.respondent, respondent)):
        proposals.answer_proposal(house.session, actor, proposal.id, yes, clock=house.clock)
        house.session.flush()


def test_two_yes_answers_draft_the_agreement(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)
    assert house.stage() is MediationStatus.PROPOSAL

    answer(house, proposal, claimant=True, respondent=True)

    agreement = queries.agreement_to_sign(session, house.claim)
    assert agreement is not None
    assert (agreement.source, agreement.source_id) == (Source.PROPOSAL, proposal.id)
    assert agreements.deal_of(session, agreement) == proposals.terms_of(
        session, house.claim, proposal
    )
    assert (proposal.status, house.mediation.status) == (
        ProposalStatus.AGREED,
        MediationStatus.AGREED,
    )


@pytest.mark.parametrize(("claimant", "respondent"), [(True, False), (False, True), (False, False)])
def test_any_other_answers_leave_the_same_trace(
    session: Session, clock: FixedClock, claimant: bool, respondent: bool
) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)

    answer(house, proposal, claimant=claimant, respondent=respondent)

    assert (proposal.status, house.mediation.status) == (
        ProposalStatus.NOT_AGREED,
        MediationStatus.ROOM,
    )
    assert queries.agreement_to_sign(session, house.claim) is None


def test_a_single_no_is_not_shown_to_the_other_side(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)
    before = readings.latest_proposal(
        session, house.respondent, house.mediation, house.claim, now=clock.now()
    )

    proposals.answer_proposal(session, house.claimant, proposal.id, False, clock=clock)
    session.flush()

    after = readings.latest_proposal(
        session, house.respondent, house.mediation, house.claim, now=clock.now()
    )
    mine = readings.latest_proposal(
        session, house.claimant, house.mediation, house.claim, now=clock.now()
    )
    mediators = readings.latest_proposal(
        session, house.mediator, house.mediation, house.claim, now=clock.now()
    )
    assert before == after
    assert mine is not None
    assert (mine.answered, mine.said_yes) == (True, False)
    assert mediators is not None
    assert mediators.said_yes is None


def test_answers_are_kept_sealed(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)
    proposals.answer_proposal(session, house.claimant, proposal.id, True, clock=clock)
    session.flush()

    [row] = session.scalars(select(ProposalAnswer))

    assert b"true" not in row.answer
    assert proposals.own_answer(session, house.claim, row) is True


def test_a_side_answers_once(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)
    proposals.answer_proposal(session, house.claimant, proposal.id, False, clock=clock)
    session.flush()

    with pytest.raises(IllegalMove, match="already answered"):
        proposals.answer_proposal(session, house.claimant, proposal.id, True, clock=clock)


def test_a_proposal_lapses_after_its_hours_and_the_talk_goes_on(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)
    proposals.lapse_proposal(session, proposal.id, clock=clock)
    assert proposal.status is ProposalStatus.OPEN
    clock.set(proposal.lapses_at)

    with pytest.raises(IllegalMove):
        proposals.answer_proposal(session, house.claimant, proposal.id, True, clock=clock)
    proposals.lapse_proposal(session, proposal.id, clock=clock)
    proposals.lapse_proposal(session, proposal.id, clock=clock)

    assert (proposal.status, house.mediation.status) == (
        ProposalStatus.NOT_AGREED,
        MediationStatus.ROOM,
    )
    assert proposed(house).number == 2


def test_an_accepted_offer_overtakes_the_running_proposal(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    proposal = proposed(house)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)

    offers.accept_offer(session, house.respondent, offer.id, clock=clock)

    assert (proposal.status, house.mediation.status) == (
        ProposalStatus.OVERTAKEN,
        MediationStatus.AGREED,
    )


def test_only_the_mediator_proposes_and_one_at_a_time(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    with pytest.raises(Forbidden):
        proposals.propose(session, house.claimant, house.claim.id, a_deal(), clock=clock)
    proposal = proposed(house)

    with pytest.raises(Forbidden):
        proposed(house)
    with pytest.raises(NotFound):
        proposals.answer_proposal(session, house.mediator, proposal.id, True, clock=clock)


def test_no_proposal_is_made_while_an_agreement_waits(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    answer(house, proposed(house), claimant=True, respondent=True)

    with pytest.raises(Forbidden, match="agreement to sign"):
        proposed(house)
