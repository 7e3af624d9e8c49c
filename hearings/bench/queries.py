"""What the bench reads of a case, and what parties read of the bench."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases import queries as cases
from cases.contents import contents_of
from cases.enums import ClaimStatus, Entry, Side
from cases.models import (
    AmountLine,
    CaseOfficer,
    Claim,
    Exhibit,
    Party,
    Reply,
    Response,
    TimelineRow,
)
from hearings.bench.enums import SeatStatus
from hearings.bench.models import Decision, Draw, Finding, Issue, Question, QuestionAnswer
from odr.errors import NotFound
from odr.ledger import canonical, case_chain
from odr.models import LedgerEntry
from odr.permissions import REGISTRY_SIDE, Actor, Role
from odr.words import _

OCCUPIED = {SeatStatus.DRAWN, SeatStatus.SITTING}
Finds = dict[UUID, Finding]


@dataclass(frozen=True)
class TimelineLine:
    """One thing that happened, and which side tells it."""

    row: TimelineRow
    party: Party


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its answers, and the parties that have not answered yet."""

    question: Question
    answers: Sequence[tuple[QuestionAnswer, Party]]
    awaited: Sequence[Party]

    def open_at(self, now: datetime) -> bool:
        """Tell whether somebody still has time to answer."""
        return bool(self.awaited) and now < self.question.due


@dataclass(frozen=True)
class Filing:
    """One thing filed in a case, by its kind and id, with words to show."""

    kind: str
    id: UUID
    label: str
    filed_at: datetime

    @property
    def key(self) -> list[str]:
        return [self.kind, str(self.id)]


@dataclass(frozen=True)
class MediationFacts:
    """All the bench may know: it took place, it ended, settled or not, and who took part."""

    opened_at: datetime
    closed_at: datetime | None = None
    settled: bool | None = None
    attended: Sequence[Side] = ()


@dataclass(frozen=True)
class CaseFile:
    """Everything filed in a case, as the adjudicator reads it."""

    claim: Claim
    amounts: Sequence[AmountLine]
    responses: Sequence[Response]
    reply: Reply | None
    timeline: Sequence[TimelineLine]
    exhibits: Sequence[Exhibit]
    questions: Sequence[AskedQuestion]
    mediation: MediationFacts | None


def draws_visible_to(actor: Actor) -> Select[Draw]:
    """Return the draws this person may look into: whoever may see the case may repeat its draw."""
    claims = cases.claims_visible_to(actor).with_only_columns(Claim.id)
    return select(Draw).where(Draw.claim_id.in_(claims))


def draws_of(session: Session, actor: Actor, claim: Claim) -> list[Draw]:
    """Return every draw of a case, in order."""
    query = draws_visible_to(actor).where(Draw.claim_id == claim.id).order_by(Draw.number)
    return list(session.scalars(query))


def seat_of(session: Session, claim_id: UUID) -> Draw | None:
    """Return the draw by which somebody holds the case now."""
    return session.scalar(select(Draw).where(Draw.claim_id == claim_id, Draw.status.in_(OCCUPIED)))


def seat_for(
    session: Session, actor: Actor, claim_id: UUID, *, lock: bool = False
) -> tuple[Claim, Draw]:
    """Return the case and the seat this adjudicator holds in it, or NotFound."""
    claim = cases.claim_for(session, actor, claim_id, lock=lock)
    seat = seat_of(session, claim.id)
    if seat is None or actor.role is not Role.ADJUDICATOR or seat.account_id != actor.account_id:
        raise NotFound(_("There is no such case, or it is not yours to decide."))
    return claim, seat


def cases_to_decide(session: Session, actor: Actor) -> list[tuple[Claim, Draw]]:
    """Return the cases an adjudicator holds, those waiting longest first."""
    rows = session.execute(
        select(Claim, Draw)
        .join(Draw, Draw.claim_id == Claim.id)
        .where(Draw.account_id == actor.account_id, Draw.status.in_(OCCUPIED))
        .where(Claim.id.in_(cases.claims_visible_to(actor).with_only_columns(Claim.id)))
        .order_by(Claim.status_since, Claim.id)
    )
    return [(claim, seat) for claim, seat in rows]


def undecided(session: Session) -> dict[UUID, int]:
    """Return how many cases each adjudicator still has to decide.

    Decided cases do not count, although the appointment lasts until the order is paid: what makes
    a turn in the draw fair is the work that is left.
    """
    rows = session.execute(
        select(CaseOfficer.account_id, func.count().label("cases"))
        .join(Claim, Claim.id == CaseOfficer.claim_id)
        .where(CaseOfficer.role == Role.ADJUDICATOR.value, CaseOfficer.until.is_(None))
        .where(Claim.status == ClaimStatus.DECISION)
        .group_by(CaseOfficer.account_id)
    )
    return {row.account_id: row.cases for row in rows}


def undrawn(session: Session) -> list[UUID]:
    """Return the cases that wait for a decision and have nobody to decide them."""
    seated = select(Draw.claim_id).where(Draw.status.in_(OCCUPIED))
    return list(
        session.scalars(
            select(Claim.id)
            .where(Claim.status == ClaimStatus.DECISION, Claim.id.not_in(seated))
            .order_by(Claim.status_since, Claim.id)
        )
    )


def case_file(session: Session, claim: Claim) -> CaseFile:
    """Gather what both sides filed, with both sides' accounts of what happened in one timeline."""
    people = {party.id: party for party in claim.parties}
    filed = contents_of(session, claim)
    return CaseFile(
        claim=claim,
        amounts=filed.amounts,
        responses=filed.responses,
        reply=filed.reply,
        timeline=[TimelineLine(row, people[row.party_id]) for row in filed.timeline],
        exhibits=filed.exhibits,
        questions=asked_questions(session, claim),
        mediation=mediation_facts(session, claim),
    )


def mediation_facts(session: Session, claim: Claim) -> MediationFacts | None:
    """Read from the case's own record the only facts about mediation that ever reach it."""
    entries = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.chain == case_chain(claim.id))
        .where(LedgerEntry.kind.in_([Entry.MEDIATION_OPENED, Entry.MEDIATION_CLOSED]))
        .order_by(LedgerEntry.chain_no)
    )
    facts: MediationFacts | None = None
    for entry in entries:
        if facts is None:
            facts = MediationFacts(opened_at=entry.at)
        if entry.kind == Entry.MEDIATION_CLOSED:
            attended = [Side(side) for side in entry.data["attended"]]
            facts = MediationFacts(facts.opened_at, entry.at, entry.data["settled"], attended)
    return facts


def questions_visible_to(actor: Actor) -> Select[Question]:
    """Return the questions this person may read: both sides read all of them."""
    questions = select(Question)
    if actor.role in REGISTRY_SIDE or actor.role is Role.MEDIATOR:
        return questions.where(Question.id.is_(None))
    claims = cases.claims_visible_to(actor).with_only_columns(Claim.id)
    return questions.where(Question.claim_id.in_(claims))


def question_for(
    session: Session, actor: Actor, question_id: UUID, *, lock: bool = False
) -> tuple[Question, Claim]:
    """Return a question with its case, or NotFound."""
    question = session.scalar(questions_visible_to(actor).where(Question.id == question_id))
    if question is None:
        raise NotFound(_("There is no such question, or it is not yours to see."))
    return question, cases.claim_for(session, actor, question.claim_id, lock=lock)


def asked_questions(session: Session, claim: Claim) -> list[AskedQuestion]:
    """Return the questions of a case with their answers, in order."""
    answers: dict[UUID, list[QuestionAnswer]] = {}
    for answer in session.scalars(
        select(QuestionAnswer)
        .join(Question, Question.id == QuestionAnswer.question_id)
        .where(Question.claim_id == claim.id)
        .order_by(QuestionAnswer.filed_at, QuestionAnswer.id)
    ):
        answers.setdefault(answer.question_id, []).append(answer)
    questions = session.scalars(
        select(Question).where(Question.claim_id == claim.id).order_by(Question.number)
    )
    return [_asked(question, answers.get(question.id, []), claim) for question in questions]


def ending_soon(session: Session, now: datetime, until: datetime) -> list[UUID]:
    """Return the questions of undecided cases whose time ends soon, not reminded of yet."""
    return list(
        session.scalars(
            select(Question.id)
            .join(Claim, Claim.id == Question.claim_id)
            .where(Claim.status == ClaimStatus.DECISION, Question.reminded_at.is_(None))
            .where(Question.due > now, Question.due <= until)
            .order_by(Question.due, Question.id)
        )
    )


def asked(session: Session, question: Question, claim: Claim) -> AskedQuestion:
    """Return one question with its answers."""
    return next(each for each in asked_questions(session, claim) if each.question.id == question.id)


def _asked(question: Question, answers: list[QuestionAnswer], claim: Claim) -> AskedQuestion:
    people = {party.id: party for party in claim.parties}
    done = {answer.party_id for answer in answers}
    return AskedQuestion(
        question,
        [(answer, people[answer.party_id]) for answer in answers],
        [party for party in asked_parties(question, claim) if party.id not in done],
    )


def asked_parties(question: Question, claim: Claim) -> list[Party]:
    """Return the parties that are to answer."""
    return [party for party in claim.parties if question.to_side in {None, party.side}]


def decision_of(session: Session, claim: Claim) -> Decision | None:
    return session.scalar(select(Decision).where(Decision.claim_id == claim.id))


def issues_of(session: Session, claim: Claim) -> list[Issue]:
    query = select(Issue).where(Issue.claim_id == claim.id).order_by(Issue.number)
    return list(session.scalars(query))


def findings_of(session: Session, claim: Claim) -> Finds:
    """Return the findings of a case by issue."""
    query = select(Finding).join(Issue, Issue.id == Finding.issue_id)
    rows = session.scalars(query.where(Issue.claim_id == claim.id))
    return {finding.issue_id: finding for finding in rows}


def issue_for(
    session: Session, actor: Actor, issue_id: UUID, *, lock: bool = False
) -> tuple[Issue, Claim, Draw]:
    """Return an issue with its case to the adjudicator who holds the case, or NotFound."""
    issue = session.get(Issue, issue_id)
    claim, seat = seat_for(session, actor, issue.claim_id if issue else issue_id, lock=lock)
    return session.get_one(Issue, issue_id), claim, seat


def filings_of(file: CaseFile) -> list[Filing]:
    """List everything the parties have filed, in order of time: what a decision rests on."""
    names = {party.id: party.name for party in file.claim.parties}
    claim = file.claim
    filings = [Filing("claim", claim.id, _("The claim"), claim.filed_at)]
    for response in file.responses:
        label = _("Answer of {name}").format(name=names[response.party_id])
        filings.append(Filing("response", response.id, label, response.filed_at))
    if file.reply is not None:
        filings.append(
            Filing("reply", file.reply.id, _("The claimant's reply"), file.reply.filed_at)
        )
    for exhibit in file.exhibits:
        label = f"{exhibit.code} {exhibit.title}"
        filings.append(Filing("exhibit", exhibit.id, label, exhibit.filed_at))
    for asked in file.questions:
        for answer, party in asked.answers:
            label = _("Answer of {name} to question {number}").format(
                name=party.name, number=asked.question.number
            )
            filings.append(Filing("answer", answer.id, label, answer.filed_at))
    return sorted(filings, key=lambda filing: (filing.filed_at, filing.kind, str(filing.id)))


def fingerprint(filings: Sequence[Filing]) -> str:
    """Return one hash over all filings, so that a page can say exactly what it showed."""
    said = {"filings": [filing.key for filing in filings]}
    return hashlib.sha256(canonical(said)).hexdigest()


def unseen(decision: Decision, filings: Sequence[Filing]) -> list[Filing]:
    """Return what was filed since the author last looked."""
    seen = {tuple(row) for row in decision.manifest}
    return [filing for filing in filings if tuple(filing.key) not in seen]
