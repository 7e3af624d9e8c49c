"""What people say and offer in the rooms: the shape of each form."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from cases.enums import Side
from cases.inputs import Given, Name
from hearings.rooms.enums import MessageKind, Rhythm, Room, Share
from odr.money import Money
from odr.words import _

LONGEST_TERMS = 1_500
LONGEST_MESSAGE = 10_000
"""A bound for the form; the court's own limit is smaller and comes from its pack."""

Body = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_MESSAGE)
]
Terms = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TERMS)]
OptionalBody = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_MESSAGE)]
OpeningLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class DealInput(Given):
    """Who would pay what by when, and what else would hold."""

    payer: Side = Field(default=Side.RESPONDENT, title=_("who pays"))
    amount: Money = Field(title=_("the amount"))
    first_date: date = Field(title=_("the first day of payment"))
    instalment: Money | None = Field(default=None, title=_("each instalment"))
    every: Rhythm | None = Field(default=None, title=_("how often"))
    terms: Terms = Field(default="", title=_("other terms"))
    above_claim: bool = Field(default=False, title=_("a sum above the claim"))
    """Ticked to say that a sum above the whole claim is meant."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.instalment is None) is not (self.every is None):
            raise ValueError(_("For instalments, enter both how much and how often."))
        if self.amount.minor < 0:
            raise ValueError(_("Enter an amount of 0 or more."))
        if self.amount.minor == 0 and not self.terms:
            raise ValueError(_("Enter an amount, or write what is offered instead of money."))
        if self.instalment is not None and not 0 < self.instalment.minor < self.amount.minor:
            raise ValueError(_("Enter an instalment above 0 and below the whole sum."))
        return self


class OfferInput(DealInput):
    """An offer to the other side, and for how many days it is open."""

    days: Annotated[int, Field(ge=1, le=14)] | None = Field(
        default=None, title=_("the days it is open")
    )
    answers: UUID | None = None
    """The offer of the other side that this one counters."""


class SignInput(Given):
    """A signature under an agreement."""

    name: Name = Field(title=_("your name"))
    agree: bool = Field(title=_("your agreement"))
    mark: str = ""
    """The mark of the terms that were shown; a signature never covers other terms."""

    @model_validator(mode="after")
    def _agreed(self) -> Self:
        if not self.agree:
            raise ValueError(_("Tick the box to say that you agree to these terms."))
        return self


class AnswerInput(Given):
    """A side's secret answer to the mediator's proposal."""

    yes: bool = Field(title=_("your answer"))


class ExhibitInput(Given):
    """What a file of a room is called as evidence."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = Field(
        default="", title=_("what it shows")
    )


class DeclarationInput(Given):
    """What a mediator says about conflicts before the rooms open."""

    conflict: bool = Field(title=_("whether something ties you to a side"))


class OpeningInput(Given):
    """What one side tells the mediator alone before the rooms open."""

    happened: OpeningLine = ""
    matters: OpeningLine = ""
    would_do: OpeningLine = ""
    cannot: OpeningLine = ""
    safety: OpeningLine = ""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any((self.happened, self.matters, self.would_do, self.cannot, self.safety)):
            raise ValueError(_("Answer at least one of the questions."))
        return self


class MessageInput(Given):
    """One message for one room."""

    kind: MessageKind = MessageKind.STATEMENT
    body: Body = Field(title=_("your message"))
    share: Share = Share.NOTHING
    reply_to: UUID | None = None
    room_token: str
    """Binds the form to the room it was opened in."""
    confirmed: bool = False
    """Ticked on the first message after a change of room."""


class CorrectionInput(Given):
    """Other words for a message just sent."""

    body: Body = Field(title=_("your message"))


class SharingInput(Given):
    """What the mediator may pass on of a private message."""

    share: Share = Field(title=_("what may be passed on"))


class CarryInput(Given):
    """What a mediator carries from a private room to another room."""

    to: Room = Field(title=_("where it goes"))
    gist: OptionalBody = Field(default="", title=_("the gist"))
