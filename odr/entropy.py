"""Where chance comes from: real chance in a real court, a seeded source in the synthetic one."""

from __future__ import annotations

import base64
import random
import secrets
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy.orm import Session


class Entropy(Protocol):
    """Gives ids, tokens, salts and draws."""

    def raw(self, count: int) -> bytes: ...
    def uuid(self) -> UUID: ...
    def token(self, count: int = 32) -> str: ...
    def below(self, limit: int) -> int: ...

    def apart(self, name: str) -> Entropy:
        """Return the source of one compartment: what is drawn there moves nothing elsewhere."""
        ...


def _random_id(sixteen: bytes) -> UUID:
    return UUID(bytes=sixteen, version=4)


def _url_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class SystemEntropy:
    """The operating system's source of chance."""

    def raw(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def uuid(self) -> UUID:
        return _random_id(secrets.token_bytes(16))

    def token(self, count: int = 32) -> str:
        return secrets.token_urlsafe(count)

    def below(self, limit: int) -> int:
        return secrets.randbelow(limit)

    def apart(self, name: str) -> SystemEntropy:
        del name
        return self


class SeededEntropy:
    """A source that gives the same values for the same seed; never for a real court."""

    def __init__(self, seed: int | str) -> None:
        self._seed = seed
        self._source = random.Random(seed)  # noqa: S311 - repeatable on purpose, see the class
        self._apart: dict[str, SeededEntropy] = {}

    def raw(self, count: int) -> bytes:
        return self._source.randbytes(count)

    def uuid(self) -> UUID:
        return _random_id(self.raw(16))

    def token(self, count: int = 32) -> str:
        return _url_text(self.raw(count))

    def below(self, limit: int) -> int:
        return self._source.randrange(limit)

    def apart(self, name: str) -> SeededEntropy:
        if name not in self._apart:
            self._apart[name] = SeededEntropy(f"{self._seed} apart: {name}")
        return self._apart[name]


def entropy_of(session: Session) -> Entropy:
    """Return the source of chance this unit of work was opened with."""
    return cast(Entropy, session.info["entropy"])
