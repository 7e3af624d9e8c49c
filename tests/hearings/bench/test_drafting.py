"""A draft is saved by version, stays with its author and knows what its author has read."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from cases.enums import ClaimStatus
from cases.evidence import file_exhibit
from documents.enums import ScanStatus
from hearings.bench import drafting, queries
from hearings.bench.enums import BenchEntry
from hearings.bench.inputs import DecisionInput
from hearings.bench.stale import Changed, NewFilings
from odr.clock import FixedClock
from odr.errors import IllegalMove, Invalid
from odr.money import Money
from odr.permissions import SYSTEM
from tests.factories import make_claim, respondent_of
from tests.hearings.bench.cases_to_decide import Bench, kinds_of, open_case, private_kinds_of
from tests.hearings.bench.test_questions import a_document

PLAN = DecisionInput(
    version=1,
    background="A roof was to be mended.",
    conclusion="The claim succeeds.",
    pay_by=date(2026, 4, 7),
    instalment=Money(10_000, "GBP"),
    instalment_every="month",
)


def file_more(session: Session, bench: Bench, clock: FixedClock) -> None:
    document = a_document(session, clock, ScanStatus.CLEAN)
    file_exhibit(
        session, respondent_of(bench.claim), bench.claim.id, document, "A photo", clock=clock
    )
    session.flush()


def manifest_of(session: Session, bench: Bench) -> str:
    return queries.fingerprint(queries.filings_of(queries.case_file(session, bench.claim)))


def test_a_draft_begins_with_all_that_was_filed(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    decision = drafting.open_draft(session, bench.sitting, bench.claim.id, clock=clock)

    assert [kind for kind, _id in decision.manifest] == ["claim", "reply", "response"]
    assert drafting.open_draft(session, bench.sitting, bench.claim.id, clock=clock) is decision
    assert private_kinds_of(session, bench.sitting) == ["decision.draft_opened"]


def test_a_saved_draft_has_the_next_version(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    decision = drafting.save_draft(session, bench.sitting, bench.claim.id, PLAN, clock=clock)

    assert (decision.version, decision.background, decision.conclusion) == (
        2,
        PLAN.background,
        PLAN.conclusion,
    )
    assert (decision.pay_by, decision.instalment_minor, decision.instalment_every) == (
        date(2026, 4, 7),
        10_000,
        "month",
    )


def test_drafting_leaves_nothing_in_the_record_of_the_case(
    session: Session, clock: FixedClock
) -> None:
    bench = open_case(session, clock)

    drafting.save_draft(session, bench.sitting, bench.claim.id, PLAN, clock=clock)

    assert kinds_of(session, bench.claim)[-1] == "file.opened"
    assert private_kinds_of(session, bench.sitting) == [
        "decision.draft_opened",
        "decision.draft_saved",
    ]


def test_a_draft_changed_elsewhere_is_not_overwritten(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    drafting.save_draft(session, bench.sitting, bench.claim.id, PLAN, clock=clock)
    other = PLAN.model_copy(update={"background": "Another text."})

    with pytest.raises(Changed) as refusal:
        drafting.save_draft(session, bench.sitting, bench.claim.id, other, clock=clock)

    kept = refusal.value.current
    assert (kept.version, kept.background) == (2, PLAN.background)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"pay_by": date(2026, 3, 5)}, "pay_by"),
        ({"instalment": Money(5, "EUR")}, "instalment"),
    ],
)
def test_a_plan_nobody_can_keep_is_refused(
    session: Session, clock: FixedClock, changed: dict[str, object], field: str
) -> None:
    bench = open_case(session, clock)

    with pytest.raises(Invalid) as refusal:
        drafting.save_draft(
            session,
            bench.sitting,
            bench.claim.id,
            PLAN.model_copy(update=changed),
            clock=clock,
        )

    assert refusal.value.field == field


@pytest.mark.parametrize(
    "changed", [{"instalment_every": None}, {"instalment": None}, {"instalment": Money(0, "GBP")}]
)
def test_a_plan_of_instalments_is_whole(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Enter"):
        DecisionInput.model_validate({**dict(PLAN), **changed})


def test_a_new_filing_is_seen_until_it_is_read(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    decision = drafting.open_draft(session, bench.sitting, bench.claim.id, clock=clock)
    session.flush()
    file_more(session, bench, clock)
    filings = queries.filings_of(queries.case_file(session, bench.claim))

    before = [filing.label for filing in queries.unseen(decision, filings)]
    drafting.read_filings(
        session, bench.sitting, bench.claim.id, queries.fingerprint(filings), clock=clock
    )

    assert (before, queries.unseen(decision, filings)) == (["R1 A photo"], [])


def test_reading_an_older_list_does_not_count(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)
    drafting.open_draft(session, bench.sitting, bench.claim.id, clock=clock)
    session.flush()
    old = manifest_of(session, bench)
    file_more(session, bench, clock)

    with pytest.raises(NewFilings) as refusal:
        drafting.read_filings(session, bench.sitting, bench.claim.id, old, clock=clock)

    assert [filing.label for filing in refusal.value.filings] == ["R1 A photo"]


def test_only_a_person_drafts(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    with pytest.raises(IllegalMove):
        drafting.note_privately(session, SYSTEM, bench.claim, BenchEntry.DRAFT_SAVED, clock=clock)


def test_the_bench_knows_four_facts_of_the_mediation(session: Session, clock: FixedClock) -> None:
    bench = open_case(session, clock)

    facts = queries.case_file(session, bench.claim).mediation

    assert facts is not None
    assert (facts.settled, sorted(facts.attended)) == (False, ["claimant", "respondent"])
    assert facts.opened_at <= (facts.closed_at or facts.opened_at)


def test_a_case_sent_straight_to_decision_had_no_mediation(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)

    assert queries.mediation_facts(session, claim) is None
