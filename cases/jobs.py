"""What the court does by itself: notices, reminders, silence, judgment after the buffer, lapse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from cases import callbacks
from cases.claims import lapse_claim
from cases.defaults import enter_default, note_silence, remind
from cases.drafts import delete_draft
from cases.enums import AnswerStatus, ClaimStatus
from cases.models import Claim, Draft, Party
from cases.service import make_notices
from odr import jobs
from odr.clock import Clock
from odr.permissions import SYSTEM

REGISTERED = (callbacks,)
"""Modules whose own jobs stand beside their deeds."""

REMIND_BEFORE = timedelta(days=5)
Found = Iterable[tuple[str, dict[str, Any]]]


@jobs.job("cases.make_notices")
def do_make_notices(session: Session, *, clock: Clock, **args: Any) -> None:
    """Make the notices of a claim that was issued."""
    make_notices(session, SYSTEM, UUID(args["claim_id"]), clock=clock)


@jobs.job("cases.note_silence")
def do_note_silence(session: Session, *, clock: Clock, **args: Any) -> None:
    """Note that the time to answer has passed."""
    note_silence(session, SYSTEM, UUID(args["claim_id"]), clock=clock)


@jobs.sweep("cases.find_silence")
def find_silence(session: Session, *, clock: Clock) -> Found:
    """Find claims with a respondent whose time has passed and is not noted yet."""
    found = session.scalars(
        select(Claim.id)
        .join(Party, Party.claim_id == Claim.id)
        .where(Claim.status == ClaimStatus.SERVED)
        .where(Party.answer_status == AnswerStatus.AWAITED, Party.response_due <= clock.now())
        .distinct()
        .order_by(Claim.id)
    )
    return [("cases.note_silence", {"claim_id": claim_id}) for claim_id in found]


@jobs.job("cases.enter_default")
def do_enter_default(session: Session, *, clock: Clock, **args: Any) -> None:
    """Enter a judgment whose buffer has passed."""
    enter_default(session, SYSTEM, UUID(args["claim_id"]), clock=clock)


@jobs.sweep("cases.find_defaults")
def find_defaults(session: Session, *, clock: Clock) -> Found:
    """Find judgments asked for whose buffer has passed."""
    found = session.scalars(
        select(Claim.id)
        .where(Claim.status == ClaimStatus.SERVED, Claim.default_enter_after <= clock.now())
        .order_by(Claim.id)
    )
    return [("cases.enter_default", {"claim_id": claim_id}) for claim_id in found]


@jobs.job("cases.remind")
def do_remind(session: Session, *, clock: Clock, **args: Any) -> None:
    """Remind one respondent."""
    remind(session, SYSTEM, UUID(args["claim_id"]), UUID(args["party_id"]), clock=clock)


@jobs.sweep("cases.find_reminders")
def find_reminders(session: Session, *, clock: Clock) -> Found:
    """Find respondents whose time ends soon and who have not been reminded of it."""
    now = clock.now()
    rows = session.execute(
        select(Party.claim_id, Party.id)
        .where(Party.answer_status == AnswerStatus.AWAITED, Party.email != "")
        .where(Party.response_due > now, Party.response_due <= now + REMIND_BEFORE)
        .where(or_(Party.reminded_for.is_(None), Party.reminded_for != Party.response_due))
        .order_by(Party.id)
    )
    return [("cases.remind", {"claim_id": claim, "party_id": party}) for claim, party in rows]


@jobs.job("cases.lapse")
def do_lapse(session: Session, *, clock: Clock, **args: Any) -> None:
    """Close a claim whose time ran out."""
    lapse_claim(session, SYSTEM, UUID(args["claim_id"]), clock=clock)


@jobs.sweep("cases.find_lapsed")
def find_lapsed(session: Session, *, clock: Clock) -> Found:
    """Find claims not paid for, not put right, not served or not replied to in time."""
    now = clock.now()
    found = session.scalars(
        select(Claim.id)
        .where(
            or_(
                and_(Claim.status == ClaimStatus.SUBMITTED, Claim.pay_fee_by <= now),
                and_(Claim.status == ClaimStatus.RETURNED, Claim.cure_due <= now),
                and_(Claim.status == ClaimStatus.ISSUED, Claim.serve_by < now.date()),
                and_(Claim.status == ClaimStatus.ANSWERED, Claim.reply_due <= now),
            )
        )
        .order_by(Claim.id)
    )
    return [("cases.lapse", {"claim_id": claim_id}) for claim_id in found]


@jobs.job("cases.delete_draft")
def do_delete_draft(session: Session, *, clock: Clock, **args: Any) -> None:
    """Delete one old draft."""
    delete_draft(session, SYSTEM, UUID(args["draft_id"]), clock=clock)


@jobs.sweep("cases.find_old_drafts")
def find_old_drafts(session: Session, *, clock: Clock) -> Found:
    """Find drafts nobody touched for the time drafts are kept."""
    found = session.scalars(
        select(Draft.id).where(Draft.expires_at <= clock.now()).order_by(Draft.id)
    )
    return [("cases.delete_draft", {"draft_id": draft_id}) for draft_id in found]
