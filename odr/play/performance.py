"""Plays the synthetic court from its first day to its last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from odr.clock import FixedClock
from odr.court import Court, open_synthetic_court
from odr.entropy import SeededEntropy
from odr.play import figures, people
from odr.play.filing import Case, Script
from odr.play.paying import PlayedProvider
from odr.play.stage import Stage, Story
from odr.play.stories import PLOTS, abandoned
from odr.settings import Settings

OPENING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PACE = timedelta(hours=7, minutes=13)
"""Time between two filings."""

Casting = Callable[[int], Script]


def usual_script(number: int) -> Script:
    """Let everybody say the usual words."""
    del number
    return Script()


def play(
    settings: Settings,
    *,
    cases: int,
    seed: int,
    opening: datetime = OPENING,
    script: Casting = usual_script,
) -> tuple[Court, dict[str, Any]]:
    """Play so many cases on the database of the settings; the same seed gives the same record.

    Beside them one person begins a claim and never sends it. Returns the court as it stands
    afterwards and what it came to.
    """
    clock = FixedClock(opening)
    court = open_synthetic_court(settings, seed, clock, payments=PlayedProvider())
    stage = Stage(court, clock)
    cast = people.hire(court.sessions, clock=clock)
    stories: list[tuple[datetime, Story]] = []
    for number in range(cases):
        chance = SeededEntropy(f"case {number} of {seed}")
        case = Case(stage, cast, number, chance, script(number))
        stories.append((opening + PACE * (number + 1), PLOTS[number % len(PLOTS)](case)))
    chance = SeededEntropy(f"draft of {seed}")
    stories.append((opening + PACE, abandoned(Case(stage, cast, cases, chance))))
    stage.run(stories)
    court.checkpoint()
    with court.sessions() as session:
        found = figures.count(session)
    return court, {"cases": cases, "seed": seed, **found}
