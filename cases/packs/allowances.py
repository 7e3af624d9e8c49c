"""What the law leaves a person to live on, as dated tables in a file beside the packs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from cases.packs.loader import DATA, PackRefused, read_yaml
from cases.packs.sourcing import Provenance
from cases.packs.terms import Amount, Term, not_confirmed
from cases.packs.vocabulary import Confidence
from odr.money import Money

FOLDER = DATA / "means"


class Allowance(StrEnum):
    """One amount of a table of allowances."""

    SINGLE_YOUNG = "single_young"
    SINGLE = "single"
    COUPLE = "couple"
    COUPLE_PARTNER_MINOR = "couple_partner_minor"
    COUPLE_YOUNG_PARTNER_MINOR = "couple_young_partner_minor"
    DEPENDANT = "dependant"
    PENSIONER_SINGLE = "pensioner_single"
    PENSIONER_COUPLE = "pensioner_couple"
    DISABLED_SINGLE = "disabled_single"
    DISABLED_COUPLE = "disabled_couple"
    SEVERELY_DISABLED_SINGLE = "severely_disabled_single"
    SEVERELY_DISABLED_COUPLE = "severely_disabled_couple"
    DISABLED_DEPENDANT = "disabled_dependant"
    CARER = "carer"


class AllowanceTable(Term):
    """The allowances from one day on; an amount that is not there is not confirmed."""

    start: date = Field(alias="from")
    source: str
    confidence: Confidence
    note: str = ""
    amounts: Mapping[Allowance, Amount]
    weekly: Mapping[Allowance, Amount] = Field(default_factory=dict)

    def of(self, which: Allowance) -> Money:
        """Return one allowance a month; without one an officer has to decide."""
        if which not in self.amounts:
            raise not_confirmed()
        return self.amounts[which]


class MeansRules(Term):
    """How a court finds out what a person can pay."""

    currency: str
    sources: Mapping[str, str]
    least_payment: Amount
    savings_kept_months: Decimal
    savings_spread_months: Annotated[int, Field(ge=1)]
    counted_expenses: tuple[str, ...]
    adult_from: int
    full_rate_from: int
    allowances: tuple[AllowanceTable, ...]
    behind: Mapping[str, Provenance]

    def table(self, on: date) -> AllowanceTable:
        """Return the table that counts on a day."""
        for table in sorted(self.allowances, key=lambda each: each.start, reverse=True):
            if table.start <= on:
                return table
        raise not_confirmed()


@lru_cache(maxsize=8)
def load_means(name: str, folder: Path = FOLDER) -> MeansRules:
    """Return the rules of one country, like gb-eaw."""
    path = folder / f"{name}.yaml"
    if not path.exists():
        raise PackRefused(name, ["there are no rules about means"])
    plain: dict[str, Any] = {"behind": {}}
    for key, value in read_yaml(path).items():
        if isinstance(value, dict) and "value" in value:
            plain[key] = value["value"]
            plain["behind"][key] = {k: v for k, v in value.items() if k != "value"}
        else:
            plain[key] = value
    return MeansRules.model_validate(plain, context={"currency": plain["currency"]})
