"""Where the court's seal is asked for; its tools are large and come with the first paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from documents.keys import CourtKeys

TOOLS = "documents.seal"
"""Loaded when first needed: they would be a seventh of every start, and few pages need them."""


@dataclass(frozen=True)
class SealReport:
    """What can be said about the seal of a file.

    `intact`: nothing the seal covers has changed. `trusted`: the seal is this court's.
    `covers_whole`: nothing was added after sealing.
    """

    sealed: bool
    intact: bool = False
    trusted: bool = False
    covers_whole: bool = False
    signer: str = ""
    signed_at: datetime | None = None

    @property
    def genuine(self) -> bool:
        """Whether the file is, byte for byte, a paper this court sealed."""
        return self.intact and self.trusted and self.covers_whole


def seal(
    pdf: bytes, keys: CourtKeys, *, at: datetime, reason: str = "", location: str = ""
) -> bytes:
    """Return the paper with the court's seal."""
    tools = import_module(TOOLS)
    sealed: bytes = tools.seal(pdf, keys, at=at, reason=reason, location=location)
    return sealed


def check_seal(pdf: bytes, keys: CourtKeys) -> SealReport:
    """Report on the seal of any file."""
    report: SealReport = import_module(TOOLS).check_seal(pdf, keys)
    return report
