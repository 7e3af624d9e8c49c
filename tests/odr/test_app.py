"""What the court does by itself when it opens its doors."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from documents.uploads import PREFIX
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from tests.databases import Database
from tests.tools import make_tools
from tests.web.court import TestCourt


def half_a_file(prefix: str, *, old: bool) -> Path:
    """Leave a file in this machine's temporary folder, as an upload does that is cut off."""
    handle, path = tempfile.mkstemp(prefix=prefix)
    os.close(handle)
    if old:
        os.utime(path, (0, 0))
    return Path(path)


def test_uploads_that_were_cut_off_long_ago_are_cleared_away_at_the_start(
    sqlite_database: Database, clock: FixedClock
) -> None:
    cut_off = half_a_file(PREFIX, old=True)
    others = [half_a_file(PREFIX, old=False), half_a_file("of-somebody-else-", old=True)]
    sessions = make_sessions(sqlite_database.engine, SeededEntropy("opening"), **make_tools())

    with TestClient(TestCourt(sessions, clock, SeededEntropy("opening")).app()):
        left = [path.exists() for path in (cut_off, *others)]
    for path in others:
        path.unlink()

    assert left == [False, True, True]
