"""Lives of cases for the wall: every way talk can end, and talk that is still going on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hearings.bench import drafting, draws, issues, queries
from hearings.bench.inputs import FindingInput, IssuesInput
from hearings.rooms import agreements, attachments, mediation, offers, proposals
from hearings.rooms.enums import Room
from hearings.rooms.inputs import SignInput
from hearings.rooms.models import Attachment, Mediation, Message
from odr.clock import Clock
from odr.permissions import Actor
from odr.play import deciding, talking
from odr.play.filing import Case
from odr.play.stage import Story
from odr.play.steps import disputed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Plot = Callable[[Case], Story]


def decided(case: Case) -> Story:
    """Mediation fails, a file of the joint room is filed as evidence, a decision is signed."""
    neutral = yield from _talked(case)
    for attachment_id in case.look(_files_of_the_respondent, case.claim_id):
        case.deed(attachments.file_as_exhibit, case.respondent, attachment_id, "")
    case.deed(mediation.declare_impasse, neutral, case.claim_id)
    yield from deciding.decide(case)


def undecided(case: Case) -> Story:
    """Mediation failed, nothing of it was filed, and a decision is being written."""
    neutral = yield from _talked(case)
    case.deed(mediation.declare_impasse, neutral, case.claim_id)
    yield HOUR
    judge = deciding.judge_of(case)
    case.deed(draws.declare_no_conflict, judge, case.claim_id)
    yield from deciding.ask(case, judge)
    case.deed(_begin_to_decide, judge, case.claim_id)


def talk(case: Case) -> Story:
    """The rooms are open, both sides have offers out, and one has answered a proposal."""
    neutral = yield from _talked(case)
    for actor, share in ((case.respondent, 4), (case.claimant, 3)):
        case.deed(offers.make_offer, actor, case.claim_id, talking.an_offer(case, share))
    deal = talking.a_deal(case, 2, agreed=False)
    proposal = case.deed(proposals.propose, neutral, case.claim_id, deal)
    yield HOUR
    case.deed(proposals.answer_proposal, case.claimant, proposal.id, True)


def to_sign(case: Case) -> Story:
    """The mediator's proposal was agreed; one side has signed and the other has not."""
    neutral = yield from _talked(case)
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


def drafted(case: Case) -> Story:
    """Somebody has begun a claim and not sent it."""
    draft = case.begin()
    case.add_evidence(draft.id, "What we agreed", case.claimant)
    yield HOUR


def later(plot: Plot, wait: timedelta) -> Plot:
    """Let a story begin later, so that stories of different length end within the same hours."""

    def told(case: Case) -> Story:
        yield wait
        yield from plot(case)

    return told


def _talked(case: Case) -> Generator[timedelta, None, Actor]:
    yield from disputed(case)
    neutral = yield from talking.open_rooms(case)
    yield from talking.talk_it_over(case, neutral)
    return neutral


def _files_of_the_respondent(session: Session, claim_id: UUID) -> list[UUID]:
    query = (
        select(Attachment.id)
        .join(Message, Message.id == Attachment.message_id)
        .join(Mediation, Mediation.id == Message.mediation_id)
        .where(Mediation.claim_id == claim_id, Message.room == Room.JOINT)
    )
    return list(session.scalars(query.order_by(Attachment.id)))


def _begin_to_decide(session: Session, judge: Actor, claim_id: UUID, *, clock: Clock) -> Any:
    claim = queries.seat_for(session, judge, claim_id)[0]
    decision = drafting.open_draft(session, judge, claim_id, clock=clock)
    rows = issues.prompts(queries.case_file(session, claim))
    given = IssuesInput(version=decision.version, issues=rows)
    made = issues.set_issues(session, judge, claim_id, given, clock=clock)
    finding = FindingInput(version=0, outcome=deciding.OUTCOMES[0], amount=None, reasons="So.")
    return issues.write_finding(session, judge, made[0].id, finding, clock=clock)
