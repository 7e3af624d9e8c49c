"""A date is worked out from the court's rules, never on a closed day, and explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deadlines import (
    DateResult,
    deadline,
    deemed_service,
    filing_day,
    is_confirmed,
    is_late,
    latest_extension,
    warning_days,
)
from cases.packs import Event, FactName, NotConfirmed, load_pack
from cases.packs.terms import Period
from cases.packs.vocabulary import Confidence, PaperType
from odr.courtdays import Unit
from odr.errors import Invalid
from tests.cases.dates import at, clocked, day
from tests.cases.packs.samples import ENGLAND, changed

PACK = load_pack(ENGLAND)
SERVED = Event.SERVICE_DEEMED
OTHER = PaperType.OTHER
days = st.dates(date(2024, 2, 1), date(2031, 6, 30))
moments = st.datetimes(datetime(2024, 2, 1), datetime(2031, 6, 30)).map(  # noqa: DTZ001 - see map
    lambda naive: naive.replace(tzinfo=UTC)
)


def test_the_day_of_service_of_a_posted_claim_is_explained() -> None:
    assert deemed_service(PACK, "first_class_post", at("2026-12-18T12:00")) == DateResult(
        value=day("2026-12-22"),
        due=datetime(2026, 12, 22, tzinfo=UTC),
        steps=(
            "The letter was posted on Friday 18 December 2026.",
            "It counts as received 2 working days later.",
            "The court is closed on Saturday 19 December 2026 and Sunday 20 December 2026. "
            "These days are not counted.",
            "So it counts as received on Tuesday 22 December 2026.",
        ),
        rule="When papers count as received: First class post",
        source="court form notes with CPR 6.14 and the table of 6.26; "
        "summary of the service rules, with business days",
        confidence=Confidence.MEDIUM,
    )


@pytest.mark.parametrize(
    ("method", "sent", "paper", "received", "first"),
    [
        ("first_class_post", "2026-03-06T23:59", "claim", "2026-03-10", "posted on Friday 6 March"),
        ("first_class_post", "2026-03-07T09:00", "claim", "2026-03-10", "posted on Saturday"),
        ("email", "2026-04-02T17:00", "claim", "2026-04-08", "sent on Thursday 2 April 2026 at 17"),
        ("document_exchange", "2026-03-02T09:00", "claim", "2026-03-04", "The papers were sent"),
        ("first_class_post", "2026-03-05T09:00", "other", "2026-03-09", "posted"),
        ("first_class_post", "2026-03-02T09:00", "other", "2026-03-04", "posted"),
        ("email", "2026-03-02T16:29", "other", "2026-03-02", "The email was sent"),
        ("email", "2026-03-02T16:30", "other", "2026-03-03", "The email was sent"),
        ("personal", "2026-03-07T10:00", "other", "2026-03-09", "handed over on Saturday"),
        ("leaving_at_address", "2026-04-02T18:00", "other", "2026-04-07", "left at the address"),
    ],
)
def test_each_way_of_service_has_its_day(
    method: str, sent: str, paper: str, received: str, first: str
) -> None:
    result = deemed_service(PACK, method, at(sent), paper=PaperType(paper))

    assert (result.value, first in result.steps[0]) == (day(received), True)


def test_papers_that_came_too_late_or_on_a_closed_day_say_so() -> None:
    evening = deemed_service(PACK, "email", at("2026-04-02T17:00"), paper=OTHER)
    holiday = deemed_service(PACK, "email", at("2026-04-03T09:00"), paper=OTHER)

    assert (evening.steps[1], holiday.steps[1]) == (
        "That was not before 16:30, so it counts from the next working day, Tuesday 7 April 2026.",
        "The court is closed on that day, so it counts from Tuesday 7 April 2026.",
    )


def test_a_way_of_service_without_a_confirmed_rule_is_left_to_an_officer() -> None:
    with pytest.raises(NotConfirmed):
        deemed_service(PACK, "document_exchange", at("2026-03-02T09:00"), paper=OTHER)


def test_time_to_answer_over_easter_is_explained() -> None:
    assert deadline(PACK, "respond", {SERVED: day("2026-03-20")}) == DateResult(
        value=day("2026-04-07"),
        due=datetime(2026, 4, 7, 15, tzinfo=UTC),
        steps=(
            "The claim counts as received on Friday 20 March 2026.",
            "The time is 14 days. Day 1 is the day after.",
            "That comes to Friday 3 April 2026.",
            "The court is closed on Friday 3 April 2026 (Good Friday), Saturday 4 April 2026, "
            "Sunday 5 April 2026, and Monday 6 April 2026 (Easter Monday), "
            "so the date moves on to Tuesday 7 April 2026.",
            "It must be done before 16:00 on Tuesday 7 April 2026. At 16:00 it is too late.",
        ),
        rule="Answer the claim",
        source="CPR Part 15, rules 15.2 to 15.4; copy of CPR Part 15 with rule 15.5; "
        "gov.uk page on answering a claim",
        confidence=Confidence.HIGH,
    )


def test_who_acknowledged_in_time_has_twenty_eight_days() -> None:
    events: dict[Event, date | datetime] = {SERVED: day("2026-12-22")}
    due = [
        deadline(PACK, code, events, facts).value
        for code in ("acknowledge", "respond")
        for facts in ({}, {FactName.ACKNOWLEDGED: True})
    ]

    assert due == [day("2027-01-05")] * 3 + [day("2027-01-19")]


@pytest.mark.parametrize(
    ("served", "due"),
    [
        ("2026-03-14", datetime(2026, 3, 30, 15, tzinfo=UTC)),
        ("2026-10-12", datetime(2026, 10, 26, 16, tzinfo=UTC)),
    ],
)
def test_four_in_the_afternoon_is_the_courts_own_hour_when_the_clocks_change(
    served: str, due: datetime
) -> None:
    assert deadline(PACK, "respond", {SERVED: day(served)}).due == due


def test_at_four_o_clock_exactly_the_time_has_passed() -> None:
    due = deadline(PACK, "respond", {SERVED: day("2026-03-02")}).due
    second = timedelta(seconds=1)

    assert [is_late(due, moment) for moment in (due - second, due, due + second)] == [
        False,
        True,
        True,
    ]


def test_agreed_extra_time_is_counted_from_service_and_is_limited() -> None:
    events: dict[Event, date | datetime] = {SERVED: day("2026-03-20")}
    two_weeks, too_long = Period(n=14, unit=Unit.DAY), Period(n=29, unit=Unit.DAY)

    latest = latest_extension(PACK, "respond", events)

    assert deadline(PACK, "respond", events, extra=two_weeks).value == day("2026-04-17")
    assert (latest.value if latest else None) == day("2026-05-01")
    with pytest.raises(Invalid, match="made longer by 28 days at most"):
        deadline(PACK, "respond", events, extra=too_long)
    with pytest.raises(Invalid, match="made longer by 28 days at most"):
        deadline(PACK, "respond", events, extra=Period(n=1, unit=Unit.MONTH))


def test_some_times_cannot_be_made_longer() -> None:
    events: dict[Event, date | datetime] = {Event.CLAIM_FILED: day("2026-03-20")}

    assert latest_extension(PACK, "pay_filing_fee", events) is None
    with pytest.raises(Invalid, match="cannot be made longer"):
        deadline(PACK, "pay_filing_fee", events, extra=Period(n=1, unit=Unit.DAY))


def test_a_time_that_is_not_confirmed_is_left_to_an_officer() -> None:
    given: dict[Event, date | datetime] = {Event.DECISION_GIVEN: day("2026-03-20")}

    assert (is_confirmed(PACK, "appeal"), is_confirmed(PACK, "respond")) == (False, True)
    with pytest.raises(NotConfirmed):
        deadline(PACK, "appeal", given)
    with pytest.raises(KeyError):
        deadline(PACK, "nothing", given)
    with pytest.raises(KeyError):
        deadline(PACK, "respond", given)


def test_a_clock_whose_condition_does_not_hold_is_left_to_an_officer() -> None:
    pack = changed(
        "deadlines.pay_filing_fee.when", {"fact": "acknowledged", "op": "eq", "value": True}
    )

    with pytest.raises(NotConfirmed):
        clocked(pack, day("2026-03-20"))


def test_notice_before_a_hearing_leaves_clear_days_and_is_never_on_a_closed_day() -> None:
    hearing: dict[Event, date | datetime] = {Event.HEARING_FIXED: day("2027-04-30")}
    after_easter: dict[Event, date | datetime] = {Event.HEARING_FIXED: day("2026-04-28")}

    assert deadline(PACK, "hearing_notice", hearing).steps == (
        "The hearing is on Friday 30 April 2027.",
        "There must be 21 days in between. Neither end is counted.",
        "That comes to Thursday 8 April 2027.",
        "It must be done before 16:00 on Thursday 8 April 2027. At 16:00 it is too late.",
    )
    assert deadline(PACK, "hearing_notice", after_easter).steps[3] == (
        "The court is closed on Friday 3 April 2026 (Good Friday), Saturday 4 April 2026, "
        "Sunday 5 April 2026, and Monday 6 April 2026 (Easter Monday), "
        "so the date moves back to Thursday 2 April 2026."
    )
    assert deadline(PACK, "hearing_documents", hearing).steps[1] == (
        "Count back 14 days. Day 1 is the day before."
    )


def test_the_day_of_filing_is_explained() -> None:
    result = filing_day(PACK, at("2026-03-06T16:00"))

    assert (result.steps, result.confidence) == (
        (
            "It reached the court on Friday 6 March 2026 at 16:00.",
            "That was not before 16:00, so it counts from the next working day, "
            "Monday 9 March 2026.",
            "So it counts for Monday 9 March 2026.",
        ),
        Confidence.HIGH,
    )


def test_paying_at_once_means_five_days() -> None:
    pack = load_pack(ENGLAND)
    events: dict[Event, date | datetime] = {Event.ADMISSION_FILED: at("2026-01-05T10:00")}

    assert deadline(pack, "pay_at_once", events).value == day("2026-01-10")


@pytest.mark.parametrize(
    ("asked", "released", "said"),
    [
        ("2026-03-27T12:00", "2026-03-31T12:00", "on Tuesday 31 March 2026 at 12:00."),
        ("2026-03-07T12:00", "2026-03-11T00:00", "at the end of Tuesday 10 March 2026."),
        ("2026-04-02T15:30", "2026-04-08T15:30", "on Wednesday 8 April 2026 at 15:30."),
    ],
)
def test_judgment_waits_for_forty_eight_hours_of_working_days(
    asked: str, released: str, said: str
) -> None:
    result = deadline(PACK, "default_buffer", {Event.DEFAULT_REQUESTED: at(asked)})

    assert result.due == at(released).astimezone(UTC)
    assert result.steps[-1] == f"The time is over {said}"


@given(moments)
def test_the_wait_before_judgment_is_two_working_days_and_a_few_closed_ones(
    asked: datetime,
) -> None:
    due = deadline(PACK, "default_buffer", {Event.DEFAULT_REQUESTED: asked}).due
    hours = (due - asked) / timedelta(hours=1)

    assert 46.9 < hours < 24 * 8


def test_a_wait_from_a_day_without_an_hour_lasts_to_the_end_of_its_last_day() -> None:
    result = deadline(PACK, "default_buffer", {Event.DEFAULT_REQUESTED: day("2026-03-02")})

    assert (result.value, result.due) == (day("2026-03-04"), at("2026-03-05T00:00"))


def test_hours_run_through_the_night_the_clocks_change() -> None:
    made = at("2026-03-27T12:00")

    result = deadline(PACK, "mediation_proposal", {Event.PROPOSAL_MADE: made})

    assert result == DateResult(
        value=day("2026-03-30"),
        due=datetime(2026, 3, 30, 12, tzinfo=UTC),
        steps=(
            "The proposal was made on Friday 27 March 2026 at 12:00.",
            "There are 72 hours from then.",
            "The time is over on Monday 30 March 2026 at 13:00.",
        ),
        rule="Answer the proposal",
        source="a setting of this service",
        confidence=None,
    )
    with pytest.raises(ValueError, match="counted from a moment"):
        deadline(PACK, "mediation_proposal", {Event.PROPOSAL_MADE: made.date()})


def test_the_mediation_room_is_open_for_two_weeks_and_once_for_a_third() -> None:
    opened: dict[Event, date | datetime] = {Event.ROOM_OPENED: at("2026-03-02T10:00")}
    room, longer = (
        deadline(PACK, "mediation_room", opened),
        latest_extension(PACK, "mediation_room", opened),
    )

    assert (room.value, longer.value if longer else None) == (day("2026-03-16"), day("2026-03-23"))
    assert warning_days(PACK, "mediation_room", room) == (day("2026-03-13"), day("2026-03-15"))


@given(days, st.sampled_from(["respond", "acknowledge", "set_aside_after_absence", "reply"]))
def test_a_time_the_court_sets_never_ends_on_a_closed_day(start: date, code: str) -> None:
    event = PACK.clocks(code)[0].event
    result = deadline(PACK, code, {event: start})

    assert PACK.days.is_open(result.value)
    assert result.value >= start + timedelta(days=14)
    assert PACK.days.local(result.due).time() == time(16)


@given(moments, st.sampled_from([m.code for m in PACK.service.methods]), st.sampled_from(PaperType))
def test_papers_count_as_received_on_an_open_day_and_never_before_they_were_sent(
    sent: datetime, method: str, paper: PaperType
) -> None:
    if (method, paper) == ("document_exchange", OTHER):
        method = "email"

    result = deemed_service(PACK, method, sent, paper=paper)

    assert PACK.days.is_open(result.value)
    assert result.value >= PACK.days.day_of(sent)


@given(days, days)
def test_who_is_served_later_never_has_to_answer_sooner(one: date, other: date) -> None:
    first, second = (deadline(PACK, "respond", {SERVED: d}).due for d in sorted((one, other)))

    assert first <= second
