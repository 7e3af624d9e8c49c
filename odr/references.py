"""The numbers and codes that stand on the court's papers and that people type back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from odr.entropy import Entropy
from odr.errors import Invalid
from odr.words import _

CHECK_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""The 23 letters that do not look like 1 or 0. As 23 is a prime number, the remainder
of the digits shows each single wrong digit, each swap of two digits next to each other
or one apart, and a wrong letter."""

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs for codes, five bits each, without I, L, O and U."""

ACCESS_CODE_LENGTH = 8
ORDER_CODE_LENGTH = 10

_LOOKS_LIKE_A_DIGIT = str.maketrans("OQILSBZ", "0011582")
_LOOKS_LIKE_A_LETTER = str.maketrans("582", "SBZ")
_LOOKS_LIKE_A_SIGN = str.maketrans("OIL", "011")
_PLACE = re.compile(r"\{(?:(?P<year>year)|seq:0(?P<width>[1-9])|(?P<check>check))\}")


def plain_signs(typed: str) -> str:
    """Keep letters and digits only, as capitals: spaces and dashes are for the eye."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())


def check_letter(digits: str) -> str:
    """Return the letter that guards these digits."""
    return CHECK_LETTERS[int(digits) % len(CHECK_LETTERS)]


@dataclass(frozen=True)
class CaseNumbers:
    """The case numbers of one court, by its pattern, like SC-{year}-{seq:06}-{check}.

    The pattern holds the year, the running number and the check letter, in this order,
    once each; anything else in it is written as it stands.
    """

    pattern: str

    def __post_init__(self) -> None:
        places = [m.group() for m in _PLACE.finditer(self.pattern)]
        literal = _PLACE.sub("", self.pattern)
        if (
            len(places) != 3
            or places[0] != "{year}"
            or not places[1].startswith("{seq")
            or places[2] != "{check}"
            or not re.fullmatch(r"[A-Z]{1,10}[-/ ]*", literal)
        ):
            raise ValueError(
                f"{self.pattern!r} must be capital letters, {{year}}, {{seq:06}} and {{check}}"
            )

    @property
    def _letters(self) -> str:
        return plain_signs(_PLACE.sub("", self.pattern))

    @property
    def _width(self) -> int:
        return max(int(m["width"] or 0) for m in _PLACE.finditer(self.pattern))

    @property
    def _shape(self) -> re.Pattern[str]:
        """Year and running number, never longer: one digit too many is always seen."""
        return re.compile(rf"[1-9][0-9]{{3}}(?!0{{{self._width}}})[0-9]{{{self._width}}}")

    def number(self, *, year: int, sequence: int) -> str:
        """Write the number of the case that is so-many-th in its year."""
        if not (1000 <= year <= 9999 and 1 <= sequence < 10**self._width):
            raise ValueError("a case number needs a year of four digits and a number that fits")
        running = f"{sequence:0{self._width}}"
        letter = check_letter(f"{year}{running}")
        written = iter((str(year), running, letter))
        return _PLACE.sub(lambda _place: next(written), self.pattern)

    def read(self, typed: str) -> str:
        """Return the case number a person meant, or say what is wrong with it.

        Small letters, missing dashes, spaces and a letter O for a zero are put right.
        A number whose letter does not fit was typed wrongly and is refused, so that
        nobody opens a neighbour's case by mistake.
        """
        signs = plain_signs(typed)
        body = signs.removeprefix(self._letters)
        digits = body[:-1].translate(_LOOKS_LIKE_A_DIGIT)
        letter = body[-1:].translate(_LOOKS_LIKE_A_LETTER)
        if (body == signs and not body[:1].isdecimal()) or not self._shape.fullmatch(digits):
            raise Invalid(
                _("Enter the whole case number, like {example}.").format(example=self.example)
            )
        if letter != check_letter(digits):
            raise Invalid(_("This is not a case number of this court. Check each sign of it."))
        return self.number(year=int(digits[:4]), sequence=int(digits[4:]))

    @property
    def example(self) -> str:
        """A number to show beside the field."""
        return self.number(year=2026, sequence=123)


def _drawn(entropy: Entropy, length: int) -> str:
    return "".join(CODE_LETTERS[entropy.below(len(CODE_LETTERS))] for _each in range(length))


def _read_code(typed: str, length: int) -> str | None:
    signs = plain_signs(typed).translate(_LOOKS_LIKE_A_SIGN)
    return signs if len(signs) == length and set(signs) <= set(CODE_LETTERS) else None


def access_code(entropy: Entropy) -> str:
    """Draw the code for one party's letter: 8 signs, 40 bits."""
    return _drawn(entropy, ACCESS_CODE_LENGTH)


def show_access_code(code: str) -> str:
    """Write an access code in two groups of four, like 7K2M-Q9XD."""
    return f"{code[:4]}-{code[4:]}"


def read_access_code(typed: str) -> str:
    """Return the access code a person meant, or say what it looks like."""
    code = _read_code(typed, ACCESS_CODE_LENGTH)
    if code is None:
        raise Invalid(
            _("Enter the code from your letter. It has 8 letters and numbers, like 7K2M-Q9XD.")
        )
    return code


def order_code(entropy: Entropy) -> str:
    """Draw the code that lets anyone check an order: 10 signs, 50 bits."""
    return _drawn(entropy, ORDER_CODE_LENGTH)


def show_order_code(code: str) -> str:
    """Write an order's code in two groups of five, like 7K2MQ-9XD4T."""
    return f"{code[:5]}-{code[5:]}"


def read_order_code(typed: str) -> str:
    """Return the order's code a person meant, or say what it looks like."""
    code = _read_code(typed, ORDER_CODE_LENGTH)
    if code is None:
        raise Invalid(_("Enter the check code on the order. It has 10 signs, like 7K2MQ-9XD4T."))
    return code
