"""A letter that reached the wrong person, a code that ended, and a code given anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.defaults import request_default
from cases.enums import Answer, ClaimStatus, Entry, NotMe, PaperKind
from cases.inputs import ResponseInput
from cases.models import CasePaper, Claim
from cases.notice_codes import notice_code
from cases.responses import file_response
from cases.service import (
    join_with_account,
    not_me_notes,
    open_with_code,
    reissue_code,
    say_not_me,
)
from odr.clock import FixedClock
from odr.errors import Forbidden, Gone, IllegalMove, Invalid, NotFound
from odr.ledger import case_chain
from odr.models import LedgerEntry, OutgoingMail
from odr.money import Money
from odr.permissions import Role
from tests.factories import actor_of, claimant_of, make_account, make_claim, respondent_of


def last_kinds(session: Session, claim: Claim, count: int) -> list[str]:
    session.flush()
    kinds = session.scalars(
        select(LedgerEntry.kind)
        .where(LedgerEntry.chain == case_chain(claim.id))
        .order_by(LedgerEntry.chain_no)
    )
    return list(kinds)[-count:]


def test_the_registry_hears_that_a_letter_reached_the_wrong_person(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, clock=clock)
    party = claim.respondents[0]
    clerks = list(session.scalars(select(OutgoingMail.id)))

    say_not_me(session, respondent_of(claim), claim.id, party.id, NotMe.MOVED_AWAY, clock=clock)

    session.flush()
    told = session.scalars(select(OutgoingMail).where(OutgoingMail.id.not_in(clerks))).all()
    notes = [(note.data["party"], note.data["why"]) for note in not_me_notes(session, claim)]
    assert notes == [(str(party.id), "moved_away")]
    assert {mail.subject for mail in told} == {"A letter may have reached the wrong person"}
    assert all(party.name not in mail.text for mail in told)


def test_a_wrong_letter_stops_a_judgment_asked_for_on_silence(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, clock=clock)
    clock.advance(timedelta(days=30))
    request_default(session, claimant_of(claim), claim.id, clock=clock)
    party = claim.respondents[0]

    say_not_me(session, respondent_of(claim), claim.id, party.id, NotMe.HAS_DIED, clock=clock)

    assert claim.default_requested_at is None
    assert last_kinds(session, claim, 2) == [Entry.NOT_THE_PERSON, Entry.DEFAULT_CANCELLED]


def test_the_court_is_told_of_a_wrong_letter_once(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, clock=clock)
    party, reader = claim.respondents[0], respondent_of(claim)
    say_not_me(session, reader, claim.id, party.id, NotMe.OTHER_PERSON, clock=clock)

    with pytest.raises(IllegalMove):
        say_not_me(session, reader, claim.id, party.id, NotMe.OTHER_PERSON, clock=clock)


def test_only_the_reader_of_the_letter_can_say_that_it_is_not_for_them(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, clock=clock)
    party = claim.respondents[0]

    with pytest.raises(Forbidden):
        say_not_me(session, claimant_of(claim), claim.id, party.id, NotMe.OTHER_PERSON, clock=clock)


def test_a_new_code_ends_the_old_one_and_asks_for_a_new_letter(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, clock=clock)
    party = claim.respondents[0]
    old = notice_code(session, party)
    clerk = actor_of(make_account(session, Role.CLERK))

    reissue_code(session, clerk, claim.id, party.id, clock=clock)

    session.flush()
    letters = select(CasePaper).where(
        CasePaper.claim_id == claim.id, CasePaper.kind == PaperKind.NOTICE
    )
    number = claim.number or ""
    new = notice_code(session, party)
    assert len(session.scalars(letters).all()) == 2
    assert open_with_code(session, number, new, clock=clock) == (claim, party)
    with pytest.raises(Gone, match="This code has ended"):
        open_with_code(session, number, old, clock=clock)
    with pytest.raises(NotFound):
        open_with_code(session, number, "00000000", clock=clock)


def test_no_code_is_given_where_it_would_open_nothing(session: Session, clock: FixedClock) -> None:
    clerk = actor_of(make_account(session, Role.CLERK))
    unissued = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    joined = make_claim(session, clock=clock)
    party = joined.respondents[0]
    join_with_account(session, actor_of(make_account(session)), joined.id, party.id, clock=clock)

    with pytest.raises(IllegalMove, match="from the issue"):
        reissue_code(session, clerk, unissued.id, unissued.respondents[0].id, clock=clock)
    with pytest.raises(IllegalMove, match="has an account"):
        reissue_code(session, clerk, joined.id, party.id, clock=clock)
    with pytest.raises(Forbidden):
        reissue_code(session, claimant_of(joined), joined.id, party.id, clock=clock)


def test_a_counterclaim_keeps_to_the_limit_of_the_court(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, clock=clock)
    given = ResponseInput(
        answer=Answer.COUNTERCLAIM,
        reasons="The roof still leaks.",
        counterclaim=Money(1_000_001, "GBP"),
        counterclaim_reasons="The rain ruined the floor.",
    )

    with pytest.raises(Invalid, match="counterclaims too"):
        file_response(
            session,
            respondent_of(claim),
            claim.id,
            claim.respondents[0].id,
            given,
            "Ben Sample",
            clock=clock,
        )
