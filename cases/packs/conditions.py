"""Questions a court pack asks about a case; a fact nobody knows answers none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import Any

from pydantic import Field, InstanceOf, StrictBool, ValidationInfo, model_validator

from cases.packs.terms import Term, read_amount
from cases.packs.vocabulary import KIND_OF, Comparison, FactKind, FactName
from odr.money import Money

Fact = str | bool | int | Money
Facts = Mapping[FactName, Fact]
NOTHING: Facts = MappingProxyType({})
DEEPEST = 4

_COMPARED: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQUAL: eq,
    Comparison.NOT_EQUAL: ne,
    Comparison.LESS: lt,
    Comparison.AT_MOST: le,
    Comparison.MORE: gt,
    Comparison.AT_LEAST: ge,
    Comparison.ONE_OF: lambda fact, values: fact in values,
}
_ORDERED = frozenset({Comparison.LESS, Comparison.AT_MOST, Comparison.MORE, Comparison.AT_LEAST})
_TYPES: Mapping[FactKind, type] = {
    FactKind.CODE: str,
    FactKind.YES_NO: bool,
    FactKind.COUNT: int,
    FactKind.AMOUNT: Money,
}


class Condition(Term):
    """One question about a case, or several joined by all, any and not; no arithmetic.

    A question about a fact that is not known has no answer, and a condition without an answer
    does not hold, whichever way it is put.
    """

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    negated: Condition | None = Field(default=None, alias="not")
    fact: FactName | None = None
    op: Comparison | None = None
    value: StrictBool | int | str | InstanceOf[Money] | tuple[str, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _amounts(cls, given: Any, info: ValidationInfo) -> Any:
        """Read what an amount is compared with as money of the court."""
        if not isinstance(given, dict) or not isinstance(given.get("value"), str):
            return given
        kinds = {name.value: kind for name, kind in KIND_OF.items()}
        if kinds.get(str(given.get("fact"))) is not FactKind.AMOUNT:
            return given
        return given | {"value": read_amount(given["value"], info)}

    @model_validator(mode="after")
    def _whole(self) -> Condition:
        joined = (bool(self.all), bool(self.any), self.negated is not None, self.fact is not None)
        if sum(joined) != 1:
            raise ValueError("a condition asks one fact, or joins others by all, any or not")
        if self.fact is not None:
            self._check_fact(self.fact)
        if self._depth() > DEEPEST:
            raise ValueError(f"a condition is at most {DEEPEST} levels deep")
        return self

    def _check_fact(self, fact: FactName) -> None:
        kind = KIND_OF[fact]
        if self.op is None:
            raise ValueError(f"say how {fact.value} is compared")
        if self.op is Comparison.EXISTS:
            fits = isinstance(self.value, bool)
        elif self.op is Comparison.ONE_OF:
            fits = kind is FactKind.CODE and isinstance(self.value, tuple)
        elif self.op in _ORDERED and kind in {FactKind.CODE, FactKind.YES_NO}:
            raise ValueError(f"{fact.value} cannot be more or less than something")
        else:
            fits = type(self.value) is _TYPES[kind]
        if not fits:
            raise ValueError(f"{fact.value} is compared with a {kind.value}")

    def _depth(self) -> int:
        inner = (*self.all, *self.any, *((self.negated,) if self.negated else ()))
        return 1 + max((each._depth() for each in inner), default=0)

    def holds(self, facts: Facts) -> bool:
        """Tell whether the case is known to be so."""
        return self._answer(facts) is True

    def asked(self) -> tuple[Condition, ...]:
        """List the single questions inside, for checks of a whole pack."""
        inner = (*self.all, *self.any, *((self.negated,) if self.negated else ()))
        return (self,) if self.fact else tuple(one for each in inner for one in each.asked())

    def _answer(self, facts: Facts) -> bool | None:
        if self.fact is not None:
            return self._compare(self.fact, facts)
        if self.negated is not None:
            found = self.negated._answer(facts)
            return None if found is None else not found
        answers = [each._answer(facts) for each in self.all or self.any]
        decisive = not self.all  # one yes settles "any", one no settles "all"
        if decisive in answers:
            return decisive
        return None if None in answers else not decisive

    def _compare(self, fact: FactName, facts: Facts) -> bool | None:
        if self.op is Comparison.EXISTS:
            return (fact in facts) is self.value
        if fact not in facts or self.op is None:
            return None
        return _COMPARED[self.op](facts[fact], self.value)
