"""Keeps every word a person typed, and either the answer made of it or what to put right."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.requests import Request

from odr.errors import Invalid
from odr.money import Money
from web.csrf import FIELD as CSRF_FIELD
from web.csrf import csrf_checked, form_of
from web.form_reading import gather, typed_rows
from web.form_words import sentences

M = TypeVar("M", bound=BaseModel)
Raw = Mapping[str, list[str]]

WHOLE_FORM = "form"
"""The key of an error that belongs to no single field."""

STEP = "step"
"""The name of buttons that change the form instead of sending it: add:amounts, remove:amounts:1."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Form(Generic[M]):
    """One form as it was sent, or as it is first shown."""

    value: M | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    raw: Raw = field(default_factory=dict)
    files: Mapping[str, list[UploadFile]] = field(default_factory=dict)
    stepped: str = ""
    """After "add another" the name of the new row, after "remove" the name of the list."""

    @property
    def status(self) -> int:
        """The status to answer with when there is no value: 422, or 200 after a step."""
        return 422 if self.errors else 200

    def text(self, name: str) -> str:
        """Return what was typed into a field, empty when nothing was."""
        return (self.raw.get(name) or [""])[-1]

    def chosen(self, name: str) -> list[str]:
        """Return all values chosen under a name."""
        return list(self.raw.get(name, []))

    def error(self, name: str) -> str:
        """Return the sentence for a field, empty when there is nothing to put right."""
        return self.errors.get(name, "")

    def file(self, name: str) -> UploadFile | None:
        """Return the file sent under a name, if one was."""
        return next(iter(self.files.get(name, [])), None)

    def rows(self, name: str, at_least: int = 1) -> list[str]:
        """Return the prefix of each row to show, like amounts-0."""
        count = max([number + 1 for number in typed_rows(name, self.raw)] + [at_least])
        return [f"{name}-{number}" for number in range(count)]

    def refused(self, why: Invalid | str, name: str = WHOLE_FORM) -> Form[M]:
        """Return the form with a sentence that only the action could know."""
        if isinstance(why, Invalid):
            name = (why.field or name).replace(".", "-")
            why = why.sentence
        return replace(self, value=None, errors={**self.errors, name: why})


def blank(model: type[M]) -> Form[M]:
    """Return the form nobody has filled in yet."""
    del model  # names what the page asks for; the type checker holds the page to it
    return Form()


def filled(answers: BaseModel | Mapping[str, Any]) -> Form[Any]:
    """Return the form with answers given earlier, to look at or change."""
    return Form(raw=dict(_flat("", answers)))


def posted(
    model: type[M], *, max_files: int = 10
) -> Callable[[Request], Coroutine[Any, Any, Form[M]]]:
    """Make the dependency that reads this form from a request and checks where it came from."""

    async def read(request: Request) -> Form[M]:
        data = await form_of(request, max_files=max_files)
        form = read_form(model, data, currency=request.app.state.look.currency)
        request.state.typed = form.raw  # a refusal page gives long texts back
        await csrf_checked(request)
        return form

    return read


def asked(model: type[M]) -> Callable[[Request], Coroutine[Any, Any, Form[M]]]:
    """Make the dependency that reads filters and searches from the address of a page."""

    async def read(request: Request) -> Form[M]:
        return read_form(model, request.query_params, currency=request.app.state.look.currency)

    return read


def read_form(model: type[M], data: FormData | QueryParams, *, currency: str) -> Form[M]:
    """Read what was sent: a step, an answer, or what has to be put right."""
    raw: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, sent in data.multi_items():
        if isinstance(sent, UploadFile):
            if sent.filename:  # browsers send an empty part for a file that was not chosen
                files.setdefault(name, []).append(sent)
        elif name != CSRF_FIELD:
            raw.setdefault(name, []).append(_clean(sent))
    step = raw.pop(STEP, [""])[-1]
    if step:
        return _stepped(step, raw, files)
    given = gather(model, raw, currency=currency)
    try:
        value = model.model_validate(given.data)
    except ValidationError as problem:
        return Form(None, sentences(model, problem, given.row_numbers), raw, files)
    except Invalid as problem:
        return Form[M](None, {}, raw, files).refused(problem)
    return Form(value, {}, raw, files)


def _clean(text: str) -> str:
    """Use one kind of line end and drop what no keyboard types (a database refuses it)."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _stepped(step: str, raw: dict[str, list[str]], files: dict[str, list[UploadFile]]) -> Form[Any]:
    """Add or remove one row; nothing is checked, since the person is still writing."""
    deed, _, rest = step.partition(":")
    name, _, number = rest.partition(":")
    used = typed_rows(name, raw)
    if deed == "add" and name:
        new = f"{name}-{max(used, default=-1) + 1}"
        return Form(None, {}, {**raw, new: [""]}, files, stepped=new)
    if deed == "remove" and number.isdecimal():
        return Form(None, {}, _without_row(raw, name, int(number)), files, stepped=name)
    return Form(None, {}, raw, files)


def _without_row(raw: Raw, name: str, gone: int) -> dict[str, list[str]]:
    """Leave one row out and move the later ones up."""
    row = re.compile(rf"{re.escape(name)}-(\d+)(-.*|)", re.DOTALL)
    kept = {}
    for key, values in raw.items():
        match = row.fullmatch(key)
        if match is None:
            kept[key] = values
        elif int(match[1]) != gone:
            place = int(match[1]) - (int(match[1]) > gone)
            kept[f"{name}-{place}{match[2]}"] = values
    return kept


def _flat(key: str, value: Any) -> list[tuple[str, list[str]]]:
    """Write an answer back as the fields it was typed into."""
    if value is None:
        return []
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        start = f"{key}-" if key else ""
        return [pair for name, inner in value.items() for pair in _flat(f"{start}{name}", inner)]
    if isinstance(value, list | tuple | set | frozenset):
        things = list(value)
        if things and isinstance(things[0], BaseModel | Mapping):
            return [pair for n, row in enumerate(things) for pair in _flat(f"{key}-{n}", row)]
        return [(key, [_text(thing) for thing in things])]
    if isinstance(value, date):
        parts = (("day", value.day), ("month", value.month), ("year", value.year))
        return [(f"{key}-{part}", [str(figure)]) for part, figure in parts]
    return [(key, [_text(value)])]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return value.text() if isinstance(value, Money) else str(value)
