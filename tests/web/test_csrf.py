"""No deed of a page can be sent by another site: each one checks the token of its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.web.test_routes import _app, _calls, _pages
from web.csrf import SAFE_METHODS, csrf_checked
from web.guards import by_provider


def _deeds() -> Iterator[tuple[str, set[Any]]]:
    """Yield each route that changes something, with all it depends on; programmes have no forms."""
    for path, route in _pages(_app(demo=True)):
        calls = set(_calls(route.dependant))
        if set(route.methods) - SAFE_METHODS and by_provider not in calls:
            yield path, calls


READERS = ("posted.", "posted_secret.")
"""The makers of dependencies that read a form and check its token."""


def _checks_the_token(call: Any) -> bool:
    return call is csrf_checked or getattr(call, "__qualname__", "").startswith(READERS)


def test_every_deed_of_a_page_checks_the_token() -> None:
    deeds = [(path, calls) for path, calls in _deeds() if not path.startswith("/api/")]

    unchecked = [path for path, calls in deeds if not any(map(_checks_the_token, calls))]

    assert len(deeds) > 10
    assert unchecked == []
