"""The second factor: a code from an app on a person's phone, each good for one use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from odr.accounts import AccountEntry, as_actor, note
from odr.clock import Clock
from odr.entropy import entropy_of
from odr.keychain import keychain_of
from odr.models import Account, SignIn
from odr.security import (
    NONCE_BYTES,
    SECRET_BYTES,
    code_for,
    derive,
    enrolment_address,
    matching_step,
    open_secret,
    qr_svg,
    seal_secret,
    secret_text,
    step_at,
)

KEY = "second-factor"
ISSUER = "Small Claims Online"


@dataclass(frozen=True)
class Enrolment:
    """What a person needs to set up their app: the code to scan and the key to type."""

    qr: str
    key: str


def accept_code(session: Session, account: Account, code: str, *, at: datetime) -> bool:
    """Tell whether the code is right and was not used before; it is used up by this."""
    secret = _secret_of(session, account)
    if secret is None:
        return False
    step = matching_step(secret, code, now=at, last_step=account.totp_last_step)
    if step is None:
        return False
    account.totp_last_step = step
    return True


def offer(session: Session, account: Account, sign_in: SignIn) -> Enrolment:
    """Return what to scan; nothing is kept until a first code shows that the app has it.

    Asking again within one sign-in gives the same key, so a page loaded twice does no harm.
    """
    secret = _pending(session, account, sign_in)
    address = enrolment_address(secret, account=account.email, issuer=ISSUER)
    text = secret_text(secret)
    return Enrolment(
        qr_svg(address), " ".join(text[start : start + 4] for start in range(0, len(text), 4))
    )


def keep_if_right(
    session: Session, account: Account, sign_in: SignIn, code: str, *, at: datetime
) -> bool:
    """Keep the key offered in this sign-in if the code is one of its codes."""
    secret = _pending(session, account, sign_in)
    step = matching_step(secret, code, now=at, last_step=0)
    if step is None:
        return False
    _keep(session, account, secret)
    account.totp_last_step = step
    return True


def enrol_without_app(session: Session, account: Account, *, clock: Clock) -> None:
    """Give an account of the demo a second factor whose codes the demo page shows."""
    _keep(session, account, entropy_of(session).raw(SECRET_BYTES))
    entry = AccountEntry.SECOND_FACTOR_SET_UP
    note(session, as_actor(account), account.id, entry, at=clock.now())


def next_code(session: Session, account: Account, *, clock: Clock) -> str | None:
    """Return the code that works now, for the demo page; None without a second factor."""
    secret = _secret_of(session, account)
    if secret is None:
        return None
    return code_for(secret, max(step_at(clock.now()), account.totp_last_step + 1))


def _pending(session: Session, account: Account, sign_in: SignIn) -> bytes:
    """The key offered in this sign-in, until it is kept; then another one is offered."""
    subject = f"{sign_in.id}:{account.totp_secret or ''}"
    return derive(keychain_of(session).key(KEY), "enrolment", subject)[:SECRET_BYTES]


def _keep(session: Session, account: Account, secret: bytes) -> None:
    key = keychain_of(session).key(KEY)
    nonce = entropy_of(session).raw(NONCE_BYTES)
    account.totp_secret = seal_secret(key, secret, owner=str(account.id), nonce=nonce)


def _secret_of(session: Session, account: Account) -> bytes | None:
    if account.totp_secret is None:
        return None
    key = keychain_of(session).key(KEY)
    return open_secret(key, account.totp_secret, owner=str(account.id))
