"""Eyes for every page: what a browser sees wrong with it, in light and dark, wide and narrow."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize

from tests.journeys.browser import SHOTS

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
LIGHTEST = 60_000  # bytes of the first view, as they go over the wire
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "elementRef": False,
}
CONTRAST = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
}
RUN_AXE = """async (rules) => {
  const {violations} = await axe.run(document, rules);
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}"""
SIGHT = """() => {
  const things = performance.getEntriesByType("resource");
  const [page] = performance.getEntriesByType("navigation");
  return {
    bytes: [page, ...things].reduce((sum, one) => sum + one.encodedBodySize, 0),
    heads: [...document.querySelectorAll("h1")].map((one) => one.innerText.trim()),
    title: document.title.trim(),
    lang: document.documentElement.lang,
    foreign: things.map((one) => one.name).filter((name) => !name.startsWith(location.origin)),
  };
}"""
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1 && !one.closest(".scroll > *"))
    .map((one) => `${one.tagName} ${one.getAttribute("class")}`).slice(0, 3).concat("too wide");
}"""
FORM = "main form[method=post]:has(input:not([type=hidden]), textarea, select)"
EMPTY = """(form) => {
  for (const one of form.elements) {
    if (["radio", "checkbox"].includes(one.type)) one.checked = false;
    else if (one.type === "select-one") one.selectedIndex = -1;
    else if (one.type !== "hidden" && one.type !== "submit") one.value = "";
  }
  form.submit();
}"""
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const seen = one.matches(".choice > input") ? one.nextElementSibling : one;
  const ring = (style) => style.boxShadow !== "none"
    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const box = seen.getBoundingClientRect();
  return {
    what: `${one.tagName} ${one.innerText || one.name}`.trim(),
    ring: ring(getComputedStyle(seen)) || ring(getComputedStyle(seen, "::before")),
    inView: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
MOST_STOPS = 80


class Eyes:
    """One browser page that goes from place to place and notes what is wrong."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base_url = page, base_url
        self.heard: list[str] = []
        self.heaviest = self.pictures = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda problem: self.heard.append(str(problem)))
        page.on("request", self._watch)

    def open(self, path: str, *, empty: bool = False) -> int:
        """Go to a page, or send its form empty, and return the status that came."""
        self.heard.clear()
        self.page.set_viewport_size(WIDE)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        came = self.page.goto(path)
        form = self.page.query_selector(FORM) if empty else None
        if form is not None:
            with self.page.expect_navigation() as waiting:
                form.evaluate(EMPTY)
            came = waiting.value
        assert came is not None
        return came.status

    def faults(self) -> list[str]:
        """Return everything that is wrong with the page as it stands there."""
        self.page.evaluate(AXE_SCRIPT)
        found = [f"axe {fault}" for fault in self._axe(RULES)]
        found += self._plain_faults(self.page.evaluate(SIGHT))
        self._keep("wide")
        self.page.set_viewport_size(NARROW)
        self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"dark {fault}" for fault in self._axe(CONTRAST)]
        found += [f"at 320 px: {fault}" for fault in self.page.evaluate(OVERFLOW)]
        self._keep("narrow")
        return found + self.heard

    def _keep(self, kind: str) -> None:
        """Keep what is on the screen, if somebody wants to look at it later."""
        if os.environ.get(SHOTS):
            self.pictures += 1
            name = re.sub(r"[-0-9a-f]{36}|[^a-z]+", "-", self.page.url.partition("//")[2])
            place = Path(os.environ[SHOTS]) / f"{kind}{self.pictures:03}{name}.png"
            self.page.screenshot(path=place, full_page=True)

    def _axe(self, rules: dict[str, Any]) -> list[str]:
        return list(self.page.evaluate(RUN_AXE, rules))

    def _plain_faults(self, seen: dict[str, Any]) -> Iterator[str]:
        self.heaviest = max(self.heaviest, seen["bytes"])
        heads, title = seen["heads"], seen["title"]
        if len(heads) != 1 or not heads[0]:
            yield f"its first headings are {heads}"
        if not title or (heads and heads[0] not in title):
            yield f"its title is {title!r}"
        if seen["lang"] != "en":
            yield f"its language is {seen['lang']!r}"
        if seen["bytes"] > LIGHTEST:
            yield f"it weighs {seen['bytes']} bytes"
        yield from (f"it asked {name}" for name in seen["foreign"])

    def keyboard_faults(self) -> list[str]:
        """Go through the page with the Tab key alone, and look at each stop."""
        found: list[str] = []
        stops: list[dict[str, Any]] = []
        for _press in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None or (stops and stop == stops[0]):
                break
            stops.append(stop)
        if not stops or not stops[0]["what"].endswith("Skip to the main part of the page"):
            found.append(f"the first stop is {stops[:1]}")
        found += [f"no ring on {stop['what']}" for stop in stops if not stop["ring"]]
        found += [f"out of view: {stop['what']}" for stop in stops if not stop["inView"]]
        return found

    def _hear(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of, a broken rule of the page's policy too."""
        if message.type in ("error", "warning") and "the server responded" not in message.text:
            self.heard.append(f"the browser says: {message.text}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.base_url, "data:")):
            self.heard.append(f"it asked {request.url}")
