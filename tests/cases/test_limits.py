"""A claim fits a court by its size and its claimant, with every edge as the law has it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.enums import PartyKind
from cases.limits import OutOfBounds, within_limit
from cases.packs import NotConfirmed
from cases.packs.schema import Pack
from odr.money import Money
from tests.cases.packs.samples import changed, problems_of, raw_pack, read

DAY = date(2026, 3, 2)


def pounds(text: str) -> Money:
    return Money.exact(text, "GBP")


def court(**limit: Any) -> Pack:
    raw = raw_pack()
    raw["scope"]["limit"]["value"] = [
        {"from": date(2024, 1, 1), "value": {"max": "5000.00", "inclusive": True}},
        {"from": date(2026, 1, 1), "value": {"max": "20000.00", "inclusive": True, **limit}},
    ]
    raw["scope"]["otherwise_use"] = "xx-tribunal"
    return read(raw)


@pytest.mark.parametrize(
    ("limit", "amount", "consent", "reason"),
    [
        ({}, "20000.00", False, None),
        ({}, "20000.01", False, OutOfBounds.OVER_LIMIT),
        ({"inclusive": False}, "20000.00", False, OutOfBounds.OVER_LIMIT),
        ({"max_with_consent": "30000.00"}, "20000.01", False, OutOfBounds.OVER_LIMIT),
        ({"max_with_consent": "30000.00"}, "30000.00", True, None),
        ({"max_with_consent": "30000.00"}, "30000.01", True, OutOfBounds.OVER_LIMIT),
        ({}, "20000.01", True, OutOfBounds.OVER_LIMIT),
        ({"min_exclusive": "5000.00"}, "5000.00", False, OutOfBounds.USE_OTHER_COURT),
        ({"min_exclusive": "5000.00"}, "5000.01", False, None),
    ],
)
def test_the_edges_of_the_limit_are_exact(
    limit: dict[str, Any], amount: str, consent: bool, reason: OutOfBounds | None
) -> None:
    found = within_limit(court(**limit), pounds(amount), on=DAY, consent=consent)

    assert (found.accepted, found.reason) == (reason is None, reason)
    assert found.other == ("xx-tribunal" if reason is OutOfBounds.USE_OTHER_COURT else "")


def test_the_limit_of_the_day_of_filing_counts() -> None:
    sums = [
        within_limit(court(), pounds("6000.00"), on=day).accepted
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]

    assert sums == [False, True]
    with pytest.raises(NotConfirmed):
        within_limit(court(), pounds("1.00"), on=date(2023, 12, 31))


def test_a_claimant_the_court_does_not_take_is_told_so() -> None:
    pack = changed("parties.claimant_types.value", ["individual"])

    company = within_limit(pack, pounds("1.00"), on=DAY, claimant=PartyKind.COMPANY)
    person = within_limit(pack, pounds("1.00"), on=DAY, claimant=PartyKind.INDIVIDUAL)

    assert (company.reason, company.rule) == (OutOfBounds.CLAIMANT_TYPE, "Who may claim here")
    assert person.accepted


def test_each_step_is_said() -> None:
    found = within_limit(court(max_with_consent="30000.00"), pounds("25000.00"), on=DAY)

    assert found.steps == (
        "The claim is for £25,000.00.",
        "This court decides claims of up to £20,000.00.",
        "If both sides agree in writing, it decides claims of up to £30,000.00.",
    )
    assert within_limit(court(min_exclusive="50.00"), pounds("9.00"), on=DAY).steps[-1] == (
        "Claims of £50.00 or less go to another court first."
    )


@pytest.mark.parametrize("limit", [{"min_exclusive": "10000.00"}, {"max_with_consent": "10000.00"}])
def test_a_limit_out_of_order_is_refused(limit: dict[str, str]) -> None:
    value = [{"from": None, "value": {"max": "10000.00", "inclusive": True, **limit}}]

    assert "consent only raises it" in problems_of("scope.limit.value", value)
