"""Proves that a form was sent from a page of ours that this same browser was shown."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from starlette.datastructures import FormData
from starlette.requests import Request

from odr.entropy import Entropy
from odr.errors import Forbidden
from odr.words import _

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIZE = 32  # bytes


def secret_for(visitor: str, session: str) -> str:
    """Derive the secret of a browser from its cookies, so that signing in or out changes it."""
    return hashlib.sha256(f"csrf\n{visitor}\n{session}".encode()).hexdigest()


def mask(secret: str, entropy: Entropy) -> str:
    """Write the secret differently each time: a compressed page then tells nothing about it."""
    pad = entropy.raw(SIZE)
    return base64.urlsafe_b64encode(pad + _xor(pad, bytes.fromhex(secret))).decode().rstrip("=")


def matches(token: str, secret: str) -> bool:
    """Tell whether the token is one of the ways to write this secret."""
    try:
        both = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return False
    if len(both) != 2 * SIZE:
        return False
    return hmac.compare_digest(_xor(both[:SIZE], both[SIZE:]), bytes.fromhex(secret))


async def form_of(request: Request, *, max_files: int = 10) -> FormData:
    """Read the fields and files of a request once; the gate closes the files after the answer."""
    data = getattr(request.state, "form_data", None)
    if not isinstance(data, FormData):
        data = request.state.form_data = await request.form(max_files=max_files)
    return data


async def csrf_checked(request: Request) -> None:
    """Refuse a deed whose form does not carry this browser's token.

    Every form handler gets this through `posted(...)`; a handler that takes no fields
    names it as a dependency. It reads the form, so guards must stand before it.
    """
    if request.method in SAFE_METHODS:
        return
    token = request.headers.get(HEADER)
    if token is None:
        token = str((await form_of(request)).get(FIELD, ""))
    if not matches(token, request.state.csrf_secret):
        raise Forbidden(
            _(
                "This form was open for too long, or you signed in or out since. "
                "Nothing was saved. Go back, reload the page and send it again."
            )
        )


def from_elsewhere(method: str, site: str, origin: str, host: str) -> bool:
    """Tell from the browser's own words whether another site sent this deed.

    Old browsers send neither word; then the token alone decides.
    """
    if method in SAFE_METHODS:
        return False
    if site:
        return site not in {"same-origin", "none"}
    return bool(origin) and origin.partition("://")[2].lower() != host.lower()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
