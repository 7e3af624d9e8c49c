"""Starts the court and its ceilings as processes of their own on loopback, and stops them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from benchmarks.places import Place

ROOT = Path(__file__).resolve().parent.parent
COURT, BARE = "benchmarks.court_app:court", "benchmarks.ceilings.pages:app"
WORKERS = 2
PATIENCE = 180  # seconds for a server to open


@dataclass(frozen=True)
class Running:
    """A court and its bare pages, open on two ports."""

    place: Place
    court: int
    bare: int


@contextmanager
def serve(place: Place) -> Iterator[Running]:
    """Open both for one court and close them in the end."""
    ports = free_port(), free_port()
    started = [_start(COURT, place, ports[0]), _start(BARE, place, ports[1])]
    try:
        for port, process in zip(ports, started, strict=True):
            _wait(port, process)
        yield Running(place, *ports)
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=PATIENCE)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(app: str, place: Place, port: int) -> subprocess.Popen[bytes]:
    settings = place.settings.model_copy(update={"base_url": f"http://127.0.0.1:{port}"})
    said = {f"ODR_{name.upper()}": str(value) for name, value in settings.model_dump().items()}
    command = [sys.executable, "-m", "uvicorn", app, "--factory", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--no-access-log", "--log-level", "error"]
    with Path(settings.keys_dir).with_name("servers.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **said}, stderr=log)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a page is answered: the port is open before the first worker is."""
    ends = monotonic() + PATIENCE
    while monotonic() < ends and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(PATIENCE)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                probe.sendall(f"GET /bare HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                if probe.recv(1):
                    return
        sleep(0.2)
    raise RuntimeError(f"the server on port {port} did not open")
