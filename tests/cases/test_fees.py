"""A fee comes from the court's table, edge by edge, with its steps in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.fees import FeeResult, fee, fee_bands, fee_base, fixed_costs, is_confirmed
from cases.packs import NotConfirmed, load_pack
from cases.packs.conditions import Fact
from cases.packs.schema import Pack
from cases.packs.vocabulary import Confidence, FactName
from odr.errors import Invalid
from odr.money import Money
from tests.cases.packs.samples import ENGLAND, changed

PACK = load_pack(ENGLAND)
DAY = date(2026, 3, 2)
amounts = st.integers(1, 10**8).map(lambda minor: Money(minor, "GBP"))


def pounds(text: str) -> Money:
    return Money.exact(text, "GBP")


def filing(text: str) -> str:
    return fee(PACK, "filing", base=pounds(text), on=DAY).value.text()


def table(*rows: dict[str, str], mode: str = "down", to: str = "0.01") -> dict[str, Any]:
    content = {"bands": list(rows), "round": {"mode": mode, "to": to}}
    return {"value": [{"from": None, "value": content}], "source": "product"}


@pytest.mark.parametrize(
    ("amount", "due"),
    [
        ("0.01", "35.00"),
        ("100.00", "35.00"),
        ("300.00", "35.00"),
        ("300.01", "50.00"),
        ("500.00", "50.00"),
        ("500.01", "70.00"),
        ("1000.00", "70.00"),
        ("1000.01", "80.00"),
        ("1500.00", "80.00"),
        ("1500.01", "115.00"),
        ("3000.00", "115.00"),
        ("3000.01", "205.00"),
        ("5000.00", "205.00"),
        ("5000.01", "455.00"),
        ("10000.00", "455.00"),
        ("10000.01", "500.00"),
        ("12345.67", "617.28"),
        ("22000.00", "1100.00"),
        ("99000.00", "4950.00"),
        ("200000.00", "10000.00"),
        ("200001.00", "10000.00"),
    ],
)
def test_the_fee_to_claim_follows_the_bands_of_england(amount: str, due: str) -> None:
    assert filing(amount) == due


@pytest.mark.parametrize(
    ("amount", "due"),
    [
        ("300.00", "27.00"),
        ("500.00", "59.00"),
        ("1000.00", "85.00"),
        ("1500.00", "123.00"),
        ("3000.00", "181.00"),
        ("3000.01", "346.00"),
    ],
)
def test_the_hearing_fee_has_bands_of_its_own(amount: str, due: str) -> None:
    assert fee(PACK, "hearing", base=pounds(amount), on=DAY).value == pounds(due)


@pytest.mark.parametrize(
    ("amount", "costs"),
    [("10.00", "0.00"), ("25.50", "72.00"), ("2000.00", "102.00"), ("5000.50", "130.00")],
)
def test_fixed_costs_of_a_judgment_add_up(amount: str, costs: str) -> None:
    parts = (
        fixed_costs(PACK, code, base=pounds(amount), on=DAY).value
        for code in ("commencement", "entry")
    )

    assert Money.total(parts, "GBP") == pounds(costs)


@given(amounts, amounts)
def test_a_larger_claim_never_costs_less(one: Money, other: Money) -> None:
    small, large = sorted((one, other))

    due = [fee(PACK, "filing", base=base, on=DAY).value for base in (small, large)]

    assert due[0] <= due[1]


@given(amounts)
def test_each_amount_has_exactly_one_fee(amount: Money) -> None:
    result = fee(PACK, "filing", base=amount, on=DAY)

    assert result.value > Money.zero("GBP")
    assert len(result.steps) >= 3


def test_a_fixed_fee_is_explained() -> None:
    assert fee(PACK, "counterclaim", base=pounds("1500.01"), on=DAY) == FeeResult(
        value=pounds("115.00"),
        steps=(
            "The fee is worked out on £1,500.01.",
            "This is more than £1,500.00 and not more than £3,000.00.",
            "The fee for this range is £115.00.",
        ),
        rule="Fee for a counterclaim",
        source="textbook on court fees",
        confidence=Confidence.MEDIUM,
    )


def test_a_percentage_is_explained_with_its_rounding() -> None:
    assert fee(PACK, "filing", base=pounds("12345.67"), on=DAY).steps == (
        "The fee is worked out on £12,345.67.",
        "This is more than £10,000.00 and not more than £200,000.00.",
        "The fee for this range is 5% of the amount. 5% of £12,345.67 is £617.28.",
        "Anything smaller than £0.01 was left off.",
    )
    assert len(fee(PACK, "filing", base=pounds("12000.00"), on=DAY).steps) == 3


@pytest.mark.parametrize(
    ("mode", "to", "due", "said"),
    [
        ("down", "1.00", "617.00", "Anything smaller than £1.00 was left off."),
        ("up", "1.00", "618.00", "The fee was rounded up to the next £1.00."),
        ("half_up", "0.05", "617.30", "The fee was rounded to the nearest £0.05."),
        ("half_even", "10.00", "620.00", "The fee was rounded to the nearest £10.00."),
    ],
)
def test_a_fee_can_be_rounded_to_any_step(mode: str, to: str, due: str, said: str) -> None:
    pack = changed("fees.0.amounts", table({"gt": "0.00", "rate": "0.05"}, mode=mode, to=to))

    result = fee(pack, "filing", base=pounds("12345.67"), on=DAY)

    assert (result.value.text(), result.steps[-1]) == (due, said)


@pytest.mark.parametrize(
    ("amount", "due", "said"),
    [
        ("0.00", "1.00", "This is £0.00 or more, but less than £100.00."),
        ("99.99", "1.00", "This is £0.00 or more, but less than £100.00."),
        ("100.00", "2.00", "This is from £100.00 to £200.00."),
        ("200.00", "2.00", "This is from £100.00 to £200.00."),
        ("200.01", "3.00", "This is more than £200.00 and less than £300.00."),
        ("300.00", "4.00", "This is £300.00 or more."),
    ],
)
def test_edges_may_belong_to_either_side(amount: str, due: str, said: str) -> None:
    rows = table(
        {"gte": "0.00", "lt": "100.00", "fixed": "1.00"},
        {"gte": "100.00", "lte": "200.00", "fixed": "2.00"},
        {"gt": "200.00", "lt": "300.00", "fixed": "3.00"},
        {"gte": "300.00", "fixed": "4.00"},
    )

    result = fee(changed("fees.0.amounts", rows), "filing", base=pounds(amount), on=DAY)

    assert (result.value.text(), result.steps[1]) == (due, said)


def test_an_open_last_range_is_explained() -> None:
    steps = fee(PACK, "filing", base=pounds("200001.00"), on=DAY).steps

    assert steps[1] == "This is more than £200,000.00."


def test_a_fee_of_one_sum_does_not_look_at_the_amount() -> None:
    result = fee(PACK, "certificate_of_satisfaction", base=Money.zero("GBP"), on=DAY)

    assert (result.value, result.steps) == (pounds("15.00"), ("The fee is £15.00.",))


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_without_an_amount_there_is_no_fee(amount: str) -> None:
    with pytest.raises(Invalid) as refused:
        filing(amount)

    assert refused.value.sentence == (
        "Enter an amount of more than 0. The fee is worked out on it."
    )


def test_a_fee_that_is_not_confirmed_is_not_invented() -> None:
    assert is_confirmed(PACK, "response") is False
    assert is_confirmed(PACK, "counterclaim") is True
    with pytest.raises(NotConfirmed) as refused:
        fee(PACK, "response", base=pounds("1.00"), on=DAY)
    assert "A court officer has to enter it" in refused.value.sentence


def test_a_fee_from_before_its_table_is_not_invented() -> None:
    with pytest.raises(NotConfirmed):
        fee(PACK, "hearing", base=pounds("100.00"), on=date(2021, 9, 29))


def test_interest_counts_towards_the_fee_only_where_the_court_says_so() -> None:
    claimed, interest = pounds("290.00"), pounds("20.00")

    assert fee_base(PACK, "filing", claimed=claimed, interest=interest) == pounds("310.00")
    assert fee_base(PACK, "hearing", claimed=claimed, interest=interest) == claimed


def test_the_ranges_of_a_fee_can_be_shown_where_it_has_a_table() -> None:
    shown = fee_bands(PACK, "filing", on=DAY)

    assert shown == fee_bands(PACK, "counterclaim", on=DAY)
    assert len(shown) > 1
    assert fee_bands(PACK, "response", on=DAY) == ()


INDIVIDUAL = {"fact": "claimant_type", "op": "eq", "value": "individual"}
A_COMPANY = {FactName.CLAIMANT_TYPE: "company"}
A_PERSON = {FactName.CLAIMANT_TYPE: "individual"}


def by_payer(**more: Any) -> Pack:
    people = {
        "label": {"en": "people"},
        "when": INDIVIDUAL,
        "bands": [
            {"gt": "0.00", "lte": "5000.00", "fixed": "10.00"},
            {"gt": "5000.00", "rate": "0.01"},
        ],
    }
    others = {"label": {"en": "everybody else"}, "bands": [{"gt": "0.00", "rate": "0.03"}]}
    content = {"classes": [people, others], "round": {"mode": "half_up", "to": "0.01"}, **more}
    return changed(
        "fees.0.amounts", {"value": [{"from": None, "value": content}], "source": "product"}
    )


@pytest.mark.parametrize(
    ("facts", "amount", "due"),
    [
        (A_PERSON, "5000.00", "10.00"),
        (A_PERSON, "12000.00", "120.00"),
        (A_COMPANY, "12000.00", "360.00"),
        ({}, "12000.00", "360.00"),
    ],
)
def test_the_first_class_of_payers_that_fits_counts(
    facts: dict[FactName, Fact], amount: str, due: str
) -> None:
    result = fee(by_payer(), "filing", base=pounds(amount), on=DAY, facts=facts)

    assert result.value == pounds(due)


def test_the_class_of_payers_is_named_and_its_ranges_can_be_shown() -> None:
    pack = by_payer()

    steps = fee(pack, "filing", base=pounds("1.00"), on=DAY, facts=A_PERSON).steps

    assert steps[0] == "This fee is for: people."
    assert len(fee_bands(pack, "filing", on=DAY, facts=A_PERSON)) == 2
    assert len(fee_bands(pack, "filing", on=DAY, facts=A_COMPANY)) == 1


def test_a_payer_of_no_class_has_no_confirmed_fee() -> None:
    only_people = {"label": {"en": "people"}, "when": INDIVIDUAL, "fixed": "10.00"}
    content = {"classes": [only_people]}
    pack = changed(
        "fees.0.amounts", {"value": [{"from": None, "value": content}], "source": "product"}
    )

    with pytest.raises(NotConfirmed):
        fee(pack, "filing", base=pounds("1.00"), on=DAY, facts=A_COMPANY)


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({"op": "set", "amount": "7.00"}, "7.00"),
        ({"op": "add", "amount": "7.00"}, "17.00"),
        ({"op": "subtract", "amount": "7.00"}, "3.00"),
        ({"op": "subtract", "amount": "17.00"}, "0.00"),
        ({"op": "multiply", "factor": "2", "round": {"mode": "up", "to": "1.00"}}, "20.00"),
        ({"op": "multiply", "factor": "0.25", "round": {"mode": "half_up", "to": "1.00"}}, "3.00"),
    ],
)
def test_a_fee_is_changed_only_for_those_the_change_is_for(
    change: dict[str, Any], due: str
) -> None:
    when = {"fact": "concession", "op": "eq", "value": True}
    pack = by_payer(then=[{"label": {"en": "Concession"}, "when": when, **change}])
    facts: dict[FactName, Fact] = {**A_PERSON, FactName.CONCESSION: True}

    with_it = fee(pack, "filing", base=pounds("100.00"), on=DAY, facts=facts)
    without = fee(pack, "filing", base=pounds("100.00"), on=DAY, facts=A_PERSON)

    assert (with_it.value, without.value) == (pounds(due), pounds("10.00"))
    assert with_it.steps[-1] == f"Concession: the fee is now £{due}."


@pytest.mark.parametrize(
    ("amount", "due", "said"),
    [
        ("100.00", "20.00", "It is never less than £20.00."),
        ("400.00", "20.00", None),
        ("800.00", "40.00", None),
        ("4000.00", "50.00", "It is never more than £50.00."),
    ],
)
def test_a_fee_by_rate_stays_between_its_least_and_its_most(
    amount: str, due: str, said: str | None
) -> None:
    rows = table({"gt": "0.00", "rate": "0.05", "min": "20.00", "max": "50.00"})

    result = fee(changed("fees.0.amounts", rows), "filing", base=pounds(amount), on=DAY)

    assert result.value == pounds(due)
    assert [step for step in result.steps if "never" in step] == ([said] if said else [])


def test_a_sum_in_a_gap_the_pack_owns_up_to_has_no_fee() -> None:
    rows = table({"gt": "0.00", "lte": "5.00", "fixed": "1.00"}, {"gt": "6.00", "fixed": "2.00"})
    rows["value"][0]["value"]["gap_ok"] = True
    pack = changed("fees.0.amounts", rows)

    assert fee(pack, "filing", base=pounds("6.01"), on=DAY).value == pounds("2.00")
    with pytest.raises(NotConfirmed):
        fee(pack, "filing", base=pounds("5.50"), on=DAY)
