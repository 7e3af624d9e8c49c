"""SQLite takes one writer at a time: whoever wants to write queues, whoever looks does not."""

from __future__ import annotations

import fcntl
import os
import threading
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from odr.errors import Unavailable
from odr.words import _

PATIENCE = 20.0  # seconds
LOOKS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")


class Turn:
    """The turn to write: first among the threads of this process, then among processes.

    Left alone, SQLite lets processes poll for it, and an unlucky one waits for half a second.
    A process that dies gives its turn back.
    """

    def __init__(self, database: str | None, patience: float) -> None:
        self._patience = patience
        self._threads = threading.Lock()
        self._path = f"{database}-turn" if database else ""
        self._file = -1

    def take(self) -> bool:
        """Wait for the turn; tell whether it came in time."""
        if not self._threads.acquire(timeout=self._patience):
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


class OneWriter:
    """Watches the transactions of one SQLite file.

    A transaction only looks until its first statement that locks or writes. So a form that is
    still on its way, or a reader who is turned away, never keeps others from writing, and what
    is read after the first lock is as fresh as PostgreSQL would show it.
    """

    def __init__(
        self, database: str | None, synchronous: str, *, patience: float = PATIENCE
    ) -> None:
        self._turn = Turn(database, patience)
        self._pragmas = (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "busy_timeout = 10000",
            "foreign_keys = ON",
        )

    def watch(self, engine: Engine) -> None:
        """Stand beside every transaction of the engine."""
        event.listen(engine, "connect", self._prepare)
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "savepoint", self._savepoint)
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "checkin", self._release)

    def _prepare(self, connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in self._pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def _begin(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        writing = connection.info.get("writing", False)
        only_reads = connection.get_execution_options().get("reading", False)
        connection.info["looking"] = not (writing or only_reads)
        driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    def _savepoint(self, connection: Connection, name: str | None) -> None:
        if connection.info.get("looking"):
            self._start_writing(connection)

    def _before(
        self, connection: Connection, cursor: Any, words: str, given: Any, context: Any, many: bool
    ) -> None:
        if connection.info.get("looking") and writes(words, context):
            self._start_writing(connection)

    def _start_writing(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("COMMIT")
        connection.info["looking"] = False
        if not self._turn.take():
            raise Unavailable(_("The court is very busy. Please try again in a minute."))
        connection.info["writing"] = True
        driver.execute("BEGIN IMMEDIATE")

    def _release(self, connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop("writing", False):
            self._turn.give()


def writes(words: str, context: Any) -> bool:
    """Tell whether a statement changes something, or reads it in order to change it.

    SQLite has no words for a locking read, but the statement still knows that it was asked for.
    """
    if context.isinsert or context.isupdate or context.isdelete:
        return True
    asked = getattr(context.compiled, "statement", None)
    if getattr(asked, "_for_update_arg", None) is not None:
        return True
    return not words.lstrip().upper().startswith(LOOKS)
