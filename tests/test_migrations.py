"""The migrations lead to the tables the models describe, and back, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from odr.db import Base
from tests.databases import Database, migrations_for


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(found, Base.metadata))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(t.oid) || ' ' || pg_get_functiondef(tgfoid)
        FROM pg_trigger t WHERE NOT tgisinternal ORDER BY tgname
    """,
}


def triggers(database: Database) -> dict[str, str]:
    """Each trigger with its text, spaces aside."""
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(TRIGGERS[database.kind]).all()
    return {name: " ".join(said.split()) for name, said in rows}


def checks(database: Database) -> set[tuple[str, str | None]]:
    """Each check constraint with its table."""
    found = inspect(database.engine)
    return {
        (table, check["name"])
        for table in Base.metadata.tables
        for check in found.get_check_constraints(table)
    }


def revisions() -> list[str]:
    """Every revision, oldest first."""
    scripts = ScriptDirectory.from_config(Config(toml_file="pyproject.toml"))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def test_the_migrations_are_one_line_numbered_without_a_gap() -> None:
    scripts = ScriptDirectory.from_config(Config(toml_file="pyproject.toml"))

    assert revisions() == [f"{number:04}" for number in range(1, len(revisions()) + 1)]
    assert scripts.get_heads() == revisions()[-1:] != []


def test_the_migrated_tables_are_the_ones_the_models_describe(database: Database) -> None:
    assert tables(database.engine) == {*Base.metadata.tables, "alembic_version"}
    assert differences(database.engine) == []


def test_the_migrated_triggers_and_checks_are_the_ones_the_models_describe(
    database: Database, empty_database: Database
) -> None:
    Base.metadata.create_all(empty_database.engine)

    assert triggers(database) == triggers(empty_database) != {}
    assert checks(database) == checks(empty_database)


def test_the_comparison_sees_a_missing_column(fresh_database: Database) -> None:
    with fresh_database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE account DROP COLUMN language")

    assert differences(fresh_database.engine) != []


def test_each_migration_goes_up_down_and_up_again(empty_database: Database) -> None:
    engine = empty_database.engine
    settings = migrations_for(engine)

    for revision in revisions():
        before = tables(engine) | {"alembic_version"}
        command.upgrade(settings, revision)
        command.downgrade(settings, "-1")
        assert tables(engine) == before
        command.upgrade(settings, revision)

    assert differences(engine) == []


def test_all_migrations_can_be_undone_and_done_again(empty_database: Database) -> None:
    engine = empty_database.engine
    settings = migrations_for(engine)

    command.upgrade(settings, "head")
    command.downgrade(settings, "base")
    assert tables(engine) == {"alembic_version"}

    command.upgrade(settings, "head")
    assert differences(engine) == []
