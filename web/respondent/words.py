"""The words of the respondent's pages: what each answer means and what follows from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cases.enums import Answer, NotMe
from cases.fees import fee_bands
from cases.models import Claim
from cases.packs import Pack
from cases.packs.terms import Band, shares
from cases.spoken import day_name
from odr.money import Money
from odr.words import _, language, ngettext
from web.respondent.answer_forms import AmountsInput, HowToPay, PlanInput
from web.respondent.desk import Desk

Rows = list[dict[str, Any]]


def choices(pack: Pack) -> Rows:
    """Return the answers this court takes, each with what follows from it."""
    known = {
        Answer.ADMIT: (
            _("I owe all of it"),
            _("You say how you can pay. The claimant can then ask for an order to pay."),
        ),
        Answer.ADMIT_PART: (
            _("I owe a part of it"),
            _("You say how much and why. The claimant can take it or go on for the rest."),
        ),
        Answer.DISPUTE: (
            _("I do not owe it"),
            _("You tell your side. Then both of you talk with a mediator. It is free."),
        ),
        Answer.PAID: (
            _("I have paid it already"),
            _("You say when and how. If the claimant agrees, the case ends."),
        ),
        Answer.COUNTERCLAIM: (
            _("I do not owe it, and the claimant owes me money"),
            _("You tell your side and claim money back. You pay a court fee for this."),
        ),
    }
    return [
        {"value": answer.value, "label": known[answer][0], "hint": known[answer][1]}
        for answer in pack.response.options
    ]


def answered(answer: Answer) -> str:
    """Say in a few words what a respondent answered."""
    return {
        Answer.ADMIT: _("You owe all of it"),
        Answer.ADMIT_PART: _("You owe a part of it"),
        Answer.DISPUTE: _("You do not owe it"),
        Answer.PAID: _("You have paid it already"),
        Answer.COUNTERCLAIM: _("You do not owe it, and you claim money back"),
    }[answer]


def not_me() -> list[tuple[str, str]]:
    """Return why a letter may have reached the wrong person."""
    return [
        (NotMe.OTHER_PERSON.value, _("I am another person, perhaps with the same name")),
        (NotMe.MOVED_AWAY.value, _("This person does not live here any more")),
        (NotMe.HAS_DIED.value, _("This person has died")),
        (NotMe.BUSINESS_CLOSED.value, _("This business has closed or is at another address")),
    ]


def claimed_in_all(claim: Claim) -> Money:
    """Return claim, interest and fee together, as the notice names it."""
    return claim.money(claim.claimed_minor + claim.interest_minor + claim.fee_minor)


def total_to_pay(at: Desk) -> Money:
    """Return what the respondent would have to pay under the answer chosen."""
    amounts = at.value("amounts") if at.answer is Answer.ADMIT_PART else None
    if isinstance(amounts, AmountsInput) and amounts.admitted is not None:
        return amounts.admitted
    return claimed_in_all(at.claim)


def plan_in_words(plan: PlanInput, total: Money) -> str:
    """Say how the sum is paid, and for parts how long that takes."""
    if plan.how is HowToPay.DAY and plan.pay_by is not None:
        return _("You pay by {day}.").format(day=day_name(plan.pay_by))
    part, first = plan.instalment, plan.first_on
    if part is None or first is None or plan.how is HowToPay.NOW:
        return _("You pay at once.")
    count = -(-total.minor // part.minor)
    rhythm = _("every week") if plan.every == "week" else _("every month")
    return ngettext(
        "You pay {part} {rhythm} from {day}. This is one payment.",
        "You pay {part} {rhythm} from {day}. These are {count} payments.",
        count,
    ).format(part=part.show(language()), rhythm=rhythm, day=day_name(first), count=count)


def fee_table(pack: Pack, day: date) -> list[tuple[str, str]]:
    """Return the fee of a counterclaim for each range of sums this court decides."""
    limit = pack.limit.on(day).max
    bands = fee_bands(pack, pack.counterclaim.fee, on=day)
    return [_band(band) for band in bands if band.low[0] < limit]


def _band(band: Band) -> tuple[str, str]:
    """Say for which sums a fee is, and how much it is."""
    if band.fixed is not None:
        costs = band.fixed.show(language())
    else:
        costs = _("{rate} of the sum").format(rate=shares(band.rate or Decimal(0)))
    if band.high is None:
        return _("More than {low}").format(low=band.low[0].show(language())), costs
    return _("Up to {high}").format(high=band.high[0].show(language())), costs
