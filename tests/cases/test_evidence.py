"""Evidence is numbered by side as it comes, and each side sees all of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from cases import claims, drafts, evidence, queries
from cases.enums import ClaimStatus
from cases.models import Claim
from documents.enums import ScanStatus
from odr.clock import FixedClock
from odr.errors import Forbidden, Invalid, NotFound
from odr.permissions import Role
from tests.cases.files import a_document
from tests.factories import (
    TRUTH,
    a_claim,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)


@pytest.fixture
def claim(session: Session, clock: FixedClock) -> Claim:
    return make_claim(session, ClaimStatus.SERVED, clock=clock)


def test_each_side_has_its_letter_and_counts_from_one(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    ada, ben = claimant_of(claim), respondent_of(claim)
    photos = [a_document(session, clock) for _each in range(3)]
    given = zip((ada, ben, ada), photos, ("The roof", "My receipt", ""), strict=True)
    for actor, photo, title in given:
        evidence.file_exhibit(session, actor, claim.id, photo, title, clock=clock)
        clock.advance(timedelta(minutes=1))

    filed = queries.exhibits_of(session, claim)
    assert [(each.code, each.title) for each in filed] == [
        ("C1", "The roof"),
        ("R1", "My receipt"),
        ("C2", photos[2].name),
    ]


def test_exhibits_that_came_together_stand_in_the_order_of_their_numbers(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    ada = claimant_of(claim)
    for _each in range(11):
        paper = a_document(session, clock)
        evidence.file_exhibit(session, ada, claim.id, paper, "", clock=clock)

    filed = queries.exhibits_of(session, claim)

    assert [each.code for each in filed] == [f"C{number}" for number in range(1, 12)]


def test_the_files_of_a_draft_become_exhibits_in_the_order_they_were_added(
    session: Session, clock: FixedClock
) -> None:
    filer = actor_of(make_account(session))
    draft = drafts.start_draft(session, filer, drafts.CLAIM, {}, clock=clock)
    session.flush()
    for title in ("First", "Second"):
        clock.advance(timedelta(seconds=1))
        drafts.add_file(session, filer, draft.id, a_document(session, clock), title, clock=clock)

    claim = claims.file_claim(session, filer, draft.id, a_claim(), TRUTH, clock=clock)

    filed = queries.exhibits_of(session, claim)
    assert [(each.code, each.title) for each in filed] == [("C1", "First"), ("C2", "Second")]
    assert drafts.own_drafts(session, filer, drafts.CLAIM) == []


def test_an_exhibit_is_found_by_its_mark_by_whoever_may_see_the_case(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    document = a_document(session, clock)
    exhibit = evidence.file_exhibit(
        session, claimant_of(claim), claim.id, document, "The roof", clock=clock
    )

    assert evidence.exhibit_for(session, respondent_of(claim), claim.id, "C1") == exhibit
    with pytest.raises(NotFound, match="no such exhibit"):
        evidence.exhibit_for(session, respondent_of(claim), claim.id, "C2")
    with pytest.raises(NotFound, match="no such case"):
        evidence.exhibit_for(session, actor_of(make_account(session)), claim.id, "C1")


def test_refused_files_officers_and_ended_cases_add_no_evidence(
    session: Session, claim: Claim, clock: FixedClock
) -> None:
    refused = a_document(session, clock, ScanStatus.REFUSED)
    clerk = actor_of(make_account(session, Role.CLERK))
    with pytest.raises(Invalid, match="cannot be used as evidence"):
        evidence.file_exhibit(session, claimant_of(claim), claim.id, refused, "", clock=clock)
    with pytest.raises(Forbidden, match="Only a party"):
        evidence.file_exhibit(session, clerk, claim.id, a_document(session, clock), "", clock=clock)
    claims.withdraw_claim(session, claimant_of(claim), claim.id, clock=clock)
    with pytest.raises(Forbidden, match="case has ended"):
        evidence.file_exhibit(
            session, claimant_of(claim), claim.id, a_document(session, clock), "", clock=clock
        )

    assert queries.exhibits_of(session, claim) == []
