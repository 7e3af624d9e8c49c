"""What the documents promise is there: rules, commands, links, licences and locks."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import pytest

from tests import manual

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
COPYLEFT = re.compile(r"GPL|MPL|EPL|CDDL|Mozilla", re.IGNORECASE)


def settings() -> dict[str, Any]:
    read: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    return read


def contributing() -> str:
    return (ROOT / "CONTRIBUTING.md").read_text()


def defined_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def pinned(lock: str) -> dict[str, int]:
    """Each package of a lock file with the number of its hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    return {block.partition("==")[0]: block.count("--hash=sha256:") for block in blocks}


def copyleft_packages() -> set[str]:
    found = set()
    for name in pinned("requirements-dev.txt"):
        try:
            about = metadata(name)
        except PackageNotFoundError:
            continue  # locked for another platform
        classifiers = [each for each in about.get_all("Classifier") or [] if "License" in each]
        said = [*(about.get_all("License-Expression") or []), *classifiers]
        if COPYLEFT.search(" ".join(said)):
            found.add(name)
    return found


def test_every_test_the_rules_name_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", contributing())

    assert len(named) > 0
    assert [f"{path}::{name}" for path, name in named if name not in defined_in(path)] == []


def test_every_lint_rule_and_import_contract_the_rules_name_is_on() -> None:
    contracts = {each["id"] for each in settings()["importlinter"]["contracts"]}
    text = contributing()

    assert set(re.findall(r"import contract `(\w+)`", text)) == contracts
    assert set(re.findall(r"ruff `(\w+)`", text)) <= set(settings()["ruff"]["lint"]["select"])


def test_every_make_command_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "\n".join(page.read_text() for page in PAGES)
    lines = re.findall(r"(?:^|`)make ((?:[a-z]+\b(?!=) ?)+)", text, re.MULTILINE)

    assert {word for line in lines for word in line.split()} - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_files_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert [name for name, hashes in pinned(lock).items() if hashes == 0] == []


def test_every_copyleft_package_has_its_line_in_the_notice() -> None:
    noted = set(re.findall(r"^  ([a-z][\w-]+) ", (ROOT / "NOTICE").read_text(), re.MULTILINE))

    assert len(copyleft_packages()) > 0
    assert copyleft_packages() - noted == set()
    assert noted - set(pinned("requirements-dev.txt")) == set()


@pytest.mark.parametrize("name", list(manual.PAGES))
def test_the_pages_made_from_the_code_are_as_the_code_says(name: str) -> None:
    """When this fails, run `make docs` and look at what changed."""
    assert (manual.DOCS / name).read_text("utf-8") == manual.PAGES[name]()
