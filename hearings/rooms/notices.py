"""Tells people that something waits for them; a notice never says what."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from cases.enums import Side
from cases.models import Claim, Party
from cases.tell import language_of
from odr import jobs, mail
from odr.clock import Clock
from odr.models import Account
from odr.words import _, speaking

TELL_SIDE = "rooms.tell_side"
TELL_MEDIATOR = "rooms.tell_mediator"


def tell_side(session: Session, claim_id: UUID, side: Side) -> None:
    """Ask for a notice to one side; while it waits to be sent a second one is not added."""
    jobs.enqueue(
        session,
        TELL_SIDE,
        key=f"{TELL_SIDE}:{claim_id}:{side.value}",
        claim_id=claim_id,
        side=side.value,
    )


def tell_mediator(session: Session, claim_id: UUID) -> None:
    """Ask for a notice to the mediator."""
    jobs.enqueue(session, TELL_MEDIATOR, key=f"{TELL_MEDIATOR}:{claim_id}", claim_id=claim_id)


def write_to_side(session: Session, claim: Claim, side: Side, *, clock: Clock) -> None:
    """Write the same few words to each party of a side that has an address.

    Offers, messages, proposals and reminders all read the same, and the letter is not filed under
    the case: nobody who counts or reads letters learns how the talk goes.
    """
    for party in claim.parties:
        if party.side is side:
            with speaking(language_of(session, claim, party)):
                _write(session, _address(session, party), clock=clock)


def write_to_account(session: Session, account: Account, *, clock: Clock) -> None:
    """Write to the mediator of a case."""
    with speaking(account.language):
        _write(session, account.email, clock=clock)


def _write(session: Session, address: str, *, clock: Clock) -> None:
    if not address:
        return
    text = _(
        "There is something new in one of your cases.\n\n"
        "To read it, sign in or enter your case number and code at:\n{address}\n\n"
        "For your safety the court does not put it into an e-mail."
    ).format(address=session.info["settings"].base_url)
    mail.send(session, address, _("Something new in your case"), text, at=clock.now())


def _address(session: Session, party: Party) -> str:
    if party.account_id is not None:
        account = session.get(Account, party.account_id)
        if account is not None and account.disabled_at is None:
            return account.email
    return party.email
