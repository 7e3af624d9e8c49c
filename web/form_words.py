"""Says what is wrong with an answer in a sentence that tells how to put it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Literal, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from odr.errors import DomainError
from odr.words import _
from web.form_reading import Unreadable, is_model, plain_type, row_type

WHOLE_FORM = "form"

_PLURAL_LENGTHS = {
    "string_too_short": _("Write at least {min_length} characters for {what}."),
    "string_too_long": _("Use {max_length} characters or fewer for {what}. You wrote {length}."),
    "too_short": _("Give at least {min_length} for {what}."),
    "too_long": _("Give {max_length} at most for {what}."),
}
_FIGURES = {
    "greater_than": _("Enter a figure above {gt} for {what}."),
    "greater_than_equal": _("Enter {ge} or more for {what}."),
    "less_than": _("Enter a figure below {lt} for {what}."),
    "less_than_equal": _("Enter {le} or less for {what}."),
    "multiple_of": _("Enter a multiple of {multiple_of} for {what}."),
    "decimal_max_places": _("Use {decimal_places} digits or fewer after the point for {what}."),
}
_WRITING = {
    "int_parsing": _("Enter a whole number for {what}, like 12."),
    "int_from_float": _("Enter a whole number for {what}, like 12."),
    "float_parsing": _("Enter {what} in numbers, like 12.5."),
    "decimal_parsing": _("Enter {what} in numbers, like 12.5."),
    "string_pattern_mismatch": _("Check how {what} is written."),
    "uuid_parsing": _("Choose {what} from the list."),
    "date_from_datetime_parsing": _("Enter {what} as a date, like 27 3 2026."),
    "date_past": _("Enter a date in the past for {what}."),
    "date_future": _("Enter a date in the future for {what}."),
    "enum": _("Choose one of the answers for {what}."),
    "literal_error": _("Choose one of the answers for {what}."),
    "bool_parsing": _("Choose yes or no for {what}."),
}
GENERIC = {**_PLURAL_LENGTHS, **_FIGURES, **_WRITING}
FALLBACK = _("Check what you wrote for {what}.")
EMAIL = _("Enter an e-mail address in full, like name@example.com.")
MISSING = {
    "text": _("Enter {what}."),
    "choice": _("Choose an answer for {what}."),
    "tick": _("Tick the box for {what} to go on."),
    "date": _("Enter the day, month and year for {what}."),
    "rows": _("Give at least one for {what}."),
}


@dataclass(frozen=True)
class _Place:
    """Where in the models an error sits."""

    owner: type[BaseModel]
    name: str
    info: FieldInfo

    @property
    def what(self) -> str:
        """The words for the field inside a sentence: its title, else its name."""
        return _(self.info.title) if self.info.title else self.name.replace("_", " ")


def sentences(
    model: type[BaseModel], problem: ValidationError, row_numbers: Mapping[str, list[int]]
) -> dict[str, str]:
    """Return one sentence for each input to put right, in the order of the form."""
    found: dict[str, str] = {}
    for error in problem.errors(include_url=False):
        key, place = _locate(model, error["loc"], row_numbers)
        found.setdefault(key, _sentence(error, place))
    return found


def _locate(
    model: type[BaseModel], loc: tuple[int | str, ...], row_numbers: Mapping[str, list[int]]
) -> tuple[str, _Place | None]:
    """Follow the path of an error through the models; return the input's name and its field."""
    key, place, inside = "", None, model
    for step in loc:
        if isinstance(step, int):
            numbers = row_numbers.get(key)
            if numbers is None:  # one of several ticks: the whole group is to be looked at
                continue
            key = f"{key}-{numbers[step]}"
        elif step in inside.model_fields:
            place = _Place(inside, step, inside.model_fields[step])
            key = f"{key}-{step}" if key else step
            kind, _optional = plain_type(place.info.annotation)
            held = row_type(kind) or kind
            inside = held if is_model(held) else inside
    return key or WHOLE_FORM, place


def _sentence(error: ErrorDetails, place: _Place | None) -> str:
    typed = error.get("input")
    if isinstance(typed, Unreadable):
        own = _own_words(place, "unreadable")
        return _(own) if own else typed.sentence
    what = place.what if place else _("this form")
    context = {**error.get("ctx", {}), "what": what, "length": _length(typed)}
    own = _own_words(place, error["type"])
    return _(own or _generic(error, place)).format_map(context)


def _own_words(place: _Place | None, kind: str) -> str:
    """Find the words the model itself has for this field and this kind of error."""
    if place is None:
        return ""
    extra = place.info.json_schema_extra
    given: Any = extra.get("messages") if isinstance(extra, dict) else None
    given = given or getattr(place.owner, "messages", {}).get(place.name)
    if isinstance(given, Mapping):
        return str(given.get(kind, given.get("*", "")))
    return str(given or "")


def _generic(error: ErrorDetails, place: _Place | None) -> str:
    kind = error["type"]
    if kind == "missing" or (kind == "too_short" and not error.get("input")):
        return MISSING[_manner(place)]
    cause = error.get("ctx", {}).get("error")
    if kind == "value_error" and cause is not None:
        return cause.sentence if isinstance(cause, DomainError) else _braced(str(cause))
    if kind == "value_error":
        return EMAIL if "reason" in error.get("ctx", {}) else FALLBACK
    return GENERIC.get(kind, FALLBACK)


def _braced(sentence: str) -> str:
    """Keep a rule's own sentence as it is, whatever signs stand in it."""
    return sentence.replace("{", "{{").replace("}", "}}")


def _manner(place: _Place | None) -> str:
    """Tell how a field is answered, since an empty one is asked for in different words."""
    if place is None:
        return "text"
    kind, _optional = plain_type(place.info.annotation)
    if row_type(kind) is not None:
        return "rows" if is_model(row_type(kind)) else "choice"
    if kind is date:
        return "date"
    if get_origin(kind) is Literal:
        return "tick" if kind == Literal[True] else "choice"
    is_choice = kind is bool or (isinstance(kind, type) and issubclass(kind, Enum))
    return "choice" if is_choice else "text"


def _length(typed: Any) -> int:
    return len(typed) if isinstance(typed, str | list) else 0
