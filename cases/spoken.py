"""The plain sentences in which the court explains how it counted a date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.lists import format_list

from cases.packs.calculators import Before, Deadline
from cases.packs.schema import Pack
from cases.packs.terms import Period
from cases.packs.vocabulary import Counting, Ends, Event
from odr.courtdays import MIDNIGHT, ONE_DAY, Unit, day_in_words
from odr.words import _, language, ngettext

_LISTED = 7
"""More closed days than this are counted, not listed."""


def day_name(day: date) -> str:
    """Write a day with its weekday in the language in use."""
    return day_in_words(day, language())


def time_name(pack: Pack, moment: datetime) -> str:
    """Write the time of day at the court, like 16:00."""
    return f"{pack.days.local(moment):%H:%M}"


def moment_name(pack: Pack, moment: datetime) -> str:
    """Write a day and a time at the court."""
    return _("{day} at {time}").format(
        day=day_name(pack.days.day_of(moment)), time=time_name(pack, moment)
    )


def event_sentence(event: Event) -> str:
    """Return the sentence that says what started a clock; {day} stands for when."""
    sentences = {
        Event.DRAFT_SAVED: _("The draft was last saved on {day}."),
        Event.CLAIM_FILED: _("The claim reached the court on {day}."),
        Event.CLAIM_RETURNED: _("The court sent the claim back on {day}."),
        Event.CLAIM_ISSUED: _("The court issued the claim on {day}."),
        Event.SERVICE_DEEMED: _("The claim counts as received on {day}."),
        Event.RESPONSE_FILED: _("The answer reached the court on {day}."),
        Event.ADMISSION_FILED: _("The admission reached the court on {day}."),
        Event.OFFER_MADE: _("The offer was made on {day}."),
        Event.BIDS_OPENED: _("The round began on {day}."),
        Event.STAGE_INVITED: _("The invitation was sent on {day}."),
        Event.STAGE_OPENED: _("This step began on {day}."),
        Event.ROOM_OPENED: _("The room opened on {day}."),
        Event.PROPOSAL_MADE: _("The proposal was made on {day}."),
        Event.TERMS_ACCEPTED: _("The terms were accepted on {day}."),
        Event.TERMS_DRAFTED: _("The agreement was written down on {day}."),
        Event.TERMS_CONFIRMED: _("Both sides confirmed the agreement on {day}."),
        Event.DEFAULT_REQUESTED: _("Judgment was asked for on {day}."),
        Event.HEARING_FIXED: _("The hearing is on {day}."),
        Event.WINDOW_OPENED: _("This step began on {day}."),
        Event.HEARING_ENDED: _("The hearing ended on {day}."),
        Event.DECISION_GIVEN: _("The decision was given on {day}."),
        Event.DECISION_SERVED: _("The decision counts as received on {day}."),
        Event.CASE_CLOSED: _("The case was closed on {day}."),
    }
    return sentences.get(event, _("The count begins with {day}."))


def sending_sentence(method: str) -> str:
    """Return the sentence that says how papers were sent; {day} and {time} stand for when."""
    sentences = {
        "first_class_post": _("The letter was posted on {day}."),
        "email": _("The email was sent on {day} at {time}."),
        "personal": _("The papers were handed over on {day} at {time}."),
        "leaving_at_address": _("The papers were left at the address on {day} at {time}."),
    }
    return sentences.get(method, _("The papers were sent on {day} at {time}."))


def counting_sentence(period: Period, counting: Counting, *, backwards: bool) -> str:
    """Say how long the time is and with which day the count begins."""
    if counting is Counting.CLEAR_BOTH:
        sentence = _("There must be {period} in between. Neither end is counted.")
    elif period.unit in (Unit.MONTH, Unit.YEAR):
        sentence = _("The time goes back {period}.") if backwards else _("The time is {period}.")
    elif backwards:
        sentence = _("Count back {period}. Day 1 is the day before.")
    else:
        sentence = _("The time is {period}. Day 1 is the day after.")
    return sentence.format(period=period.words())


def short_sentence(days: int) -> str:
    """Say why closed days are left out of a short time."""
    return _(
        "The time is {days} days or less, so only days when the court is open are counted."
    ).format(days=days)


def left_out(pack: Pack, start: date, end: date) -> list[str]:
    """Say which closed days after the start, up to the end, were not counted."""
    closed = pack.days.closed_between(start, end)
    if not closed:
        return []
    if len(closed) > _LISTED:
        return [
            _("The court is closed on {count} days in between. They are not counted.").format(
                count=len(closed)
            )
        ]
    return [
        ngettext(
            "The court is closed on {days}. This day is not counted.",
            "The court is closed on {days}. These days are not counted.",
            len(closed),
        ).format(days=_listed(pack, closed))
    ]


def rolled_sentence(pack: Pack, day: date, moved: date) -> str:
    """Say that a date fell on closed days and where it went."""
    first, last = sorted((day, moved))
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    closed = tuple(each for each in span if each != moved)
    sentence = (
        _("The court is closed on {days}, so the date moves on to {moved}.")
        if moved > day
        else _("The court is closed on {days}, so the date moves back to {moved}.")
    )
    return sentence.format(days=_listed(pack, closed), moved=day_name(moved))


def closing_sentence(pack: Pack, clock: Deadline, day: date, due: datetime) -> str:
    """Say when the time is over."""
    if clock.ends is Ends.CUTOFF:
        return _("It must be done before {time} on {day}. At {time} it is too late.").format(
            time=time_name(pack, due), day=day_name(day)
        )
    if pack.days.local(due).time() == MIDNIGHT:
        sentence = (
            _("It must be done by the end of {day}.")
            if clock.ends is Ends.DAY_END
            else _("The time is over at the end of {day}.")
        )
        return sentence.format(day=day_name(day))
    return _("The time is over on {moment}.").format(moment=moment_name(pack, due))


def last_day(pack: Pack, due: datetime) -> date:
    """Return the last day of a time: midnight belongs to the day before."""
    day = pack.days.day_of(due)
    return day - ONE_DAY if pack.days.local(due).time() == MIDNIGHT else day


def counts_backwards(clock: Deadline) -> bool:
    """Tell whether a clock runs back from its event."""
    return isinstance(clock.start, Before)


def _listed(pack: Pack, days: tuple[date, ...]) -> str:
    names = []
    for day in days:
        why = pack.days.why_closed(day)
        names.append(f"{day_name(day)} ({why})" if why else day_name(day))
    return format_list(names, locale=language().replace("-", "_"))
