"""The payment sandbox as a process of its own, and a listener for what it sends."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2

SECRET = "a-secret-shared-in-tests-only"
PATIENCE = 20  # seconds


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_sandbox() -> Iterator[str]:
    """Run the sandbox and return its address."""
    port = free_port()
    program = f"from web.sandbox import serve; serve({port}, {SECRET!r})"
    process = subprocess.Popen([sys.executable, "-c", program])
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(address))
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx2.get(address + "/callbacks").status_code == 200
    except httpx2.HTTPError:
        return False


def wait_until(holds: Callable[[], bool], patience: int = PATIENCE) -> None:
    """Wait until something holds."""
    until = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


@dataclass
class Listener:
    """Takes callbacks like the court does, and keeps them as they came."""

    status: int = 200
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Listen until the end of the block."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append((dict(self.headers.items()), body))
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{server.server_address[1]}/callback"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
