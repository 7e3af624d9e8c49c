"""What parties and adjudicators tell the bench."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from cases.enums import Side
from cases.inputs import Given, OptionalStory, Story
from hearings.bench.enums import IssueKind, Outcome
from odr.money import Money
from odr.words import _

MOST_ISSUES = 30
Reasons = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class StepAsideInput(Given):
    """Why an adjudicator cannot decide this case."""

    reason: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)
    ] = Field(title=_("why you cannot decide this case"))


class QuestionInput(Given):
    """A question to one side or both, and the last day for the answer."""

    text: Story = Field(title=_("your question"))
    to: Side | None = None
    due_on: date = Field(title=_("the last day for the answer"))


class AnswerInput(Given):
    """A party's answer to a question of the adjudicator."""

    text: Story = Field(title=_("your answer"))


class IssueInput(Given):
    """One issue; `id` names one that is already on the list."""

    kind: IssueKind = IssueKind.QUESTION
    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)
    ] = Field(title=_("what has to be decided"))
    asked: Money | None = None
    id: UUID | None = None

    @model_validator(mode="after")
    def _sum_fits_the_kind(self) -> Self:
        if self.kind is IssueKind.QUESTION and self.asked is not None:
            raise ValueError(_("A plain question has no sum. Choose another kind of issue."))
        if self.kind is not IssueKind.QUESTION and (self.asked is None or self.asked.minor <= 0):
            raise ValueError(_("Enter the sum this issue is about."))
        return self


class IssuesInput(Given):
    """The whole list of issues, in order."""

    version: int
    issues: Annotated[list[IssueInput], Field(min_length=1, max_length=MOST_ISSUES)]


class FindingInput(Given):
    """What is found on one issue; `version` is the one the author started from, 0 for none."""

    version: int
    outcome: Outcome = Field(title=_("for whom you decide it"))
    amount: Money | None = None
    """Needed only where a sum is allowed in part."""
    reasons: Reasons = Field(title=_("your reasons"))


class DecisionInput(Given):
    """The frame of the decision: text around the findings, and how the sum is to be paid."""

    version: int
    background: OptionalStory = ""
    conclusion: OptionalStory = ""
    allow_interest: bool = True
    allow_fee: bool = True
    pay_by: date | None = None
    instalment: Money | None = None
    instalment_every: Annotated[str, StringConstraints(pattern="^(week|month)$")] | None = None

    @model_validator(mode="after")
    def _whole_plan(self) -> Self:
        if (self.instalment is None) != (self.instalment_every is None):
            raise ValueError(_("Enter both how much is to be paid each time and how often."))
        if self.instalment is not None and self.instalment.minor <= 0:
            raise ValueError(_("Enter an amount above 0."))
        return self


class SignInput(Given):
    """What the author has in front of them when signing."""

    version: int
    manifest: str
    """The fingerprint of the filings the signing page showed."""
