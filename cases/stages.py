"""The way of a case from the filing to the end: what is done, where it stands, what comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cases.enums import ClaimStatus
from cases.models import Claim
from odr.words import _


@dataclass(frozen=True)
class Stage:
    """One stage on the way of a case: done, now or later."""

    title: str
    at: datetime | date | None
    state: str


def stages(claim: Claim) -> list[Stage]:
    """Show the way of a case from the filing to the end, with the days that are known.

    A case that is closed shows only what happened and its end. One that was settled or judged
    shows no stage it may have passed by: the docket tells which way it went.
    """
    rows = [row for row in _way(claim) if not _passed_by(claim, row[0])]
    if claim.status is ClaimStatus.CLOSED:
        past = [Stage(title, at, "done") for _status, title, at in rows if at is not None]
        return [*past, Stage(_("Closed"), claim.closed_at, "now")]
    order = [status for status, _title, _at in rows]
    now = order.index(_SHOWN_AS.get(claim.status, claim.status))
    return [
        Stage(title, at if place <= now else None, _state(place, now))
        for place, (_status, title, at) in enumerate(rows)
    ]


def _passed_by(claim: Claim, stage: ClaimStatus) -> bool:
    if claim.status not in {ClaimStatus.SETTLED, ClaimStatus.JUDGED}:
        return False
    if stage is ClaimStatus.ANSWERED:
        return claim.reply_due is None
    return stage in {ClaimStatus.MEDIATION, ClaimStatus.DECISION}


_SHOWN_AS = {
    ClaimStatus.SETTLED: ClaimStatus.JUDGED,
    ClaimStatus.RETURNED: ClaimStatus.IN_REVIEW,
}


def _way(claim: Claim) -> list[tuple[ClaimStatus, str, datetime | date | None]]:
    settled = claim.status is ClaimStatus.SETTLED
    return [
        (ClaimStatus.SUBMITTED, _("Claim sent"), claim.filed_at),
        (ClaimStatus.IN_REVIEW, _("Checked by the court"), None),
        (ClaimStatus.ISSUED, _("Accepted"), claim.issued_at),
        (ClaimStatus.SERVED, _("Brought to the other side"), claim.served_on),
        (ClaimStatus.ANSWERED, _("Answered"), None),
        (ClaimStatus.MEDIATION, _("Mediation"), None),
        (ClaimStatus.DECISION, _("With the adjudicator"), None),
        (ClaimStatus.JUDGED, _("Settled") if settled else _("Order made"), None),
    ]


def _state(place: int, now: int) -> str:
    return "now" if place == now else "done" if place < now else "later"
