"""A condition holds only when the case is known to be so, however it is put."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cases.packs.conditions import Condition, Facts
from cases.packs.vocabulary import KIND_OF, FactName
from odr.money import Money

COMPANY = {"fact": "claimant_type", "op": "eq", "value": "company"}
INSIDE = {"fact": "respondent_inside_area", "op": "eq", "value": True}
NOBODY_KNOWS: Facts = {}
A_COMPANY: Facts = {FactName.CLAIMANT_TYPE: "company"}
A_PERSON: Facts = {FactName.CLAIMANT_TYPE: "individual"}


def condition(raw: dict[str, Any]) -> Condition:
    return Condition.model_validate(raw, context={"currency": "GBP"})


def pounds(text: str) -> Money:
    return Money.exact(text, "GBP")


@pytest.mark.parametrize(
    ("op", "held"),
    [
        ("eq", [False, True, False]),
        ("ne", [True, False, True]),
        ("lt", [True, False, False]),
        ("lte", [True, True, False]),
        ("gt", [False, False, True]),
        ("gte", [False, True, True]),
    ],
)
def test_a_sum_is_compared_to_the_penny(op: str, held: list[bool]) -> None:
    asked = condition({"fact": "amount", "op": op, "value": "300.00"})
    sums = [pounds("299.99"), pounds("300.00"), pounds("300.01")]

    assert [asked.holds({FactName.AMOUNT: each}) for each in sums] == held


def test_a_number_is_compared_as_a_number() -> None:
    frequent = condition({"fact": "prior_claims_this_year_same_office", "op": "gte", "value": 10})

    assert [frequent.holds({FactName.PRIOR_CLAIMS: n}) for n in (9, 10, 100)] == [
        False,
        True,
        True,
    ]


def test_one_of_several_words_is_enough() -> None:
    business = condition(
        {"fact": "claimant_type", "op": "in", "value": ["company", "organisation"]}
    )

    assert [business.holds(each) for each in (A_COMPANY, A_PERSON, NOBODY_KNOWS)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("raw", "held"),
    [
        (COMPANY, [True, False, False]),
        ({"not": COMPANY}, [False, True, False]),
        ({"not": {"not": COMPANY}}, [True, False, False]),
        ({"all": [COMPANY, INSIDE]}, [False, False, False]),
        ({"any": [COMPANY, INSIDE]}, [True, False, False]),
        ({"not": {"all": [COMPANY, INSIDE]}}, [False, True, False]),
        ({"not": {"any": [COMPANY, INSIDE]}}, [False, False, False]),
        ({"fact": "claimant_type", "op": "exists", "value": True}, [True, True, False]),
        ({"fact": "claimant_type", "op": "exists", "value": False}, [False, False, True]),
    ],
)
def test_what_nobody_knows_never_makes_a_condition_hold(
    raw: dict[str, Any], held: list[bool]
) -> None:
    asked = condition(raw)

    assert [asked.holds(each) for each in (A_COMPANY, A_PERSON, NOBODY_KNOWS)] == held


@given(st.sampled_from([A_COMPANY, A_PERSON, NOBODY_KNOWS]))
def test_a_condition_and_its_opposite_never_hold_both(facts: Facts) -> None:
    joined = {"any": [COMPANY, {"all": [INSIDE, COMPANY]}]}

    assert not (condition(joined).holds(facts) and condition({"not": joined}).holds(facts))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({}, "asks one fact, or joins others"),
        ({"all": [COMPANY], "any": [INSIDE]}, "asks one fact, or joins others"),
        ({"fact": "claimant_type", "value": "company"}, "say how claimant_type is compared"),
        ({"fact": "claimant_type", "op": "lt", "value": "company"}, "cannot be more or less"),
        ({"fact": "concession", "op": "gt", "value": True}, "cannot be more or less"),
        ({"fact": "claimant_type", "op": "eq", "value": True}, "compared with a word"),
        ({"fact": "claimant_type", "op": "in", "value": "company"}, "compared with a word"),
        ({"fact": "amount", "op": "in", "value": ["1.00"]}, "compared with a sum of money"),
        ({"fact": "amount", "op": "gt", "value": 300}, "compared with a sum of money"),
        ({"fact": "amount", "op": "gt", "value": "300.001"}, "300.001"),
        ({"fact": "respondents_total", "op": "eq", "value": True}, "compared with a whole number"),
        ({"fact": "acknowledged", "op": "exists", "value": "yes"}, "compared with a yes or no"),
        ({"fact": "acknowledged", "op": "eq", "value": 1}, "compared with a yes or no"),
        ({"fact": "weather", "op": "eq", "value": "fine"}, "weather"),
        ({"not": {"not": {"not": {"not": COMPANY}}}}, "at most 4 levels deep"),
    ],
)
def test_a_condition_that_cannot_be_answered_is_refused(raw: dict[str, Any], why: str) -> None:
    with pytest.raises((ValidationError, ValueError), match=why):
        condition(raw)


def test_every_fact_has_a_kind() -> None:
    assert set(KIND_OF) == set(FactName)
