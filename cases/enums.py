"""The words a case is described with."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Which side of the case a party stands on."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"

    @property
    def other(self) -> Side:
        return Side.RESPONDENT if self is Side.CLAIMANT else Side.CLAIMANT


class PartyKind(StrEnum):
    """What kind of person a party is in law."""

    INDIVIDUAL = "individual"
    SOLE_TRADER = "sole_trader"
    COMPANY = "company"
    ORGANISATION = "organisation"


class ClaimStatus(StrEnum):
    """Where a claim stands; reasons are a column of their own."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ISSUED = "issued"
    SERVED = "served"
    ANSWERED = "answered"
    MEDIATION = "mediation"
    DECISION = "decision"
    SETTLED = "settled"
    JUDGED = "judged"
    CLOSED = "closed"


class ClaimEvent(StrEnum):
    """What may happen to a claim."""

    PAY_FEE = "pay_fee"
    ACCEPT = "accept"
    RETURN = "return"
    RESUBMIT = "resubmit"
    SERVE = "serve"
    HEAR_ANSWERS = "hear_answers"
    ENTER_DEFAULT = "enter_default"
    ENTER_ADMISSION = "enter_admission"
    REFER_TO_MEDIATION = "refer_to_mediation"
    REFER_TO_DECISION = "refer_to_decision"
    SETTLE = "settle"
    DECIDE = "decide"
    SATISFY = "satisfy"
    CONFIRM_PAID = "confirm_paid"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


class ClosedReason(StrEnum):
    """Why a claim was closed."""

    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SATISFIED = "satisfied"
    PAID_BEFORE = "paid_before"
    DISMISSED = "dismissed"


class AnswerStatus(StrEnum):
    """Where one respondent stands with their answer."""

    NOT_SERVED = "not_served"
    AWAITED = "awaited"
    FILED = "filed"
    SILENT = "silent"


class AnswerEvent(StrEnum):
    """What may happen to one respondent's answer."""

    SERVE = "serve"
    FILE = "file"
    FALL_SILENT = "fall_silent"


class Answer(StrEnum):
    """What a respondent says to the claim."""

    ADMIT = "admit"
    ADMIT_PART = "admit_part"
    DISPUTE = "dispute"
    PAID = "paid"
    COUNTERCLAIM = "counterclaim"


class InterestBasis(StrEnum):
    """Which interest the claimant asks for."""

    NONE = "none"
    STATUTORY = "statutory"
    OWN_RATE = "own_rate"


class PaymentStatus(StrEnum):
    """Where the payment of one fee stands."""

    DUE = "due"
    STARTED = "started"
    PAID = "paid"
    FAILED = "failed"
    REFUNDED = "refunded"


class PaymentEventKind(StrEnum):
    """What a provider or a clerk can report of a payment."""

    START = "start"
    SUCCEED = "succeed"
    FAIL = "fail"
    REFUND = "refund"


class PaymentPurpose(StrEnum):
    """What a fee is for."""

    FILING = "filing"
    COUNTERCLAIM = "counterclaim"


class EventEffect(StrEnum):
    """What came of one callback of a payment provider."""

    APPLIED = "applied"
    NOTHING_NEW = "nothing_new"
    ASKED = "asked"
    EARLY = "early"
    HELD = "held"


class RefundReason(StrEnum):
    """Why the court gives a fee back."""

    PAID_TWICE = "paid_twice"
    CLAIM_ENDED = "claim_ended"
    WRONG_FEE = "wrong_fee"
    COURT_ERROR = "court_error"


class ServiceResult(StrEnum):
    """What came of one attempt to serve."""

    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"


class NotMe(StrEnum):
    """Why somebody who holds a notice says that the claim is not about them."""

    OTHER_PERSON = "other_person"
    MOVED_AWAY = "moved_away"
    HAS_DIED = "has_died"
    BUSINESS_CLOSED = "business_closed"


class ReviewOutcome(StrEnum):
    """What the registry decided about a filing."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReturnReason(StrEnum):
    """Why a filing was returned, as a code; the clerk adds what to do."""

    ADDRESS_INCOMPLETE = "address_incomplete"
    WRONG_PARTY = "wrong_party"
    AMOUNT_UNCLEAR = "amount_unclear"
    REASONS_MISSING = "reasons_missing"
    NOT_THIS_COURT = "not_this_court"
    FILE_UNREADABLE = "file_unreadable"


class OrderKind(StrEnum):
    """How an order came about."""

    DEFAULT = "default"
    ADMISSION = "admission"
    CONSENT = "consent"
    DECISION = "decision"


class OrderStatus(StrEnum):
    """Whether an order stands."""

    IN_FORCE = "in_force"
    SATISFIED = "satisfied"
    SET_ASIDE = "set_aside"


class OrderEvent(StrEnum):
    """What may happen to an order."""

    SATISFY = "satisfy"
    SET_ASIDE = "set_aside"


class PaperKind(StrEnum):
    """The papers the court makes."""

    SEALED_CLAIM = "sealed_claim"
    NOTICE = "notice"
    RECEIPT = "receipt"
    ORDER = "order"
    MEANING = "meaning"


class Entry(StrEnum):
    """Every kind of deed in a case's record."""

    DRAFT_STARTED = "draft.started"
    DRAFT_SAVED = "draft.saved"
    DRAFT_FILE_ADDED = "draft.file_added"
    DRAFT_FILE_REMOVED = "draft.file_removed"
    DRAFT_DELETED = "draft.deleted"
    CLAIM_SUBMITTED = "claim.submitted"
    PAYMENT_STARTED = "payment.started"
    PAYMENT_RECEIVED = "payment.received"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_REFUNDED = "payment.refunded"
    CLAIM_ACCEPTED = "claim.accepted"
    CLAIM_RETURNED = "claim.returned"
    CLAIM_RESUBMITTED = "claim.resubmitted"
    CLAIM_LAPSED = "claim.lapsed"
    CLAIM_WITHDRAWN = "claim.withdrawn"
    PAPER_MADE = "paper.made"
    NOTICE_CODE_MADE = "service.code_made"
    SERVICE_ATTEMPTED = "service.attempted"
    SERVICE_FAILED = "service.failed"
    CLAIM_SERVED = "service.deemed"
    CODE_USED = "service.code_used"
    NOT_THE_PERSON = "service.not_the_person"
    PARTY_JOINED = "party.joined"
    RESPONSE_FILED = "response.filed"
    RESPONSE_OVERDUE = "response.overdue"
    ANSWERS_HEARD = "answers.heard"
    EXHIBIT_FILED = "exhibit.filed"
    REPLY_FILED = "reply.filed"
    DEFAULT_REQUESTED = "default.requested"
    DEFAULT_CANCELLED = "default.cancelled"
    ORDER_MADE = "order.made"
    ORDER_PAYMENT = "order.payment"
    ORDER_SATISFIED = "order.satisfied"
    MEDIATION_OPENED = "mediation.opened"
    MEDIATION_CLOSED = "mediation.closed"
    SETTLED = "claim.settled"
    REFERRED_TO_DECISION = "decision.referred"
    OFFICER_APPOINTED = "officer.appointed"
    OFFICER_STEPPED_DOWN = "officer.stepped_down"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    ISSUES_SET = "issues.set"
    FINDING_WRITTEN = "finding.written"
    DECISION_SIGNED = "decision.signed"
    FILE_OPENED = "file.opened"
    RECORD_EXPORTED = "record.exported"
    REMINDER_SENT = "reminder.sent"
