"""Where each figure of a court pack comes from, and how sure we are of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from cases.packs.vocabulary import Confidence
from odr.words import _

PRODUCT = "product"
"""The source of a figure that no law sets: a default of this service."""

_WRAPPER = {"value", "source", "as_of", "confidence", "note"}
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?|[0-9]{1,2}:[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITHOUT_LAW = frozenset(
    {"schema", "id", "version", "defaults", "valid", "review", "sources", "text"}
)


class Provenance(BaseModel):
    """What stands behind one value; a value that is not confirmed has a note instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: tuple[str, ...] = ()
    as_of: date | None = None
    confidence: Confidence | None = None
    note: str = ""
    missing: bool = False

    @field_validator("source", mode="before")
    @classmethod
    def _one_or_more(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _complete(self) -> Provenance:
        if self.missing:
            if self.confidence is not None or not self.note:
                raise ValueError("a value that is not confirmed has a note and no confidence")
        elif not self.source:
            raise ValueError("a value needs a source")
        elif self.confidence is None and self.source != (PRODUCT,):
            raise ValueError("a value from the law needs a confidence")
        return self


class Source(BaseModel):
    """One text or page a figure was taken from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    kind: str
    edition: str = ""
    address: str = ""


@dataclass(frozen=True)
class Figure:
    """One sourced value with its place in the pack, for the review screen."""

    path: str
    value: Any
    provenance: Provenance


class Section(BaseModel):
    """A part of a pack; it keeps beside its values where they come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provenance: Mapping[str, Provenance] = Field(default_factory=dict)

    def behind(self, name: str) -> Provenance:
        """Return what stands behind one value of this part."""
        return self.provenance.get(name, Provenance(source=(PRODUCT,)))


def in_words(provenance: Provenance, sources: Mapping[str, Source]) -> str:
    """Name the sources of a value in one line, for people who want to check it."""
    named = (
        _("a setting of this service") if code == PRODUCT else sources[code].what
        for code in provenance.source
    )
    return "; ".join(named)


class Unwrapping:
    """Takes the sources off the values of a raw pack and keeps them beside."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.problems: list[str] = []

    def pack(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the plain tree; what is wrong is listed in `problems`."""
        return {
            key: value if key in _WITHOUT_LAW else self._part({key: value}, "")[key]
            for key, value in raw.items()
        }

    def _part(self, part: Mapping[str, Any], path: str) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        sources: dict[str, Provenance] = {}
        for key, value in part.items():
            place = f"{path}.{key}" if path else str(key)
            if _is_wrapper(value):
                plain[key] = value["value"]
                self._sourced(place, value, sources)
            else:
                plain[key] = self._walk(value, place)
        if sources:
            plain["provenance"] = sources
        return plain

    def _sourced(
        self, place: str, wrapper: Mapping[str, Any], sources: dict[str, Provenance]
    ) -> None:
        rest = {key: value for key, value in wrapper.items() if key != "value"}
        try:
            behind = Provenance(missing=wrapper["value"] is None, **rest)
        except ValueError as wrong:
            self.problems.append(f"{place}: {wrong}")
            return
        sources[place.rpartition(".")[2]] = behind
        self.figures.append(Figure(place, wrapper["value"], behind))

    def _walk(self, value: Any, place: str) -> Any:
        if isinstance(value, dict):
            return self._part(value, place)
        if isinstance(value, list):
            return [self._walk(item, _item_place(place, item, n)) for n, item in enumerate(value)]
        if _is_figure(value):
            self.problems.append(f"{place}: {value!r} has no source")
        return value


def _item_place(place: str, item: Any, index: int) -> str:
    code = item.get("code") if isinstance(item, dict) else None
    return f"{place}[{code or index}]"


def _is_wrapper(value: Any) -> bool:
    return isinstance(value, dict) and "source" in value and value.keys() <= _WRAPPER


def _is_figure(value: Any) -> bool:
    if isinstance(value, str):
        return _FIGURE.fullmatch(value) is not None
    return value is None or (not isinstance(value, bool) and isinstance(value, int | float | date))
