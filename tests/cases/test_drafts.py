"""What was typed is kept for its owner alone, one section at a time, until it is sent or old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import drafts
from cases.enums import ClaimStatus
from cases.models import Draft, DraftFile
from documents.enums import ScanStatus
from documents.models import Document
from odr.clock import FixedClock
from odr.errors import IllegalMove, Invalid, NotFound
from odr.models import LedgerEntry
from odr.permissions import SYSTEM, VISITOR, Actor, Role
from tests.cases.files import a_document
from tests.factories import actor_of, make_account, make_claim, respondent_of


@pytest.fixture
def ada(session: Session) -> Actor:
    return actor_of(make_account(session))


@pytest.fixture
def draft(session: Session, ada: Actor, clock: FixedClock) -> Draft:
    draft = drafts.start_draft(session, ada, drafts.CLAIM, {"court": "yes"}, clock=clock)
    session.flush()
    return draft


def deeds(session: Session, draft: Draft) -> list[str]:
    session.flush()
    chain = select(LedgerEntry.kind).where(LedgerEntry.chain == f"draft:{draft.id}")
    return list(session.scalars(chain.order_by(LedgerEntry.chain_no)))


def test_a_draft_is_seen_by_its_owner_alone(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    others = [actor_of(make_account(session, role)) for role in (Role.CITIZEN, Role.CLERK)]

    assert drafts.own_drafts(session, ada, drafts.CLAIM) == [draft]
    assert [drafts.own_drafts(session, other, drafts.CLAIM) for other in [*others, VISITOR]] == [
        [],
        [],
        [],
    ]
    with pytest.raises(NotFound):
        drafts.save_section(session, others[0], draft.id, "court", "no", clock=clock)


def test_each_save_keeps_one_section_and_gives_the_draft_its_whole_time_again(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    until = draft.expires_at
    clock.advance(timedelta(days=10))

    drafts.save_section(session, ada, draft.id, "amounts", [100], version=1, clock=clock)

    assert (draft.data, draft.version, draft.saved_at) == (
        {"court": "yes", "amounts": [100]},
        2,
        clock.now(),
    )
    assert draft.expires_at == until + timedelta(days=10)
    assert deeds(session, draft) == ["draft.started", "draft.saved"]


def test_a_save_from_a_window_that_is_behind_loses_nothing(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    drafts.save_section(session, ada, draft.id, "court", "no", version=1, clock=clock)

    with pytest.raises(IllegalMove, match="another window"):
        drafts.save_section(session, ada, draft.id, "court", "perhaps", version=1, clock=clock)

    assert draft.data == {"court": "no"}


def test_files_are_added_in_order_and_taken_off_with_their_rows(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    one, two = a_document(session, clock), a_document(session, clock)
    first = drafts.add_file(session, ada, draft.id, one, "The roof", clock=clock)
    clock.advance(timedelta(seconds=1))
    second = drafts.add_file(session, ada, draft.id, two, "x" * 300, clock=clock)
    assert drafts.files_of(session, draft) == [(first, one), (second, two)]
    assert len(second.title) == 200

    drafts.remove_file(session, ada, draft.id, first.id, clock=clock)

    assert drafts.files_of(session, draft) == [(second, two)]
    assert session.get(Document, one.id) is None
    assert deeds(session, draft)[1:] == [
        "draft.file_added",
        "draft.file_added",
        "draft.file_removed",
    ]


def test_a_refused_file_and_one_too_many_are_not_added(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    refused = a_document(session, clock, ScanStatus.REFUSED)
    with pytest.raises(Invalid, match="cannot be used as evidence"):
        drafts.add_file(session, ada, draft.id, refused, "", clock=clock)

    for _number in range(drafts.MOST_FILES):
        drafts.add_file(session, ada, draft.id, a_document(session, clock), "", clock=clock)
    with pytest.raises(Invalid, match="up to 30 files"):
        drafts.add_file(session, ada, draft.id, a_document(session, clock), "", clock=clock)

    assert len(drafts.files_of(session, draft)) == drafts.MOST_FILES


def test_a_file_that_is_gone_is_not_taken_off_twice(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    file = drafts.add_file(session, ada, draft.id, a_document(session, clock), "", clock=clock)
    drafts.remove_file(session, ada, draft.id, file.id, clock=clock)

    with pytest.raises(NotFound, match="no longer in your draft"):
        drafts.remove_file(session, ada, draft.id, file.id, clock=clock)


def test_an_old_draft_goes_with_its_files_and_leaves_its_record(
    session: Session, ada: Actor, draft: Draft, clock: FixedClock
) -> None:
    drafts.add_file(session, ada, draft.id, a_document(session, clock), "", clock=clock)
    clock.set(draft.expires_at - timedelta(microseconds=1))
    drafts.delete_draft(session, SYSTEM, draft.id, clock=clock)
    kept = session.scalars(select(Draft)).all()

    clock.advance(timedelta(microseconds=1))
    drafts.delete_draft(session, SYSTEM, draft.id, clock=clock)
    drafts.delete_draft(session, SYSTEM, draft.id, clock=clock)
    session.flush()

    left = [session.scalars(select(table)).all() for table in (Draft, DraftFile, Document)]
    assert (list(kept), left) == ([draft], [[], [], []])
    assert deeds(session, draft) == ["draft.started", "draft.file_added", "draft.deleted"]


def test_an_answer_has_one_draft_that_whoever_holds_the_code_goes_on_with(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    visitor, party = respondent_of(claim), claim.respondents[0]
    before = drafts.saved_answer(session, visitor, party.id)

    draft = drafts.draft_of_answer(session, visitor, party.id, clock=clock)
    session.flush()

    assert (before, drafts.draft_of_answer(session, visitor, party.id, clock=clock)) == (
        None,
        draft,
    )


def test_a_respondent_who_signs_in_finds_the_answer_they_began_with_the_code(
    session: Session, ada: Actor, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    party = claim.respondents[0]
    draft = drafts.draft_of_answer(session, respondent_of(claim), party.id, clock=clock)
    party.account_id = ada.account_id
    session.flush()

    assert drafts.own_drafts(session, ada, drafts.ANSWER) == [draft]
