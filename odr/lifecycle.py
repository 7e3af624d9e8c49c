"""The table of legal moves: one move a line, and nothing else may happen."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from odr.errors import IllegalMove
from odr.words import _

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class Lifecycle(Generic[State, Event]):
    """The moves of one kind of thing, read by actions, pages, the API and the docs."""

    def __init__(self, name: str, rows: Sequence[tuple[State, Event, State]]) -> None:
        self.name = name
        self.rows = tuple(rows)
        self._next = {(old, event): new for old, event, new in rows}
        if len(self._next) != len(self.rows):
            raise ValueError(f"{name} has two answers to one event")

    def next(self, state: State, event: Event) -> State:
        """Return the state after the event, or refuse with IllegalMove."""
        try:
            return self._next[state, event]
        except KeyError:
            raise IllegalMove(
                _("This cannot be done now, because the case has moved on. Open the case again.")
            ) from None

    def allows(self, state: State, event: Event) -> bool:
        """Tell whether the event may happen in this state."""
        return (state, event) in self._next

    def events(self, state: State) -> tuple[Event, ...]:
        """Return the events that may happen in this state, in table order."""
        return tuple(event for old, event, _new in self.rows if old is state)
