"""Tokens for machines: signed by the court, good for ten minutes, never kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from odr.clock import Clock
from odr.keychain import Keychain

LIFE = timedelta(minutes=10)
PURPOSE = "api"
ALGORITHM = "HS256"
KIND = "at+jwt"
AUDIENCE = "registry"
LONGEST = 2000  # signs


def give_token(keychain: Keychain, client_id: str, scopes: Collection[str], *, clock: Clock) -> str:
    """Sign which machine may read what, and until when."""
    now = clock.now()
    said = {
        "sub": client_id,
        "aud": AUDIENCE,
        "scope": " ".join(sorted(scopes)),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM, "typ": KIND}, said, _key(keychain))


def read_token(keychain: Keychain, token: str, *, clock: Clock) -> dict[str, Any] | None:
    """Return what a token says, if this court signed it for this use and it has not run out."""
    if len(token) > LONGEST:
        return None
    try:
        read = jwt.decode(token, _key(keychain), algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        return None
    said = dict(read.claims)
    ours = read.header.get("typ") == KIND and said.get("aud") == AUDIENCE
    return said if ours and said["exp"] > clock.now().timestamp() else None


def _key(keychain: Keychain) -> jwk.OctKey:
    return jwk.OctKey.import_key(keychain.key(PURPOSE))
