"""While a file is looked at, nobody else waits: the check comes before the deed it belongs to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from cases import queries
from cases.enums import ClaimStatus
from cases.models import Claim
from hearings.bench import questions
from hearings.bench.inputs import QuestionInput
from hearings.bench.models import Question
from odr.clock import FixedClock
from odr.models import Account
from odr.permissions import SYSTEM
from tests.attacks.arena import Arena
from tests.conftest import MONDAY_MORNING
from tests.databases import KINDS
from tests.factories import make_claim
from tests.hearings.bench.cases_to_decide import open_case
from tests.hearings.rooms.houses import in_rooms
from tests.page import Reader
from tests.web.letters import BASE, sign_in

NOTE = ("note.txt", b"What we agreed about the roof.\n", "text/plain")
PATIENCE = 5.0


@dataclass
class SlowScanner:
    """A scanner that takes as long as somebody else needs for a deed in the same case."""

    arena: Arena
    claim_id: UUID
    others_went_on: list[bool] = field(default_factory=list)

    def find_harm(self, path: Path) -> str | None:
        other = threading.Thread(target=self._another_deed, daemon=True)
        other.start()
        other.join(PATIENCE)
        self.others_went_on.append(not other.is_alive())
        return None

    def _another_deed(self) -> None:
        self.arena.do(lambda s: queries.claim_for(s, SYSTEM, self.claim_id, lock=True))


@pytest.fixture(scope="module", params=KINDS)
def arena(request: pytest.FixtureRequest, worker_id: str) -> Iterator[Arena]:
    stock = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    with request.getfixturevalue(stock).copy(f"scanner_{worker_id}") as database:
        yield Arena(database, FixedClock(MONDAY_MORNING))


def claimant_at(arena: Arena, claim: Claim) -> tuple[Reader, SlowScanner]:
    """Let the claimant sit down in front of a court with a slow scanner."""
    scanner = SlowScanner(arena, claim.id)
    arena.sessions.kw["info"]["scanner"] = scanner
    reader = Reader(arena.court().app(), base_url=BASE)
    sign_in(reader, arena.court(), arena.look(lambda s: s.get_one(Account, claim.created_by)))
    return reader, scanner


def test_more_evidence_holds_up_nobody(arena: Arena) -> None:
    claim = arena.do(lambda s: make_claim(s, ClaimStatus.SERVED, clock=arena.clock))
    ada, scanner = claimant_at(arena, claim)

    form = ada.open(f"/cases/{claim.id}/evidence").form()
    form.fill(title="What we agreed", files=[NOTE, NOTE]).submit()

    assert scanner.others_went_on == [True, True]
    assert arena.look(lambda s: len(queries.exhibits_of(s, claim))) == 2


def test_a_file_in_a_room_holds_up_nobody(arena: Arena) -> None:
    claim = arena.do(lambda s: in_rooms(s, arena.clock).claim)
    ada, scanner = claimant_at(arena, claim)

    page = ada.open(f"/cases/{claim.id}/mediation/joint-room")
    form = page.form("message").fill(body="Here is the bill.", file=NOTE)
    form.fill(confirmed=True).submit()

    assert scanner.others_went_on == [True]


def test_an_answer_with_a_file_holds_up_nobody(arena: Arena) -> None:
    def ask(session: Session) -> tuple[Claim, Question]:
        bench = open_case(session, arena.clock)
        due = questions.usual_due(bench.claim, arena.clock.now())
        given = QuestionInput(text="When was the roof finished?", due_on=due)
        return bench.claim, questions.ask_question(
            session, bench.sitting, bench.claim.id, given, clock=arena.clock
        )

    claim, question = arena.do(ask)
    ada, scanner = claimant_at(arena, claim)

    form = ada.open(f"/cases/{claim.id}/questions/{question.id}").form()
    form.fill(text="On 3 October.", files=[NOTE]).submit()

    assert scanner.others_went_on == [True]
