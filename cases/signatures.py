"""How the court and a payment provider sign what they send each other."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from odr.clock import Clock
from odr.errors import DomainError
from odr.words import _

TIMESTAMP = "Payment-Timestamp"
MESSAGE_ID = "Payment-Id"
SIGNATURE = "Payment-Signature"
CALLBACK = "callback"
TOLERANCE = 300  # seconds a clock may be off, either way


class Forged(DomainError):
    """A message that does not carry the provider's signature, or carries an old one."""

    status = 401
    code = "forged"


def signature(secret: str, about: str, timestamp: str, message_id: str, body: bytes) -> str:
    """Sign a message: version, purpose, time, id and body under HMAC-SHA256.

    The purpose ("PUT /payments/…" or "callback") keeps a signed message from being played back
    as another kind of message.
    """
    signed = "\n".join(("v1", about, timestamp, message_id, "")).encode() + body
    return "v1=" + hmac.digest(secret.encode(), signed, hashlib.sha256).hex()


def signed_headers(
    secret: str, about: str, message_id: str, body: bytes, *, clock: Clock
) -> dict[str, str]:
    """Return the three headers a signed message carries."""
    timestamp = str(int(clock.now().timestamp()))
    return {
        TIMESTAMP: timestamp,
        MESSAGE_ID: message_id,
        SIGNATURE: signature(secret, about, timestamp, message_id, body),
    }


def check_signature(
    secret: str, about: str, headers: Mapping[str, str], body: bytes, *, clock: Clock
) -> str:
    """Return the id of a message that was signed with the secret just now, or raise Forged."""
    timestamp = headers.get(TIMESTAMP, "")
    message_id = headers.get(MESSAGE_ID, "")
    given = headers.get(SIGNATURE, "")
    wanted = signature(secret, about, timestamp, message_id, body)
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Forged(_("This message does not carry the right signature."))
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Forged(_("This message does not say when it was signed."))
    off = int(timestamp) - int(clock.now().timestamp())
    if off > TOLERANCE:
        raise Forged(_("The sender's clock is more than five minutes ahead of the court's."))
    if off < -TOLERANCE:
        raise Forged(_("The sender's clock is more than five minutes behind the court's."))
    return message_id
