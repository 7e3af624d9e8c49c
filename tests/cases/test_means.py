"""What a person can pay: every amount counts as the rule says, and each step is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.instalments import Rhythm
from cases.means import (
    Disability,
    Household,
    Means,
    Person,
    Regular,
    disability_allowance,
    free_income,
    living_allowance,
    monthly_outgoings,
    monthly_savings,
    pensioner_allowance,
)
from cases.packs import NotConfirmed
from cases.packs.allowances import Allowance, AllowanceTable, load_means
from cases.packs.loader import PackRefused
from odr.money import Money

RULES = load_means("gb-eaw")
TODAY = date(2026, 3, 2)
NO, YES, SEVERE = Disability.NONE, Disability.YES, Disability.SEVERE


def table(**amounts: str) -> AllowanceTable:
    raw: dict[str, Any] = {"from": date(2020, 1, 1), "source": "CF", "confidence": "high"}
    return AllowanceTable.model_validate(raw | {"amounts": amounts}, context={"currency": "GBP"})


ALL = table(**{which.value: f"{100 + n}.00" for n, which in enumerate(Allowance)})
WAGES = Regular(Fraction(1500))
MEANS = Means(
    incomes=(WAGES, Regular(Fraction(50), Rhythm.WEEKLY)),
    yearly_turnover=Fraction(3000),
    balances=(Fraction(1000), Fraction(2000), Fraction(4000), Fraction(-500)),
    expenses=(
        Regular(Fraction(300), kind="mortgage"),
        Regular(Fraction(200), kind="rent"),
        Regular(Fraction(10), Rhythm.WEEKLY, "gas"),
    ),
    debts=(Regular(Fraction(70)),),
    court_orders=(Regular(Fraction(70)),),
)


def test_what_is_left_is_worked_out_step_by_step() -> None:
    home = Household(Person(24), dependants=1)
    rules = table(single_young="25.00", dependant="100.00")

    found = free_income(RULES, replace(MEANS, household=home), on=TODAY, table=rules)

    assert (found.income, found.outgoings, found.allowances) == (
        Fraction(28025, 12),
        Fraction(640),
        Fraction(125),
    )
    assert found.value == Fraction(28025, 12) - 765
    assert found.steps == (
        "£50.00 comes again and again. In a month that is £216.67.",
        "£3,000.00 in a year is £250.00 in a month.",
        "Of the savings, £368.75 in a month can be used.",
        "Income in a month is £2,335.42.",
        "Debts, court orders and the cost of the home are £640.00 in a month. "
        "Other expenses are not counted.",
        "To live on: £25.00.",
        "For people they look after: £100.00.",
        "That leaves £1,570.42 in a month.",
    )
    assert found.rule == "What a person can pay in a month"
    assert found.source == RULES.sources["CF"]


def test_without_a_household_nothing_is_taken_off() -> None:
    found = free_income(RULES, Means(incomes=(WAGES,)), on=TODAY)

    assert (found.value, found.allowances) == (Fraction(1500), Fraction(0))
    assert found.steps[0] == "Income in a month is £1,500.00."


def test_an_allowance_nobody_has_confirmed_is_for_an_officer() -> None:
    couple = Means(household=Household(Person(30), Person(30)))

    with pytest.raises(NotConfirmed):
        free_income(RULES, couple, on=TODAY)


def test_the_table_of_the_day_counts() -> None:
    young = Means(incomes=(WAGES,), household=Household(Person(20)))

    found = [free_income(RULES, young, on=date(year, 6, 1)).allowances for year in (2019, 2026)]

    assert found == [Fraction("250.90"), Fraction("256.53")]
    with pytest.raises(NotConfirmed):
        RULES.table(date(2010, 1, 1))


def test_there_are_no_rules_for_a_country_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(PackRefused):
        load_means("zz", tmp_path)


@pytest.mark.parametrize(
    ("balances", "regular", "month"),
    [
        ([1000, 2000, 4000], 3000, Fraction(2500, 12)),
        ([1000, -2000], 0, Fraction(1000, 12)),
        ([1000], 3000, 0),
        ([], 3000, 0),
    ],
)
def test_savings_count_above_what_is_left_alone(
    balances: list[int], regular: int, month: Fraction
) -> None:
    assert monthly_savings(RULES, map(Fraction, balances), Fraction(regular)) == month


def test_priority_debts_count_and_gas_does_not() -> None:
    means = Means(
        expenses=(Regular(Fraction(100), kind="gas"),),
        priority_debts=(Regular(Fraction(10), Rhythm.WEEKLY), Regular(Fraction(-5))),
    )

    assert monthly_outgoings(RULES, means) == Fraction(520, 12)


@pytest.mark.parametrize(
    ("age", "partner", "found"),
    [
        (17, None, None),
        (18, None, Allowance.SINGLE_YOUNG),
        (24, None, Allowance.SINGLE_YOUNG),
        (25, None, Allowance.SINGLE),
        (19, 17, Allowance.COUPLE_YOUNG_PARTNER_MINOR),
        (25, 17, Allowance.COUPLE_PARTNER_MINOR),
        (19, 18, Allowance.COUPLE),
    ],
)
def test_ages_decide_what_a_person_may_live_on(
    age: int, partner: int | None, found: Allowance | None
) -> None:
    home = Household(Person(age), None if partner is None else Person(partner))

    assert living_allowance(RULES, home) is found


@pytest.mark.parametrize(
    ("own", "partner", "found"),
    [
        (False, None, None),
        (False, True, None),
        (True, None, Allowance.PENSIONER_SINGLE),
        (True, False, Allowance.PENSIONER_SINGLE),
        (True, True, Allowance.PENSIONER_COUPLE),
    ],
)
def test_a_pension_counts_for_one_or_for_both(
    own: bool, partner: bool | None, found: Allowance | None
) -> None:
    other = None if partner is None else Person(70, pensioner=partner)

    assert pensioner_allowance(Household(Person(70, pensioner=own), other)) is found


@pytest.mark.parametrize(
    ("own", "partner", "found"),
    [
        (NO, None, None),
        (NO, SEVERE, None),
        (YES, None, Allowance.DISABLED_SINGLE),
        (YES, NO, Allowance.DISABLED_SINGLE),
        (YES, YES, Allowance.DISABLED_COUPLE),
        (SEVERE, None, Allowance.SEVERELY_DISABLED_SINGLE),
        (SEVERE, YES, Allowance.SEVERELY_DISABLED_SINGLE),
        (SEVERE, SEVERE, Allowance.SEVERELY_DISABLED_COUPLE),
    ],
)
def test_a_disability_counts_for_one_or_for_both(
    own: Disability, partner: Disability | None, found: Allowance | None
) -> None:
    other = None if partner is None else Person(40, disability=partner)

    assert disability_allowance(Household(Person(40, disability=own), other)) is found


def test_every_allowance_is_taken_off() -> None:
    home = Household(
        Person(70, pensioner=True, disability=YES), dependants=2, disabled_dependants=1, carer=True
    )

    found = free_income(RULES, Means(household=home), on=TODAY, table=ALL)

    kept = {
        Allowance.SINGLE: 1,
        Allowance.DEPENDANT: 2,
        Allowance.PENSIONER_SINGLE: 1,
        Allowance.DISABLED_SINGLE: 1,
        Allowance.DISABLED_DEPENDANT: 1,
        Allowance.CARER: 1,
    }
    total = Money.total((ALL.of(which) * n for which, n in kept.items()), "GBP")
    assert found.allowances == total.amount


amounts = st.fractions(0, 10_000)


@given(amounts, amounts, amounts, st.lists(amounts, max_size=3), st.sampled_from(Rhythm))
def test_more_income_never_leaves_less(
    wage: Fraction, extra: Fraction, rent: Fraction, savings: list[Fraction], rhythm: Rhythm
) -> None:
    home = (Regular(rent, kind="rent"),)
    less, more = (
        Means(incomes=(Regular(pay, rhythm),), balances=tuple(savings), expenses=home)
        for pay in (wage, wage + extra)
    )

    found = [free_income(RULES, means, on=TODAY).value for means in (less, more)]

    assert found[0] <= found[1]
