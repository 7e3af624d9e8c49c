"""The words of the document room: stages of a check, reasons to refuse, where a file came from."""

from __future__ import annotations

from enum import StrEnum


class ScanStatus(StrEnum):
    """How far the check of a document has come."""

    RECEIVED = "received"
    CLEAN = "clean"
    REFUSED = "refused"
    DAMAGED = "damaged"


class ScanEvent(StrEnum):
    """What a check can find out."""

    PASS = "pass"  # noqa: S105 - an event, not a password
    FIND_HARM = "find_harm"
    FIND_CHANGED = "find_changed"


class Origin(StrEnum):
    """Whether a person sent the document or the court made it."""

    UPLOAD = "upload"
    MADE = "made"


class Refusal(StrEnum):
    """Why a file is not taken; each has one sentence that says how to put it right."""

    NAME = "name"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    KIND = "kind"
    EXTENSION = "extension"
    TWO_KINDS = "two_kinds"
    WEB_PAGE = "web_page"
    ARCHIVE = "archive"
    BOMB = "bomb"
    MACROS = "macros"
    CARRIES_FILES = "carries_files"
    REACHES_OUT = "reaches_out"
    LOCKED = "locked"
    ACTIVE = "active"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COMPLEX = "too_complex"
    DAMAGED = "damaged"
    VIRUS = "virus"
