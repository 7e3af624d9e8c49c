"""The small words a court pack is written in: texts, periods, conditions, dated values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    RootModel,
    ValidationInfo,
    model_validator,
)

from odr.courtdays import Unit
from odr.errors import DomainError
from odr.money import Money
from odr.words import _, language, ngettext

Value = TypeVar("Value")


class NotConfirmed(DomainError):
    """The pack has no confirmed value, so an officer enters it with a reason."""

    status = 409
    code = "not_confirmed"


def not_confirmed() -> NotConfirmed:
    """Return the refusal to work anything out from a value nobody has confirmed."""
    return NotConfirmed(
        _("This is not confirmed for this court. A court officer has to enter it with a reason.")
    )


def read_amount(given: object, info: ValidationInfo) -> object:
    """Read an amount in the currency of the pack that is being read."""
    if isinstance(given, Money):
        return given
    if not isinstance(given, str):
        raise ValueError("write an amount as text")
    return Money.exact(given, cast(dict[str, str], info.context)["currency"])


def _rate(given: object) -> object:
    if not isinstance(given, str):
        raise ValueError("write a rate as text")
    return Decimal(given)


Amount = Annotated[InstanceOf[Money], BeforeValidator(read_amount)]
Rate = Annotated[Decimal, BeforeValidator(_rate), Field(ge=0)]
Spread = Annotated[Decimal, BeforeValidator(_rate)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


@dataclass(frozen=True)
class Refers:
    """Marks a code that has to be the code of another part of the pack."""

    to: str


ClockCode = Annotated[Code, Refers("deadline")]
FeeCode = Annotated[Code, Refers("fee")]
TableCode = Annotated[Code, Refers("fee with a table of its own")]


class Term(BaseModel):
    """A value made of parts that never changes once read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(RootModel[dict[str, str]]):
    """A label or sentence by language; the pack's default language stands first."""

    model_config = ConfigDict(frozen=True)

    def read(self, wanted: str | None = None) -> str:
        """Return the text in the language wanted (or in use), else in the default one."""
        fallback = next(iter(self.root.values()))
        return self.root.get(wanted or language(), fallback)


class Period(Term):
    """A length of time as the law writes it."""

    n: Annotated[int, Field(ge=0, strict=True)]
    unit: Unit

    def words(self) -> str:
        """Write the length, like "14 days"."""
        return {
            Unit.HOUR: ngettext("{n} hour", "{n} hours", self.n),
            Unit.DAY: ngettext("{n} day", "{n} days", self.n),
            Unit.BUSINESS_DAY: ngettext("{n} working day", "{n} working days", self.n),
            Unit.WEEK: ngettext("{n} week", "{n} weeks", self.n),
            Unit.MONTH: ngettext("{n} month", "{n} months", self.n),
            Unit.YEAR: ngettext("{n} year", "{n} years", self.n),
        }[self.unit].format(n=self.n)


class Entry(Term, Generic[Value]):
    """A value with the day it begins to count; no day means from the start."""

    start: date | None = Field(alias="from")
    value: Value


class Dated(RootModel[tuple[Entry[Value], ...]], Generic[Value]):
    """A value that changed over time, oldest first."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _in_order(self) -> Dated[Value]:
        starts = [entry.start or date.min for entry in self.root]
        if not starts or any(a >= b for a, b in pairwise(starts)):
            raise ValueError("dated values stand oldest first, each from its own day")
        return self

    def on(self, day: date) -> Value:
        """Return the value that counts on this day."""
        for entry in reversed(self.root):
            if entry.start is None or entry.start <= day:
                return entry.value
        raise not_confirmed()


class Band(Term):
    """One range of amounts with its fee, edges stated one by one."""

    gt: Amount | None = None
    gte: Amount | None = None
    lt: Amount | None = None
    lte: Amount | None = None
    fixed: Amount | None = None
    rate: Rate | None = None
    min: Amount | None = None
    max: Amount | None = None

    @model_validator(mode="after")
    def _whole(self) -> Band:
        if (self.gt is None) is (self.gte is None):
            raise ValueError("a band says gt or gte, one of them")
        if self.lt is not None and self.lte is not None:
            raise ValueError("a band says lt or lte, not both")
        if (self.fixed is None) is (self.rate is None):
            raise ValueError("a band has a fixed fee or a rate, one of them")
        if self.rate is None and (self.min is not None or self.max is not None):
            raise ValueError("only a fee by rate has a least or a most")
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError("the least a fee can be is not more than the most")
        return self

    @property
    def low(self) -> tuple[Money, bool]:
        """The lower edge, and whether the edge itself belongs to the band."""
        return cast(Money, self.gte if self.gt is None else self.gt), self.gt is None

    @property
    def high(self) -> tuple[Money, bool] | None:
        """The upper edge, and whether the edge itself belongs to the band."""
        if self.lte is not None:
            return self.lte, True
        return None if self.lt is None else (self.lt, False)

    def holds(self, amount: Money) -> bool:
        """Tell whether the amount falls into this band."""
        low, with_low = self.low
        if amount < low or (amount == low and not with_low):
            return False
        if self.high is None:
            return True
        high, with_high = self.high
        return amount < high or (amount == high and with_high)


def bands_in_order(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """Refuse bands that overlap, stand out of order or do not begin at nothing."""
    if not bands or bands[0].low[0].minor != 0:
        raise ValueError("bands begin at 0")
    for band, after in pairwise(bands):
        low = after.low[0]
        if band.high is None or band.high[0] > low or band.high[0] <= band.low[0]:
            raise ValueError(f"overlap before {low.text()}")
        if band.high[0] == low and band.high[1] and after.low[1]:
            raise ValueError(f"{low.text()} falls into two bands")
    return bands


def gap_in(bands: tuple[Band, ...]) -> Money | None:
    """Return the edge above which some sums fall into no band; None when there is no such gap."""
    for band, after in pairwise(bands):
        high, with_high = cast(tuple[Money, bool], band.high)
        if high != after.low[0] or (not with_high and not after.low[1]):
            return high
    return None


def shares(rate: Decimal) -> str:
    """Write a rate as a percentage, like 8% or 5.33%."""
    return f"{(rate * 100).normalize():f}%"


def context_of(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return the currency that the amounts of a raw pack are written in."""
    return {"currency": str(raw.get("court", {}).get("currency", ""))}
