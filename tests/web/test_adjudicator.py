"""The adjudicator's way through a case: list, declaration, file, questions, issues."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from cases import officers
from cases.enums import ClaimStatus
from hearings.bench import draws, queries
from hearings.bench.enums import Outcome
from hearings.bench.models import Draw, Finding, Question
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.permissions import SYSTEM, Actor
from tests.databases import Database
from tests.factories import actor_of, claimant_of
from tests.hearings.bench.cases_to_decide import (
    Bench,
    draw,
    find,
    kinds_of,
    make_adjudicators,
    open_case,
    put_issues,
    waiting_case,
)
from tests.page import both_ways
from tests.tools import make_tools
from tests.web.bench_desk import case_path, make_desk
from tests.web.desk import Desk

OWED = "Does the respondent owe this sum: Roof repair?"
REASONS = "The receipt shows it."


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return make_desk(sessions, clock, {})


@pytest.fixture
def bench(session: Session, clock: FixedClock) -> Bench:
    made = open_case(session, clock)
    session.commit()
    return made


def test_who_has_no_case_is_told_how_cases_come(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    [account] = make_adjudicators(session, 1)
    session.commit()

    page = desk.read_by(actor_of(account)).open("/adjudicator")

    assert page.h1 == "Cases to decide"
    assert "No case waits for you." in page.text


def test_a_case_that_is_decided_no_longer_waits(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    reader = desk.read_by(bench.sitting)
    before = reader.open("/adjudicator").text
    bench.claim.status = ClaimStatus.JUDGED
    session.commit()

    after = reader.open("/adjudicator").text

    assert "One case waits for you." in before
    assert "You have decided all your cases." in after


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_one_case_and_for_three(
    desk: Desk, session: Session, clock: FixedClock, count: int
) -> None:
    bench = open_case(session, clock)
    for _more in range(count - 1):
        claim = waiting_case(session, clock)
        draws.draw_adjudicator(session, SYSTEM, claim.id, clock=clock)
        session.flush()
        held = session.scalars(select(Draw).where(Draw.claim_id == claim.id)).one()
        appointed = officers.appointed(session, claim.id, held.account_id or claim.id)
        assert appointed is not None
        held.account_id = appointed.account_id = bench.sitting.account_id or claim.id
    session.commit()
    asked: list[str] = []
    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    page = desk.read_by(bench.sitting).open("/adjudicator")

    assert len(page.tree.all("article")) == count
    assert len([words for words in asked if words.startswith("SELECT")]) == 1


@both_ways
def test_the_file_opens_after_the_declaration(
    desk: Desk, session: Session, clock: FixedClock, scripts: bool
) -> None:
    make_adjudicators(session)
    claim = waiting_case(session, clock)
    drawn = draw(session, claim, clock)
    session.commit()
    reader = desk.read_by(drawn, scripts=scripts)

    names_only = reader.open("/adjudicator").click("Ada Example v Ben Sample")
    file = names_only.form("declare").submit()

    assert names_only.h1 == "Does anything tie you to a party?"
    assert "roof" not in names_only.text
    assert file.h1 == "Ada Example v Ben Sample"
    assert "I paid for a roof repair." in file.text
    assert "The roof still leaks." in file.text
    assert "It did not settle the case." in file.text


def test_the_file_stays_closed_before_the_declaration(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    make_adjudicators(session)
    claim = waiting_case(session, clock)
    drawn = draw(session, claim, clock)
    session.commit()
    reader = desk.read_by(drawn)

    shown = reader.open(case_path(claim))
    refused = [
        reader.open(case_path(claim, rest), status=403).text
        for rest in ("/questions", "/issues", "/decision", "/sign")
    ]

    assert shown.h1 == "Does anything tie you to a party?"
    assert all("Say first whether anything ties you" in text for text in refused)
    assert reader.fetch(case_path(claim, "/exhibits/C1"), status=403).status_code == 403


def test_each_day_the_file_is_opened_is_noted_once(
    fresh_database: Database, entropy: SeededEntropy, clock: FixedClock
) -> None:
    sessions = make_sessions(fresh_database.engine, entropy, **make_tools())
    with sessions() as session, session.begin():
        bench = open_case(session, clock)
    clock.advance(timedelta(days=1))
    reader = make_desk(sessions, clock, {}).read_by(bench.sitting)

    for _look in range(2):
        reader.open(case_path(bench.claim))

    with sessions() as session:
        assert kinds_of(session, bench.claim).count("file.opened") == 2


@both_ways
def test_stepping_aside_needs_a_reason_and_frees_the_case(
    desk: Desk, session: Session, bench: Bench, scripts: bool
) -> None:
    page = desk.read_by(bench.sitting, scripts=scripts).open(case_path(bench.claim, "/conflict"))

    wrong = page.form("aside").submit(status=422)
    after = wrong.form("aside").fill(reason="She is my neighbour.").submit()

    assert list(wrong.errors) == ["reason"]
    assert "No case waits for you." in after.text
    session.expire_all()
    [past] = session.scalars(select(Draw))
    assert (past.status.value, past.reason) == ("stepped_aside", "She is my neighbour.")


def test_a_like_name_is_pointed_out(desk: Desk, session: Session, clock: FixedClock) -> None:
    accounts = make_adjudicators(session)
    for account in accounts:
        account.name = "Judge Sample"
    claim = waiting_case(session, clock)
    drawn = draw(session, claim, clock)
    session.commit()

    page = desk.read_by(drawn).open(case_path(claim, "/conflict"))

    assert "Your name is like that of Ben Sample." in page.text
    assert draws.names_alike("Jo March", claim) == []


@both_ways
def test_a_question_is_asked_on_an_open_day(
    desk: Desk, session: Session, bench: Bench, scripts: bool
) -> None:
    page = desk.read_by(bench.sitting, scripts=scripts).open(case_path(bench.claim, "/questions"))
    typed = {"text": "When did it rain?", "to": "respondent"}

    wrong = page.form("ask").fill(typed).fill({"due_on-day": "15", "due_on-month": "3"})
    refused = wrong.submit(status=422)
    done = refused.form("ask").fill({"due_on-day": "16"}).submit()

    assert refused.errors == {"due_on": "The court is closed on this day. Choose another day."}
    assert "When did it rain?" in done.text
    session.expire_all()
    [question] = session.scalars(select(Question))
    assert (question.text, question.to_side) == ("When did it rain?", "respondent")


@both_ways
def test_the_suggested_issues_are_taken_over_and_found(
    desk: Desk, session: Session, bench: Bench, scripts: bool
) -> None:
    reader = desk.read_by(bench.sitting, scripts=scripts)

    listed = reader.open(case_path(bench.claim, "/issues")).form("issue-list").submit()
    issue = listed.click(OWED)
    wrong = issue.form("finding").fill(outcome="partly", reasons=REASONS).submit(status=422)
    after = wrong.form("finding").fill(amount="700").submit()

    assert wrong.errors == {"amount": "Enter how much of the sum you allow."}
    assert after.table()[1:] == [
        ["1", OWED, "£1,200.00", "Partly for each side", "£700.00"],
        ["2", "Is the defence of Ben Sample right?", "–", "No finding yet", "–"],
    ]


@both_ways
def test_rows_of_the_list_come_and_go(
    desk: Desk, session: Session, bench: Bench, scripts: bool
) -> None:
    page = desk.read_by(bench.sitting, scripts=scripts).open(case_path(bench.claim, "/issues"))

    more = page.form("issue-list").submit("Add an issue")
    less = more.form("issue-list").submit("Remove issue 1")
    empty = less.form("issue-list").submit("Save the list", status=200)

    assert len([name for name in more.form("issue-list").names if "question" in name]) == 3
    assert [row[1] for row in empty.table()[1:]] == ["Is the defence of Ben Sample right?"]


@both_ways
def test_a_finding_changed_elsewhere_shows_both_texts(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench, scripts: bool
) -> None:
    issue = put_issues(session, bench, clock)[0]
    session.commit()
    path = case_path(bench.claim, f"/issues/{issue.id}")
    page = desk.read_by(bench.sitting, scripts=scripts).open(path)
    find(session, bench, issue, Outcome.CLAIMANT, clock)
    session.commit()

    both = page.form("finding").fill(outcome="respondent", reasons="No.").submit(status=409)

    assert REASONS in both.text
    assert "No." in both.text
    session.expire_all()
    assert [found.reasons for found in session.scalars(select(Finding))] == [REASONS]


@both_ways
def test_a_draft_changed_elsewhere_shows_both_texts(
    desk: Desk, session: Session, bench: Bench, scripts: bool
) -> None:
    reader = desk.read_by(bench.sitting, scripts=scripts)
    first = reader.open(case_path(bench.claim, "/decision"))
    second = reader.open(case_path(bench.claim, "/decision"))

    first.form("draft").fill(background="The first text.").submit()
    both = second.form("draft").fill(background="The second text.").submit(status=409)

    assert "The first text." in both.text
    assert "The second text." in both.text
    decision = queries.decision_of(session, bench.claim)
    assert decision is not None
    assert decision.background == "The first text."


def test_a_list_changed_elsewhere_is_shown_beside_ones_own(
    desk: Desk, session: Session, clock: FixedClock, bench: Bench
) -> None:
    page = desk.read_by(bench.sitting).open(case_path(bench.claim, "/issues"))
    put_issues(session, bench, clock)
    session.commit()

    both = page.form("issue-list").submit(status=409)

    assert "The list of issues was changed in another window." in both.text


@pytest.mark.parametrize("who", ["another adjudicator", "a party"])
def test_nobody_else_comes_in(desk: Desk, session: Session, bench: Bench, who: str) -> None:
    other = next(each for each in bench.adjudicators if each.id != bench.sitting.account_id)
    reader: Actor = actor_of(other) if who == "another adjudicator" else claimant_of(bench.claim)

    for rest in ("", "/conflict", "/questions", "/issues", "/decision", "/sign"):
        desk.read_by(reader).open(case_path(bench.claim, rest), status=404)

    assert queries.cases_to_decide(session, SYSTEM) == []
