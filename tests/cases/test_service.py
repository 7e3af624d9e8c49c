"""The clock of an answer starts only from good service, and the code opens one case alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import service
from cases.enums import AnswerStatus, ClaimStatus, ServiceResult
from cases.inputs import AttemptInput
from cases.models import Claim, ServiceAttempt
from cases.notice_codes import notice_code
from cases.sums import court_pack
from odr.clock import FixedClock
from odr.errors import Forbidden, Gone, Invalid, NotFound
from odr.models import OutgoingMail
from odr.permissions import Actor, Role
from odr.references import show_access_code
from tests.factories import (
    POSTED,
    a_claim,
    a_party,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
)


@pytest.fixture
def clerk(session: Session) -> Actor:
    return actor_of(make_account(session, Role.CLERK))


@pytest.fixture
def issued(session: Session, clock: FixedClock) -> Claim:
    return make_claim(session, ClaimStatus.ISSUED, clock=clock)


def attempt(
    session: Session, actor: Actor, claim: Claim, given: AttemptInput, clock: FixedClock
) -> ServiceAttempt:
    made = service.record_attempt(
        session, actor, claim.id, claim.respondents[0].id, given, clock=clock
    )
    session.flush()
    return made


def test_a_letter_starts_the_clock_on_the_day_it_counts_as_received(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    sent = attempt(session, clerk, issued, POSTED, clock)

    party = issued.respondents[0]
    assert (issued.status, party.answer_status) == (ClaimStatus.SERVED, AnswerStatus.AWAITED)
    assert (sent.deemed_on, party.served_on) == (date(2026, 3, 4), date(2026, 3, 4))
    assert party.response_due == datetime(2026, 3, 18, 16, tzinfo=UTC) == issued.response_due
    assert sent.explanation[0] == "The letter was posted on Monday 2 March 2026."


def test_a_letter_posted_earlier_counts_from_the_day_it_was_posted(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    clock.advance(timedelta(days=3))
    given = AttemptInput(method="first_class_post", sent_on=date(2026, 3, 3))

    sent = attempt(session, clerk, issued, given, clock)

    assert sent.deemed_on == date(2026, 3, 5)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 6)])
def test_a_day_before_the_issue_or_in_the_future_is_refused(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim, day: date
) -> None:
    clock.advance(timedelta(days=3))

    with pytest.raises(Invalid) as refused:
        attempt(session, clerk, issued, AttemptInput(method="personal", sent_on=day), clock)

    assert refused.value.field == "sent_on"


def test_a_failed_attempt_starts_no_clock(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    given = AttemptInput(method="personal", result=ServiceResult.FAILED, note="Nobody at home.")

    attempt(session, clerk, issued, given, clock)

    assert (issued.status, issued.respondents[0].answer_status) == (
        ClaimStatus.ISSUED,
        AnswerStatus.NOT_SERVED,
    )


def test_a_letter_that_comes_back_stops_the_clock_it_started(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    sent = attempt(session, clerk, issued, POSTED, clock)

    service.record_returned_mail(session, clerk, sent.id, "Moved away.", clock=clock)

    party = issued.respondents[0]
    assert (party.answer_status, party.served_on, party.response_due) == (
        AnswerStatus.NOT_SERVED,
        None,
        None,
    )
    assert sent.result is ServiceResult.RETURNED


def test_a_second_attempt_does_not_move_the_deadline_of_the_first(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    attempt(session, clerk, issued, POSTED, clock)
    due = issued.response_due
    clock.advance(timedelta(days=5))

    attempt(session, clerk, issued, POSTED, clock)

    assert issued.response_due == due


def test_an_unknown_method_is_refused(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    with pytest.raises(Invalid):
        attempt(session, clerk, issued, AttemptInput(method="pigeon"), clock)


def test_only_the_registry_records_service(
    session: Session, clock: FixedClock, issued: Claim
) -> None:
    with pytest.raises(Forbidden):
        attempt(session, claimant_of(issued), issued, POSTED, clock)


def test_a_respondent_with_an_address_also_gets_an_e_mail_with_the_code(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    attempt(session, clerk, issued, POSTED, clock)

    session.flush()
    mail = session.scalars(
        select(OutgoingMail).where(OutgoingMail.recipient == "ben@example.com")
    ).one()
    code = show_access_code(notice_code(session, issued.respondents[0]))
    assert mail.subject == "A notice from the court"
    assert code in mail.text
    assert "Wednesday 18 March 2026, 16:00" in mail.text


def test_number_and_code_open_the_case_however_they_are_typed(
    session: Session, clock: FixedClock, issued: Claim
) -> None:
    code = show_access_code(notice_code(session, issued.respondents[0])).lower()

    claim, party = service.open_with_code(
        session, f" {issued.number} ".lower(), f" {code} ", clock=clock
    )

    assert (claim.id, party.id) == (issued.id, issued.respondents[0].id)


def test_a_wrong_code_and_an_unknown_number_are_refused_in_the_same_words(
    session: Session, clock: FixedClock, issued: Claim
) -> None:
    code = notice_code(session, issued.respondents[0])
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    other = court_pack(session).numbering.numbers.number(year=2026, sequence=77)
    said = set()
    for number, typed in ((issued.number or "", wrong), (other, code)):
        with pytest.raises(NotFound) as refused:
            service.open_with_code(session, number, typed, clock=clock)
        said.add(refused.value.sentence)

    assert said == {"The case number and the code do not belong together. Check both."}


def test_each_respondent_has_a_code_of_their_own(session: Session, clock: FixedClock) -> None:
    given = a_claim(respondents=[a_party("Ben Sample"), a_party("Cy Sample")])
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock, given=given)

    opened = [
        service.open_with_code(
            session, claim.number or "", notice_code(session, party), clock=clock
        )[1].name
        for party in claim.respondents
    ]

    assert opened == ["Ben Sample", "Cy Sample"]


def test_a_code_ends_when_a_new_one_is_issued_or_an_account_is_linked(
    session: Session, clock: FixedClock, clerk: Actor, issued: Claim
) -> None:
    party = issued.respondents[0]
    first = notice_code(session, party)
    service.issue_code(session, clerk, issued, party, clock=clock)
    second = notice_code(session, party)
    account = actor_of(make_account(session))
    service.join_with_account(session, account, issued.id, party.id, clock=clock)

    for code in (first, second):
        with pytest.raises(Gone):
            service.open_with_code(session, issued.number or "", code, clock=clock)

    assert party.account_id == account.account_id


def test_the_claimant_cannot_join_the_other_side(
    session: Session, clock: FixedClock, issued: Claim
) -> None:
    party = issued.respondents[0]

    with pytest.raises(Invalid):
        service.join_with_account(session, claimant_of(issued), issued.id, party.id, clock=clock)
