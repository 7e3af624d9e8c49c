"""Counts what no clock is needed for: statements, the plan of the queue, bytes and requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, event

from benchmarks.scene import Scene
from odr.app import make_app

ASSET = re.compile(r'(?:href|src)="(/assets/[^"#]+)')
UNSORTED = {"sqlite": "USING COVERING INDEX ix_claim_queue", "postgresql": "Index Only Scan"}
SORTED = ("TEMP B-TREE", "Sort")
Asked = list[tuple[str, Any]]


@contextmanager
def listening(engine: Engine) -> Iterator[Asked]:
    """Collect each statement with what it was given."""
    asked: Asked = []

    def note(_connection: object, _cursor: object, words: str, given: Any, *_more: object) -> None:
        asked.append((words, given))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def counts(scene: Scene) -> dict[str, float]:
    """Return each figure by the name of its goal."""
    case = f"/cases/{scene.claim_id}"
    app, cookie = make_app(scene.court), scene.claimant[1]
    with TestClient(app, base_url=scene.court.settings.base_url) as browser:
        queue = _asked(scene, browser, "/registry?status=in_review", scene.clerk[1])
        room = _asked(scene, browser, f"{case}/mediation/joint-room", cookie)
        return {
            "P1.statements": len(queue),
            "P2.plan": float(_is_read_in_order(scene.court.engine, queue)),
            "P3.statements_case": len(_asked(scene, browser, case, cookie)),
            "P3.statements_room": len(room),
            **_weight(browser, "/"),
        }


def _asked(scene: Scene, browser: TestClient, path: str, cookie: str) -> Asked:
    """Return what a page asks of the database the second time it is opened."""
    _open(browser, path, cookie)
    with listening(scene.court.engine) as asked:
        _open(browser, path, cookie)
    return asked


def _open(browser: TestClient, path: str, cookie: str = "") -> Response:
    answer = browser.get(path, headers={"Cookie": cookie} if cookie else {})
    answer.raise_for_status()
    return answer


def _is_read_in_order(engine: Engine, asked: Asked) -> bool:
    """Tell whether the rows of the queue come from its index alone, in order."""
    words, given = next(pair for pair in asked if "claim.status_since" in pair[0])
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {words}", given).all()
    plan = "\n".join(str(row[-1]) for row in rows)
    sorts = any(word in plan for word in SORTED)
    return UNSORTED[engine.dialect.name] in plan and not sorts


def _weight(browser: TestClient, path: str) -> dict[str, float]:
    """Weigh a page as it comes over the wire, packed: at the first view and at the next."""
    page = _open(browser, path)
    assets = sorted(set(ASSET.findall(page.text)))
    packed = [int(_open(browser, asset).headers["content-length"]) for asset in assets]
    own = int(page.headers["content-length"])
    return {
        "P7.first_view": (own + sum(packed)) / 1000,
        "P7.repeat_view": own / 1000,
        "P7.requests": 1 + len(assets),
    }
