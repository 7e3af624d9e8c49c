"""What interest comes to: simple interest by the day, with every step shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cases.enums import InterestBasis
from cases.packs.calculators import DayRate, InterestRule
from cases.packs.schema import Pack
from cases.packs.sourcing import in_words
from cases.packs.terms import not_confirmed, shares
from cases.packs.vocabulary import Confidence
from odr.courtdays import day_in_words
from odr.errors import Invalid
from odr.money import Money, Rounding, rounded
from odr.words import _, language, ngettext


@dataclass(frozen=True)
class InterestResult:
    """Interest with the steps that lead to it, and the days and day rate it was worked out with.

    `daily` is the interest of one day in whole units (pounds), exact or as rounded.
    """

    value: Money
    steps: tuple[str, ...]
    rule: str
    source: str
    confidence: Confidence | None
    days: int
    daily: Fraction


@dataclass(frozen=True)
class InterestChoice:
    """Which interest a person asks for; an own rate is written as a share (0.05 is 5%)."""

    basis: InterestBasis
    rate: Decimal | None = None


def interest(
    pack: Pack,
    choice: InterestChoice,
    principal: Money,
    *,
    start: date,
    end: date,
    code: str = "before_judgment",
) -> InterestResult:
    """Work out simple interest on a sum from the start to the end.

    The first day is left out and the last one counts; a start after the end gives
    nothing. How the day rate is rounded is a setting of the pack, because English
    practice rounds it to a penny first and the older online court did not. The total
    is rounded once. Raises NotConfirmed when the court's own rate is not confirmed
    and Invalid when an own rate is missing or below 0.
    """
    rule = pack.interest_rule(code)
    days = max((end - start).days, 0)
    if choice.basis is InterestBasis.NONE:
        return InterestResult(
            value=Money.zero(principal.currency),
            steps=(_("No interest is asked for."),),
            rule=_("No interest"),
            source="",
            confidence=None,
            days=days,
            daily=Fraction(0),
        )
    rate = _rate(rule, choice)
    daily = day_rate(principal, rate, rule.year_days, rule.round_daily)
    value = Money.of(daily * days, principal.currency, rule.round_total)
    statutory = choice.basis is InterestBasis.STATUTORY
    behind = rule.behind("rate")
    return InterestResult(
        value=value,
        steps=_steps(rule, rate, principal, start=start, end=end),
        rule=rule.title.read() if statutory else _("Interest at the rate you agreed"),
        source=in_words(behind, pack.sources) if statutory else _("the agreement of the parties"),
        confidence=behind.confidence if statutory else None,
        days=days,
        daily=daily,
    )


def day_rate(principal: Money, rate: Decimal, year_days: int, how: DayRate) -> Fraction:
    """Return the interest of one day in whole units, rounded as the pack says or exact."""
    exact = principal.amount * Fraction(rate) / year_days
    if how.mode is None:
        return exact
    step = Fraction(how.to)
    return rounded(exact / step, how.mode) * step


def _rate(rule: InterestRule, choice: InterestChoice) -> Decimal:
    if choice.basis is InterestBasis.STATUTORY:
        if rule.rate is None:
            raise not_confirmed()
        return rule.rate
    if choice.rate is None:
        raise Invalid(_("Enter the rate of interest you agreed, like 5."))
    if choice.rate < 0:
        raise Invalid(_("Enter a rate of interest of 0 or more."))
    return choice.rate


def _steps(
    rule: InterestRule, rate: Decimal, principal: Money, *, start: date, end: date
) -> tuple[str, ...]:
    amount = principal.show(language())
    first = _("Interest is {rate} a year on {amount}.").format(rate=shares(rate), amount=amount)
    days = (end - start).days
    if days <= 0:
        return (first, _("No day counts yet, so there is no interest."))
    daily = day_rate(principal, rate, rule.year_days, rule.round_daily)
    value = Money.of(daily * days, principal.currency, rule.round_total)
    counted = ngettext(
        "From {start} to {end} is {days} day. The first day is not counted, the last day is.",
        "From {start} to {end} is {days} days. The first day is not counted, the last day is.",
        days,
    )
    return (
        first,
        _daily_step(rule, rate, principal, daily),
        counted.format(
            start=day_in_words(start, language()), end=day_in_words(end, language()), days=days
        ),
        ngettext(
            "For {days} day the interest is {value}.",
            "For {days} days the interest is {value}.",
            days,
        ).format(days=days, value=value.show(language())),
    )


def _daily_step(rule: InterestRule, rate: Decimal, principal: Money, daily: Fraction) -> str:
    exact = day_rate(principal, rate, rule.year_days, DayRate())
    sentence = (
        _("For one day that is {amount} at {rate}, divided by {year} days, which is {daily}.")
        if daily == exact
        else _(
            "For one day that is {amount} at {rate}, divided by {year} days, rounded to {daily}."
        )
    )
    return sentence.format(
        amount=principal.show(language()),
        rate=shares(rate),
        year=rule.year_days,
        daily=_fine(daily, principal.currency),
    )


def _fine(daily: Fraction, currency: str) -> str:
    """Write a day rate with as many digits as it takes, six at most."""
    whole = Money.of(daily, currency, Rounding.HALF_UP)
    if whole.amount == daily:
        return whole.show(language())
    millionths = rounded(daily * 10**6, Rounding.HALF_UP)
    digits = f"{millionths // 10**6}.{millionths % 10**6:06}".rstrip("0")
    if Fraction(millionths, 10**6) != daily:
        return _("about {amount} {currency}").format(amount=digits, currency=currency)
    return f"{digits} {currency}"
