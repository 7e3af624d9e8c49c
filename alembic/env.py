"""How the tables are brought from one shape to the next, on either database."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Engine

import cases.models
import documents.models
import hearings.bench.models
import hearings.rooms.models
import odr.models
from odr.db import Base, UTCDateTime, make_engine

MODELS = (
    odr.models,
    documents.models,
    cases.models,
    hearings.rooms.models,
    hearings.bench.models,
)  # each fills Base.metadata with its tables


def number_in_order(
    migration: MigrationContext, revision: Iterable[str | None], scripts: list[MigrationScript]
) -> None:
    """Name a new migration by the next number, and write none when nothing changed."""
    script = scripts[0]
    if script.upgrade_ops is not None and script.upgrade_ops.is_empty():
        scripts[:] = []
        return
    known = ScriptDirectory.from_config(context.config).walk_revisions()
    script.rev_id = f"{len(list(known)) + 1:04}"


def plain_type(kind: str, found: object, writing: AutogenContext) -> str | Literal[False]:
    """Write our own types as the plain ones, so that old migrations need no code of today."""
    if kind == "type" and isinstance(found, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(found, JSON):
        writing.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def database() -> Engine:
    """Return the engine the caller gave, or open the one named in ODR_DATABASE_URL."""
    given = context.config.attributes.get("engine")
    if given is not None:
        return given
    url = os.environ.get("ODR_DATABASE_URL")
    if not url:
        raise SystemExit("Say which database: set ODR_DATABASE_URL, or use `odr migrate`.")
    return make_engine(url)


def migrate(engine: Engine) -> None:
    """Run the migrations in one transaction: all of them, or none.

    SQLite alters a table by copying it and dropping the old one, which would
    cascade into its children, so foreign keys are off meanwhile and checked at the end.
    """
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys = OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            process_revision_directives=number_in_order,
            render_item=plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if sqlite else []
            if broken:
                raise RuntimeError(f"the migration would leave rows without a parent: {broken}")
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys = ON")


migrate(database())
