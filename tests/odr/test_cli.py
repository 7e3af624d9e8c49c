"""What the `odr` command prints and leaves behind, run on a court of its own in a folder."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, inspect

from odr import cli
from odr.settings import Settings

PLAY = ("play", "--cases", "1", "--seed", "11", "--json")
VERIFY = ("verify", "--seed", "11")


class CourtFolder:
    """A folder with one court, and the command that works on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def database(self) -> Path:
        return self.folder / "court.db"

    def odr(self, *words: str) -> Result:
        """Run the command as an operator of this court does."""
        settings = {
            "ODR_DATABASE_URL": f"sqlite:///{self.database}",
            "ODR_STORAGE_URL": str(self.folder / "files"),
            "ODR_KEYS_DIR": str(self.folder / "keys"),
            "ODR_LOG_LEVEL": "ERROR",
        }
        try:
            return CliRunner(env=settings).invoke(cli.main, words, catch_exceptions=False)
        finally:
            structlog.reset_defaults()  # the log wrote to the command's own output

    def copy(self, folder: Path) -> CourtFolder:
        shutil.copytree(self.folder, folder)
        return CourtFolder(folder)

    def do(self, statement: str) -> None:
        """Change the database behind the court's back."""
        with sqlite3.connect(self.database) as connection:
            connection.execute(statement)
        connection.close()

    def tables(self) -> set[str]:
        engine = create_engine(f"sqlite:///{self.database}")
        found = set(inspect(engine).get_table_names())
        engine.dispose()
        return found


@pytest.fixture
def court(tmp_path: Path) -> CourtFolder:
    """A court with its tables and nothing in them."""
    court = CourtFolder(tmp_path / "court")
    court.odr("migrate")
    return court


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[CourtFolder, Result]:
    """A court in which one case was played, and what the command said of them."""
    court = CourtFolder(tmp_path_factory.mktemp("played"))
    return court, court.odr(*PLAY)


def faults(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["faults"]
    return found


def test_migrate_makes_the_folder_and_the_tables_and_may_be_run_again(tmp_path: Path) -> None:
    court = CourtFolder(tmp_path / "not" / "there" / "yet")

    runs = [court.odr("migrate") for _time in range(2)]

    assert [(run.exit_code, run.stdout) for run in runs] == [(0, ""), (0, "")]
    assert court.tables() >= {"account", "claim", "ledger_entry"}


def test_the_same_seed_prints_the_same_bytes_on_another_database(
    played: tuple[CourtFolder, Result], tmp_path: Path
) -> None:
    _court, first = played

    second = CourtFolder(tmp_path).odr(*PLAY)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout_bytes == second.stdout_bytes


def test_a_play_reports_its_cases_and_a_sound_record(played: tuple[CourtFolder, Result]) -> None:
    _court, ran = played
    told = json.loads(ran.stdout)

    assert (told["cases"], told["seed"], told["record"]["sound"]) == (1, 11, True)
    assert told["deeds"]["claim.submitted"] == 1
    assert told["record"]["root"] == told["ledger"]["head"]


def test_a_played_record_is_sound_under_the_keys_of_its_seed_alone(
    played: tuple[CourtFolder, Result],
) -> None:
    court, ran = played

    own, other = court.odr(*VERIFY, "--json"), court.odr("verify", "--seed", "12", "--json")

    assert (own.exit_code, json.loads(own.stdout)) == (0, json.loads(ran.stdout)["record"])
    assert other.exit_code == 1
    assert {each["fault"] for each in faults(other)} == {"the checkpoint is not the court's"}


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (
            "UPDATE ledger_entry SET data = '{{}}' WHERE chain = '{chain}' AND chain_no = 1",
            {"fault": "the entry was changed", "entry": 1},
        ),
        (
            "DELETE FROM ledger_entry WHERE chain = '{chain}' AND chain_no = 2",
            {"fault": "an entry is missing before this one", "entry": 3},
        ),
        (
            "DELETE FROM ledger_entry WHERE chain = '{chain}'",
            {"fault": "the whole chain is gone", "entry": None},
        ),
    ],
)
def test_tampering_with_the_file_is_named_and_ends_with_one(
    played: tuple[CourtFolder, Result], tmp_path: Path, tampering: str, fault: dict[str, Any]
) -> None:
    court = played[0].copy(tmp_path / "tampered")
    with sqlite3.connect(court.database) as connection:
        (chain,) = connection.execute(
            "SELECT chain FROM ledger_entry WHERE kind = 'claim.submitted' ORDER BY chain LIMIT 1"
        ).fetchone()
    connection.close()
    court.do(tampering.format(chain=chain))

    ran = court.odr(*VERIFY, "--json")

    assert (ran.exit_code, json.loads(ran.stdout)["sound"]) == (1, False)
    assert fault | {"chain": chain} in faults(ran)


def test_a_checkpoint_keeps_what_is_new_outside_the_database(court: CourtFolder) -> None:
    court.odr("client", "add", "Case system")
    before = json.loads(court.odr("verify", "--json").stdout)

    runs = [court.odr("checkpoint") for _time in range(2)]

    after = json.loads(court.odr("verify", "--json").stdout)
    kept = [path.name for path in (court.folder / "files" / "checkpoints").iterdir()]
    assert [run.exit_code for run in runs] == [0, 0]
    assert (before["checkpoints"], after) == (0, before | {"checkpoints": 1})
    assert [name for name in kept if name.startswith("0")] == ["00000001.json"]


def test_a_registered_machine_is_told_its_secret_once(court: CourtFolder) -> None:
    ran = court.odr("client", "add", "Case system", "--scopes", "cases:read", "--json")

    told = json.loads(ran.stdout)
    assert (ran.exit_code, set(told), told["scopes"]) == (
        0,
        {"client_id", "secret", "scopes"},
        "cases:read",
    )
    assert told["secret"].encode() not in court.database.read_bytes()


def test_without_json_the_same_is_said_in_lines(court: CourtFolder) -> None:
    lines = court.odr("verify").stdout.splitlines()

    assert lines == [
        "sound: True",
        "entries: 0",
        "chains: 0",
        "checkpoints: 0",
        "root: " + "0" * 64,
        "faults: []",
    ]


def test_a_demo_court_says_what_the_environment_leaves_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ODR_DEMO", "ODR_PAYMENT_URL", "ODR_PAYMENT_SECRET"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)  # whatever the command sets is undone after the test
    monkeypatch.setenv("ODR_BASE_URL", "https://court.example")

    found = cli.demo_settings(9000)

    assert isinstance(found, Settings)
    assert (found.demo, found.base_url, found.payment_url) == (
        True,
        "https://court.example",
        "http://127.0.0.1:9001",
    )
    assert len(found.payment_secret) >= 32


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "migrate play run sandbox serve verify work client checkpoint"),
        (("serve",), "--port --host"),
        (("run",), "--port"),
        (("work",), "Do the court's jobs"),
        (("play",), "--cases --seed --json"),
        (("verify",), "--seed --json"),
        (("client", "add"), "NAME --scopes --json"),
        (("sandbox",), "payments"),
        (("sandbox", "payments"), "--port"),
    ],
)
def test_every_command_explains_itself(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    ran = CourtFolder(tmp_path).odr(*words, "--help")

    assert ran.exit_code == 0
    assert [word for word in said.split() if word not in ran.stdout] == []


def test_a_court_in_use_is_not_played_upon(played: tuple[CourtFolder, Result]) -> None:
    again = played[0].odr(*PLAY)

    assert (again.exit_code, again.stdout) == (1, "")
    assert "Name an empty one in ODR_DATABASE_URL" in again.stderr
