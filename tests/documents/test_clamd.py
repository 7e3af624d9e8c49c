"""The virus scanner, asked for real, and all the ways in which it may fail to answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from documents.clamd import ClamScanner, scanner_of
from documents.scanning import ScannerDown
from tests.documents import office_samples
from tests.documents.conftest import EICAR


def tcp_address(folder: Path) -> str:
    lines = (folder / "clamd.conf").read_text().splitlines()
    port = next(line.split()[1] for line in lines if line.startswith("TCPSocket"))
    return f"tcp://127.0.0.1:{port}"


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: pytest.FixtureRequest, running_clamd: Path) -> ClamScanner:
    if request.param == "unix":
        return ClamScanner(f"unix:{running_clamd}/socket")
    return ClamScanner(tcp_address(running_clamd))


def test_a_clean_file_passes(scanner: ClamScanner, tmp_path: Path) -> None:
    path = tmp_path / "clean"
    path.write_bytes(b"hello" * 100_000)

    assert scanner.find_harm(path) is None


def test_harm_is_found(scanner: ClamScanner, tmp_path: Path) -> None:
    path = tmp_path / "harm"
    path.write_text(EICAR)

    assert scanner.find_harm(path) == "Test.Signature.UNOFFICIAL"


def test_harm_is_found_inside_an_archive(scanner: ClamScanner, tmp_path: Path) -> None:
    path = tmp_path / "packed"
    path.write_bytes(office_samples.zipped({"a.txt": EICAR}))

    assert scanner.find_harm(path) == "Test.Signature.UNOFFICIAL"


def test_a_scanner_that_is_there_answers(scanner: ClamScanner) -> None:
    assert scanner.answers()


def test_a_scanner_that_is_not_there_is_down(tmp_path: Path) -> None:
    scanner = ClamScanner(f"unix:{tmp_path}/nobody")
    (tmp_path / "file").write_bytes(b"x")

    assert not scanner.answers()
    with pytest.raises(ScannerDown):
        scanner.find_harm(tmp_path / "file")


@contextmanager
def stranger(reply: bytes) -> Iterator[str]:
    """Something that listens but is no proper scanner."""

    def answer() -> None:
        line, _address = server.accept()
        with line:
            line.recv(65536)
            line.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize(
    "reply", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: ", b"HTTP/1.1 200 OK"]
)
def test_anything_but_a_clear_verdict_counts_as_down(tmp_path: Path, reply: bytes) -> None:
    (tmp_path / "file").write_bytes(b"x")

    with stranger(reply) as address, pytest.raises(ScannerDown):
        ClamScanner(address, patience=3).find_harm(tmp_path / "file")


@pytest.mark.parametrize("address", ["http://x", "tcp://host", "clamd"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="virus scanner"):
        ClamScanner(address)


def test_a_court_without_a_scanner_scans_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ODR_CLAMD_URL", raising=False)

    assert scanner_of(Session()) is None


def test_a_court_with_a_scanner_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODR_CLAMD_URL", "tcp://127.0.0.1:3310")

    assert isinstance(scanner_of(Session()), ClamScanner)
