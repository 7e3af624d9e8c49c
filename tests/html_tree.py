"""Reads a page into a small tree, and notices tags that do not close."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "use", "wbr")
)
OPTIONAL_END = frozenset({"p", "li"})
SILENT = frozenset({"script", "style", "head", "title"})


class Node:
    """One element: its tag, its attributes, and what stands inside it."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.inside: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    def get(self, name: str, otherwise: str) -> str:
        return self.attrs.get(name, otherwise)

    def __contains__(self, name: str) -> bool:
        return name in self.attrs

    def walk(self) -> Iterator[Node]:
        """Yield every element below this one, in reading order."""
        for thing in self.inside:
            if isinstance(thing, Node):
                yield thing
                yield from thing.walk()

    def all(self, *tags: str) -> list[Node]:
        """Return every element with one of these tags."""
        return [node for node in self.walk() if node.tag in tags]

    def one_with_id(self, name: str) -> Node | None:
        return next((node for node in self.walk() if node["id"] == name), None)

    def above(self) -> Iterator[Node]:
        """Yield the elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def classes(self) -> list[str]:
        return self["class"].split()

    @property
    def text(self) -> str:
        """What a reader reads, with single spaces."""
        return " ".join("".join(self._pieces()).split())

    @property
    def typed(self) -> str:
        """What stands in a text area, as it is."""
        return "".join(thing for thing in self.inside if isinstance(thing, str))

    def _pieces(self) -> Iterator[str]:
        for thing in self.inside:
            if isinstance(thing, str):
                yield thing
            elif thing.tag not in SILENT:
                yield from thing._pieces()
                yield "" if thing.tag in {"a", "span", "strong", "bdi", "em", "b"} else " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = self.at = Node("", {}, None)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.at.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.at.tag}> (line {self.getpos()[0]})")
            while self.at.tag in OPTIONAL_END and self.at.parent is not None:
                self.at = self.at.parent
        if self.at.parent is not None:
            self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def parse(html: str) -> tuple[Node, list[str]]:
    """Return the tree of a page or a part, and what is wrong with its tags."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.at is not reader.top:
        reader.faults.append(f"<{reader.at.tag}> is never closed")
    return reader.top, reader.faults
