"""The parts of a court pack that the three calculators read: clocks, fees and interest."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, model_validator

from cases.packs.conditions import Condition
from cases.packs.sourcing import Section
from cases.packs.terms import (
    Amount,
    Band,
    Code,
    Dated,
    Period,
    Rate,
    Spread,
    TableCode,
    Term,
    Text,
    bands_in_order,
    gap_in,
)
from cases.packs.vocabulary import (
    Act,
    ChangeOp,
    Counting,
    DeadlineKind,
    Ends,
    Event,
    FeeBase,
    InterestMethod,
    PaperType,
    Payer,
    Pick,
    Proof,
    Starts,
    YearDays,
)
from odr.courtdays import Roll, Unit
from odr.money import Rounding

Small = Annotated[int, Field(ge=0, strict=True)]


class Before(Term):
    """Counts backwards from an event, like notice before a hearing."""

    before: Event


class Extension(Section):
    """By how much, how often and by whom a clock can be made longer."""

    by: tuple[Code, ...]
    max: Period
    times: Small


class Deadline(Section):
    """One clock of the court; where several have one code, the first that fits counts."""

    code: Code
    title: Text
    kind: DeadlineKind = DeadlineKind.COMPUTED
    start: Event | Before = Field(alias="from")
    period: Period | None = None
    when: Condition | None = None
    counting: Counting | None = None
    roll: Roll | None = None
    starts: Starts = Starts.ACT_DAY
    ends: Ends = Ends.CUTOFF
    cutoff: Act = Act.FILING
    short_period: StrictBool = True
    extend: Extension | None = None
    on_expiry: Event | None = None
    warn_before: tuple[Period, ...] = ()

    @model_validator(mode="after")
    def _countable(self) -> Deadline:
        backwards = isinstance(self.start, Before)
        if self.kind is not DeadlineKind.COMPUTED and self.period is not None:
            raise ValueError("a date fixed by the court has no period")
        hours = self.period is not None and self.period.unit is Unit.HOUR
        if hours and (backwards or self.ends is not Ends.SAME_TIME):
            raise ValueError("hours run forward and end at the same time of day")
        if self.extend and self.period and self.extend.max.unit is not self.period.unit:
            raise ValueError("an extension is counted in the unit of its period")
        if any(warning.unit is not Unit.DAY for warning in self.warn_before):
            raise ValueError("warnings are counted in days")
        return self

    @property
    def event(self) -> Event:
        """The event the clock runs from, or back from."""
        return self.start.before if isinstance(self.start, Before) else self.start


class ShortPeriod(Term):
    """Periods so short that closed days are left out."""

    lte_days: Small


class Calendar(Section):
    """When the court is closed and how it counts."""

    pinned: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    weekend: frozenset[Annotated[int, Field(ge=1, le=7)]]
    extra_closed: tuple[date, ...] = ()
    extra_open: tuple[date, ...] = ()
    cutoffs: dict[Act, time]
    short_period: ShortPeriod | None = None
    roll: Roll
    counting: Counting

    @model_validator(mode="after")
    def _every_act(self) -> Calendar:
        if missing := set(Act) - set(self.cutoffs):
            raise ValueError(f"no closing hour for {', '.join(sorted(missing))}")
        return self


class Deemed(Section):
    """When papers sent in one way count as received."""

    papers: tuple[PaperType, ...]
    after: Period | None = None
    starts: Starts = Starts.ACT_DAY
    roll: Roll = Roll.NONE


class ServiceMethod(Section):
    """One way to serve papers."""

    code: Code
    label: Text
    hint: Text | None = None
    proof: Proof
    deemed: tuple[Deemed, ...]

    @model_validator(mode="after")
    def _one_rule_each(self) -> ServiceMethod:
        named = [paper for rule in self.deemed for paper in rule.papers]
        if sorted(named) != sorted(PaperType):
            raise ValueError("each kind of paper has one rule")
        return self


class RoundTo(Term):
    """How an amount is rounded, and to which step."""

    mode: Rounding
    to: Amount


Bands = Annotated[tuple[Band, ...], AfterValidator(bands_in_order)]


class Tariff(Term):
    """What is charged: one sum, or a sum or rate by band. A pack may own up to a gap."""

    fixed: Amount | None = None
    bands: Bands | None = None
    gap_ok: StrictBool = False

    @model_validator(mode="after")
    def _closed(self) -> Tariff:
        gap = None if self.gap_ok else gap_in(self.bands or ())
        if gap is not None:
            raise ValueError(f"no band for sums from {gap.text()} on: gap before the next band")
        return self

    @property
    def by_rate(self) -> bool:
        """Whether a part of it is worked out by a rate."""
        return any(band.rate is not None for band in self.bands or ())


class FeeClass(Tariff):
    """What one group of payers is charged: entities, for example, or people who file on paper."""

    label: Text
    when: Condition | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> FeeClass:
        if (self.fixed is None) is (self.bands is None):
            raise ValueError("a class of payers has one sum or bands")
        return self


class Change(Term):
    """A change made to a fee after it was found: a discount, a surcharge, a concession."""

    label: Text
    when: Condition
    op: ChangeOp
    amount: Amount | None = None
    factor: Rate | None = None
    round: RoundTo | None = None

    @model_validator(mode="after")
    def _whole(self) -> Change:
        by_factor = self.op is ChangeOp.MULTIPLY
        if (self.factor is None) is by_factor or (self.amount is None) is not by_factor:
            raise ValueError("multiply takes a factor and a rounding, anything else an amount")
        if (self.round is None) is by_factor:
            raise ValueError("multiply takes a factor and a rounding, anything else an amount")
        return self


class FeeTable(Tariff):
    """The fee in force for a time: one sum, bands, or classes of payers; then its changes."""

    classes: tuple[FeeClass, ...] = ()
    round: RoundTo | None = None
    then: tuple[Change, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> FeeTable:
        if (self.fixed is not None) + (self.bands is not None) + bool(self.classes) != 1:
            raise ValueError("a fee is one sum or bands or classes of payers")
        if self.round is None and any(tariff.by_rate for tariff in (self, *self.classes)):
            raise ValueError("a fee by rate says how it is rounded")
        if any(each.when is None for each in self.classes[:-1]):
            raise ValueError("only the last class of payers takes everybody else")
        return self


class Fee(Section):
    """One fee, what it is worked out on and who pays it."""

    code: Code
    title: Text
    on: Event | None = None
    payer: Payer
    base: FeeBase
    same_as: TableCode | None = None
    amounts: Dated[FeeTable] | None = None

    @model_validator(mode="after")
    def _based(self) -> Fee:
        tables = [entry.value for entry in self.amounts.root] if self.amounts else []
        if self.same_as and tables:
            raise ValueError("a fee that is the same as another has no table")
        tariffs = [tariff for table in tables for tariff in (table, *table.classes)]
        if self.base is FeeBase.NONE and any(tariff.bands for tariff in tariffs):
            raise ValueError("bands need something to work the fee out on")
        return self


class DayRate(Term):
    """How the interest of one day is rounded before it is multiplied; exact when mode is absent."""

    mode: Rounding | None = None
    to: Rate = Decimal(0)

    @model_validator(mode="after")
    def _both(self) -> DayRate:
        if (self.mode is None) is not (self.to == 0):
            raise ValueError("a rounded day rate says how and to what")
        return self


class SeriesRate(Term):
    """A rate read from a series, and which of its rates counts for a claim."""

    series: Code
    spread: Spread
    pick: Pick


class InterestRule(Section):
    """How interest runs: first day left out, last day counted."""

    code: Code
    title: Text
    method: InterestMethod = InterestMethod.SIMPLE
    rate: Rate | SeriesRate | None = None
    year_days: YearDays
    start: Event = Field(alias="from")
    end: Event = Field(alias="to")
    round_daily: DayRate
    round_total: Rounding
    must_be_claimed: StrictBool
    contract_rate_replaces: StrictBool
