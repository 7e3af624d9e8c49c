"""After a claim is sent: put right, replied to, judged without an answer, or withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases import claims, defaults, queries
from cases.enums import Answer, ClaimStatus, ClosedReason, ReturnReason
from cases.inputs import ResponseInput, ReturnInput
from cases.models import Claim
from odr.clock import FixedClock
from odr.money import Money
from odr.permissions import SYSTEM, VISITOR, Role
from tests.factories import (
    ADMITTED,
    a_claim,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)
from tests.page import both_ways
from tests.web.desk import Desk
from tests.web.party_desk import party_desk


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return party_desk(sessions, clock)


def filed(session: Session, clock: FixedClock, status: ClaimStatus, **more: Any) -> Claim:
    claim = make_claim(session, status, clock=clock, **more)
    session.commit()
    return claim


def now(session: Session, claim: Claim) -> Claim:
    session.expire_all()
    return queries.claim_for(session, SYSTEM, claim.id)


@pytest.fixture
def returned(session: Session, clock: FixedClock) -> Claim:
    claim = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    given = ReturnInput(reason=ReturnReason.ADDRESS_INCOMPLETE, what_to_do="Add the number.")
    clerk = actor_of(make_account(session, Role.CLERK))
    claims.return_filing(session, clerk, claim.id, given, clock=clock)
    session.commit()
    return claim


@both_ways
def test_a_returned_claim_is_put_right_and_sent_again(
    desk: Desk, session: Session, returned: Claim, scripts: bool
) -> None:
    page = desk.read_by(claimant_of(returned), scripts=scripts).open(f"/cases/{returned.id}")
    page = page.click("Put it right")
    assert "An address is not complete. Add the number." in page.text

    new = {"others-0-line1": "7 Mill Lane", "others-0-name": "Ben B. Sample"}
    page = page.form("form").fill(new, what_happened="The whole story.").submit()

    claim = now(session, returned)
    assert page.path == f"/cases/{claim.id}"
    assert (claim.status, claim.title, claim.what_happened, claim.respondents[0].line1) == (
        ClaimStatus.IN_REVIEW,
        "Ada Example v Ben B. Sample",
        "The whole story.",
        "7 Mill Lane",
    )


@both_ways
def test_putting_right_keeps_what_was_typed(desk: Desk, returned: Claim, scripts: bool) -> None:
    reader = desk.read_by(claimant_of(returned), scripts=scripts)
    form = reader.open(f"/cases/{returned.id}/put-right").form("form")

    page = form.fill({"others-0-town": "", "others-0-line1": "7 Mill Lane"}).submit(status=422)

    assert page.errors == {"others-0-town": "Enter the town or city."}
    assert page.form("form").values["others-0-line1"] == ["7 Mill Lane"]


def test_nothing_is_put_right_once_the_time_has_passed(
    desk: Desk, returned: Claim, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=30))

    page = desk.read_by(claimant_of(returned)).open(f"/cases/{returned.id}/put-right")

    assert "There is nothing to put right now." in page.text


@both_ways
@pytest.mark.parametrize(
    ("answer", "accepts", "end"),
    [
        (ADMITTED, "yes", (ClaimStatus.JUDGED, None)),
        (ADMITTED, "no", (ClaimStatus.MEDIATION, None)),
        (
            ResponseInput(
                answer=Answer.PAID, paid=Money(120_000, "GBP"), paid_on=a_claim().due_since
            ),
            "yes",
            (ClaimStatus.CLOSED, ClosedReason.PAID_BEFORE),
        ),
    ],
)
def test_a_reply_sends_the_case_where_the_page_said(
    desk: Desk,
    session: Session,
    clock: FixedClock,
    scripts: bool,
    answer: ResponseInput,
    accepts: str,
    end: tuple[ClaimStatus, ClosedReason | None],
) -> None:
    claim = filed(session, clock, ClaimStatus.ANSWERED, answer=answer)
    page = desk.read_by(claimant_of(claim), scripts=scripts).open(f"/cases/{claim.id}")

    page = page.click("Read the answer and reply").form("form").fill(accepts=accepts).submit()

    assert page.path == f"/cases/{claim.id}"
    assert (now(session, claim).status, claim.closed_reason) == end


@both_ways
def test_a_disputed_claim_asks_only_what_one_says(
    desk: Desk, session: Session, clock: FixedClock, scripts: bool
) -> None:
    claim = filed(session, clock, ClaimStatus.ANSWERED)
    page = desk.read_by(claimant_of(claim), scripts=scripts).open(f"/cases/{claim.id}/reply")
    assert page.form("form").names == ["text"]
    assert "The roof still leaks." in page.text

    page.form("form").fill(text="It did not leak before.").submit()

    assert now(session, claim).status is ClaimStatus.MEDIATION


def test_a_counterclaim_can_be_answered_with_the_reply(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    answer = ResponseInput(
        answer=Answer.COUNTERCLAIM,
        reasons="No.",
        counterclaim=Money(5_000, "GBP"),
        counterclaim_reasons="A broken gutter.",
    )
    claim = filed(session, clock, ClaimStatus.ANSWERED, answer=answer)

    form = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}/reply").form("form")

    assert form.names == ["text", "counterclaim_text"]


def test_a_disputed_answer_cannot_be_accepted_by_a_made_up_form(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = filed(session, clock, ClaimStatus.ANSWERED)
    form = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}/reply").form("form")
    form.changes["accepts"] = ["yes"]

    page = form.submit(status=422)

    assert page.errors == {"form": "The claim is disputed. Say that you do not accept the answer."}
    assert now(session, claim).status is ClaimStatus.ANSWERED


def test_an_open_choice_has_to_be_made(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = filed(session, clock, ClaimStatus.ANSWERED, answer=ADMITTED)
    form = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}/reply").form("form")

    page = form.fill(text="Well.").submit(status=422)

    assert page.errors == {"accepts": "Choose whether you accept the answer."}
    assert page.form("form").values == {"text": ["Well."]}


def test_a_reply_is_not_asked_for_twice(desk: Desk, session: Session, clock: FixedClock) -> None:
    claim = filed(session, clock, ClaimStatus.MEDIATION)

    page = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}/reply")

    assert "A reply cannot be sent now." in page.text


@both_ways
def test_judgment_is_asked_for_with_its_sum_shown(
    desk: Desk, session: Session, clock: FixedClock, scripts: bool
) -> None:
    claim = filed(session, clock, ClaimStatus.SERVED)
    clock.advance(timedelta(days=30))
    defaults.note_silence(session, SYSTEM, claim.id, clock=clock)
    session.commit()
    page = desk.read_by(claimant_of(claim), scripts=scripts).open(f"/cases/{claim.id}")

    page = page.click("Ask for judgment")
    assert [row[0] for row in page.table()] == [
        "For",
        "The claim",
        "Interest until Wednesday 1 April 2026",
        "Court fee paid by the claimant",
        "Total",
    ]
    page = page.form("Ask for judgment").submit()

    assert "The court makes the judgment you asked for" in page.text
    assert now(session, claim).default_requested_at == clock.now()


def test_judgment_asked_for_too_early_is_refused_in_words(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = filed(session, clock, ClaimStatus.SERVED)

    page = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}/judgment")

    assert "The time to answer has not passed yet." in page.text
    assert "Before you ask" not in page.text


@both_ways
def test_a_claim_is_withdrawn_after_one_more_look(
    desk: Desk, session: Session, clock: FixedClock, scripts: bool
) -> None:
    claim = filed(session, clock, ClaimStatus.SERVED)
    page = desk.read_by(claimant_of(claim), scripts=scripts).open(f"/cases/{claim.id}")

    page = page.click("Withdraw the claim")
    assert "The other side is told today." in page.text
    page = page.form("Withdraw the claim").submit()

    assert "The claim was withdrawn. The case is closed" in page.text
    assert now(session, claim).closed_reason is ClosedReason.WITHDRAWN


def test_a_closed_claim_is_not_withdrawn_again(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    claim = filed(session, clock, ClaimStatus.SERVED)
    claims.withdraw_claim(session, claimant_of(claim), claim.id, clock=clock)
    session.commit()

    page = desk.read_by(claimant_of(claim)).open(f"/cases/{claim.id}/withdraw")

    assert "can no longer be withdrawn" in page.text


@pytest.mark.parametrize("page", ["put-right", "reply", "judgment", "withdraw"])
def test_the_claimants_pages_are_not_for_the_other_side(
    desk: Desk, session: Session, clock: FixedClock, page: str
) -> None:
    claim = filed(session, clock, ClaimStatus.ANSWERED)
    stranger = actor_of(make_account(session))
    session.commit()

    desk.read_by(respondent_of(claim)).open(f"/cases/{claim.id}/{page}", status=403)
    desk.read_by(stranger).open(f"/cases/{claim.id}/{page}", status=404)
    desk.read_by(VISITOR).open(f"/cases/{claim.id}/{page}", status=403)
