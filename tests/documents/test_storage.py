"""One contract for every place bytes can be kept, and what a folder promises beyond it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from documents.storage import (
    FolderStorage,
    Missing,
    Storage,
    Taken,
    open_storage,
    read_into,
    storage_of,
)
from tests.documents.conftest import STORAGES

KEY = "documents/ab/abcd"
LARGE = 9 * 1024 * 1024

every_storage = pytest.mark.parametrize("address", STORAGES, indirect=True)


@every_storage
def test_what_was_put_is_there(address: str) -> None:
    storage = open_storage(address)
    begin = datetime.now(UTC) - timedelta(seconds=5)

    storage.put(KEY, b"evidence")

    kept = storage.head(KEY)
    assert storage.get(KEY) == b"evidence"
    assert (kept.key, kept.size) == (KEY, 8)
    assert begin <= kept.changed_at <= datetime.now(UTC) + timedelta(seconds=5)


@every_storage
@pytest.mark.parametrize("size", [0, 100, LARGE])
def test_a_file_of_any_size_comes_back_byte_for_byte(address: str, size: int) -> None:
    storage = open_storage(address)
    content = (bytes(range(256)) * (size // 256 + 1))[:size]

    storage.put_if_absent(KEY, io.BytesIO(content))

    back = io.BytesIO()
    read_into(storage, KEY, back)
    assert back.getvalue() == content


@every_storage
def test_a_second_put_replaces_the_first(address: str) -> None:
    storage = open_storage(address)
    storage.put(KEY, b"one")

    storage.put(KEY, b"two")

    assert storage.get(KEY) == b"two"


@every_storage
@pytest.mark.parametrize("size", [3, LARGE])
def test_a_taken_key_is_not_overwritten_when_absence_was_asked_for(address: str, size: int) -> None:
    storage = open_storage(address)
    storage.put(KEY, b"one")

    with pytest.raises(Taken):
        storage.put_if_absent(KEY, io.BytesIO(bytes(size)))

    assert storage.get(KEY) == b"one"


@every_storage
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 4, b"0123"), (4, None, b"456789"), (8, 99, b"89"), (10, 12, b""), (3, 3, b"")],
)
def test_a_part_can_be_read(address: str, start: int, end: int | None, expected: bytes) -> None:
    storage = open_storage(address)
    storage.put(KEY, b"0123456789")

    assert b"".join(storage.stream(KEY, start, end)) == expected


@every_storage
@pytest.mark.parametrize(
    "deed",
    [lambda s: s.get(KEY), lambda s: s.head(KEY), lambda s: s.stream(KEY)],
    ids=["get", "head", "stream"],
)
def test_what_is_not_there_is_missing(address: str, deed: Callable[[Storage], object]) -> None:
    with pytest.raises(Missing):
        deed(open_storage(address))


@every_storage
def test_what_is_removed_is_gone_and_removing_it_again_does_no_harm(address: str) -> None:
    storage = open_storage(address)
    storage.put(KEY, b"x")

    storage.delete(KEY)
    storage.delete(KEY)

    assert list(storage.list()) == []


@every_storage
def test_the_list_names_everything_or_one_folder(address: str) -> None:
    storage = open_storage(address)
    storage.put(KEY, b"x")
    storage.put("checkpoints/1", b"yy")

    assert sorted(k.key for k in storage.list()) == ["checkpoints/1", KEY]
    assert [(k.key, k.size) for k in storage.list("documents")] == [(KEY, 1)]
    assert list(storage.list("exports")) == []


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../x", "a/../../x", "a//b", ".incoming/x"])
def test_a_folder_takes_no_key_that_leads_elsewhere(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="storage key"):
        FolderStorage(tmp_path).put(key, b"x")


def test_only_the_court_can_read_its_folder(tmp_path: Path) -> None:
    FolderStorage(tmp_path / "files").put(KEY, b"x")

    assert (tmp_path / "files" / "documents").stat().st_mode & 0o077 == 0


def test_a_put_that_is_interrupted_leaves_nothing_under_the_key(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        storage.put(KEY, Broken())

    assert list(storage.list()) == []
    assert list((tmp_path / ".incoming").iterdir()) == []


def test_a_killed_process_leaves_every_key_whole_or_absent(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom documents.storage import FolderStorage\n"
        f"s = FolderStorage(Path({str(tmp_path)!r}))\nn = 0\n"
        "while True:\n    s.put(f'documents/{n}', b'z' * 300_000)\n    n += 1\n    print(n)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-uc", code], cwd=root, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.15)
        process.send_signal(signal.SIGKILL)
        told = len(process.stdout.read().split()) + 1

    storage = FolderStorage(tmp_path)
    kept = list(storage.list())
    assert len(kept) >= told
    assert {k.size for k in kept} == {300_000}
    assert storage.sweep_unfinished(datetime.now(UTC) + timedelta(minutes=1)) <= 1
    assert list((tmp_path / ".incoming").iterdir()) == []


def test_unfinished_pieces_are_left_alone_while_they_are_young(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    (tmp_path / ".incoming" / "piece").write_bytes(b"x")

    assert storage.sweep_unfinished(datetime.now(UTC) - timedelta(hours=1)) == 0


def test_an_address_can_be_a_path_or_a_file_address(tmp_path: Path) -> None:
    open_storage(f"file://{tmp_path}/with%20space").put(KEY, b"x")

    assert open_storage(str(tmp_path / "with space")).get(KEY) == b"x"


def test_an_unknown_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="no storage for ftp"):
        open_storage("ftp://example.org/files")


def test_a_bucket_may_hold_the_court_below_a_folder(bucket: str) -> None:
    below = open_storage(bucket.replace("?", "/leeds?"))

    below.put(KEY, b"x")

    assert [k.key for k in open_storage(bucket).list()] == [f"leeds/{KEY}"]
    assert [k.key for k in below.list()] == [KEY]


def test_a_unit_of_work_uses_the_storage_it_was_opened_with() -> None:
    storage = open_storage("memory://")

    assert storage_of(Session(info={"storage": storage})) is storage


def test_without_one_the_court_s_own_storage_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ODR_STORAGE_URL", os.fspath(tmp_path / "own"))

    storage_of(Session()).put(KEY, b"x")

    assert (tmp_path / "own" / KEY).read_bytes() == b"x"
