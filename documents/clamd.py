"""A short client of the ClamAV virus scanner: streams a file to it and reads its verdict."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from documents.scanning import Scanner, ScannerDown
from odr import settings

CHUNK = 64 * 1024
PATIENCE = 30.0  # seconds for each step
LONGEST_REPLY = 4096
END = struct.pack("!I", 0)


class ClamScanner:
    """Talks to a clamd at `tcp://host:port` or `unix:/path`."""

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        parts = urlsplit(address)
        if parts.scheme == "unix":
            self._place: str | tuple[str, int] = parts.path
        elif parts.scheme == "tcp" and parts.hostname and parts.port:
            self._place = (parts.hostname, parts.port)
        else:
            raise ValueError(f"not an address of a virus scanner: {address}")
        self._patience = patience

    def find_harm(self, path: Path) -> str | None:
        """Return the name of the virus found, or None for a clean file.

        Anything but a clear verdict counts as the scanner being down, so a file is never taken
        for clean by mistake.
        """
        with self._line() as line, path.open("rb") as file:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(CHUNK):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(END)
            verdict = _reply(line)
        if verdict == "stream: OK":
            return None
        if verdict.startswith("stream: ") and verdict.endswith(" FOUND"):
            return verdict.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerDown(verdict or "no verdict")

    def answers(self) -> bool:
        """Tell whether the scanner is there."""
        try:
            with self._line() as line:
                line.sendall(b"zPING\0")
                return _reply(line) == "PONG"
        except ScannerDown:
            return False

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        family = socket.AF_UNIX if isinstance(self._place, str) else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as line:
                line.settimeout(self._patience)
                line.connect(self._place)
                yield line
        except OSError as problem:
            raise ScannerDown(str(problem)) from problem


def _reply(line: socket.socket) -> str:
    raw = b""
    while len(raw) < LONGEST_REPLY and not raw.endswith(b"\0"):
        piece = line.recv(LONGEST_REPLY)
        if not piece:
            break
        raw += piece
    return raw.rstrip(b"\0\n").decode(errors="replace")


def scanner_of(session: Session) -> Scanner | None:
    """Return the scanner this unit of work was opened with, or the court's own, if it has one."""
    if "scanner" in session.info:
        given: Scanner | None = session.info["scanner"]
        return given
    known = session.info.get("settings") or settings.load()
    return _court_scanner(known.clamd_url)


@lru_cache(maxsize=4)
def _court_scanner(address: str) -> Scanner | None:
    return ClamScanner(address) if address else None
