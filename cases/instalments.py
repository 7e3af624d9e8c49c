"""Paying a debt bit by bit: how long a plan runs, what a person can pay, and whose plan stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from odr.courtdays import add_months, day_in_words
from odr.errors import Invalid
from odr.money import Money, Rounding
from odr.words import _, language, ngettext

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
AT_ONCE_DAYS = 5
"""Paying at once means within five days, so that it can be compared with a plan."""


class Rhythm(StrEnum):
    """How often something is paid."""

    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    THREE_WEEKLY = "three_weekly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"

    @property
    def weeks(self) -> int:
        """The number of weeks between two payments; 0 when they are a month apart."""
        return {"weekly": 1, "two_weekly": 2, "three_weekly": 3, "four_weekly": 4}.get(self, 0)

    @property
    def a_month(self) -> Fraction:
        """How many payments fall into a month: a year has 52 weeks and 12 months."""
        if self is Rhythm.MONTHLY:
            return Fraction(1)
        return Fraction(WEEKS_A_YEAR, self.weeks * MONTHS_A_YEAR)


class Standing(StrEnum):
    """Whose plan of payment stands."""

    CLAIMANT_IN_FAVOUR_OF_DEFENDANT = "claimant_in_favour_of_defendant"
    CLAIMANT = "claimant"
    COURT = "court"
    DEFENDANT = "defendant"


@dataclass(frozen=True)
class Plan:
    """Equal payments and a last one that pays the rest and is never larger."""

    each: Money
    last: Money
    count: int
    rhythm: Rhythm
    first: date

    @property
    def total(self) -> Money:
        """What all payments come to: the debt, to the penny."""
        return self.each * (self.count - 1) + self.last

    @property
    def last_day(self) -> date:
        """The day of the last payment."""
        return payment_day(self.first, self.rhythm, self.count)

    def days(self) -> tuple[date, ...]:
        """List the day of each payment."""
        return tuple(payment_day(self.first, self.rhythm, n + 1) for n in range(self.count))


@dataclass(frozen=True)
class PlanResult:
    """A plan (None: nothing can be paid), with the steps, the rule and where it comes from."""

    value: Plan | None
    steps: tuple[str, ...]
    rule: str
    source: str


@dataclass(frozen=True)
class StandingResult:
    """Whose plan stands, with the steps, the rule and where it comes from."""

    value: Standing
    steps: tuple[str, ...]
    rule: str
    source: str


def converted(amount: Fraction, given: Rhythm, wanted: Rhythm) -> Fraction:
    """Return what an amount paid in one rhythm is in another, exactly."""
    return amount * given.a_month / wanted.a_month


def months_on(day: date, count: int) -> date:
    """Go on by so many months; a day the month has not becomes the 1st of the next one.

    Going back, it becomes the last day of the month instead.
    """
    moved = add_months(day, count)
    if count > 0 and moved.day < day.day:
        return moved + timedelta(days=1)
    return moved


def payment_day(first: date, rhythm: Rhythm, number: int) -> date:
    """Return the day of the first, second or later payment, counted from the first."""
    if rhythm is Rhythm.MONTHLY:
        return months_on(first, number - 1)
    return first + timedelta(weeks=rhythm.weeks * (number - 1))


def payments_needed(total: Fraction, each: Fraction) -> int:
    """Return how many payments a sum takes; one that is larger than the sum takes one."""
    if each <= 0 or total <= 0:
        raise Invalid(_("Enter an amount of more than 0 for the debt and for each payment."))
    return math.ceil(total / each)


def plan(total: Money, each: Money, rhythm: Rhythm, first: date) -> Plan:
    """Divide a debt into payments; the last one pays what is left."""
    count = payments_needed(total.amount, each.amount)
    usual = min(each, total)
    return Plan(usual, total - usual * (count - 1), count, rhythm, first)


def length_in_words(count: int, rhythm: Rhythm) -> str:
    """Say how long so many payments take, like 6 weeks for three payments every two weeks."""
    if rhythm is Rhythm.MONTHLY:
        return ngettext("{n} month", "{n} months", count).format(n=count)
    weeks = count * rhythm.weeks
    return ngettext("{n} week", "{n} weeks", weeks).format(n=weeks)


def affordable_plan(
    owed: Money, free: Fraction, rhythm: Rhythm, *, today: date, least: Money, source: str = ""
) -> PlanResult:
    """Work out the plan a person can pay from what is left of a month's income.

    What is left is turned into the rhythm asked for, cut off to the smallest coin so that
    nobody is asked for more than they have, and is never more than the debt. Less than
    the least payment means that no plan can be offered. The first payment is due in a month.
    """
    rule = _("What a person can pay bit by bit")
    left = Money.of(max(free, Fraction(0)), owed.currency, Rounding.DOWN)
    possible = Money.of(
        max(converted(free, Rhythm.MONTHLY, rhythm), Fraction(0)), owed.currency, Rounding.DOWN
    )
    steps = [_("What is left in a month is {left}.").format(left=left.show(language()))]
    if rhythm is not Rhythm.MONTHLY:
        said = _("A year has 52 weeks and 12 months, so that is {each} for each payment.")
        steps.append(said.format(each=possible.show(language())))
    each = min(possible, owed)
    if possible < least:
        said = _("That is less than {least} for each payment, so no plan can be offered.")
        return PlanResult(None, (*steps, said.format(least=least.show(language()))), rule, source)
    found = plan(owed, each, rhythm, months_on(today, 1))
    return PlanResult(found, (*steps, *plan_steps(found)), rule, source)


def plan_steps(found: Plan) -> tuple[str, ...]:
    """Say how a plan runs, in plain steps."""
    first = day_in_words(found.first, language())
    if found.count == 1:
        said = _("One payment of {last} on {first} pays the debt of {total}.")
    else:
        said = _(
            "{total} is paid with {count} payments: the first on {first}, the last on {end}. "
            "Each is {each}, the last is {last}."
        )
    return (
        said.format(
            total=found.total.show(language()),
            count=found.count,
            each=found.each.show(language()),
            last=found.last.show(language()),
            first=first,
            end=day_in_words(found.last_day, language()),
        ),
    )


def at_once(today: date) -> date:
    """Return the day by which a person pays who pays at once."""
    return today + timedelta(days=AT_ONCE_DAYS)


def standing_plan(
    respondent: date | None, claimant: date | None, court: date | None, *, source: str = ""
) -> StandingResult:
    """Decide whose plan stands, by the day of the last payment of each; None is never.

    The claimant's plan stands when it asks for no more than the respondent offered, or when
    the respondent can pay even faster than the claimant asks. Else the court's plan
    stands when it is faster than the respondent's own, and the respondent's when it is not.
    """
    steps = [
        _("The plan of the respondent ends {day}.").format(day=_ending(respondent)),
        _("The plan of the claimant ends {day}.").format(day=_ending(claimant)),
        _("What the respondent can pay ends {day}.").format(day=_ending(court)),
    ]
    mine, theirs, possible = (day or date.max for day in (respondent, claimant, court))
    if theirs >= mine:
        value = Standing.CLAIMANT_IN_FAVOUR_OF_DEFENDANT
        why = _("The claimant asks for no more than the respondent offers. That plan stands.")
    elif possible < theirs:
        value = Standing.CLAIMANT
        why = _("The respondent can pay faster than the claimant asks. The claimant's plan stands.")
    elif possible < mine:
        value = Standing.COURT
        why = _("The respondent can pay faster than they offer. What they can pay stands.")
    else:
        value = Standing.DEFENDANT
        why = _("The respondent cannot pay faster than they offer. The respondent's plan stands.")
    return StandingResult(value, (*steps, why), _("Whose plan of payment stands"), source)


def _ending(day: date | None) -> str:
    if day is None:
        return _("never")
    return _("on {day}").format(day=day_in_words(day, language()))
