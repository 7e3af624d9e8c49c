"""The first questions of a visitor: one a page, in order, each with the answers it takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator
from starlette.datastructures import FormData

from cases.enums import PartyKind
from cases.packs import Pack
from cases.triage import Asked, FirstAnswers, Place, assess
from odr.errors import Invalid
from odr.money import Money
from odr.words import _
from web.forms import Form, read_form

Note = Mapping[str, str]
PEOPLE = {PartyKind.INDIVIDUAL, PartyKind.SOLE_TRADER}


class KindInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"kind": _("Choose what your claim is about.")}

    kind: str


class AmountInput(BaseModel):
    amount: Money = Field(title=_("how much you want"))

    @model_validator(mode="after")
    def _above_nothing(self) -> AmountInput:
        if self.amount.minor <= 0:
            raise Invalid(_("Enter an amount above 0."), "amount")
        return self


class OtherInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"other": _("Choose who the other side is.")}

    other: PartyKind


class PlaceInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"place": _("Choose where the other side is.")}

    place: Place


class SinceInput(BaseModel):
    since: date | None = Field(default=None, title=_("the day the money was owed"))
    unknown: Literal["yes"] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> SinceInput:
        if self.since is None and self.unknown is None:
            raise Invalid(_("Enter a day, or tick that you do not know it."), "since")
        return self


class AskedInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"asked": _("Choose whether you asked them to pay.")}

    asked: Asked


class ClaimantInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"claimant": _("Choose who makes the claim.")}

    claimant: PartyKind


class AdultInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"adult": _("Choose yes or no.")}

    adult: Literal["yes", "no"]


QUESTIONS: Mapping[str, type[BaseModel]] = {
    "kind": KindInput,
    "amount": AmountInput,
    "other": OtherInput,
    "place": PlaceInput,
    "since": SinceInput,
    "asked": AskedInput,
    "claimant": ClaimantInput,
    "adult": AdultInput,
}


def form_from(code: str, note: Note, currency: str) -> Form[Any]:
    """Return a question's form with what was answered earlier."""
    return read_form(QUESTIONS[code], FormData(list(note.items())), currency=currency)


def kept_answer(code: str, form: Form[Any]) -> dict[str, str]:
    """Return what to keep of an answer: its own fields and nothing else that was sent."""
    own = (code, "unknown") if code == "since" else (code,)
    return {
        name: values[-1]
        for name, values in form.raw.items()
        if name in own or name.startswith(f"{code}-")
    }


def without(code: str, note: Note) -> dict[str, str]:
    """Return the note without the earlier answer to a question."""
    gone = {"unknown"} if code == "since" else set()
    return {
        name: value
        for name, value in note.items()
        if name != code and name not in gone and not name.startswith(f"{code}-")
    }


def first_answers(pack: Pack, note: Note) -> FirstAnswers:
    """Put the answers kept so far into the court's words."""
    given: dict[str, Any] = {}
    for code in QUESTIONS:
        value = form_from(code, note, pack.currency).value
        if value is not None:
            given |= {k: v for k, v in dict(value).items() if k not in {"unknown", "other"}}
    if "adult" in given:
        given["adult"] = given["adult"] == "yes"
    kinds = {kind.code for kind in pack.scope.kinds}
    if given.get("kind") not in kinds:
        given.pop("kind", None)
    return FirstAnswers(**given)


def next_question(pack: Pack, note: Note, day: date) -> str | None:
    """Return the next question to ask, or None when the answers are enough for a result.

    Nobody is asked on once it is plain that the claim cannot be made here.
    """
    said = first_answers(pack, note)
    if assess(pack, said, day).reasons:
        return None
    for code in QUESTIONS:
        if code == "adult" and said.claimant not in PEOPLE:
            continue
        answered = form_from(code, note, pack.currency).value is not None
        if not answered or (code == "kind" and said.kind is None):
            return code
    return None


def carried_over(note: Note) -> dict[str, Any]:
    """Return the sections of a claim that the first answers fill in, field by field."""
    moves = {
        "kind": ("story", "kind"),
        "amount": ("amounts", "amounts-0-amount"),
        "other": ("others", "others-0-kind"),
        "claimant": ("you", "you-kind"),
    }
    for part in ("day", "month", "year"):
        moves[f"since-{part}"] = ("story", f"due_since-{part}")
    data: dict[str, dict[str, list[str]]] = {}
    for name, value in note.items():
        if name in moves:
            section, field = moves[name]
            data.setdefault(section, {})[field] = [value]
    return dict(data)
