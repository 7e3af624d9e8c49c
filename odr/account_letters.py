"""What the court writes to a person about their account; the links are the court's own address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from odr import mail
from odr.models import Account
from odr.words import DEFAULT_LANGUAGE, _, speaking

CONFIRM_PATH = "/confirm-email"
RESET_PATH = "/new-password"
FORGOTTEN_PATH = "/forgotten-password"
SIGN_IN_PATH = "/sign-in"
SIGN_UP_PATH = "/sign-up"

Said = ParamSpec("Said")


def to_its_owner(
    write: Callable[Concatenate[Session, Account, Said], None],
) -> Callable[Concatenate[Session, Account, Said], None]:
    """Write in the language of the account, whoever's request or job it is."""

    def written(
        session: Session, account: Account, /, *args: Said.args, **said: Said.kwargs
    ) -> None:
        with speaking(account.language):
            write(session, account, *args, **said)

    return written


def _address(session: Session, path: str, token: str | None = None) -> str:
    """Build a link from the configured address only, never from what a browser sent."""
    query = f"?{urlencode({'token': token})}" if token else ""
    return f"{session.info['settings'].base_url.rstrip('/')}{path}{query}"


@to_its_owner
def write_confirm(session: Session, account: Account, token: str, *, at: datetime) -> None:
    """Ask the owner of an address to confirm it and to choose a password."""
    text = _(
        "Hello,\n\n"
        "someone, we think you, asked for an account with this e-mail address. To confirm the "
        "address and choose your password, open this link within 24 hours:\n\n{link}\n\n"
        "If it was not you, do nothing. No account will be opened."
    )
    link = _address(session, CONFIRM_PATH, token)
    subject = _("Confirm your e-mail address")
    mail.send_secret(session, account.email, subject, text.format(link=link), at=at)


@to_its_owner
def write_known(session: Session, account: Account, *, at: datetime) -> None:
    """Tell the owner of an account that somebody tried to open it a second time."""
    text = _(
        "Hello,\n\n"
        "someone, perhaps you, asked for an account with this e-mail address. You have one "
        "already. Sign in here:\n\n{sign_in}\n\n"
        "If you have forgotten your password, choose a new one here:\n\n{forgotten}\n\n"
        "If it was not you, there is nothing to do."
    ).format(sign_in=_address(session, SIGN_IN_PATH), forgotten=_address(session, FORGOTTEN_PATH))
    mail.send(session, account.email, _("You have an account already"), text, at=at)


@to_its_owner
def write_invitation(session: Session, account: Account, token: str, *, at: datetime) -> None:
    """Invite an officer of the court to choose a password and a second factor."""
    text = _(
        "Hello,\n\n"
        "the court has opened an account for your work. To choose your password, open this link "
        "within 7 days:\n\n{link}\n\n"
        "When you first sign in you will set up a second factor. Have your phone at hand."
    )
    link = _address(session, CONFIRM_PATH, token)
    subject = _("Your account at the court")
    mail.send_secret(session, account.email, subject, text.format(link=link), at=at)


@to_its_owner
def write_reset(session: Session, account: Account, token: str, *, at: datetime) -> None:
    """Send the owner of an account the way to a new password."""
    text = _(
        "Hello,\n\n"
        "someone, we think you, asked for a new password. To choose one, open this link within "
        "30 minutes:\n\n{link}\n\n"
        "If it was not you, do nothing. Your password stays as it is."
    )
    link = _address(session, RESET_PATH, token)
    subject = _("Choose a new password")
    mail.send_secret(session, account.email, subject, text.format(link=link), at=at)


def write_unknown(session: Session, email: str, *, at: datetime) -> None:
    """Tell a person who asked for a new password that this address has no account.

    Nothing is known of the reader, so it is written in the language the court begins with.
    """
    with speaking(DEFAULT_LANGUAGE):
        subject, text = _no_account()
    address = _address(session, SIGN_UP_PATH)
    mail.send(session, email, subject, text.format(sign_up=address), at=at)


def _no_account() -> tuple[str, str]:
    return _("There is no account with this address"), _(
        "Hello,\n\n"
        "someone, perhaps you, asked for a new password with this e-mail address. There is no "
        "account with it. Perhaps you used another address. You can open an account here:\n\n"
        "{sign_up}\n\n"
        "If it was not you, there is nothing to do."
    )


@to_its_owner
def write_new_device(session: Session, account: Account, device: str, *, at: datetime) -> None:
    """Tell the owner that their account was opened on a device not seen before."""
    text = _(
        "Hello,\n\n"
        "your account was opened on a device we have not seen before: {device}.\n\n"
        "If it was you, there is nothing to do. If not, choose a new password at once:\n\n"
        "{forgotten}\n\n"
        "That also ends the sign-in on the other device."
    ).format(device=device, forgotten=_address(session, FORGOTTEN_PATH))
    mail.send(session, account.email, _("Your account was opened on a new device"), text, at=at)


@to_its_owner
def write_changed(session: Session, account: Account, *, at: datetime) -> None:
    """Tell the owner that their password or second factor is a new one."""
    text = _(
        "Hello,\n\n"
        "the password or the second factor of your account was changed.\n\n"
        "If it was you, there is nothing to do. If not, choose a new password at once and tell "
        "the court:\n\n{forgotten}"
    ).format(forgotten=_address(session, FORGOTTEN_PATH))
    mail.send(session, account.email, _("Your sign-in details were changed"), text, at=at)
