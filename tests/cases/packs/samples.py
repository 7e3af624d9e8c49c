"""The raw England pack, to be changed in one place and read again."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from cases.packs.loader import DATA, PackRefused, make_pack, read_raw, read_yaml
from cases.packs.schema import Pack

ENGLAND = "gb-eaw-small-claims"
_RAW: dict[str, Any] = read_raw(DATA / f"{ENGLAND}.yaml")
_PINNED: dict[int, dict[date, str]] = {
    year: read_yaml(DATA / "holidays" / f"gb-eaw-{year}.yaml")["days"] for year in range(2024, 2032)
}


def raw_pack() -> dict[str, Any]:
    """Return a copy that a test may change."""
    return deepcopy(_RAW)


def pinned_days() -> dict[int, dict[date, str]]:
    """Return a copy of the pinned closed days."""
    return deepcopy(_PINNED)


def read(raw: dict[str, Any], pinned: dict[int, dict[date, str]] | None = None) -> Pack:
    """Read a changed pack."""
    return make_pack("changed", raw, pinned=pinned_days() if pinned is None else pinned)


def changed(path: str, value: Any) -> Pack:
    """Read the England pack with one value replaced, like "deadlines.cure.period.value"."""
    raw = raw_pack()
    *way, last = path.split(".")
    place: Any = raw
    for step in way:
        place = _inside(place, step)
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return read(raw)


def _inside(place: Any, step: str) -> Any:
    """Go into a part by its name, or into a list by the number or the code of the part."""
    if not isinstance(place, list):
        return place[step]
    return place[int(step)] if step.isdigit() else next(p for p in place if p["code"] == step)


def problems_of(path: str, value: Any) -> str:
    """Return what is said when one value is replaced by a bad one, or nothing."""
    try:
        changed(path, value)
    except PackRefused as refused:
        return "\n".join(refused.problems)
    return ""
