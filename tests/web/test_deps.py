"""One unit of work a request: it ends even when every thread waits for its turn to write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from types import SimpleNamespace

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.models import RateCounter
from tests.databases import Database
from web.deps import SessionDep

WRITERS = 8


@asynccontextmanager
async def with_two_threads(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = 2
    yield


def test_more_writers_than_threads_all_get_their_turn(fresh_database: Database) -> None:
    app = FastAPI(lifespan=with_two_threads)
    sessions = make_sessions(fresh_database.engine, SeededEntropy(1))
    app.state.court = SimpleNamespace(sessions=sessions)

    @app.post("/{number}")
    def write(session: SessionDep, number: int) -> Response:
        session.add(RateCounter(key="k", window=number, hits=0))
        session.flush()
        return Response(str(number))

    with TestClient(app) as browser, ThreadPoolExecutor(WRITERS) as people:
        answers = list(people.map(lambda number: browser.post(f"/{number}"), range(WRITERS)))

    assert [answer.text for answer in answers] == [str(number) for number in range(WRITERS)]
    with sessions() as session:
        assert session.query(RateCounter).count() == WRITERS
