"""What a fee comes to, worked out step by step from the court's table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from cases.packs.calculators import Change, Fee, FeeClass, FeeTable, RoundTo, Tariff
from cases.packs.conditions import NOTHING, Facts
from cases.packs.schema import Pack, named
from cases.packs.sourcing import in_words
from cases.packs.terms import Band, not_confirmed, shares
from cases.packs.vocabulary import ChangeOp, Confidence, FeeBase
from odr.errors import Invalid
from odr.money import Money, Rounding, rounded
from odr.words import _, language


@dataclass(frozen=True)
class FeeResult:
    """A fee with the steps that lead to it, the rule's name and where the rule comes from."""

    value: Money
    steps: tuple[str, ...]
    rule: str
    source: str
    confidence: Confidence | None


def fee(pack: Pack, code: str, *, base: Money, on: date, facts: Facts = NOTHING) -> FeeResult:
    """Work out one of the court's fees.

    `base` is what the fee is worked out on (see fee_base); a fee of one sum does not
    look at it. The first class of payers that fits counts, then each change whose
    condition holds, in order. Percentages are rounded as the table says. Raises
    NotConfirmed when the pack has no confirmed fee for such a payer or sum, and
    Invalid when there is no amount.
    """
    return _worked_out(pack, named(pack.fees, code), base=base, on=on, facts=facts)


def fixed_costs(pack: Pack, code: str, *, base: Money, on: date) -> FeeResult:
    """Work out one of the fixed costs that a judgment may add."""
    return _worked_out(pack, named(pack.fixed_costs, code), base=base, on=on, facts=NOTHING)


def fee_base(pack: Pack, code: str, *, claimed: Money, interest: Money) -> Money:
    """Return what a fee is worked out on: the claim, with its interest where the court adds it."""
    asked = named(pack.fees, code)
    return claimed + interest if asked.base is FeeBase.CLAIMED_PLUS_INTEREST else claimed


def fee_bands(pack: Pack, code: str, *, on: date, facts: Facts = NOTHING) -> tuple[Band, ...]:
    """Return the ranges of a fee, so that a page can show what each sum would cost."""
    tabled = _tabled(pack, named(pack.fees, code))
    if tabled.amounts is None:
        return ()
    return _tariff(tabled.amounts.on(on), facts).bands or ()


def is_confirmed(pack: Pack, code: str) -> bool:
    """Tell whether the court has a confirmed fee of this kind."""
    return _tabled(pack, named(pack.fees, code)).amounts is not None


def _tabled(pack: Pack, asked: Fee) -> Fee:
    return named(pack.fees, asked.same_as) if asked.same_as else asked


def _worked_out(pack: Pack, asked: Fee, *, base: Money, on: date, facts: Facts) -> FeeResult:
    tabled = _tabled(pack, asked)
    if tabled.amounts is None:
        raise not_confirmed()
    value, steps = _from_table(tabled.amounts.on(on), base, facts)
    behind = asked.behind("same_as") if asked.same_as else asked.behind("amounts")
    return FeeResult(
        value=value,
        steps=steps,
        rule=asked.title.read(),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )


def _from_table(table: FeeTable, base: Money, facts: Facts) -> tuple[Money, tuple[str, ...]]:
    tariff = _tariff(table, facts)
    value, steps = _from_tariff(tariff, base, table.round)
    if isinstance(tariff, FeeClass):
        steps = (_("This fee is for: {payers}.").format(payers=tariff.label.read()), *steps)
    for change in table.then:
        if change.when.holds(facts):
            value = _changed(value, change)
            steps += (_changed_step(change, value),)
    return value, steps


def _tariff(table: FeeTable, facts: Facts) -> Tariff:
    """Return the class of payers that fits, or the table itself when it has none."""
    if not table.classes:
        return table
    for payers in table.classes:
        if payers.when is None or payers.when.holds(facts):
            return payers
    raise not_confirmed()


def _from_tariff(tariff: Tariff, base: Money, to: RoundTo | None) -> tuple[Money, tuple[str, ...]]:
    if tariff.fixed is not None:
        return tariff.fixed, (_("The fee is {fee}.").format(fee=tariff.fixed.show(language())),)
    for band in tariff.bands or ():
        if band.holds(base):
            first = _("The fee is worked out on {amount}.").format(amount=base.show(language()))
            value, steps = _from_band(band, base, to)
            return value, (first, _range(band), *steps)
    if base.minor > 0:
        raise not_confirmed()
    raise Invalid(_("Enter an amount of more than 0. The fee is worked out on it."))


def _changed(value: Money, change: Change) -> Money:
    if change.factor is not None and change.round is not None:
        return _to_step(Fraction(value.minor) * Fraction(change.factor), change.round)
    amount = cast(Money, change.amount)
    if change.op is ChangeOp.SET:
        return amount
    return value + amount if change.op is ChangeOp.ADD else max(value - amount, value * 0)


def _changed_step(change: Change, value: Money) -> str:
    said = _("{change}: the fee is now {fee}.")
    return said.format(change=change.label.read(), fee=value.show(language()))


def _to_step(exact: Fraction, step: RoundTo) -> Money:
    return Money(rounded(exact / step.to.minor, step.mode) * step.to.minor, step.to.currency)


def _from_band(band: Band, base: Money, to: RoundTo | None) -> tuple[Money, tuple[str, ...]]:
    if band.fixed is not None:
        return band.fixed, (
            _("The fee for this range is {fee}.").format(fee=band.fixed.show(language())),
        )
    rate, step = cast(Decimal, band.rate), cast(RoundTo, to)
    exact = Fraction(base.minor) * Fraction(rate)
    value = _to_step(exact, step)
    share = _("The fee for this range is {rate} of the amount. {rate} of {amount} is {fee}.")
    steps = [
        share.format(rate=shares(rate), amount=base.show(language()), fee=value.show(language()))
    ]
    if value.minor != exact:
        steps.append(_rounding(step))
    if band.min is not None and value < band.min:
        steps.append(_("It is never less than {fee}.").format(fee=band.min.show(language())))
        value = band.min
    if band.max is not None and value > band.max:
        steps.append(_("It is never more than {fee}.").format(fee=band.max.show(language())))
        value = band.max
    return value, tuple(steps)


def _rounding(step: RoundTo) -> str:
    if step.mode is Rounding.DOWN:
        sentence = _("Anything smaller than {step} was left off.")
    elif step.mode is Rounding.UP:
        sentence = _("The fee was rounded up to the next {step}.")
    else:
        sentence = _("The fee was rounded to the nearest {step}.")
    return sentence.format(step=step.to.show(language()))


def _range(band: Band) -> str:
    low, with_low = band.low
    if band.high is None:
        sentence = _("This is {low} or more.") if with_low else _("This is more than {low}.")
        return sentence.format(low=low.show(language()))
    high, with_high = band.high
    if with_low:
        sentence = (
            _("This is from {low} to {high}.")
            if with_high
            else _("This is {low} or more, but less than {high}.")
        )
    else:
        sentence = (
            _("This is more than {low} and not more than {high}.")
            if with_high
            else _("This is more than {low} and less than {high}.")
        )
    return sentence.format(low=low.show(language()), high=high.show(language()))
