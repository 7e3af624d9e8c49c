"""Cases whose talk is going on, for tests that look at the rooms from inside and outside."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hearings.bench import drafting, issues, queries
from hearings.bench.inputs import FindingInput, IssuesInput
from hearings.rooms import agreements, offers, proposals
from hearings.rooms.inputs import SignInput
from odr.clock import Clock
from odr.permissions import Actor
from odr.play import deciding, talking
from odr.play.filing import Case
from odr.play.stage import Story
from odr.play.steps import disputed

HOUR = timedelta(hours=1)


def talked(case: Case) -> Generator[timedelta, None, Actor]:
    """The rooms are open, everybody has written in them, and the mediator is returned."""
    yield from disputed(case)
    neutral = yield from talking.open_rooms(case)
    yield from talking.talk_it_over(case, neutral)
    return neutral


def talk(case: Case) -> Story:
    """The rooms are open, both sides have offers out, and one has answered a proposal."""
    neutral = yield from talked(case)
    both_offer(case)
    deal = talking.a_deal(case, 2, agreed=False)
    proposal = case.deed(proposals.propose, neutral, case.claim_id, deal)
    yield HOUR
    case.deed(proposals.answer_proposal, case.claimant, proposal.id, True)


def half_signed(case: Case) -> Story:
    """The mediator's proposal was agreed; one side has signed and the other has not."""
    neutral = yield from talked(case)
    deal = talking.a_deal(case, 2, agreed=True)
    proposal = case.deed(proposals.propose, neutral, case.claim_id, deal)
    for actor in (case.claimant, case.respondent):
        yield HOUR
        case.deed(proposals.answer_proposal, actor, proposal.id, True)
    agreement = talking.agreement_to_sign(case)
    mark = case.look(agreements.mark_of, agreement)
    party = case.sides[0]
    given = SignInput(name=party.contact_name or party.name, agree=True, mark=mark)
    case.deed(agreements.sign_agreement, case.claimant, agreement.id, given)


def both_offer(case: Case) -> None:
    """Each side makes an offer, and neither is answered."""
    for actor, share in ((case.respondent, 4), (case.claimant, 3)):
        case.deed(offers.make_offer, actor, case.claim_id, talking.an_offer(case, share))


def begin_to_decide(session: Session, judge: Actor, claim_id: UUID, *, clock: Clock) -> Any:
    """The issues are set and the first of them has a finding."""
    claim = queries.seat_for(session, judge, claim_id)[0]
    decision = drafting.open_draft(session, judge, claim_id, clock=clock)
    rows = issues.prompts(queries.case_file(session, claim))
    given = IssuesInput(version=decision.version, issues=rows)
    made = issues.set_issues(session, judge, claim_id, given, clock=clock)
    finding = FindingInput(version=0, outcome=deciding.OUTCOMES[0], reasons="The receipt shows it.")
    return issues.write_finding(session, judge, made[0].id, finding, clock=clock)
