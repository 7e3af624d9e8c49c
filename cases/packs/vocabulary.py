"""The closed lists a court pack may use: events, facts, clocks and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Event(StrEnum):
    """What can start a clock or a paper; a pack that names anything else is refused."""

    DRAFT_SAVED = "draft.saved"
    DEMAND_DELIVERED = "demand.delivered"
    DEBT_DUE = "debt.due"
    CAUSE_ACCRUED = "cause.accrued"
    CLAIM_FILED = "claim.filed"
    CLAIM_RETURNED = "claim.returned"
    CLAIM_ISSUED = "claim.issued"
    SERVICE_SENT = "service.sent"
    SERVICE_CONFIRMED = "service.confirmed"
    SERVICE_DEEMED = "service.deemed"
    ACK_FILED = "ack.filed"
    RESPONSE_FILED = "response.filed"
    ADMISSION_FILED = "admission.filed"
    COUNTERCLAIM_FILED = "counterclaim.filed"
    OFFER_MADE = "offer.made"
    PROPOSAL_MADE = "proposal.made"
    BIDS_OPENED = "bids.opened"
    STAGE_INVITED = "stage.invited"
    STAGE_OPENED = "stage.opened"
    ROOM_OPENED = "room.opened"
    TERMS_ACCEPTED = "terms.accepted"
    TERMS_DRAFTED = "terms.drafted"
    TERMS_CONFIRMED = "terms.confirmed"
    STAGE_CLOSED = "stage.closed"
    SETTLEMENT_RECORDED = "settlement.recorded"
    DEFAULT_REQUESTED = "default.requested"
    DEFAULT_AVAILABLE = "default.available"
    DEFAULT_ENTERED = "default.entered"
    HEARING_FIXED = "hearing.fixed"
    WINDOW_OPENED = "window.opened"
    HEARING_ENDED = "hearing.ended"
    DECISION_GIVEN = "decision.given"
    DECISION_SERVED = "decision.served"
    PAYMENT_DUE = "payment.due"
    CASE_CLOSED = "case.closed"


class FactName(StrEnum):
    """What a condition may ask about a case."""

    CLAIMANT_TYPE = "claimant_type"
    RESPONDENT_TYPE = "respondent_type"
    CLAIM_KIND = "claim_kind"
    AMOUNT = "amount"
    AMOUNT_AWARDED = "amount_awarded"
    CHANNEL = "channel"
    RESPONDENT_INSIDE_AREA = "respondent_inside_area"
    PRIOR_CLAIMS = "prior_claims_this_year_same_office"
    ACKNOWLEDGED = "acknowledged"
    ADMITS_ALL = "admits_all"
    CONSENT_HIGHER_LIMIT = "consent_higher_limit"
    CONCESSION = "concession"
    REPRESENTED = "represented"
    LANGUAGE = "language"
    RESPONDENTS_IN_DEFAULT = "respondents_in_default"
    RESPONDENTS_TOTAL = "respondents_total"
    SERVED_METHOD = "served_method"
    LIQUIDATED = "liquidated"
    OFFER_REFUSED = "offer_refused"


class FactKind(StrEnum):
    """What sort of thing a fact is, and so what it can be compared with."""

    CODE = "word of the pack"
    YES_NO = "yes or no"
    COUNT = "whole number"
    AMOUNT = "sum of money"


KIND_OF: Mapping[FactName, FactKind] = MappingProxyType(
    dict.fromkeys(FactName, FactKind.CODE)
    | dict.fromkeys((FactName.AMOUNT, FactName.AMOUNT_AWARDED), FactKind.AMOUNT)
    | dict.fromkeys(
        (
            FactName.PRIOR_CLAIMS,
            FactName.RESPONDENTS_IN_DEFAULT,
            FactName.RESPONDENTS_TOTAL,
        ),
        FactKind.COUNT,
    )
    | dict.fromkeys(
        (
            FactName.RESPONDENT_INSIDE_AREA,
            FactName.ACKNOWLEDGED,
            FactName.ADMITS_ALL,
            FactName.CONSENT_HIGHER_LIMIT,
            FactName.CONCESSION,
            FactName.REPRESENTED,
            FactName.LIQUIDATED,
            FactName.OFFER_REFUSED,
        ),
        FactKind.YES_NO,
    )
)


class Comparison(StrEnum):
    """How a condition compares a fact."""

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    LESS = "lt"
    AT_MOST = "lte"
    MORE = "gt"
    AT_LEAST = "gte"
    ONE_OF = "in"
    EXISTS = "exists"


class Act(StrEnum):
    """What an hour of the day closes: handing in papers, or serving them."""

    FILING = "filing"
    SERVICE = "service"


class Counting(StrEnum):
    """Whether a period leaves out its first day only, or both ends (clear days)."""

    EXCLUDE_FIRST = "exclude_first"
    CLEAR_BOTH = "clear_both"


class Ends(StrEnum):
    """When on its last day a period is over."""

    CUTOFF = "cutoff"
    DAY_END = "day_end"
    SAME_TIME = "same_time"


class Starts(StrEnum):
    """Which day an act counts for: the day it was done, or the next open day after hours."""

    ACT_DAY = "act_day"
    COURT_DAY = "court_day"


class DeadlineKind(StrEnum):
    """Whether the date is worked out or entered by an officer."""

    COMPUTED = "computed"
    FIXED_BY_COURT = "fixed_by_court"
    ATTEND = "attend"


class PaperType(StrEnum):
    """Which papers a rule of service is for."""

    CLAIM = "claim"
    OTHER = "other"


class FeeBase(StrEnum):
    """What a fee is worked out on."""

    NONE = "none"
    CLAIMED = "claimed"
    CLAIMED_PLUS_INTEREST = "claimed_plus_interest"
    COUNTERCLAIMED = "counterclaimed"
    AWARDED = "awarded"


class ChangeOp(StrEnum):
    """How a fee is changed after it was found."""

    SET = "set"
    MULTIPLY = "multiply"
    ADD = "add"
    SUBTRACT = "subtract"


class InterestMethod(StrEnum):
    """How interest grows: always on the same sum, or a little faster every day."""

    SIMPLE = "simple"
    DAILY_EFFECTIVE = "daily_effective"


class Pick(StrEnum):
    """Which rate of a series counts: that of one day for good, or each rate while it lasts."""

    AT_ACCRUAL = "at_accrual"
    AT_ISSUE = "at_issue"
    AT_JUDGMENT = "at_judgment"
    FLOATING = "floating"


class YearDays(StrEnum):
    """By how many days a yearly rate is divided."""

    ALWAYS_365 = "365"
    LEAP_366 = "366_in_leap_year"


class Payer(StrEnum):
    """Who pays a fee."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    APPLICANT = "applicant"


class StageKind(StrEnum):
    """What kind of step a stage is."""

    NEGOTIATION = "negotiation"
    MEDIATION = "mediation"
    PAPER_DECISION = "paper_decision"


class Server(StrEnum):
    """Who sends or hands over the papers."""

    COURT = "court"
    PARTY = "party"
    OFFICER = "officer"


class ResponseMode(StrEnum):
    """Whether a respondent answers in writing or by coming on a day."""

    FILE = "file"
    ATTEND = "attend"


class Instalments(StrEnum):
    """Whether an order can be paid in parts."""

    ALLOWED = "allowed"
    ON_ORDER = "on_order"
    NO = "no"


class DefaultRoute(StrEnum):
    """How silence becomes a judgment."""

    REQUEST = "request"
    AT_HEARING = "at_hearing"
    AUTOMATIC = "automatic"


class Need(StrEnum):
    """What a default judgment needs besides silence."""

    PROOF_OF_SERVICE = "proof_of_service"
    SPECIFIED_SUM = "specified_sum"


class ReviewStatus(StrEnum):
    """How far people of the court have checked a pack."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    ADOPTED = "adopted"


class Confidence(StrEnum):
    """How sure we are of a figure."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Proof(StrEnum):
    """What shows that papers were served."""

    POSTING = "certificate_of_posting"
    STATEMENT = "statement_of_service"
    CONFIRMATION = "confirmation"


class Permitted(StrEnum):
    """Whether somebody may act for a party."""

    ALLOWED = "allowed"
    WITH_LEAVE = "with_leave"
    FORBIDDEN = "forbidden"
