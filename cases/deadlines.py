"""When something is due: dates and hours worked out from the court's rules, in plain steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cases.packs.calculators import Deadline, Deemed
from cases.packs.conditions import NOTHING, Facts
from cases.packs.schema import Pack
from cases.packs.sourcing import in_words
from cases.packs.terms import Period, not_confirmed
from cases.packs.vocabulary import (
    Act,
    Confidence,
    Counting,
    Ends,
    Event,
    PaperType,
    Starts,
)
from cases.spoken import (
    closing_sentence,
    counting_sentence,
    counts_backwards,
    day_name,
    event_sentence,
    last_day,
    left_out,
    moment_name,
    rolled_sentence,
    sending_sentence,
    short_sentence,
    time_name,
)
from odr.courtdays import MIDNIGHT, Roll, Unit
from odr.errors import Invalid
from odr.words import _


@dataclass(frozen=True)
class DateResult:
    """A date with the steps that lead to it.

    `value` is the day at the court. `due` is the first moment (in UTC) that is too late,
    or for service the moment the day begins. `rule` names the clock in plain words.
    """

    value: date
    due: datetime
    steps: tuple[str, ...]
    rule: str
    source: str
    confidence: Confidence | None


@dataclass
class _Count:
    """A count under way: the day reached and the sentences so far."""

    day: date
    steps: list[str]


def is_late(due: datetime, at: datetime) -> bool:
    """Tell whether something came too late: at 16:00:00 exactly the time has passed."""
    return at >= due


def deemed_service(
    pack: Pack, method: str, sent_at: datetime, *, paper: PaperType = PaperType.CLAIM
) -> DateResult:
    """Work out when papers sent in one way count as received, whoever opened them when.

    Raises NotConfirmed when the court's rule for this way is not confirmed.
    """
    way = pack.service.method(method)
    rule = next(rule for rule in way.deemed if paper in rule.papers)
    if rule.after is None:
        raise not_confirmed()
    behind = rule.behind("after")
    count = _received(pack, rule, rule.after, sent_at, sending_sentence(method))
    count.steps.append(_("So it counts as received on {day}.").format(day=day_name(count.day)))
    return DateResult(
        value=count.day,
        due=pack.days.moment(count.day, MIDNIGHT),
        steps=tuple(count.steps),
        rule=_("When papers count as received: {way}").format(way=way.label.read()),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )


def _received(pack: Pack, rule: Deemed, after: Period, sent_at: datetime, sentence: str) -> _Count:
    sent = pack.days.day_of(sent_at)
    count = _Count(sent, [sentence.format(day=day_name(sent), time=time_name(pack, sent_at))])
    if rule.starts is Starts.COURT_DAY:
        _to_court_day(pack, count, sent_at, Act.SERVICE)
    start = count.day
    if after.n:
        count.day = pack.days.add(start, after.n, after.unit)
        count.steps.append(_("It counts as received {period} later.").format(period=after.words()))
        if after.unit is Unit.BUSINESS_DAY:
            count.steps += left_out(pack, start, count.day)
    _roll(pack, count, rule.roll)
    return count


def filing_day(pack: Pack, at: datetime) -> DateResult:
    """Work out for which day something counts that reached the court at this moment."""
    day = pack.days.day_of(at)
    sentence = _("It reached the court on {day} at {time}.")
    count = _Count(day, [sentence.format(day=day_name(day), time=time_name(pack, at))])
    _to_court_day(pack, count, at, Act.FILING)
    count.steps.append(_("So it counts for {day}.").format(day=day_name(count.day)))
    behind = pack.calendar.behind("cutoffs")
    return DateResult(
        value=count.day,
        due=pack.days.moment(count.day, pack.calendar.cutoffs[Act.FILING]),
        steps=tuple(count.steps),
        rule=_("The day on which the court takes papers"),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )


def is_confirmed(pack: Pack, code: str, facts: Facts = NOTHING) -> bool:
    """Tell whether this clock can be worked out, or an officer has to enter the date."""
    return clock_for(pack, code, facts).period is not None


def clock_for(pack: Pack, code: str, facts: Facts = NOTHING) -> Deadline:
    """Return the clock that fits the case: the first one of this code whose condition holds."""
    for clock in pack.clocks(code):
        if clock.when is None or clock.when.holds(facts):
            return clock
    raise not_confirmed()


def deadline(
    pack: Pack,
    code: str,
    events: Mapping[Event, date | datetime],
    facts: Facts = NOTHING,
    *,
    extra: Period | None = None,
) -> DateResult:
    """Work out when a clock of the court ends.

    The first day is left out. A last day on which the court is closed moves as the
    clock says. An extension is counted from the same start, never from a day that
    was already moved. Raises NotConfirmed when an officer has to enter the date,
    KeyError when the event has not happened, Invalid when the extension is too long.
    """
    clock = clock_for(pack, code, facts)
    if clock.period is None:
        raise not_confirmed()
    period = _extended(clock, clock.period, extra)
    happened = events[clock.event]
    if period.unit is Unit.HOUR:
        return _hours(pack, clock, period, happened)
    count = _started(pack, clock, happened)
    _run(pack, clock, period, count)
    _roll(pack, count, clock.roll or pack.calendar.roll)
    due = _end(pack, clock, happened, count.day)
    value = last_day(pack, due) if clock.ends is Ends.SAME_TIME else count.day
    count.steps.append(closing_sentence(pack, clock, value, due))
    return _result(pack, clock, value, due, count.steps)


def warning_days(pack: Pack, code: str, due: DateResult) -> tuple[date, ...]:
    """List the days on which a person is reminded of a clock, earliest first."""
    longest_first = sorted((p.n for p in pack.clocks(code)[0].warn_before), reverse=True)
    return tuple(due.value - timedelta(days=n) for n in longest_first)


def latest_extension(
    pack: Pack,
    code: str,
    events: Mapping[Event, date | datetime],
    facts: Facts = NOTHING,
) -> DateResult | None:
    """Work out the latest date a clock can be moved to, or nothing when it cannot be moved."""
    allowed = clock_for(pack, code, facts).extend
    return deadline(pack, code, events, facts, extra=allowed.max) if allowed else None


def _extended(clock: Deadline, period: Period, extra: Period | None) -> Period:
    if extra is None:
        return period
    if clock.extend is None:
        raise Invalid(_("This time cannot be made longer."))
    if extra.unit is not period.unit or extra.n > clock.extend.max.n:
        raise Invalid(
            _("This time can be made longer by {most} at most.").format(
                most=clock.extend.max.words()
            )
        )
    return Period(n=period.n + extra.n, unit=period.unit)


def _started(pack: Pack, clock: Deadline, happened: date | datetime) -> _Count:
    day = pack.days.day_of(happened) if isinstance(happened, datetime) else happened
    count = _Count(day, [event_sentence(clock.event).format(day=day_name(day))])
    if clock.starts is Starts.COURT_DAY:
        moment = happened if isinstance(happened, datetime) else pack.days.moment(day, MIDNIGHT)
        _to_court_day(pack, count, moment, clock.cutoff)
    elif clock.ends is Ends.SAME_TIME and not pack.days.is_open(day):
        count.day = pack.days.next_open(day)
        count.steps.append(
            _("The court was closed, so the count begins on {day}.").format(day=day_name(count.day))
        )
    return count


def _to_court_day(pack: Pack, count: _Count, at: datetime, act: Act) -> None:
    """Move an act that came on a closed day or after hours to the next open day."""
    hour = pack.calendar.cutoffs[act]
    counted = pack.days.counted_day(at, hour)
    if counted == count.day:
        return
    if pack.days.is_open(count.day):
        why = _("That was not before {time}, so it counts from the next working day, {day}.")
    else:
        why = _("The court is closed on that day, so it counts from {day}.")
    count.steps.append(why.format(time=f"{hour:%H:%M}", day=day_name(counted)))
    count.day = counted


def _run(pack: Pack, clock: Deadline, period: Period, count: _Count) -> None:
    counting = clock.counting or pack.calendar.counting
    backwards = counts_backwards(clock)
    short = pack.calendar.short_period
    unit, start = period.unit, count.day
    if clock.short_period and short and unit is Unit.DAY and period.n <= short.lte_days:
        unit = Unit.BUSINESS_DAY
    number = period.n + (1 if counting is Counting.CLEAR_BOTH else 0)
    if clock.ends is Ends.SAME_TIME:
        count.steps.append(_("The time is {period}, to the hour.").format(period=period.words()))
    else:
        count.steps.append(counting_sentence(period, counting, backwards=backwards))
    count.day = pack.days.add(start, -number if backwards else number, unit)
    if unit is Unit.BUSINESS_DAY:
        if unit is not period.unit and short:
            count.steps.append(short_sentence(short.lte_days))
        first, last = sorted((start, count.day))
        count.steps += left_out(pack, first, last)
    if clock.ends is not Ends.SAME_TIME:
        count.steps.append(_("That comes to {day}.").format(day=day_name(count.day)))


def _roll(pack: Pack, count: _Count, how: Roll) -> None:
    moved = pack.days.roll(count.day, how)
    if moved != count.day:
        count.steps.append(rolled_sentence(pack, count.day, moved))
        count.day = moved


def _end(pack: Pack, clock: Deadline, happened: date | datetime, day: date) -> datetime:
    if clock.ends is Ends.CUTOFF:
        return pack.days.moment(day, pack.calendar.cutoffs[clock.cutoff])
    if clock.ends is Ends.DAY_END or not isinstance(happened, datetime):
        return pack.days.end_of(day)
    began_open = pack.days.is_open(pack.days.day_of(happened))
    at = pack.days.local(happened).time().replace(fold=0) if began_open else MIDNIGHT
    return pack.days.moment(day, at)


def _hours(pack: Pack, clock: Deadline, period: Period, happened: date | datetime) -> DateResult:
    if not isinstance(happened, datetime):
        raise ValueError("hours are counted from a moment, not from a day")
    due = pack.days.local(happened).astimezone(UTC) + timedelta(hours=period.n)
    value = last_day(pack, due)
    steps = [
        event_sentence(clock.event).format(day=moment_name(pack, happened)),
        _("There are {period} from then.").format(period=period.words()),
        closing_sentence(pack, clock, value, due),
    ]
    return _result(pack, clock, value, due, steps)


def _result(
    pack: Pack, clock: Deadline, value: date, due: datetime, steps: list[str]
) -> DateResult:
    behind = clock.behind("period")
    return DateResult(
        value=value,
        due=due,
        steps=tuple(steps),
        rule=clock.title.read(),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )
