"""What an inspection reports: the kind of file it is, or the reason it is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from documents.enums import Refusal


class Refused(Exception):
    """The file is not taken, for this reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Finding:
    """The kind of file by its content; `pages` only where it has pages."""

    media_type: str
    extension: str
    pages: int | None = None
    copied: bool = False


@dataclass(frozen=True)
class Sample:
    """A file under inspection: where it is, its first bytes, the extension it came with."""

    path: Path
    head: bytes
    size: int
    extension: str
    copy_to: Path | None = None


WEB_MARKS = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?php", b"<iframe", b"<body", b"<head")


def looks_like_web(raw: bytes) -> bool:
    """Tell whether a browser could be talked into running this as a page."""
    return any(mark in raw.lower() for mark in WEB_MARKS)
