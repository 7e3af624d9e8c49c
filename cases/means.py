"""What a person can pay: income, less what has to be paid, less what the law leaves to live on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from cases.instalments import Rhythm, converted
from cases.packs.allowances import Allowance, AllowanceTable, MeansRules
from cases.packs.vocabulary import Confidence
from odr.money import Money, Rounding
from odr.words import _, language

MONTHS_A_YEAR = 12


class Disability(StrEnum):
    """How a disability counts."""

    NONE = "none"
    YES = "yes"
    SEVERE = "severe"


@dataclass(frozen=True)
class Regular:
    """Something paid again and again: an exact amount in whole units (pounds), and how often.

    Statements of means give pounds and pence; an exact share lets sums that were worked
    out before be given too.
    """

    amount: Fraction
    rhythm: Rhythm = Rhythm.MONTHLY
    kind: str = ""

    @property
    def monthly(self) -> Fraction:
        """The amount a month, exactly; nothing counts less than nothing."""
        return max(converted(self.amount, self.rhythm, Rhythm.MONTHLY), Fraction(0))


@dataclass(frozen=True)
class Person:
    """What decides the allowances of one grown-up."""

    age: int
    pensioner: bool = False
    disability: Disability = Disability.NONE


@dataclass(frozen=True)
class Household:
    """Who lives on the income: the person, a partner if there is one, and who depends on them."""

    person: Person
    partner: Person | None = None
    dependants: int = 0
    disabled_dependants: int = 0
    carer: bool = False


@dataclass(frozen=True)
class Means:
    """What a person says about their money. Without a household no allowance is taken off."""

    incomes: tuple[Regular, ...] = ()
    yearly_turnover: Fraction = Fraction(0)
    balances: tuple[Fraction, ...] = ()
    expenses: tuple[Regular, ...] = ()
    debts: tuple[Regular, ...] = ()
    court_orders: tuple[Regular, ...] = ()
    priority_debts: tuple[Regular, ...] = ()
    household: Household | None = None


@dataclass(frozen=True)
class MeansResult:
    """What is left in a month (exactly, in whole units), with the parts, steps and source."""

    value: Fraction
    income: Fraction
    outgoings: Fraction
    allowances: Fraction
    steps: tuple[str, ...]
    rule: str
    source: str
    confidence: Confidence


def monthly_total(items: Iterable[Regular]) -> Fraction:
    """Add up what is paid or earned in a month."""
    return sum((item.monthly for item in items), Fraction(0))


def monthly_savings(rules: MeansRules, balances: Iterable[Fraction], regular: Fraction) -> Fraction:
    """Return the part of the savings that counts for a month.

    Only accounts with money in them count. A part that a few months of regular income
    come to is left alone, and the rest is spread over a year.
    """
    there = sum((balance for balance in balances if balance > 0), Fraction(0))
    spare = max(there - Fraction(rules.savings_kept_months) * regular, Fraction(0))
    return spare / rules.savings_spread_months


def monthly_income(rules: MeansRules, means: Means) -> Fraction:
    """Return income in a month: regular income, a twelfth of the turnover, and spare savings."""
    regular = monthly_total(means.incomes)
    turnover = means.yearly_turnover / MONTHS_A_YEAR
    return regular + turnover + monthly_savings(rules, means.balances, regular)


def monthly_outgoings(rules: MeansRules, means: Means) -> Fraction:
    """Return what has to be paid in a month: debts, orders, and of the expenses only the home."""
    home = (each for each in means.expenses if each.kind in rules.counted_expenses)
    owed = (*means.debts, *means.priority_debts, *means.court_orders)
    return monthly_total((*home, *owed))


def living_allowance(rules: MeansRules, household: Household) -> Allowance | None:
    """Return which amount for living counts, by the ages of the two."""
    age, partner = household.person.age, household.partner
    if age < rules.adult_from:
        return None
    young = age < rules.full_rate_from
    if partner is None:
        return Allowance.SINGLE_YOUNG if young else Allowance.SINGLE
    if partner.age >= rules.adult_from:
        return Allowance.COUPLE
    return Allowance.COUPLE_YOUNG_PARTNER_MINOR if young else Allowance.COUPLE_PARTNER_MINOR


def pensioner_allowance(household: Household) -> Allowance | None:
    """Return which amount counts for a pension; the partner's alone gives none."""
    if not household.person.pensioner:
        return None
    both = household.partner is not None and household.partner.pensioner
    return Allowance.PENSIONER_COUPLE if both else Allowance.PENSIONER_SINGLE


def disability_allowance(household: Household) -> Allowance | None:
    """Return the largest amount that counts for a disability; the partner's alone gives none."""
    own = household.person.disability
    partner = household.partner.disability if household.partner else Disability.NONE
    if own is Disability.NONE:
        return None
    if own is Disability.SEVERE:
        both = partner is Disability.SEVERE
        return Allowance.SEVERELY_DISABLED_COUPLE if both else Allowance.SEVERELY_DISABLED_SINGLE
    both = partner is not Disability.NONE
    return Allowance.DISABLED_COUPLE if both else Allowance.DISABLED_SINGLE


def allowances(
    rules: MeansRules, table: AllowanceTable, household: Household
) -> Iterator[tuple[str, Money]]:
    """List the allowances of a household a month, each with its name.

    Raises NotConfirmed when one that is needed is not in the table.
    """
    named = (
        (_("To live on"), living_allowance(rules, household), 1),
        (_("For people they look after"), Allowance.DEPENDANT, household.dependants),
        (_("For a pension"), pensioner_allowance(household), 1),
        (_("For a disability"), disability_allowance(household), 1),
        (
            _("For disabled people they look after"),
            Allowance.DISABLED_DEPENDANT,
            household.disabled_dependants,
        ),
        (_("For care"), Allowance.CARER, int(household.carer)),
    )
    for name, which, count in named:
        if which is not None and count > 0:
            yield name, table.of(which) * count


def free_income(
    rules: MeansRules, means: Means, *, on: date, table: AllowanceTable | None = None
) -> MeansResult:
    """Work out what is left of a month's income, with every step, for both sides to read.

    The allowances are those of the day, unless a table is given. The rule is for people:
    what a company can pay is for the court to say. Raises NotConfirmed when an allowance
    that is needed is not confirmed.
    """
    counted = table or rules.table(on)
    income, outgoings = monthly_income(rules, means), monthly_outgoings(rules, means)
    kept = list(allowances(rules, counted, means.household)) if means.household else []
    allowed = sum((amount.amount for _name, amount in kept), Fraction(0))
    value = income - outgoings - allowed
    steps = [
        *_income_steps(rules, means),
        _("Income in a month is {sum}.").format(sum=shown(income, rules.currency)),
        _(
            "Debts, court orders and the cost of the home are {sum} in a month. "
            "Other expenses are not counted."
        ).format(sum=shown(outgoings, rules.currency)),
    ]
    for name, amount in kept:
        steps.append(_("{what}: {sum}.").format(what=name, sum=amount.show(language())))
    steps.append(_("That leaves {sum} in a month.").format(sum=shown(value, rules.currency)))
    return MeansResult(
        value=value,
        income=income,
        outgoings=outgoings,
        allowances=allowed,
        steps=tuple(steps),
        rule=_("What a person can pay in a month"),
        source=rules.sources.get(counted.source, counted.source),
        confidence=counted.confidence,
    )


def _income_steps(rules: MeansRules, means: Means) -> Iterator[str]:
    for item in means.incomes:
        if item.rhythm is not Rhythm.MONTHLY:
            yield _("{given} comes again and again. In a month that is {month}.").format(
                given=shown(item.amount, rules.currency), month=shown(item.monthly, rules.currency)
            )
    if means.yearly_turnover:
        yield _("{year} in a year is {month} in a month.").format(
            year=shown(means.yearly_turnover, rules.currency),
            month=shown(means.yearly_turnover / MONTHS_A_YEAR, rules.currency),
        )
    savings = monthly_savings(rules, means.balances, monthly_total(means.incomes))
    if savings:
        yield _("Of the savings, {month} in a month can be used.").format(
            month=shown(savings, rules.currency)
        )


def shown(amount: Fraction, currency: str) -> str:
    """Write an exact amount to the nearest coin."""
    return Money.of(amount, currency, Rounding.HALF_UP).show(language())
