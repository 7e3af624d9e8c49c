"""One played case: who is in it, how it is filed, and how its fee is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from cases import claims, drafts, evidence, queries, service
from cases.inputs import ClaimInput, PartyInput, TruthInput
from cases.models import Claim, Draft, Order
from cases.notice_codes import notice_code
from documents.models import Document
from documents.storage import storage_of
from documents.uploads import keep, receive
from odr.entropy import Entropy
from odr.permissions import SYSTEM, Actor, Role
from odr.play.disputes import Dispute, claim_of, dispute_of
from odr.play.people import Cast, join, somebody
from odr.play.stage import Stage, Story

Result = TypeVar("Result")
File = tuple[str, bytes]
"""A file's name and content."""
NOBODY = UUID(int=0)


def no_file(words: str) -> list[File]:
    """Attach nothing."""
    del words
    return []


def a_note(words: str) -> list[File]:
    """Attach a short list as a text file."""
    return [("list.txt", f"{words}\n".encode())]


@dataclass(frozen=True)
class Script:
    """What is said in the rooms: the words may change, the deeds that leave the rooms may not."""

    write: Callable[[str], str] = str
    """Turns each sentence of the usual script into the one that is said."""
    agree: Callable[[str], str] = str
    """The same for the terms both sides sign in the end: their own act takes them out."""
    amount: Callable[[int], int] = int
    """Turns each usual sum, in minor units, into the one that is offered."""
    attach: Callable[[str], list[File]] = no_file
    """Gives the files that go with a message."""
    more_messages: int = 0
    """How many messages each side writes beyond the usual ones."""


@dataclass
class Case:
    """One case of the synthetic court, with a stream of chance of its own.

    What one case draws never moves another case, so that two runs that differ in one room differ
    nowhere else.
    """

    stage: Stage
    cast: Cast
    number: int
    chance: Entropy
    script: Script = field(default_factory=Script)
    sides: tuple[PartyInput, PartyInput] = field(init=False)
    claimant: Actor = field(init=False)
    respondent: Actor = field(init=False)
    claim_id: UUID = NOBODY

    def __post_init__(self) -> None:
        business = self.number % 4
        self.sides = (
            somebody(self.chance, 2 * self.number + 1, business=business == 1),
            somebody(self.chance, 2 * self.number + 2, business=business > 1),
        )

    @property
    def clerk(self) -> Actor:
        """The clerk who has this case."""
        return self.cast.clerks[self.number % len(self.cast.clerks)]

    @property
    def manager(self) -> Actor:
        """The court's manager."""
        return next(one for one in self.cast.officers.values() if one.role is Role.MANAGER)

    @property
    def provider(self) -> Any:
        """The payment page of the synthetic court."""
        return self.stage.court.payments

    @property
    def dispute(self) -> Dispute:
        """What the case is about."""
        return dispute_of(self.number)

    def deed(self, action: Callable[..., Result], *given: Any, **named: Any) -> Result:
        """Do one deed and the work that follows."""
        return self.stage.deed(action, *given, **named)

    def look(self, query: Callable[..., Result], *given: Any) -> Result:
        """Read something of the case."""
        return self.stage.look(query, *given)

    def claim(self, session: Session) -> Claim:
        """Return the claim as the court sees it."""
        return queries.claim_for(session, SYSTEM, self.claim_id)

    def respondent_id(self) -> UUID:
        """Return the respondent's row."""
        return self.look(lambda session: self.claim(session).respondents[0].id)

    def order(self, session: Session) -> Order | None:
        """Return the order of the case, if one was made."""
        orders = queries.orders_of(session, self.claim(session))
        return orders[-1] if orders else None

    def open_with_code(self) -> None:
        """The respondent types the number and code of the notice."""

        def enter(session: Session, *, clock: Any) -> Actor:
            claim = self.claim(session)
            code = notice_code(session, claim.respondents[0])
            _claim, party = service.open_with_code(session, claim.number or "", code, clock=clock)
            return Actor(Role.VISITOR, party_id=party.id, name=party.name)

        self.respondent = self.deed(enter)

    def take_account(self) -> None:
        """The respondent opens an account and links the case to it."""
        actor = join(
            self.stage.court.sessions, self.sides[1], 2 * self.number + 2, clock=self.stage.clock
        )
        self.deed(service.join_with_account, actor, self.claim_id, self.respondent_id())
        self.respondent = actor

    def begin(self) -> Draft:
        """The claimant opens an account and begins a claim."""
        stage = self.stage
        person = 2 * self.number + 1
        self.claimant = join(stage.court.sessions, self.sides[0], person, clock=stage.clock)
        about = {"kind": self.dispute.kind}
        return self.deed(drafts.start_draft, self.claimant, drafts.CLAIM, about)

    def first_file(self, draft_id: UUID) -> UUID:
        """Return the first file of a draft."""

        def first(session: Session) -> UUID:
            draft = drafts.draft_for(session, self.claimant, draft_id)
            return drafts.files_of(session, draft)[0][0].id

        return self.look(first)

    def add_evidence(self, draft_id: UUID, title: str, actor: Actor) -> None:
        """Add a short text file as evidence to a draft."""

        def add(session: Session, *, clock: Any) -> None:
            document = self._note(session, title, clock=clock)
            session.flush()  # the draft's list names the document
            drafts.add_file(session, actor, draft_id, document, title, clock=clock)

        self.deed(add)

    def file_exhibit(self, title: str, actor: Actor) -> None:
        """File a short text file while the case is going on."""

        def add(session: Session, *, clock: Any) -> None:
            document = self._note(session, title, clock=clock)
            evidence.file_exhibit(session, actor, self.claim_id, document, title, clock=clock)

        self.deed(add)

    def _note(self, session: Session, title: str, *, clock: Any) -> Document:
        text = f"{title}, written for case {self.number}.\n".encode()
        received = receive([text], f"note-{self.number}.txt")
        return keep(session, storage_of(session), received, clock=clock)


def file(case: Case) -> Story:
    """Write a claim in two sittings and file it."""
    clock = case.stage.clock
    draft = case.begin()
    yield timedelta(minutes=20)
    given: ClaimInput = claim_of(case.chance, case.number, clock.now().date(), case.sides)
    case.deed(drafts.save_section, case.claimant, draft.id, "claim", given.model_dump(mode="json"))
    case.add_evidence(draft.id, "What we agreed", case.claimant)
    truth = TruthInput(name=case.sides[0].contact_name or case.sides[0].name, agree=True)
    claim = case.deed(claims.file_claim, case.claimant, draft.id, given, truth)
    case.claim_id = claim.id
    yield timedelta(minutes=40)
