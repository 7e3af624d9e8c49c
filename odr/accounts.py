"""People's accounts: opening one, confirming its address, and choosing a new password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from odr import account_letters, ledger
from odr.clock import Clock
from odr.db import Sessions, for_reading
from odr.entropy import entropy_of
from odr.errors import Gone, Invalid
from odr.models import Account, OneTimeLink, SignIn
from odr.passwords import COURT_WORDS, check_new_password, passwords_of
from odr.permissions import OFFICERS, SYSTEM, VISITOR, Actor, Role, Verdict, require
from odr.security import token_hash
from odr.words import _, language

RESET_LIFE = timedelta(minutes=30)
CONFIRM_LIFE = timedelta(hours=24)
INVITATION_LIFE = timedelta(days=7)


class AccountEntry(StrEnum):
    """The deeds in an account's own chain."""

    ACCOUNT_ASKED_FOR = "account_asked_for"
    ACCOUNT_OPENED = "account_opened"
    OFFICER_MADE = "officer_made"
    EMAIL_CONFIRMED = "email_confirmed"
    PASSWORD_RESET_ASKED = "password_reset_asked"  # noqa: S105 - the name of a deed
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a deed
    SIGNED_IN = "signed_in"
    SECOND_FACTOR_GIVEN = "second_factor_given"
    STEPPED_UP = "stepped_up"
    SIGNED_OUT = "signed_out"
    SIGN_IN_ENDED = "sign_in_ended"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    SECOND_FACTOR_SET_UP = "second_factor_set_up"
    NAME_CHANGED = "name_changed"
    LANGUAGE_CHOSEN = "language_chosen"


class Purpose(StrEnum):
    """What a link sent by e-mail is good for."""

    CONFIRM = "confirm"
    RESET = "reset"


@dataclass(frozen=True)
class NewAccount:
    """What a person gives to open an account; the password comes with the confirmed address."""

    name: str
    email: str


def note(
    session: Session,
    actor: Actor,
    account_id: UUID,
    entry: AccountEntry,
    *,
    at: datetime,
    **data: Any,
) -> None:
    """Write a deed into the account's own chain; never a name, an address or a secret."""
    chain = ledger.account_chain(account_id)
    ledger.append(session, ledger.RECORD, chain, actor, ledger.Deed(entry, at, data))


def as_actor(account: Account) -> Actor:
    """Return the person of an account as the one who acts."""
    return Actor(account.role, account_id=account.id, name=account.name)


def tidy_email(typed: str) -> str:
    """Return the one spelling of an e-mail address, or refuse what cannot be one."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Invalid(_("Enter an e-mail address like name@example.com."), "email") from None
    return found.normalized.casefold()


def account_with(session: Session, email: str, *, lock: bool = False) -> Account | None:
    """Return the account of an address as `tidy_email` spells it."""
    query = select(Account).where(Account.email == email)
    return session.scalar(query.with_for_update() if lock else query)


def sign_up(session: Session, given: NewAccount, *, clock: Clock) -> None:
    """Send the link that opens an account.

    The answer is the same whether or not the address is known; only the e-mail differs, and
    only its owner reads it. The password is chosen behind the link, so that nobody can prepare
    an account with a password of their own for somebody else's address.
    """
    now = clock.now()
    account = account_with(session, tidy_email(given.email), lock=True)
    if account is not None and account.email_confirmed_at is not None:
        account_letters.write_known(session, account, at=now)
        return
    if account is None:
        account = _open(session, given, Role.CITIZEN, at=now)
    else:
        account.name = given.name
    note(session, VISITOR, account.id, AccountEntry.ACCOUNT_ASKED_FOR, at=now)
    token = _make_link(session, account, Purpose.CONFIRM, life=CONFIRM_LIFE, at=now)
    account_letters.write_confirm(session, account, token, at=now)


def make_citizen(session: Session, actor: Actor, given: NewAccount, *, clock: Clock) -> Account:
    """Open a confirmed account without a password: for the demo and the synthetic court."""
    require(_may_open_for_others(actor))
    now = clock.now()
    account = _open(session, _free(session, given), Role.CITIZEN, at=now)
    account.email_confirmed_at = now
    note(session, actor, account.id, AccountEntry.ACCOUNT_OPENED, at=now)
    return account


def make_officer(
    session: Session, actor: Actor, email: str, name: str, role: Role, *, clock: Clock
) -> Account:
    """Open an officer's account and send the invitation to choose a password."""
    require(_may_open_for_others(actor))
    if role not in OFFICERS:
        raise Invalid(_("Choose one of the offices of the court."), "role")
    now = clock.now()
    account = _open(session, _free(session, NewAccount(name, email)), role, at=now)
    note(session, actor, account.id, AccountEntry.OFFICER_MADE, at=now, role=role.value)
    token = _make_link(session, account, Purpose.CONFIRM, life=INVITATION_LIFE, at=now)
    account_letters.write_invitation(session, account, token, at=now)
    return account


def _may_open_for_others(actor: Actor) -> Verdict:
    if actor == SYSTEM or actor.role in {Role.MANAGER, Role.SYSTEM}:
        return True
    return _("Only the court manager can open an account for someone else.")


def _free(session: Session, given: NewAccount) -> NewAccount:
    email = tidy_email(given.email)
    if account_with(session, email) is not None:
        raise Invalid(_("There is an account with this e-mail address already."), "email")
    return NewAccount(given.name, email)


def _open(session: Session, given: NewAccount, role: Role, *, at: datetime) -> Account:
    account = Account(
        email=tidy_email(given.email),
        name=given.name,
        role=role,
        language=language(),
        totp_last_step=0,
        created_at=at,
    )
    session.add(account)
    return account


def _make_link(
    session: Session, account: Account, purpose: Purpose, *, life: timedelta, at: datetime
) -> str:
    """Make a link that works once; earlier links for the same purpose work no longer."""
    _use_up(session, account.id, purpose, at=at)
    token = entropy_of(session).token()
    session.add(
        OneTimeLink(
            purpose=purpose.value,
            token_hash=token_hash(token),
            account_id=account.id,
            expires_at=at + life,
        )
    )
    return token


def _use_up(session: Session, account_id: UUID, purpose: Purpose, *, at: datetime) -> None:
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.account_id == account_id,
            OneTimeLink.purpose == purpose.value,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=at)
    )


def owner_of_link(
    session: Session, token: str, purpose: Purpose, *, clock: Clock, lock: bool = False
) -> Account:
    """Return whose link this is, or say that it works no longer.

    A link never made, used or expired gets the same answer.
    """
    query = (
        select(Account)
        .join(OneTimeLink, OneTimeLink.account_id == Account.id)
        .where(
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.purpose == purpose.value,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
            Account.disabled_at.is_(None),
        )
    )
    account = session.scalar(query.with_for_update() if lock else query)
    if account is None:
        raise Gone(
            _("This link works only once and only for a short time. Please ask for a new one.")
        )
    return account


def may_be_short(account: Account) -> bool:
    """Tell whether a second factor stands beside the password, now or from the first sign-in."""
    return account.totp_secret is not None or account.role in OFFICERS


def prepare_password(
    sessions: Sessions, token: str, purpose: Purpose, password: str, *, clock: Clock
) -> str:
    """Check the password chosen behind a link and return its hash.

    The database is let go before the hashing, which takes long on purpose.
    """
    with sessions() as session:
        account = owner_of_link(for_reading(session), token, purpose, clock=clock)
        keeper = passwords_of(session)
    names = (account.name, account.email, *COURT_WORDS)
    check_new_password(password, second_factor=may_be_short(account), names=names)
    return keeper.hash(password)


def confirm_email(session: Session, token: str, password_hash: str, *, clock: Clock) -> Account:
    """Open the account whose address is now confirmed, with the password chosen."""
    account = owner_of_link(session, token, Purpose.CONFIRM, clock=clock, lock=True)
    now = clock.now()
    _use_up(session, account.id, Purpose.CONFIRM, at=now)
    account.email_confirmed_at = now
    account.password_hash = password_hash
    note(session, as_actor(account), account.id, AccountEntry.EMAIL_CONFIRMED, at=now)
    return account


def ask_reset(session: Session, email: str, *, clock: Clock) -> None:
    """Send the way to a new password; the answer on the page is the same for every address."""
    now = clock.now()
    tidy = tidy_email(email)
    account = account_with(session, tidy, lock=True)
    if account is None or account.email_confirmed_at is None or account.disabled_at is not None:
        account_letters.write_unknown(session, tidy, at=now)
        return
    note(session, VISITOR, account.id, AccountEntry.PASSWORD_RESET_ASKED, at=now)
    token = _make_link(session, account, Purpose.RESET, life=RESET_LIFE, at=now)
    account_letters.write_reset(session, account, token, at=now)


def reset_password(session: Session, token: str, password_hash: str, *, clock: Clock) -> Account:
    """Keep the new password and end every sign-in; whoever knew the old one is out."""
    account = owner_of_link(session, token, Purpose.RESET, clock=clock, lock=True)
    now = clock.now()
    _use_up(session, account.id, Purpose.RESET, at=now)
    account.password_hash = password_hash
    ended = end_sign_ins(session, account.id, at=now)
    note(session, as_actor(account), account.id, AccountEntry.PASSWORD_RESET, at=now, ended=ended)
    account_letters.write_changed(session, account, at=now)
    return account


def end_sign_ins(
    session: Session, account_id: UUID, *, at: datetime, keep: UUID | None = None
) -> int:
    """End the standing sign-ins of an account, all or all but one; return how many ended."""
    standing = session.scalars(
        select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    )
    ended = [row for row in standing if row.id != keep]
    for row in ended:
        row.ended_at = at
    return len(ended)


def change_name(session: Session, actor: Actor, name: str, *, clock: Clock) -> Account:
    """Use another name from now on; papers already made keep the old one."""
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    account.name = name
    note(session, actor, account.id, AccountEntry.NAME_CHANGED, at=clock.now())
    return account


def choose_language(session: Session, actor: Actor, chosen: str, *, clock: Clock) -> Account:
    """Use this language for the pages and letters of the account."""
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    account.language = chosen
    note(session, actor, account.id, AccountEntry.LANGUAGE_CHOSEN, at=clock.now(), language=chosen)
    return account
