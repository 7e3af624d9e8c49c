"""The `odr law` commands check files of examples and answer single questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from odr.law_commands import law

PACK = ("--pack", "gb-eaw-small-claims")
SELF_EMPLOYED = {"area": "means_self_employed", "given": {"annual_turnover": 12.0}}


def run(*words: str) -> Result:
    return CliRunner().invoke(law, words)


def found_by(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    path = tmp_path / "examples.json"
    rows = [
        SELF_EMPLOYED | {"expected": {"monthly": "1"}},
        SELF_EMPLOYED | {"expected": {"monthly": 2.5}},
        {"area": "unheard_of", "given": {}, "expected": {}},
    ]
    path.write_text(json.dumps(rows))
    return path


def test_a_file_with_a_wrong_answer_is_told_and_fails(examples: Path) -> None:
    result = run("check", str(examples))

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "passed: 1",
        "failed: 1",
        "not_supported: 1",
        "failed means_self_employed#1 (means_self_employed): A twelfth of the turnover.",
        "  expected {'monthly': Decimal('2.5')}, found {'monthly': '1'}",
        "not_supported unheard_of#0 (unheard_of): There is no rule for the area unheard_of.",
    ]


def test_the_same_is_told_to_a_programme(examples: Path) -> None:
    result = run("check", str(examples), "--json", "--today", "2026-03-02")

    assert result.exit_code == 1
    assert json.loads(result.output)["failed"] == [
        {
            "id": "means_self_employed#1",
            "area": "means_self_employed",
            "expected": {"monthly": "2.5"},
            "found": {"monthly": "1"},
            "explanation": ["A twelfth of the turnover."],
        }
    ]


def test_a_file_without_a_wrong_answer_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "examples.json"
    path.write_text(json.dumps([SELF_EMPLOYED | {"expected": {"monthly": "1"}}]))

    assert run("check", str(path)).exit_code == 0


def test_a_file_that_holds_no_examples_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}")

    result = run("check", str(path))

    assert result.exit_code == 2
    assert "A file of worked examples is" in result.output


def test_a_fee_is_worked_out() -> None:
    assert run("fee", *PACK, "filing", "1200.50").output.splitlines()[0] == "80.00"
    assert found_by("fee", *PACK, "filing", "1200.50", "--on", "2026-03-02")["value"] == "80.00"


def test_interest_is_worked_out() -> None:
    span = ("1000.00", "2026-01-01", "2026-01-26")

    assert found_by("interest", *PACK, *span)["value"] == "5.50"
    agreed = run("interest", *PACK, *span, "--rate", "0.365").output
    assert agreed.splitlines()[0] == "25.00"
    assert agreed.splitlines()[-1] == "Source: the agreement of the parties"


def test_a_deadline_is_worked_out_from_a_day_or_a_moment() -> None:
    late = found_by("deadline", *PACK, "respond", "2026-12-22", "--fact", "acknowledged=true")

    assert late["value"] == "2027-01-19"
    assert found_by("deadline", *PACK, "offer", "2026-03-06T16:00")["value"] == "2026-03-23"


def test_a_timeline_lists_the_clocks_of_an_event_by_day() -> None:
    told = run("timeline", *PACK, "claim.issued", "2026-03-02").output
    rows = found_by("timeline", *PACK, "decision.given", "2026-03-02")["clocks"]

    assert "serve_within" in told
    assert [row["code"] for row in rows if row["value"] is None] == ["appeal"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fee", "--pack", "zz", "filing", "1"), "There is no pack zz"),
        (("fee", *PACK, "nothing", "1"), "cannot be worked out"),
        (("fee", *PACK, "filing", "much"), "cannot be worked out"),
        (("fee", *PACK, "response"), "not confirmed for this court"),
        (("fee", *PACK, "filing", "1", "--fact", "x"), "Write a fact like"),
        (("timeline", *PACK, "claim.issued", "soon"), "cannot be worked out"),
    ],
)
def test_what_cannot_be_answered_is_said(words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code != 0
    assert said in result.output
