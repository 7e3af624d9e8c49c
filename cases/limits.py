"""Whether a claim is of a size and from a claimant this court may decide on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.enums import PartyKind
from cases.packs.schema import Limit, Pack
from cases.packs.sourcing import in_words
from cases.packs.vocabulary import Confidence
from odr.money import Money
from odr.words import _, language


class OutOfBounds(StrEnum):
    """Why a claim does not fit the court."""

    OVER_LIMIT = "over_limit"
    USE_OTHER_COURT = "use_other_court"
    CLAIMANT_TYPE = "claimant_type"


@dataclass(frozen=True)
class LimitResult:
    """Whether a claim fits, with the steps, the rule and where it comes from.

    `other` names the pack of the court that takes the claim instead, where one is known.
    """

    accepted: bool
    reason: OutOfBounds | None
    other: str
    steps: tuple[str, ...]
    rule: str
    source: str
    confidence: Confidence | None


def within_limit(
    pack: Pack,
    amount: Money,
    *,
    on: date,
    consent: bool = False,
    claimant: PartyKind | None = None,
) -> LimitResult:
    """Say whether the court may decide a claim of this amount, filed on this day.

    `consent` is whether both sides agree to the higher limit, where the court has one.
    Raises NotConfirmed when the pack has no confirmed limit for the day.
    """
    limit = pack.limit.on(on)
    reason, steps = _judged(pack, limit, amount, consent=consent, claimant=claimant)
    by_type = reason is OutOfBounds.CLAIMANT_TYPE
    behind = pack.parties.behind("claimant_types") if by_type else pack.scope.behind("limit")
    return LimitResult(
        accepted=reason is None,
        reason=reason,
        other=pack.scope.otherwise_use or "" if reason is OutOfBounds.USE_OTHER_COURT else "",
        steps=steps,
        rule=_("Who may claim here") if by_type else _("The largest claim of the court"),
        source=in_words(behind, pack.sources),
        confidence=behind.confidence,
    )


def _judged(
    pack: Pack, limit: Limit, amount: Money, *, consent: bool, claimant: PartyKind | None
) -> tuple[OutOfBounds | None, tuple[str, ...]]:
    if claimant is not None and claimant not in pack.parties.claimant_types:
        return OutOfBounds.CLAIMANT_TYPE, (_("This court does not take claims from businesses."),)
    claimed = _("The claim is for {amount}.").format(amount=amount.show(language()))
    if limit.min_exclusive is not None and amount <= limit.min_exclusive:
        least = _("Claims of {amount} or less go to another court first.")
        shown = limit.min_exclusive.show(language())
        return OutOfBounds.USE_OTHER_COURT, (claimed, least.format(amount=shown))
    most = limit.most(consent=consent)
    upto = _("This court decides claims of up to {limit}.").format(limit=most.show(language()))
    steps = [claimed, upto]
    if limit.max_with_consent is not None and not consent:
        agreed = _("If both sides agree in writing, it decides claims of up to {limit}.")
        steps.append(agreed.format(limit=limit.max_with_consent.show(language())))
    fits = limit.allows(amount, consent=consent)
    return None if fits else OutOfBounds.OVER_LIMIT, tuple(steps)
