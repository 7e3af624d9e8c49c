"""Turns the fields of a form into the shape a model asks for: dates, sums, rows, addresses."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from babel import Locale
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from odr.errors import Invalid
from odr.money import Money
from odr.words import _, language

Raw = Mapping[str, list[str]]
DATE_PARTS = ("day", "month", "year")
TICKED = frozenset({"yes", "on", "true", "1"})
MOST_ROWS = 200
"""A form with more rows than this is not typed by a person; the rest is not read."""


class Nothing:
    """Stands for a field that was left empty."""


NOTHING = Nothing()


@dataclass(frozen=True)
class Unreadable:
    """Stands for something typed that cannot be read, with the sentence that says why."""

    sentence: str


@dataclass
class Gathered:
    """The answers in the model's shape, and which typed row each of its rows was."""

    data: dict[str, Any]
    row_numbers: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Reader:
    raw: Raw
    currency: str
    row_numbers: dict[str, list[int]]


def gather(model: type[BaseModel], raw: Raw, *, currency: str) -> Gathered:
    """Read the fields this model knows; anything else that was sent is left alone."""
    reader = _Reader(raw, currency, {})
    return Gathered(_fields(model, "", reader), reader.row_numbers)


def typed_rows(name: str, raw: Raw) -> list[int]:
    """Return the numbers of the rows of this name that were sent, in order."""
    row = re.compile(rf"{re.escape(name)}-([0-9]{{1,3}})(?:-.*)?", re.DOTALL)
    found = {int(match[1]) for key in raw if (match := row.fullmatch(key))}
    return sorted(number for number in found if number < MOST_ROWS)


def plain_type(annotation: Any) -> tuple[Any, bool]:
    """Strip Annotated and Optional; tell whether None is allowed."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return plain_type(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not types.NoneType]
        optional = len(inner) < len(get_args(annotation))
        if len(inner) == 1:
            return plain_type(inner[0])[0], optional
        return annotation, optional
    return annotation, False


def is_model(kind: Any) -> bool:
    """Tell whether a type is a group of fields of its own."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def row_type(kind: Any) -> Any:
    """Return what a list holds, or None when the type is not a list."""
    if get_origin(kind) in (list, tuple, set, frozenset):
        return plain_type(get_args(kind)[0])[0]
    return None


def _fields(model: type[BaseModel], prefix: str, reader: _Reader) -> dict[str, Any]:
    data = {}
    for name, info in model.model_fields.items():
        value = _take(info, f"{prefix}{name}", reader)
        if value is not NOTHING:
            data[name] = value
    return data


def _take(info: FieldInfo, key: str, reader: _Reader) -> Any:
    kind, optional = plain_type(info.annotation)
    held = row_type(kind)
    if held is not None:
        values = _rows(held, key, reader) if is_model(held) else _ticked(key, reader)
        return values if values or info.is_required() else NOTHING
    if is_model(kind):
        return _group(kind, key, reader, optional=optional or not info.is_required())
    value = _single(kind, info, key, reader)
    if value is NOTHING and optional and info.is_required():
        return None
    return value


def _single(kind: Any, info: FieldInfo, key: str, reader: _Reader) -> Any:
    if kind is date:
        return _date(key, reader.raw)
    typed = (reader.raw.get(key) or [""])[-1]
    if kind is SecretStr:
        return typed or NOTHING  # a space may be part of a password
    typed = typed.strip()
    if not typed:
        return NOTHING
    if kind == Literal[True]:
        return typed in TICKED or typed
    if kind is Money:
        return _money(typed, _currency_of(info) or reader.currency)
    return typed


def _ticked(key: str, reader: _Reader) -> list[str]:
    return [value.strip() for value in reader.raw.get(key, []) if value.strip()]


def _group(kind: type[BaseModel], key: str, reader: _Reader, *, optional: bool) -> Any:
    if optional and not _anything_typed(f"{key}-", reader.raw):
        return NOTHING
    return _fields(kind, f"{key}-", reader)


def _rows(kind: type[BaseModel], key: str, reader: _Reader) -> list[dict[str, Any]]:
    """Read the rows somebody wrote in; empty ones are only paper."""
    used = [n for n in typed_rows(key, reader.raw) if _anything_typed(f"{key}-{n}-", reader.raw)]
    reader.row_numbers[key] = used
    return [_fields(kind, f"{key}-{number}-", reader) for number in used]


def _anything_typed(start: str, raw: Raw) -> bool:
    return any(
        value.strip() for key, values in raw.items() if key.startswith(start) for value in values
    )


def _money(typed: str, currency: str) -> Money | Unreadable:
    try:
        return Money.parse(typed, currency)
    except Invalid as problem:
        return Unreadable(problem.sentence)


def _currency_of(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("currency", "")) if isinstance(extra, dict) else ""


def _date(key: str, raw: Raw) -> date | Unreadable | Nothing:
    """Read day, month and year; a month may be a number or a name."""
    whole = (raw.get(key) or [""])[-1].strip()
    if whole:
        return _read_date(*reversed(whole.split("-"))) if whole.count("-") == 2 else _no_date()
    parts = [(raw.get(f"{key}-{part}") or [""])[-1].strip() for part in DATE_PARTS]
    if not any(parts):
        return NOTHING
    if not all(parts):
        names = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        missing = [names[p] for p, typed in zip(DATE_PARTS, parts, strict=True) if not typed]
        return Unreadable(_("The date must also have {what}.").format(what=", ".join(missing)))
    return _read_date(*parts)


def _read_date(day: str, month: str, year: str) -> date | Unreadable:
    number = _month_number(month)
    if not (day.isdecimal() and year.isdecimal() and number):
        return _no_date()
    if len(year) != 4:
        return Unreadable(_("Write the year with four figures, like 2026."))
    try:
        return date(int(year), number, int(day))
    except (ValueError, OverflowError):
        return _no_date()


def _no_date() -> Unreadable:
    return Unreadable(_("Enter a real date, like 27 3 2026."))


def _month_number(typed: str) -> int:
    if typed.isdecimal():
        return int(typed)
    months = Locale.parse(language().replace("-", "_")).months["format"]
    for width in ("wide", "abbreviated"):
        for number, name in months[width].items():
            if name.rstrip(".").casefold() == typed.rstrip(".").casefold():
                return int(number)
    return 0
