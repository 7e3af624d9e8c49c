"""The mediator's proposal: both sides answer in secret, and only two yes answers are shown."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases.enums import Side
from cases.models import Claim
from hearings.rooms import policies, queries
from hearings.rooms.agreements import draft_agreement
from hearings.rooms.book import note
from hearings.rooms.clocks import RoomClock, ends
from hearings.rooms.deals import Deal
from hearings.rooms.enums import (
    MediationEvent,
    ProposalEvent,
    ProposalStatus,
    RoomEntry,
    Source,
)
from hearings.rooms.envelope import chance_of, seal_data, unseal_data
from hearings.rooms.inputs import DealInput
from hearings.rooms.lifecycle import MEDIATION, PROPOSAL
from hearings.rooms.models import Mediation, Proposal, ProposalAnswer
from hearings.rooms.notices import tell_mediator, tell_side
from hearings.rooms.offers import deal_for
from hearings.rooms.turns import took_part, wait_for
from odr.clock import Clock
from odr.errors import IllegalMove
from odr.permissions import SYSTEM, Actor, require
from odr.words import _


def propose(
    session: Session, actor: Actor, claim_id: UUID, given: DealInput, *, clock: Clock
) -> Proposal:
    """Put terms to both sides at once.

    The time to answer runs in full even when the time of the rooms ends before: the rooms then
    stay open until the proposal is answered or lapses.
    """
    mediation, claim, voice = queries.mediation_for(
        session, actor, claim_id, lock=True, lock_claim=True
    )
    require(policies.is_mediator(voice))
    policies.must(policies.room_is_open(claim, mediation))
    to_sign = queries.agreement_to_sign(session, claim)
    require(policies.may_propose(voice, mediation, to_sign))
    deal = deal_for(session, claim, given, clock=clock)
    now = clock.now()
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.PROPOSE)
    proposal = Proposal(
        id=chance_of(session, claim.id).uuid(),
        mediation_id=mediation.id,
        number=len(queries.proposals_of(session, mediation)) + 1,
        status=ProposalStatus.OPEN,
        made_at=now,
        lapses_at=ends(claim, RoomClock.PROPOSAL, now),
    )
    proposal.terms = seal_data(session, claim.id, f"proposal:{proposal.id}", deal.data())
    session.add(proposal)
    note(session, actor, RoomEntry.PROPOSAL_MADE, claim.id, at=now, proposal=proposal.id)
    wait_for(mediation, Side, at=now)
    for side in Side:
        tell_side(session, claim.id, side)
    return proposal


def answer_proposal(
    session: Session, actor: Actor, proposal_id: UUID, yes: bool, *, clock: Clock
) -> Proposal:
    """Answer the mediator's proposal in secret, once.

    A single no is kept until the other side has answered too or the time is over: an earlier end
    would tell the other side.
    """
    proposal, mediation, claim = proposal_for(session, actor, proposal_id)
    side = case_queries.party_for(actor, claim).side
    now = clock.now()
    policies.must(policies.room_is_open(claim, mediation))
    policies.must(policies.proposal_is_open(proposal, now))
    answers = queries.answers_to(session, proposal)
    if side in answers:
        raise IllegalMove(_("Your side has already answered this proposal."))
    row = ProposalAnswer(
        id=chance_of(session, claim.id).uuid(), proposal_id=proposal.id, side=side, at=now
    )
    row.answer = seal_data(session, claim.id, f"answer:{row.id}", yes)
    session.add(row)
    answers[side] = row
    note(
        session,
        actor,
        RoomEntry.PROPOSAL_ANSWERED,
        claim.id,
        at=now,
        proposal=proposal.id,
        side=side.value,
    )
    took_part(mediation, side, at=now)
    if len(answers) == len(Side):
        _count(session, actor, proposal, mediation, claim, list(answers.values()), clock=clock)
    return proposal


def lapse_proposal(session: Session, proposal_id: UUID, *, clock: Clock) -> None:
    """Note that the time to answer is over. Safe to do twice."""
    proposal, mediation, claim = proposal_for(session, SYSTEM, proposal_id)
    if proposal.status is ProposalStatus.OPEN and clock.now() >= proposal.lapses_at:
        _fail(session, proposal, mediation, claim, clock=clock)


def terms_of(session: Session, claim: Claim, proposal: Proposal) -> Deal:
    """Open the terms of a proposal the caller was given by `queries`."""
    return Deal.read(unseal_data(session, claim.id, f"proposal:{proposal.id}", proposal.terms))


def own_answer(session: Session, claim: Claim, row: ProposalAnswer) -> bool:
    """Open a side's own answer; never show it to anybody else."""
    return bool(unseal_data(session, claim.id, f"answer:{row.id}", row.answer))


def proposal_for(
    session: Session, actor: Actor, proposal_id: UUID
) -> tuple[Proposal, Mediation, Claim]:
    """Return a proposal to the parties, with the case and the mediation locked."""
    claim_id = session.scalar(
        select(Mediation.claim_id)
        .join(Proposal, Proposal.mediation_id == Mediation.id)
        .where(Proposal.id == proposal_id)
    )
    claim = queries.talk_claim(session, actor, claim_id or proposal_id, lock=True)
    mediation = queries.mediation_of(session, claim.id, lock=True)
    proposal = session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None or mediation is None:
        raise queries.nothing_here()
    return proposal, mediation, claim


def _count(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    mediation: Mediation,
    claim: Claim,
    answers: list[ProposalAnswer],
    *,
    clock: Clock,
) -> None:
    if not all(own_answer(session, claim, row) for row in answers):
        _fail(session, proposal, mediation, claim, clock=clock)
        return
    now = clock.now()
    proposal.status = PROPOSAL.next(proposal.status, ProposalEvent.AGREE)
    proposal.ended_at = now
    note(
        session, SYSTEM, RoomEntry.PROPOSAL_ENDED, claim.id, at=now, proposal=proposal.id, how=True
    )
    deal = terms_of(session, claim, proposal)
    draft_agreement(session, actor, claim, deal, Source.PROPOSAL, proposal.id, clock=clock)
    tell_mediator(session, claim.id)


def _fail(
    session: Session, proposal: Proposal, mediation: Mediation, claim: Claim, *, clock: Clock
) -> None:
    """One no, two noes and silence end alike: the same state, words and notices."""
    now = clock.now()
    proposal.status = PROPOSAL.next(proposal.status, ProposalEvent.FAIL)
    proposal.ended_at = now
    mediation.status = MEDIATION.next(mediation.status, MediationEvent.PROPOSAL_ENDS)
    note(
        session, SYSTEM, RoomEntry.PROPOSAL_ENDED, claim.id, at=now, proposal=proposal.id, how=False
    )
    for row in mediation.sides:
        row.awaited_since, row.reminders = now, 0
        tell_side(session, claim.id, row.side)
    tell_mediator(session, claim.id)
