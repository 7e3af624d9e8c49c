"""A claim moves as the table of moves says, and each deed leaves its entry."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import cases.jobs  # noqa: F401 - registers the work the court does by itself
from cases.enums import ClaimStatus
from cases.models import CasePaper, Claim
from odr import jobs
from odr.clock import FixedClock
from odr.db import Sessions
from odr.ledger import case_chain
from odr.models import LedgerEntry
from tests.factories import STEPS_TO, make_claim


def kinds(session: Session, claim: Claim) -> list[str]:
    session.flush()
    chain = case_chain(claim.id)
    return list(
        session.scalars(
            select(LedgerEntry.kind)
            .where(LedgerEntry.chain == chain)
            .order_by(LedgerEntry.chain_no)
        )
    )


@pytest.mark.parametrize("status", list(STEPS_TO))
def test_a_case_can_be_taken_to_each_status(
    session: Session, clock: FixedClock, status: ClaimStatus
) -> None:
    claim = make_claim(session, status, clock=clock)

    assert claim.status is status


def test_each_deed_up_to_the_answer_leaves_its_entry(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    assert kinds(session, claim) == [
        "claim.submitted",
        "payment.received",
        "claim.accepted",
        "service.code_made",
        "service.attempted",
        "service.deemed",
        "response.filed",
        "answers.heard",
    ]


def test_the_papers_of_a_served_case_are_made_by_jobs(
    session: Session, sessions: Sessions, clock: FixedClock
) -> None:
    make_claim(session, ClaimStatus.SERVED, clock=clock)
    session.commit()

    jobs.work_off(sessions, clock)

    session.expire_all()
    papers = session.scalars(select(CasePaper).order_by(CasePaper.kind)).all()
    assert [(paper.kind.value, paper.document_id is not None) for paper in papers] == [
        ("notice", True),
        ("receipt", True),
        ("sealed_claim", True),
    ]
