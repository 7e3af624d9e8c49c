"""A date is worked out from the court's rules, never on a closed day, and explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
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
from cases.packs.schema import Pack
from cases.packs.terms import Period
from cases.packs.vocabulary import Confidence, PaperType
from odr.courtdays import Unit
from odr.errors import Invalid
from tests.cases.packs.samples import ENGLAND, changed, raw_pack, read

PACK = load_pack(ENGLAND)
LONDON = ZoneInfo("Europe/London")
SERVED = Event.SERVICE_DEEMED
OTHER = PaperType.OTHER
days = st.dates(date(2024, 2, 1), date(2031, 6, 30))
moments = st.datetimes(datetime(2024, 2, 1), datetime(2031, 6, 30)).map(  # noqa: DTZ001 - see map
    lambda naive: naive.replace(tzinfo=UTC)
)


def at(text: str) -> datetime:
    """Read a time as the court's clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day(text: str) -> date:
    return date.fromisoformat(text)


def older_pack(*closed: str, **clock: Any) -> Pack:
    """The England pack with the closed days of 2016 to 2023 and one clock changed."""
    raw = raw_pack()
    raw["valid"] = {}
    raw["calendar"]["extra_closed"]["value"] = [day(text) for text in closed]
    raw["deadlines"][0] |= clock
    years = range(2016, 2024)
    return read(
        raw,
        {year: dict(holidays.country_holidays("GB", subdiv="ENG", years=year)) for year in years},
    )


def period(n: int, unit: str = "day") -> dict[str, Any]:
    return {"value": {"n": n, "unit": unit}, "source": "product"}


def clocked(pack: Pack, start: date | datetime, **more: Any) -> DateResult:
    """Run the changed clock of an older pack."""
    return deadline(pack, "pay_filing_fee", {Event.CLAIM_FILED: start}, **more)


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
    pack = changed("deadlines.0.when", {"fact": "acknowledged", "op": "eq", "value": True})

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


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        ({"from": {"before": "claim.filed"}, "period": period(3)}, "2023-10-20", "2023-10-16"),
        ({"period": period(28)}, "2022-10-03", "2022-11-01"),
    ],
)
def test_clear_days_leave_out_both_ends(clock: dict[str, Any], start: str, due: str) -> None:
    pack = older_pack(counting="clear_both", **clock)

    assert clocked(pack, day(start)).value == day(due)


def test_times_of_five_days_or_less_count_open_days_only() -> None:
    result = clocked(older_pack(period=period(5)), day("2023-12-20"))

    assert (result.value, result.steps[1:4]) == (
        day("2023-12-29"),
        (
            "The time is 5 days. Day 1 is the day after.",
            "The time is 5 days or less, so only days when the court is open are counted.",
            "The court is closed on Saturday 23 December 2023, Sunday 24 December 2023, "
            "Monday 25 December 2023 (Christmas Day), and Tuesday 26 December 2023 (Boxing Day). "
            "These days are not counted.",
        ),
    )
    assert clocked(older_pack(period=period(5), short_period=False), day("2022-01-11")).value == (
        day("2022-01-17")
    )


def test_a_single_closed_day_and_many_closed_days_are_named_in_their_way() -> None:
    one = clocked(older_pack(period=period(2)), day("2023-05-30"))
    bank = clocked(older_pack(period=period(1)), day("2023-08-25"))
    many = clocked(older_pack(period=period(30, "business_day")), day("2023-03-01"))
    single = clocked(older_pack("2023-03-08", period=period(3)), day("2023-03-06"))

    assert len(one.steps) == 5
    assert "(Late Summer Bank Holiday). These days are not counted." in bank.steps[3]
    assert many.steps[2] == ("The court is closed on 14 days in between. They are not counted.")
    assert single.steps[3] == (
        "The court is closed on Wednesday 8 March 2023. This day is not counted."
    )


@pytest.mark.parametrize(
    ("issued", "closed", "extra", "due"),
    [
        ("2017-04-24", [], None, "2017-05-15"),
        ("2017-09-18", [], None, "2017-10-09"),
        ("2017-05-08", [], 14, "2017-06-12"),
        ("2017-09-15", ["2017-10-04", "2017-10-05", "2017-10-06"], None, "2017-10-09"),
    ],
)
def test_the_first_services_response_time_is_a_setting(
    issued: str, closed: list[str], extra: int | None, due: str
) -> None:
    extend = {"by": ["court"], "max": period(14), "times": {"value": 1, "source": "product"}}
    pack = older_pack(*closed, period=period(19), extend=extend)
    more = {"extra": Period(n=extra, unit=Unit.DAY)} if extra else {}

    assert clocked(pack, day(issued), **more).value == day(due)


def test_the_first_services_day_of_service_is_a_setting() -> None:
    raw = raw_pack()
    raw["service"]["methods"][0]["deemed"][0]["after"] = period(5)
    raw["valid"] = {}

    result = deemed_service(read(raw), "first_class_post", at("2026-03-02T09:00"))

    assert result.value == day("2026-03-07")


@pytest.mark.parametrize(
    ("sent", "closed", "issued"),
    [
        ("2017-05-08T09:30", [], "2017-05-08"),
        ("2017-04-14T09:01", [], "2017-04-18"),
        ("2017-05-06T09:30", [], "2017-05-08"),
        ("2017-05-06T09:30", ["2017-05-08"], "2017-05-09"),
        ("2017-05-07T00:01", ["2017-05-08"], "2017-05-09"),
        ("2017-05-07T19:30", ["2017-05-08"], "2017-05-09"),
        ("2017-05-08T16:00", [], "2017-05-09"),
    ],
)
def test_what_reaches_the_court_after_hours_counts_for_the_next_open_day(
    sent: str, closed: list[str], issued: str
) -> None:
    assert filing_day(older_pack(*closed), at(sent)).value == day(issued)


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


@pytest.mark.parametrize(
    ("n", "start", "due"),
    [
        (14, "2020-08-01T12:00", "2020-08-17"),
        (14, "2020-08-02T12:00", "2020-08-17"),
        (14, "2020-12-11T12:00", "2020-12-29"),
        (14, "2020-12-11T16:00", "2020-12-29"),
        (14, "2020-08-03T16:00", "2020-08-18"),
        (14, "2021-02-04T12:00", "2021-02-18"),
        (14, "2021-02-04T16:00", "2021-02-19"),
        (28, "2021-02-06T12:00", "2021-03-08"),
        (7, "2017-05-08T09:30", "2017-05-15"),
        (7, "2017-05-06T09:30", "2017-05-15"),
        (14, "2017-10-10T00:10", "2017-10-24"),
        (14, "2017-10-20T18:00", "2017-11-06"),
    ],
)
def test_a_clock_may_start_on_the_courts_next_day(n: int, start: str, due: str) -> None:
    result = clocked(older_pack(period=period(n), starts="court_day"), at(start))

    assert (result.value, result.due) == (day(due), at(f"{due}T16:00").astimezone(UTC))


def test_a_day_without_an_hour_counts_from_its_beginning() -> None:
    pack = older_pack(period=period(14), starts="court_day")

    assert clocked(pack, day("2017-10-20")).value == day("2017-11-03")


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2020-08-05", "2020-12-07"),
        ("2020-08-25", "2020-12-29"),
        ("2020-07-31", "2020-11-30"),
        ("2018-10-30", "2019-02-28"),
    ],
)
def test_months_end_with_the_month_and_the_day_ends_at_midnight(issued: str, due: str) -> None:
    result = clocked(older_pack(period=period(4, "month"), ends="day_end"), day(issued))

    assert (result.value, result.due) == (
        day(due),
        datetime.combine(day(due) + timedelta(days=1), time(0), UTC),
    )
    assert result.steps[1] == "The time is 4 months."
    assert result.steps[-1].startswith("It must be done by the end of ")


def test_months_can_run_back() -> None:
    pack = older_pack(**{"from": {"before": "claim.filed"}}, period=period(1, "month"))

    result = clocked(pack, day("2023-03-31"))

    assert (result.value, result.steps[1]) == (day("2023-02-28"), "The time goes back 1 month.")


def test_one_working_day_after_a_friday_is_monday() -> None:
    pack = older_pack(period=period(1, "business_day"))

    assert clocked(pack, day("2022-09-09")).value == day("2022-09-12")


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


def test_an_event_without_a_sentence_of_its_own_still_has_one() -> None:
    pack = older_pack(**{"from": "debt.due"})

    steps = deadline(pack, "pay_filing_fee", {Event.DEBT_DUE: day("2023-03-01")}).steps

    assert steps[0] == "The count begins with Wednesday 1 March 2023."


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
