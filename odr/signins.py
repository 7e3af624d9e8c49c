"""Signing in and out: the password, the second factor, and how long a sign-in lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from odr import account_letters
from odr.accounts import AccountEntry, account_with, as_actor, end_sign_ins, note, tidy_email
from odr.clock import Clock
from odr.db import Sessions, for_reading
from odr.entropy import entropy_of
from odr.errors import Invalid, NotFound
from odr.models import Account, SignIn
from odr.passwords import passwords_of
from odr.permissions import OFFICERS, Actor
from odr.second_factors import Enrolment, accept_code, keep_if_right, offer
from odr.security import token_hash
from odr.words import _

log = structlog.get_logger(__name__)

_STANDING = (
    select(SignIn, Account)
    .join(Account, Account.id == SignIn.account_id)
    .where(SignIn.token_hash == bindparam("hash"), SignIn.ended_at.is_(None))
)
"""Asked before every page, so it is written once."""

IDLE = timedelta(minutes=30)
OFFICER_IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
CODE_PATIENCE = timedelta(minutes=10)
"""How long the page for the second factor waits."""
STEP_UP = timedelta(minutes=5)
TOUCH_AFTER = timedelta(minutes=1)
"""A sign-in is marked as used at most this often, so that reading stays cheap."""


class Stage(StrEnum):
    """How far a sign-in has come."""

    CODE_OWED = "code_owed"
    SET_UP_OWED = "set_up_owed"
    OPEN = "open"


@dataclass(frozen=True)
class Proof:
    """A password was right: for this account, as long as this hash is the kept one."""

    account_id: UUID
    password_hash: str


@dataclass(frozen=True)
class Opened:
    """A sign-in with its token; only the browser keeps the token."""

    sign_in: SignIn
    token: str


@dataclass(frozen=True)
class Standing:
    """A sign-in that holds, its account, and how far it has come."""

    sign_in: SignIn
    account: Account
    stage: Stage

    @property
    def actor(self) -> Actor:
        return as_actor(self.account)

    def stepped_up(self, *, clock: Clock) -> bool:
        """Tell whether the second factor was given a moment ago, as signing an order needs."""
        given = self.sign_in.second_factor_at
        return given is not None and clock.now() - given < STEP_UP

    def needs_touch(self, *, clock: Clock) -> bool:
        return clock.now() - self.sign_in.seen_at >= TOUCH_AFTER


def prove_password(sessions: Sessions, email: str, password: str) -> Proof | None:
    """Check an e-mail address and a password; the same work is done when there is no account.

    The database is let go before the hashing, which takes long on purpose. Count the try first.
    """
    try:
        tidy = tidy_email(email)
    except Invalid:
        tidy = ""
    with sessions() as session:
        account = account_with(for_reading(session), tidy)
        keeper = passwords_of(session)
    usable = account is not None and account.email_confirmed_at and not account.disabled_at
    kept = account.password_hash if account is not None and usable else None
    if not keeper.matches(kept, password) or account is None or kept is None:
        log.warning("sign_in_refused", account=str(account.id) if account else None)
        return None
    return Proof(account.id, kept)


def sign_in(session: Session, proof: Proof, *, clock: Clock, device: str = "") -> Opened | None:
    """Open a sign-in for a proven password; None when the password changed in the meantime.

    With a second factor set up the sign-in opens nothing until the code is given.
    """
    account = session.get_one(Account, proof.account_id)
    if account.password_hash != proof.password_hash or account.disabled_at is not None:
        return None
    return open_sign_in(session, account, clock=clock, device=device)


def open_sign_in(
    session: Session,
    account: Account,
    *,
    clock: Clock,
    device: str = "",
    second_factor: bool = False,
) -> Opened:
    """Open a sign-in for a person who has proven who they are; the demo uses it with one click."""
    now = clock.now()
    known = list(session.scalars(select(SignIn.device).where(SignIn.account_id == account.id)))
    if known and device and device not in known:
        account_letters.write_new_device(session, account, device, at=now)
    token = entropy_of(session).token()
    row = SignIn(
        token_hash=token_hash(token),
        account_id=account.id,
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
        second_factor_at=now if second_factor else None,
        device=device[:120],
    )
    session.add(row)
    note(session, as_actor(account), account.id, AccountEntry.SIGNED_IN, at=now, sign_in=row.id)
    return Opened(row, token)


def standing(session: Session, token: str, *, clock: Clock) -> Standing | None:
    """Return the sign-in a token stands for, unless it was ended, left idle or is too old."""
    found = session.execute(_STANDING, {"hash": token_hash(token)}).one_or_none()
    if found is None:
        return None
    row, account = found
    stage = _stage(row, account)
    now = clock.now()
    idle = OFFICER_IDLE if account.role in OFFICERS else IDLE
    late_code = stage is Stage.CODE_OWED and now - row.created_at >= CODE_PATIENCE
    gone = now >= row.expires_at or now - row.seen_at >= idle or late_code
    return None if gone or account.disabled_at is not None else Standing(row, account, stage)


def _stage(row: SignIn, account: Account) -> Stage:
    if row.second_factor_at is not None:
        return Stage.OPEN
    if account.totp_secret is not None:
        return Stage.CODE_OWED
    return Stage.SET_UP_OWED if account.role in OFFICERS else Stage.OPEN


def actor_of(session: Session, token: str, *, clock: Clock) -> Actor | None:
    """Return who acts with this token; nobody while a second factor is still owed."""
    found = standing(session, token, clock=clock)
    return found.actor if found is not None and found.stage is Stage.OPEN else None


def touch(sessions: Sessions, sign_in_id: UUID, *, at: datetime) -> None:
    """Mark a sign-in as used, in a short transaction of its own after the page was made."""
    with sessions() as session, session.begin():
        session.execute(
            update(SignIn)
            .where(SignIn.id == sign_in_id, SignIn.seen_at < at, SignIn.ended_at.is_(None))
            .values(seen_at=at)
        )


def second_factor(session: Session, token: str, code: str, *, clock: Clock) -> Opened | None:
    """Open the sign-in with the code of the app; None when the code is wrong.

    The token is a new one afterwards, so that one seen before the code is worth nothing.
    """
    return _take_code(session, token, code, AccountEntry.SECOND_FACTOR_GIVEN, clock=clock)


def step_up(session: Session, token: str, code: str, *, clock: Clock) -> Opened | None:
    """Give the second factor again, which lets an officer sign for the next five minutes."""
    return _take_code(session, token, code, AccountEntry.STEPPED_UP, clock=clock)


def _take_code(
    session: Session, token: str, code: str, entry: AccountEntry, *, clock: Clock
) -> Opened | None:
    found = standing(session, token, clock=clock)
    if found is None:
        return None
    now = clock.now()
    account = _locked(session, found.account.id)
    if not accept_code(session, account, code, at=now):
        log.warning("second_factor_refused", account=str(account.id))
        return None
    new_token = rotate(session, found.sign_in)
    found.sign_in.second_factor_at = now
    found.sign_in.seen_at = now
    note(session, as_actor(account), account.id, entry, at=now, sign_in=found.sign_in.id)
    return Opened(found.sign_in, new_token)


def start_totp(session: Session, token: str, *, clock: Clock) -> Enrolment:
    """Return what to scan; nothing is kept until a first code shows that the app has it."""
    found = standing(session, token, clock=clock)
    if found is None or found.stage is Stage.CODE_OWED:
        raise NotFound(_("You are not signed in."))
    return offer(session, found.account, found.sign_in)


def confirm_totp(session: Session, token: str, code: str, *, clock: Clock) -> Opened | None:
    """Keep the second factor once its first code is right; the sign-in has then given it."""
    found = standing(session, token, clock=clock)
    if found is None or found.stage is Stage.CODE_OWED:
        return None
    now = clock.now()
    account = _locked(session, found.account.id)
    if not keep_if_right(session, account, found.sign_in, code, at=now):
        return None
    found.sign_in.second_factor_at = now
    entry = AccountEntry.SECOND_FACTOR_SET_UP
    note(session, as_actor(account), account.id, entry, at=now, sign_in=found.sign_in.id)
    account_letters.write_changed(session, account, at=now)
    return Opened(found.sign_in, rotate(session, found.sign_in))


def _locked(session: Session, account_id: UUID) -> Account:
    return session.get_one(Account, account_id, with_for_update=True, populate_existing=True)


def rotate(session: Session, row: SignIn) -> str:
    """Give a sign-in another token; the old one works no longer."""
    token = entropy_of(session).token()
    row.token_hash = token_hash(token)
    return token


def sign_out(session: Session, token: str, *, clock: Clock) -> None:
    """End the sign-in of this browser; signing out twice is no mistake."""
    found = standing(session, token, clock=clock)
    if found is None:
        return
    found.sign_in.ended_at = clock.now()
    note(
        session,
        found.actor,
        found.account.id,
        AccountEntry.SIGNED_OUT,
        at=found.sign_in.ended_at,
        sign_in=found.sign_in.id,
    )


def end_sign_in(session: Session, actor: Actor, sign_in_id: UUID, *, clock: Clock) -> SignIn:
    """End one of one's own sign-ins, such as that of a lost phone."""
    row = session.scalar(
        select(SignIn).where(
            SignIn.id == sign_in_id,
            SignIn.account_id == actor.account_id,
            SignIn.ended_at.is_(None),
        )
    )
    if row is None:
        raise NotFound(_("This sign-in has ended already."))
    row.ended_at = clock.now()
    note(
        session, actor, row.account_id, AccountEntry.SIGN_IN_ENDED, at=row.ended_at, sign_in=row.id
    )
    return row


def sign_out_everywhere(
    session: Session, actor: Actor, *, clock: Clock, keep: UUID | None = None
) -> int:
    """End every sign-in of one's account, or all but the one in use; return how many ended."""
    if actor.account_id is None:
        raise NotFound(_("You are not signed in."))
    now = clock.now()
    ended = end_sign_ins(session, actor.account_id, at=now, keep=keep)
    entry = AccountEntry.SIGNED_OUT_EVERYWHERE
    note(session, actor, actor.account_id, entry, at=now, ended=ended)
    return ended


def sign_ins_of(session: Session, actor: Actor, *, clock: Clock) -> list[SignIn]:
    """Return the sign-ins that still hold, the one used last first."""
    now = clock.now()
    idle = OFFICER_IDLE if actor.is_officer else IDLE
    found = session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == actor.account_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.seen_at > now - idle,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.id)
    )
    return list(found)
