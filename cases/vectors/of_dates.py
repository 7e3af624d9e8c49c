"""Worked examples of dates: periods, closing hours, windows and the days a court counts."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_datetime

from cases.deadlines import DateResult, deadline, filing_day, is_late
from cases.instalments import months_on
from cases.packs.calculators import Deadline
from cases.packs.terms import Period
from cases.packs.vocabulary import Counting, Event, Starts
from cases.vectors.given import Task, day_of
from cases.vectors.verdicts import Answer, NotSupported
from odr.courtdays import MIDNIGHT, ONE_DAY, Roll, Unit

REFUSED = Answer({"http_status": 400}, ("What is asked for cannot be read, so it is refused.",))
LOCALES = {"en": "en_GB", "cy": "cy"}


def period(task: Task) -> Answer:
    """Count a period from a day or a moment."""
    start = _start(task)
    clock = Deadline.model_validate(
        {
            "code": "counted",
            "title": {"en": "The period of the example"},
            "from": Event.WINDOW_OPENED,
            "period": Period(n=_length(task), unit=Unit(task.settings.get("unit", Unit.DAY))),
            "counting": Counting.EXCLUDE_FIRST,
            "roll": Roll(task.settings.get("roll", Roll.NONE)),
            "starts": _starts(task),
            "short_period": False,
        }
    )
    pack = task.pack.model_copy(update={"deadlines": (clock,)})
    found = deadline(pack, "counted", {Event.WINDOW_OPENED: start})
    return Answer({task.settings["to"]: _shown(task, found)}, found.steps)


def _start(task: Task) -> date | datetime:
    """Return when the count begins; where the area says so, a late act counts for the day after."""
    given = task.moment(task.settings["from"])
    if task.settings.get("starts") != "next_day" or not isinstance(given, datetime):
        return given
    days = task.pack.days
    day = days.day_of(given)
    return day + ONE_DAY if is_late(days.moment(day, task.cutoff), given) else day


def _starts(task: Task) -> Starts:
    return Starts.COURT_DAY if task.settings.get("starts") == "court_day" else Starts.ACT_DAY


def _length(task: Task) -> int:
    tracks = task.settings.get("by_track", {}).get(task.given.get("track"), {})
    usual = {**task.settings["periods"], **tracks}
    return sum(task.whole(name) if name in task.given else length for name, length in usual.items())


def _shown(task: Task, found: DateResult) -> str:
    if task.settings.get("form") == "moment":
        return f"{task.pack.days.local(found.due):%Y-%m-%dT%H:%M}"
    return found.value.isoformat()


def filing(task: Task) -> Answer:
    """Say for which day something counts that reached the court."""
    found = filing_day(task.pack, task.exact_moment(task.settings["from"]))
    return Answer({task.settings["to"]: found.value.isoformat()}, found.steps)


def look_back(task: Task) -> Answer:
    """Go back from a run of a job: from the last open day that is over by its closing hour."""
    days, at = task.pack.days, task.exact_moment(task.settings["from"])
    day = days.day_of(at)
    over = day if is_late(days.moment(day, task.cutoff), at) else day - ONE_DAY
    counted = days.roll(over, Roll.PREVIOUS_OPEN)
    found = counted - timedelta(days=_length(task))
    return Answer(
        {task.settings["to"]: found.isoformat()},
        (
            f"The last open day that is over is {counted}.",
            f"{_length(task)} days before is {found}.",
        ),
    )


def is_past(task: Task) -> Answer:
    """Say whether the closing hour of a day has passed."""
    due = task.pack.days.moment(task.day(task.settings["from"]), task.cutoff)
    late = is_late(due, task.exact_moment("now"))
    return Answer(
        {task.settings["to"]: late},
        (f"The time is over at {task.cutoff:%H:%M} of the day, that moment included.",),
    )


def next_open_day(task: Task) -> Answer:
    """Return a day, or the next one on which the court is open."""
    try:
        day = date.fromisoformat(task.words(task.settings["from"]))
    except ValueError:
        return REFUSED
    found = task.pack.days.next_open(day)
    return Answer(
        {task.settings["to"]: found.isoformat()}, (f"The first open day from {day} is {found}.",)
    )


def earliest(task: Task) -> Answer:
    """Return the earliest of several moments, those left out that are not set."""
    moments = [str(each) for each in task.rows("deadlines") if each is not None]
    found = min(moments, key=datetime.fromisoformat, default=None)
    return Answer({"next": found}, (f"Of {len(moments)} moments the earliest counts.",))


def hearing_fee_due(task: Task) -> Answer:
    """Return the day by which the fee for a hearing is due, never after the hearing."""
    today = task.day("today") if task.maybe("today") else task.today
    hearing = task.day("hearing_date")
    away = (hearing - today).days
    if away > task.whole("far_days"):
        found = hearing - timedelta(days=task.whole("days_before"))
        why = f"The hearing is {away} days away: {task.whole('days_before')} days before it."
    else:
        found = min(today + timedelta(days=task.whole("days_after")), hearing)
        why = (
            f"The hearing is {away} days away: {task.whole('days_after')} days from today, "
            "and not after the hearing."
        )
    return Answer({"due_date": found.isoformat()}, (why,))


def month_increment(task: Task) -> Answer:
    """Go on by months as payments do."""
    start = task.day("start")
    found = months_on(start, task.whole("months"))
    return Answer(
        {"date": found.isoformat()},
        (
            f"{task.whole('months')} months from {start} is {found}. Going on, a day the month "
            "has not becomes the 1st of the next.",
        ),
    )


def days_in_all(task: Task) -> Answer:
    """Count the days of several periods, both ends included; a day that is in two counts once."""
    days: set[date] = set()
    for row in task.rows("periods"):
        ends = [day_of(each) for each in (row if isinstance(row, list) else [row])]
        if len(ends) not in (1, 2):
            raise NotSupported("A period has a first and a last day.")
        days |= {ends[0] + timedelta(days=n) for n in range(max((ends[-1] - ends[0]).days + 1, 0))}
    return Answer({"days": len(days)}, (f"Each day is counted once: {len(days)}.",))


def daily_window(task: Task) -> Answer:
    """Say whether something came in the last whole window of a day, its end left out."""
    days, now = task.pack.days, task.exact_moment("now")
    hour = time(task.whole("window_hour"))
    day = days.day_of(now)
    last = day if now >= days.moment(day, hour) else day - ONE_DAY
    start, end = days.moment(last - ONE_DAY, hour), days.moment(last, hour)
    inside = start <= task.exact_moment("uploaded_at") < end
    return Answer(
        {"in_current_window": inside},
        (f"The window runs from {last - ONE_DAY} to {last}, each at {hour:%H:%M}.",),
    )


def buffer(task: Task) -> Answer:
    """Say whether so many hours of working days have passed since something was asked for."""
    days = task.pack.days
    now = days.moment(task.today, time(12)) if "now" not in task.given else task.exact_moment("now")
    if "hours_since_request" in task.given:
        asked = now - timedelta(hours=task.whole("hours_since_request"))
    else:
        asked = task.exact_moment("requested_at")
    counted = timedelta()
    day = days.day_of(asked)
    while day <= days.day_of(now):
        if days.is_open(day):
            counted += max(
                min(now, days.end_of(day)) - max(asked, days.moment(day, MIDNIGHT)), timedelta()
            )
        day += ONE_DAY
    hours = counted // timedelta(hours=1)
    needed = task.whole("buffer_hours")
    return Answer(
        {"released": counted >= timedelta(hours=needed)},
        (f"{hours} hours of working days have passed; it takes {needed}.",),
    )


def moment_shown(task: Task) -> Answer:
    """Write a moment as people of a language do, by the court's clock."""
    moment = datetime.fromisoformat(task.words("utc").replace("Z", "+00:00"))
    local = task.pack.days.local(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    spoken = task.words("language")
    if spoken not in LOCALES:
        raise NotSupported(f"Moments are not shown in {spoken}.")
    text = format_datetime(local, "d MMMM y, h:mm:ss aaaa", locale=LOCALES[spoken])
    return Answer({"text": text}, (f"At the court it is {local:%H:%M:%S}.",))


def paid_status(task: Task) -> Answer:
    """Say whether a judgment was paid in time to be cancelled, or later."""
    if "days_from_judgment_issue_to_full_payment" in task.given:
        took = task.whole("days_from_judgment_issue_to_full_payment")
        allowed = task.whole("days_allowed")
    else:
        issued = task.day("judgment_issued")
        took = (task.day("paid_in_full") - issued).days
        month = calendar.monthrange(issued.year, issued.month)[1]
        allowed = task.whole("days_allowed") if task.maybe("days_allowed") else month
    status = "SATISFIED" if took > allowed else "CANCELLED"
    return Answer(
        {"status": status}, (f"Paid after {took} days; up to {allowed} it is cancelled.",)
    )


RULES: Mapping[str, Callable[[Task], Answer]] = {
    rule.__name__: rule
    for rule in (
        period, filing, look_back, is_past, next_open_day, earliest, hearing_fee_due,
        month_increment, days_in_all, daily_window, buffer, moment_shown, paid_status,
    )
}  # fmt: skip
