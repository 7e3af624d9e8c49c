"""What came of one worked example: the answer was right, wrong, or not to be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

AT_LEAST = "_at_least"


class Verdict(StrEnum):
    """What came of one example."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_SUPPORTED = "not_supported"


class NotSupported(Exception):
    """This example cannot be worked out here, with the reason in a sentence."""


@dataclass(frozen=True)
class Answer:
    """What the court works out, and the steps in words that lead to it."""

    value: Any
    steps: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """One example with what was expected, what was found and why."""

    id: str
    area: str
    verdict: Verdict
    expected: Any
    found: Any
    explanation: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the record that `odr law check --json` lists."""
        return {
            "id": self.id,
            "area": self.area,
            "expected": self.expected,
            "found": self.found,
            "explanation": list(self.explanation),
        }


def number_in(value: Any) -> Fraction | None:
    """Read a number exactly, given as one or as text; None when it is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        found = Decimal(value)
        return Fraction(found) if found.is_finite() else None
    except InvalidOperation:
        return None


def agrees(found: Any, expected: Any) -> bool:
    """Tell whether an answer is the one expected.

    Sums agree by what they are worth, however many noughts they are written with. Of an
    answer in parts only those that are expected count.
    """
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            _part_agrees(found, name, part) for name, part in expected.items()
        )
    one, other = number_in(found), number_in(expected)
    if one is not None and other is not None:
        return one == other
    return type(found) is type(expected) and bool(found == expected)


def _part_agrees(found: Mapping[str, Any], name: str, part: Any) -> bool:
    least, most = number_in(found.get(name.removesuffix(AT_LEAST))), number_in(part)
    if name.endswith(AT_LEAST) and least is not None and most is not None:
        return least >= most
    return name in found and agrees(found[name], part)


def judged(id: str, area: str, expected: Any, answer: Answer) -> Checked:
    """Compare an answer with the one expected.

    Where the court has no answer to a part, the example is not supported, but only if all other
    parts agree.
    """
    steps = tuple(answer.steps)
    if agrees(answer.value, expected):
        return Checked(id, area, Verdict.PASSED, expected, answer.value, steps)
    missing = _not_answered(answer.value, expected)
    asked = {n: v for n, v in expected.items() if n not in missing} if missing else expected
    if not missing or not agrees(answer.value, asked):
        return Checked(id, area, Verdict.FAILED, expected, answer.value, steps)
    why = f"The court has no answer to: {', '.join(missing)}."
    return Checked(id, area, Verdict.NOT_SUPPORTED, expected, answer.value, (*steps, why))


def _not_answered(found: Any, expected: Any) -> tuple[str, ...]:
    if not isinstance(expected, Mapping) or not isinstance(found, Mapping):
        return ()
    return tuple(name for name in expected if name.removesuffix(AT_LEAST) not in found)


def unsupported(id: str, area: str, expected: Any, why: str) -> Checked:
    """Note that an example could not be worked out."""
    return Checked(id, area, Verdict.NOT_SUPPORTED, expected, None, (why,))
