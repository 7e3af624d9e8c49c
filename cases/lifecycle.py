"""What may happen to a claim, an answer, a payment and an order: one legal move a line."""

from __future__ import annotations

from cases.enums import (
    AnswerEvent,
    AnswerStatus,
    ClaimEvent,
    ClaimStatus,
    OrderEvent,
    OrderStatus,
    PaymentEventKind,
    PaymentStatus,
)
from odr.lifecycle import Lifecycle

S, E = ClaimStatus, ClaimEvent

CLAIM = Lifecycle(
    "claim",
    [
        (S.SUBMITTED, E.PAY_FEE, S.IN_REVIEW),
        (S.SUBMITTED, E.WITHDRAW, S.CLOSED),
        (S.SUBMITTED, E.LAPSE, S.CLOSED),
        (S.IN_REVIEW, E.ACCEPT, S.ISSUED),
        (S.IN_REVIEW, E.RETURN, S.RETURNED),
        (S.IN_REVIEW, E.WITHDRAW, S.CLOSED),
        (S.RETURNED, E.RESUBMIT, S.IN_REVIEW),
        (S.RETURNED, E.WITHDRAW, S.CLOSED),
        (S.RETURNED, E.LAPSE, S.CLOSED),
        (S.ISSUED, E.SERVE, S.SERVED),
        (S.ISSUED, E.WITHDRAW, S.CLOSED),
        (S.ISSUED, E.LAPSE, S.CLOSED),
        (S.SERVED, E.HEAR_ANSWERS, S.ANSWERED),
        (S.SERVED, E.ENTER_DEFAULT, S.JUDGED),
        (S.SERVED, E.SETTLE, S.SETTLED),
        (S.SERVED, E.WITHDRAW, S.CLOSED),
        (S.ANSWERED, E.ENTER_ADMISSION, S.JUDGED),
        (S.ANSWERED, E.CONFIRM_PAID, S.CLOSED),
        (S.ANSWERED, E.REFER_TO_MEDIATION, S.MEDIATION),
        (S.ANSWERED, E.REFER_TO_DECISION, S.DECISION),
        (S.ANSWERED, E.SETTLE, S.SETTLED),
        (S.ANSWERED, E.WITHDRAW, S.CLOSED),
        (S.ANSWERED, E.LAPSE, S.CLOSED),
        (S.MEDIATION, E.SETTLE, S.SETTLED),
        (S.MEDIATION, E.REFER_TO_DECISION, S.DECISION),
        (S.MEDIATION, E.WITHDRAW, S.CLOSED),
        (S.DECISION, E.DECIDE, S.JUDGED),
        (S.DECISION, E.SETTLE, S.SETTLED),
        (S.DECISION, E.WITHDRAW, S.CLOSED),
        (S.SETTLED, E.SATISFY, S.CLOSED),
        (S.JUDGED, E.SATISFY, S.CLOSED),
    ],
)

ANSWER = Lifecycle(
    "answer",
    [
        (AnswerStatus.NOT_SERVED, AnswerEvent.SERVE, AnswerStatus.AWAITED),
        (AnswerStatus.AWAITED, AnswerEvent.FILE, AnswerStatus.FILED),
        (AnswerStatus.AWAITED, AnswerEvent.FALL_SILENT, AnswerStatus.SILENT),
        (AnswerStatus.SILENT, AnswerEvent.FILE, AnswerStatus.FILED),
    ],
)

PAYMENT = Lifecycle(
    "payment",
    [
        (PaymentStatus.DUE, PaymentEventKind.START, PaymentStatus.STARTED),
        (PaymentStatus.DUE, PaymentEventKind.SUCCEED, PaymentStatus.PAID),
        (PaymentStatus.STARTED, PaymentEventKind.START, PaymentStatus.STARTED),
        (PaymentStatus.STARTED, PaymentEventKind.SUCCEED, PaymentStatus.PAID),
        (PaymentStatus.STARTED, PaymentEventKind.FAIL, PaymentStatus.FAILED),
        (PaymentStatus.FAILED, PaymentEventKind.START, PaymentStatus.STARTED),
        (PaymentStatus.FAILED, PaymentEventKind.SUCCEED, PaymentStatus.PAID),
        (PaymentStatus.PAID, PaymentEventKind.REFUND, PaymentStatus.REFUNDED),
    ],
)

ORDER = Lifecycle(
    "order",
    [
        (OrderStatus.IN_FORCE, OrderEvent.SATISFY, OrderStatus.SATISFIED),
        (OrderStatus.IN_FORCE, OrderEvent.SET_ASIDE, OrderStatus.SET_ASIDE),
    ],
)
