"""Seals what is said in the rooms under a key of the case that nobody else in the house asks for.

AES-256-GCM with a key derived per case from the rooms' own key. The place where a sealed text
stands is part of the seal, so that a text moved to another row or case cannot be opened.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from sqlalchemy.orm import Session

from odr.entropy import Entropy, entropy_of
from odr.keychain import keychain_of

PURPOSE = "rooms"
NONCE = 12  # bytes


def chance_of(session: Session, claim_id: UUID) -> Entropy:
    """Return the source of ids and nonces of these rooms alone.

    In the synthetic court, however much is said here, nothing drawn elsewhere is another.
    """
    return entropy_of(session).apart(f"rooms of {claim_id}")


def seal(session: Session, claim_id: UUID, place: str, content: bytes) -> bytes:
    """Close the content; two sealings of one text look different."""
    nonce = chance_of(session, claim_id).raw(NONCE)
    return nonce + AESGCM(_key(session, claim_id, "seal")).encrypt(nonce, content, place.encode())


def unseal(session: Session, claim_id: UUID, place: str, sealed: bytes) -> bytes:
    """Open what was sealed for this place of this case, or fail."""
    key = AESGCM(_key(session, claim_id, "seal"))
    return key.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())


def seal_data(session: Session, claim_id: UUID, place: str, data: Any) -> bytes:
    """Close a text, number or structure that JSON can hold."""
    written = json.dumps(data, sort_keys=True, ensure_ascii=False).encode()
    return seal(session, claim_id, place, written)


def unseal_data(session: Session, claim_id: UUID, place: str, sealed: bytes) -> Any:
    """Open what `seal_data` closed."""
    return json.loads(unseal(session, claim_id, place, sealed))


def fingerprint(session: Session, claim_id: UUID, content: bytes) -> str:
    """Return a mark of the content that tells nothing without the rooms' key."""
    return hmac.new(_key(session, claim_id, "mark"), content, hashlib.sha256).hexdigest()


def _key(session: Session, claim_id: UUID, use: str) -> bytes:
    master = keychain_of(session).key(PURPOSE)
    info = f"rooms:{use}:{claim_id}".encode()
    return HKDFExpand(algorithm=hashes.SHA256(), length=32, info=info).derive(master)
