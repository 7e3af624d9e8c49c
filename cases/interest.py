"""What interest comes to: worked out by the day, with every step shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cases.enums import InterestBasis
from cases.interest_spans import Span, day_rate, grown, spans_at
from cases.packs.calculators import InterestRule, SeriesRate
from cases.packs.schema import Pack
from cases.packs.series import Point
from cases.packs.sourcing import in_words
from cases.packs.terms import not_confirmed, shares
from cases.packs.vocabulary import Confidence, InterestMethod, Pick
from odr.courtdays import day_in_words
from odr.errors import Invalid
from odr.money import Money, Rounding, rounded
from odr.words import _, language, ngettext


@dataclass(frozen=True)
class InterestResult:
    """Interest with the steps that lead to it, and the days and day rate it was worked out with.

    `daily` is the interest of the last day in whole units (pounds), exact or as rounded.
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
    """Which interest a person asks for, and under which rule of the court.

    An own rate is written as a share (0.05 is 5%).
    """

    basis: InterestBasis
    rate: Decimal | None = None
    rule: str = "before_judgment"


def interest(
    pack: Pack,
    choice: InterestChoice,
    principal: Money,
    *,
    start: date,
    end: date,
    issued: date | None = None,
) -> InterestResult:
    """Work out interest on a sum from the start to the end.

    The first day is left out and the last one counts; a start after the end gives
    nothing. A court whose rate changes over time says which rate counts: that of the
    start, of the day the claim was issued (until then, of the end), of the end, or each
    while it lasts. How the interest of one day is rounded is a setting of the pack,
    because English practice rounds it to a penny first and the older online court did
    not. The total is rounded once. Raises NotConfirmed when the court's own rate is not
    confirmed or its series ends too early, and Invalid when an own rate is missing or
    below 0.
    """
    rule = pack.interest_rule(choice.rule)
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
    points = _points(pack, rule, choice, start=start, end=max(start, end), issued=issued)
    spans = spans_at(points, start, end, rule.year_days)
    value = _total(rule, principal, spans)
    statutory = choice.basis is InterestBasis.STATUTORY
    behind = rule.behind("rate")
    return InterestResult(
        value=value,
        steps=_steps(rule, principal, points[0].rate, spans, value),
        rule=rule.title.read() if statutory else _("Interest at the rate you agreed"),
        source=in_words(behind, pack.sources) if statutory else _("the agreement of the parties"),
        confidence=behind.confidence if statutory else None,
        days=days,
        daily=day_rate(rule, principal, spans[-1]),
    )


def _points(
    pack: Pack,
    rule: InterestRule,
    choice: InterestChoice,
    *,
    start: date,
    end: date,
    issued: date | None,
) -> tuple[Point, ...]:
    """Return the rates that count, each with the day it begins to."""
    if choice.basis is not InterestBasis.STATUTORY:
        return (Point.model_construct(start=start, rate=_own(choice)),)
    if rule.rate is None:
        raise not_confirmed()
    if not isinstance(rule.rate, SeriesRate):
        return (Point.model_construct(start=start, rate=rule.rate),)
    series, spread = pack.series[rule.rate.series], rule.rate.spread
    if rule.rate.pick is Pick.FLOATING:
        found = series.over(start, end)
    else:
        days = {Pick.AT_ACCRUAL: start, Pick.AT_ISSUE: issued or end, Pick.AT_JUDGMENT: end}
        found = (series.on(days[rule.rate.pick]),)
    return tuple(
        Point.model_construct(start=point.start, rate=point.rate + spread) for point in found
    )


def _own(choice: InterestChoice) -> Decimal:
    if choice.rate is None:
        raise Invalid(_("Enter the rate of interest you agreed, like 5."))
    if choice.rate < 0:
        raise Invalid(_("Enter a rate of interest of 0 or more."))
    return choice.rate


def _total(rule: InterestRule, principal: Money, spans: tuple[Span, ...]) -> Money:
    if rule.method is InterestMethod.DAILY_EFFECTIVE:
        exact = principal.amount * grown(spans)
    else:
        exact = sum((day_rate(rule, principal, span) * span.days for span in spans), Fraction(0))
    return Money.of(exact, principal.currency, rule.round_total)


def _steps(
    rule: InterestRule,
    principal: Money,
    rate: Decimal,
    spans: tuple[Span, ...],
    value: Money,
) -> tuple[str, ...]:
    first = _("Interest is {rate} a year on {amount}.").format(
        rate=shares(rate), amount=principal.show(language())
    )
    days = sum(span.days for span in spans)
    if days == 0:
        return (first, _("No day counts yet, so there is no interest."))
    counted = ngettext(
        "From {start} to {end} is {days} day. The first day is not counted, the last day is.",
        "From {start} to {end} is {days} days. The first day is not counted, the last day is.",
        days,
    ).format(start=_day(spans[0].start), end=_day(spans[-1].end), days=days)
    total = ngettext(
        "For {days} day the interest is {value}.", "For {days} days the interest is {value}.", days
    ).format(days=days, value=value.show(language()))
    if rule.method is InterestMethod.DAILY_EFFECTIVE:
        return (*_grown_steps(spans, principal), counted, total)
    if len(spans) == 1:
        return (first, _daily_step(rule, principal, spans[0]), counted, total)
    return (*(_span_step(rule, principal, span) for span in spans), counted, total)


def _span_step(rule: InterestRule, principal: Money, span: Span) -> str:
    daily = day_rate(rule, principal, span)
    return ngettext(
        "After {start}, up to {end}, is {days} day at {rate} a year, divided by {year}: "
        "{daily} a day.",
        "After {start}, up to {end}, is {days} days at {rate} a year, divided by {year}: "
        "{daily} a day.",
        span.days,
    ).format(
        start=_day(span.start),
        end=_day(span.end),
        days=span.days,
        rate=shares(span.rate),
        year=span.year_days,
        daily=_fine(daily, principal.currency),
    )


def _grown_steps(spans: tuple[Span, ...], principal: Money) -> tuple[str, ...]:
    first = _("Interest on {amount} is added every day, so that a year comes to the yearly rate.")
    said = _("From {start} to {end} the yearly rate is {rate}.")
    return (
        first.format(amount=principal.show(language())),
        *(
            said.format(start=_day(span.start), end=_day(span.end), rate=shares(span.rate))
            for span in spans
        ),
    )


def _daily_step(rule: InterestRule, principal: Money, span: Span) -> str:
    daily, exact = day_rate(rule, principal, span), span.of_one_day(principal)
    sentence = (
        _("For one day that is {amount} at {rate}, divided by {year} days, which is {daily}.")
        if daily == exact
        else _(
            "For one day that is {amount} at {rate}, divided by {year} days, rounded to {daily}."
        )
    )
    return sentence.format(
        amount=principal.show(language()),
        rate=shares(span.rate),
        year=span.year_days,
        daily=_fine(daily, principal.currency),
    )


def _day(day: date) -> str:
    return day_in_words(day, language())


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
