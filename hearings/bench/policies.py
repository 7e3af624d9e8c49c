"""Who may do what on the bench: True, or the sentence that says why not."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases import queries as cases
from cases.enums import ClaimStatus
from cases.models import Claim, Party
from hearings.bench.enums import SeatStatus
from hearings.bench.models import Draw, Question
from hearings.bench.queries import AskedQuestion, asked_parties
from odr.permissions import Actor, Role, Verdict
from odr.words import _

FRESH = timedelta(minutes=5)


def may_draw(actor: Actor) -> Verdict:
    """The court itself draws; nobody chooses who decides."""
    return actor.role is Role.SYSTEM or _("The court draws the adjudicator by itself.")


def may_open_file(seat: Draw) -> Verdict:
    """The file opens only after the adjudicator has said that nothing ties them to a party."""
    if seat.status is SeatStatus.SITTING:
        return True
    return _("Say first whether anything ties you to a party. Then the file opens.")


def may_decide(claim: Claim, seat: Draw) -> Verdict:
    """Questions, issues and findings belong to the time when the case waits for its decision."""
    verdict = may_open_file(seat)
    if verdict is not True:
        return verdict
    if claim.status is not ClaimStatus.DECISION:
        return _("This case no longer waits for a decision, so nothing can be changed.")
    return True


def may_answer(actor: Actor, claim: Claim, asked: AskedQuestion, party: Party) -> Verdict:
    """Whoever was asked answers once; a late answer still counts until the case is decided."""
    if party not in cases.parties_of(actor, claim):
        return _("Only the party itself can answer this question.")
    if party not in asked_parties(asked.question, claim):
        return _("This question is for the other side. You can read the answer here.")
    if party not in asked.awaited:
        return _("You have already answered this question.")
    if claim.status is not ClaimStatus.DECISION:
        return _("The case has been decided, so questions can no longer be answered.")
    return True


def is_late(question: Question, now: datetime) -> bool:
    """At the very moment a question is due its time has passed."""
    return now >= question.due


def may_sign(second_factor_at: datetime | None, now: datetime) -> Verdict:
    """A signature needs the second factor, shown within the last five minutes."""
    if second_factor_at is not None and second_factor_at <= now < second_factor_at + FRESH:
        return True
    return _("Confirm with your second factor that it is you, then sign within five minutes.")
