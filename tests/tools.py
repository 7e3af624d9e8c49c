"""The tools a unit of work carries in tests: real ones in memory, with keys from a seed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from documents.keys import CourtKeys, make_keys
from documents.storage import open_storage
from odr.entropy import SeededEntropy
from odr.keychain import SeededKeychain
from odr.mail import KeptMail
from odr.settings import Settings


@lru_cache(maxsize=1)
def court_keys() -> CourtKeys:
    """Return the keys of the test court, made once."""
    return make_keys(SeededEntropy("keys of the tests"))


def make_tools() -> dict[str, Any]:
    """Return what a session of the test court carries beside its source of chance."""
    return {
        "keychain": SeededKeychain("tests"),
        "storage": open_storage("memory://"),
        "authority": court_keys(),
        "settings": Settings(base_url="http://court.test", demo=True),
        "postman": KeptMail(),
        "payments": None,
    }
