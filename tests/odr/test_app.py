"""What the court does by itself when it opens its doors."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from documents.uploads import PREFIX
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from tests.databases import Database
from tests.tools import make_tools
from tests.web.court import TestCourt


def test_uploads_that_were_cut_off_long_ago_are_cleared_away_at_the_start(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    names = (f"{PREFIX}long-ago", f"{PREFIX}now", "of-somebody-else")
    for name in names:
        (tmp_path / name).write_bytes(b"half a photo")
    os.utime(tmp_path / names[0], (0, 0))
    os.utime(tmp_path / names[2], (0, 0))
    sessions = make_sessions(sqlite_database.engine, SeededEntropy("opening"), **make_tools())

    with TestClient(TestCourt(sessions, clock, SeededEntropy("opening")).app()):
        left = sorted(path.name for path in tmp_path.iterdir())

    assert left == sorted(names[1:])
