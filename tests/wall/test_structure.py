"""The wall as it is built: modules, tables, keys and officers that cannot meet."""

from __future__ import annotations

import ast
import tomllib
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.enums import ClaimStatus
from cases.models import CaseOfficer
from hearings.bench import models as bench_tables
from hearings.rooms import models as room_tables
from odr.clock import FixedClock
from odr.db import Base
from odr.permissions import Role
from tests.databases import ROOT
from tests.factories import make_account, make_claim

HOUSES = (room_tables.__name__, bench_tables.__name__)
KEY_HOLDER = "hearings/rooms/envelope.py"


def tables_of(package: str) -> set[str]:
    """Return the tables whose models live in a package."""
    return {
        str(mapper.class_.__tablename__)
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith(package)
    }


def keys_asked_for(path: Path) -> set[str]:
    """Return what a module asks a keychain for, as it is written."""
    tree = ast.parse(path.read_text())
    return {
        ast.unparse(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "key"
        and node.args
    }


def test_neither_house_may_import_the_other() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(one for one in settings["contracts"] if one["id"] == "wall")

    assert contract["type"] == "independence"
    assert contract["modules"] == ["hearings.bench", "hearings.rooms"]
    assert "ignore_imports" not in contract


@pytest.mark.parametrize(("one", "other"), list(permutations(HOUSES, 2)))
def test_no_table_of_one_house_points_at_a_table_of_the_other(one: str, other: str) -> None:
    here, there = tables_of(one), tables_of(other)
    tables = [Base.metadata.tables[name] for name in sorted(here)]
    pointed_at = {key.column.table.name for table in tables for key in table.foreign_keys}

    assert len(here) > 4
    assert pointed_at & there == set()


def test_no_table_outside_points_into_the_rooms() -> None:
    rooms = tables_of(room_tables.__name__)
    outside = [table for name, table in Base.metadata.tables.items() if name not in rooms]

    pointing = [
        table.name
        for table in outside
        for key in table.foreign_keys
        if key.column.table.name in rooms
    ]

    assert pointing == []


def test_one_module_alone_asks_for_the_key_of_the_rooms() -> None:
    packages = ("odr", "cases", "documents", "hearings", "web")
    modules = [path for top in packages for path in sorted((ROOT / top).rglob("*.py"))]
    asking = {path.relative_to(ROOT).as_posix(): keys_asked_for(path) for path in modules}

    assert asking[KEY_HOLDER] == {"PURPOSE"}
    assert 'PURPOSE = "rooms"' in (ROOT / KEY_HOLDER).read_text()
    assert [name for name, keys in asking.items() if {"'rooms'", '"rooms"'} & keys] == []
    assert {name for name in asking if name.startswith("hearings/bench") and asking[name]} == set()


@pytest.mark.parametrize(
    ("first", "second"), list(permutations([Role.MEDIATOR, Role.ADJUDICATOR], 2)), ids=str
)
def test_the_database_refuses_that_one_person_mediates_and_decides(
    session: Session, clock: FixedClock, first: Role, second: Role
) -> None:
    claim = make_claim(session, ClaimStatus.MEDIATION, clock=clock)
    account = make_account(session, Role.MEDIATOR)
    for role, until in ((first, clock.now()), (second, None)):
        row = CaseOfficer(
            claim_id=claim.id,
            account_id=account.id,
            role=role.value,
            appointed_at=clock.now(),
            until=until,
        )
        session.add(row)

    with pytest.raises(IntegrityError, match="nobody may mediate and decide"):
        session.flush()
