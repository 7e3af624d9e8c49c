"""A file of worked examples is read in both forms, and each answer is compared fairly."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.packs import load_pack
from cases.packs.terms import Period
from cases.vectors.files import NoVectors, by_area, by_court, check_file, checked, counted
from cases.vectors.of_packs import Example, clock_named, dates
from cases.vectors.verdicts import NotSupported, Verdict, agrees
from odr.courtdays import Unit

TODAY = date(2026, 3, 2)
ENGLAND = "gb-eaw-small-claims"


def of_court(**parts: Any) -> dict[str, Any]:
    usual = {"id": "A1", "jurisdiction": ENGLAND, "kind": "fee", "rule": "filing_fee"}
    return {**usual, "input": {"amount": "300.00"}, "expected": "35.00", **parts}


def of_area(area: str, given: Any, expected: Any) -> dict[str, Any]:
    return {"area": area, "given": given, "expected": expected}


def test_the_examples_of_courts_are_sorted_by_what_came_of_them() -> None:
    examples = [
        of_court(),
        of_court(id="A2", expected="36.00"),
        of_court(id="A3", jurisdiction="zz-nowhere"),
    ]

    found = counted(tuple(checked({"vectors": examples}, today=TODAY)))

    assert {key: [each["id"] for each in rows] for key, rows in found.items()} == {
        "passed": ["A1"],
        "failed": ["A2"],
        "not_supported": ["A3"],
    }
    assert found["failed"][0]["expected"] == "36.00"
    assert found["failed"][0]["found"] == "35.00"
    assert found["failed"][0]["explanation"][0] == "The fee is worked out on £300.00."
    assert found["not_supported"][0]["explanation"] == ["There is no pack zz-nowhere here."]


def test_the_examples_of_areas_are_numbered_in_their_area() -> None:
    examples = [
        of_area("means_self_employed", {"annual_turnover": 3000}, {"monthly": "250"}),
        of_area("unheard_of", {}, {}),
        of_area("means_self_employed", {"annual_turnover": 12}, {"monthly": 1}),
        of_area("means_self_employed", {"annual_turnover": "much"}, {"monthly": 1}),
        of_area("means_self_employed", [3000], {"monthly": 250}),
    ]

    found = list(checked(examples, today=TODAY))

    assert [(each.id, each.verdict) for each in found] == [
        ("means_self_employed#0", Verdict.PASSED),
        ("unheard_of#0", Verdict.NOT_SUPPORTED),
        ("means_self_employed#1", Verdict.PASSED),
        ("means_self_employed#2", Verdict.NOT_SUPPORTED),
        ("means_self_employed#3", Verdict.NOT_SUPPORTED),
    ]
    assert found[-1].explanation == ("What is given has to be an object.",)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"input": [3]}, "What is given has to be an object."),
        ({"input": {}}, "This cannot be worked out: 'amount'."),
        ({"input": {"amount": "much"}}, "'much' is not an exact amount of GBP"),
        ({"rule": "response_fee"}, "This is not confirmed for this court."),
        (
            {"kind": "date", "rule": "limitation_period", "input": {"a": "2026-01-01"}},
            "This is not confirmed for this court.",
        ),
    ],
)
def test_an_example_that_cannot_be_worked_out_says_why(wrong: dict[str, Any], said: str) -> None:
    found = next(checked({"vectors": [of_court(**wrong)]}, today=TODAY))

    assert found.verdict is Verdict.NOT_SUPPORTED
    assert said in found.explanation[0]


@pytest.mark.parametrize(
    ("fee", "verdict"), [("35", Verdict.NOT_SUPPORTED), ("36", Verdict.FAILED)]
)
def test_a_part_nobody_can_answer_is_not_supported_unless_another_part_is_wrong(
    fee: str, verdict: Verdict
) -> None:
    given = {"claim_from": "0.01", "claim_to": "300"}
    example = of_area("claim_issue_fee_band", given, {"fee": fee, "fee_code": "X1"})

    (found,) = checked([example], today=TODAY)

    assert found.verdict is verdict
    assert ("The court has no answer to: fee_code." in found.explanation) is (
        verdict is Verdict.NOT_SUPPORTED
    )


def test_neither_what_is_expected_nor_the_arithmetic_is_read_for_an_answer() -> None:
    example = of_court(expected="1.00", arithmetic="it is 1.00", basis="official")

    found = next(checked({"vectors": [example]}, today=TODAY))

    assert (found.verdict, found.found) == (Verdict.FAILED, "35.00")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("{}", "a list of vectors"),
        ("[]", "a list of areas"),
        ("[{}]", "Example 1 of the file does not have: area, given, expected"),
        ('{"vectors": [3]}', "Example 1 of the file does not have: id"),
    ],
)
def test_a_file_without_examples_is_refused_in_a_sentence(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "file.json"
    path.write_text(text)

    with pytest.raises(NoVectors, match=said):
        check_file(path, today=TODAY)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoVectors, match="cannot be read"):
        check_file(tmp_path / "none.json", today=TODAY)


def test_numbers_of_a_file_are_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    given = {"total": 0.3, "instalment": 0.1, "frequency": "weekly"}
    path.write_text(json.dumps([of_area("repayment_plan_length", given, {"length": "3 weeks"})]))

    assert [each.verdict for each in check_file(path, today=TODAY)] == [Verdict.PASSED]


@pytest.mark.parametrize(
    ("found", "expected", "right"),
    [
        ("1.50", "1.5", True),
        ("1.50", Decimal("1.5"), True),
        ("1.50", "1.51", False),
        (True, 1, False),
        (False, False, True),
        (None, None, True),
        ({"a": "1", "b": 2}, {"a": 1}, True),
        ({"a": "1"}, {"c": 1}, False),
        ("1", {"a": 1}, False),
        ({"sum": "7"}, {"sum_at_least": "7"}, True),
        ({"sum": "6"}, {"sum_at_least": "7"}, False),
        ({"a": "x"}, {"a_at_least": "y"}, False),
        ("2026-01-01", "2026-01-01", True),
    ],
)
def test_answers_agree_by_what_they_are_worth(found: Any, expected: Any, right: bool) -> None:
    assert agrees(found, expected) is right


@pytest.mark.parametrize(
    ("kind", "rule", "given", "found"),
    [
        ("fee", "hearing_fee", {"amount": "500.00"}, "59.00"),
        ("fee", "total_to_trial", {"amount": "500.00", "payer": "individual"}, "109.00"),
        ("limit", "limit", {"amount": "10000.00"}, {"accepted": True}),
        (
            "limit",
            "limit",
            {"amount": "10000.01", "filed": "2026-01-01"},
            {"accepted": False, "reason": "over_limit"},
        ),
        ("date", "deemed_service.claim_form", {"step": "2026-12-18"}, "2026-12-22"),
        ("date", "response_deadline.defence_if_acknowledged", {"s": "2026-12-22"}, "2027-01-19"),
        ("date", "notice_before_hearing", {"h": "2026-03-09", "clear_days": 3}, "2026-03-03"),
        ("date", "notice_before_hearing", {"h": "2023-10-20", "clear_days": 3}, "2023-10-16"),
        (
            "interest",
            "interest_pre",
            {"principal": "1000.00", "rate": "0.08", "days": 25, "daily_rounding": "none"},
            "5.48",
        ),
        (
            "interest",
            "interest_pre",
            {"principal": "1000.00", "from": "2026-01-01", "to": "2026-01-26"},
            "5.50",
        ),
        ("costs", "costs", {"claimed": "500.00"}, {"cap": None}),
        ("costs", "costs.undefended", {"claim": "9.00", "fee_cap": "2.00", "outlays": []}, None),
    ],
)
def test_the_pack_of_a_court_answers(kind: str, rule: str, given: Any, found: Any) -> None:
    answer = by_court(ENGLAND, kind, rule, given, today=TODAY)

    assert answer.value == (found or {"total": "2.00"})
    assert len(answer.steps) > 0


@pytest.mark.parametrize(
    ("kind", "rule", "given", "said"),
    [
        ("weather", "rain", {}, "no rules of the kind"),
        ("fee", "unheard_fee", {"amount": "1.00"}, "no fee unheard"),
        ("date", "unheard", {"day": "2026-01-01"}, "no clock unheard"),
        ("date", "appeal", {}, "from one given day"),
        ("costs", "costs.unheard", {}, "no rule costs.unheard"),
    ],
)
def test_what_a_pack_does_not_have_is_said(kind: str, rule: str, given: Any, said: str) -> None:
    with pytest.raises(NotSupported, match=said):
        by_court(ENGLAND, kind, rule, given, today=TODAY)


def test_the_time_people_have_to_claim_is_counted_from_the_pack() -> None:
    scope = load_pack(ENGLAND).scope
    limitation = scope.limitation.model_copy(update={"period": Period(n=2, unit=Unit.YEAR)})
    pack = load_pack(ENGLAND).model_copy(
        update={"scope": scope.model_copy(update={"limitation": limitation})}
    )

    found = dates(Example(pack, "limitation_period", {"accrued": "2026-11-15"}, TODAY))

    assert found.value == "2028-11-15"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("response_deadline.inside_province", "respond"),
        ("response_deadline.acknowledgment", "acknowledge"),
        ("service_deadline", "serve_within"),
        ("hearing_notice", "hearing_notice"),
        ("hearing_notice_by", "hearing_notice"),
    ],
)
def test_a_rule_finds_its_clock_by_its_part_or_its_code(rule: str, code: str) -> None:
    assert clock_named(load_pack(ENGLAND), rule).code == code


def test_today_is_put_in_the_place_of_words() -> None:
    plan = {"amount_owed": 200, "monthly_disposable_income": 1000, "frequency": "weekly"}
    expected = {"instalment": 200, "first_payment": "today + 1 month"}

    found = next(checked([of_area("court_calculated_plan", plan, expected)], today=TODAY))

    assert found.verdict is Verdict.PASSED
    assert by_area("court_calculated_plan", plan, today=TODAY).value["first_payment"] == (
        "2026-04-02"
    )
