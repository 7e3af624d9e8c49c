"""A reader with a browser: opens pages, follows links, fills in forms, and checks all it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.routing import Match
from starlette.testclient import TestClient

from tests.html_tree import Node, parse
from tests.page_checks import Sight, faults

MOST_REDIRECTS = 5
both_ways = pytest.mark.parametrize("scripts", [False, True], ids=["plain", "htmx"])
"""Marks a test that has to pass with and without the page's script; give `scripts` to Reader."""

File = Path | tuple[str, bytes, str]
"""A file to send: a path, or its name, content and media type."""


class PageFault(AssertionError):
    """A page is not as every page has to be, or has not what the reader looks for."""


class Reader:
    """One person with one browser: cookies stay between pages."""

    def __init__(
        self,
        app: FastAPI,
        *,
        scripts: bool = False,
        base_url: str = "http://127.0.0.1:8000",
        foreign: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.scripts = scripts
        self.base_url = base_url
        self.origins = frozenset({base_url, *foreign})
        self.client = TestClient(app, base_url=base_url, follow_redirects=False)

    def open(self, path: str, *, status: int = 200, part: bool = False) -> Page:
        """Open an address as a page, or as the part the page's script would ask for."""
        return self._ask("GET", path, status=status, part=part)

    def fetch(self, path: str, *, status: int = 200) -> Response:
        """Fetch something that is not a page, like a document."""
        response = self.client.get(path)
        _expect(response.status_code, status, f"GET {path}", response.text[:300])
        return response

    def send(
        self,
        path: str,
        data: Mapping[str, Any],
        *,
        files: list[tuple[str, tuple[str, bytes, str]]] | None = None,
        status: int = 200,
        part: bool = False,
    ) -> Page:
        """Send fields as a form does; tests of pages go through `Page.form` instead."""
        return self._ask("POST", path, data=data, files=files, status=status, part=part)

    def has_route(self, method: str, path: str) -> bool:
        """Tell whether the application answers this method at this path."""
        scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
        return any(route.matches(scope)[0] is Match.FULL for route in self.app.routes)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        data: Mapping[str, Any] | None = None,
        files: list[tuple[str, tuple[str, bytes, str]]] | None = None,
        status: int,
        part: bool,
    ) -> Page:
        asked = f"{method} {path}"
        headers = self._headers(method, part=part)
        response = self.client.request(method, path, data=data, files=files, headers=headers)
        for _ in range(MOST_REDIRECTS):
            onward = response.headers.get("location") or response.headers.get("hx-redirect")
            if onward is None or response.status_code == status >= 300:
                break
            url = urljoin(str(response.url), onward)
            if not any(url.startswith(origin) for origin in self.origins):
                raise PageFault(f"{asked} leads to another site: {url}")
            if not url.startswith(self.base_url):  # an allowed one: the test goes on there itself
                return Page(self, response, away=url)
            response, part = self.client.get(url, headers=self._headers("GET", part=False)), False
        _expect(response.status_code, status, asked, _gist(response))
        return Page(self, response, part=part).checked(asked)

    def _headers(self, method: str, *, part: bool) -> dict[str, str]:
        headers = {"HX-Request": "true"} if part else {}
        if method == "POST":
            headers |= {"Origin": self.base_url, "Sec-Fetch-Site": "same-origin"}
        return headers


class Page:
    """A page the reader sees, or the part of it that a script would put in place."""

    def __init__(
        self, reader: Reader, response: Response, *, part: bool = False, away: str = ""
    ) -> None:
        self.reader = reader
        self.response = response
        self.status = response.status_code
        self.url = str(response.url)
        self.path = urlsplit(self.url).path
        self.is_part = part
        self.away = away
        """The address of the allowed other site this leads to, like a payment page."""
        self.html = response.text
        self.tree, self.tag_faults = parse(self.html)

    def checked(self, asked: str) -> Page:
        """Return the page, or say everything that is wrong with it at once."""
        kind = self.response.headers.get("content-type", "")
        if not kind.startswith("text/html"):
            raise PageFault(f"{asked} answered {kind or 'nothing'} instead of a page")
        sight = Sight(
            tree=self.tree,
            url=self.url,
            headers=self.response.headers,
            is_part=self.is_part,
            own_origins=self.reader.origins,
            has_route=self.reader.has_route,
        )
        found = self.tag_faults + faults(sight)
        if found:
            raise PageFault("\n  ".join([f"{asked} is not a good page:", *found]))
        return self

    @property
    def h1(self) -> str:
        return self.tree.all("h1")[0].text

    @property
    def title(self) -> str:
        return " ".join(self.tree.all("title")[0].typed.split())

    @property
    def text(self) -> str:
        """What stands in the main part of the page."""
        return next(iter(self.tree.all("main")), self.tree).text

    @property
    def errors(self) -> dict[str, str]:
        """The error summary: the field each sentence leads to (or "form"), and the sentence."""
        summary = next((node for node in self.tree.walk() if "data-errors" in node), None)
        found = {}
        for item in summary.all("li") if summary else []:
            link = next(iter(item.all("a")), None)
            found[link["href"].removeprefix("#") if link else "form"] = item.text
        return found

    @property
    def links(self) -> dict[str, str]:
        """The text of each link, and where it leads."""
        return {node.text: node["href"] for node in self.tree.all("a")}

    def click(self, words: str, *, status: int = 200) -> Page:
        """Follow the link with this text, or the only link that contains it."""
        found = [href for text, href in self.links.items() if text == words]
        found = found or [href for text, href in self.links.items() if words in text]
        if len(set(found)) != 1:
            raise PageFault(f"{len(found)} links say {words!r} on {self.path}: {list(self.links)}")
        return self.reader.open(urljoin(self.url, found[0]), status=status)

    def form(self, name: str | None = None) -> FormOnPage:
        """Find the form with this id or button; without a name the only one in the main part."""
        place = next(iter(self.tree.all("main")), self.tree)
        forms = place.all("form") if name is None else self.tree.all("form")
        fitting = [
            form for form in forms if name in (None, form["id"]) or name in _button_texts(form)
        ]
        if len(fitting) != 1:
            known = [(form["id"], _button_texts(form)) for form in forms]
            raise PageFault(f"{len(fitting)} forms fit {name!r} on {self.path}; there are {known}")
        return FormOnPage(self, fitting[0], script=self.reader.scripts)

    def table(self, number: int = 0) -> list[list[str]]:
        """Return the rows of a table as text, its head included."""
        rows = self.tree.all("table")[number].all("tr")
        return [[cell.text for cell in row.all("th", "td")] for row in rows]


@dataclass
class FormOnPage:
    """A form the reader fills in; what the page had filled in stays unless changed."""

    page: Page
    node: Node
    script: bool = False
    changes: dict[str, list[str]] = field(default_factory=dict)
    files: list[tuple[str, tuple[str, bytes, str]]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names of the fields a reader can see."""
        fields = [n for n in _fields(self.node) if n["type"] != "hidden"]
        return list(dict.fromkeys(n["name"] for n in fields))

    @property
    def values(self) -> dict[str, list[str]]:
        """What would be sent now, the token left out."""
        return {k: v for k, v in self._data().items() if k != "csrf_token"}

    def htmx(self) -> FormOnPage:
        """Send this form as the page's script does."""
        self.script = True
        return self

    def fill(self, answers: Mapping[str, Any] | None = None, **more: Any) -> FormOnPage:
        """Type, choose or tick; only what a reader could do on this page."""
        for name, value in {**(answers or {}), **more}.items():
            nodes = [n for n in _fields(self.node) if n["name"] == name]
            if not nodes:
                raise PageFault(f"no field {name!r} on {self.page.path}; there are {self.names}")
            if nodes[0]["type"] == "file":
                self._attach(name, value)
            else:
                self.changes[name] = _answer(nodes, name, value)
        return self

    def submit(self, button: str | None = None, *, status: int = 200) -> Page:
        """Press a button (the first one that names no deed of its own, unless told) and look."""
        pressed = self._button(button)
        data = self._data()
        if pressed["name"]:
            data[pressed["name"]] = [*data.get(pressed["name"], []), pressed["value"]]
        by_script = self.script and bool(self.node["hx-post"] or self.node["hx-get"])
        target = pressed["formaction"] or self.node["action"]
        url = urljoin(self.page.url, target or self.page.url)
        reader = self.page.reader
        if self.node["method"].upper() != "POST":
            query = str(reader.client.build_request("GET", url, params=data).url)
            return reader.open(query, status=status, part=by_script)
        multipart = self.node["enctype"] == "multipart/form-data"
        files = self.files or ([("", ("", b"", ""))] if multipart else None)
        return reader.send(url, data, files=files, status=status, part=by_script)

    def _button(self, words: str | None) -> Node:
        buttons = [n for n in self.node.all("button") if n["type"] in ("submit", "")]
        fitting = [n for n in buttons if words is None or n.text == words]
        fitting = fitting or [n for n in buttons if words and words in n.text]
        if not fitting:
            known = [n.text for n in buttons]
            raise PageFault(f"no button {words!r} in the form on {self.page.path}; {known}")
        return next((n for n in fitting if words is not None or not n["name"]), fitting[0])

    def _data(self) -> dict[str, list[str]]:
        data: dict[str, list[str]] = {}
        for node in _fields(self.node):
            if node["type"] != "file" and node["name"] not in self.changes:
                data.setdefault(node["name"], []).extend(_standing(node))
        return {k: v for k, v in {**data, **self.changes}.items() if v}

    def _attach(self, name: str, value: File | list[File]) -> None:
        for file in value if isinstance(value, list) else [value]:
            if isinstance(file, Path):
                content = (file.name, file.read_bytes(), "application/octet-stream")
                self.files.append((name, content))
            else:
                self.files.append((name, file))


def route_paths(app: FastAPI) -> list[tuple[str, str]]:
    """Return (method, path) of every route, so that a test can visit all or name the missed."""
    found = []
    for context in iter_route_contexts(app.routes):
        path = getattr(context, "path_format", None) or getattr(context, "path", "")
        methods = getattr(context, "methods", None) or set()
        found += [(method, path) for method in sorted(methods) if path]
    return found


def _fields(form: Node) -> list[Node]:
    return [
        n
        for n in form.all("input", "select", "textarea")
        if n["name"] and n["type"] not in ("submit", "button") and "disabled" not in n
    ]


def _standing(node: Node) -> list[str]:
    """Return what a field would send untouched."""
    if node.tag == "textarea":
        return [node.typed.removeprefix("\n")]
    if node.tag == "select":
        options = node.all("option")
        chosen = [n for n in options if "selected" in n] or options[:1]
        return [n.get("value", n.text) for n in chosen]
    if node["type"] in ("checkbox", "radio"):
        return [node["value"] or "on"] if "checked" in node else []
    return [node["value"]]


def _answer(nodes: list[Node], name: str, value: Any) -> list[str]:
    """Turn what the test says into what a reader could choose or type."""
    first = nodes[0]
    options = [n["value"] for n in nodes]
    if first.tag == "select":
        options = [n.get("value", n.text) for n in first.all("option")]
    elif first["type"] not in ("checkbox", "radio"):
        return [str(value)]
    if isinstance(value, bool) and first["type"] == "checkbox":
        return options[:1] if value else []
    wanted = [str(v) for v in value] if isinstance(value, list | tuple | set) else [str(value)]
    unknown = [v for v in wanted if v not in options]
    if unknown:
        raise PageFault(f"{name!r} does not offer {unknown}; it offers {options}")
    return wanted


def _button_texts(form: Node) -> list[str]:
    return [button.text for button in form.all("button")]


def _expect(status: int, wanted: int, asked: str, gist: str) -> None:
    if status != wanted:
        raise PageFault(f"{asked} answered {status} instead of {wanted}: {gist}")


def _gist(response: Response) -> str:
    if not response.headers.get("content-type", "").startswith("text/html"):
        return response.text[:300]
    tree, _ = parse(response.text)
    return next(iter(tree.all("main")), tree).text[:400]
