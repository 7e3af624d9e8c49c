"""People with accounts for the tests of accounts and sign-ins, and what the record says of them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from odr import accounts, signins
from odr.accounts import NewAccount
from odr.clock import FixedClock
from odr.entropy import Entropy
from odr.keychain import SeededKeychain
from odr.ledger import account_chain
from odr.models import Account, LedgerEntry, OutgoingMail
from odr.passwords import Passwords
from odr.permissions import SYSTEM, Role
from odr.settings import Settings
from odr.signins import Opened

JANET = NewAccount("Janet Doe", "janet@web.test")
PASSWORD = "velvet crab orbit ladder"
NEW_PASSWORD = "seven quiet lampposts hum"
LINK = re.compile(r"https://court\.test(/[a-z-]+)\?token=([\w-]+)")


def tools(entropy: Entropy) -> dict[str, Any]:
    """What a unit of work about accounts carries with it."""
    return {
        "entropy": entropy,
        "settings": Settings(base_url="https://court.test"),
        "keychain": SeededKeychain("tests"),
        "passwords": Passwords(entropy, time_cost=1, memory_cost=8),
    }


def mails(session: Session) -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.made_at)))


def link_in_last_mail(session: Session) -> tuple[str, str]:
    session.flush()
    texts = [mail.text for mail in mails(session) if LINK.search(mail.text)]
    found = LINK.search(texts[-1])
    assert found is not None
    return found[1], found[2]


def deeds(session: Session, account: Account) -> list[str]:
    chain = account_chain(account.id)
    entries = select(LedgerEntry).where(LedgerEntry.chain == chain).order_by(LedgerEntry.chain_no)
    return [entry.kind for entry in session.scalars(entries)]


def hashed(session: Session, password: str = PASSWORD) -> str:
    keeper = session.info["passwords"]
    assert isinstance(keeper, Passwords)
    return keeper.hash(password)


def make_account(session: Session, clock: FixedClock, given: NewAccount = JANET) -> Account:
    """An account with a confirmed address and a password."""
    account = accounts.make_citizen(session, SYSTEM, given, clock=clock)
    account.password_hash = hashed(session)
    session.flush()
    return account


def make_officer(session: Session, clock: FixedClock, role: Role = Role.MEDIATOR) -> Account:
    account = accounts.make_officer(session, SYSTEM, "olu@court.test", "Olu", role, clock=clock)
    account.email_confirmed_at = clock.now()
    session.flush()
    return account


def open_for(session: Session, account: Account, clock: FixedClock, device: str = "") -> Opened:
    opened = signins.open_sign_in(session, account, clock=clock, device=device)
    session.flush()
    return opened
