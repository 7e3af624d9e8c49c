"""Who decides: a draw anyone can repeat, and the word that nothing ties them to a party."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases import officers
from cases import queries as cases
from cases.enums import ClaimStatus
from cases.models import CaseOfficer, Claim
from cases.openings import note_opening
from hearings.bench import policies, queries
from hearings.bench.enums import Barred, BenchEntry, SeatEvent, SeatStatus
from hearings.bench.inputs import StepAsideInput
from hearings.bench.lifecycle import SEAT
from hearings.bench.lots import FEWEST, RULE, Lot, holder, lots
from hearings.bench.models import Decision, Draw, Finding, Issue
from odr import jobs, ledger
from odr.clock import Clock
from odr.entropy import entropy_of
from odr.models import Account
from odr.permissions import Actor, Role, require

DRAW_JOB = "bench.draw_adjudicator"
TELL_REGISTRY_JOB = "bench.tell_registry"
TELL_ADJUDICATOR_JOB = "bench.tell_adjudicator"


def draw_adjudicator(
    session: Session, actor: Actor, claim_id: UUID, *, clock: Clock
) -> Draw | None:
    """Draw who decides a case, and keep all that is needed to repeat the draw by hand.

    The first draw needs three names; after somebody stepped aside those who are left are enough.
    With too few the registry is told, once for the same state of things. None if the case has
    an adjudicator already or no longer waits for one, so the job may run twice.
    """
    require(policies.may_draw(actor))
    claim = cases.claim_for(session, actor, claim_id, lock=True)
    if claim.status is not ClaimStatus.DECISION or queries.seat_of(session, claim.id) is not None:
        return None
    earlier = queries.draws_of(session, actor, claim)
    draw = _prepare(session, claim, len(earlier) + 1, clock=clock)
    stepped_aside = any(past.status is SeatStatus.STEPPED_ASIDE for past in earlier)
    if len(draw.candidates) < (1 if stepped_aside else FEWEST):
        return _leave_empty(session, actor, draw, earlier)
    draw.ticket = entropy_of(session).below(draw.tickets)
    drawn = holder([Lot(UUID(row[0]), row[1], row[2]) for row in draw.candidates], draw.ticket)
    draw.account_id, draw.status = drawn.account_id, SeatStatus.DRAWN
    session.add(draw)
    _record(session, actor, draw, BenchEntry.DRAWN)
    account = session.get_one(Account, drawn.account_id)
    officers.appoint(session, actor, claim.id, account, clock=clock)
    jobs.enqueue(session, TELL_ADJUDICATOR_JOB, draw_id=draw.id)
    return draw


def _prepare(session: Session, claim: Claim, number: int, *, clock: Clock) -> Draw:
    """Put everyone into the draw or out of it, each with the reason."""
    open_to = {account.id for account in officers.candidates(session, claim, Role.ADJUDICATOR)}
    everyone = session.scalars(
        select(Account.id)
        .where(Account.role == Role.ADJUDICATOR, Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    left_out = [account_id for account_id in everyone if account_id not in open_to]
    loads = queries.undecided(session)
    candidates = lots([(account_id, loads.get(account_id, 0)) for account_id in open_to])
    past = _roles_held(session, claim)
    return Draw(
        claim_id=claim.id,
        number=number,
        drawn_at=clock.now(),
        rule=RULE,
        candidates=[lot.as_row() for lot in candidates],
        excluded=[[str(account_id), _why(past.get(account_id)).value] for account_id in left_out],
        tickets=sum(lot.tickets for lot in candidates),
        status=SeatStatus.EMPTY,
    )


def _roles_held(session: Session, claim: Claim) -> dict[UUID, str]:
    rows = session.execute(
        select(CaseOfficer.account_id, CaseOfficer.role).where(CaseOfficer.claim_id == claim.id)
    )
    return {row.account_id: row.role for row in rows}


def _why(role: str | None) -> Barred:
    if role is None:
        return Barred.PARTY
    return Barred.STEPPED_ASIDE if role == Role.ADJUDICATOR.value else Barred.MEDIATED


def _leave_empty(session: Session, actor: Actor, draw: Draw, earlier: list[Draw]) -> Draw | None:
    """Note that nobody could be drawn and tell the registry, unless it knows this already."""
    last = earlier[-1] if earlier else None
    if last is not None and last.status is SeatStatus.EMPTY and _same(last, draw):
        return None
    session.add(draw)
    _record(session, actor, draw, BenchEntry.NONE_LEFT)
    jobs.enqueue(session, TELL_REGISTRY_JOB, draw_id=draw.id)
    return draw


def _same(one: Draw, other: Draw) -> bool:
    def people(draw: Draw) -> list[str]:
        return [str(row[0]) for row in (*draw.candidates, *draw.excluded)]

    return people(one) == people(other)


def _record(session: Session, actor: Actor, draw: Draw, entry: BenchEntry) -> None:
    ledger.record(
        session,
        actor,
        entry,
        draw.claim_id,
        at=draw.drawn_at,
        draw=draw.number,
        rule=draw.rule,
        candidates=draw.candidates,
        excluded=draw.excluded,
        tickets=draw.tickets,
        ticket=draw.ticket,
        drawn=draw.account_id,
    )


def declare_no_conflict(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Draw:
    """Say that nothing ties one to a party; from now on the file is open."""
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    seat.status = SEAT.next(seat.status, SeatEvent.DECLARE_NONE)
    seat.declared_at = clock.now()
    ledger.record(session, actor, BenchEntry.NO_CONFLICT, claim.id, at=seat.declared_at)
    note_opening(session, actor, claim, clock=clock)
    return seat


def step_aside(
    session: Session, actor: Actor, claim_id: UUID, given: StepAsideInput, *, clock: Clock
) -> Draw:
    """Give the case back; the next adjudicator is drawn and starts from a clean table.

    It stays possible until the decision is signed, because a tie may show late. The reason stays
    with the registry; questions that were asked and their answers stay in the case.
    """
    claim, seat = queries.seat_for(session, actor, claim_id, lock=True)
    if seat.status is SeatStatus.SITTING:
        require(policies.may_decide(claim, seat))
    seat.status = SEAT.next(seat.status, SeatEvent.STEP_ASIDE)
    seat.declared_at, seat.reason = clock.now(), given.reason
    issues = select(Issue.id).where(Issue.claim_id == claim.id)
    session.execute(delete(Finding).where(Finding.issue_id.in_(issues)))
    session.execute(delete(Issue).where(Issue.claim_id == claim.id))
    session.execute(delete(Decision).where(Decision.claim_id == claim.id))
    officers.step_down(session, actor, claim.id, cast(UUID, actor.account_id), clock=clock)
    jobs.enqueue(session, DRAW_JOB, claim_id=claim.id)
    return seat


def names_alike(name: str, claim: Claim) -> list[str]:
    """Return the parties who share a name with the adjudicator: a hint, never a verdict."""
    own = _names(name)
    return [party.name for party in claim.parties if own & _names(party.name)]


def _names(name: str) -> set[str]:
    """Return the words of a name that could be a family's or a firm's."""
    return {word.strip(".,").casefold() for word in name.split() if len(word.strip(".,")) > 2}
