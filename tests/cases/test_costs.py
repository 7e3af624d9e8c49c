"""The most that costs can come to follows the rule of the court, to the penny."""

from __future__ import annotations

from typing import Any

import pytest

from cases.costs import assessed_costs, costs_cap
from cases.packs import NotConfirmed, load_pack
from cases.packs.conditions import Facts
from cases.packs.schema import Pack
from cases.packs.vocabulary import Confidence, FactName
from odr.money import Money
from tests.cases.packs.samples import ENGLAND, problems_of, raw_pack, read

SOURCED = {"source": "EW13", "confidence": "medium"}
WORDS = {"explained": {"en": "What the court says of costs."}}
BANDS = [
    {"gt": "0.00", "lte": "300.00", "cap": "0.00"},
    {"gt": "300.00", "lte": "1500.00", "cap": "150.00"},
    {"gt": "1500.00", "lte": "3000.00", "cap_rate": "0.10"},
    {"gt": "3000.00", "lte": "5000.00", "open": True},
]
SHARE = {
    "rule": {"value": "share_cap", **SOURCED},
    "base": "claimed",
    "share": {"value": "0.15", **SOURCED},
    "share_when": {
        "value": [
            {
                "label": {"en": "A fair offer was refused"},
                "when": {"fact": "offer_refused", "op": "eq", "value": True},
                "rate": "0.30",
            }
        ],
        **SOURCED,
    },
}
BANDED = {
    "rule": {"value": "band_cap", **SOURCED},
    "base": "awarded",
    "bands": {"value": BANDS, **SOURCED},
}
STEPS = [
    {"label": {"en": "A tenth off"}, "op": "less_rate", "rate": "0.10"},
    {
        "label": {"en": "A quarter off"},
        "op": "less_rate",
        "rate": "0.25",
        "when": {"fact": "amount", "op": "gte", "value": "1001.00"},
    },
    {"label": {"en": "With what was laid out"}, "op": "add_outlays"},
]


def pounds(text: str) -> Money:
    return Money.exact(text, "GBP")


def court(costs: dict[str, Any] | None) -> Pack:
    raw = raw_pack()
    raw["costs"] = None if costs is None else WORDS | costs
    if costs is None:
        raw["costs"] = {"value": None, "source": [], "note": "the text is not confirmed"}
    return read(raw)


@pytest.mark.parametrize(
    ("awarded", "most"),
    [
        ("250.00", "0.00"),
        ("300.00", "0.00"),
        ("300.01", "150.00"),
        ("1500.00", "150.00"),
        ("1500.01", "150.00"),
        ("3000.00", "300.00"),
    ],
)
def test_a_cap_by_bands_follows_the_sum_awarded(awarded: str, most: str) -> None:
    found = costs_cap(court(BANDED), claimed=pounds("9000.00"), awarded=pounds(awarded))

    assert found.value == pounds(most)


def test_a_band_may_have_no_upper_limit_and_says_so() -> None:
    found = costs_cap(court(BANDED), claimed=pounds("1.00"), awarded=pounds("4000.00"))

    assert (found.value, found.steps, found.confidence) == (
        None,
        (
            "The sum that counts is £4,000.00.",
            "For this sum the court has set no upper limit of costs.",
        ),
        Confidence.MEDIUM,
    )


def test_a_sum_above_the_last_band_has_no_confirmed_cap() -> None:
    with pytest.raises(NotConfirmed):
        costs_cap(court(BANDED), claimed=pounds("1.00"), awarded=pounds("5000.01"))


@pytest.mark.parametrize(
    ("facts", "most", "steps"),
    [
        (
            {},
            "6000.00",
            ("Costs are 15% of £40,000.00 at most. That is £6,000.00.",),
        ),
        (
            {FactName.OFFER_REFUSED: True},
            "12000.00",
            (
                "A fair offer was refused.",
                "Costs are 30% of £40,000.00 at most. That is £12,000.00.",
            ),
        ),
    ],
)
def test_a_share_of_the_claim_may_grow_when_an_offer_was_refused(
    facts: Facts, most: str, steps: tuple[str, ...]
) -> None:
    pack = court(SHARE)

    found = costs_cap(pack, claimed=pounds("40000.00"), awarded=pounds("1.00"), facts=facts)

    assert (found.value, found.steps) == (pounds(most), steps)


def test_costs_are_assessed_step_by_step_and_outlays_come_last() -> None:
    pack = court(SHARE | {"pipeline": {"value": STEPS, **SOURCED}})
    outlays = [pounds("112.00"), pounds("4.60")]
    facts: Facts = {FactName.AMOUNT: pounds("1052.58")}

    found = assessed_costs(pack, pounds("270.00"), outlays, facts=facts)

    assert (found.value, found.steps) == (
        pounds("298.85"),
        (
            "The fee for the work is £270.00.",
            "A tenth off: that leaves £243.00.",
            "A quarter off: that leaves £182.25.",
            "With what was laid out: £298.85.",
        ),
    )
    assert assessed_costs(pack, pounds("270.00"), outlays).value == pounds("359.60")


@pytest.mark.parametrize(
    ("rule", "value"), [("none", "0.00"), ("fixed_items", None), ("reasonable", None)]
)
def test_a_rule_without_figures_is_told_in_words(rule: str, value: str | None) -> None:
    pack = court({"rule": {"value": rule, **SOURCED}})

    found = costs_cap(pack, claimed=pounds("5.00"), awarded=pounds("5.00"))

    assert found.value == (None if value is None else pounds(value))
    assert found.steps == ("What the court says of costs.",)


def test_costs_nobody_confirmed_are_not_invented() -> None:
    with pytest.raises(NotConfirmed):
        costs_cap(court(None), claimed=pounds("5.00"), awarded=pounds("5.00"))


def test_england_names_what_can_be_repaid() -> None:
    costs = load_pack(ENGLAND).costs

    assert costs is not None
    assert {item.code: item.cap for item in costs.items} == {
        "loss_of_earnings": pounds("95.00"),
        "expert": pounds("750.00"),
        "advice_on_injunction": pounds("260.00"),
        "travel": None,
    }


@pytest.mark.parametrize(
    ("costs", "why"),
    [
        (SHARE | {"base": None}, "says what it is worked out on"),
        (BANDED | {"share": {"value": "0.15", **SOURCED}}, "share_cap needs"),
        ({"rule": {"value": "band_cap", **SOURCED}}, "band_cap needs"),
        (BANDED | {"bands": {"value": BANDS[1:], **SOURCED}}, "begin at 0"),
        (BANDED | {"bands": {"value": BANDS[:1] + BANDS[2:], **SOURCED}}, "before 1500.00"),
        (
            BANDED | {"bands": {"value": [{"gt": "0.00", "cap": "1.00", "open": True}], **SOURCED}},
            "a sum, a share or no upper limit",
        ),
        (
            SHARE | {"pipeline": {"value": [STEPS[2] | {"rate": "0.1"}], **SOURCED}},
            "no other step does",
        ),
    ],
)
def test_costs_that_contradict_themselves_are_refused(costs: dict[str, Any], why: str) -> None:
    costs = {key: value for key, value in costs.items() if value is not None}

    assert why in problems_of("costs", WORDS | costs)
