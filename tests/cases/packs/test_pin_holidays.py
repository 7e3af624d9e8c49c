"""Closed days are pinned once per year and never change afterwards."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from cases.packs.loader import DATA, read_yaml
from cases.packs.pin_holidays import pin


def run(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(pin, [*words, "--folder", str(folder)])
    return result.exit_code, result.output


def test_a_pinned_year_is_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "court-2026.yaml").write_text("pinned")

    said = run(tmp_path, "court", "GB", "ENG,WLS", "2026", "2027")

    assert said == (0, "court-2026.yaml is pinned already\ncourt-2027.yaml written\n")
    assert (tmp_path / "court-2026.yaml").read_text() == "pinned"
    assert read_yaml(tmp_path / "court-2027.yaml") == read_yaml(
        DATA / "holidays" / "gb-eaw-2027.yaml"
    ) | {"list": f"holidays {version('holidays')}"}


def test_areas_that_differ_cannot_share_a_court(tmp_path: Path) -> None:
    code, said = run(tmp_path, "court", "GB", "ENG,SCT", "2026", "2026")

    assert (code, said) == (1, "Error: ENG, SCT differ in 2026\n")


@pytest.mark.parametrize("year", range(2024, 2032))
def test_england_and_wales_has_easter_monday_and_the_summer_holiday(year: int) -> None:
    days = read_yaml(DATA / "holidays" / f"gb-eaw-{year}.yaml")["days"]

    assert {"Good Friday", "Easter Monday", "Late Summer Bank Holiday"} <= set(days.values())
    assert all(day.year == year for day in days)
