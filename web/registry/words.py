"""The words of the registry's pages: stages, reasons, results, and who a party is."""

from __future__ import annotations

from cases.enums import (
    AnswerStatus,
    ClaimStatus,
    NotMe,
    PartyKind,
    PaymentPurpose,
    PaymentStatus,
    ReturnReason,
    ServiceResult,
)
from cases.packs import Pack
from odr.words import _

Tag = tuple[str, str]
"""The words of a state and the kind of its sign."""

WORK = (ClaimStatus.IN_REVIEW, ClaimStatus.ISSUED, ClaimStatus.SERVED)
"""The stages at which a clerk has something to do or to watch."""


def stages() -> dict[ClaimStatus, Tag]:
    """Return what each stage is called in the registry, in the order of a case."""
    return {
        ClaimStatus.SUBMITTED: (_("Fee to be paid"), "waiting"),
        ClaimStatus.IN_REVIEW: (_("To check"), "you"),
        ClaimStatus.RETURNED: (_("Sent back"), "waiting"),
        ClaimStatus.ISSUED: (_("To serve"), "you"),
        ClaimStatus.SERVED: (_("Answer awaited"), "waiting"),
        ClaimStatus.ANSWERED: (_("Reply awaited"), "waiting"),
        ClaimStatus.MEDIATION: (_("In mediation"), "plain"),
        ClaimStatus.DECISION: (_("To be decided"), "plain"),
        ClaimStatus.SETTLED: (_("Settled"), "good"),
        ClaimStatus.JUDGED: (_("Order made"), "good"),
        ClaimStatus.CLOSED: (_("Closed"), "plain"),
    }


def return_reasons() -> dict[ReturnReason, str]:
    """Return why a filing may be sent back."""
    return {
        ReturnReason.ADDRESS_INCOMPLETE: _("An address is not complete"),
        ReturnReason.WRONG_PARTY: _("A party is wrong or not clear"),
        ReturnReason.AMOUNT_UNCLEAR: _("The sum is not clear"),
        ReturnReason.REASONS_MISSING: _("It does not say why the money is owed"),
        ReturnReason.NOT_THIS_COURT: _("This court cannot decide it"),
        ReturnReason.FILE_UNREADABLE: _("A file cannot be read"),
    }


def results() -> dict[ServiceResult, Tag]:
    """Return what may come of an attempt to serve."""
    return {
        ServiceResult.SENT: (_("Sent"), "waiting"),
        ServiceResult.DELIVERED: (_("Delivered"), "good"),
        ServiceResult.RETURNED: (_("Came back"), "bad"),
        ServiceResult.FAILED: (_("Did not work"), "bad"),
    }


def result_choices() -> list[dict[str, str]]:
    """Return the results a clerk can note for a new attempt, with what follows."""
    follows = {
        ServiceResult.SENT: _("The time to answer starts as the rules of this way say."),
        ServiceResult.DELIVERED: _("You hold the proof. The time to answer starts the same way."),
        ServiceResult.FAILED: _("No time starts. Try another way."),
    }
    known = results()
    return [
        {"value": result.value, "label": known[result][0], "hint": hint}
        for result, hint in follows.items()
    ]


def answer_states() -> dict[AnswerStatus, Tag]:
    """Return where a respondent stands."""
    return {
        AnswerStatus.NOT_SERVED: (_("Not served"), "you"),
        AnswerStatus.AWAITED: (_("Answer awaited"), "waiting"),
        AnswerStatus.FILED: (_("Answered"), "good"),
        AnswerStatus.SILENT: (_("No answer in time"), "bad"),
    }


def party_kinds() -> dict[PartyKind, str]:
    """Return what kinds of parties there are."""
    return {
        PartyKind.INDIVIDUAL: _("Person"),
        PartyKind.SOLE_TRADER: _("Sole trader"),
        PartyKind.COMPANY: _("Company"),
        PartyKind.ORGANISATION: _("Organisation"),
    }


def not_me() -> dict[str, str]:
    """Return what readers say when a letter is not for them."""
    return {
        NotMe.OTHER_PERSON.value: _("another person, perhaps with the same name"),
        NotMe.MOVED_AWAY.value: _("the person does not live there any more"),
        NotMe.HAS_DIED.value: _("the person has died"),
        NotMe.BUSINESS_CLOSED.value: _("the business has closed or moved"),
    }


def fee_states() -> dict[PaymentStatus, Tag]:
    """Return where a fee stands."""
    return {
        PaymentStatus.DUE: (_("To pay"), "waiting"),
        PaymentStatus.STARTED: (_("On the payment page"), "waiting"),
        PaymentStatus.FAILED: (_("Did not work"), "bad"),
        PaymentStatus.PAID: (_("Paid"), "good"),
        PaymentStatus.REFUNDED: (_("Given back"), "plain"),
    }


def fee_purposes() -> dict[PaymentPurpose, str]:
    """Return what fees are for."""
    return {
        PaymentPurpose.FILING: _("Filing"),
        PaymentPurpose.COUNTERCLAIM: _("Counterclaim"),
    }


def methods(pack: Pack) -> dict[str, str]:
    """Return the ways of service this court allows."""
    return {method.code: method.label.read() for method in pack.service.methods}
