"""How a case ends under a court's rules, and what can follow: review, appeal, enforcement."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool, model_validator

from cases.packs.calculators import Small
from cases.packs.sourcing import Section
from cases.packs.terms import Amount, ClockCode, Code, Dated, FeeCode, Period, Text
from cases.packs.vocabulary import DefaultRoute, Event, Need


class DefaultScope(StrEnum):
    """Whether one silent respondent is enough, or all have to be silent."""

    ANY_RESPONDENT = "any_respondent"
    ALL_RESPONDENTS = "all_respondents"


class Unliquidated(StrEnum):
    """How a claim without a fixed sum is decided when nobody answers."""

    ASSESSMENT = "assessment"
    JUDGE = "judge"


class LapseEffect(StrEnum):
    """What becomes of a case that was left alone."""

    DISMISS = "dismiss"
    DISCONTINUE = "discontinue"


class HearingMode(StrEnum):
    """How a hearing is held."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    TELEPHONE = "telephone"
    PAPER = "paper"


class Channel(StrEnum):
    """How a person is told something."""

    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"


class Reviewer(StrEnum):
    """Who looks at an order again."""

    SAME_COURT = "same_court"
    HIGHER_COURT = "higher_court"


class Seeker(StrEnum):
    """Who may ask for it."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    ABSENT_PARTY = "absent_party"


class FloorRule(StrEnum):
    """What can still be appealed at or below the floor: nothing, or matters of law."""

    NOTHING = "lte_none"
    LAW_ONLY = "lte_law_only"


class SetAside(Section):
    """A ground to set a judgment aside, by when, and what has to come with it."""

    ground: Code
    title: Text
    deadline: ClockCode | None = None
    needs: tuple[Code, ...] = ()
    fee: FeeCode | None = None


class DefaultLapse(Section):
    """What becomes of a claim whose claimant does not ask for judgment in time."""

    deadline: ClockCode
    effect: LapseEffect


class DefaultRules(Section):
    """How silence becomes a judgment, with time in between to catch a late answer."""

    route: DefaultRoute | None
    after: ClockCode
    needs: tuple[Need, ...]
    buffer: ClockCode
    scope: DefaultScope = DefaultScope.ANY_RESPONDENT
    lapse: DefaultLapse | None = None
    unliquidated: Unliquidated | None = None
    set_aside: tuple[SetAside, ...] = ()


class HearingReminder(Section):
    """One reminder of a hearing, by one channel, so long before it."""

    channel: Channel
    before: Period


class HearingRules(Section):
    """How a hearing is announced and held."""

    notice: ClockCode | None = None
    documents_before: ClockCode | None = None
    modes: Annotated[tuple[HearingMode, ...], Field(min_length=1)]
    paper_needs_consent: StrictBool | None
    adjournments_a_party: Small | None = None
    reminders: tuple[HearingReminder, ...] = ()


class DecisionRules(Section):
    """The clocks of a decision, to be shown; and how long its slips can be put right."""

    within: tuple[ClockCode, ...] = ()
    correct_slips: ClockCode | None = None


class Review(Section):
    """One way to have an order looked at again."""

    code: Code
    title: Text
    to: Text
    by: Reviewer = Reviewer.HIGHER_COURT
    who: tuple[Seeker, ...] = (Seeker.CLAIMANT, Seeker.RESPONDENT)
    grounds: tuple[Code, ...] = ()
    deadline: ClockCode | None = None
    leave: StrictBool | None = None
    floor: Dated[Amount] | None = None
    floor_rule: FloorRule | None = None
    fee: FeeCode | None = None
    final: StrictBool | None = None

    @model_validator(mode="after")
    def _floor_means_something(self) -> Review:
        if (self.floor is None) is not (self.floor_rule is None):
            raise ValueError("a floor says what it means for sums at or below it")
        return self


class Lapse(Section):
    """What becomes of a case in which nobody does anything for long."""

    inactive: ClockCode
    effect: LapseEffect


class Enforcement(Section):
    """One way to collect what was ordered; it happens outside this service."""

    code: Code
    title: Text
    start: Event = Field(alias="from")
    fee: FeeCode | None = None
    wait: Period | None = None
