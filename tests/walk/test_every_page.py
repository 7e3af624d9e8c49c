"""Every page of the court in a real browser: nothing is left out, and nothing is wrong.

The walk is `visits.txt`. It runs on SQLite alone: what a page looks like is the same on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import APIResponse, Browser, BrowserContext
from starlette.routing import Match

from tests.databases import SqliteFiles
from tests.journeys.browser import chromium
from tests.page import route_paths
from tests.walk.court import BROKEN, WalkedCourt, walked_court
from tests.walk.looking import Eyes

TABLE = Path(__file__).with_name("visits.txt")
EMPTY = "sent empty"


@dataclass(frozen=True)
class Visit:
    """Somebody opens a path in front of one life of a case."""

    who: str
    life: str
    path: str
    comes: str

    @property
    def is_page(self) -> bool:
        return self.comes == EMPTY or self.comes.isdecimal()

    @property
    def status(self) -> int:
        return 422 if self.comes == EMPTY else int(self.comes)


def table() -> list[Visit]:
    """Read the walk."""
    lines = [line for line in TABLE.read_text().splitlines() if line and line[0] != "#"]
    return [Visit(*line.split(maxsplit=3)) for line in lines]


@pytest.fixture(scope="module")
def court(
    sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[WalkedCourt]:
    folder = tmp_path_factory.mktemp("walk")
    with (
        sqlite_files.copy(f"walk_{worker_id}") as database,
        walked_court(folder, database.url) as court,
    ):
        yield court


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed after this file: while it is open nothing else here can have a loop of its own."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser, court: WalkedCourt) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=court.base_url, locale="en-GB") as context:
        yield context


def sit_down(context: BrowserContext, court: WalkedCourt, who: str, life: str) -> None:
    """Let somebody take the place in front of the browser."""
    context.clear_cookies()
    cookies = court.cookies(who, life).items()
    context.add_cookies([{"name": k, "value": v, "url": court.base_url} for k, v in cookies])


def route_of(court: WalkedCourt, path: str) -> str:
    """Return the route that answers a path."""
    path = path.partition("?")[0]
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    found = [
        each
        for each in iter_route_contexts(court.app.routes)
        if each.matches(scope)[0] is Match.FULL
    ]
    return getattr(found[0], "path_format", "") if found else ""


def test_every_route_is_on_the_walk(court: WalkedCourt) -> None:
    """A new page has to be put into the table before this passes again."""
    routes = {path for method, path in route_paths(court.app) if method == "GET"}
    opened = [visit for visit in table() if visit.comes == "200" or not visit.is_page]
    paths = [court.path(visit.path, visit.who, visit.life) for visit in opened]

    assert {route_of(court, path) for path in paths} == routes - {BROKEN}


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_as_a_page_has_to_be(
    court: WalkedCourt,
    context: BrowserContext,
    half: int,
    record_property: Callable[[str, object], None],
) -> None:
    eyes = Eyes(context.new_page(), court.base_url)
    pages = [visit for visit in table() if visit.is_page]
    people = [list(visits) for _key, visits in groupby(pages, lambda each: (each.who, each.life))]
    faults = {}

    for visits in people[half::2]:
        sit_down(context, court, visits[0].who, visits[0].life)
        for visit in visits:
            path = court.path(visit.path, visit.who, visit.life)
            status = eyes.open(path, empty=visit.comes == EMPTY)
            wrong = [] if status == visit.status else [f"it came with {status}"]
            if visit.comes != EMPTY and not eyes.page.url.endswith(path):
                wrong.append(f"it led to {eyes.page.url}")
            if found := [*wrong, *eyes.faults()]:
                faults[f"{visit.who} {visit.life} {visit.path} {visit.comes}"] = found
    eyes.page.close()

    record_property(
        "figure", f"walk: {sum(map(len, people[half::2]))} pages, {eyes.heaviest} bytes at most"
    )
    assert faults == {}


KEYBOARD = [visit for visit in table() if visit.path.endswith(("/amounts", "-room", "{claim}"))]


def test_everything_is_reached_by_keyboard(court: WalkedCourt, context: BrowserContext) -> None:
    """A sample: a form with rows, a room, and each kind of page of a case."""
    eyes = Eyes(context.new_page(), court.base_url)
    faults = {}

    for visit in KEYBOARD:
        if visit.comes == "200" and visit.life in ("talk", "bench", "draft", "decided"):
            sit_down(context, court, visit.who, visit.life)
            eyes.open(court.path(visit.path, visit.who, visit.life))
            if found := eyes.keyboard_faults():
                faults[f"{visit.who} {visit.life} {visit.path}"] = found
    eyes.page.close()

    assert faults == {}


def test_everything_else_is_what_it_says(court: WalkedCourt, context: BrowserContext) -> None:
    faults = {}
    for visit in table():
        if not visit.is_page:
            sit_down(context, court, visit.who, visit.life)
            path = court.path(visit.path, visit.who, visit.life)
            answer = context.request.get(path, max_redirects=0)
            if kind(answer) != visit.comes:
                faults[visit.path] = kind(answer)

    assert faults == {}


def kind(answer: APIResponse) -> str:
    """Return the media type of a thing, or that it leads onward."""
    return "onward" if answer.status == 303 else answer.headers["content-type"].split(";")[0]
