"""Case numbers show a slip of the hand, and codes can be read out and typed back."""

from __future__ import annotations

from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odr.entropy import SeededEntropy
from odr.errors import Invalid
from odr.references import (
    CHECK_LETTERS,
    CODE_LETTERS,
    CaseNumbers,
    access_code,
    order_code,
    read_access_code,
    read_order_code,
    show_access_code,
    show_order_code,
)

NUMBERS = CaseNumbers("SC-{year}-{seq:06}-{check}")
SAMPLES = [NUMBERS.number(year=y, sequence=s) for y in (2024, 2026, 2031) for s in range(1, 70, 2)]
sequences = st.integers(1, 10**6 - 1)


def read_or_none(typed: str) -> str | None:
    try:
        return NUMBERS.read(typed)
    except Invalid:
        return None


@given(st.integers(2000, 2099), sequences)
def test_every_number_reads_back(year: int, sequence: int) -> None:
    number = NUMBERS.number(year=year, sequence=sequence)

    assert NUMBERS.read(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "SC-2026-000123-X",
        "sc-2026-000123-x",
        "SC 2026 000123 X",
        "sc2026000123x",
        "2026-000123-X",
        "SC-2O26-OOOI23-X",
        "SC\N{EN DASH}2026\N{EN DASH}000l23\N{EN DASH}X",
        "\N{FULLWIDTH LATIN CAPITAL LETTER S}C 2026 000123 X.",
    ],
)
def test_the_way_people_type_a_number_does_not_matter(typed: str) -> None:
    assert NUMBERS.read(typed) == "SC-2026-000123-X"


@pytest.mark.parametrize("number", SAMPLES)
def test_one_wrong_sign_never_opens_another_case(number: str) -> None:
    wrong = (
        number[:place] + sign + number[place + 1 :]
        for place in range(len(number))
        for sign in ascii_uppercase + digits
    )

    assert {read_or_none(typed) for typed in wrong} == {None, number}


@pytest.mark.parametrize("number", SAMPLES)
def test_two_swapped_signs_never_open_another_case(number: str) -> None:
    plain = number.replace("-", "")
    swapped = [
        plain[:a] + plain[b] + plain[a + 1 : b] + plain[a] + plain[b + 1 :]
        for a in range(len(plain))
        for b in (a + 1, a + 2)
        if b < len(plain) and plain[a] != plain[b]
    ]

    # A letter that looks like the digit beside it reads the same both ways.
    assert {read_or_none(typed) for typed in swapped} <= {None, number}
    assert len(swapped) > 5


def test_every_number_of_a_small_court_differs_from_its_neighbours_by_two_signs() -> None:
    written = [NUMBERS.number(year=2026, sequence=n) for n in range(1, 400)]

    assert all(
        sum(x != y for x, y in zip(a, b, strict=True)) >= 2
        for i, a in enumerate(written)
        for b in written[i + 1 :]
    )


@pytest.mark.parametrize(
    "typed", ["", "SC", "SC-2026-X", "CS-2026-000123-X", "SX-2026-000123-X", "SC-2026-000000-P"]
)
def test_half_a_number_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        NUMBERS.read(typed)

    assert refused.value.sentence == "Enter the whole case number, like SC-2026-000123-X."


def test_a_number_with_the_wrong_letter_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        NUMBERS.read("SC-2026-000124-X")

    assert (
        refused.value.sentence == "This is not a case number of this court. Check each sign of it."
    )


def test_a_digit_too_many_or_too_few_is_always_seen() -> None:
    longer = [f"SC-2026-{n}000123-{letter}" for n in digits for letter in CHECK_LETTERS]
    shorter = [f"SC-2026-00123-{letter}" for letter in CHECK_LETTERS]

    assert {read_or_none(typed) for typed in longer + shorter} == {None}


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "SC-{year}-{seq:06}",
        "{year}-{seq:06}-{check}",
        "SC-{seq:06}-{year}-{check}",
        "SC-{year}-{seq:06}-{check}-{check}",
        "sc-{year}-{seq:06}-{check}",
        "SC1-{year}-{seq:06}-{check}",
        "SC-{year}-{check}-{seq}",
        "SC-{year}-{seq}-{check}",
    ],
)
def test_a_pattern_the_reader_could_not_read_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="must be capital letters"):
        CaseNumbers(pattern)


@pytest.mark.parametrize(("year", "sequence"), [(26, 1), (20261, 1), (2026, 0), (2026, 10**6)])
def test_a_number_needs_a_year_and_a_place_in_it(year: int, sequence: int) -> None:
    with pytest.raises(ValueError, match="year of four digits"):
        NUMBERS.number(year=year, sequence=sequence)


def test_another_court_may_write_its_numbers_in_another_way() -> None:
    numbers = CaseNumbers("CC/{year}/{seq:04}/{check}")

    assert numbers.read(numbers.number(year=2026, sequence=7)) == "CC/2026/0007/X"


def test_codes_are_drawn_from_the_signs_without_look_alikes() -> None:
    entropy = SeededEntropy("codes")
    access, order = access_code(entropy), order_code(entropy)

    assert (len(CODE_LETTERS), len(set(CODE_LETTERS)), set("ILOU") & set(CODE_LETTERS)) == (
        32,
        32,
        set(),
    )
    assert (len(access), len(order)) == (8, 10)
    assert set(access + order) <= set(CODE_LETTERS)
    assert access != access_code(entropy)


@given(st.integers())
def test_codes_read_back_as_shown_in_small_letters_and_with_look_alikes(seed: int) -> None:
    entropy = SeededEntropy(seed)
    access, order = access_code(entropy), order_code(entropy)
    typed = show_access_code(access).lower().replace("0", "o").replace("1", "l")

    assert read_access_code(f" {typed} ") == access
    assert read_order_code(show_order_code(order).replace("-", " ")) == order


def test_a_code_is_shown_in_two_groups() -> None:
    assert show_access_code("7K2MQ9XD") == "7K2M-Q9XD"
    assert show_order_code("7K2MQ9XD4T") == "7K2MQ-9XD4T"


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M-Q9XD-1", "7K2M-Q9XU", "7K2M Q9X\N{SNOWMAN}"])
def test_what_is_no_code_is_answered_with_what_one_looks_like(typed: str) -> None:
    with pytest.raises(Invalid) as refused_access:
        read_access_code(typed)
    with pytest.raises(Invalid) as refused_order:
        read_order_code(typed)

    assert (refused_access.value.sentence, refused_order.value.sentence) == (
        "Enter the code from your letter. It has 8 letters and numbers, like 7K2M-Q9XD.",
        "Enter the check code on the order. It has 10 signs, like 7K2MQ-9XD4T.",
    )
