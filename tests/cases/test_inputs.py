"""What people type is refused with the sentence that says what to put right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from cases.enums import Answer, InterestBasis
from cases.inputs import (
    AmountInput,
    Given,
    InterestInput,
    PartyInput,
    ResponseInput,
    TruthInput,
)
from odr.money import Money
from tests.factories import a_claim, a_party

DAY = date(2026, 1, 5)
NOTHING, SOME = Money(0, "GBP"), Money(100, "GBP")
OWN = {"basis": InterestBasis.OWN_RATE, "since": DAY, "reason": "Clause 4"}
WHY = "Say in your own words why you do not agree."
RATE = "Enter a yearly rate above 0 and up to 50 per cent."


def refusals(model: type[Given], given: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as problem:
        model.model_validate(given)
    return [error["msg"].removeprefix("Value error, ") for error in problem.value.errors()]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"basis": InterestBasis.STATUTORY},
            "Enter the day the money was owed, so interest can be worked out.",
        ),
        (OWN, RATE),
        (OWN | {"rate": Decimal(0)}, RATE),
        (OWN | {"rate": Decimal("0.51")}, RATE),
        (
            OWN | {"rate": Decimal("0.5"), "reason": " "},
            "Say where this rate comes from, like your contract.",
        ),
    ],
)
def test_interest_is_asked_for_with_its_day_rate_and_reason(
    given: dict[str, Any], sentence: str
) -> None:
    assert refusals(InterestInput, given) == [sentence]


def test_the_highest_rate_and_no_interest_at_all_are_taken() -> None:
    highest = InterestInput.model_validate(OWN | {"rate": Decimal("0.5")})

    assert (highest.rate, InterestInput().since) == (Decimal("0.5"), None)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"answer": Answer.DISPUTE}, WHY),
        ({"answer": Answer.ADMIT_PART, "admitted": SOME}, WHY),
        ({"answer": Answer.COUNTERCLAIM}, WHY),
        (
            {"answer": Answer.ADMIT_PART, "reasons": "Too much."},
            "Enter how much of the claim you admit.",
        ),
        (
            {"answer": Answer.ADMIT_PART, "reasons": "Too much.", "admitted": NOTHING},
            "Enter how much of the claim you admit.",
        ),
        ({"answer": Answer.PAID}, "Enter how much you paid and on which day."),
        ({"answer": Answer.PAID, "paid": SOME}, "Enter how much you paid and on which day."),
        (
            {"answer": Answer.COUNTERCLAIM, "reasons": "No.", "counterclaim": SOME},
            "Enter how much you claim back, and why.",
        ),
        (
            {"answer": Answer.COUNTERCLAIM, "reasons": "No.", "counterclaim": NOTHING}
            | {"counterclaim_reasons": "My tools."},
            "Enter how much you claim back, and why.",
        ),
    ],
)
def test_an_answer_says_all_that_its_kind_needs(given: dict[str, Any], sentence: str) -> None:
    assert refusals(ResponseInput, given) == [sentence]


@pytest.mark.parametrize(
    "given",
    [
        {"answer": Answer.ADMIT},
        {"answer": Answer.DISPUTE, "reasons": "No."},
        {"answer": Answer.ADMIT_PART, "reasons": "No.", "admitted": SOME},
        {"answer": Answer.PAID, "paid": SOME, "paid_on": DAY},
        {"answer": Answer.COUNTERCLAIM, "reasons": "No.", "counterclaim": SOME}
        | {"counterclaim_reasons": "My tools."},
    ],
)
def test_a_whole_answer_is_taken(given: dict[str, Any]) -> None:
    assert ResponseInput.model_validate(given).answer is given["answer"]


def test_an_amount_is_above_nothing_and_the_truth_is_agreed() -> None:
    assert refusals(AmountInput, {"reason": "Roof", "amount": NOTHING}) == [
        "Enter an amount above 0."
    ]
    assert refusals(TruthInput, {"name": "Ada", "agree": False}) == [
        "Tick the box to say that what you wrote is true."
    ]


def test_an_address_of_mail_is_checked_and_may_be_left_out() -> None:
    party = a_party("Ada Example").model_dump()

    assert refusals(PartyInput, party | {"email": "ada at example"}) == [
        "Enter an e-mail address like name@example.com."
    ]
    assert [a_party("Ada", email=email).email for email in ("", " ada@EXAMPLE.com ")] == [
        "",
        "ada@example.com",
    ]


def test_a_claim_adds_its_amounts_and_refuses_what_nobody_asked() -> None:
    rows = [AmountInput(reason="Roof", amount=SOME), AmountInput(reason="Skip", amount=SOME)]

    assert a_claim(amounts=rows).claimed == Money(200, "GBP")
    assert refusals(TruthInput, {"name": "Ada", "agree": True, "court": "mine"}) == [
        "Extra inputs are not permitted"
    ]
