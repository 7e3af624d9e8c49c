"""The synthetic court: the same record on either database, and every kind of ending and deed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from cases.enums import Entry
from hearings.bench.enums import BenchEntry
from hearings.rooms.enums import RoomEntry
from odr.accounts import AccountEntry
from odr.clients import ClientEntry
from odr.court import Court
from odr.play.performance import play
from odr.play.stories import PLOTS
from odr.settings import Settings
from tests.databases import KINDS, PostgresServer, SqliteFiles

CASES = len(PLOTS)
OUTCOMES = {
    *("admitted", "decided", "default", "lapsed", "paid_before"),
    *("settled_early", "settled_in_mediation", "withdrawn"),
}


@dataclass(frozen=True)
class Played:
    """One court in which every plot was played once, and what it came to."""

    court: Court
    figures: dict[str, Any]


@pytest.fixture(scope="module")
def played(
    sqlite_files: SqliteFiles,
    postgres_server: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[dict[str, Played]]:
    """The same play on a database of each kind."""
    name = f"played_{worker_id}"
    with sqlite_files.copy(name) as sqlite, postgres_server.copy(name) as postgresql:
        found = {
            database.kind: _play(database.url, tmp_path_factory.mktemp(database.kind))
            for database in (sqlite, postgresql)
        }
        yield found
        for one in found.values():
            one.court.engine.dispose()


def _play(url: str, folder: Path) -> Played:
    settings = Settings(
        database_url=url,
        storage_url=str(folder / "files"),
        keys_dir=folder / "keys",
    )
    return Played(*play(settings, cases=CASES, seed=7))


def test_the_same_seed_gives_the_same_record_on_both_databases(played: dict[str, Played]) -> None:
    on_sqlite, on_postgresql = (played[kind].figures for kind in KINDS)

    assert on_sqlite == on_postgresql


@pytest.mark.parametrize("kind", KINDS)
def test_a_played_record_is_sound(played: dict[str, Played], kind: str) -> None:
    found = played[kind].court.verify()

    assert (found.sound, found.as_json()["root"]) == (True, played[kind].figures["ledger"]["head"])


def test_every_ending_occurs_and_no_case_is_left_open(played: dict[str, Played]) -> None:
    figures = played["sqlite"].figures

    assert set(figures["outcomes"]) == OUTCOMES
    assert sum(figures["outcomes"].values()) == CASES
    assert set(figures["orders"]) == {"paid", "not_paid"}


@pytest.mark.parametrize("kinds", [Entry, BenchEntry, AccountEntry, ClientEntry])
def test_every_kind_of_deed_stands_in_the_record(
    played: dict[str, Played], kinds: type[StrEnum]
) -> None:
    deeds = played["sqlite"].figures["deeds"]

    assert [kind.value for kind in kinds if kind.value not in deeds] == []


def test_every_kind_of_deed_in_the_rooms_stands_in_their_own_book(
    played: dict[str, Played],
) -> None:
    figures = played["sqlite"].figures
    in_rooms = {kind.value for kind in RoomEntry}

    assert set(figures["deeds_in_rooms"]) == in_rooms
    assert in_rooms.isdisjoint(figures["deeds"])
