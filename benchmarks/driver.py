"""Asks a running court for pages: with wrk where it is installed, else by itself."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlsplit

CONNECTIONS = 8
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
GOOD = {"200", "303"}


class Unanswered(Exception):
    """The court did not give the page that was asked for, so there is nothing to measure."""


@dataclass(frozen=True)
class Rate:
    """How many requests a second were answered, and how long the middle and the slow ones took."""

    per_second: float
    middle: float
    slow: float
    """Seconds; slower was one in a hundred."""


def rate_of(times: list[float], seconds: float) -> Rate:
    """Sum up the times of single requests."""
    if len(times) < 2:
        raise Unanswered("fewer than two requests were answered")
    cuts = quantiles(times, n=100)
    return Rate(len(times) / seconds, cuts[49], cuts[98])


def get_again(url: str, cookie: str, seconds: float) -> Rate:
    """Ask for one page again and again."""
    if shutil.which("wrk"):
        return _by_wrk(url, cookie, seconds)
    parts = urlsplit(url)
    lines = (
        f"GET {parts.path}?{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Cookie: {cookie}",
    )
    request = "\r\n".join((*lines, "", ""))
    one = [cycle([request.encode()]) for _each in range(CONNECTIONS)]
    return send_all(parts.port or 80, one, seconds)


def _by_wrk(url: str, cookie: str, seconds: float) -> Rate:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--latency"]
    command += ["-H", f"Cookie: {cookie}", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise Unanswered(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or not float(found[1]):
        raise Unanswered(said)
    return Rate(float(found[1]), _latency(said, "50"), _latency(said, "99"))


def _latency(said: str, share: str) -> float:
    found = re.search(rf"{share}%\s+([\d.]+)(us|ms|s|m)\b", said)
    return float(found[1]) * UNITS[found[2]] if found else 0.0


def send_all(port: int, requests: Iterable[Iterator[bytes]], seconds: float) -> Rate:
    """Send requests one after the other on each connection until the time is over."""
    return asyncio.run(_send_all(port, list(requests), seconds))


async def _send_all(port: int, requests: list[Iterator[bytes]], seconds: float) -> Rate:
    times: list[float] = []
    began = perf_counter()
    await asyncio.gather(*(_send(port, each, began + seconds, times) for each in requests))
    return rate_of(times, perf_counter() - began)


async def _send(port: int, requests: Iterator[bytes], ends: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        began = perf_counter()
        if began >= ends:
            break
        writer.write(request)
        await _answer(reader)
        times.append(perf_counter() - began)
    else:
        raise Unanswered("the requests ran out before the time did")
    writer.close()
    await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    body = await reader.readexactly(int(length[1])) if length else b""
    if head.split(" ", 2)[1] not in GOOD:
        raise Unanswered(head + body.decode(errors="replace")[:2000])
