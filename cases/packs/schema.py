"""One court's rules as data: what a pack says, in the order a clerk would look it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, StrictBool, field_validator, model_validator

from cases.enums import Answer, PaperKind
from cases.packs.calculators import (
    Calendar,
    Deadline,
    Fee,
    InterestRule,
    ServiceMethod,
    Small,
)
from cases.packs.conditions import Condition, Facts
from cases.packs.costs import Costs
from cases.packs.endings import (
    DecisionRules,
    DefaultRules,
    Enforcement,
    HearingRules,
    Lapse,
    Review,
)
from cases.packs.people import Identity, Parties, Providers, Waiver
from cases.packs.series import Series
from cases.packs.sourcing import Figure, Provenance, Section, Source
from cases.packs.terms import Amount, ClockCode, Code, Dated, FeeCode, Period, Rate, Term, Text
from cases.packs.vocabulary import (
    Event,
    Instalments,
    ResponseMode,
    ReviewStatus,
    Server,
    StageKind,
)
from odr.courtdays import CourtDays
from odr.money import Money
from odr.references import CaseNumbers
from odr.words import language


class Coded(Protocol):
    """A part that is known by its code."""

    @property
    def code(self) -> str: ...


Part = TypeVar("Part", bound=Coded)


def named(parts: tuple[Part, ...], code: str) -> Part:
    """Return the part with this code; one the pack does not have is a KeyError."""
    for part in parts:
        if part.code == code:
            return part
    raise KeyError(code)


class Valid(Term):
    """From when until when new cases may use the pack."""

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")


class PackReview(Term):
    """Who of the court has checked the pack; a draft runs only in a demonstration."""

    status: ReviewStatus
    strong: StrictBool = False
    by: str = ""
    on: date | None = None


class Court(Section):
    """The court whose rules these are."""

    name: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    subdivision: str = ""
    languages: tuple[str, ...]
    default_language: str
    time_zone: str
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    date_format: str | None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{name} is not a time zone") from None
        return name


class ClaimKind(Section):
    """One kind of claim, in the words people use."""

    code: Code
    label: Text
    hint: Text
    allowed: StrictBool
    why_not: Text | None = None


class Limit(Term):
    """The largest claim of the court."""

    max: Amount
    inclusive: StrictBool
    min_exclusive: Amount | None = None
    max_with_consent: Amount | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Limit:
        least, most = self.min_exclusive, self.max_with_consent
        if (least is not None and least >= self.max) or (most is not None and most <= self.max):
            raise ValueError("the least is below the most, and consent only raises it")
        return self

    def most(self, *, consent: bool = False) -> Money:
        """Return the largest claim, higher in some courts when both sides agree to it."""
        return self.max_with_consent if consent and self.max_with_consent else self.max

    def allows(self, amount: Money, *, consent: bool = False) -> bool:
        """Tell whether a claim of this amount fits the court."""
        if self.min_exclusive is not None and amount <= self.min_exclusive:
            return False
        most = self.most(consent=consent)
        return amount < most or (self.inclusive and amount == most)


class Limitation(Section):
    """How long people have to claim; nothing is worked out from it while not confirmed."""

    period: Period | None
    start: Event = Field(default=Event.CAUSE_ACCRUED, alias="from")
    commonly_stated: Text | None = None
    notice: Text


class Scope(Section):
    """Which claims the court takes."""

    kinds: tuple[ClaimKind, ...]
    limit: Dated[Limit]
    limit_leaves_out: tuple[Code, ...] | None
    limitation: Limitation
    abandon_excess: StrictBool | None = None
    splitting: StrictBool | None = None
    otherwise_use: str | None = None
    """The pack of the court that takes claims too small for this one."""

    def kind(self, code: str) -> ClaimKind:
        """Return one kind of claim."""
        return named(self.kinds, code)


class ServiceRules(Section):
    """How papers reach the other side, and who sends them."""

    by: tuple[Server, ...] = (Server.COURT,)
    within: ClockCode
    methods: tuple[ServiceMethod, ...]

    def method(self, code: str) -> ServiceMethod:
        """Return one way to serve papers."""
        return named(self.methods, code)


class ResponseRules(Section):
    """What a respondent may answer, by when, and whether in writing or by coming."""

    mode: ResponseMode = ResponseMode.FILE
    options: tuple[Answer, ...]
    deadline: ClockCode
    acknowledgment: ClockCode | None = None


class Counterclaim(Section):
    """A claim against the claimant, made with the answer or in a time of its own."""

    allowed: StrictBool | None
    deadline: ClockCode | None = None
    answer_deadline: ClockCode | None = None
    fee: FeeCode
    same_limit: StrictBool | None
    reply_required: StrictBool | None


class Numbering(Section):
    """How the court numbers its cases."""

    pattern: str

    @field_validator("pattern")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        return CaseNumbers(pattern).pattern

    @property
    def numbers(self) -> CaseNumbers:
        """The writer and reader of the court's case numbers."""
        return CaseNumbers(self.pattern)


class Payment(Section):
    """How an order is paid."""

    at_once: ClockCode
    default_due: Period | None
    instalments: Instalments | None
    offer_reply: ClockCode | None = None


class BlindOffers(Section):
    """The limits of secret offers."""

    rounds: Small
    closer_share: Rate
    closer_floor: Amount | None


class Stage(Section):
    """One step of the way through the court, with its own clocks."""

    code: Code
    kind: StageKind
    title: Text
    mandatory: StrictBool
    free: StrictBool = True
    skip_when: Condition | None = None
    clocks: tuple[Deadline, ...] = ()
    offer_rounds: Small | None = None
    blind_offers: BlindOffers | None = None
    message_characters: Small | None = None
    messages_in_a_row: Small | None = None

    def skipped(self, facts: Facts) -> bool:
        """Tell whether this stage is left out for the case."""
        return self.skip_when is not None and self.skip_when.holds(facts)


class Uploads(Section):
    """How large files may be."""

    file_megabytes: Small
    case_megabytes: Small


class CourtPaper(Section):
    """A paper the court makes when something happens."""

    code: PaperKind
    title: Text
    on: Event


class Pack(Section):
    """One court's rules, checked when read and never changed afterwards."""

    form: Annotated[int, Field(alias="schema", ge=1, le=1)]
    id: Annotated[str, Field(pattern=r"^[a-z]{2}[a-z0-9-]*$")]
    version: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]+$")]
    defaults: str
    """The edition of this service's defaults that the pack was written on."""
    valid: Valid
    review: PackReview
    court: Court
    parties: Parties
    scope: Scope
    calendar: Calendar
    holidays: Mapping[date, str]
    pinned_years: tuple[int, ...]
    deadlines: tuple[Deadline, ...]
    service: ServiceRules
    fees: tuple[Fee, ...]
    fixed_costs: tuple[Fee, ...] = ()
    costs: Costs | None
    waiver: Waiver
    interest: tuple[InterestRule, ...]
    response: ResponseRules
    counterclaim: Counterclaim
    default: DefaultRules
    hearing: HearingRules | None = None
    decision: DecisionRules = DecisionRules()
    review_and_appeal: tuple[Review, ...] = ()
    lapse: Lapse | None = None
    enforcement: tuple[Enforcement, ...] = ()
    identity: Identity = Identity()
    providers: Providers = Providers()
    numbering: Numbering
    payment: Payment
    stages: tuple[Stage, ...]
    uploads: Uploads
    documents: tuple[CourtPaper, ...]
    series: Mapping[str, Series] = Field(default_factory=dict)
    sources: Mapping[str, Source]
    text: Mapping[str, Mapping[str, str]]
    figures: tuple[Figure, ...]

    @cached_property
    def days(self) -> CourtDays:
        """The open and closed days of the court."""
        rules = self.calendar
        extra = dict.fromkeys(rules.extra_closed, "")
        return CourtDays(
            zone=ZoneInfo(self.court.time_zone),
            first=date(self.pinned_years[0], 1, 1),
            last=date(self.pinned_years[-1], 12, 31),
            weekend=rules.weekend,
            closed={**extra, **self.holidays},
            opened=frozenset(rules.extra_open),
        )

    @property
    def currency(self) -> str:
        """The court's currency."""
        return self.court.currency

    @property
    def limit(self) -> Dated[Limit]:
        """The largest claim, by day."""
        return self.scope.limit

    def clocks(self, code: str) -> tuple[Deadline, ...]:
        """Return the clocks of this code, those of the stages included, in order."""
        staged = (clock for stage in self.stages for clock in stage.clocks)
        found = tuple(clock for clock in (*self.deadlines, *staged) if clock.code == code)
        if not found:
            raise KeyError(code)
        return found

    def stage(self, code: str) -> Stage:
        """Return one stage."""
        return named(self.stages, code)

    def interest_rule(self, code: str) -> InterestRule:
        """Return one rule of interest."""
        return named(self.interest, code)

    def say(self, key: str, wanted: str | None = None) -> str:
        """Return one of the court's own sentences, in the language in use or the default."""
        fallback = self.text[self.court.default_language][key]
        return self.text.get(wanted or language(), {}).get(key, fallback)

    def unconfirmed(self) -> tuple[Figure, ...]:
        """List what is not confirmed for this court, for the review screen."""
        return tuple(figure for figure in self.figures if figure.provenance.missing)

    def doubtful(self) -> tuple[Figure, ...]:
        """List the figures that are less than surely right, for the review screen."""
        return tuple(f for f in self.figures if is_doubtful(f.provenance))


def is_doubtful(behind: Provenance) -> bool:
    """Tell whether a value rests on less than an official text or agreeing sources."""
    return behind.confidence is not None and behind.confidence.value != "high"
