"""Whose turn it is: who has just acted, and since when each side is waited for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cases.enums import Side
from hearings.rooms.enums import Room, Voice
from hearings.rooms.models import Mediation


def took_part(mediation: Mediation, side: Side, *, at: datetime) -> None:
    """Note that a side has acted: nobody waits for it now."""
    for row in mediation.sides:
        if row.side is side:
            row.attended_at = row.attended_at or at
            row.awaited_since, row.reminders = None, 0


def wait_for(mediation: Mediation, sides: Iterable[Side], *, at: datetime) -> list[Side]:
    """Note that sides are waited for, and return those for whom that is new.

    A wait that already runs does not start again because somebody writes once more.
    """
    wanted = set(sides)
    new = []
    for row in mediation.sides:
        if row.side in wanted and row.awaited_since is None:
            row.awaited_since = at
            new.append(row.side)
    return new


def hearers(room: Room, voice: Voice) -> list[Side]:
    """Return the sides that get to read what this voice says in this room."""
    inside = [room.side] if room.side else list(Side) if room is Room.JOINT else []
    return [side for side in inside if Voice.of(side) is not voice]
