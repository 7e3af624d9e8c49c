"""Cases that wait for their decision, for the tests of the bench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.enums import ClaimStatus
from cases.inputs import ClaimInput, ResponseInput
from cases.models import Claim
from hearings.bench import draws, issues, queries
from hearings.bench.enums import Outcome
from hearings.bench.inputs import FindingInput, IssuesInput
from hearings.bench.models import Issue
from hearings.bench.queries import case_file
from odr.clock import FixedClock
from odr.ledger import account_chain, case_chain
from odr.models import Account, LedgerEntry
from odr.permissions import SYSTEM, Actor, Role
from tests.factories import DISPUTED, actor_of, make_account, make_claim


@dataclass
class Bench:
    """A case with the adjudicators of the court."""

    claim: Claim
    adjudicators: Sequence[Account]
    sitting: Actor


def make_adjudicators(session: Session, count: int = 3) -> list[Account]:
    """Make the court's adjudicators."""
    return [make_account(session, Role.ADJUDICATOR) for _each in range(count)]


def waiting_case(
    session: Session,
    clock: FixedClock,
    *,
    given: ClaimInput | None = None,
    answer: ResponseInput = DISPUTED,
) -> Claim:
    """Make a case that waits for its decision, with nobody drawn yet."""
    return make_claim(session, ClaimStatus.DECISION, clock=clock, given=given, answer=answer)


def draw(session: Session, claim: Claim, clock: FixedClock) -> Actor:
    """Draw an adjudicator and return them."""
    drawn = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)
    session.flush()
    assert drawn is not None
    return actor_of(session.get_one(Account, drawn.account_id))


def open_case(
    session: Session,
    clock: FixedClock,
    *,
    given: ClaimInput | None = None,
    answer: ResponseInput = DISPUTED,
) -> Bench:
    """Make a case whose adjudicator was drawn and has declared no tie."""
    adjudicators = make_adjudicators(session)
    claim = waiting_case(session, clock, given=given, answer=answer)
    sitting = draw(session, claim, clock)
    draws.declare_no_conflict(session, sitting, claim.id, clock=clock)
    session.flush()
    return Bench(claim, adjudicators, sitting)


def put_issues(session: Session, bench: Bench, clock: FixedClock) -> list[Issue]:
    """Take over the issues the court suggests."""
    suggested = issues.prompts(case_file(session, bench.claim))
    decision = queries.decision_of(session, bench.claim)
    version = decision.version if decision else 1
    given = IssuesInput(version=version, issues=suggested)
    made = issues.set_issues(session, bench.sitting, bench.claim.id, given, clock=clock)
    session.flush()
    return made


def find(session: Session, bench: Bench, issue: Issue, outcome: Outcome, clock: FixedClock) -> None:
    """Write a finding with a reason."""
    given = FindingInput(version=0, outcome=outcome, reasons="The receipt shows it.")
    issues.write_finding(session, bench.sitting, issue.id, given, clock=clock)
    session.flush()


def kinds_of(session: Session, claim: Claim, *, since: str = "decision.referred") -> list[str]:
    """Return the deeds in a case's record after one of them."""
    session.flush()
    found = list(
        session.scalars(
            select(LedgerEntry.kind)
            .where(LedgerEntry.chain == case_chain(claim.id))
            .order_by(LedgerEntry.chain_no)
        )
    )
    return [kind for kind in found[found.index(since) + 1 :] if kind != "paper.made"]


def private_kinds_of(session: Session, actor: Actor) -> list[str]:
    """Return the deeds in somebody's own chain."""
    session.flush()
    assert actor.account_id is not None
    return list(
        session.scalars(
            select(LedgerEntry.kind)
            .where(LedgerEntry.chain == account_chain(actor.account_id))
            .order_by(LedgerEntry.chain_no)
        )
    )


A_WEEK = timedelta(days=7)
