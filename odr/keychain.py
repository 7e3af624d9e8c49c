"""The court's secret keys, one a purpose, kept in a folder that only the court can read."""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol, cast

from sqlalchemy.orm import Session

from odr.entropy import Entropy

KEY_BYTES = 32


class Keychain(Protocol):
    """Gives the key of a purpose; each room of the house asks only for its own."""

    def key(self, purpose: str) -> bytes: ...


class KeyFolder:
    """Keys as files with mode 600, each made when it is first asked for."""

    def __init__(self, folder: Path, entropy: Entropy) -> None:
        self.folder = folder
        self._entropy = entropy
        self._known: dict[str, bytes] = {}

    def key(self, purpose: str) -> bytes:
        """Return a key; it is read once, because a room opens it for every message."""
        if purpose not in self._known:
            self._known[purpose] = self._kept(purpose)
        return self._known[purpose]

    def _kept(self, purpose: str) -> bytes:
        place = self.folder / f"{purpose}.key"
        if not place.exists():
            self._make(place)
        return place.read_bytes()

    def _make(self, place: Path) -> None:
        """Put a new key in its place whole, unless somebody was quicker."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder) as file:  # made with mode 600
            file.write(self._entropy.raw(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, place)


class SeededKeychain:
    """Keys made from a seed, so that the synthetic court can be played again byte for byte."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()

    def key(self, purpose: str) -> bytes:
        return hmac.digest(self._seed, purpose.encode(), hashlib.sha256)


def keychain_of(session: Session) -> Keychain:
    """Return the keychain this unit of work was opened with."""
    return cast(Keychain, session.info["keychain"])
