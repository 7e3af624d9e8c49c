"""Checks a file of worked examples: each is worked out here and compared with what it expects."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from cases.packs.loader import available_packs, load_pack, read_yaml
from cases.vectors import of_dates, of_fees, of_interest, of_means, of_plans
from cases.vectors.given import Task, pack_around, with_days
from cases.vectors.of_packs import KINDS, Example
from cases.vectors.verdicts import (
    Answer,
    Checked,
    NotSupported,
    Verdict,
    judged,
    unsupported,
)
from odr.errors import DomainError

SETTINGS = Path(__file__).resolve().parent / "data"
RULES: Mapping[str, Callable[[Task], Answer]] = {
    **of_dates.RULES,
    **of_fees.RULES,
    **of_interest.RULES,
    **of_means.RULES,
    **of_plans.RULES,
}


class NoVectors(ValueError):
    """The file holds no worked examples, with the reason in a sentence."""


def check_file(path: Path, *, today: date) -> tuple[Checked, ...]:
    """Work out every example of a file, in either of the two forms."""
    try:
        content = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as wrong:
        raise NoVectors(f"The file {path} cannot be read.") from wrong
    except ValueError as wrong:
        raise NoVectors(f"The file {path} is not JSON.") from wrong
    return tuple(checked(content, today=today))


def checked(content: Any, *, today: date) -> Iterator[Checked]:
    """Work out every example: of courts (an object with vectors), or of areas (a list)."""
    if isinstance(content, Mapping) and isinstance(content.get("vectors"), list):
        examples = content["vectors"]
        _all_have(examples, ("id", "jurisdiction", "kind", "rule", "input", "expected"))
        return (_of_court(example, today) for example in examples)
    if isinstance(content, list) and content:
        _all_have(content, ("area", "given", "expected"))
        return _of_areas(content, today)
    raise NoVectors(
        "A file of worked examples is an object with a list of vectors, or a list of areas."
    )


def _all_have(examples: list[Any], names: tuple[str, ...]) -> None:
    for place, example in enumerate(examples):
        missing = [n for n in names if not isinstance(example, Mapping) or n not in example]
        if missing:
            raise NoVectors(f"Example {place + 1} of the file does not have: {', '.join(missing)}.")


def _of_areas(examples: list[Any], today: date) -> Iterator[Checked]:
    seen: Counter[str] = Counter()
    for example in examples:
        area = str(example["area"])
        yield _judged(
            (f"{area}#{seen[area]}", area),
            with_days(example["expected"], today),
            partial(by_area, area, example["given"], today=today),
        )
        seen[area] += 1


def _of_court(example: Mapping[str, Any], today: date) -> Checked:
    court, rule = str(example["jurisdiction"]), str(example["rule"])
    return _judged(
        (str(example["id"]), f"{court} {rule}"),
        with_days(example["expected"], today),
        partial(by_court, court, str(example["kind"]), rule, example["input"], today=today),
    )


def _judged(named: tuple[str, str], expected: Any, work: Callable[[], Answer]) -> Checked:
    try:
        return judged(*named, expected, work())
    except (NotSupported, DomainError) as why:
        return unsupported(*named, expected, str(why))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as why:
        return unsupported(*named, expected, f"This cannot be worked out: {why}.")


def by_court(court: str, kind: str, rule: str, given: Any, *, today: date) -> Answer:
    """Work out one example of a court, with its pack."""
    if court not in available_packs():
        raise NotSupported(f"There is no pack {court} here.")
    if kind not in KINDS:
        raise NotSupported(f"There are no rules of the kind {kind}.")
    if not isinstance(given, Mapping):
        raise NotSupported("What is given has to be an object.")
    pack = load_pack(court)
    if kind == "date":
        pack = pack_around(pack, given, today)
    return KINDS[kind](Example(pack, rule, given, today))


@lru_cache(maxsize=8)
def settings_of(name: str = "gb-eaw") -> Mapping[str, Any]:
    """Return what binds each area to a rule, and what counts when an example does not say."""
    found: Mapping[str, Any] = read_yaml(SETTINGS / f"{name}.yaml")
    return found


def by_area(area: str, given: Any, *, today: date) -> Answer:
    """Work out one example of an area."""
    shared = settings_of()
    if area not in shared["areas"]:
        raise NotSupported(f"There is no rule for the area {area}.")
    if not isinstance(given, Mapping):
        raise NotSupported("What is given has to be an object.")
    settings = shared["areas"][area]
    task = Task(given, settings, load_pack(shared["pack"]), today, shared)
    return RULES[settings["rule"]](task)


def counted(found: tuple[Checked, ...]) -> dict[str, Any]:
    """Sort what was found by verdict, as `odr law check --json` prints it."""
    return {
        verdict.value: [each.as_json() for each in found if each.verdict is verdict]
        for verdict in Verdict
    }
