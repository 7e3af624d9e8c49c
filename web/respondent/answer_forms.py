"""What each page of the answer asks, and which pages each kind of answer needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal, Protocol

from pydantic import BaseModel, Field

from cases.enums import Answer
from cases.inputs import LONG_TEXT, MOST_ROWS, TimelineInput
from cases.models import Claim
from cases.packs import Pack
from cases.responses import check_counterclaim
from odr.errors import Invalid
from odr.money import Money
from odr.words import _

STEPS: dict[Answer, tuple[str, ...]] = {
    Answer.ADMIT: ("plan",),
    Answer.ADMIT_PART: ("amounts", "plan", "side", "evidence"),
    Answer.DISPUTE: ("side", "evidence"),
    Answer.PAID: ("amounts", "side", "evidence"),
    Answer.COUNTERCLAIM: ("side", "counterclaim", "evidence"),
}
"""The pages after the choice, in order."""

NEEDS_REASONS = {Answer.DISPUTE, Answer.ADMIT_PART, Answer.COUNTERCLAIM}


class Case(Protocol):
    """What the answers of a page have to fit."""

    @property
    def claim(self) -> Claim: ...
    @property
    def pack(self) -> Pack: ...
    @property
    def today(self) -> date: ...
    @property
    def answer(self) -> Answer | None: ...


class HowToPay(StrEnum):
    """How an admitted sum is to be paid."""

    NOW = "now"
    DAY = "day"
    INSTALMENTS = "instalments"


class ChoiceInput(BaseModel):
    """The kind of answer."""

    answer: Answer
    messages: ClassVar[Mapping[str, str]] = {"answer": _("Choose how you answer the claim.")}


class AmountsInput(BaseModel):
    """How much of the claim is right, or how much was paid when and how."""

    admitted: Money | None = Field(default=None, title=_("how much you owe"))
    paid: Money | None = Field(default=None, title=_("how much you paid"))
    paid_on: date | None = Field(default=None, title=_("the day you paid"))
    paid_how: str = Field(default="", title=_("how you paid"), max_length=200)

    def fits(self, case: Case) -> Mapping[str, str]:
        return self._paid_fits(case) if case.answer is Answer.PAID else self._part_fits(case)

    def _part_fits(self, case: Case) -> Mapping[str, str]:
        if self.admitted is None or self.admitted.minor <= 0:
            return {"admitted": _("Enter how much you owe.")}
        if self.admitted.minor >= case.claim.claimed_minor:
            return {
                "admitted": _(
                    "This is the whole claim or more. Enter less, or go back and admit it all."
                )
            }
        return {}

    def _paid_fits(self, case: Case) -> Mapping[str, str]:
        found = {}
        if self.paid is None or self.paid.minor <= 0:
            found["paid"] = _("Enter how much you paid.")
        if self.paid_on is None:
            found["paid_on"] = _("Enter the day, month and year you paid.")
        elif self.paid_on > case.today:
            found["paid_on"] = _("Enter a day that has passed. Say only what you have paid.")
        return found


class PlanInput(BaseModel):
    """When and in which parts the sum is paid."""

    how: HowToPay
    pay_by: date | None = Field(default=None, title=_("the day you pay"))
    instalment: Money | None = Field(default=None, title=_("the sum of each part"))
    every: Literal["week", "month"] | None = Field(default=None, title=_("how often you pay"))
    first_on: date | None = Field(default=None, title=_("the day of the first part"))
    messages: ClassVar[Mapping[str, str]] = {"how": _("Choose how you can pay.")}

    def fits(self, case: Case) -> Mapping[str, str]:
        if self.how is HowToPay.DAY:
            return _coming("pay_by", self.pay_by, case.today)
        if self.how is HowToPay.INSTALMENTS:
            found = {}
            if self.instalment is None or self.instalment.minor <= 0:
                found["instalment"] = _("Enter how much you can pay each time.")
            elif self.instalment.minor > case.claim.claimed_minor:
                found["instalment"] = _("This is more than the claim. Choose to pay at once.")
            if self.every is None:
                found["every"] = _("Choose every week or every month.")
            return {**found, **_coming("first_on", self.first_on, case.today)}
        return {}


def _coming(name: str, day: date | None, today: date) -> dict[str, str]:
    if day is None:
        return {name: _("Enter the day, month and year.")}
    if day < today:
        return {name: _("Enter today or a day to come.")}
    return {}


class SideInput(BaseModel):
    """What happened, as the respondent tells it."""

    reasons: str = Field(default="", title=_("your side"), max_length=LONG_TEXT)
    timeline: list[TimelineInput] = Field(default=[], max_length=MOST_ROWS)

    def fits(self, case: Case) -> Mapping[str, str]:
        if not self.reasons and case.answer in NEEDS_REASONS:
            return {"reasons": _("Say in your own words why you do not agree.")}
        return {}


class CounterclaimInput(BaseModel):
    """What the respondent claims back."""

    counterclaim: Money = Field(title=_("how much you claim back"))
    counterclaim_reasons: str = Field(title=_("why you claim it"), max_length=LONG_TEXT)

    def fits(self, case: Case) -> Mapping[str, str]:
        if self.counterclaim.minor <= 0:
            return {"counterclaim": _("Enter how much you claim back.")}
        try:
            check_counterclaim(case.pack, self.counterclaim, case.today)
        except Invalid as why:
            return {"counterclaim": why.sentence}
        return {}


class EvidenceInput(BaseModel):
    """Files that show what is said."""

    title: str = Field(default="", title=_("what the file shows"), max_length=200)


class SignInput(BaseModel):
    """The statement of truth."""

    name: str = Field(title=_("your full name"), max_length=120)
    agree: Literal[True]
    messages: ClassVar[Mapping[str, str]] = {
        "agree": _("Tick the box to say that what you wrote is true.")
    }


FORMS: dict[str, type[BaseModel]] = {
    "answer": ChoiceInput,
    "amounts": AmountsInput,
    "plan": PlanInput,
    "side": SideInput,
    "counterclaim": CounterclaimInput,
    "evidence": EvidenceInput,
}
