"""A court with a case at each stage, the same people in all of them, and ids for every address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from cases import drafts, evidence, queries, service
from cases.claims import file_claim
from cases.enums import ClaimStatus
from cases.models import CaseOfficer, CasePaper
from documents.models import Document
from documents.storage import storage_of
from documents.uploads import keep, receive
from hearings.bench import drafting, draws, issues, questions, signing
from hearings.bench import queries as bench
from hearings.bench.enums import Outcome
from hearings.bench.inputs import (
    AnswerInput,
    DecisionInput,
    FindingInput,
    IssuesInput,
    QuestionInput,
)
from hearings.bench.inputs import SignInput as OrderInput
from hearings.bench.models import Draw
from hearings.rooms import agreements, mediation, offers, proposals, rota, talk
from hearings.rooms import queries as rooms
from hearings.rooms.enums import MessageKind, Room, Share
from hearings.rooms.inputs import MessageInput
from hearings.rooms.models import Attachment, Mediation
from odr import jobs
from odr.clock import FixedClock
from odr.permissions import SYSTEM, Actor, Role
from tests.factories import (
    DISPUTED,
    STEPS,
    STEPS_TO,
    TRUTH,
    a_claim,
    a_party,
    actor_of,
    make_account,
)
from tests.hearings.rooms.houses import NO_CONFLICT, OPENING, a_deal, an_offer

STAGES = ("served", "mediation", "drawn", "decision", "judged")
Ids = dict[str, str]


@dataclass
class Town:
    """The people of the court and what stands in the cases between them.

    In every case Ada claims from Ben, who comes with the code of his letter, and from Cleo, who
    has an account. One mediator and one adjudicator have all the cases; nobody else has any.
    """

    sessions: sessionmaker[Session]
    clock: FixedClock
    people: dict[str, Actor] = field(default_factory=dict)
    cases: dict[str, Ids] = field(default_factory=dict)

    def build(self) -> Town:
        """Let everybody move in, and bring a case to each stage, the longest first."""
        with self.sessions() as session:
            self._hire(session)
            for stage in reversed(STAGES):
                self.cases[stage] = _Street(self, session).ids(stage)
            for kind in (Role.MEDIATOR, Role.ADJUDICATOR):
                name = f"other {kind.value}"
                self.people[name] = actor_of(make_account(session, kind, name=name))
            session.commit()
        return self

    def _hire(self, session: Session) -> None:
        for name in ("claimant", "respondent", "stranger"):
            self.people[name] = actor_of(make_account(session, name=name))
        for role in (Role.CLERK, Role.MANAGER):
            self.people[role.value] = actor_of(make_account(session, role, name=role.value))
        for role in (Role.MEDIATOR, Role.ADJUDICATOR):
            found = [make_account(session, role, name=role.value) for _each in range(3)]
            self.people[role.value] = actor_of(found[0])


@dataclass
class _Street:
    """One case on its way."""

    town: Town
    session: Session

    def __post_init__(self) -> None:
        self.clock = self.town.clock
        self.ada = self.actor("claimant")
        self.found: Ids = {}

    def actor(self, name: str) -> Actor:
        return self.town.people[name]

    @property
    def ben(self) -> Actor:
        party = self.claim.respondents[0]
        return Actor(Role.VISITOR, party_id=party.id, name=party.name)

    @property
    def mediator(self) -> Actor:
        return self.actor("mediator")

    @property
    def judge(self) -> Actor:
        return self.actor("adjudicator")

    def ids(self, stage: str) -> Ids:
        """Bring a new case to this stage and return the ids of all that is in it."""
        self.draft = drafts.start_draft(self.session, self.ada, drafts.CLAIM, {}, clock=self.clock)
        self._file()
        reached = STAGES.index(stage)
        steps = (self._serve, self._mediate, self._draw, self._decide, self._judge)
        for step in steps[: reached + 1]:
            step()
            self.session.flush()
        self._work()
        return self._everything()

    def _file(self) -> None:
        given = a_claim(respondents=[a_party("Ben Sample"), a_party("Cleo Sample")])
        self.session.flush()
        self.claim = file_claim(
            self.session, self.ada, self.draft.id, given, TRUTH, clock=self.clock
        )
        self.session.flush()

    def _step(self, upto: ClaimStatus, since: ClaimStatus = ClaimStatus.SUBMITTED) -> None:
        clerk = self.actor("clerk")
        for step in STEPS[STEPS_TO[since] : STEPS_TO[upto]]:
            step(self.session, self.claim, clerk, self.clock, DISPUTED)
            self.session.flush()

    def _work(self) -> None:
        self.session.commit()
        jobs.work_off(self.town.sessions, self.clock)
        self.session.expire_all()
        self.claim = queries.claim_for(self.session, SYSTEM, self.claim.id)

    def _serve(self) -> None:
        self._step(ClaimStatus.SERVED)
        cleo = self.claim.respondents[1]
        service.join_with_account(
            self.session, self.actor("respondent"), self.claim.id, cleo.id, clock=self.clock
        )
        self._exhibit()

    def _exhibit(self) -> None:
        document = self.document(b"What we agreed about the roof.\n")
        evidence.file_exhibit(
            self.session, self.ada, self.claim.id, document, "The roof", clock=self.clock
        )

    def document(self, content: bytes) -> Document:
        received = receive([content], "roof.txt")
        made = keep(self.session, storage_of(self.session), received, clock=self.clock)
        self.session.flush()
        return made

    def _mediate(self) -> None:
        self._step(ClaimStatus.MEDIATION, ClaimStatus.SERVED)
        rota.appoint_mediator(self.session, self.claim.id, clock=self.clock)
        self._seat(Role.MEDIATOR, update(Mediation).values(mediator_id=self._id("mediator")))
        rota.declare(self.session, self.mediator, self.claim.id, NO_CONFLICT, clock=self.clock)
        mediation.write_opening(self.session, self.ada, self.claim.id, OPENING, clock=self.clock)
        mediation.open_rooms(self.session, self.mediator, self.claim.id, clock=self.clock)
        self.session.flush()
        self._talk()
        self._deal()

    def _id(self, name: str) -> UUID | None:
        return self.town.people[name].account_id

    def _seat(self, role: Role, change: Any) -> None:
        """Give the case to the one who has all of them, whoever was drawn."""
        self.session.flush()
        table = change.table
        self.session.execute(change.where(table.c.claim_id == self.claim.id))
        self.session.execute(
            update(CaseOfficer)
            .where(CaseOfficer.claim_id == self.claim.id, CaseOfficer.role == role.value)
            .values(account_id=self._id(role.value))
        )
        self.session.commit()
        self.session.expire_all()
        self.claim = queries.claim_for(self.session, SYSTEM, self.claim.id)

    def _talk(self) -> None:
        held, claim, _voice = rooms.mediation_for(self.session, self.ada, self.claim.id)
        given = MessageInput(
            kind=MessageKind.STATEMENT,
            body="Hello.",
            share=Share.GIST,
            room_token=talk.room_token(self.session, self.ada, held, Room.CLAIMANT),
            confirmed=True,
        )
        file = receive([b"A bill.\n"], "bill.txt")
        message = talk.post(
            self.session, self.ada, claim.id, Room.CLAIMANT, given, [file], clock=self.clock
        )
        self.session.flush()
        self.found["message_id"] = str(message.id)

    def _deal(self) -> None:
        deal = (self.session, self.ben, self.claim.id)
        offer = offers.make_offer(*deal, an_offer(), clock=self.clock)
        made = offers.accept_offer(self.session, self.ada, offer.id, clock=self.clock)
        self.session.flush()
        agreements.refuse_agreement(self.session, self.ada, made.id, clock=self.clock)
        self.session.flush()
        again = offers.make_offer(*deal, an_offer(900), clock=self.clock)
        proposals.propose(self.session, self.mediator, self.claim.id, a_deal(), clock=self.clock)
        self.found |= {"offer_id": str(again.id), "agreement_id": str(made.id)}

    def _draw(self) -> None:
        session, clock = self.session, self.clock
        mediation.declare_impasse(session, self.mediator, self.claim.id, clock=clock)
        session.flush()
        draws.draw_adjudicator(session, SYSTEM, self.claim.id, clock=clock)
        self._seat(Role.ADJUDICATOR, update(Draw).values(account_id=self._id("adjudicator")))

    def _decide(self) -> None:
        session, judge, clock = self.session, self.judge, self.clock
        draws.declare_no_conflict(session, judge, self.claim.id, clock=clock)
        session.flush()
        due = questions.usual_due(self.claim, clock.now())
        given = QuestionInput(text="When was the roof finished?", due_on=due)
        asked = questions.ask_question(session, judge, self.claim.id, given, clock=clock)
        session.flush()
        decision = drafting.open_draft(session, judge, self.claim.id, clock=clock)
        rows = issues.prompts(bench.case_file(session, self.claim))
        listed = IssuesInput(version=decision.version, issues=rows)
        made = issues.set_issues(session, judge, self.claim.id, listed, clock=clock)
        session.flush()
        self.issues = made
        self.found |= {"question_id": str(asked.id), "issue_id": str(made[0].id)}

    def _judge(self) -> None:
        session, judge, clock = self.session, self.judge, self.clock
        for actor in (self.ada, self.ben, self.actor("respondent")):
            said, about = AnswerInput(text="On 3 October."), UUID(self.found["question_id"])
            questions.answer_question(session, actor, about, said, clock=clock)
            session.flush()
        for issue in self.issues:
            found = FindingInput(version=0, outcome=Outcome.CLAIMANT, reasons="The receipt.")
            issues.write_finding(session, judge, issue.id, found, clock=clock)
            session.flush()
        self._sign()

    def _sign(self) -> None:
        session, judge, clock = self.session, self.judge, self.clock
        decision = drafting.open_draft(session, judge, self.claim.id, clock=clock)
        frame = DecisionInput(
            version=decision.version, pay_by=clock.now().date() + timedelta(days=14)
        )
        drafting.save_draft(session, judge, self.claim.id, frame, clock=clock)
        session.flush()
        seen = bench.fingerprint(bench.filings_of(bench.case_file(session, self.claim)))
        drafting.read_filings(session, judge, self.claim.id, seen, clock=clock)
        session.flush()
        given = OrderInput(version=decision.version, manifest=seen)
        order = signing.sign_decision(
            session, judge, self.claim.id, given, second_factor_at=clock.now(), clock=clock
        )
        self.found |= {"order_id": str(order.id), "check_code": order.check_code}

    def _everything(self) -> Ids:
        session, claim = self.session, self.claim
        papers = session.scalars(
            select(CasePaper)
            .where(CasePaper.claim_id == claim.id, CasePaper.party_id.is_(None))
            .order_by(CasePaper.asked_at, CasePaper.id)
        ).all()
        exhibit = queries.exhibits_of(session, claim)[0]
        return {
            "claim_id": str(claim.id),
            "case_id": str(claim.id),
            "number": claim.number or "",
            "document_id": str(exhibit.document_id),
            "exhibit": exhibit.code,
            "paper_id": str(papers[0].id),
            "payment_id": str(queries.payments_of(session, claim)[0].id),
            "party_id": str(claim.respondents[0].id),
            "attempt_id": str(queries.attempts_of(session, claim)[0].id),
            "generation": str(claim.respondents[0].code_generation),
            **self._attached(),
            **self.found,
        }

    def _attached(self) -> Mapping[str, str]:
        if "message_id" not in self.found:
            return {}
        said = UUID(self.found["message_id"])
        file = self.session.scalar(select(Attachment.id).where(Attachment.message_id == said))
        return {"attachment_id": str(file)}
