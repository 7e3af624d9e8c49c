"""E-mail leaves with the deed, reaches a real mail server once, and waits when it is down."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from odr import jobs, mail
from odr.clock import FixedClock
from odr.mail import KeptMail, SmtpMail
from odr.models import Job, OutgoingMail


class Letterbox(Message):
    """Keeps what a mail server was given."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.received: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.received.append(message)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, str]]:
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


def write(session: Session, clock: FixedClock) -> OutgoingMail:
    sent = mail.send(session, "ada@example.com", "A notice", "Grüße.\nRead it.", at=clock.now())
    session.commit()
    return sent


def test_a_mail_server_gets_the_letter_once_however_often_the_job_runs(
    session: Session,
    sessions: sessionmaker[Session],
    clock: FixedClock,
    letterbox: tuple[Letterbox, str],
) -> None:
    box, address = letterbox
    session.info["postman"] = sessions.kw["info"]["postman"] = SmtpMail(address)
    sent = write(session, clock)
    jobs.work_off(sessions, clock)
    mail.send_mail(session, clock=clock, mail_id=str(sent.id))

    session.refresh(sent)
    [message] = box.received
    assert (message["To"], message["Subject"], message["Message-ID"]) == (
        "ada@example.com",
        "A notice",
        f"<{sent.id}@example.org>",
    )
    assert message.get_payload(decode=True).decode().split() == ["Grüße.", "Read", "it."]
    assert sent.sent_at == clock.now()


@pytest.mark.parametrize(
    ("send", "kept"), [(mail.send_secret, ""), (mail.send, "The code is 1234.")]
)
def test_the_text_of_a_letter_with_a_secret_is_kept_until_it_was_delivered(
    session: Session,
    sessions: sessionmaker[Session],
    clock: FixedClock,
    letterbox: tuple[Letterbox, str],
    send: Callable[..., OutgoingMail],
    kept: str,
) -> None:
    box, address = letterbox
    sessions.kw["info"]["postman"] = SmtpMail(address)
    text = "The code is 1234."
    sent = send(session, "ben@example.com", "A code", text, at=clock.now())
    session.commit()
    jobs.work_off(sessions, clock)
    session.refresh(sent)

    [message] = box.received
    assert message.get_payload(decode=True).decode().strip() == text
    assert (sent.text, sent.subject, sent.recipient) == (kept, "A code", "ben@example.com")
    assert sent.sent_at == clock.now()


def test_a_court_without_a_mail_server_keeps_every_letter_to_be_read(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    sent = mail.send_secret(session, "ben@example.com", "A code", "1234", at=clock.now())
    session.commit()
    jobs.work_off(sessions, clock)
    session.refresh(sent)

    assert (sent.text, sent.sent_at) == ("1234", clock.now())


def test_a_letter_waits_while_the_mail_server_is_down(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    sessions.kw["info"]["postman"] = SmtpMail(f"smtp://127.0.0.1:{free_port()}")
    sent = write(session, clock)
    jobs.work_off(sessions, clock)
    session.refresh(sent)
    waiting = session.scalars(select(Job)).one()

    assert (sent.sent_at, waiting.state, waiting.attempts) == (None, "waiting", 1)
    assert waiting.due_at > clock.now()

    sessions.kw["info"]["postman"] = KeptMail()
    clock.set(waiting.due_at)
    jobs.work_off(sessions, clock)
    session.refresh(sent)
    assert sent.sent_at == clock.now()


def test_a_letter_of_an_undone_deed_was_never_written(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    mail.send(session, "ada@example.com", "A notice", "Text", at=clock.now())
    session.rollback()

    assert jobs.work_off(sessions, clock) == 0
    assert session.scalars(select(OutgoingMail)).all() == []
