"""What every test may ask for: a database of each kind, a session, a clock and a source of chance.

A test that asks for `session` (or anything made from it) runs twice, on SQLite and on
PostgreSQL, inside a transaction that is rolled back. A test that needs real commits or
several connections asks for `fresh_database`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session, sessionmaker

from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from tests.databases import (
    FOLDER,
    KINDS,
    Database,
    PostgresServer,
    SqliteFiles,
    close_run,
    open_run,
)
from tests.tools import make_tools

MONDAY_MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)
_numbers = count(1)

hypothesis.settings.register_profile("court", deadline=None)  # a busy machine breaks no law
hypothesis.settings.load_profile("court")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker uses the folder of the run it works for
        watch = open_run()
        config.add_cleanup(lambda: close_run(watch))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded: pages walked, bytes, times."""
    ends = [report for report in terminalreporter.getreports("") if report.when == "teardown"]
    for name, figure in (pair for report in ends for pair in report.user_properties):
        if name == "figure":
            terminalreporter.write_line(str(figure))


@pytest.fixture(scope="session")
def sqlite_files() -> SqliteFiles:
    return SqliteFiles(Path(os.environ[FOLDER]))


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    return PostgresServer(Path(os.environ[FOLDER]))


@pytest.fixture(scope="session")
def sqlite_database(sqlite_files: SqliteFiles, worker_id: str) -> Iterator[Database]:
    with sqlite_files.copy(f"shared_{worker_id}") as database:
        yield database


@pytest.fixture(scope="session")
def postgresql_database(postgres_server: PostgresServer, worker_id: str) -> Iterator[Database]:
    with postgres_server.copy(f"shared_{worker_id}") as database:
        yield database


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both kinds, always: neither may be left out."""
    return str(request.param)


@pytest.fixture
def database(request: pytest.FixtureRequest, database_kind: str) -> Database:
    """The migrated database all tests of this process share; leave no committed row in it."""
    found = request.getfixturevalue(f"{database_kind}_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture
def stock(request: pytest.FixtureRequest, database_kind: str) -> SqliteFiles | PostgresServer:
    """Where databases of this kind are copied from."""
    name = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[database_kind]
    found = request.getfixturevalue(name)
    assert isinstance(found, SqliteFiles | PostgresServer)
    return found


@pytest.fixture
def fresh_database(stock: SqliteFiles | PostgresServer, worker_id: str) -> Iterator[Database]:
    """A migrated database of the test's own, for real commits and several connections."""
    with stock.copy(f"fresh_{worker_id}_{next(_numbers)}") as database:
        yield database


@pytest.fixture
def empty_database(stock: SqliteFiles | PostgresServer, worker_id: str) -> Iterator[Database]:
    """A database of the test's own without any table."""
    with stock.copy(f"empty_{worker_id}_{next(_numbers)}", empty=True) as database:
        yield database


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY_MORNING)


@pytest.fixture
def entropy() -> SeededEntropy:
    return SeededEntropy("tests")


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection whose transaction is undone after the test."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def sessions(
    database: Database, connection: Connection, entropy: SeededEntropy
) -> sessionmaker[Session]:
    """Makes sessions inside that one transaction; what they commit is undone with it."""
    maker = make_sessions(database.engine, entropy, **make_tools())
    maker.configure(bind=connection, join_transaction_mode="create_savepoint")
    return maker


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session
