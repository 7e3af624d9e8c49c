"""One request as the server hands it to the court, for tests that ask without a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def http_scope(method: str, address: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Describe a request to an address of the court, with its query."""
    path, _mark, query = address.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
