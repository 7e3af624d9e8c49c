"""The court's database: engine, sessions, naming convention and column types."""

from __future__ import annotations

import enum
import fcntl
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    DateTime,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from odr.entropy import Entropy
from odr.errors import Unavailable
from odr.words import _

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
POOL_SIZE = 8
WRITER_PATIENCE = 20.0  # seconds
AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and always read back as an aware value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


def _values(words: type[enum.Enum]) -> list[str]:
    return [str(word.value) for word in words]


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        datetime: UTCDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
        enum.Enum: Enum(enum.Enum, native_enum=False, length=30, values_callable=_values),
    }


class Identified:
    """A row with an id of its own, given when a session first sees the row."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


@event.listens_for(Session, "before_attach")
def _give_id(session: Session, instance: object) -> None:
    if isinstance(instance, Identified) and instance.id is None:
        instance.id = session.info["entropy"].uuid()


Sessions = Callable[[], Session]


def make_engine(url: str, *, lasting: bool = True) -> Engine:
    """Open the database the address names: SQLite (WAL, one writer at a time) or PostgreSQL.

    What is not lasting need not survive a power cut, because it can be made again.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, "FULL" if lasting else "OFF")
    options = {} if lasting else {"options": "-c synchronous_commit=off"}
    return create_engine(
        url, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True, connect_args=options
    )


def make_sessions(engine: Engine, entropy: Entropy, **tools: Any) -> sessionmaker[Session]:
    """Return the maker of sessions; each unit of work carries the tools it may need.

    The source of chance names its rows; keychain, storage, authority, settings, postman and
    payments are asked for by the deeds that use them.
    """
    return sessionmaker(engine, expire_on_commit=False, info={"entropy": entropy, **tools})


def for_reading(session: Session) -> Session:
    """Make a fresh session cheap for a page that only looks: no write lock, no transaction.

    A session that already stands inside somebody's transaction is left as it is.
    """
    bind = session.get_bind()
    if isinstance(bind, Engine):
        options = {"reading": True} if bind.dialect.name == "sqlite" else AUTOCOMMIT
        session.connection(execution_options=options)
    return session


class WritersTurn:
    """The turn to write: first among the threads of this process, then among processes.

    Left alone, SQLite lets processes poll for it, and an unlucky one waits for half a second.
    A process that dies gives its turn back.
    """

    def __init__(self, database: str | None) -> None:
        self._threads = threading.Lock()
        self._path = f"{database}-turn" if database else ""
        self._file = -1

    def take(self) -> bool:
        """Wait for the turn; tell whether it came in time."""
        if not self._threads.acquire(timeout=WRITER_PATIENCE):
            return False
        if self._path:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return True

    def give(self) -> None:
        """Let the next one write."""
        if self._path:
            os.close(self._file)
        self._threads.release()


def _sqlite_engine(url: str, synchronous: str) -> Engine:
    """SQLite takes one writer: writers queue for their turn instead of polling."""
    engine = create_engine(
        url, pool_size=POOL_SIZE, max_overflow=0, connect_args={"check_same_thread": False}
    )
    turn = WritersTurn(make_url(url).database)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "busy_timeout = 10000",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if connection.get_execution_options().get("reading", False):
            driver.execute("BEGIN")
            return
        if not connection.info.get("writing"):
            if not turn.take():
                raise Unavailable(_("The court is very busy. Please try again in a minute."))
            connection.info["writing"] = True
        driver.execute("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def release(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop("writing", False):
            turn.give()

    return engine
