"""The court's application, which remembers where each of its pages stands."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.datastructures import URLPath


class Site(FastAPI):
    """Looks an address up by its route's name once and only fills it in from then on.

    Every page carries a dozen links, and a look through all routes costs as much as a page.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._places: dict[tuple[str, frozenset[str]], str] = {}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return the address of a route."""
        parts = {key: str(value) for key, value in path_params.items()}
        if not all(part and "/" not in part for part in parts.values()):
            return super().url_path_for(name, **path_params)  # says what is wrong with them
        known = (name, frozenset(parts))
        if known not in self._places:
            blanks = {key: _blank(key) for key in parts}
            self._places[known] = str(super().url_path_for(name, **blanks))
        path = self._places[known]
        for key, part in parts.items():
            path = path.replace(_blank(key), part)
        return URLPath(path=path, protocol="http")


def _blank(key: str) -> str:
    return f"<{key}>"
