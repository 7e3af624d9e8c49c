"""Who opened the case file and when: the parties can read it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries
from cases.enums import Entry
from cases.models import Claim, FileOpening
from cases.sums import pack_of
from odr import ledger
from odr.clock import Clock
from odr.db import Sessions
from odr.permissions import Actor, Role

ONCE_A_CASE = {Role.MEDIATOR, Role.CITIZEN, Role.VISITOR}


def note_opening(session: Session, actor: Actor, claim: Claim, *, clock: Clock) -> None:
    """Note that somebody opened the file: each officer once a day, so that looking stays cheap.

    A mediator and the parties are noted once per case: on which days they come and go would tell
    how busy the rooms are, and that is nobody's business outside them.
    """
    who = actor.account_id or actor.party_id
    if who is None:
        return
    queries.lock(session, claim)
    if _was_noted(session, actor, claim, clock=clock):
        return
    now = clock.now()
    day = pack_of(claim).days.day_of(now)
    session.add(
        FileOpening(claim_id=claim.id, opened_by=who, role=actor.role.value, day=day, at=now)
    )
    ledger.record(session, actor, Entry.FILE_OPENED, claim.id, at=now, day=day.isoformat())


def was_opened_by(session: Session, claim: Claim, who: UUID) -> bool:
    """Tell whether this person ever opened the file."""
    seen = select(FileOpening.id).where(
        FileOpening.claim_id == claim.id, FileOpening.opened_by == who
    )
    return session.scalar(seen.limit(1)) is not None


def _was_noted(session: Session, actor: Actor, claim: Claim, *, clock: Clock) -> bool:
    """Tell whether this opening needs no further note."""
    seen = select(FileOpening.id).where(
        FileOpening.claim_id == claim.id,
        FileOpening.opened_by == (actor.account_id or actor.party_id),
    )
    if actor.role not in ONCE_A_CASE:
        day = pack_of(claim).days.day_of(clock.now())
        seen = seen.where(FileOpening.day == day)
    return session.scalar(seen.limit(1)) is not None


def note_looking(
    sessions: Sessions, session: Session, actor: Actor, claim: Claim, *, clock: Clock
) -> None:
    """Note an opening for a page that only looks, in a short transaction of its own.

    The page's own session has no right to write, so the first look of the day costs one more.
    """
    if _was_noted(session, actor, claim, clock=clock):
        return
    with sessions() as apart, apart.begin():
        note_opening(apart, actor, claim, clock=clock)


def openings_of(session: Session, claim: Claim) -> list[FileOpening]:
    """Return who opened the file, newest first."""
    return list(
        session.scalars(
            select(FileOpening)
            .where(FileOpening.claim_id == claim.id)
            .order_by(FileOpening.at.desc(), FileOpening.id)
        )
    )
