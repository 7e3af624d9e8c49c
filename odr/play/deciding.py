"""How a case of the synthetic court is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from cases import officers
from hearings.bench import drafting, draws, issues, queries, questions, signing
from hearings.bench.enums import IssueKind, Outcome
from hearings.bench.inputs import (
    AnswerInput,
    DecisionInput,
    FindingInput,
    IssuesInput,
    QuestionInput,
    SignInput,
    StepAsideInput,
)
from odr.permissions import Actor, Role
from odr.play.filing import Case
from odr.play.people import engage
from odr.play.stage import Story

NOBODY_LEFT = 10
"""The number of the case in which every adjudicator steps aside."""
OUTCOMES = (Outcome.CLAIMANT, Outcome.PARTLY, Outcome.RESPONDENT)


def decide(case: Case) -> Story:
    """Declare, ask, find and sign."""
    yield timedelta(hours=8)
    if case.number == NOBODY_LEFT:
        yield from step_aside_all(case)
    elif case.number % 7 == 1:
        given = StepAsideInput(reason="I know one of the parties.")
        case.deed(draws.step_aside, judge_of(case), case.claim_id, given)
        yield timedelta(hours=4)
    judge = judge_of(case)
    case.deed(draws.declare_no_conflict, judge, case.claim_id)
    yield timedelta(hours=3)
    yield from ask(case, judge)
    yield from find(case, judge)
    case.deed(sign, case, judge)
    yield timedelta(hours=1)


def step_aside_all(case: Case) -> Story:
    """Every adjudicator knows one of the parties; the court takes on another one."""
    given = StepAsideInput(reason="I know one of the parties.")
    while (judge := drawn_judge(case)) is not None:
        case.deed(draws.step_aside, judge, case.claim_id, given)
        yield timedelta(hours=2)
    engage(case.stage.court.sessions, case.cast, clock=case.stage.clock)
    yield timedelta(days=2)


def judge_of(case: Case) -> Actor:
    """Return the adjudicator who was drawn."""
    judge = drawn_judge(case)
    if judge is None:
        raise LookupError(f"no adjudicator was drawn for case {case.number}")
    return judge


def drawn_judge(case: Case) -> Actor | None:
    """Return the adjudicator who was drawn and has not stepped aside."""

    def drawn(session: Session) -> Actor | None:
        account = officers.officer_in(session, case.claim_id, Role.ADJUDICATOR)
        return None if account is None else case.cast.officers[str(account.id)]

    return case.look(drawn)


def ask(case: Case, judge: Actor) -> Story:
    """Ask both sides a question, and let them answer."""
    clock = case.stage.clock
    due = case.look(lambda session: questions.usual_due(case.claim(session), clock.now()))
    given = QuestionInput(text="What did you agree about the date?", due_on=due)
    question = case.deed(questions.ask_question, judge, case.claim_id, given)
    for actor in (case.claimant, case.respondent):
        yield timedelta(days=1 + case.chance.below(3))
        answer = AnswerInput(text="We agreed on it by phone and then by message.")
        case.deed(questions.answer_question, actor, question.id, answer)
    yield timedelta(days=1)


def find(case: Case, judge: Actor) -> Story:
    """Set the issues and write a finding on each."""

    def set_all(session: Session, *, clock: Any) -> list[tuple[Any, bool]]:
        claim = queries.seat_for(session, judge, case.claim_id)[0]
        decision = drafting.open_draft(session, judge, case.claim_id, clock=clock)
        rows = issues.prompts(queries.case_file(session, claim))
        given = IssuesInput(version=decision.version, issues=rows)
        made = issues.set_issues(session, judge, case.claim_id, given, clock=clock)
        return [(issue.id, issue.kind is IssueKind.CLAIM) for issue in made]

    listed = case.deed(set_all)
    for number, (issue_id, is_sum) in enumerate(listed):
        outcome = OUTCOMES[(case.number + number) % len(OUTCOMES)]
        if not is_sum and outcome is Outcome.PARTLY:
            outcome = Outcome.CLAIMANT
        half = case.look(_half, judge, issue_id)
        given = FindingInput(
            version=0,
            outcome=outcome,
            amount=half if outcome is Outcome.PARTLY else None,
            reasons="The messages of both sides show what was agreed and what was done.",
        )
        case.deed(issues.write_finding, judge, issue_id, given)
        yield timedelta(minutes=30)
    if case.number % 3 == 1:
        case.file_exhibit("A letter that came late", case.respondent)


def _half(session: Session, judge: Actor, issue_id: Any) -> Any:
    issue, claim, _seat = queries.issue_for(session, judge, issue_id)
    return None if issue.asked_minor is None else claim.money(issue.asked_minor // 2)


def sign(session: Session, case: Case, judge: Actor, *, clock: Any) -> Any:
    """Save the frame of the decision, read it once more and sign with the second factor."""
    decision = drafting.open_draft(session, judge, case.claim_id, clock=clock)
    frame = DecisionInput(
        version=decision.version,
        background="The parties agreed on work and disagree about how it went.",
        conclusion="The court weighed the messages and the papers of both sides.",
        pay_by=clock.now().date() + timedelta(days=14),
    )
    drafting.save_draft(session, judge, case.claim_id, frame, clock=clock)
    claim = queries.seat_for(session, judge, case.claim_id)[0]
    ready = signing.readiness(session, claim, decision, at=clock.now())
    if ready.new:
        drafting.read_filings(session, judge, case.claim_id, ready.manifest, clock=clock)
        ready = signing.readiness(session, claim, decision, at=clock.now())
    given = SignInput(version=decision.version, manifest=ready.manifest)
    return signing.sign_decision(
        session, judge, case.claim_id, given, second_factor_at=clock.now(), clock=clock
    )
