"""A person at a browser: reads headings, fills in fields by their labels and presses buttons."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, TypeVar
from urllib.parse import urljoin

from playwright.sync_api import (
    APIResponse,
    Browser,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Request,
    Response,
    TimeoutError,
    expect,
    sync_playwright,
)

from tests.journeys.server import LiveCourt

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 10_000  # milliseconds for a page
PHONE, DESK = (320, 640), (1280, 900)
SHOTS = "ODR_SHOTS"
"""Names a folder: each page of each journey is then kept there as a picture."""

PersonT = TypeVar("PersonT", bound="Person")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine, for all the people of a test run."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Journey:
    """One case from beginning to end: the people in it, and what it took them."""

    name: str
    browser: Browser
    court: LiveCourt
    scripts: bool
    people: list[Person] = field(default_factory=list)
    pictures: int = 0

    def join(self, kind: type[PersonT], name: str) -> PersonT:
        """Let one more person sit down at a browser of their own."""
        width, height = kind.screen if self.scripts else DESK
        context = self.browser.new_context(
            base_url=self.court.base_url,
            java_script_enabled=self.scripts,
            user_agent=f"{self.name} {name}",
            viewport={"width": width, "height": height},
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        person = kind(self, context.new_page(), name)
        self.people.append(person)
        return person

    def end(self) -> str:
        """Close every browser, find nothing wrong in any, and return the figures in a line."""
        troubles = [trouble for person in self.people for trouble in person.troubles]
        troubles += self.court.traffic.faults
        if troubles:
            raise AssertionError("\n  ".join(["something went wrong on the way:", *troubles]))
        for person in self.people:
            person.page.context.close()
        traffic = self.court.traffic
        each = [
            f"{p.name} {traffic.pages[p.agent]} pages, {p.fields} fields, "
            f"{traffic.bytes[p.agent] / 1000:.0f} kB"
            for p in self.people
        ]
        pages = sum(traffic.pages[p.agent] for p in self.people)
        fields = sum(p.fields for p in self.people)
        size = sum(traffic.bytes[p.agent] for p in self.people)
        return (
            f"journey {self.name}: {pages} pages, {fields} fields, {size / 1000:.0f} kB "
            f"({'; '.join(each)})"
        )

    def picture(self, page: Page) -> None:
        """Keep what is on the screen, if somebody wants to look at it later."""
        if os.environ.get(SHOTS):
            self.pictures += 1
            place = Path(os.environ[SHOTS]) / self.name / f"{self.pictures:02}.png"
            page.screenshot(path=place, full_page=True, caret="initial")


class Person:
    """Somebody at a browser. Only what a person could see, type or press is used."""

    screen: ClassVar[tuple[int, int]] = PHONE

    def __init__(self, journey: Journey, page: Page, name: str) -> None:
        self.journey, self.page, self.name = journey, page, name
        self.court = journey.court
        self.agent = f"{journey.name} {name}"
        self.fields = 0
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"{name}: {error}"))
        page.on("request", self._watch)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def arrives(self) -> str:
        """Look at whatever page has come, and return what it says."""
        self.journey.picture(self.page)
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def sees(self, heading: str, *more: str) -> str:
        """Wait for the page with this heading, find the words on it, and return what it says."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        main = self.page.get_by_role("main")
        for words in more:
            expect(main).to_contain_text(words)
        self.journey.picture(self.page)
        return " ".join(main.inner_text().split())

    def is_told(self, *sentences: str) -> None:
        """Find these sentences in the list of what is wrong, with the eye put there."""
        errors = self.page.locator("[data-errors]")
        for sentence in sentences:
            expect(errors).to_contain_text(sentence)
        if self.journey.scripts:
            expect(errors).to_be_focused()
        self.journey.picture(self.page)

    def field(self, label: str, *, within: str = "") -> Locator:
        """Find a field by its label; `within` names the group it stands in."""
        place = self.page.get_by_role("main")
        if within:
            place = place.get_by_role("group", name=within)
        exactly = place.get_by_label(label, exact=True)
        return exactly if exactly.count() else place.get_by_label(_starts(label))

    def fill(self, answers: dict[str, str], *, within: str = "") -> None:
        """Type into fields, each found by its label."""
        for label, text in answers.items():
            self.fields += 1
            self.field(label, within=within).fill(text)

    def fill_day(self, legend: str, day: date, *, within: str = "") -> None:
        """Type a date into its three boxes."""
        self.fields += 1
        place = self.page.get_by_role("main")
        if within:
            place = place.get_by_role("group", name=within)
        group = place.get_by_role("group", name=_starts(legend))
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(label, exact=True).fill(str(number))

    def choose(self, *labels: str, within: str = "") -> None:
        """Choose or tick what has these labels."""
        for label in labels:
            self.fields += 1
            self.field(label, within=within).check()

    def select(self, label: str, option: str, *, within: str = "") -> None:
        """Choose one of a list that folds out."""
        self.fields += 1
        self.field(label, within=within).select_option(label=option)

    def attach(self, label: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Choose files of one's own machine."""
        self.fields += 1
        given: list[FilePayload] = [
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            for name, content in files
        ]
        self.field(label).set_input_files(given)

    def press(self, label: str, *, number: int = 0) -> None:
        """Press a button and wait for what it brings."""
        self._go(self._named("button", label).nth(number))

    def follow(self, label: str) -> None:
        """Follow a link and wait for the page."""
        self._go(self._named("link", label).first)

    def link(self, label: str) -> str:
        """Return where a link leads."""
        return urljoin(self.page.url, self._named("link", label).first.get_attribute("href") or "")

    def fetch(self, label: str) -> bytes:
        """Save the file behind a link."""
        response = self.page.request.get(self.link(label))
        assert response.status == 200, (label, response.status)
        return response.body()

    def tries(self, path: str) -> APIResponse:
        """Ask for an address without going there, to see whether it would open."""
        return self.page.request.get(path, max_redirects=0)

    def goes_back(self) -> None:
        """Press the browser's own button."""
        self.page.go_back()

    def has(self, kind: Literal["button", "link"], label: str) -> bool:
        """Tell whether there is such a button or link now."""
        return self.page.get_by_role("main").get_by_role(kind, name=label).count() > 0

    def _named(self, kind: Literal["button", "link"], label: str) -> Locator:
        """Find a button or link by its whole words, or by what they contain."""
        place = self.page.get_by_role("main")
        exactly, containing = (place.get_by_role(kind, name=label, exact=x) for x in (True, False))
        try:
            containing.first.wait_for()
        except TimeoutError:
            there = place.get_by_role(kind).all_inner_texts()
            where = f"on {self.page.title()!r} at {self.page.url}"
            what = f"{self.name} finds no {kind} {label!r} {where}: {there}"
            raise AssertionError(what) from None
        return exactly if exactly.count() else containing

    def _go(self, control: Locator) -> None:
        """Act, and return when the next page, or the part that changes, has come."""
        self.page.evaluate("document.documentElement.dataset.left = 'yes'")
        with self.page.expect_response(_is_answer) as waiting:
            control.click()
        answer = waiting.value
        if "hx-request" in answer.request.headers and "hx-redirect" not in answer.headers:
            answer.finished()
            return
        expect(self.page.locator("html:not([data-left])")).to_be_attached()
        self.page.wait_for_load_state("domcontentloaded")

    def _hear(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of; a refused form is not a complaint."""
        if message.type == "error" and not re.search(r"status of 4\d\d", message.text):
            self.troubles.append(f"{self.name} on {self.page.url}: {message.text}")

    def _watch(self, request: Request) -> None:
        """Note every request to another site than the court and the payment page."""
        if not request.url.startswith((self.court.base_url, self.court.pay_url)):
            self.troubles.append(f"{self.name} asked {request.url}")


def _starts(label: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(label)}")


def _is_answer(response: Response) -> bool:
    """Tell whether this is what was asked for by a press: a page, or a part of one."""
    request = response.request
    return request.is_navigation_request() or "hx-request" in request.headers
