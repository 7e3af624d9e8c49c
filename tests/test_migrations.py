"""The migrations lead to the tables the models describe, and back, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select

from cases import officers
from cases.enums import ClaimStatus
from odr.clock import FixedClock
from odr.db import Base, make_sessions
from odr.entropy import SeededEntropy
from odr.permissions import SYSTEM, Role
from tests.databases import Database, migrations_for
from tests.factories import make_account, make_claim
from tests.tools import make_tools


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


def fill(database: Database, entropy: SeededEntropy, clock: FixedClock) -> None:
    """Put a case into the tables that was mediated and waits for its decision."""
    with make_sessions(database.engine, entropy, **make_tools())() as session:
        claim = make_claim(session, ClaimStatus.DECISION, clock=clock)
        adjudicator = make_account(session, Role.ADJUDICATOR)
        officers.appoint(session, SYSTEM, claim.id, adjudicator, clock=clock)
        session.commit()


def rows(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table that has some, as text."""
    with engine.connect() as connection:
        found = {
            table.name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }
    return {name: lines for name, lines in found.items() if lines}


def test_the_rows_of_a_case_live_through_each_migration_undone_and_done_again(
    fresh_database: Database, entropy: SeededEntropy, clock: FixedClock
) -> None:
    engine = fresh_database.engine
    settings = migrations_for(engine)
    fill(fresh_database, entropy, clock)
    before = rows(engine)

    for revision in revisions()[:0:-1]:
        command.downgrade(settings, f"{int(revision) - 1:04}")
        command.upgrade(settings, "head")
        assert rows(engine) == before

    assert before.keys() >= {"account", "case_officer", "claim", "ledger_entry", "response"}
    assert differences(engine) == []


def test_a_court_with_cases_can_be_taken_down_and_opened_anew(
    fresh_database: Database, entropy: SeededEntropy, clock: FixedClock
) -> None:
    engine = fresh_database.engine
    settings = migrations_for(engine)
    fill(fresh_database, entropy, clock)

    command.downgrade(settings, "base")
    command.upgrade(settings, "head")
    emptied = rows(engine)
    fill(fresh_database, SeededEntropy("another court"), clock)

    assert emptied == {}
    assert len(rows(engine)["claim"]) == 1
    assert differences(engine) == []
