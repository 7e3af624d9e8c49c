"""The words of the pages of a claim: names of the pages, kinds of people, steps still to do."""

from __future__ import annotations

from cases.enums import PartyKind
from odr.words import _

DONE, TO_DO, STARTED, OPTIONAL = "done", "to_do", "started", "optional"


def titles() -> dict[str, str]:
    """Name each page of a claim."""
    return {
        "you": _("Who claims"),
        "contact": _("Your address"),
        "others": _("The other side"),
        "story": _("What happened"),
        "timeline": _("What happened when"),
        "amounts": _("How much you claim"),
        "interest": _("Interest"),
        "evidence": _("Your evidence"),
    }


def hints() -> dict[str, str]:
    """Say in one line what each page asks for."""
    return {
        "you": _("You, or the business you act for."),
        "contact": _("Where the court can reach you."),
        "others": _("Who you claim from, with their address."),
        "story": _("In your own words."),
        "timeline": _("The important days in order. You can leave it out."),
        "amounts": _("Each sum and what it is for."),
        "interest": _("If you ask for any. We work it out."),
        "evidence": _("Photos, letters, messages, bills. You can add more later."),
    }


def tags() -> dict[str, tuple[str, str]]:
    """Say how far a page is, and with which sign."""
    return {
        DONE: (_("Done"), "good"),
        TO_DO: (_("To do"), "you"),
        STARTED: (_("Not finished"), "draft"),
        OPTIONAL: (_("If you like"), "plain"),
    }


def kinds_of_people() -> dict[str, str]:
    """Name the kinds of people and businesses."""
    return {
        PartyKind.INDIVIDUAL: _("A person"),
        PartyKind.SOLE_TRADER: _("A person in business, not a company"),
        PartyKind.COMPANY: _("A company"),
        PartyKind.ORGANISATION: _("Another organisation"),
    }


def own_kinds() -> dict[str, str]:
    """Name the same kinds as the person who claims reads them."""
    return {
        PartyKind.INDIVIDUAL: _("I claim for myself"),
        PartyKind.SOLE_TRADER: _("I claim for my business, which is not a company"),
        PartyKind.COMPANY: _("I claim for a company"),
        PartyKind.ORGANISATION: _("I claim for another organisation"),
    }
