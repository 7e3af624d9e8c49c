"""Refusals that carry what the reader has not seen yet: another text, or a new filing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hearings.bench.queries import Filing
from odr.errors import IllegalMove


class Changed(IllegalMove):
    """Somebody saved another text meanwhile; `current` is what is kept now."""

    code = "changed"

    def __init__(self, sentence: str, current: Any) -> None:
        super().__init__(sentence)
        self.current = current


class NewFilings(IllegalMove):
    """Something was filed since the author last looked; `filings` says what."""

    code = "new_filings"

    def __init__(self, sentence: str, filings: Sequence[Filing]) -> None:
        super().__init__(sentence)
        self.filings = list(filings)


class NotReady(IllegalMove):
    """Something is missing before the decision can be signed; `missing` says what."""

    code = "not_ready"

    def __init__(self, sentence: str, missing: Sequence[str]) -> None:
        super().__init__(sentence)
        self.missing = list(missing)
