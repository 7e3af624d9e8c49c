"""What one side may have to pay of the other's costs, as a court's rules put it."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from pydantic import StrictBool, model_validator

from cases.packs.conditions import Condition
from cases.packs.sourcing import Section
from cases.packs.terms import Amount, Code, Rate, Term, Text
from odr.money import Money


class CostRule(StrEnum):
    """How a court limits costs."""

    NONE = "none"
    FIXED_ITEMS = "fixed_items"
    SHARE_CAP = "share_cap"
    BAND_CAP = "band_cap"
    REASONABLE = "reasonable"


class CostsOn(StrEnum):
    """What the most costs are worked out on."""

    CLAIMED = "claimed"
    AWARDED = "awarded"


class CostOp(StrEnum):
    """One step in working costs out."""

    LESS_RATE = "less_rate"
    ADD_OUTLAYS = "add_outlays"


class Per(StrEnum):
    """For what an item of costs is paid once."""

    CASE = "case"
    PERSON_DAY = "person_day"
    ITEM = "item"


class CostItem(Section):
    """One thing that may be repaid, up to a sum; without a sum the court looks at each."""

    code: Code
    title: Text
    cap: Amount | None
    per: Per


class ShareWhen(Term):
    """Another share, for cases of one kind."""

    label: Text
    when: Condition
    rate: Rate


class CostBand(Term):
    """The most costs for sums up to an edge: a sum, a share of it, or no upper limit."""

    gt: Amount
    lte: Amount | None = None
    cap: Amount | None = None
    cap_rate: Rate | None = None
    open: StrictBool = False

    @model_validator(mode="after")
    def _one_cap(self) -> CostBand:
        if (self.cap is not None) + (self.cap_rate is not None) + self.open != 1:
            raise ValueError("a band of costs has a sum, a share or no upper limit")
        return self

    def holds(self, amount: Money) -> bool:
        """Tell whether the amount falls into this band."""
        return amount > self.gt and (self.lte is None or amount <= self.lte)


class CostStep(Term):
    """One step in working costs out: take a share off, or add what was laid out."""

    label: Text
    op: CostOp
    rate: Rate | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _whole(self) -> CostStep:
        if (self.op is CostOp.LESS_RATE) is (self.rate is None):
            raise ValueError("a step that takes a share off says which, no other step does")
        return self


class Costs(Section):
    """Which costs the loser may have to pay, and the most they can come to."""

    rule: CostRule
    explained: Text
    base: CostsOn | None = None
    items: tuple[CostItem, ...] = ()
    share: Rate | None = None
    share_when: tuple[ShareWhen, ...] = ()
    bands: tuple[CostBand, ...] = ()
    undefended_most: Amount | None = None
    pipeline: tuple[CostStep, ...] = ()

    @model_validator(mode="after")
    def _fits_the_rule(self) -> Costs:
        wanted = {CostRule.SHARE_CAP: self.share is not None, CostRule.BAND_CAP: bool(self.bands)}
        for rule, there in wanted.items():
            if there is not (self.rule is rule):
                raise ValueError(f"{rule.value} needs what it is named after, and no other has it")
        if any(wanted.values()) and self.base is None:
            raise ValueError("a cap says what it is worked out on")
        if self.bands and self.bands[0].gt.minor != 0:
            raise ValueError("bands of costs begin at 0")
        for band, after in pairwise(self.bands):
            if band.lte != after.gt:
                raise ValueError(f"gap or overlap before {after.gt.text()}")
        return self
