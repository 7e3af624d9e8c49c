"""Who decides is drawn by a rule anyone can repeat, and never somebody who is tied to the case."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases import claims, officers
from cases.enums import ClaimStatus
from cases.models import CaseOfficer
from hearings.bench import draws, queries
from hearings.bench.enums import SeatStatus
from hearings.bench.inputs import StepAsideInput
from hearings.bench.lots import RULE, holder, lots
from hearings.bench.models import Decision, Draw, Finding, Issue
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, NotFound
from odr.ledger import case_chain
from odr.models import Job, LedgerEntry
from odr.permissions import SYSTEM, Role
from tests.factories import actor_of, claimant_of, make_account, make_claim
from tests.hearings.bench.cases_to_decide import (
    draw,
    kinds_of,
    make_adjudicators,
    open_case,
    put_issues,
    waiting_case,
)

TIED = StepAsideInput(reason="The respondent is my neighbour.")
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def test_who_has_fewer_cases_has_more_tickets() -> None:
    assert [lot.as_row() for lot in lots([(THREE, 0), (ONE, 2), (TWO, 1)])] == [
        [str(ONE), 2, 1],
        [str(TWO), 1, 2],
        [str(THREE), 0, 3],
    ]


def test_every_ticket_has_one_holder() -> None:
    shares = lots([(ONE, 2), (TWO, 1), (THREE, 0)])

    assert [holder(shares, ticket).account_id for ticket in range(6)] == [
        ONE,
        TWO,
        TWO,
        THREE,
        THREE,
        THREE,
    ]


def test_a_ticket_nobody_holds_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody holds ticket 1"):
        holder(lots([(ONE, 0)]), 1)


def test_a_draw_keeps_all_that_is_needed_to_repeat_it(session: Session, clock: FixedClock) -> None:
    adjudicators = make_adjudicators(session, 3)
    claim = waiting_case(session, clock)

    drawn = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)

    assert drawn is not None
    assert drawn.ticket is not None
    everyone = sorted(account.id for account in adjudicators)
    assert (drawn.number, drawn.rule, drawn.status) == (1, RULE, SeatStatus.DRAWN)
    assert drawn.candidates == [[str(account_id), 0, 1] for account_id in everyone]
    assert (drawn.excluded, drawn.tickets) == ([], 3)
    assert drawn.account_id == everyone[drawn.ticket]


def test_the_draw_stands_in_the_record_of_the_case(session: Session, clock: FixedClock) -> None:
    make_adjudicators(session, 3)
    claim = waiting_case(session, clock)

    drawn = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)

    assert drawn is not None
    assert kinds_of(session, claim) == ["decision.drawn", "officer.appointed"]
    entry = session.scalar(
        select(LedgerEntry).where(
            LedgerEntry.chain == case_chain(claim.id), LedgerEntry.kind == "decision.drawn"
        )
    )
    assert entry is not None
    assert entry.data == {
        "draw": 1,
        "rule": RULE,
        "candidates": drawn.candidates,
        "excluded": [],
        "tickets": 3,
        "ticket": drawn.ticket,
        "drawn": str(drawn.account_id),
    }


def test_cases_still_to_decide_weigh_on_the_draw(session: Session, clock: FixedClock) -> None:
    make_adjudicators(session, 3)
    busy = draw(session, waiting_case(session, clock), clock)

    drawn = draws.draw_adjudicator(session, SYSTEM, waiting_case(session, clock).id, clock=clock)

    assert drawn is not None
    assert {row[0]: (row[1], row[2]) for row in drawn.candidates} == {
        row[0]: (1, 1) if row[0] == str(busy.account_id) else (0, 2) for row in drawn.candidates
    }
    assert drawn.tickets == 5


def test_whoever_mediated_or_is_a_party_is_left_out_with_the_reason(
    session: Session, clock: FixedClock
) -> None:
    make_adjudicators(session, 3)
    claim = waiting_case(session, clock)
    party = make_account(session, Role.ADJUDICATOR)
    claim.respondents[0].account_id = party.id
    mediator = make_account(session, Role.MEDIATOR)
    officers.appoint(session, SYSTEM, claim.id, mediator, clock=clock)
    session.flush()
    mediator.role = Role.ADJUDICATOR

    drawn = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)

    assert drawn is not None
    assert drawn.excluded == sorted([[str(party.id), "party"], [str(mediator.id), "mediated"]])
    assert len(drawn.candidates) == 3


def test_a_second_run_of_the_job_draws_nobody(session: Session, clock: FixedClock) -> None:
    make_adjudicators(session, 3)
    claim = waiting_case(session, clock)
    draw(session, claim, clock)

    assert draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock) is None
    assert kinds_of(session, claim) == ["decision.drawn", "officer.appointed"]


def test_nobody_is_drawn_for_a_case_that_does_not_wait(session: Session, clock: FixedClock) -> None:
    make_adjudicators(session, 3)
    claim = make_claim(session, ClaimStatus.MEDIATION, clock=clock)

    assert draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock) is None


def test_nobody_but_the_court_draws(session: Session, clock: FixedClock) -> None:
    claim = waiting_case(session, clock)

    with pytest.raises(Forbidden, match="draws the adjudicator by itself"):
        draws.draw_adjudicator(session, claimant_of(claim), claim.id, clock=clock)


def test_two_names_are_too_few_and_the_registry_is_told_once(
    session: Session, clock: FixedClock
) -> None:
    make_adjudicators(session, 2)
    claim = waiting_case(session, clock)

    first = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)
    session.flush()
    second = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)

    assert first is not None
    assert (first.status, first.ticket, first.account_id) == (SeatStatus.EMPTY, None, None)
    assert second is None
    assert kinds_of(session, claim) == ["decision.none_left"]
    told = session.scalars(select(Job).where(Job.name == "bench.tell_registry")).all()
    assert [job.args for job in told] == [{"draw_id": str(first.id)}]
    assert queries.undrawn(session) == [claim.id]


def test_a_new_adjudicator_lets_the_draw_go_on(session: Session, clock: FixedClock) -> None:
    make_adjudicators(session, 2)
    claim = waiting_case(session, clock)
    draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)
    session.flush()
    make_adjudicators(session, 1)

    drawn = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)

    assert drawn is not None
    assert (drawn.number, drawn.status) == (2, SeatStatus.DRAWN)
    session.flush()
    assert queries.undrawn(session) == []


def test_the_file_opens_after_the_declaration(session: Session, clock: FixedClock) -> None:
    make_adjudicators(session, 3)
    claim = waiting_case(session, clock)
    drawn = draw(session, claim, clock)

    seat = draws.declare_no_conflict(session, drawn, claim.id, clock=clock)

    assert (seat.status, seat.declared_at) == (SeatStatus.SITTING, clock.now())
    assert kinds_of(session, claim) == [
        "decision.drawn",
        "officer.appointed",
        "decision.no_conflict",
        "file.opened",
    ]
    assert queries.cases_to_decide(session, drawn) == [(claim, seat)]


def test_a_declaration_is_made_once(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    with pytest.raises(IllegalMove):
        draws.declare_no_conflict(session, bench.sitting, bench.claim.id, clock=clock)


def test_another_adjudicator_cannot_declare(session: Session, clock: FixedClock) -> None:
    adjudicators = make_adjudicators(session, 3)
    claim = waiting_case(session, clock)
    drawn = draw(session, claim, clock)
    other = next(account for account in adjudicators if account.id != drawn.account_id)

    with pytest.raises(NotFound):
        draws.declare_no_conflict(session, actor_of(other), claim.id, clock=clock)


def test_a_party_holds_no_seat(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    with pytest.raises(NotFound):
        queries.seat_for(session, claimant_of(bench.claim), bench.claim.id)


def test_stepping_aside_leads_to_a_draw_among_the_others(
    session: Session, clock: FixedClock
) -> None:
    make_adjudicators(session, 3)
    claim = waiting_case(session, clock)
    first = draw(session, claim, clock)

    seat = draws.step_aside(session, first, claim.id, TIED, clock=clock)
    second = draw(session, claim, clock)

    assert (seat.status, seat.reason) == (SeatStatus.STEPPED_ASIDE, TIED.reason)
    latest = queries.draws_of(session, SYSTEM, claim)[-1]
    assert latest.excluded == [[str(first.account_id), "stepped_aside"]]
    assert second.account_id != first.account_id
    with pytest.raises(NotFound):
        queries.seat_for(session, first, claim.id)


def test_when_all_three_stepped_aside_the_registry_is_told(
    session: Session, clock: FixedClock
) -> None:
    make_adjudicators(session, 3)
    claim = waiting_case(session, clock)
    for _each in range(3):
        drawn = draw(session, claim, clock)
        draws.step_aside(session, drawn, claim.id, TIED, clock=clock)
        session.flush()

    fourth = draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)

    assert fourth is not None
    assert (fourth.number, fourth.status, fourth.candidates) == (4, SeatStatus.EMPTY, [])
    assert kinds_of(session, claim)[-1] == "decision.none_left"


def test_the_reason_for_stepping_aside_is_not_in_the_record(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    draws.step_aside(session, bench.sitting, bench.claim.id, TIED, clock=clock)
    session.flush()

    said = [str(entry.data) for entry in session.scalars(select(LedgerEntry))]

    assert [data for data in said if "neighbour" in data] == []


def test_who_steps_aside_later_leaves_a_clean_table(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    put_issues(session, bench, clock)

    draws.step_aside(session, bench.sitting, bench.claim.id, TIED, clock=clock)
    session.flush()

    left = [session.scalars(select(table)).all() for table in (Issue, Finding, Decision)]
    assert left == [[], [], []]


def test_nobody_steps_aside_after_the_case_has_ended(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    claims.withdraw_claim(session, claimant_of(bench.claim), bench.claim.id, clock=clock)

    with pytest.raises(Forbidden):
        draws.step_aside(session, bench.sitting, bench.claim.id, TIED, clock=clock)


@pytest.mark.parametrize(
    ("first", "second"), [("mediator", "adjudicator"), ("adjudicator", "mediator")]
)
def test_the_database_itself_keeps_mediator_and_adjudicator_apart(
    session: Session, clock: FixedClock, first: str, second: str
) -> None:
    claim = waiting_case(session, clock)
    officer = make_account(session, Role.ADJUDICATOR)

    def appointment(number: int, role: str) -> None:
        session.execute(
            insert(CaseOfficer).values(
                id=UUID(int=number),
                claim_id=claim.id,
                account_id=officer.id,
                role=role,
                appointed_at=clock.now(),
            )
        )

    appointment(1, first)

    with pytest.raises(DatabaseError, match="nobody may mediate and decide the same case"):
        appointment(2, second)


def test_a_party_can_read_every_draw_of_the_case(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    stranger = actor_of(make_account(session))

    seen = queries.draws_of(session, claimant_of(bench.claim), bench.claim)

    assert [type(row) for row in seen] == [Draw]
    assert queries.draws_of(session, stranger, bench.claim) == []
