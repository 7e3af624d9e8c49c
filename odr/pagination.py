"""Pages of a long list by key: the next page starts after the last row, never at a number."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from odr.errors import Invalid
from odr.words import _

Row = TypeVar("Row")


@dataclass(frozen=True)
class PageOf(Generic[Row]):
    """Some rows and, if there are more, the cursor of the next page."""

    rows: Sequence[Row]
    next: str | None


def write_cursor(*key: str | int) -> str:
    """Return the key as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).rstrip(b"=").decode()


def read_cursor(cursor: str, *shape: type[str] | type[int]) -> list[Any]:
    """Return the key in a cursor, or refuse one this court did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (binascii.Error, ValueError, UnicodeEncodeError, RecursionError):
        key = None
    fits = (
        isinstance(key, list)
        and len(key) == len(shape)
        and all(type(part) is kind for part, kind in zip(key, shape, strict=True))
        and all(abs(part) < 2**63 for part in key if isinstance(part, int))
    )
    if not fits:
        raise _incomplete()
    return list(key)


def read_place(cursor: str) -> tuple[datetime, UUID] | None:
    """Return the moment and id a cursor stands at, or None for the first page."""
    if not cursor:
        return None
    at, key = read_cursor(cursor, str, str)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise _incomplete()
        return moment.astimezone(UTC), UUID(key)
    except (ValueError, OverflowError):
        raise _incomplete() from None


def _incomplete() -> Invalid:
    return Invalid(_("This page link is not complete. Go back to the first page."), "cursor")


def page_of(
    rows: Sequence[Row], size: int, key: Callable[[Row], tuple[str | int, ...]]
) -> PageOf[Row]:
    """Cut a list that was asked for with one row too many into a page."""
    if len(rows) <= size:
        return PageOf(rows, None)
    kept = rows[:size]
    return PageOf(kept, write_cursor(*key(kept[-1])))
