"""An amount of money: whole pennies of one currency, never a fraction of a machine number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from babel.numbers import format_currency

from odr.errors import Invalid
from odr.words import _

LARGEST_MINOR = 10**15
"""Nothing a small claims court handles comes near this; databases hold it with ease."""


class Rounding(StrEnum):
    """Named ways to make whole pennies; down and up mean towards and away from zero."""

    DOWN = "down"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"


@dataclass(frozen=True)
class Currency:
    """How many digits stand after the point, and the sign people type."""

    digits: int
    sign: str


CURRENCIES = {
    "AUD": Currency(2, "$"),
    "BND": Currency(2, "$"),
    "BWP": Currency(2, "P"),
    "CAD": Currency(2, "$"),
    "EUR": Currency(2, "€"),
    "GBP": Currency(2, "£"),
    "GHS": Currency(2, "₵"),
    "INR": Currency(2, "₹"),
    "JMD": Currency(2, "$"),
    "KES": Currency(2, "KSH"),
    "MYR": Currency(2, "RM"),
    "NGN": Currency(2, "₦"),
    "NZD": Currency(2, "$"),
    "RWF": Currency(0, "FRW"),
    "SGD": Currency(2, "$"),
    "TTD": Currency(2, "$"),
    "ZAR": Currency(2, "R"),
    "ZMW": Currency(2, "K"),
}
"""The currencies of the courts we know; the digits agree with CLDR, which a test checks."""

_SIGNS = "".join(sorted({c.sign for c in CURRENCIES.values() if len(c.sign) == 1} - set("KPR")))
_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_TYPED = re.compile(rf"(?P<whole>{_WHOLE})?(?:\.(?P<part>[0-9]+))?")
_EXACT = re.compile(r"(?P<minus>-)?(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?")


def currency_named(code: str) -> Currency:
    """Return what is known of a currency; an unknown code is a mistake of the programme."""
    try:
        return CURRENCIES[code]
    except KeyError:
        raise ValueError(f"{code} is not in the table of currencies") from None


def rounded(value: Fraction, how: Rounding) -> int:
    """Return the whole number for an exact value, rounded as named."""
    size = abs(value)
    whole, rest = divmod(size.numerator, size.denominator)
    twice = 2 * rest
    if how is Rounding.UP:
        up = rest > 0
    elif how is Rounding.HALF_UP:
        up = twice >= size.denominator
    elif how is Rounding.HALF_EVEN:
        up = twice > size.denominator or (twice == size.denominator and whole % 2 == 1)
    else:
        up = False
    return (whole + up) * (1 if value >= 0 else -1)


@dataclass(frozen=True)
class Money:
    """So many minor units (pennies) of one currency; two currencies never mix."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("money is counted in whole minor units")
        currency_named(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Add up any number of amounts of this currency, none included."""
        return sum(amounts, start=cls(0, currency))

    @classmethod
    def exact(cls, text: str, currency: str) -> Money:
        """Read an amount written by a programme ("1200.50"); the inverse of text()."""
        digits = currency_named(currency).digits
        match = _EXACT.fullmatch(text)
        part = (match["part"] or "") if match else ""
        if match is None or len(part) > digits:
            raise ValueError(f"{text!r} is not an exact amount of {currency}")
        minor = int(match["whole"] + part.ljust(digits, "0"))
        return cls(-minor if match["minus"] else minor, currency)

    @classmethod
    def of(cls, amount: Fraction | Decimal | int, currency: str, how: Rounding) -> Money:
        """Make money of an exact amount in whole units (pounds), rounded as named."""
        scale = 10 ** currency_named(currency).digits
        return cls(rounded(Fraction(amount) * scale, how), currency)

    @classmethod
    def parse(cls, typed: str, currency: str) -> Money:
        """Read what a person typed ("1,200.50", "£1200", " 1 200 "), or say how to write it.

        A comma is only taken between thousands: "1,20" could mean two amounts,
        so we ask instead of guessing. Three digits after the point are refused too.
        """
        digits = currency_named(currency).digits
        text = _without_sign(_plain(typed), currency)
        if not text:
            raise Invalid(_("Enter an amount, like {example}.").format(example=_example(digits)))
        if text.startswith("-"):
            raise Invalid(_("Enter an amount without a minus sign."))
        match = _TYPED.fullmatch(text)
        if match is None or not (match["whole"] or match["part"]):
            raise Invalid(
                _("Enter an amount in numbers, like {example}.").format(example=_example(digits))
            )
        part = match["part"] or ""
        if len(part) > digits:
            raise Invalid(_too_many_digits(digits))
        whole = re.sub("[ ,]", "", match["whole"] or "0")
        if len(whole) > 15 or int(whole + part.ljust(digits, "0")) > LARGEST_MINOR:
            raise Invalid(_("This amount is too large. Check the number of digits."))
        return cls(int(whole + part.ljust(digits, "0")), currency)

    @property
    def amount(self) -> Fraction:
        """The exact amount in whole units (pounds), for working with rates."""
        return Fraction(self.minor, 10 ** currency_named(self.currency).digits)

    def times(self, factor: Fraction | Decimal | int, how: Rounding) -> Money:
        """Multiply by a rate or a share and round as named."""
        return Money(rounded(self.minor * Fraction(factor), how), self.currency)

    def text(self) -> str:
        """Write the bare amount as programmes read it, like 1200.50."""
        digits = currency_named(self.currency).digits
        minus = "-" if self.minor < 0 else ""
        whole, part = divmod(abs(self.minor), 10**digits)
        return f"{minus}{whole}.{part:0{digits}}" if digits else f"{minus}{whole}"

    def show(self, locale: str = "en") -> str:
        """Write the amount as people of this language do, like £1,200.50."""
        return _shown(self.text(), self.currency, locale.replace("-", "_"))

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)


@lru_cache(maxsize=4096)
def _shown(amount: str, currency: str, locale: str) -> str:
    """The same few fees and sums stand on every page, and writing one costs as much as a query."""
    return format_currency(Decimal(amount), currency, locale=locale)


def _plain(typed: str) -> str:
    """Bring wide letters, other scripts' digits and odd spaces to their plain form."""
    text = unicodedata.normalize("NFKC", typed)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    text = text.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    return " ".join(text.split())


def _without_sign(text: str, currency: str) -> str:
    """Take the court's own currency off either end; refuse a foreign one.

    A sign made of letters is not taken off the end: "5K" may mean five thousand.
    """
    sign = CURRENCIES[currency].sign
    upper = text.upper()
    for mark in (currency, sign):
        if upper.startswith(mark):
            return text[len(mark) :].strip()
        if upper.endswith(mark) and (mark == currency or not mark.isalpha()):
            return text[: -len(mark)].strip()
    if any(c in _SIGNS for c in text):
        raise Invalid(
            _("This court works in {currency} ({sign}). Enter the amount in {currency}.").format(
                currency=currency, sign=sign
            )
        )
    return text


def _example(digits: int) -> str:
    return "1200.50" if digits else "1200"


def _too_many_digits(digits: int) -> str:
    if digits == 0:
        return _("Enter a whole amount, without a point.")
    return _("Enter no more than {digits} digits after the point, like {example}.").format(
        digits=digits, example=_example(digits)
    )
