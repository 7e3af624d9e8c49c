"""The most that one side may have to pay of the other's costs, with every step shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cases.packs.conditions import NOTHING, Facts
from cases.packs.costs import CostBand, CostOp, CostRule, Costs, CostsOn, CostStep
from cases.packs.schema import Pack
from cases.packs.sourcing import in_words
from cases.packs.terms import not_confirmed, shares
from cases.packs.vocabulary import Confidence
from odr.money import Money, Rounding
from odr.words import _, language


@dataclass(frozen=True)
class CostsResult:
    """The most costs can come to (None: no upper limit), with the steps, rule and source."""

    value: Money | None
    steps: tuple[str, ...]
    rule: str
    source: str
    confidence: Confidence | None


def costs_cap(pack: Pack, *, claimed: Money, awarded: Money, facts: Facts = NOTHING) -> CostsResult:
    """Work out the most costs that can be ordered, on the sum claimed or awarded.

    Rates are rounded half up to the smallest coin. Without a rule of the court nothing is
    worked out: NotConfirmed.
    """
    rules = _rules(pack)
    base = awarded if rules.base is CostsOn.AWARDED else claimed
    if rules.rule is CostRule.SHARE_CAP:
        return _result(pack, rules, "share", *_share_cap(rules, base, facts))
    if rules.rule is CostRule.BAND_CAP:
        band = next((each for each in rules.bands if each.holds(base)), None)
        if band is None:
            raise not_confirmed()
        return _result(pack, rules, "bands", *_band_cap(band, base))
    if rules.rule is CostRule.NONE:
        nothing = Money.zero(base.currency)
        return _result(pack, rules, "rule", nothing, (rules.explained.read(),))
    return _result(pack, rules, "rule", None, (rules.explained.read(),))


def assessed_costs(
    pack: Pack, fee: Money, outlays: Sequence[Money], *, facts: Facts = NOTHING
) -> CostsResult:
    """Work out costs from a fee for work, step by step as the court does, and what was laid out.

    Each share is taken off what is left, rounded half up to the smallest coin.
    """
    rules = _rules(pack)
    value = fee
    steps = [_("The fee for the work is {fee}.").format(fee=fee.show(language()))]
    for step in rules.pipeline:
        if step.when is None or step.when.holds(facts):
            value = _after(value, step, outlays)
            said = _("{step}: that leaves {value}.") if step.rate else _("{step}: {value}.")
            steps.append(said.format(step=step.label.read(), value=value.show(language())))
    return _result(pack, rules, "pipeline", value, tuple(steps))


def _rules(pack: Pack) -> Costs:
    if pack.costs is None:
        raise not_confirmed()
    return pack.costs


def _share_cap(rules: Costs, base: Money, facts: Facts) -> tuple[Money, tuple[str, ...]]:
    rate, steps = rules.share or Decimal(0), []
    for other in rules.share_when:
        if other.when.holds(facts):
            rate = other.rate
            steps.append(f"{other.label.read()}.")
            break
    value = base.times(rate, Rounding.HALF_UP)
    said = _("Costs are {rate} of {amount} at most. That is {value}.")
    steps.append(
        said.format(rate=shares(rate), amount=base.show(language()), value=value.show(language()))
    )
    return value, tuple(steps)


def _band_cap(band: CostBand, base: Money) -> tuple[Money | None, tuple[str, ...]]:
    first = _("The sum that counts is {amount}.").format(amount=base.show(language()))
    if band.open:
        return None, (first, _("For this sum the court has set no upper limit of costs."))
    if band.cap is not None:
        said = _("For this sum costs are {value} at most.")
        return band.cap, (first, said.format(value=band.cap.show(language())))
    rate = band.cap_rate or Decimal(0)
    value = base.times(rate, Rounding.HALF_UP)
    said = _("For this sum costs are {rate} of it at most. That is {value}.")
    return value, (first, said.format(rate=shares(rate), value=value.show(language())))


def _after(value: Money, step: CostStep, outlays: Sequence[Money]) -> Money:
    if step.op is CostOp.ADD_OUTLAYS:
        return value + Money.total(outlays, value.currency)
    return value.times(1 - Fraction(step.rate or 0), Rounding.HALF_UP)


def _result(
    pack: Pack, rules: Costs, part: str, value: Money | None, steps: tuple[str, ...]
) -> CostsResult:
    behind = rules.behind(part)
    return CostsResult(
        value=value,
        steps=steps,
        rule=_("Costs of the other side"),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )
