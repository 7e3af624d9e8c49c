"""What each page of a claim asks for, in the words that say how to put it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, Field, StringConstraints, model_validator

from cases.enums import InterestBasis, PartyKind
from cases.inputs import (
    MOST_ROWS,
    AmountInput,
    Email,
    InterestInput,
    Line,
    Name,
    OptionalLine,
    PartyInput,
    Story,
    TimelineInput,
)
from cases.packs import Pack
from odr.errors import Invalid
from odr.money import Money
from odr.words import _, language

MOST_RESPONDENTS = 20
PartyName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Postcode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=2, max_length=20)
]
Found = Iterator[tuple[str, str]]
"""What only the court can know to be wrong: the field and the sentence."""

ADDRESS_WORDS: dict[str, Any] = {
    "line1": {"missing": _("Enter the house and street.")},
    "town": {"missing": _("Enter the town or city.")},
    "postcode": {"missing": _("Enter the postcode."), "*": _("Check the postcode.")},
}


class Beside(Protocol):
    """What an answer has to fit: the court's rules, the day, and the other answers."""

    @property
    def pack(self) -> Pack: ...
    @property
    def today(self) -> date: ...
    def raw_text(self, section: str, name: str) -> str: ...


class WhoInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "kind": _("Choose who makes the claim."),
        "name": {"missing": _("Enter the full name.")},
    }

    kind: PartyKind
    name: PartyName = Field(title=_("the full name"))
    trading_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)] = ""
    contact_name: OptionalLine = ""


class WhereInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = ADDRESS_WORDS

    line1: Line
    line2: OptionalLine = ""
    town: Line
    postcode: Postcode
    email: Email = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)] = ""


class SomeoneInput(PartyInput):
    messages: ClassVar[dict[str, Any]] = {
        **ADDRESS_WORDS,
        "kind": _("Choose what the other side is."),
        "name": {"missing": _("Enter their full name.")},
    }

    kind: PartyKind


class YouForm(BaseModel):
    you: WhoInput


class ContactForm(BaseModel):
    you: WhereInput


class OthersForm(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"others": _("Say who you claim from.")}

    others: list[SomeoneInput] = Field(min_length=1, max_length=MOST_RESPONDENTS)

    def amiss(self, beside: Beside, rows: list[int]) -> Found:
        """Nobody claims from themselves, or from one person twice."""
        taken = {beside.raw_text("you", "you-name").strip().casefold()}
        for row, someone in zip(rows, self.others, strict=True):
            if someone.name.casefold() in taken:
                yield f"others-{row}-name", _("This name is in your claim already. Check it.")
            taken.add(someone.name.casefold())


class StoryForm(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "kind": _("Choose what your claim is about."),
        "what_happened": {"missing": _("Write what happened.")},
    }

    kind: str
    what_happened: Story = Field(title=_("what happened"))
    due_since: date | None = Field(default=None, title=_("the day the money was owed"))

    def amiss(self, beside: Beside, rows: list[int]) -> Found:
        del rows
        if self.kind not in {kind.code for kind in beside.pack.scope.kinds if kind.allowed}:
            yield "kind", _("Choose what your claim is about.")
        if self.due_since is not None and self.due_since > beside.today:
            yield "due_since", _("Enter a day in the past. It cannot be in the future.")


class EventRow(TimelineInput):
    messages: ClassVar[dict[str, Any]] = {
        "happened_on": {"missing": _("Enter the day it happened.")},
        "text": {"missing": _("Write what happened on this day.")},
    }


class TimelineForm(BaseModel):
    timeline: list[EventRow] = Field(default=[], max_length=MOST_ROWS)

    def amiss(self, beside: Beside, rows: list[int]) -> Found:
        for row, event in zip(rows, self.timeline, strict=True):
            if event.happened_on > beside.today:
                yield f"timeline-{row}-happened_on", _("Enter a day that is not in the future.")


class AmountRow(AmountInput):
    messages: ClassVar[dict[str, Any]] = {
        "reason": {"missing": _("Write what this sum is for.")},
        "amount": {"missing": _("Enter the sum, like 1200.50.")},
    }

    @model_validator(mode="after")
    def _above_nothing(self) -> AmountRow:
        """Leave it to `amiss`, which names the field and not only the row."""
        return self


class AmountsForm(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"amounts": _("Enter at least one sum.")}

    amounts: list[AmountRow] = Field(min_length=1, max_length=MOST_ROWS)

    @property
    def total(self) -> Money:
        """All sums together."""
        return Money.total([row.amount for row in self.amounts], self.amounts[0].amount.currency)

    def amiss(self, beside: Beside, rows: list[int]) -> Found:
        for row, line in zip(rows, self.amounts, strict=True):
            if line.amount.minor <= 0:
                yield f"amounts-{row}-amount", _("Enter an amount above 0.")
        limit = beside.pack.limit.on(beside.today)
        if not limit.allows(self.total):
            yield (
                "amounts",
                _(
                    "This court decides claims of up to {limit}. Yours comes to {total}. Lower it, "
                    "or ask for advice about another court."
                ).format(limit=limit.max.show(language()), total=self.total.show(language())),
            )


class InterestForm(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "basis": _("Choose whether you ask for interest."),
        "percent": {"*": _("Enter the yearly rate in numbers, like 5 or 4.5.")},
    }

    basis: InterestBasis
    percent: Decimal | None = None
    since: date | None = Field(default=None, title=_("the day the interest begins"))
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""

    @model_validator(mode="after")
    def _whole(self) -> InterestForm:
        if self.basis is not InterestBasis.NONE and self.since is None:
            raise Invalid(_("Enter the day the money was owed, so we can work it out."), "since")
        if self.basis is InterestBasis.OWN_RATE:
            if self.percent is None or not 0 < self.percent <= 50:
                raise Invalid(_("Enter a yearly rate above 0 and up to 50 per cent."), "percent")
            if not self.reason:
                raise Invalid(_("Say where this rate comes from, like your contract."), "reason")
        return self

    @property
    def asked(self) -> InterestInput:
        """The interest asked for, with the rate as a share."""
        if self.basis is InterestBasis.NONE:
            return InterestInput()
        own = self.basis is InterestBasis.OWN_RATE
        rate = (self.percent or Decimal(0)) / 100 if own else None
        reason = self.reason if own else ""
        return InterestInput(basis=self.basis, rate=rate, since=self.since, reason=reason)

    def amiss(self, beside: Beside, rows: list[int]) -> Found:
        del rows
        if self.since is not None and self.since > beside.today:
            yield "since", _("Enter a day in the past. It cannot be in the future.")


class EvidenceForm(BaseModel):
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class TruthForm(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "name": {"missing": _("Type your full name.")},
        "agree": _("Tick the box to say that what you wrote is true."),
    }

    name: Name = Field(title=_("your full name"))
    role: OptionalLine = ""
    agree: Literal[True]


FORMS: Mapping[str, type[BaseModel]] = {
    "you": YouForm,
    "contact": ContactForm,
    "others": OthersForm,
    "story": StoryForm,
    "timeline": TimelineForm,
    "amounts": AmountsForm,
    "interest": InterestForm,
}
"""The pages of a claim in the order they are asked."""

LISTS = {"others": "others", "timeline": "timeline", "amounts": "amounts"}
"""The pages with rows, and the name of the rows."""
