"""The house rules that no other tool holds; each rule is also shown something that breaks it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("odr", "documents", "cases", "hearings", "web")

FILE_LINES, FUNCTION_LINES, HANDLER_LINES, PARAMETERS = 400, 60, 15, 6
USUAL_FILE_LINES, USUAL_FUNCTION_LINES, USUAL_SHARE = 300, 35, 0.95

EDGES = ("odr/db.py", "odr/jobs.py", "odr/court.py", "odr/cli.py", "odr/play", "web/deps.py")
TELLS_TIME = ("odr/clock.py", "odr/entropy.py", "odr/app.py", "odr/cli.py")
TIME_AND_CHANCE = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"),
    *("time.time_ns", "uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4", "os.urandom", "os.getrandom"),
}
NO_ACTIONS = {
    *("enums", "inputs", "models", "lifecycle", "policies", "queries", "register", "jobs"),
}
LEDGER = {"odr.ledger.record", "odr.ledger.append"}
CHANGES = {"session.add", "session.add_all", "session.delete", "session.execute"}
HTTP_METHODS = {"get", "post", "put", "patch", "delete", "head", "api_route"}

# `service` stays where it is the court's own word: the service of documents on a party.
# `base` and `manager` stay where they are names of others or a person: Base, the manager.
EMPTY_WORDS = {"helper", "helpers", "util", "utils", "common", "misc"}
EMPTY_ENDS = {"service", "services", "manager", "base"}
PLAIN_NAMES = {
    *("odr.db.Base", "cases.service", "web.manager"),
    *("cases.packs.vocabulary.FeeBase", "odr.passwords.is_common"),
}

SILENCED = re.compile(r"# (noqa|type: ignore|pragma: no)")
REASON = re.compile(r"# (noqa: [A-Z]|type: ignore\[|pragma: no \w).* [-#] \w")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of the repository, read and parsed."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return parsed(self.text)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def calls(self) -> list[tuple[str, int]]:
        return [
            (dotted(node.func), node.lineno)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
        ]

    @property
    def imported(self) -> dict[str, str]:
        """What each imported name stands for, by its full name."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        return names


Rule = Callable[[Source], Iterator[str]]


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def everything() -> list[Source]:
    found = [path for top in (*PACKAGES, "tests") for path in sorted((ROOT / top).rglob("*.py"))]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in found]


def the_court() -> list[Source]:
    return [source for source in everything() if not source.path.startswith("tests/")]


def dotted(node: ast.AST) -> str:
    """Spell `a.b.c` as text; whatever stands before the first name is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def parameters(function: Function) -> list[str]:
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_handler(function: Function) -> bool:
    return any(
        isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr in HTTP_METHODS
        for each in function.decorator_list
    )


def files_stay_short(source: Source) -> Iterator[str]:
    if (lines := source.text.count("\n")) > FILE_LINES:
        yield f"{lines} lines"


def functions_stay_short(source: Source) -> Iterator[str]:
    for each in source.functions:
        if length(each) > FUNCTION_LINES:
            yield f"{each.name} has {length(each)} lines"


def handlers_stay_short(source: Source) -> Iterator[str]:
    if source.path.startswith("web/"):
        for each in filter(is_handler, source.functions):
            if body_lines(each) > HANDLER_LINES:
                yield f"{each.name} does its work in {body_lines(each)} lines"


def parameters_stay_few(source: Source) -> Iterator[str]:
    """The clock is not counted: it goes everywhere, by name."""
    for each in source.functions:
        if len(set(parameters(each)) - {"self", "cls", "clock"}) > PARAMETERS:
            yield f"{each.name} takes {len(parameters(each))} parameters"


def imports_stand_at_the_top(source: Source) -> Iterator[str]:
    for each in source.functions:
        for node in ast.walk(each):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{each.name} imports on line {node.lineno}"


def nothing_is_patched(source: Source) -> Iterator[str]:
    for name in source.imported.values():
        if name.startswith(("unittest.mock", "mock", "pytest_mock")):
            yield f"imports {name}"
    for name, line in source.calls:
        if name in {"monkeypatch.setattr", "mocker.patch"}:
            yield f"{name} on line {line}"


def names_say_something(source: Source) -> Iterator[str]:
    if source.path.startswith("tests/") or source.module in PLAIN_NAMES:
        return
    defined = [
        node.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for name in (source.module.rpartition(".")[2], *defined):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_")
        function = name.islower() and name in defined  # record_service, deemed_service: a deed
        empty = EMPTY_WORDS.intersection(words) or (words[-1] in EMPTY_ENDS and not function)
        if empty and f"{source.module}.{name}" not in PLAIN_NAMES:
            yield f"the name {name}"


def only_the_edges_commit(source: Source) -> Iterator[str]:
    if not source.path.startswith((*EDGES, "tests/")):
        for name, line in source.calls:
            if name.endswith(".commit"):
                yield f"{name} on line {line}"


def time_and_chance_are_given(source: Source) -> Iterator[str]:
    if source.path.startswith((*TELLS_TIME, "tests/")):
        return
    for name in source.imported.values():
        if name.split(".")[0] in {"random", "secrets"}:
            yield f"imports {name}"
    for name, line in source.calls:
        if name in TIME_AND_CHANCE or name.split(".", 1)[-1] in TIME_AND_CHANCE:
            yield f"{name} on line {line}"


def modules_say_what_they_are(source: Source) -> Iterator[str]:
    said = ast.get_docstring(source.tree) or ""
    if not source.path.startswith("tests/") and not said.partition("\n\n")[0].endswith("."):
        yield "no sentence at the top"


def money_is_whole(source: Source) -> Iterator[str]:
    """To ask whether something is a float, in order to refuse it, is allowed."""
    if not source.path.startswith(("cases/", "hearings/", "odr/money.py")):
        return
    asked = {
        id(part)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "isinstance"
        for part in ast.walk(node)
    }
    for node in ast.walk(source.tree):
        named = isinstance(node, ast.Name) and node.id == "float" and id(node) not in asked
        if named or (isinstance(node, ast.Constant) and isinstance(node.value, float)):
            yield f"a float on line {getattr(node, 'lineno', 0)}"


def htmx_headers_have_one_home(source: Source) -> Iterator[str]:
    if not source.path.startswith(("web/htmx.py", "tests/")):
        for node in ast.walk(source.tree):
            word = node.value if isinstance(node, ast.Constant) else None
            if isinstance(word, str) and word.lower().startswith("hx-"):
                yield f"the header {word}"


def silence_has_a_reason(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        comment = token.string if token.type == tokenize.COMMENT else ""
        if SILENCED.search(comment) and not REASON.search(comment):
            yield f"{comment} on line {token.start[0]}"


RULES: dict[Rule, tuple[str, str]] = {
    files_stay_short: ("cases/claims.py", "x = 1\n" * 401),
    functions_stay_short: ("cases/claims.py", "def f():\n" + "    x = 1\n" * 60),
    handlers_stay_short: ("web/a.py", "@router.get('/')\ndef f():\n" + "    x = 1\n" * 16),
    parameters_stay_few: ("cases/claims.py", "def f(a, b, c, d, e, f, *, g, clock): ..."),
    imports_stand_at_the_top: ("cases/claims.py", "def f():\n    import os"),
    nothing_is_patched: ("tests/test_a.py", "from unittest.mock import patch"),
    names_say_something: ("cases/claims.py", "class ClaimService: ..."),
    only_the_edges_commit: ("cases/claims.py", "session.commit()"),
    time_and_chance_are_given: ("cases/claims.py", "at = datetime.datetime.now(UTC)"),
    modules_say_what_they_are: ("cases/claims.py", "x = 1"),
    money_is_whole: ("cases/fees.py", "fee = claimed * 0.05"),
    htmx_headers_have_one_home: ("web/render.py", "headers['HX-Redirect'] = place"),
    silence_has_a_reason: ("cases/claims.py", "x = 1  # type: ignore[assignment]"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.__name__))
def test_the_house_rule_is_kept(rule: Rule) -> None:
    broken = [f"{source.path}: {what}" for source in everything() for what in rule(source)]

    assert broken == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.__name__))
def test_a_breach_of_the_house_rule_is_seen(rule: Rule) -> None:
    assert list(rule(Source(*RULES[rule]))) != []


def test_most_files_and_functions_are_well_below_the_ceiling() -> None:
    files = sorted(source.text.count("\n") for source in the_court())
    functions = sorted(length(each) for source in the_court() for each in source.functions)

    assert files[int(len(files) * USUAL_SHARE)] <= USUAL_FILE_LINES
    assert functions[int(len(functions) * USUAL_SHARE)] <= USUAL_FUNCTION_LINES


def called_by(source: Source) -> dict[str, set[str]]:
    """Every function of a module with the full names of what it calls."""
    own = {each.name: f"{source.module}.{each.name}" for each in source.functions}
    known = source.imported | own
    found: dict[str, set[str]] = {}
    for function in source.functions:
        called = found.setdefault(own[function.name], set())
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                first, dot, rest = dotted(node.func).partition(".")
                called.add(f"{known.get(first, first)}{dot}{rest}")
    return found


def recording(sources: list[Source]) -> set[str]:
    """The functions that end in a ledger entry, by themselves or through one they call."""
    calls = {name: called for source in sources for name, called in called_by(source).items()}
    found = set(LEDGER)
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return found


def actions(source: Source) -> list[str]:
    """What an actor may do here: takes session and actor, and has a clock or changes something."""
    if source.module.rpartition(".")[2] in NO_ACTIONS:
        return []
    calls = called_by(source)
    found = [f"{source.module}.{each.name}" for each in source.functions if is_deed(each, calls)]
    return [name for name in found if not name.rpartition(".")[2].startswith("_")]


def is_deed(function: Function, calls: dict[str, set[str]]) -> bool:
    names = parameters(function)
    called = {name for full in calls for name in calls[full] if full.endswith(f".{function.name}")}
    return names[:2] == ["session", "actor"] and ("clock" in names or bool(called & CHANGES))


def test_every_action_writes_into_the_ledger() -> None:
    houses = [source for source in the_court() if source.path.startswith(("cases/", "hearings/"))]
    deeds = {name for source in houses for name in actions(source)}

    assert len(deeds) > 0
    assert sorted(deeds - recording(the_court())) == []


def test_an_action_that_leaves_no_entry_is_seen() -> None:
    quiet = Source(
        "cases/claims.py",
        "def withdraw(session, actor, claim_id, *, clock):\n    session.delete(claim_id)\n",
    )
    loud = Source(
        "cases/orders.py",
        "from odr import ledger\n"
        "def make(session, actor, given, *, clock):\n    _write(session)\n"
        "def _write(session):\n    ledger.record(session)\n",
    )

    assert actions(quiet) == ["cases.claims.withdraw"]
    assert recording([quiet, loud]) == LEDGER | {"cases.orders.make", "cases.orders._write"}


def test_every_test_folder_is_a_package_and_the_migrations_are_none() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}

    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
    assert list((ROOT / "alembic").rglob("__init__.py")) == []


def test_the_import_contracts_cover_every_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    assert settings["root_packages"] == list(PACKAGES)
    assert {contract["id"] for contract in settings["contracts"]} >= {
        *("layers", "kernel", "plain", "cycles", "roots", "play", "wall"),
    }
