"""Looks for canaries in all that people get from a court, and in all that it keeps."""

from __future__ import annotations

import asyncio
import io
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy import select

from hearings.rooms.enums import Voice
from hearings.rooms.models import Mediation
from hearings.rooms.queries import OVER
from odr.logging import write_log
from odr.permissions import Actor
from odr.play.filing import NOBODY
from tests.wall.addresses import Atlas
from tests.wall.asking import Answered, Reader, sign_in
from tests.wall.canaries import Canaries
from tests.wall.house import House
from tests.wall.opened import Readers
from tests.wall.sinks import Text

Voices = Mapping[UUID, Voice]
NOBODYS: Voices = {}


@dataclass
class Search:
    """Everything that was looked through, and what was found where it must not be."""

    canaries: Canaries
    readers: Readers
    looked: Counter[str] = field(default_factory=Counter)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def look(
        self, who: str, where: str, texts: Iterable[Text], voices: Voices = NOBODYS
    ) -> list[str]:
        """Search the texts of one place; return whatever this reader may not know."""
        self.looked[who] += 1
        found = {canary for each in texts for canary in self.canaries.found_in(each)}
        self.seen.setdefault(who, set()).update(found)
        return [
            f"{who} finds {canary} at {where}"
            for canary in sorted(found)
            if not self.may_know(canary, voices)
        ]

    def may_know(self, canary: str, voices: Voices) -> bool:
        """Tell whether somebody with these voices may read a place where the canary stands."""
        pieces = self.readers.get(canary, [])
        return any(piece.released or voices.get(piece.claim_id) in piece.voices for piece in pieces)

    def known_to(self, voices: Voices) -> set[str]:
        """Return what somebody with these voices may read in the rooms now."""
        return {
            canary
            for canary, pieces in self.readers.items()
            if any(voices.get(piece.claim_id) in piece.voices for piece in pieces)
        }

    def released(self) -> set[str]:
        """Return what the sides themselves have taken out of the rooms."""
        return {name for name, pieces in self.readers.items() if any(p.released for p in pieces)}


@dataclass
class Searched:
    """The played house with the log of the play, and the search in it."""

    house: House
    search: Search
    atlas: Atlas
    loop: asyncio.AbstractEventLoop
    log: io.StringIO

    def claim_id(self, number: int) -> UUID:
        """Return the id of a case by its place in the play."""
        return self.house.cases[number].claim_id

    def sits(self, name: str, actor: Actor | None = None) -> Reader:
        """Let somebody sit down, with the voice they have in each case; None is a visitor."""
        reader = Reader(name, self.house.app, self.loop)
        if actor is None:
            return reader
        reader.voices = self.voices_of(actor)
        return sign_in(self.house, reader, actor)

    def voices_of(self, actor: Actor) -> dict[UUID, Voice]:
        """Return where somebody speaks for a side, or leads the talk now."""
        filed = [case for case in self.house.cases if case.claim_id != NOBODY]
        sides = {case.claim_id: Voice.CLAIMANT for case in filed if case.claimant == actor}
        sides |= {case.claim_id: Voice.RESPONDENT for case in filed if case.respondent == actor}
        with self.house.court.sessions() as session:
            led = select(Mediation.claim_id).where(
                Mediation.mediator_id == actor.account_id,
                Mediation.accepted_at.is_not(None),
                Mediation.status.not_in(OVER),
            )
            return sides | dict.fromkeys(session.scalars(led), Voice.MEDIATOR)

    def crawl(self, reader: Reader, cases: Iterable[UUID]) -> list[str]:
        """Let somebody open every address of these cases and of none; return what leaked."""
        tour = self.atlas.tour(cases)
        assert {address.route for address in tour} == set(self.atlas.routes)
        return [
            hit
            for answer in reader.get_each(address.path for address in tour)
            for hit in self.read(reader, answer)
        ]

    def read(self, reader: Reader, answer: Answered) -> list[str]:
        """Search one answer, its headers too; return what leaked."""
        assert answer.status < 500, f"{reader.name} gets {answer.status} at {answer.path}"
        self.search.looked[f"{answer.status // 100}xx"] += 1
        return self.search.look(reader.name, answer.path, answer.texts, reader.voices)


@contextmanager
def all_that_is_logged(to: io.StringIO) -> Iterator[None]:
    """Keep every line the court, its libraries and its jobs would write."""
    before, root = structlog.get_config(), logging.getLogger()
    handler, level = logging.StreamHandler(to), root.level
    with redirect_stderr(to):
        write_log("DEBUG")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        structlog.configure(**before)
