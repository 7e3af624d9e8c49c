"""The way to the database: a connection that rested is asked whether it still works."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from odr.db import make_engine
from tests.databases import PostgresServer


@pytest.mark.parametrize("rested", [0.0, 3600.0])
def test_a_connection_that_the_server_dropped_while_it_rested_is_replaced(
    postgres_server: PostgresServer, worker_id: str, rested: float
) -> None:
    with postgres_server.copy(f"rested_{worker_id}_{int(rested)}") as database:
        engine = make_engine(database.url, rest=rested)
        with engine.connect() as connection:
            number = connection.scalar(text("SELECT pg_backend_pid()"))
        with postgres_server.admin.connect() as outside:
            outside.execute(text("SELECT pg_terminate_backend(:number, 2000)"), {"number": number})

        if rested:  # used again so soon that it was not asked: this one request is lost
            with pytest.raises(OperationalError), engine.connect() as connection:
                connection.scalar(text("SELECT 1"))
        with engine.connect() as connection:
            again = connection.scalar(text("SELECT pg_backend_pid()"))
        engine.dispose()

    assert again not in {None, number}
