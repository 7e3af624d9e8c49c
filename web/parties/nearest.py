"""What a party has to do by when, where that is nearer than what the whole case waits for."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries as cases
from cases.enums import ClaimStatus
from cases.models import Claim
from cases.next_steps import Acts, NextStep, Task
from hearings.bench import queries as bench
from hearings.rooms.models import Mediation
from odr.clock import Clock
from odr.permissions import Actor
from odr.words import _
from web.parties.room_words import by_when


def nearest(
    session: Session, actor: Actor, claim: Claim, step: NextStep, *, clock: Clock
) -> NextStep:
    """Return the step of this party; only a case in talks or before an adjudicator is asked.

    The wall stands: what the rooms know is shown to the two sides alone, here on their own page.
    """
    if claim.status is ClaimStatus.DECISION:
        return _question(session, actor, claim, step, clock=clock)
    if claim.status is ClaimStatus.MEDIATION:
        ends = session.scalar(select(Mediation.ends_at).where(Mediation.claim_id == claim.id))
        return replace(step, due=by_when(claim, ends) if ends else None)
    return step


def _question(
    session: Session, actor: Actor, claim: Claim, step: NextStep, *, clock: Clock
) -> NextStep:
    """Name the question of the adjudicator that has waited longest for this party."""
    own = {party.id for party in cases.parties_of(actor, claim)}
    for asked in bench.asked_questions(session, claim):
        if own & {party.id for party in asked.awaited}:
            return NextStep(
                what=_("Answer the adjudicator's question"),
                who=Acts.YOU,
                due=by_when(claim, asked.question.due),
                otherwise=_("The adjudicator may decide without your answer."),
                task=Task.ANSWER_QUESTIONS,
                late=clock.now() >= asked.question.due,
            )
    return step
