"""The court's secret keys, one a purpose, kept in a folder that only the court can read."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
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

    def key(self, purpose: str) -> bytes:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self.folder / f"{purpose}.key"
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return place.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(self._entropy.raw(KEY_BYTES))
        return place.read_bytes()


class SeededKeychain:
    """Keys made from a seed, so that the synthetic court can be played again byte for byte."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()

    def key(self, purpose: str) -> bytes:
        return hmac.digest(self._seed, purpose.encode(), hashlib.sha256)


def keychain_of(session: Session) -> Keychain:
    """Return the keychain this unit of work was opened with."""
    return cast(Keychain, session.info["keychain"])
