"""What happens next in a case: who acts, by when, and what follows if nobody does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cases.enums import AnswerStatus, ClaimStatus, ClosedReason, OrderStatus, Side
from cases.models import Claim, Order, Party
from cases.sums import pack_of
from odr.words import _


class Acts(StrEnum):
    """Who has to do the next thing, as seen by the reader."""

    YOU = "you"
    OTHER = "other"
    BOTH = "both"
    COURT = "court"
    NOBODY = "nobody"


class Task(StrEnum):
    """What the reader can do about it now."""

    PAY_FEE = "pay_fee"
    PUT_RIGHT = "put_right"
    ANSWER = "answer"
    REPLY = "reply"
    ASK_JUDGMENT = "ask_judgment"
    MEDIATE = "mediate"
    ANSWER_QUESTIONS = "answer_questions"
    READ_ORDER = "read_order"


@dataclass(frozen=True)
class NextStep:
    """One next step. `due` is the first moment that is too late, or the last good day."""

    what: str
    who: Acts
    due: datetime | date | None = None
    otherwise: str = ""
    note: str = ""
    task: Task | None = None
    late: bool = False


@dataclass(frozen=True)
class Seen:
    """The case as one reader sees it; of several respondents each has a clock of their own."""

    claim: Claim
    party: Party
    now: datetime
    order: Order | None = None

    @property
    def claims(self) -> bool:
        return self.party.side is Side.CLAIMANT

    def past(self, due: datetime | date | None) -> bool:
        """Tell whether a time has passed, at the court."""
        if due is None:
            return False
        if isinstance(due, datetime):
            return self.now >= due
        return pack_of(self.claim).days.day_of(self.now) > due


def next_step(seen: Seen) -> NextStep:
    """Say what happens next in the case for this reader; every status has an answer."""
    return _STEPS[seen.claim.status](seen)


def _submitted(seen: Seen) -> NextStep:
    if not seen.claims:
        return _not_yours()
    due = seen.claim.pay_fee_by
    return NextStep(
        _("Pay the court fee"),
        Acts.YOU,
        due,
        _("If the fee is not paid by then, the court closes the claim."),
        _("The time your claim reached the court is kept, whenever you pay."),
        Task.PAY_FEE,
        late=seen.past(due),
    )


def _in_review(seen: Seen) -> NextStep:
    if not seen.claims:
        return _not_yours()
    return NextStep(
        _("The court checks your claim"),
        Acts.COURT,
        note=_(
            "A clerk accepts it or sends it back with what to put right. You get an e-mail "
            "either way. You do not have to do anything now."
        ),
    )


def _returned(seen: Seen) -> NextStep:
    if not seen.claims:
        return _not_yours()
    return NextStep(
        _("Put your claim right and send it again"),
        Acts.YOU,
        seen.claim.cure_due,
        _("The case is closed. You can make a new claim, but it counts from a later day."),
        _("Your first filing time is kept if you send it in time."),
        Task.PUT_RIGHT,
        late=seen.past(seen.claim.cure_due),
    )


def _issued(seen: Seen) -> NextStep:
    if not seen.claims:
        return _not_yours()
    return NextStep(
        _("The court sends your claim to the other side"),
        Acts.COURT,
        seen.claim.serve_by,
        _("The case is closed if the claim cannot be brought to them by then."),
        _("Their time to answer starts only when the claim counts as received."),
    )


def _served(seen: Seen) -> NextStep:
    return _served_claimant(seen) if seen.claims else _served_respondent(seen)


def _served_claimant(seen: Seen) -> NextStep:
    claim = seen.claim
    if claim.default_requested_at is not None:
        return NextStep(
            _("The court makes the judgment you asked for"),
            Acts.COURT,
            claim.default_enter_after,
            note=_("If an answer comes before then, the case goes on with the answer instead."),
        )
    if claim.respondents and all(
        each.answer_status is AnswerStatus.SILENT for each in claim.respondents
    ):
        return NextStep(
            _("Ask the court for judgment, because no answer came"),
            Acts.YOU,
            otherwise=_("The case waits. A late answer still counts until judgment is made."),
            task=Task.ASK_JUDGMENT,
        )
    return NextStep(
        _("The other side answers your claim"),
        Acts.OTHER,
        claim.response_due,
        _("You can ask the court for judgment without an answer."),
        _("We tell you by e-mail as soon as an answer comes."),
        late=seen.past(claim.response_due),
    )


def _served_respondent(seen: Seen) -> NextStep:
    party = seen.party
    if party.answer_status is AnswerStatus.FILED:
        return NextStep(
            _("The court waits for the answers of the others"),
            Acts.OTHER,
            seen.claim.response_due,
            _("The case goes on with the answers that came."),
            _("Your answer is with the court. You do not have to do anything now."),
        )
    if party.answer_status is AnswerStatus.NOT_SERVED:
        return NextStep(
            _("The court sends you the claim"),
            Acts.COURT,
            note=_("Your time to answer starts only when it counts as received."),
        )
    late = seen.past(party.response_due)
    note = _("The time has passed, but your answer still counts until an order is made.")
    return NextStep(
        _("Answer the claim"),
        Acts.YOU,
        party.response_due,
        _("The court can order you to pay without hearing your side."),
        note if late else "",
        Task.ANSWER,
        late=late,
    )


def _answered(seen: Seen) -> NextStep:
    due = seen.claim.reply_due
    if seen.claims:
        return NextStep(
            _("Read the answer and say what you think of it"),
            Acts.YOU,
            due,
            _("The case is closed."),
            task=Task.REPLY,
            late=seen.past(due),
        )
    return NextStep(
        _("The claimant replies to the answer"),
        Acts.OTHER,
        due,
        _("The case is closed, and you do not have to pay because of it."),
        late=seen.past(due),
    )


def _mediation(seen: Seen) -> NextStep:
    del seen
    return NextStep(
        _("Look for an agreement with the help of a mediator"),
        Acts.BOTH,
        otherwise=_("The case goes to an adjudicator, who decides it."),
        note=_("What is said in mediation stays there. The adjudicator never reads it."),
        task=Task.MEDIATE,
    )


def _decision(seen: Seen) -> NextStep:
    del seen
    return NextStep(
        _("The adjudicator reads the case and decides"),
        Acts.COURT,
        otherwise=_("You can still agree with the other side until the decision is made."),
        note=_("The adjudicator may ask you a question. You get an e-mail if so."),
        task=Task.ANSWER_QUESTIONS,
    )


def _ordered(seen: Seen) -> NextStep:
    order = seen.order
    if order is None or order.payer is None:
        return NextStep(_("Read the order. Nobody has to pay"), Acts.NOBODY, task=Task.READ_ORDER)
    late = order.status is OrderStatus.IN_FORCE and seen.past(order.pay_by)
    if order.payer is seen.party.side:
        what = (
            _("Pay the instalments of the order") if order.instalment_minor else _("Pay the order")
        )
        return NextStep(
            what,
            Acts.YOU,
            order.pay_by,
            _("The other side can ask for steps to make you pay."),
            task=Task.READ_ORDER,
            late=late,
        )
    return NextStep(
        _("The other side pays what the order says"),
        Acts.OTHER,
        order.pay_by,
        _("You can ask the court how to make them pay."),
        _("Mark each payment on the page of the order when it reaches you."),
        Task.READ_ORDER,
        late=late,
    )


def _closed(seen: Seen) -> NextStep:
    reasons = {
        ClosedReason.WITHDRAWN: _("The claim was withdrawn. The case is closed"),
        ClosedReason.LAPSED: _("The time for the next step ran out. The case is closed"),
        ClosedReason.SATISFIED: _("Everything is paid. The case is closed"),
        ClosedReason.PAID_BEFORE: _("The claim was paid. The case is closed"),
        ClosedReason.DISMISSED: _("The claim was dismissed. The case is closed"),
    }
    reason = seen.claim.closed_reason
    what = reasons[reason] if reason is not None else _("The case is closed")
    return NextStep(
        what,
        Acts.NOBODY,
        note=_("You can still read the case and keep a copy of it."),
        task=Task.READ_ORDER if seen.order is not None else None,
    )


def _not_yours() -> NextStep:
    return NextStep(
        _("The court prepares the claim"),
        Acts.COURT,
        note=_("You do not have to do anything until the claim has reached you."),
    )


_STEPS: Mapping[ClaimStatus, Callable[[Seen], NextStep]] = {
    ClaimStatus.SUBMITTED: _submitted,
    ClaimStatus.IN_REVIEW: _in_review,
    ClaimStatus.RETURNED: _returned,
    ClaimStatus.ISSUED: _issued,
    ClaimStatus.SERVED: _served,
    ClaimStatus.ANSWERED: _answered,
    ClaimStatus.MEDIATION: _mediation,
    ClaimStatus.DECISION: _decision,
    ClaimStatus.SETTLED: _ordered,
    ClaimStatus.JUDGED: _ordered,
    ClaimStatus.CLOSED: _closed,
}
