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
OptionalBody = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_MESSAGE)]
OpeningLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class DealInput(Given):
    """Who would pay what by when, and what else would hold."""

    payer: Side = Side.RESPONDENT
    amount: Money
    first_date: date
    instalment: Money | None = None
    every: Rhythm | None = None
    terms: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TERMS)] = ""
    above_claim: bool = False
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

    days: Annotated[int, Field(ge=1, le=14)] | None = None
    answers: UUID | None = None
    """The offer of the other side that this one counters."""


class SignInput(Given):
    """A signature under an agreement."""

    name: Name
    agree: bool
    mark: str = ""
    """The mark of the terms that were shown; a signature never covers other terms."""

    @model_validator(mode="after")
    def _agreed(self) -> Self:
        if not self.agree:
            raise ValueError(_("Tick the box to say that you agree to these terms."))
        return self


class DeclarationInput(Given):
    """What a mediator says about conflicts before the rooms open."""

    conflict: bool


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
    body: Body
    share: Share = Share.NOTHING
    reply_to: UUID | None = None
    room_token: str
    """Binds the form to the room it was opened in."""
    confirmed: bool = False
    """Ticked on the first message after a change of room."""


class CorrectionInput(Given):
    """Other words for a message just sent."""

    body: Body


class SharingInput(Given):
    """What the mediator may pass on of a private message."""

    share: Share


class CarryInput(Given):
    """What a mediator carries from a private room to another room."""

    to: Room
    gist: OptionalBody = ""
