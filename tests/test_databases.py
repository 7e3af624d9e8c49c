"""The databases lent to tests are real, of both kinds, and left clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, func, inspect, select, text
from sqlalchemy.orm import Session, sessionmaker

from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.models import ApiClient
from tests.conftest import MONDAY_MORNING
from tests.databases import KINDS, Database


def client() -> ApiClient:
    return ApiClient(
        client_id="registry", name="", secret_hash="", scopes="", created_at=MONDAY_MORNING
    )


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ApiClient)) or 0


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_for_the_next(session: Session, turn: str) -> None:
    assert count(session) == 0

    session.add(client())
    session.commit()

    assert count(session) == 1


def test_sessions_of_one_test_see_each_others_rows(sessions: sessionmaker[Session]) -> None:
    with sessions() as writer:
        writer.add(client())
        writer.commit()

    with sessions() as reader:
        assert count(reader) == 1


def test_a_rolled_back_session_leaves_what_was_committed_before(session: Session) -> None:
    session.add(client())
    session.commit()
    session.execute(delete(ApiClient))

    session.rollback()

    assert count(session) == 1


def test_a_fresh_database_keeps_real_commits_for_other_connections(
    fresh_database: Database, entropy: SeededEntropy
) -> None:
    open_session: Callable[[], Session] = make_sessions(fresh_database.engine, entropy)
    with open_session() as writer:
        writer.add(client())
        writer.commit()

    with open_session() as reader:
        assert count(reader) == 1


def test_an_empty_database_has_no_table(empty_database: Database) -> None:
    assert inspect(empty_database.engine).get_table_names() == []


def test_each_kind_is_the_real_thing(connection: Connection, database_kind: str) -> None:
    version = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version_num"}
    least = {"sqlite": 3, "postgresql": 160000}

    found = str(connection.scalar(text(version[database_kind])))

    assert connection.dialect.name == database_kind
    assert int(found.partition(".")[0]) >= least[database_kind]
    assert KINDS == ("sqlite", "postgresql")
