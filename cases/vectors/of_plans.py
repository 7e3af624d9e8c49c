"""Worked examples of paying bit by bit: rhythms, length, end, and whose plan stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from cases.instalments import (
    Rhythm,
    Standing,
    affordable_plan,
    converted,
    length_in_words,
    payment_day,
    payments_needed,
    standing_plan,
)
from cases.packs.allowances import load_means
from cases.vectors.given import Task, day_in, number, plain
from cases.vectors.verdicts import Answer, NotSupported
from odr.money import Rounding, rounded

NEVER = "never"


def rhythm_named(name: Any) -> Rhythm:
    """Read how often something is paid."""
    try:
        return Rhythm(str(name).lower())
    except ValueError:
        raise NotSupported(f"{name!r} is not a rhythm of payments.") from None


def rhythm(task: Task) -> Answer:
    """Turn an amount from one rhythm of payments into another."""
    called, digits = task.settings["amount_called"], task.settings["digits"]
    given, wanted = (rhythm_named(task.value(name)) for name in ("from", "to"))
    found = converted(task.number(called), given, wanted)
    step = f"A year has 52 weeks and 12 months, so {given} to {wanted} is {plain(found, digits)}."
    return Answer({task.settings.get("answer", called): plain(found, digits)}, (step,))


def plan_length(task: Task) -> Answer:
    """Say how long it takes to pay a sum."""
    each = rhythm_named(task.value("frequency"))
    count = payments_needed(task.number("total"), task.number("instalment"))
    return Answer({"length": length_in_words(count, each)}, (f"It takes {count} payments.",))


def plan_end(task: Task) -> Answer:
    """Return the day of the last payment, for a number of payments or a sum to be paid."""
    if "instalments" in task.given:
        count = task.whole("instalments")
    else:
        count = payments_needed(task.number("total"), task.number("instalment"))
    end = payment_day(task.day("first_payment"), rhythm_named(task.value("frequency")), count)
    return Answer({"last_payment": end.isoformat()}, (f"The last of {count} payments.",))


def decision(task: Task) -> Answer:
    """Say whose plan stands, by the days until the last payment of each."""
    mine, theirs, possible = (
        _in_days(task, f"{who}_last_payment_in_days")
        for who in ("defendant", "claimant", "court_calculated")
    )
    found = standing_plan(mine, theirs, possible)
    return Answer({"decision": found.value.value.upper()}, found.steps)


def _in_days(task: Task, name: str) -> date | None:
    return None if task.value(name) == NEVER else task.today + timedelta(days=task.whole(name))


def court_plan(task: Task) -> Answer:
    """Work out the plan a person can pay; a company is outside the rule."""
    kind = str(task.given.get("defendant_type", "individual"))
    if kind not in task.settings["people"]:
        return Answer({"plan": None}, ("The rule is for people. A judge decides here.",))
    rules = load_means(task.shared["means"])
    each, free = rhythm_named(task.value("frequency")), task.number("monthly_disposable_income")
    found = affordable_plan(
        task.money("amount_owed"), free, each, today=task.today, least=rules.least_payment
    )
    if found.value is None:
        return Answer({"plan": None}, found.steps)
    value = {
        "instalment": found.value.each.text(),
        "frequency": each.value,
        "first_payment": found.value.first.isoformat(),
        "last_payment": found.value.last_day.isoformat(),
    }
    return Answer(value, found.steps)


def newer_decision(task: Task) -> Answer:
    """Say in whose favour the second service decides: can what is asked be paid from one month?"""
    left, words = _left(task), task.words("claimant_proposes").strip().lower()
    if words.startswith("instalment"):
        owed = in_whole_pounds(task.number("instalment"), rhythm_named(task.value("frequency")))
    elif words == "immediately" or words.startswith("set date"):
        owed = task.number("amount_owed")
    else:
        raise NotSupported(f"{words!r} is not a way to pay.")
    fits = owed <= left or _later(task, words)
    value = Standing.CLAIMANT if fits else Standing.DEFENDANT
    step = f"{plain(owed, 2)} is asked for, {plain(left, 2)} is left in a month."
    return Answer({"in_favour_of": value.value}, (step,))


def _left(task: Task) -> Fraction:
    means = task.given.get("means")
    if not isinstance(means, Mapping):
        return task.number("disposable")
    income, *less = (number(means.get(n), n) for n in ("income", "expenditure", "allowance"))
    return income - sum(less)


def _later(task: Task, words: str) -> bool:
    """Tell whether the claimant gives even more time than the defendant asks for."""
    day = day_in(words.removeprefix("set date"), task.today)
    return (
        day is not None and bool(task.maybe("defendant_date")) and day > task.day("defendant_date")
    )


def in_whole_pounds(amount: Fraction, each: Rhythm) -> Fraction:
    """Turn an amount into a month's, in whole pounds; one paid by the month stays as it is."""
    month = converted(amount, each, Rhythm.MONTHLY)
    return month if each is Rhythm.MONTHLY else Fraction(rounded(month, Rounding.HALF_UP))


def newer_month(task: Task) -> Answer:
    """Turn an amount into a month's as the second service does."""
    found = in_whole_pounds(task.number("amount"), rhythm_named(task.value("frequency")))
    return Answer({"monthly": plain(found, 2)}, ("A month's amount is rounded to whole pounds.",))


RULES: Mapping[str, Callable[[Task], Answer]] = {
    rule.__name__: rule
    for rule in (
        rhythm, plan_length, plan_end, decision, court_plan, newer_decision, newer_month,
    )
}  # fmt: skip
