"""A claim from the filing to the registry's check, and the ways to stop it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cases import drafts, payments, policies, queries
from cases.clocks import runs_from
from cases.enums import (
    AnswerStatus,
    ClaimEvent,
    ClaimStatus,
    ClosedReason,
    Entry,
    PaperKind,
    PaymentPurpose,
    ReviewOutcome,
    Side,
)
from cases.evidence import file_exhibits
from cases.inputs import ClaimInput, PartyInput, ReturnInput, TruthInput
from cases.lifecycle import CLAIM
from cases.models import (
    AmountLine,
    Claim,
    DraftFile,
    FilingReview,
    Party,
    TimelineRow,
    next_in_series,
)
from cases.packs import Pack
from cases.paperwork import ask_for_paper
from cases.sums import FilingSum, court_pack, filing_sum, pack_of
from cases.tell import tell_parties
from odr import jobs, ledger
from odr.clock import Clock
from odr.errors import Forbidden, IllegalMove, Invalid
from odr.permissions import Actor, require
from odr.words import _, language

CURE = "cure"
PAY_FEE = "pay_filing_fee"
Named = Party | PartyInput


def file_claim(
    session: Session,
    actor: Actor,
    draft_id: UUID,
    given: ClaimInput,
    truth: TruthInput,
    *,
    clock: Clock,
) -> Claim:
    """File a claim made from a draft: the filing time is now, whatever follows.

    A second press of the button finds no draft any more, so one draft gives one claim. What needs
    no row is worked out before the draft is locked: on SQLite nobody else can write meanwhile.
    """
    now, pack = clock.now(), court_pack(session)
    day = pack.days.day_of(now)
    _check_against_pack(pack, given, day)
    worked = filing_sum(pack, given, day)
    claim = _new_claim(pack, given, worked, now)
    claim.truth_name, claim.truth_role = truth.name, truth.role
    draft = drafts.draft_for(session, actor, draft_id, lock=True)
    if draft.account_id is None:
        raise Forbidden(_("Sign in to file a claim."))
    claim.created_by = draft.account_id
    files = drafts.files_of(session, draft)
    session.add(claim)
    _add_parties(session, actor, claim, given)
    session.flush()  # the rows below name the claim and its parties, so these are written first
    _add_rows(session, claim, given)
    ledger.begin(session, ledger.case_chain(claim.id))
    ledger.record(
        session,
        actor,
        Entry.CLAIM_SUBMITTED,
        claim.id,
        at=now,
        claimed=claim.claimed_minor,
        interest=claim.interest_minor,
        pack=f"{pack.id} {pack.version}",
        draft=draft.id,
    )
    file_exhibits(session, actor, claim, claim.claimants[0], files, at=now)
    payments.fee_due(
        session,
        actor,
        claim,
        claim.claimants[0],
        PaymentPurpose.FILING,
        worked.fee,
        clock=clock,
    )
    if files:
        session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.delete(draft)
    return claim


def _new_claim(pack: Pack, given: ClaimInput, worked: FilingSum, now: datetime) -> Claim:
    """Write down a claim as it was given, with the sums of the day it is filed."""
    asked = given.interest
    return Claim(
        pack_id=pack.id,
        pack_version=pack.version,
        status=ClaimStatus.SUBMITTED,
        status_since=now,
        title=cover(given.claimants, given.respondents),
        kind=given.kind,
        currency=pack.currency,
        claimed_minor=given.claimed.minor,
        interest_basis=asked.basis,
        interest_rate=None if asked.rate is None else str(asked.rate),
        interest_from=asked.since,
        interest_reason=asked.reason or None,
        interest_minor=worked.interest.value.minor,
        fee_minor=worked.fee.value.minor,
        what_happened=given.what_happened,
        due_since=given.due_since,
        filed_at=now,
        pay_fee_by=runs_from(pack, PAY_FEE, now).due,
        parties=[],
    )


def _check_against_pack(pack: Pack, given: ClaimInput, day: date) -> None:
    if given.claimed.currency != pack.currency:
        raise Invalid(_("This court takes claims in {currency}.").format(currency=pack.currency))
    limit = pack.limit.on(day)
    if not limit.allows(given.claimed):
        raise Invalid(
            _(
                "This court decides claims of up to {limit}. Lower your claim or use another court."
            ).format(limit=limit.max.show(language())),
            "amounts",
        )
    names = [party.name.casefold() for party in (*given.claimants, *given.respondents)]
    if len(set(names)) != len(names):
        raise Invalid(_("The same name is on the list twice. Check who claims from whom."))


def cover(claimants: Sequence[Named], respondents: Sequence[Named]) -> str:
    """Return the parties' names in short form, as on the cover of a file."""

    def short(parties: Sequence[Named]) -> str:
        more = _(" and others") if len(parties) > 1 else ""
        return parties[0].name[:120] + more

    return f"{short(claimants)} v {short(respondents)}"


def _add_parties(session: Session, actor: Actor, claim: Claim, given: ClaimInput) -> None:
    for side, parties in ((Side.CLAIMANT, given.claimants), (Side.RESPONDENT, given.respondents)):
        for position, party in enumerate(parties, start=1):
            row = Party(
                claim_id=claim.id,
                side=side,
                position=position,
                account_id=actor.account_id if (side, position) == (Side.CLAIMANT, 1) else None,
                answer_status=AnswerStatus.NOT_SERVED if side is Side.RESPONDENT else None,
                **party.model_dump(),
            )
            claim.parties.append(row)


def _add_rows(session: Session, claim: Claim, given: ClaimInput) -> None:
    teller = claim.claimants[0]
    for position, amount in enumerate(given.amounts, start=1):
        session.add(
            AmountLine(
                claim_id=claim.id,
                position=position,
                reason=amount.reason,
                amount_minor=amount.amount.minor,
            )
        )
    for position, row in enumerate(given.timeline, start=1):
        session.add(
            TimelineRow(
                claim_id=claim.id, party_id=teller.id, position=position, **row.model_dump()
            )
        )


def accept_filing(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Accept a filing: it gets its case number and is issued; the papers and service follow."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_review(actor))
    now = clock.now()
    claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.ACCEPT), now
    pack = pack_of(claim)
    claim.issued_at, claim.cure_due = now, None
    claim.number = _next_number(session, pack, pack.days.day_of(now).year)
    claim.serve_by = runs_from(pack, pack.service.within, now).value
    session.add(
        FilingReview(
            claim_id=claim.id, clerk_id=actor.account_id, outcome=ReviewOutcome.ACCEPTED, at=now
        )
    )
    ledger.record(session, actor, Entry.CLAIM_ACCEPTED, claim.id, at=now, number=claim.number)
    ask_for_paper(session, claim, PaperKind.SEALED_CLAIM, at=now)
    jobs.enqueue(session, "cases.make_notices", claim_id=claim.id)
    tell_parties(session, claim, Side.CLAIMANT, "issued", at=now)
    return claim


def _next_number(session: Session, pack: Pack, year: int) -> str:
    """Give the next number of the court's year; taken late, so that no number is lost."""
    sequence = next_in_series(session, f"{pack.id}:{year}")
    return pack.numbering.numbers.number(year=year, sequence=sequence)


def return_filing(
    session: Session, actor: Actor, claim_id: UUID, given: ReturnInput, *, clock: Clock
) -> Claim:
    """Send a filing back with a coded reason and time to put it right; the filing time stays."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_review(actor))
    now = clock.now()
    claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.RETURN), now
    claim.cure_due = runs_from(pack_of(claim), CURE, now).due
    session.add(
        FilingReview(
            claim_id=claim.id,
            clerk_id=actor.account_id,
            outcome=ReviewOutcome.RETURNED,
            reason=given.reason,
            what_to_do=given.what_to_do,
            at=now,
        )
    )
    ledger.record(
        session,
        actor,
        Entry.CLAIM_RETURNED,
        claim.id,
        at=now,
        reason=given.reason.value,
        cure_by=claim.cure_due,
    )
    tell_parties(session, claim, Side.CLAIMANT, "returned", at=now)
    return claim


def resubmit_claim(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    parties: list[PartyInput],
    *,
    what_happened: str = "",
    clock: Clock,
) -> Claim:
    """Send a returned filing again, put right; the first filing time counts.

    The respondents and the story can be changed. The sums stay, because fee and interest were
    worked out on them; a claim for another sum is a new claim.
    """
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.is_claimant(actor, claim))
    now = clock.now()
    if claim.cure_due is not None and now >= claim.cure_due:
        raise IllegalMove(_("The time to put the claim right has passed. Please file a new claim."))
    if len(parties) != len(claim.respondents):
        raise Invalid(_("Give the details of every respondent."))
    claim.status, claim.status_since = CLAIM.next(claim.status, ClaimEvent.RESUBMIT), now
    for party, given in zip(claim.respondents, parties, strict=True):
        for name, value in given.model_dump().items():
            setattr(party, name, value)
    claim.what_happened = what_happened or claim.what_happened
    claim.title = cover(claim.claimants, claim.respondents)
    ledger.record(session, actor, Entry.CLAIM_RESUBMITTED, claim.id, at=now)
    return claim


def withdraw_claim(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim:
    """Stop the claim; both sides are told and the case is closed."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_withdraw(actor, claim))
    close_claim(claim, ClaimEvent.WITHDRAW, ClosedReason.WITHDRAWN, clock=clock)
    ledger.record(session, actor, Entry.CLAIM_WITHDRAWN, claim.id, at=clock.now())
    if claim.served_on is not None:
        tell_parties(session, claim, Side.RESPONDENT, "withdrawn", at=clock.now())
    return claim


def lapse_claim(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Claim | None:
    """Close a claim whose time ran out: not paid, put right, served or replied to."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    if not queries.has_lapsed(claim, clock.now()):
        return None
    close_claim(claim, ClaimEvent.LAPSE, ClosedReason.LAPSED, clock=clock)
    ledger.record(session, actor, Entry.CLAIM_LAPSED, claim.id, at=clock.now())
    tell_parties(session, claim, Side.CLAIMANT, "lapsed", at=clock.now())
    return claim


def close_claim(claim: Claim, event: ClaimEvent, reason: ClosedReason, *, clock: Clock) -> None:
    """Move a case to its end and note why."""
    now = clock.now()
    claim.status, claim.status_since = CLAIM.next(claim.status, event), now
    claim.closed_reason, claim.closed_at = reason, now
