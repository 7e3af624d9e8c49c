"""What people tell the court: the shape of each section of a claim and of an answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from cases.enums import Answer, InterestBasis, PartyKind, ReturnReason, ServiceResult
from odr.money import Money
from odr.words import _

LONG_TEXT = 4_000
MOST_ROWS = 50
HIGHEST_RATE = Decimal("0.5")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Story = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONG_TEXT)]
OptionalStory = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG_TEXT)]


def _email(typed: str) -> str:
    if not typed:
        return ""
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(_("Enter an e-mail address like name@example.com.")) from None


Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=320), AfterValidator(_email)
]


class Given(BaseModel):
    """The parent of every input: unknown fields are refused, text is kept as typed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PartyInput(Given):
    """One person or business and where to reach them."""

    kind: PartyKind = PartyKind.INDIVIDUAL
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    trading_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)] = ""
    contact_name: OptionalLine = ""
    line1: Line
    line2: OptionalLine = ""
    town: Line
    postcode: Annotated[
        str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=2, max_length=20)
    ]
    email: Email = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)] = ""


class AmountInput(Given):
    """One sum claimed and what it is for."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    amount: Money

    @model_validator(mode="after")
    def _above_nothing(self) -> Self:
        if self.amount.minor <= 0:
            raise ValueError(_("Enter an amount above 0."))
        return self


class TimelineInput(Given):
    """One thing that happened and when."""

    happened_on: date
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class InterestInput(Given):
    """Which interest is asked for, if any."""

    basis: InterestBasis = InterestBasis.NONE
    rate: Decimal | None = None
    since: date | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.basis is not InterestBasis.NONE and self.since is None:
            raise ValueError(_("Enter the day the money was owed, so interest can be worked out."))
        if self.basis is InterestBasis.OWN_RATE:
            if self.rate is None or not 0 < self.rate <= HIGHEST_RATE:
                raise ValueError(_("Enter a yearly rate above 0 and up to 50 per cent."))
            if not self.reason:
                raise ValueError(_("Say where this rate comes from, like your contract."))
        return self


class TruthInput(Given):
    """The statement of truth: whoever signs says that the facts are true."""

    name: Name
    role: OptionalLine = ""
    agree: bool

    @model_validator(mode="after")
    def _agreed(self) -> Self:
        if not self.agree:
            raise ValueError(_("Tick the box to say that what you wrote is true."))
        return self


class ClaimInput(Given):
    """A whole claim, ready to be filed."""

    kind: str
    claimants: Annotated[list[PartyInput], Field(min_length=1, max_length=20)]
    respondents: Annotated[list[PartyInput], Field(min_length=1, max_length=20)]
    what_happened: Story
    due_since: date | None = None
    timeline: Annotated[list[TimelineInput], Field(max_length=MOST_ROWS)] = []
    amounts: Annotated[list[AmountInput], Field(min_length=1, max_length=MOST_ROWS)]
    interest: InterestInput = InterestInput()

    @property
    def claimed(self) -> Money:
        """The sum of all amounts."""
        return Money.total([row.amount for row in self.amounts], self.amounts[0].amount.currency)


class ResponseInput(Given):
    """A respondent's answer."""

    answer: Answer
    reasons: OptionalStory = ""
    admitted: Money | None = None
    paid: Money | None = None
    paid_on: date | None = None
    paid_how: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    pay_by: date | None = None
    instalment: Money | None = None
    instalment_every: Annotated[str, StringConstraints(pattern="^(week|month)$")] | None = None
    counterclaim: Money | None = None
    counterclaim_reasons: OptionalStory = ""
    timeline: Annotated[list[TimelineInput], Field(max_length=MOST_ROWS)] = []

    @model_validator(mode="after")
    def _fits_the_answer(self) -> Self:
        needs_reasons = {Answer.DISPUTE, Answer.ADMIT_PART, Answer.COUNTERCLAIM}
        if self.answer in needs_reasons and not self.reasons:
            raise ValueError(_("Say in your own words why you do not agree."))
        if self.answer is Answer.ADMIT_PART and (not self.admitted or self.admitted.minor <= 0):
            raise ValueError(_("Enter how much of the claim you admit."))
        if self.answer is Answer.PAID and (not self.paid or self.paid_on is None):
            raise ValueError(_("Enter how much you paid and on which day."))
        if self.answer is Answer.COUNTERCLAIM and (
            not self.counterclaim or self.counterclaim.minor <= 0 or not self.counterclaim_reasons
        ):
            raise ValueError(_("Enter how much you claim back, and why."))
        return self


class ReplyInput(Given):
    """What the claimant says to the answers."""

    accepts: bool
    text: OptionalStory = ""
    counterclaim_text: OptionalStory = ""


class ReturnInput(Given):
    """Why a filing goes back, and what to put right."""

    reason: ReturnReason
    what_to_do: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)
    ] = Field(title=_("what has to be put right"))


class AttemptInput(Given):
    """One attempt to serve, as the registry notes it."""

    method: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    result: ServiceResult = ServiceResult.SENT
    sent_on: date | None = None
    """The day it was sent, when that was not just now."""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
