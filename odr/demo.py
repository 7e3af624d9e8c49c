"""What only a demonstration court can do: move its clock on and open accounts at one click."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from odr.accounts import NewAccount, make_citizen, make_officer
from odr.clock import Clock, ShiftedClock
from odr.models import Account, DemoClock, SignIn
from odr.permissions import OFFICERS, SYSTEM, Role
from odr.second_factors import enrol_without_app


def move_clock(session: Session, clock: ShiftedClock, by: timedelta) -> timedelta:
    """Keep how far the clock is moved on in all, and return it; set it after the commit.

    Standing sign-ins move along, so that the visitor who moves the clock stays signed in.
    """
    now = clock.now()
    kept = session.get(DemoClock, 1)
    if kept is None:
        kept = DemoClock(id=1, shift_seconds=int(clock.shift.total_seconds()))
        session.add(kept)
    kept.shift_seconds += int(by.total_seconds())
    standing = select(SignIn).where(SignIn.ended_at.is_(None), SignIn.expires_at > now)
    for row in session.scalars(standing):
        row.created_at, row.seen_at = row.created_at + by, row.seen_at + by
        row.expires_at += by
    return timedelta(seconds=kept.shift_seconds)


def open_account(session: Session, role: Role, *, clock: Clock) -> Account:
    """Open the next account in a role, with an address of the demo's own."""
    number = 1 + (session.scalar(select(func.count()).where(Account.role == role)) or 0)
    name, email = f"{role.value.title()} {number}", f"{role.value}-{number}@demo.example"
    if role not in OFFICERS:
        return make_citizen(session, SYSTEM, NewAccount(name, email), clock=clock)
    account = make_officer(session, SYSTEM, email, name, role, clock=clock)
    account.email_confirmed_at = clock.now()
    return account


def be_ready_to_sign(session: Session, account: Account, *, clock: Clock) -> None:
    """See that an officer of the demo has a second factor; its codes stand on the demo page."""
    if account.role in OFFICERS and account.totp_secret is None:
        enrol_without_app(session, account, clock=clock)
