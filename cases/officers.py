"""Who may be appointed to a case, and the rule that no mediator ever decides it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import queries
from cases.enums import ClaimStatus, Entry
from cases.models import CaseOfficer, Claim
from odr import ledger
from odr.clock import Clock
from odr.errors import IllegalMove, NotFound
from odr.models import Account
from odr.permissions import Actor, Role
from odr.words import _


def candidates(session: Session, claim: Claim, role: Role) -> list[Account]:
    """Return the officers who may be appointed, by account id, so that a draw can be repeated.

    Left out: parties of the case, and everyone who was ever appointed to it in any role. Who
    once mediated a case can never decide it, and who stepped down is not asked again.
    """
    barred = select(CaseOfficer.account_id).where(CaseOfficer.claim_id == claim.id)
    parties = {party.account_id for party in claim.parties if party.account_id}
    found = session.scalars(
        select(Account)
        .where(Account.role == role, Account.disabled_at.is_(None), Account.id.not_in(barred))
        .order_by(Account.id)
    )
    return [account for account in found if account.id not in parties | {claim.created_by}]


def caseload(session: Session, role: Role) -> dict[UUID, int]:
    """Return how many open cases each officer of a role has now."""
    rows = session.execute(
        select(CaseOfficer.account_id, func.count())
        .join(Claim, Claim.id == CaseOfficer.claim_id)
        .where(CaseOfficer.role == role.value, CaseOfficer.until.is_(None))
        .where(Claim.status.in_([ClaimStatus.MEDIATION, ClaimStatus.DECISION]))
        .group_by(CaseOfficer.account_id)
    )
    return dict(rows.all())


def appoint(
    session: Session, actor: Actor, claim_id: UUID, account: Account, *, clock: Clock
) -> CaseOfficer:
    """Appoint a mediator or adjudicator to a case, in the role of their account."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    if account.id not in {candidate.id for candidate in candidates(session, claim, account.role)}:
        raise IllegalMove(_("This officer cannot be appointed to this case."))
    now = clock.now()
    officer = CaseOfficer(
        claim_id=claim.id, account_id=account.id, role=account.role.value, appointed_at=now
    )
    session.add(officer)
    ledger.record(
        session,
        actor,
        Entry.OFFICER_APPOINTED,
        claim.id,
        at=now,
        officer=account.id,
        role=account.role.value,
    )
    return officer


def step_down(
    session: Session, actor: Actor, claim_id: UUID, account_id: UUID, *, clock: Clock
) -> CaseOfficer:
    """End an appointment; the officer no longer sees the case from now on."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    officer = appointed(session, claim.id, account_id)
    if officer is None:
        raise NotFound(_("This officer is not appointed to this case."))
    officer.until = clock.now()
    ledger.record(
        session,
        actor,
        Entry.OFFICER_STEPPED_DOWN,
        claim.id,
        at=officer.until,
        officer=account_id,
        role=officer.role,
    )
    return officer


def appointed(session: Session, claim_id: UUID, account_id: UUID) -> CaseOfficer | None:
    """Return the standing appointment of an officer to a case."""
    return session.scalar(
        select(CaseOfficer).where(
            CaseOfficer.claim_id == claim_id,
            CaseOfficer.account_id == account_id,
            CaseOfficer.until.is_(None),
        )
    )


def officer_in(session: Session, claim_id: UUID, role: Role) -> Account | None:
    """Return the mediator or adjudicator a case has now."""
    return session.scalar(
        select(Account)
        .join(CaseOfficer, CaseOfficer.account_id == Account.id)
        .where(
            CaseOfficer.claim_id == claim_id,
            CaseOfficer.role == role.value,
            CaseOfficer.until.is_(None),
        )
    )
