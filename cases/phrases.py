"""Short phrases for what people and the court did: answers, reasons to send back, orders."""

from __future__ import annotations

from cases.enums import Answer, OrderKind, ReturnReason
from odr.words import _


def answer_words(answer: str) -> str:
    """Say what a respondent answered, in a few words."""
    return {
        Answer.ADMIT: _("they admit the whole claim"),
        Answer.ADMIT_PART: _("they admit part of the claim"),
        Answer.DISPUTE: _("they dispute the claim"),
        Answer.PAID: _("they say it is paid"),
        Answer.COUNTERCLAIM: _("they dispute it and claim money back"),
    }[Answer(answer)]


def return_words(reason: str) -> str:
    """Say why a filing was sent back."""
    return {
        ReturnReason.ADDRESS_INCOMPLETE: _("An address is not complete."),
        ReturnReason.WRONG_PARTY: _("The claim names the wrong person or business."),
        ReturnReason.AMOUNT_UNCLEAR: _("It is not clear how the amount comes about."),
        ReturnReason.REASONS_MISSING: _("It does not say enough about what happened."),
        ReturnReason.NOT_THIS_COURT: _("This court cannot decide this kind of claim."),
        ReturnReason.FILE_UNREADABLE: _("A file cannot be read."),
    }[ReturnReason(reason)]


def order_words(kind: str) -> str:
    """Say how an order came about."""
    return {
        OrderKind.DEFAULT: _("judgment without an answer"),
        OrderKind.ADMISSION: _("judgment on an admission"),
        OrderKind.CONSENT: _("order by agreement"),
        OrderKind.DECISION: _("decision of the adjudicator"),
    }[OrderKind(kind)]
