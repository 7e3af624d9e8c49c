"""Files sent in a room: checked like evidence, kept apart, sealed, and no evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.evidence import file_exhibit
from cases.models import Claim, Exhibit
from documents import scanning, uploads
from documents.characters import extension_of, shown_name
from documents.enums import Refusal, ScanStatus
from documents.storage import Taken, storage_of
from documents.uploads import Checked, Limits, Received
from hearings.rooms import policies, queries
from hearings.rooms.book import note
from hearings.rooms.clocks import LARGEST_FILE
from hearings.rooms.enums import RoomEntry, Voice
from hearings.rooms.envelope import chance_of, seal, seal_data, unseal, unseal_data
from hearings.rooms.models import Attachment, Message
from odr.clock import Clock
from odr.entropy import entropy_of
from odr.errors import Unavailable
from odr.permissions import Actor, require
from odr.words import _

FOLDER = "rooms"
LIMITS = Limits(file_bytes=LARGEST_FILE)


@dataclass(frozen=True)
class Opened:
    """A file of a room, opened for somebody who may read the room."""

    name: str
    media_type: str
    content: bytes


def attach(
    session: Session, claim: Claim, message: Message, files: Sequence[Received]
) -> list[Attachment]:
    """Check each file and keep it sealed with a message, or refuse it without a trace."""
    for received in files:
        message.files.append(_keep(session, claim, message, received))
    return message.files


def hold(session: Session, claim: Claim, content: bytes) -> str:
    """Keep a file sealed for a message that has to be put right; a sweep removes it a day later."""
    key = f"{FOLDER}/{entropy_of(session).uuid().hex}"
    storage_of(session).put(key, seal(session, claim.id, f"held:{key}", content))
    return key


def held(session: Session, claim: Claim, key: str) -> bytes:
    """Open a file that waited with a message."""
    return unseal(session, claim.id, f"held:{key}", storage_of(session).get(key))


def label_of(session: Session, claim: Claim, attachment: Attachment) -> tuple[str, str]:
    """Return name and media type of a file the caller may see."""
    name, media_type = unseal_data(session, claim.id, f"label:{attachment.id}", attachment.label)
    return str(name), str(media_type)


def open_attachment(session: Session, actor: Actor, attachment_id: UUID) -> Opened:
    """Open a file for whoever may read the room it was sent in."""
    attachment, _message, claim, _voice = attachment_for(session, actor, attachment_id)
    name, media_type = label_of(session, claim, attachment)
    return Opened(name, media_type, _content(session, claim, attachment))


def file_as_exhibit(
    session: Session, actor: Actor, attachment_id: UUID, title: str, *, clock: Clock
) -> Exhibit:
    """Put one's own file before the court as well: a new document of its own.

    Only the person who sent it may do so, and the exhibit does not say that it was ever in a room.
    """
    attachment, message, claim, voice = attachment_for(session, actor, attachment_id)
    require(policies.is_side(voice))
    require(policies.may_exhibit(message.author_id == queries.reader_id(actor)))
    policies.must(policies.not_yet_exhibited(attachment))
    name, _kind = label_of(session, claim, attachment)
    received = uploads.receive([_content(session, claim, attachment)], name, limits=LIMITS)
    document = uploads.keep(session, storage_of(session), received, clock=clock)
    exhibit = file_exhibit(session, actor, claim.id, document, title or name, clock=clock)
    attachment.exhibited_at = clock.now()
    note(
        session,
        actor,
        RoomEntry.FILE_EXHIBITED,
        claim.id,
        at=attachment.exhibited_at,
        attachment=attachment.id,
    )
    return exhibit


def attachment_for(
    session: Session, actor: Actor, attachment_id: UUID
) -> tuple[Attachment, Message, Claim, Voice]:
    """Return a file to whoever may read the room it was sent in."""
    attachment = session.get(Attachment, attachment_id)
    message_id = attachment.message_id if attachment else attachment_id
    message, _mediation, claim, voice = queries.message_for(session, actor, message_id)
    if attachment is None:
        raise queries.nothing_here()
    return attachment, message, claim, voice


def attachments_of(session: Session, messages: Iterable[Message]) -> dict[UUID, list[Attachment]]:
    """Return the files of messages the caller was given by `queries`, by message."""
    ids = [message.id for message in messages]
    found: dict[UUID, list[Attachment]] = {}
    rows = session.scalars(
        select(Attachment).where(Attachment.message_id.in_(ids)).order_by(Attachment.id)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return which of these places in the storage hold a file of a room."""
    return set(
        session.scalars(select(Attachment.storage_key).where(Attachment.storage_key.in_(keys)))
    )


def _keep(session: Session, claim: Claim, message: Message, received: Received) -> Attachment:
    with received:
        seen = check(session, received).seen
        content = received.path.read_bytes()
    chance = chance_of(session, claim.id)
    attachment = Attachment(
        id=chance.uuid(),
        message_id=message.id,
        storage_key=f"{FOLDER}/{chance.uuid().hex}",
        size=received.size,
    )
    named = extension_of(received.name)
    name = received.name if named else shown_name(received.name, seen.extension)
    label = [name, seen.media_type]
    attachment.label = seal_data(session, claim.id, f"label:{attachment.id}", label)
    closed = seal(session, claim.id, f"file:{attachment.id}", content)
    storage = storage_of(session)
    try:
        storage.put_if_absent(attachment.storage_key, closed)
    except Taken:
        storage.put(attachment.storage_key, closed)  # a repeated run of the synthetic court
    return attachment


def check(session: Session, received: Received) -> Checked:
    """Say what a file is, or refuse it; the refusal does not repeat the name of the file."""
    nameless = _("Your file")
    if received.size > LARGEST_FILE:
        raise scanning.refusal(Refusal.TOO_LARGE, nameless)
    checked = uploads.check(session, received, shown=nameless)
    if checked.status is not ScanStatus.CLEAN:
        raise Unavailable(
            _("Files cannot be checked just now. Send your message without the file.")
        )
    return checked


def _content(session: Session, claim: Claim, attachment: Attachment) -> bytes:
    closed = storage_of(session).get(attachment.storage_key)
    return unseal(session, claim.id, f"file:{attachment.id}", closed)
