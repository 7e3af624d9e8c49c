"""Plays the synthetic court from its first day to its last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from odr.clock import FixedClock, SystemClock
from odr.court import Court, leave_keys, open_demo_stage, open_synthetic_court
from odr.entropy import SeededEntropy
from odr.models import Checkpoint
from odr.play import figures, people
from odr.play.arriving import comes_and_goes, reads_along
from odr.play.filing import Case, Script, a_note
from odr.play.paying import PlayedProvider
from odr.play.stage import Stage, Story
from odr.play.stories import PLOTS, abandoned
from odr.settings import Settings


@dataclass(frozen=True)
class Season:
    """When the first case is filed, how often one is filed, and when the curtain falls."""

    opening: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    pace: timedelta = timedelta(hours=7, minutes=13)
    until: datetime | None = None
    """None plays every case to its end; a day leaves the later part of each case unplayed."""


FULL = Season()
Casting = Callable[[int], Script]


def usual_script(number: int) -> Script:
    """Let everybody say the usual words; a file goes with them in one case of four."""
    return Script(attach=a_note) if number % 4 == 3 else Script()


def play(
    settings: Settings,
    *,
    cases: int,
    seed: int,
    season: Season = FULL,
    script: Casting = usual_script,
) -> tuple[Court, dict[str, Any]]:
    """Play so many cases on the database of the settings; the same seed gives the same record.

    Returns the court as it stands afterwards and what it came to.
    """
    clock = FixedClock(season.opening)
    court = open_synthetic_court(settings, seed, clock, payments=PlayedProvider())
    with court.sessions() as session:
        if session.scalar(select(Checkpoint.number).limit(1)) is None:
            court.shelf.forget_played()
    perform(court, clock, cases=cases, seed=seed, season=season, script=script)
    leave_keys(court)
    with court.sessions() as session:
        found = figures.count(session)
    return court, {"cases": cases, "seed": seed, **found}


def open_played_court(settings: Settings, seed: int) -> Court:
    """Open the court a play has left behind, with the keys that come from its seed."""
    return open_synthetic_court(settings, seed, SystemClock(), payments=PlayedProvider())


def play_demo(settings: Settings, *, cases: int, seed: int, season: Season) -> None:
    """Fill a demo court, which keeps its own keys, with cases at every stage."""
    clock = FixedClock(season.opening)
    court = open_demo_stage(settings, seed, clock, payments=PlayedProvider())
    perform(court, clock, cases=cases, seed=seed, season=season, script=usual_script)
    court.engine.dispose()


def perform(
    court: Court, clock: FixedClock, *, cases: int, seed: int, season: Season, script: Casting
) -> None:
    """Let the people of the court act; beside the cases some come and go without one."""
    stage = Stage(court, clock)
    cast = people.hire(court.sessions, clock=clock)
    stories: list[tuple[datetime, Story]] = []
    for number in range(cases):
        chance = SeededEntropy(f"case {number} of {seed}")
        case = Case(stage, cast, number, chance, script(number))
        filed_at = season.opening + season.pace * (number + 1)
        stories.append((filed_at, PLOTS[number % len(PLOTS)](case)))
    chance = SeededEntropy(f"draft of {seed}")
    unsent = Case(stage, cast, cases, chance)
    first_day = season.opening + season.pace
    beside = (abandoned(unsent), comes_and_goes(stage), reads_along(stage, unsent.manager))
    stories += [(first_day, story) for story in beside]
    stage.run(stories, until=season.until)
    court.checkpoint()
