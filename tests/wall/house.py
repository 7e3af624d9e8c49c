"""A synthetic court played for the wall, each in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select

from cases.models import CaseOfficer
from odr.app import make_app
from odr.clock import FixedClock
from odr.court import Court, open_synthetic_court
from odr.entropy import SeededEntropy
from odr.permissions import Actor, Role
from odr.play import people
from odr.play.filing import Case, Script
from odr.play.paying import PlayedProvider
from odr.play.people import Cast
from odr.play.performance import FULL
from odr.play.stage import Stage, Story
from odr.settings import Settings
from tests.wall.plots import Plot

PACE = timedelta(hours=7)
SEED = 11
DATABASE = "court.db"


@dataclass(repr=False)
class House:
    """The court after the play, its pages, and everybody in it."""

    court: Court
    clock: FixedClock
    app: FastAPI
    cast: Cast
    cases: list[Case]
    folder: Path

    def officers(self, role: Role) -> list[Actor]:
        """Return the court's officers of one kind."""
        return [one for one in self.cast.officers.values() if one.role is role]

    def seated(self, role: Role, number: int) -> Actor:
        """Return who mediates or decides a case now."""
        with self.court.sessions() as session:
            account_id = session.scalars(
                select(CaseOfficer.account_id).where(
                    CaseOfficer.claim_id == self.cases[number].claim_id,
                    CaseOfficer.role == role.value,
                    CaseOfficer.until.is_(None),
                )
            ).one()
        return self.cast.officers[str(account_id)]


@contextmanager
def played(
    folder: Path,
    template: Path,
    acts: Sequence[Sequence[Plot]],
    script: Callable[[int], Script],
) -> Iterator[House]:
    """Play these lives on a new database, one act after the other; the same seed each time."""
    shutil.copyfile(template, folder / DATABASE)
    settings = Settings(
        database_url=f"sqlite:///{folder / DATABASE}",
        storage_url=str(folder / "files"),
        keys_dir=folder / "keys",
        base_url="http://127.0.0.1:8000",
        demo=True,
    )
    clock = FixedClock(FULL.opening)
    court = open_synthetic_court(settings, SEED, clock, payments=PlayedProvider())
    stage = Stage(court, clock)
    cast = people.hire(court.sessions, clock=clock)
    cases: list[Case] = []
    for act in acts:
        told: list[tuple[Case, Story]] = []
        for plot in act:
            chance = SeededEntropy(f"case {len(cases)} of {SEED}")
            case = Case(stage, cast, len(cases), chance, script(len(cases)))
            cases.append(case)
            told.append((case, plot(case)))
        start = clock.now()
        stage.run(
            [(start + PACE * at, story) for at, (_case, story) in enumerate(told, 1)], until=None
        )
    court.checkpoint()
    try:
        yield House(court, clock, make_app(court), cast, cases, folder)
    finally:
        court.close()
