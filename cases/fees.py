"""What a fee comes to, worked out step by step from the court's table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from cases.packs.calculators import Fee, FeeTable, RoundTo
from cases.packs.schema import Pack, named
from cases.packs.sourcing import in_words
from cases.packs.terms import Band, not_confirmed, shares
from cases.packs.vocabulary import Confidence, FeeBase
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


def fee(pack: Pack, code: str, *, base: Money, on: date) -> FeeResult:
    """Work out one of the court's fees.

    `base` is what the fee is worked out on (see fee_base); a fee of one sum does not
    look at it. Percentages are rounded as the table says. Raises NotConfirmed when
    the pack has no confirmed fee, and Invalid when there is no amount.
    """
    return _worked_out(pack, named(pack.fees, code), base=base, on=on)


def fixed_costs(pack: Pack, code: str, *, base: Money, on: date) -> FeeResult:
    """Work out one of the fixed costs that a judgment may add."""
    return _worked_out(pack, named(pack.costs, code), base=base, on=on)


def fee_base(pack: Pack, code: str, *, claimed: Money, interest: Money) -> Money:
    """Return what a fee is worked out on: the claim, with its interest where the court adds it."""
    asked = named(pack.fees, code)
    return claimed + interest if asked.base is FeeBase.CLAIMED_PLUS_INTEREST else claimed


def fee_bands(pack: Pack, code: str, *, on: date) -> tuple[Band, ...]:
    """Return the ranges of a fee, so that a page can show what each sum would cost."""
    tabled = _tabled(pack, named(pack.fees, code))
    return () if tabled.amounts is None else tabled.amounts.on(on).bands or ()


def is_confirmed(pack: Pack, code: str) -> bool:
    """Tell whether the court has a confirmed fee of this kind."""
    return _tabled(pack, named(pack.fees, code)).amounts is not None


def _tabled(pack: Pack, asked: Fee) -> Fee:
    return named(pack.fees, asked.same_as) if asked.same_as else asked


def _worked_out(pack: Pack, asked: Fee, *, base: Money, on: date) -> FeeResult:
    tabled = _tabled(pack, asked)
    if tabled.amounts is None:
        raise not_confirmed()
    value, steps = _from_table(tabled.amounts.on(on), base)
    behind = asked.behind("same_as") if asked.same_as else asked.behind("amounts")
    return FeeResult(
        value=value,
        steps=steps,
        rule=asked.title.read(),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )


def _from_table(table: FeeTable, base: Money) -> tuple[Money, tuple[str, ...]]:
    if table.fixed is not None:
        return table.fixed, (_("The fee is {fee}.").format(fee=table.fixed.show(language())),)
    for band in table.bands or ():
        if band.holds(base):
            first = _("The fee is worked out on {amount}.").format(amount=base.show(language()))
            value, steps = _from_band(band, base, table.round)
            return value, (first, _range(band), *steps)
    raise Invalid(_("Enter an amount of more than 0. The fee is worked out on it."))


def _from_band(band: Band, base: Money, to: RoundTo | None) -> tuple[Money, tuple[str, ...]]:
    if band.fixed is not None:
        return band.fixed, (
            _("The fee for this range is {fee}.").format(fee=band.fixed.show(language())),
        )
    rate, step = cast(Decimal, band.rate), cast(RoundTo, to)
    exact = Fraction(base.minor) * Fraction(rate)
    value = Money(rounded(exact / step.to.minor, step.mode) * step.to.minor, base.currency)
    share = _("The fee for this range is {rate} of the amount. {rate} of {amount} is {fee}.")
    steps = [
        share.format(rate=shares(rate), amount=base.show(language()), fee=value.show(language()))
    ]
    if value.minor != exact:
        steps.append(_rounding(step))
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
