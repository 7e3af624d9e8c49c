"""Days and hours as the court writes them, and packs with other closed days, for tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from cases.deadlines import DateResult, deadline
from cases.packs import Event
from cases.packs.schema import Pack
from tests.cases.packs.samples import raw_pack, read

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """Read a time as the court's clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day(text: str) -> date:
    return date.fromisoformat(text)


def older_pack(*closed: str, **clock: Any) -> Pack:
    """The England pack with the closed days of 2016 to 2023 and one clock changed."""
    raw = raw_pack()
    raw["valid"] = {}
    raw["calendar"]["extra_closed"]["value"] = [day(text) for text in closed]
    changed = next(each for each in raw["deadlines"] if each["code"] == "pay_filing_fee")
    changed |= clock
    years = range(2016, 2024)
    return read(
        raw,
        {year: dict(holidays.country_holidays("GB", subdiv="ENG", years=year)) for year in years},
    )


def period(n: int, unit: str = "day") -> dict[str, Any]:
    return {"value": {"n": n, "unit": unit}, "source": "product"}


def clocked(pack: Pack, start: date | datetime, **more: Any) -> DateResult:
    """Run the changed clock of an older pack."""
    return deadline(pack, "pay_filing_fee", {Event.CLAIM_FILED: start}, **more)
