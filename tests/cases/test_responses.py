"""What a respondent may answer, once and even late, and where the reply sends the case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries, responses
from cases.enums import Answer, ClaimStatus, ClosedReason, PaymentPurpose
from cases.inputs import ReplyInput, ResponseInput
from cases.models import Claim, Draft, Response
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, Invalid, NotFound
from odr.money import Money
from tests.factories import (
    ADMITTED,
    DISPUTED,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)

PAID = ResponseInput(
    answer=Answer.PAID, paid=Money(120_000, "GBP"), paid_on=date(2026, 2, 1), paid_how="Bank"
)
BACK = ResponseInput(
    answer=Answer.COUNTERCLAIM,
    reasons="The work was done.",
    counterclaim=Money(40_000, "GBP"),
    counterclaim_reasons="The tiles were never paid.",
)


def answer(session: Session, claim: Claim, given: ResponseInput, clock: FixedClock) -> Response:
    party = claim.respondents[0]
    filed = responses.file_response(
        session, respondent_of(claim), claim.id, party.id, given, party.name, clock=clock
    )
    session.flush()
    return filed


def reply(session: Session, claim: Claim, clock: FixedClock, *, accepts: bool) -> None:
    given = ReplyInput(accepts=accepts)
    responses.file_reply(session, claimant_of(claim), claim.id, given, clock=clock)


@pytest.mark.parametrize("status", [s for s in ClaimStatus if s.value in {"issued", "decision"}])
def test_nothing_is_written_when_the_claim_cannot_be_answered(
    session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, status, clock=clock)
    before = len(session.scalars(select(Response)).all())

    with pytest.raises((IllegalMove, Forbidden)):
        answer(session, claim, DISPUTED, clock)

    assert (claim.status, len(session.scalars(select(Response)).all())) == (status, before)


def test_a_late_answer_counts_and_is_marked_late(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    assert claim.response_due is not None
    clock.set(claim.response_due)

    filed = answer(session, claim, DISPUTED, clock)

    assert (filed.late, claim.status) == (True, ClaimStatus.ANSWERED)


def test_an_answer_is_given_once(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    with pytest.raises(Forbidden, match="already answered"):
        answer(session, claim, ADMITTED, clock)


def test_a_stranger_learns_nothing_and_the_claimant_cannot_answer(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    party = claim.respondents[0]
    stranger = actor_of(make_account(session))

    for actor, refusal in ((stranger, NotFound), (claimant_of(claim), Forbidden)):
        with pytest.raises(refusal):
            responses.file_response(session, actor, claim.id, party.id, DISPUTED, "X", clock=clock)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (
            ResponseInput(answer=Answer.ADMIT_PART, reasons="No.", admitted=Money(120_001, "GBP")),
            "admitted",
        ),
        (
            ResponseInput(answer=Answer.ADMIT_PART, reasons="No.", admitted=Money(120_000, "GBP")),
            "admitted",
        ),
        (
            ResponseInput(answer=Answer.PAID, paid=Money(5, "EUR"), paid_on=date(2026, 2, 1)),
            None,
        ),
    ],
)
def test_sums_that_do_not_fit_the_claim_are_refused(
    session: Session, clock: FixedClock, given: ResponseInput, field: str | None
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)

    with pytest.raises(Invalid) as refused:
        answer(session, claim, given, clock)

    assert refused.value.field == field


def test_filing_the_answer_uses_up_its_draft(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    drafts = session.scalars(select(Draft).where(Draft.party_id == claim.respondents[0].id))

    assert list(drafts) == []


def test_a_counterclaim_has_its_own_fee(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock, answer=BACK)

    fee = queries.payments_of(session, claim)[-1]

    assert (fee.purpose, fee.amount_minor, fee.party_id) == (
        PaymentPurpose.COUNTERCLAIM,
        5_000,
        claim.respondents[0].id,
    )


def test_accepting_that_it_was_paid_ends_the_case(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock, answer=PAID)

    reply(session, claim, clock, accepts=True)

    assert (claim.status, claim.closed_reason) == (ClaimStatus.CLOSED, ClosedReason.PAID_BEFORE)


@pytest.mark.parametrize("given", [DISPUTED, PAID, BACK, ADMITTED])
def test_refusing_any_answer_goes_to_mediation(
    session: Session, clock: FixedClock, given: ResponseInput
) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock, answer=given)

    reply(session, claim, clock, accepts=False)

    assert claim.status is ClaimStatus.MEDIATION


def test_a_dispute_cannot_be_accepted(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    with pytest.raises(Invalid):
        reply(session, claim, clock, accepts=True)


def test_there_is_one_reply_and_the_claimant_gives_it(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)
    with pytest.raises(Forbidden):
        responses.file_reply(
            session, respondent_of(claim), claim.id, ReplyInput(accepts=False), clock=clock
        )
    reply(session, claim, clock, accepts=False)

    with pytest.raises(IllegalMove):
        reply(session, claim, clock, accepts=False)


def test_the_reply_is_due_from_the_day_of_the_answer(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    assert claim.reply_due is not None
    assert timedelta(days=28) <= claim.reply_due - clock.now() <= timedelta(days=33)
