"""What every journey has: a court people can reach, a browser, and both ways to walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import SqliteFiles
from tests.journeys.browser import Journey, chromium
from tests.journeys.server import LiveCourt, live_court

_numbers = count(1)


@pytest.fixture
def court(sqlite_files: SqliteFiles, tmp_path: Path, worker_id: str) -> Iterator[LiveCourt]:
    """A court of its own for each journey: two of them never meet under one name."""
    folder = tmp_path / "court"
    folder.mkdir()
    with (
        sqlite_files.copy(f"journey_{worker_id}_{next(_numbers)}") as database,
        live_court(folder, database.url) as court,
    ):
        yield court


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed after each file: while it is open nothing else here can have a loop of its own."""
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[False, True], ids=["plain", "scripts"])
def journey(
    request: pytest.FixtureRequest,
    court: LiveCourt,
    browser: Browser,
    record_property: Callable[[str, object], None],
) -> Iterator[Journey]:
    """A case walked twice: in a browser without scripts, and on a telephone with them."""
    what, way = request.function.__name__.removeprefix("test_"), request.node.callspec.id
    name = f"{what} {way}"
    journey = Journey(name, browser, court, scripts=request.param)
    yield journey
    record_property("figure", journey.end())
