"""Money is exact, never mixes currencies and understands what people type."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from odr.errors import Invalid
from odr.money import CURRENCIES, Money, Rounding, currency_named, rounded

POUND = Money(100, "GBP")
pennies = st.integers(-(10**12), 10**12)
fractions = st.fractions(-(10**6), 10**6, max_denominator=10**6)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1200.50", 120050),
        ("1,200.50", 120050),
        ("1 200.5", 120050),
        ("1\N{NO-BREAK SPACE}200.50", 120050),
        ("£1200", 120000),
        ("£ 1,234,567", 123456700),
        (" 1200 ", 120000),
        ("1200 £", 120000),
        ("GBP 12", 1200),
        ("12 gbp", 1200),
        (".50", 50),
        ("0", 0),
        ("007", 700),
        ("\N{FULLWIDTH DIGIT ONE}2", 1200),
        ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}", 1200),
        ("10000000000000.00", 10**15),
    ],
)
def test_what_people_type_is_understood(typed: str, minor: int) -> None:
    assert Money.parse(typed, "GBP") == Money(minor, "GBP")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter an amount, like 1200.50."),
        ("  £ ", "Enter an amount, like 1200.50."),
        ("-5", "Enter an amount without a minus sign."),
        ("\N{MINUS SIGN}5", "Enter an amount without a minus sign."),
        ("ten", "Enter an amount in numbers, like 1200.50."),
        ("1,20", "Enter an amount in numbers, like 1200.50."),
        ("1.200,50", "Enter an amount in numbers, like 1200.50."),
        ("12.", "Enter an amount in numbers, like 1200.50."),
        (".", "Enter an amount in numbers, like 1200.50."),
        ("5K", "Enter an amount in numbers, like 1200.50."),
        ("1e5", "Enter an amount in numbers, like 1200.50."),
        ("1.234", "Enter no more than 2 digits after the point, like 1200.50."),
        ("$12", "This court works in GBP (£). Enter the amount in GBP."),
        ("10000000000000.01", "This amount is too large. Check the number of digits."),
        ("9" * 5000, "This amount is too large. Check the number of digits."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_to_put_it_right(
    typed: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        Money.parse(typed, "GBP")

    assert refused.value.sentence == sentence


def test_a_currency_without_pennies_takes_whole_amounts_only() -> None:
    with pytest.raises(Invalid) as refused:
        Money.parse("12.5", "RWF")

    assert refused.value.sentence == "Enter a whole amount, without a point."
    assert Money.parse("FRw 1,200", "RWF") == Money(1200, "RWF")
    assert Money(1200, "RWF").text() == "1200"
    assert Money.exact("1200", "RWF") == Money(1200, "RWF")


def test_a_sign_made_of_letters_is_not_taken_for_thousands() -> None:
    assert Money.parse("K5", "ZMW") == Money(500, "ZMW")
    with pytest.raises(Invalid):
        Money.parse("5K", "ZMW")


@given(pennies)
def test_text_and_exact_are_inverses(minor: int) -> None:
    assert Money.exact(Money(minor, "GBP").text(), "GBP") == Money(minor, "GBP")


@given(st.integers(0, 10**14))
def test_what_is_shown_can_be_typed_back(minor: int) -> None:
    assert Money.parse(Money(minor, "GBP").show("en-GB"), "GBP") == Money(minor, "GBP")


@pytest.mark.parametrize("text", ["1,200", "1.234", "", "£1", "1e3", " 1", "--1"])
def test_a_programme_may_not_write_an_amount_loosely(text: str) -> None:
    with pytest.raises(ValueError, match="not an exact amount of GBP"):
        Money.exact(text, "GBP")


def test_money_is_written_for_programmes_and_for_people() -> None:
    amount = Money(-120050, "GBP")

    assert (amount.text(), amount.show(), Money(5, "GBP").show("cy")) == (
        "-1200.50",
        "-£1,200.50",
        "£0.05",
    )


@given(pennies, pennies, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_whole_numbers(a: int, b: int, n: int) -> None:
    one, other = Money(a, "GBP"), Money(b, "GBP")

    assert (one + other, one - other, one * n, n * one, -one) == (
        Money(a + b, "GBP"),
        Money(a - b, "GBP"),
        Money(a * n, "GBP"),
        Money(a * n, "GBP"),
        Money(-a, "GBP"),
    )
    assert (one < other, one <= other, one > other, one >= other, bool(one)) == (
        a < b,
        a <= b,
        a > b,
        a >= b,
        a != 0,
    )


def test_amounts_add_up_and_nothing_adds_up_to_zero() -> None:
    assert Money.total([POUND, POUND], "GBP") == Money(200, "GBP")
    assert Money.total([], "GBP") == Money.zero("GBP")


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
    ],
)
def test_two_currencies_never_mix(mix: Callable[[Money, Money], object]) -> None:
    with pytest.raises(ValueError, match="GBP and EUR do not mix"):
        mix(POUND, Money(100, "EUR"))


@pytest.mark.parametrize("minor", [1.0, Decimal(1), True, "1"])
def test_money_is_counted_in_whole_numbers_only(minor: object) -> None:
    with pytest.raises(TypeError, match="whole minor units"):
        Money(minor, "GBP")  # type: ignore[arg-type]  # the mistake under test


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="XXX is not in the table"):
        Money(1, "XXX")


@pytest.mark.parametrize("code", CURRENCIES)
def test_the_digits_of_each_currency_agree_with_cldr(code: str) -> None:
    assert currency_named(code).digits == get_currency_precision(code)


@pytest.mark.parametrize(
    ("value", "down", "half_up", "half_even", "up"),
    [
        ("1.4", 1, 1, 1, 2),
        ("1.5", 1, 2, 2, 2),
        ("2.5", 2, 3, 2, 3),
        ("2.6", 2, 3, 3, 3),
        ("3", 3, 3, 3, 3),
        ("-1.5", -1, -2, -2, -2),
        ("-2.5", -2, -3, -2, -3),
    ],
)
def test_rounding_does_what_its_name_says(
    value: str, down: int, half_up: int, half_even: int, up: int
) -> None:
    exact = Fraction(value)

    assert [rounded(exact, how) for how in Rounding] == [down, half_up, half_even, up]


@given(fractions, st.sampled_from(Rounding))
def test_rounding_moves_by_less_than_one(value: Fraction, how: Rounding) -> None:
    whole = rounded(value, how)

    assert abs(whole - value) < 1
    assert rounded(Fraction(whole), how) == whole


def test_rates_are_applied_exactly_and_rounded_once() -> None:
    assert Money(1234567, "GBP").times(Decimal("0.05"), Rounding.DOWN) == Money(61728, "GBP")
    assert Money.of(Fraction(1, 3), "GBP", Rounding.UP) == Money(34, "GBP")
    assert Money(12345, "GBP").amount == Fraction("123.45")
