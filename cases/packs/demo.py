"""The values a demonstration court enters where the law's own are not confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from cases.packs.loader import DATA, PackRefused, read_yaml
from cases.packs.schema import Pack
from cases.packs.terms import Amount, Period, Term, Text


class DemoValues(Term):
    """What an officer of the demonstration court enters; never part of a pack."""

    marked: Literal["demo"]
    reason: Text
    default_due: Period
    appeal: Period
    closer_floor: Amount


def load_demo(pack: Pack, path: Path = DATA / "demo.yaml") -> DemoValues:
    """Return the demonstration values for a court; only the synthetic court may ask."""
    values = read_yaml(path)
    if pack.id not in values:
        raise PackRefused(path.name, [f"there are no demonstration values for {pack.id}"])
    return DemoValues.model_validate(values[pack.id], context={"currency": pack.currency})
