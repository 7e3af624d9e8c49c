"""Tokens, signed notes and second-factor codes: what proves that someone is who they say."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STEP_SECONDS = 30
STEPS_OFF = 1
"""A code of the step before or after counts too, because clocks are not equal."""
SECRET_BYTES = 20
NONCE_BYTES = 12


def token_hash(token: str) -> str:
    """Return what is kept of a token: a reader of the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that says nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def derive(key: bytes, purpose: str, subject: str) -> bytes:
    """Return a secret of its own for one purpose and subject."""
    return hmac.digest(key, f"{purpose}\x00{subject}".encode(), hashlib.sha256)


def sign_note(key: bytes, purpose: str, note: Mapping[str, Any], *, expires_at: datetime) -> str:
    """Return a note a browser may carry for us: readable, but not to be changed or kept longer."""
    body = _text(
        json.dumps(
            {"note": dict(note), "until": int(expires_at.timestamp())}, separators=(",", ":")
        ).encode()
    )
    return f"{body}.{_text(derive(key, purpose, body))}"


def read_note(key: bytes, purpose: str, text: str, *, now: datetime) -> dict[str, Any] | None:
    """Return the note if this court signed it for this purpose and it has not expired."""
    body, _dot, signature = text.partition(".")
    try:
        if not same(signature, _text(derive(key, purpose, body))):
            return None
        content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
    if now.timestamp() >= content["until"]:
        return None
    return dict(content["note"])


def seal_secret(key: bytes, secret: bytes, *, owner: str, nonce: bytes) -> str:
    """Encrypt a second-factor secret for the database, bound to its owner."""
    return _text(nonce + AESGCM(key).encrypt(nonce, secret, owner.encode()))


def open_secret(key: bytes, sealed: str, *, owner: str) -> bytes:
    """Decrypt a second-factor secret; ValueError when it is another owner's or was changed."""
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
    except InvalidTag as problem:
        raise ValueError("this secret was not sealed for this owner") from problem


def step_at(now: datetime) -> int:
    """Return the number of the half minute a code belongs to."""
    return int(now.timestamp()) // STEP_SECONDS


def code_for(secret: bytes, step: int) -> str:
    """Return the code an authenticator app shows in one half minute."""
    return pyotp.TOTP(secret_text(secret)).generate_otp(step)


def matching_step(secret: bytes, code: str, *, now: datetime, last_step: int) -> int | None:
    """Return the step whose code was typed, if it is near and later than the last one used."""
    typed = "".join(character for character in code if not character.isspace())
    found = None
    for step in range(step_at(now) - STEPS_OFF, step_at(now) + STEPS_OFF + 1):
        if same(typed, code_for(secret, step)) and step > last_step:
            found = step
    return found


def secret_text(secret: bytes) -> str:
    """Return a second-factor secret as a person types it into an app."""
    return base64.b32encode(secret).decode()


def enrolment_address(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the address an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret_text(secret)).provisioning_uri(name=account, issuer_name=issuer)


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG to stand in a page, black on white in every colour scheme.

    It has no size of its own, so that the page can fit it to the screen.
    """
    picture = segno.make(text, error="m")
    return picture.svg_inline(border=4, omitsize=True, dark="#000", light="#fff")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
