"""The court's database: engine, sessions, naming convention and column types."""

from __future__ import annotations

import enum
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any, ClassVar, TypeVar
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
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from odr.entropy import Entropy
from odr.onewriter import OneWriter

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
POOL_SIZE = 8
LONG_REST = 5.0
"""Seconds after which a connection is asked whether it still works before it is used again."""
AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}
LOOKING = "looking"
"""Under this name each unit of work carries the engine for those who only look."""


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
Row = TypeVar("Row")


def make_engine(url: str, *, lasting: bool = True, rest: float = LONG_REST) -> Engine:
    """Open the database the address names: SQLite (WAL, one writer at a time) or PostgreSQL.

    What is not lasting need not survive a power cut, because it can be made again.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url, pool_size=POOL_SIZE, max_overflow=0, connect_args={"check_same_thread": False}
        )
        OneWriter(make_url(url).database, "FULL" if lasting else "OFF").watch(engine)
        return engine
    options = {} if lasting else {"options": "-c synchronous_commit=off"}
    engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=0, connect_args=options)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", partial(_ask_after, rest, engine.dialect))
    return engine


def _note_rest(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info["resting_since"] = monotonic()


def _ask_after(
    rest: float,
    dialect: Dialect,
    connection: DBAPIConnection,
    entry: ConnectionPoolEntry,
    user: object,
) -> None:
    """Asking before every use would cost each page as much as a query of its own."""
    now = monotonic()
    if now - entry.info.get("resting_since", now) < rest:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as gone:
        raise DisconnectionError from gone


def make_sessions(engine: Engine, entropy: Entropy, **tools: Any) -> sessionmaker[Session]:
    """Return the maker of sessions; each unit of work carries the tools it may need.

    The source of chance names its rows; keychain, storage, authority, settings, postman and
    payments are asked for by the deeds that use them.
    """
    options: dict[str, Any] = {"reading": True}
    if engine.dialect.name == "postgresql":
        options |= AUTOCOMMIT
    info = {"entropy": entropy, LOOKING: engine.execution_options(**options), **tools}
    return sessionmaker(engine, expire_on_commit=False, info=info)


def for_reading(session: Session) -> Session:
    """Make a fresh session cheap for a page that only looks: no write lock, no transaction.

    A session that already stands inside somebody's transaction is left as it is.
    """
    if isinstance(session.get_bind(), Engine):
        session.bind = session.info[LOOKING]
    return session


def locked_or_begun(session: Session, kind: type[Row], key: str, begin: Callable[[], Row]) -> Row:
    """Return the locked row of this key, begun first if there is none.

    Two may begin it in the same moment: the later one then finds the row of the first.
    """
    found = session.get(kind, key, with_for_update=True)
    if found is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(begin())
        found = session.get_one(kind, key, with_for_update=True, populate_existing=True)
    return found


AT_ONCE = frozenset(
    {
        *("23505", "40P01"),  # PostgreSQL: such a row is there already, two waited for each other
        *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
    }
)


def met_another(problem: DBAPIError) -> bool:
    """Tell whether a deed failed only because another was kept in the same moment."""
    said = (getattr(problem.orig, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return not AT_ONCE.isdisjoint(said)
