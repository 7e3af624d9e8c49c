"""The issues come from what was filed, and each finding fits its issue."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from cases import claims
from cases.enums import Answer
from cases.inputs import ResponseInput
from hearings.bench import drafting, issues, queries
from hearings.bench.enums import IssueKind, Outcome
from hearings.bench.inputs import FindingInput, IssueInput, IssuesInput
from hearings.bench.stale import Changed
from odr.clock import FixedClock
from odr.errors import Forbidden, Invalid, NotFound
from odr.money import Money
from tests.factories import claimant_of
from tests.hearings.bench.cases_to_decide import (
    find,
    open_case,
    private_kinds_of,
    put_issues,
)

PAID_AND_BACK = ResponseInput(
    answer=Answer.COUNTERCLAIM,
    reasons="The roof was mended.",
    paid=Money(20_000, "GBP"),
    paid_on=date(2025, 12, 1),
    counterclaim=Money(50_000, "GBP"),
    counterclaim_reasons="The ladder was broken.",
)
REASONS = "The receipt shows it."


def test_every_sum_and_every_defence_prompts_an_issue(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock, answer=PAID_AND_BACK)

    suggested = issues.prompts(queries.case_file(session, bench.claim))

    assert suggested == [
        IssueInput(
            kind=IssueKind.CLAIM,
            question="Does the respondent owe this sum: Roof repair?",
            asked=Money(120_000, "GBP"),
        ),
        IssueInput(question="Is the defence of Ben Sample right?"),
        IssueInput(
            kind=IssueKind.PAID,
            question="Did Ben Sample already pay this sum?",
            asked=Money(20_000, "GBP"),
        ),
        IssueInput(
            kind=IssueKind.COUNTERCLAIM,
            question="Does the claimant owe Ben Sample what the counterclaim asks for?",
            asked=Money(50_000, "GBP"),
        ),
    ]


def test_who_says_it_is_paid_prompts_only_that(session: Session, clock: FixedClock) -> None:
    paid = ResponseInput(
        answer=Answer.PAID, paid=Money(120_000, "GBP"), paid_on=date(2025, 12, 1), paid_how="Cash"
    )
    bench = open_case(session, clock, answer=paid)

    suggested = issues.prompts(queries.case_file(session, bench.claim))

    assert [each.kind for each in suggested] == [IssueKind.CLAIM, IssueKind.PAID]


def test_the_list_is_set_in_order_and_stays_private(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    made = put_issues(session, bench, clock)

    assert [(issue.number, issue.kind, issue.asked_minor) for issue in made] == [
        (1, IssueKind.CLAIM, 120_000),
        (2, IssueKind.QUESTION, None),
    ]
    assert private_kinds_of(session, bench.sitting) == ["decision.draft_opened", "issues.set"]


def test_a_kept_issue_keeps_its_finding_and_a_dropped_one_loses_it(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    first, second = put_issues(session, bench, clock)
    find(session, bench, first, Outcome.CLAIMANT, clock)
    find(session, bench, second, Outcome.CLAIMANT, clock)
    kept = IssueInput(kind=IssueKind.QUESTION, question="Was the roof mended?", id=second.id)

    left = issues.set_issues(
        session,
        bench.sitting,
        bench.claim.id,
        IssuesInput(version=2, issues=[kept]),
        clock=clock,
    )
    session.flush()

    assert [(issue.id, issue.number, issue.question) for issue in left] == [
        (second.id, 1, "Was the roof mended?")
    ]
    assert list(queries.findings_of(session, bench.claim)) == [second.id]


def test_a_finding_for_another_sum_has_to_be_written_again(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    first, _second = put_issues(session, bench, clock)
    find(session, bench, first, Outcome.CLAIMANT, clock)
    changed = IssueInput(
        kind=IssueKind.CLAIM, question=first.question, asked=Money(100_000, "GBP"), id=first.id
    )

    issues.set_issues(
        session,
        bench.sitting,
        bench.claim.id,
        IssuesInput(version=2, issues=[changed]),
        clock=clock,
    )
    session.flush()

    assert queries.findings_of(session, bench.claim) == {}


def test_a_list_changed_elsewhere_is_not_overwritten(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    made = put_issues(session, bench, clock)
    given = IssuesInput(version=1, issues=[IssueInput(question="Another?")])

    with pytest.raises(Changed) as refusal:
        issues.set_issues(session, bench.sitting, bench.claim.id, given, clock=clock)

    assert refusal.value.current.version == 2
    assert queries.issues_of(session, bench.claim) == made


@pytest.mark.parametrize(
    "row",
    [
        IssueInput(question="Gone?", id=UUID(int=5)),
        IssueInput(kind=IssueKind.CLAIM, question="How much?", asked=Money(5, "EUR")),
    ],
)
def test_an_unknown_issue_or_a_foreign_sum_is_refused(
    session: Session, clock: FixedClock, row: IssueInput
) -> None:
    bench = open_case(session, clock)

    with pytest.raises(Invalid) as refusal:
        issues.set_issues(
            session,
            bench.sitting,
            bench.claim.id,
            IssuesInput(version=1, issues=[row]),
            clock=clock,
        )

    assert refusal.value.field == "issues"


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (IssueKind.QUESTION, Money(5, "GBP")),
        (IssueKind.CLAIM, None),
        (IssueKind.PAID, Money(0, "GBP")),
    ],
)
def test_the_sum_of_an_issue_fits_its_kind(kind: IssueKind, asked: Money | None) -> None:
    with pytest.raises(ValueError, match="sum"):
        IssueInput(kind=kind, question="Well?", asked=asked)


@pytest.mark.parametrize(
    ("number", "outcome", "part", "found"),
    [
        (0, Outcome.CLAIMANT, None, 120_000),
        (0, Outcome.RESPONDENT, None, 0),
        (0, Outcome.PARTLY, 70_000, 70_000),
        (1, Outcome.PARTLY, None, None),
        (2, Outcome.CLAIMANT, None, 0),
        (2, Outcome.RESPONDENT, None, 20_000),
        (3, Outcome.CLAIMANT, None, 0),
        (3, Outcome.RESPONDENT, None, 50_000),
    ],
)
def test_only_a_part_has_to_be_typed(
    session: Session,
    clock: FixedClock,
    number: int,
    outcome: Outcome,
    part: int | None,
    found: int | None,
) -> None:
    bench = open_case(session, clock, answer=PAID_AND_BACK)
    issue = put_issues(session, bench, clock)[number]
    amount = None if part is None else Money(part, "GBP")
    given = FindingInput(version=0, outcome=outcome, amount=amount, reasons=REASONS)

    finding = issues.write_finding(session, bench.sitting, issue.id, given, clock=clock)

    assert (finding.amount_minor, finding.version) == (found, 1)


@pytest.mark.parametrize(
    "amount",
    [None, Money(0, "GBP"), Money(120_000, "GBP"), Money(5, "EUR")],
)
def test_a_part_lies_between_nothing_and_the_whole(
    session: Session, clock: FixedClock, amount: Money | None
) -> None:
    bench = open_case(session, clock)
    issue = put_issues(session, bench, clock)[0]
    given = FindingInput(version=0, outcome=Outcome.PARTLY, amount=amount, reasons=REASONS)

    with pytest.raises(Invalid) as refusal:
        issues.write_finding(session, bench.sitting, issue.id, given, clock=clock)

    assert refusal.value.field == "amount"
    assert queries.findings_of(session, bench.claim) == {}


def test_a_finding_changed_elsewhere_is_kept_and_shown(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    issue = put_issues(session, bench, clock)[0]
    find(session, bench, issue, Outcome.CLAIMANT, clock)
    given = FindingInput(version=0, outcome=Outcome.RESPONDENT, reasons="No receipt.")

    with pytest.raises(Changed) as refusal:
        issues.write_finding(session, bench.sitting, issue.id, given, clock=clock)

    assert refusal.value.current.reasons == REASONS
    kept = queries.findings_of(session, bench.claim)[issue.id]
    assert (kept.outcome, kept.reasons, kept.version) == (Outcome.CLAIMANT, REASONS, 1)


def test_a_finding_is_for_the_adjudicator_of_the_case_alone(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)
    issue = put_issues(session, bench, clock)[0]
    given = FindingInput(version=0, outcome=Outcome.CLAIMANT, reasons=REASONS)

    with pytest.raises(NotFound):
        issues.write_finding(session, claimant_of(bench.claim), issue.id, given, clock=clock)
    with pytest.raises(NotFound):
        issues.write_finding(session, bench.sitting, UUID(int=9), given, clock=clock)


def test_nothing_is_found_once_the_case_has_ended(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    issue = put_issues(session, bench, clock)[0]
    claims.withdraw_claim(session, claimant_of(bench.claim), bench.claim.id, clock=clock)
    given = FindingInput(version=0, outcome=Outcome.CLAIMANT, reasons=REASONS)

    with pytest.raises(Forbidden):
        issues.write_finding(session, bench.sitting, issue.id, given, clock=clock)
    with pytest.raises(Forbidden):
        drafting.open_draft(session, bench.sitting, bench.claim.id, clock=clock)
