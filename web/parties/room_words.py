"""The words that offers, agreements and rooms are shown with, to the sides and the mediator."""

from __future__ import annotations

from datetime import date, datetime

from cases.enums import Side
from cases.models import Claim
from cases.sums import pack_of
from hearings.rooms.agreements import names_of
from hearings.rooms.deals import Deal
from hearings.rooms.enums import (
    AgreementStatus,
    MediationStatus,
    MessageKind,
    OfferStatus,
    Rhythm,
    Room,
    Share,
    Voice,
)
from odr.courtdays import MIDNIGHT, ONE_DAY, day_in_words
from odr.money import Money
from odr.words import _, language

Options = list[tuple[str, str]]
Tags = dict[str, tuple[str, str]]


def offer_tags() -> Tags:
    """Return words and kind of tag for each state of an offer."""
    return {
        OfferStatus.OPEN: (_("Open"), "waiting"),
        OfferStatus.ACCEPTED: (_("Accepted"), "good"),
        OfferStatus.DECLINED: (_("Declined"), "bad"),
        OfferStatus.COUNTERED: (_("Answered with another offer"), "plain"),
        OfferStatus.WITHDRAWN: (_("Withdrawn"), "plain"),
        OfferStatus.LAPSED: (_("Time is over"), "plain"),
        OfferStatus.OVERTAKEN: (_("No longer open"), "plain"),
    }


def agreement_tags() -> Tags:
    """Return words and kind of tag for each state of an agreement."""
    return {
        AgreementStatus.SIGNING: (_("To be signed"), "waiting"),
        AgreementStatus.SIGNED: (_("Signed by everyone"), "good"),
        AgreementStatus.REFUSED: (_("Refused"), "bad"),
        AgreementStatus.LAPSED: (_("Not signed in time"), "plain"),
    }


def mediation_tags() -> Tags:
    """Return words and kind of tag for each stage of a mediation."""
    return {
        MediationStatus.WAITING: (_("Finding a mediator"), "waiting"),
        MediationStatus.APPOINTED: (_("Mediator named"), "waiting"),
        MediationStatus.OPENING: (_("Opening questions"), "you"),
        MediationStatus.ROOM: (_("Rooms open"), "you"),
        MediationStatus.PROPOSAL: (_("Proposal to answer"), "you"),
        MediationStatus.AGREED: (_("Agreement to sign"), "you"),
        MediationStatus.SETTLED: (_("Settled"), "good"),
        MediationStatus.IMPASSE: (_("Ended without agreement"), "plain"),
        MediationStatus.WITHDRAWN: (_("Ended"), "plain"),
    }


def by_when(claim: Claim, moment: datetime) -> date | datetime:
    """Return the last day for an end at midnight, since "at 00:00" is read as a day too late."""
    local = pack_of(claim).days.local(moment)
    return local.date() - ONE_DAY if local.time() == MIDNIGHT else moment


def payment_rows(deal: Deal) -> list[tuple[str, Money]]:
    """Return each payment with its day in words."""
    return [(day_in_words(day, language()), amount) for day, amount in deal.plan()]


def payers(claim: Claim) -> Options:
    """Return who could pay, by name."""
    names = names_of(claim)
    return [(side.value, names[side]) for side in (Side.RESPONDENT, Side.CLAIMANT)]


def rhythms() -> Options:
    """Return how often an instalment can be paid."""
    return [(Rhythm.WEEK.value, _("Each week")), (Rhythm.MONTH.value, _("Each month"))]


def shares() -> Options:
    """Return what may be passed on of a private message."""
    return [
        (Share.NOTHING.value, _("Nothing. Keep it between us.")),
        (Share.GIST.value, _("The gist, in the mediator's words")),
        (Share.WORD_FOR_WORD.value, _("Word for word")),
    ]


def party_kinds() -> Options:
    """Return the kinds of message a side can write."""
    return [
        (MessageKind.STATEMENT.value, _("I want to say something")),
        (MessageKind.QUESTION.value, _("I ask a question")),
        (MessageKind.ANSWER.value, _("I answer a question")),
    ]


def mediator_kinds() -> Options:
    """Return the kinds of message a mediator can write, notes left out."""
    return [
        (MessageKind.STATEMENT.value, _("Message")),
        (MessageKind.QUESTION.value, _("Question")),
        (MessageKind.SUMMARY.value, _("Summary")),
        (MessageKind.DIRECTION.value, _("Direction: how we go on")),
    ]


def kinds_said() -> dict[MessageKind, str]:
    """Return how each kind of message is marked; a plain statement needs no mark."""
    return {
        MessageKind.STATEMENT: "",
        MessageKind.QUESTION: _("asks"),
        MessageKind.ANSWER: _("answers"),
        MessageKind.DOCUMENT: _("sends a file"),
        MessageKind.MEDIATOR_NOTE: _("notes"),
        MessageKind.DIRECTION: _("says how we go on"),
        MessageKind.SUMMARY: _("sums up"),
    }


def voices(claim: Claim) -> dict[Voice, str]:
    """Return who speaks, by name."""
    names = names_of(claim)
    return {
        Voice.CLAIMANT: names[Side.CLAIMANT],
        Voice.RESPONDENT: names[Side.RESPONDENT],
        Voice.MEDIATOR: _("The mediator"),
    }


def room_names(claim: Claim) -> dict[Room, str]:
    """Return what the mediator calls each room."""
    names = names_of(claim)
    return {
        Room.JOINT: _("Joint room"),
        Room.CLAIMANT: _("Private room with {name}").format(name=names[Side.CLAIMANT]),
        Room.RESPONDENT: _("Private room with {name}").format(name=names[Side.RESPONDENT]),
        Room.NOTES: _("Your notes"),
    }


def who_reads(claim: Claim) -> dict[Room, str]:
    """Return who can read each room, as the mediator sees it."""
    names = names_of(claim)
    return {
        Room.JOINT: _("Both sides can read this."),
        Room.CLAIMANT: _("Only {name} and you can read this.").format(name=names[Side.CLAIMANT]),
        Room.RESPONDENT: _("Only {name} and you can read this.").format(
            name=names[Side.RESPONDENT]
        ),
        Room.NOTES: _("Nobody but you can read this."),
    }
