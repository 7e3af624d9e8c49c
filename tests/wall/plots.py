"""Lives of cases for the wall: every way talk can end, and talk that is still going on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hearings.bench import draws
from hearings.rooms import attachments, mediation
from hearings.rooms.enums import Room
from hearings.rooms.models import Attachment, Mediation, Message
from odr.play import deciding
from odr.play.filing import Case
from odr.play.stage import Story
from tests.plots import begin_to_decide, talked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Plot = Callable[[Case], Story]


def decided(case: Case) -> Story:
    """Mediation fails, a file of the joint room is filed as evidence, a decision is signed."""
    neutral = yield from talked(case)
    for attachment_id in case.look(_files_of_the_respondent, case.claim_id):
        case.deed(attachments.file_as_exhibit, case.respondent, attachment_id, "")
    case.deed(mediation.declare_impasse, neutral, case.claim_id)
    yield from deciding.decide(case)


def undecided(case: Case) -> Story:
    """Mediation failed, nothing of it was filed, and a decision is being written."""
    neutral = yield from talked(case)
    case.deed(mediation.declare_impasse, neutral, case.claim_id)
    yield HOUR
    judge = deciding.judge_of(case)
    case.deed(draws.declare_no_conflict, judge, case.claim_id)
    yield from deciding.ask(case, judge)
    case.deed(begin_to_decide, judge, case.claim_id)


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


def _files_of_the_respondent(session: Session, claim_id: UUID) -> list[UUID]:
    query = (
        select(Attachment.id)
        .join(Message, Message.id == Attachment.message_id)
        .join(Mediation, Mediation.id == Message.mediation_id)
        .where(Mediation.claim_id == claim_id, Message.room == Room.JOINT)
    )
    return list(session.scalars(query.order_by(Attachment.id)))
