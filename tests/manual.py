"""The pages of the manual that are made from the code: settings and the tables of moves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import cases.lifecycle
import documents.lifecycle
import hearings.bench.lifecycle
import hearings.rooms.lifecycle
from odr.lifecycle import Lifecycle
from odr.settings import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"
HOUSES = (
    cases.lifecycle,
    documents.lifecycle,
    hearings.rooms.lifecycle,
    hearings.bench.lifecycle,
)


def settings_page() -> str:
    """Write the page of all settings from their descriptions."""
    rows = [
        f"| `ODR_{name.upper()}` | {_value(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    head = ["# Settings", "", "Environment variables, read at start.", ""]
    return "\n".join([*head, "| name | default | what it does |", "| --- | --- | --- |", *rows, ""])


def _value(default: object) -> str:
    return f"`{default}`" if str(default) else "none"


def lifecycle_page() -> str:
    """Write the page of every table of moves, in the order of the houses."""
    parts = ["# What may happen", "", "One line a legal move. Nothing else can happen.", ""]
    for table in tables():
        parts += [f"## {table.name.capitalize()}", "", "| from | what happens | to |"]
        parts += ["| --- | --- | --- |"]
        parts += [f"| {_words(a)} | {_words(event)} | {_words(b)} |" for a, event, b in table.rows]
        parts += [""]
    return "\n".join(parts)


def _words(name: str) -> str:
    return re.sub("_", " ", str(name))


def tables() -> Iterable[Lifecycle]:  # type: ignore[type-arg] # tables of all kinds of states
    """Return every table of moves."""
    for house in HOUSES:
        for thing in vars(house).values():
            if isinstance(thing, Lifecycle):
                yield thing


PAGES = {"settings.md": settings_page, "lifecycle.md": lifecycle_page}


def write_all() -> None:
    """Write every page that is made from the code."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_all()
