"""Can I claim? What a few first answers say about the court, the fee and the time limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel import Locale
from babel.lists import format_list

from cases.enums import PartyKind
from cases.fees import FeeResult, fee
from cases.packs import Pack
from cases.spoken import day_name
from cases.sums import FILING
from odr.money import Money
from odr.words import _, language


class Place(StrEnum):
    """Where the other side has an address."""

    INSIDE = "inside"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class Asked(StrEnum):
    """Whether the other side was asked to pay."""

    WRITING = "writing"
    SPOKEN = "spoken"
    NO = "no"


class Fit(StrEnum):
    """Whether the claim belongs here."""

    FITS = "fits"
    EARLY = "early"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class FirstAnswers:
    """What a visitor said so far; None where nothing was said yet."""

    kind: str | None = None
    amount: Money | None = None
    place: Place | None = None
    since: date | None = None
    asked: Asked | None = None
    claimant: PartyKind | None = None
    adult: bool | None = None


@dataclass(frozen=True)
class Finding:
    """What the answers mean, in plain words; `reasons` say why it does not fit."""

    fit: Fit
    reasons: tuple[str, ...]
    limit: Money
    time_limit: str
    fee: FeeResult | None


def assess(pack: Pack, said: FirstAnswers, day: date) -> Finding:
    """Say whether a claim like this fits the court, from the court's own pack.

    Nothing is decided here: the court looks at every claim. The fee is worked out on the sum
    alone, so interest asked for later can raise it.
    """
    reasons = tuple(_reasons(pack, said, day))
    early = said.asked is Asked.NO
    fit = Fit.ELSEWHERE if reasons else Fit.EARLY if early else Fit.FITS
    payable = said.amount is not None and fit is not Fit.ELSEWHERE
    return Finding(
        fit=fit,
        reasons=reasons,
        limit=pack.limit.on(day).max,
        time_limit=time_limit(pack, said.since),
        fee=fee(pack, FILING, base=said.amount, on=day) if payable and said.amount else None,
    )


def _reasons(pack: Pack, said: FirstAnswers, day: date) -> Iterator[str]:
    if said.kind is not None:
        kind = pack.scope.kind(said.kind)
        if not kind.allowed:
            yield kind.why_not.read() if kind.why_not else _("This court does not take it.")
    limit = pack.limit.on(day)
    if said.amount is not None and not limit.allows(said.amount):
        yield _("This court decides claims of up to {limit}. Yours is {amount}.").format(
            limit=limit.max.show(language()), amount=said.amount.show(language())
        )
    if said.place is Place.ELSEWHERE:
        yield _(
            "The other side has no address in {area}. Other rules hold for such a claim, and this "
            "service does not cover them. Get advice."
        ).format(area=area_name(pack, "and"))
    if said.adult is False:
        yield _(
            "A person under 18 needs an adult who acts for them in court, and this service cannot "
            "arrange that. Ask the court or an advice centre."
        )


def area_name(pack: Pack, link: str = "or") -> str:
    """Name the area of the court, like England or Wales."""
    known = {
        "ENG": _("England"),
        "WLS": _("Wales"),
        "SCT": _("Scotland"),
        "NIR": _("Northern Ireland"),
    }
    parts = [known[code] for code in pack.court.subdivision.split(",") if code in known]
    if not parts:
        locale = Locale.parse(language().replace("-", "_"))
        return str(locale.territories.get(pack.court.country, pack.court.country))
    spoken = language().replace("-", "_")
    if link == "or":
        return format_list(parts, style="or", locale=spoken)
    return format_list(parts, locale=spoken)


def time_limit(pack: Pack, since: date | None) -> str:
    """Say how long there is to claim; nothing is worked out from a figure nobody confirmed."""
    rule = pack.scope.limitation
    if rule.period is None:
        return rule.notice.read()
    if since is None:
        return _("You have {period} to claim.").format(period=rule.period.words())
    last = pack.days.add(since, rule.period.n, rule.period.unit)
    return _("You have {period} to claim. Counted from {since}, that is until {last}.").format(
        period=rule.period.words(), since=day_name(since), last=day_name(last)
    )
