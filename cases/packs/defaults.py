"""What this service does where no law speaks, and how a court's own pack changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def on_top(defaults: Any, own: Any) -> Any:
    """Lay a pack over the defaults: parts are matched by name, those of a list by their code.

    A sourced value is never mixed: the pack's own stands whole. A code the pack has several
    times, each with its condition, takes the place of the default altogether.
    """
    if _is_part(defaults) and _is_part(own):
        names = [*own, *(name for name in defaults if name not in own)]
        return {
            name: on_top(defaults[name], own[name])
            if name in own and name in defaults
            else own.get(name, defaults.get(name))
            for name in names
        }
    if _is_coded(defaults) and _is_coded(own):
        return _by_code(defaults, own)
    return own


def _by_code(defaults: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    usual = {part["code"]: part for part in defaults}
    codes = [part["code"] for part in own]
    merged = [
        on_top(usual[part["code"]], part)
        if part["code"] in usual and codes.count(part["code"]) == 1
        else part
        for part in own
    ]
    return merged + [part for part in defaults if part["code"] not in codes]


def _is_part(value: Any) -> bool:
    return isinstance(value, Mapping) and "source" not in value


def _is_coded(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, dict) and "code" in v for v in value)
