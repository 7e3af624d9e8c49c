"""Writing a decision: the draft, which only its author sees, and what its author has read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import Session

from cases.models import Claim
from cases.sums import pack_of
from hearings.bench import policies, queries
from hearings.bench.enums import BenchEntry, DecisionStatus
from hearings.bench.inputs import DecisionInput
from hearings.bench.models import Decision
from hearings.bench.stale import Changed, NewFilings
from odr import ledger
from odr.clock import Clock
from odr.errors import IllegalMove, Invalid
from odr.permissions import Actor, require
from odr.words import _

FIRST_VERSION = 1


def open_draft(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Decision:
    """Return the draft of a decision, begun with a list of everything filed so far."""
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    require(policies.may_decide(claim, seat))
    found = queries.decision_of(session, claim)
    if found is not None:
        return found
    now = clock.now()
    filings = queries.filings_of(queries.case_file(session, claim))
    decision = Decision(
        claim_id=claim.id,
        adjudicator_id=cast(UUID, actor.account_id),
        status=DecisionStatus.WRITING,
        version=FIRST_VERSION,
        manifest=[filing.key for filing in filings],
        background="",
        conclusion="",
        allow_interest=True,
        allow_fee=True,
        opened_at=now,
        saved_at=now,
    )
    session.add(decision)
    note_privately(
        session, actor, claim, BenchEntry.DRAFT_OPENED, clock=clock, filings=len(filings)
    )
    return decision


def save_draft(
    session: Session, actor: Actor, claim_id: UUID, given: DecisionInput, *, clock: Clock
) -> Decision:
    """Save the frame of the decision.

    If it was saved elsewhere since the author opened it, nothing is written and both texts can
    be shown.
    """
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    require(policies.may_decide(claim, seat))
    kept = queries.decision_of(session, claim)
    if given.version != (kept.version if kept else FIRST_VERSION):
        raise Changed(_("This draft was changed in another window."), kept)
    _check_plan(claim, given, pack_of(claim).days.day_of(clock.now()))
    decision = open_draft(session, actor, claim.id, clock=clock)
    decision.background, decision.conclusion = given.background, given.conclusion
    decision.allow_interest, decision.allow_fee = given.allow_interest, given.allow_fee
    decision.pay_by = given.pay_by
    decision.instalment_minor = None if given.instalment is None else given.instalment.minor
    decision.instalment_every = given.instalment_every
    decision.version += 1
    decision.saved_at = clock.now()
    note_privately(
        session, actor, claim, BenchEntry.DRAFT_SAVED, clock=clock, version=decision.version
    )
    return decision


def _check_plan(claim: Claim, given: DecisionInput, today: date) -> None:
    if given.pay_by is not None and given.pay_by <= today:
        raise Invalid(_("Choose a day after today for the payment."), "pay_by")
    if given.instalment is not None and given.instalment.currency != claim.currency:
        raise Invalid(_("Enter every sum in the currency of the claim."), "instalment")


def read_filings(
    session: Session, actor: Actor, claim_id: UUID, manifest: str, *, clock: Clock
) -> Decision:
    """Say that everything filed so far has been read, as the page that was sent listed it."""
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    require(policies.may_decide(claim, seat))
    filings = queries.filings_of(queries.case_file(session, claim))
    if queries.fingerprint(filings) != manifest:
        kept = queries.decision_of(session, claim)
        unseen = queries.unseen(kept, filings) if kept else filings
        raise NewFilings(_("Something more was filed. Read it first."), unseen)
    decision = open_draft(session, actor, claim.id, clock=clock)
    decision.manifest = [filing.key for filing in filings]
    note_privately(
        session, actor, claim, BenchEntry.FILINGS_READ, clock=clock, filings=len(filings)
    )
    return decision


def note_privately(
    session: Session, actor: Actor, claim: Claim, entry: StrEnum, *, clock: Clock, **data: Any
) -> None:
    """Write a deed of drafting into the author's own chain.

    The parties read the record of their case; how often and when a draft was touched is no
    business of theirs before the decision is signed.
    """
    account_id = actor.account_id
    if account_id is None:
        raise IllegalMove(_("Only a person with an account writes a decision."))
    deed = ledger.Deed(entry, clock.now(), {"claim": claim.id, **data})
    ledger.append(session, ledger.RECORD, ledger.account_chain(account_id), actor, deed)
