"""What every journey has: a court people can reach, a browser, and both ways to walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import SqliteFiles
from tests.journeys.browser import Journey, chromium
from tests.journeys.server import LiveCourt, live_court


@pytest.fixture(scope="session")
def court(
    sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[LiveCourt]:
    """One court for all journeys of this process, so that its officers have several cases."""
    folder: Path = tmp_path_factory.mktemp("court")
    with (
        sqlite_files.copy(f"journeys_{worker_id}") as database,
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
