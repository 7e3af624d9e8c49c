"""Worked examples of means: what comes in, what goes out, and what a person may keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from cases.instalments import WEEKS_A_YEAR, Rhythm
from cases.means import (
    MONTHS_A_YEAR,
    Disability,
    Household,
    Means,
    Person,
    Regular,
    disability_allowance,
    free_income,
    living_allowance,
    monthly_income,
    monthly_outgoings,
    monthly_savings,
    monthly_total,
    pensioner_allowance,
)
from cases.packs.allowances import Allowance, AllowanceTable, MeansRules, load_means
from cases.packs.vocabulary import Confidence
from cases.vectors.given import Task, number, plain
from cases.vectors.of_plans import in_whole_pounds, rhythm_named
from cases.vectors.verdicts import Answer, NotSupported
from odr.money import Money, Rounding, rounded

DIGITS = 4
TWELFTHS = 1200
"""A sum a month is a whole number of twelfths of a penny: 52/12, 26/12 and 13/12 of pence are."""
GROWN_UP = 40
"""The age of a person whose age does not matter."""

LIVING = {
    "single 18-24": Allowance.SINGLE_YOUNG,
    "single under 25": Allowance.SINGLE_YOUNG,
    "single": Allowance.SINGLE,
    "single over 25": Allowance.SINGLE,
    "couple": Allowance.COUPLE,
    "over25+under18": Allowance.COUPLE_PARTNER_MINOR,
    "under25+under18": Allowance.COUPLE_YOUNG_PARTNER_MINOR,
    "dependant": Allowance.DEPENDANT,
    "each dependant": Allowance.DEPENDANT,
}
PENSIONER = {"single": Allowance.PENSIONER_SINGLE, "couple": Allowance.PENSIONER_COUPLE}
DISABILITY = {
    "single": Allowance.DISABLED_SINGLE,
    "couple": Allowance.DISABLED_COUPLE,
    "severe single": Allowance.SEVERELY_DISABLED_SINGLE,
    "severe couple": Allowance.SEVERELY_DISABLED_COUPLE,
    "dependant": Allowance.DISABLED_DEPENDANT,
    "carer": Allowance.CARER,
}
IN_TABLES = LIVING | {
    **{f"pensioner {name}": which for name, which in PENSIONER.items()},
    "disability single": Allowance.DISABLED_SINGLE,
    "disability couple": Allowance.DISABLED_COUPLE,
    "severe disability single": Allowance.SEVERELY_DISABLED_SINGLE,
    "severe disability couple": Allowance.SEVERELY_DISABLED_COUPLE,
    "disabled dependant": Allowance.DISABLED_DEPENDANT,
    "carer": Allowance.CARER,
}
DISABILITIES = {
    "not disabled": Disability.NONE,
    "disabled": Disability.YES,
    "severely disabled": Disability.SEVERE,
}


def sum_in(value: Any) -> Fraction:
    """Read a sum a month; one with more digits than pence stands for a twelfth of a penny."""
    found = number(value)
    if (found * 100).denominator == 1:
        return found
    return Fraction(rounded(found * TWELFTHS, Rounding.HALF_UP), TWELFTHS)


def regulars(rows: Any) -> tuple[Regular, ...]:
    """Read sums that come or go again and again; a bare number is a sum a month."""
    if isinstance(rows, Mapping):
        return tuple(Regular(sum_in(value), kind=str(name)) for name, value in rows.items())
    listed = rows if isinstance(rows, list) else [] if rows is None else [rows]
    return tuple(_regular(row) for row in listed)


def _regular(row: Any) -> Regular:
    if not isinstance(row, Mapping):
        return Regular(sum_in(row))
    often = row.get("freq", row.get("frequency", Rhythm.MONTHLY))
    return Regular(number(row.get("amount"), "amount"), rhythm_named(often), str(row.get("type")))


def stated(task: Task) -> Means:
    """Read a statement of means; it may be given under several names."""
    given = task.given
    home = {kind: given[kind] for kind in ("mortgage", "rent") if kind in given}
    return Means(
        incomes=regulars(given.get("incomes")),
        yearly_turnover=_turnover(given),
        balances=tuple(number(each) for each in task.rows("bank_balances")),
        expenses=(
            *regulars(given.get("expenses")),
            *regulars(given.get("extra_expenses")),
            *regulars(home),
        ),
        debts=regulars(given.get("debts_monthly")),
        court_orders=regulars(given.get("court_orders_monthly")),
        priority_debts=regulars(given.get("priority_debts_monthly")),
    )


def _turnover(given: Mapping[str, Any]) -> Fraction:
    for name in ("annual_turnover", "self_employed_annual_turnover"):
        if name in given:
            return number(given[name], name)
    return Fraction(0)


def rules_of(task: Task) -> MeansRules:
    """Return the rules about means that the settings name."""
    return load_means(task.shared["means"])


def answered(task: Task, found: Fraction, *steps: str) -> Answer:
    """Give an amount a month."""
    text = plain(found, task.settings.get("digits", DIGITS))
    return Answer({task.settings.get("to", "monthly"): text}, steps)


def monthly_items(task: Task) -> Answer:
    """Add up sums of different rhythms to a month's."""
    items = [item for name in task.settings["of"] for item in regulars(task.value(name))]
    each = (f"{plain(i.amount, 2)} {i.rhythm}: {plain(i.monthly, 2)} a month." for i in items)
    return answered(task, monthly_total(items), *each)


def turnover(task: Task) -> Answer:
    """Spread the turnover of a year over its months."""
    year = task.number("annual_turnover")
    return answered(task, year / MONTHS_A_YEAR, "A twelfth of the turnover.")


def savings(task: Task) -> Answer:
    """Work out what of the savings counts for a month."""
    balances = stated(task).balances
    found = monthly_savings(rules_of(task), balances, task.number("monthly_regular_income"))
    return answered(task, found, "What is over the part left alone is spread over a year.")


def income(task: Task) -> Answer:
    """Work out the whole income of a month."""
    means = stated(task)
    return answered(task, monthly_income(rules_of(task), means), *_steps(task, means))


def outgoings(task: Task) -> Answer:
    """Work out what has to be paid in a month."""
    means = stated(task)
    return answered(task, monthly_outgoings(rules_of(task), means), *_steps(task, means))


def _steps(task: Task, means: Means) -> tuple[str, ...]:
    return free_income(rules_of(task), means, on=task.today, table=table_of(task, {})).steps


def disposable(task: Task) -> Answer:
    """Work out what is left in a month after what has to be paid and the allowances."""
    words = task.words("allowances") if "allowances" in task.given else None
    means, table = stated(task), None
    if words != "none":
        person = Person(task.whole("defendant_age"))
        means = Means(**{**vars(means), "household": Household(person)})
        table = sample(task, words, LIVING) if words else None
    found = free_income(rules_of(task), means, on=task.today, table=table)
    return answered(task, found.value, *found.steps)


def table_of(task: Task, amounts: Mapping[Allowance, Money]) -> AllowanceTable:
    """Make a table of the amounts an example gives."""
    return AllowanceTable.model_validate(
        {
            "from": date.min,
            "source": "the example",
            "confidence": Confidence.HIGH,
            "amounts": amounts,
        }
    )


def sample(task: Task, words: str, names: Mapping[str, Allowance]) -> AllowanceTable:
    """Read a table that an example gives in words, like "sample: single=50, couple=100"."""
    amounts: dict[Allowance, Money] = {}
    for entry in words.rpartition(":")[2].split(","):
        name, mark, value = entry.strip().partition("=")
        if not mark or name not in names:
            raise NotSupported(f"{entry.strip()!r} is not an allowance.")
        amounts[names[name]] = Money.of(number(value, name), task.court.currency, Rounding.HALF_UP)
    return table_of(task, amounts)


def allowance(task: Task) -> Answer:
    """Find the allowance of a household in the table that is given."""
    which = task.settings["which"]
    words, rules = task.words("table"), rules_of(task)
    if which == "living":
        home = Household(Person(task.whole("age")), _partner(task.words("partner"), rules))
        return _allowed(task, sample(task, words, LIVING), [(living_allowance(rules, home), 1)])
    if which == "pensioner":
        home = pensioners(task.words("household"))
        return _allowed(task, sample(task, words, PENSIONER), [(pensioner_allowance(home), 1)])
    home = disabled(task.words("household"))
    counted = [
        (disability_allowance(home), 1),
        (Allowance.DISABLED_DEPENDANT, home.disabled_dependants),
        (Allowance.CARER, int(home.carer)),
    ]
    return _allowed(task, sample(task, words, DISABILITY), counted)


def _allowed(
    task: Task, table: AllowanceTable, counted: Iterable[tuple[Allowance | None, int]]
) -> Answer:
    kept = [(which, table.of(which) * n) for which, n in counted if which and n]
    total = Money.total((amount for _which, amount in kept), task.court.currency)
    steps = (f"{which}: {amount.text()}" for which, amount in kept)
    return answered(task, total.amount, *steps, f"In all {total.text()}.")


def _partner(words: str, rules: MeansRules) -> Person | None:
    """Read who the partner is: nobody, under age, or grown up."""
    words = words.lower()
    if words in ("none", "single", "no partner"):
        return None
    minor = f"under {rules.adult_from}" in words
    return Person(rules.adult_from - 1 if minor else GROWN_UP)


def pensioners(words: str) -> Household:
    """Read which of two people have a pension."""
    known = {
        "neither pensioner": (False, False),
        "defendant pensioner, single": (True, None),
        "defendant pensioner": (True, None),
        "defendant pensioner, partner not": (True, False),
        "partner pensioner": (False, True),
        "both pensioners": (True, True),
        "defendant pensioner, partner pensioner": (True, True),
    }
    if words.lower() not in known:
        raise NotSupported(f"{words!r} does not say who has a pension.")
    own, partner = known[words.lower()]
    other = None if partner is None else Person(GROWN_UP, pensioner=partner)
    return Household(Person(GROWN_UP, pensioner=own), other)


def disabled(words: str) -> Household:
    """Read who is disabled and how much, part by part."""
    own, partner, dependants, carer = Disability.NONE, None, 0, False
    for part in (each.strip().lower() for each in words.split(",")):
        if part in DISABILITIES:
            own = DISABILITIES[part]
        elif part.removeprefix("partner ") in DISABILITIES:
            partner = Person(GROWN_UP, disability=DISABILITIES[part.removeprefix("partner ")])
        elif found := re.fullmatch(r"(?:([0-9]+) )?disabled dependants?", part):
            dependants = int(found[1] or 1)
        elif part == "carer":
            carer = True
        elif part not in ("single", "nothing else"):
            raise NotSupported(f"{part!r} does not say who is disabled.")
    person = Person(GROWN_UP, disability=own)
    return Household(person, partner, disabled_dependants=dependants, carer=carer)


def dependants(task: Task) -> Answer:
    """Multiply the allowance for one by how many depend on a person."""
    found = task.number("per_dependant") * task.whole("dependants")
    return answered(task, found, "The same amount for each.")


def allowance_in_table(task: Task) -> Answer:
    """Read an allowance from the dated table; another weekly amount is worked out by the month."""
    item = task.words("item").strip().lower()
    if item not in IN_TABLES:
        raise NotSupported(f"There is no allowance {item!r}.")
    which, table = IN_TABLES[item], rules_of(task).table(task.settings["on"])
    tabled = table.weekly.get(which)
    if "weekly" not in task.given or (tabled and tabled == task.money("weekly")):
        found = table.of(which)
        return answered(task, found.amount, f"The table from {table.start} has it.")
    month = task.number("weekly") * WEEKS_A_YEAR / MONTHS_A_YEAR
    cut = Money.of(month, task.court.currency, Rounding.DOWN)
    return answered(task, cut.amount, "52/12 of the weekly amount, cut off to the penny.")


def newer_total(task: Task) -> Answer:
    """Add up a month as the second service does: whole pounds, and savings whole."""
    whole = [in_whole_pounds(i.amount, i.rhythm) for i in _named(task) if i.amount > 0]
    month = Money.of(_turnover(task.given) / MONTHS_A_YEAR, task.court.currency, Rounding.HALF_UP)
    steps = (f"{plain(each, 2)} in a month." for each in whole)
    year = f"{month.text()} in a month of the turnover of a year."
    return answered(task, sum(whole, month.amount), *steps, year)


def _named(task: Task) -> list[Regular]:
    return [item for name in task.settings["of"] for item in regulars(task.maybe(name))]


def newer_allowance(task: Task) -> Answer:
    """Return the allowance of the second service for the people it names."""
    if task.maybe("single_under_25") is not True:
        raise NotSupported("Only the amount for a single person under 25 is confirmed.")
    found = rules_of(task).table(task.settings["on"]).of(Allowance.SINGLE_YOUNG)
    return answered(task, found.amount, "The amount of the table.")


RULES: Mapping[str, Callable[[Task], Answer]] = {
    rule.__name__: rule
    for rule in (
        monthly_items, turnover, savings, income, outgoings, disposable, allowance, dependants,
        allowance_in_table, newer_total, newer_allowance,
    )
}  # fmt: skip
