"""A court in which two deeds begin in the same moment: real threads, real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, sessionmaker

from odr import checkpoints
from odr.clock import FixedClock
from odr.court import StoredShelf
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.errors import DomainError
from odr.models import LedgerEntry
from odr.onewriter import writes
from odr.passwords import Passwords
from tests.databases import Database
from tests.tools import make_tools
from tests.web.court import TestCourt

T = TypeVar("T")
Deed = Callable[[Session], object]
DONE = 200
MOMENT = 1.0  # seconds the first waits for the second: it may have been turned away before


@dataclass
class Arena:
    """One database, and deeds that meet in it."""

    database: Database
    clock: FixedClock
    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("races"))

    def __post_init__(self) -> None:
        self.tools: dict[str, Any] = {
            **make_tools(),
            "passwords": Passwords(self.entropy, time_cost=1, memory_cost=8),
        }

    @cached_property
    def sessions(self) -> sessionmaker[Session]:
        return make_sessions(self.database.engine, self.entropy, **self.tools)

    def court(self) -> TestCourt:
        """Return the same court with its pages."""
        return TestCourt(self.sessions, self.clock, self.entropy)

    def pay_day(self) -> date:
        """Return a day to pay on: the clock is shared by many tests and only goes on."""
        return self.clock.now().date() + timedelta(days=30)

    def do(self, deed: Callable[[Session], T]) -> T:
        """Do one deed and keep it."""
        with self.sessions() as session:
            found = deed(session)
            session.commit()
            return found

    def look(self, question: Callable[[Session], T]) -> T:
        """Look at what is there now."""
        with self.sessions() as session:
            return question(session)

    def race(self, *deeds: Deed) -> list[int]:
        """Do the deeds at once and return the status of each answer, as a page would have it.

        Whatever is not a refusal of ours is raised: it would be a fault of the court.
        """
        with self.together(len(deeds)), ThreadPoolExecutor(len(deeds)) as people:
            return list(people.map(self._try, deeds))

    def _try(self, deed: Deed) -> int:
        try:
            self.do(deed)
        except DomainError as refused:
            return refused.status if refused.sentence else 0
        return DONE

    @contextmanager
    def together(self, count: int, about: str = "") -> Iterator[None]:
        """Hold everybody before their first lock or change until all have looked around.

        That is the worst moment for them to meet: each has seen the case as it was before the
        others. `about` names a table, where other things are written before it.
        """
        gate = threading.Barrier(count)
        passed: set[int] = set()

        def wait(
            connection: Any, cursor: Any, words: str, given: Any, context: Any, many: bool
        ) -> None:
            me = threading.get_ident()
            if me in passed or about not in words or not writes(words, context):
                return
            passed.add(me)
            try:
                gate.wait(MOMENT)
            except threading.BrokenBarrierError:
                return

        event.listen(self.database.engine, "before_cursor_execute", wait, insert=True)
        try:
            yield
        finally:
            event.remove(self.database.engine, "before_cursor_execute", wait)

    def deeds(self, kind: str, chain: str) -> int:
        """Count the deeds of a kind in a chain of the record."""
        query = select(func.count()).select_from(LedgerEntry)
        wanted = query.where(LedgerEntry.kind == kind, LedgerEntry.chain == chain)
        return self.look(lambda session: session.scalar(wanted) or 0)

    def is_sound(self) -> bool:
        """Check the whole record as `odr verify` does."""
        authority, shelf = self.tools["authority"], StoredShelf(self.tools["storage"])
        self.do(lambda s: checkpoints.make_checkpoint(s, authority, shelf, clock=self.clock))
        return self.look(lambda session: checkpoints.verify(session, authority, shelf).sound)
