"""Letters by e-mail: written with the deed, sent soon after, read on a page in the demo court."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from odr import jobs
from odr.clock import Clock
from odr.entropy import entropy_of
from odr.models import OutgoingMail

SEND = "odr.send_mail"
PATIENCE = 30  # seconds


class Postman(Protocol):
    """Carries one e-mail to its reader's mail server."""

    @property
    def delivers(self) -> bool:
        """Tell whether the e-mail is with somebody else once it was carried."""
        ...

    def carry(self, message: EmailMessage) -> None: ...


class KeptMail:
    """Carries nothing: the e-mail stays in the table, where the demo mailbox shows it."""

    delivers = False

    def carry(self, message: EmailMessage) -> None:
        del message


class SmtpMail:
    """Hands e-mail to the mail server of the settings: smtp://, smtps:// or smtp+starttls://."""

    delivers = True

    def __init__(self, address: str) -> None:
        self.address = urlsplit(address)

    def carry(self, message: EmailMessage) -> None:
        host, port = self.address.hostname or "localhost", self.address.port
        if self.address.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=PATIENCE)
        with server:
            if self.address.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self.address.username:
                server.login(unquote(self.address.username), unquote(self.address.password or ""))
            server.send_message(message)


def send(
    session: Session, to: str, subject: str, text: str, *, at: datetime, about: UUID | None = None
) -> OutgoingMail:
    """Write an e-mail and the job that carries it, in the caller's transaction.

    Subjects say nothing of the case: other people see the list of a person's mail.
    """
    mail = _write(session, to, subject, text, at=at, about=about)
    jobs.enqueue(session, SEND, mail_id=mail.id)
    return mail


def send_secret(
    session: Session, to: str, subject: str, text: str, *, at: datetime, about: UUID | None = None
) -> OutgoingMail:
    """Write an e-mail with a code, or a link that opens something.

    The court keeps its text only until it was delivered: what opens a case belongs to its reader.
    """
    mail = _write(session, to, subject, text, at=at, about=about)
    jobs.enqueue(session, SEND, mail_id=mail.id, secret=True)
    return mail


def _write(
    session: Session, to: str, subject: str, text: str, *, at: datetime, about: UUID | None
) -> OutgoingMail:
    number = entropy_of(session).apart(f"mail to {to}").uuid()
    mail = OutgoingMail(
        id=number, recipient=to, subject=subject, text=text, about=about, made_at=at
    )
    session.add(mail)
    return mail


@jobs.job(SEND)
def send_mail(session: Session, *, clock: Clock, **args: Any) -> None:
    """Carry one e-mail; the same message id each time, so a second try is no second letter."""
    mail = session.get_one(OutgoingMail, UUID(args["mail_id"]), with_for_update=True)
    if mail.sent_at is not None:
        return
    message = EmailMessage()
    message["From"] = session.info["settings"].mail_from
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.made_at)
    message["Message-ID"] = f"<{mail.id}@{message['From'].addresses[0].domain}>"
    message.set_content(mail.text)
    postman = cast(Postman, session.info["postman"])
    postman.carry(message)
    mail.sent_at = clock.now()
    if args.get("secret") and postman.delivers:
        mail.text = ""
