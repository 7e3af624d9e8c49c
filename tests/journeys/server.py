"""A whole court at an address of this machine: its own database, files, payment page and clock."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cases.providers import HostedPage
from documents.sealing import SealReport, check_seal
from documents.storage import open_storage
from odr.app import make_app
from odr.clock import FixedClock, ShiftedClock, SystemClock
from odr.court import Court
from odr.db import make_engine
from odr.entropy import SystemEntropy
from odr.keychain import KeyFolder
from odr.mail import KeptMail
from odr.settings import Settings
from tests.conftest import MONDAY_MORNING
from tests.tools import court_keys
from web.sandbox import make_sandbox

SECRET = "the secret of the court and the payment page"
HELD = 100  # requests a socket keeps waiting while the server starts
WEDNESDAY = 2
PATIENCE = 15  # seconds for a server to start or stop


@dataclass
class Traffic:
    """Counts what each browser was sent: pages, and bytes as they went over the wire."""

    app: ASGIApp
    pages: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        who = headers.get(b"user-agent", b"").decode()

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                kind = dict(message["headers"]).get(b"content-type", b"")
                self.pages[who] += kind.startswith(b"text/html") and message["status"] != 303
                if message["status"] >= 500:
                    self.faults.append(f"{message['status']} {scope['method']} {scope['path']}")
            elif message["type"] == "http.response.body":
                self.bytes[who] += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, count)


@dataclass
class LiveCourt:
    """A court people can reach, and what a test may do behind its pages: move time and do jobs."""

    court: Court
    clock: FixedClock
    traffic: Traffic
    base_url: str
    pay_url: str
    aside: ThreadPoolExecutor
    """Works beside the browser, whose own loop runs where the tests do."""

    def wait(self, **length: float) -> None:
        """Let time pass without anybody at the pages, and do what has become due."""
        self.clock.advance(timedelta(**length))
        self.work()

    def day(self, ahead: int) -> date:
        """Return the first Wednesday so many days ahead: a day when the court is open."""
        day = (self.clock.now() + timedelta(days=ahead)).date()
        return day + timedelta(days=(WEDNESDAY - day.weekday()) % 7)

    def work(self) -> int:
        """Do what the court's worker would do now."""
        return self.aside.submit(self.court.tick).result()

    def seal_of(self, paper: bytes) -> SealReport:
        """Check the seal of a paper as anybody could who trusts the court's own certificate."""
        return self.aside.submit(check_seal, paper, self.court.authority).result()


@contextmanager
def live_court(folder: Path, database_url: str) -> Iterator[LiveCourt]:
    """Open a demonstration court with real commits, and close it in the end."""
    court_socket, pay_socket = _listen(), _listen()
    base_url, pay_url = _address(court_socket), _address(pay_socket)
    clock = FixedClock(MONDAY_MORNING)
    entropy = SystemEntropy()
    provider = HostedPage(pay_url, SECRET, clock=SystemClock(), entropy=entropy)
    settings = Settings(
        database_url=database_url,
        storage_url=str(folder / "files"),
        keys_dir=folder / "keys",
        base_url=base_url,
        payment_url=pay_url,
        payment_secret=SECRET,
        demo=True,
    )
    court = Court(
        settings=settings,
        engine=make_engine(database_url),
        clock=ShiftedClock(clock),
        entropy=entropy,
        keychain=KeyFolder(settings.keys_dir, entropy),
        storage=open_storage(settings.storage_url),
        authority=court_keys(),
        postman=KeptMail(),
        payments=provider,
    )
    traffic = Traffic(make_app(court))
    with (
        closing(provider),
        ThreadPoolExecutor(1) as aside,
        _served(make_sandbox(SECRET), pay_socket),
        _served(traffic, court_socket),
    ):
        yield LiveCourt(court, clock, traffic, base_url, pay_url, aside)
    court.engine.dispose()


def _listen() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(HELD)
    return listening


def _address(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def _served(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread; what is asked before it is ready waits in the socket."""
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, ws="none"
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()
