"""The words of the pages of a case: statuses, who acts, what was answered, which order."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cases.enums import Answer, ClaimStatus, OrderKind, OrderStatus
from cases.next_steps import Acts, NextStep
from odr.words import _
from web.words import how_long

SOON = timedelta(days=3)


def status_tag(status: ClaimStatus, acts: Acts) -> tuple[str, str]:
    """Say where a case stands, and with which sign; what waits for the reader stands out."""
    words = {
        ClaimStatus.SUBMITTED: _("Fee to pay"),
        ClaimStatus.IN_REVIEW: _("With the court"),
        ClaimStatus.RETURNED: _("To put right"),
        ClaimStatus.ISSUED: _("Being served"),
        ClaimStatus.SERVED: _("Answer awaited"),
        ClaimStatus.ANSWERED: _("Answered"),
        ClaimStatus.MEDIATION: _("In mediation"),
        ClaimStatus.DECISION: _("With the adjudicator"),
        ClaimStatus.SETTLED: _("Settled"),
        ClaimStatus.JUDGED: _("Decided"),
        ClaimStatus.CLOSED: _("Closed"),
    }
    if status in {ClaimStatus.SETTLED, ClaimStatus.JUDGED}:
        kind = "good"
    elif acts in {Acts.YOU, Acts.BOTH}:
        kind = "you"
    else:
        kind = "plain" if acts is Acts.NOBODY else "waiting"
    return words[status], kind


def who_acts(acts: Acts) -> str:
    """Say who has to do the next thing."""
    return {
        Acts.YOU: _("You"),
        Acts.OTHER: _("The other side"),
        Acts.BOTH: _("Both sides"),
        Acts.COURT: _("The court"),
        Acts.NOBODY: "",
    }[acts]


def time_left(step: NextStep, now: datetime, today: date) -> str:
    """Say how much time is left, or how long it has passed."""
    if step.due is None:
        return ""
    left = step.due - now if isinstance(step.due, datetime) else step.due - today
    if step.late:
        return _("{time} late").format(time=how_long(-left)) if -left else _("passed")
    if not isinstance(step.due, datetime) and not left:
        return _("today")
    return _("{time} left").format(time=how_long(left))


def is_soon(step: NextStep, now: datetime, today: date) -> bool:
    """Tell whether the time ends within three days."""
    if step.due is None:
        return False
    left = step.due - now if isinstance(step.due, datetime) else step.due - today
    return left < SOON


def answers() -> dict[str, str]:
    """Say what a respondent answered."""
    return {
        Answer.ADMIT: _("Admits the whole claim"),
        Answer.ADMIT_PART: _("Admits part of the claim"),
        Answer.DISPUTE: _("Disputes the claim"),
        Answer.PAID: _("Says it is paid"),
        Answer.COUNTERCLAIM: _("Disputes the claim and claims money back"),
    }


def order_kinds() -> dict[str, str]:
    """Say how an order came about, as a heading."""
    return {
        OrderKind.DEFAULT: _("Judgment without an answer"),
        OrderKind.ADMISSION: _("Judgment on an admission"),
        OrderKind.CONSENT: _("Order by agreement"),
        OrderKind.DECISION: _("Decision of the adjudicator"),
    }


def order_tags() -> dict[str, tuple[str, str]]:
    """Say whether an order stands."""
    return {
        OrderStatus.IN_FORCE: (_("In force"), "waiting"),
        OrderStatus.SATISFIED: (_("Paid in full"), "good"),
        OrderStatus.SET_ASIDE: (_("Set aside"), "bad"),
    }


def rhythms() -> dict[str, str]:
    """Say how often an instalment is paid."""
    return {"week": _("every week"), "month": _("every month")}
