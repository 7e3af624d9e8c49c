"""Every page names its guard, and the demo's pages exist in a demo court alone."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from odr.app import make_app
from odr.clock import FixedClock
from tests.tools import make_tools
from web.guards import GUARDS

OTHER_DOORS = {"/assets"}
"""Mounted files that anybody may have."""


def _court(*, demo: bool) -> Any:
    """Return just enough of a court to build its pages."""
    tools = make_tools()
    changed = {"demo": demo, "allow_draft_packs": True}
    settings = tools["settings"].model_copy(update=changed)
    return SimpleNamespace(**{**tools, "settings": settings}, clock=FixedClock)


def _app(*, demo: bool) -> FastAPI:
    return make_app(_court(demo=demo))


def _calls(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


def _pages(app: FastAPI) -> list[tuple[str, Any]]:
    found = []
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "route", context)
        path = getattr(context, "path", None) or getattr(route, "path", "")
        if path not in OTHER_DOORS:
            found.append((str(path), route))
    return found


def test_every_route_names_its_guard() -> None:
    pages = _pages(_app(demo=True))

    unguarded = [path for path, route in pages if not set(_calls(route.dependant)) & GUARDS]

    assert len(pages) > 40
    assert unguarded == []


@pytest.mark.parametrize("path", ["/demo", "/demo/mail", "/demo/clock", "/style"])
def test_the_demo_pages_do_not_exist_in_a_real_court(path: str) -> None:
    assert path in {found for found, _route in _pages(_app(demo=True))}

    assert path not in {found for found, _route in _pages(_app(demo=False))}


def test_a_route_name_leads_to_one_place() -> None:
    places: dict[str, set[str]] = {}
    for path, route in _pages(_app(demo=True)):
        if "." in route.name:
            places.setdefault(route.name, set()).add(path)

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
