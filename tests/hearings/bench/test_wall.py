"""The bench stands on its own side of the wall."""

from __future__ import annotations

import ast
from pathlib import Path

import hearings.bench
from hearings.bench import models  # noqa: F401 - so that the tables are known
from odr.db import Base

BENCH = Path(hearings.bench.__file__).parent
FILES = sorted(BENCH.glob("*.py"))


def words_in(file: Path) -> list[str]:
    """Return every import and every text of a module."""
    tree = ast.parse(file.read_text())
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def test_the_bench_names_neither_the_rooms_nor_their_key() -> None:
    named = {
        file.name: [
            word
            for word in words_in(file)
            if word == "rooms" or "hearings.rooms" in word or "keychain" in word
        ]
        for file in FILES
    }

    assert len(named) > 10
    assert {name: words for name, words in named.items() if words} == {}


def test_no_table_of_the_bench_points_into_the_rooms() -> None:
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith("bench_")]
    pointed_at = {key.column.table.name for table in tables for key in table.foreign_keys}

    assert len(tables) == 6
    assert pointed_at == {
        "account",
        "bench_issue",
        "bench_question",
        "claim",
        "court_order",
        "party",
    }
