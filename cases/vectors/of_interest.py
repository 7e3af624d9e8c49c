"""Worked examples of interest, in numbers or in the words of a claim form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from cases.enums import InterestBasis
from cases.interest import InterestChoice, InterestResult
from cases.interest import interest as worked_out
from cases.packs.calculators import DayRate
from cases.vectors.given import Task, day_in
from cases.vectors.verdicts import Answer, NotSupported
from odr.money import Money, Rounding

BY_RATE = re.compile(
    r"(?:standard )?([0-9.]+) ?%(?: from (?P<start>submission|[^,]+?))?"
    r"(?:, computed to [^()]*\((?P<end>[^()]+)\))?"
)
BY_PARTS = re.compile(
    r"breakdown total ([0-9.]+)"
    r"(?: plus (?:([0-9.]+) a day|([0-9.]+) ?%) until (?P<end>settled|submission))?"
)


@dataclass(frozen=True)
class Asked:
    """Interest as a claim asks for it: a sum worked out already, then so much by day or rate."""

    stated: Fraction = Fraction(0)
    by_day: Fraction = Fraction(0)
    percent: Fraction = Fraction(0)
    start: date | None = None
    end: date | None = None


def run(task: Task, principal: Money, percent: Fraction, start: date, end: date) -> InterestResult:
    """Work interest out with the court's calculator, its day rate rounded as the area says."""
    digits = task.maybe("daily_digits")
    rule = task.court.interest_rule("before_judgment")
    daily = DayRate()
    if digits is not None:
        step = f"{Decimal(1).scaleb(-int(digits)):f}"
        daily = DayRate.model_validate({"mode": Rounding.HALF_UP, "to": step})
    rule = rule.model_copy(update={"round_daily": daily})
    rate = Decimal(percent.numerator) / Decimal(percent.denominator * 100)
    return worked_out(
        task.court.model_copy(update={"interest": (rule,)}),
        InterestChoice(InterestBasis.OWN_RATE, rate),
        principal,
        start=start,
        end=end,
    )


def interest(task: Task) -> Answer:
    """Work out interest for a number of days, or from one day to another."""
    percent = task.number("rate_percent")
    if task.settings.get("refuses") and percent < 0:
        return Answer({"http_status": 400}, ("A rate of less than 0 is refused.",))
    if "days" in task.given:
        start, end = task.today, task.today + timedelta(days=task.whole("days"))
    else:
        start = task.day(task.settings.get("from_day", "from"))
        end = task.day(task.settings.get("to_day", "until"))
    found = run(task, task.money("amount"), percent, start, end)
    return Answer({"interest": found.value.text()}, found.steps)


def interest_of_a_day(task: Task) -> Answer:
    """Show the interest of one day to the penny."""
    tomorrow = task.today + timedelta(days=1)
    found = run(task, task.money("amount"), task.number("rate_percent"), task.today, tomorrow)
    return Answer({"daily_amount": found.value.text()}, found.steps)


def interest_stated(task: Task) -> Answer:
    """Take the interest that the claimant has worked out."""
    found = task.money("breakdown_total").text()
    return Answer({"interest": found}, ("The claimant has worked the interest out.",))


def interest_by_the_day(task: Task) -> Answer:
    """Multiply a sum for each day by the days up to today."""
    days = max((task.today - task.day("interest_from")).days, 0)
    found = task.money("daily_amount") * days
    return Answer({"interest": found.text()}, (f"{days} days have passed since the first.",))


def asked_in(task: Task) -> Asked:
    """Read the words in which a claim asks for interest."""
    words = task.words("interest").strip().lower()
    if words == "none":
        return Asked()
    if found := BY_PARTS.fullmatch(words):
        total, by_day, percent, until = found.groups()
        ended = task.day("issued") if until in (None, "submission") else None
        by_day_sum, rate = Fraction(by_day or 0), Fraction(percent or 0)
        return Asked(Fraction(total), by_day_sum, rate, end=ended)
    if found := BY_RATE.fullmatch(words):
        start, end = (_day(task, found[name]) for name in ("start", "end"))
        return Asked(percent=Fraction(found[1]), start=start, end=end)
    raise NotSupported(f"Interest cannot be read from {words!r}.")


def _day(task: Task, words: str | None) -> date | None:
    if words in (None, "submission"):
        return None
    found = day_in(words, task.today)
    if found is None:
        raise NotSupported(f"{words!r} is not a day.")
    return found


def on_claim(task: Task) -> tuple[Money, tuple[str, ...]]:
    """Work out the interest of a claim: from its start until today, or until it stopped before.

    It stops on the day judgment was asked for, and where the area says so on the day of issue.
    """
    asked = asked_in(task)
    claim = task.money("claim")
    start = asked.start or (task.day("issued") if task.maybe("issued") else task.today)
    ends = [asked.end or task.today]
    if task.maybe("judgment_requested"):
        ends.append(task.day("judgment_requested"))
    if task.maybe("until"):
        ends.append(task.day(task.words("until")))
    end = min(ends)
    stated = Money.of(asked.stated, claim.currency, Rounding.HALF_UP)
    by_day = Money.of(asked.by_day * max((end - start).days, 0), claim.currency, Rounding.HALF_UP)
    found = run(task, claim, asked.percent, start, end)
    steps = list(found.steps) if asked.percent else []
    if stated:
        steps.insert(0, f"{stated.text()} was worked out by the claimant.")
    if by_day:
        steps.append(f"{by_day.text()} was added by the day.")
    return stated + by_day + found.value, tuple(steps)


def claim_interest(task: Task) -> Answer:
    """Work out the interest of a claim alone."""
    value, steps = on_claim(task)
    return Answer({"interest": value.text()}, steps)


def claim_total(task: Task) -> Answer:
    """Add up a claim, its interest and what else the area names."""
    value, steps = on_claim(task)
    parts = [task.money(name) for name in task.settings["adds"]]
    total = value + Money.total(parts, value.currency)
    return Answer({task.settings["to"]: total.text()}, (*steps, f"In all: {total.text()}."))


def ordered_amount(task: Task) -> Answer:
    """Add the interest up to the request to a claim, in whole pence."""
    found = run(
        task,
        task.money("claim"),
        task.number("rate_percent"),
        task.day("interest_from"),
        task.day("interest_until_submission"),
    )
    total = task.money("claim") + found.value
    return Answer({"ordered_amount_pence": total.minor}, found.steps)


RULES: Mapping[str, Callable[[Task], Answer]] = {
    rule.__name__: rule
    for rule in (
        interest, interest_of_a_day, interest_stated, interest_by_the_day, claim_interest,
        claim_total, ordered_amount,
    )
}  # fmt: skip
