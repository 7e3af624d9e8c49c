"""The docket tells the whole case in sentences, and to each reader only what is theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cases import claims, defaults, openings, phrases, queries
from cases.docket import ELSEWHERE, FOR_THE_REGISTRY, SENTENCES, docket_for, openings_for
from cases.enums import (
    Answer,
    ClaimStatus,
    Entry,
    OrderKind,
    PaperKind,
    ReturnReason,
)
from cases.inputs import ReturnInput
from cases.judgments import record_payment
from cases.models import Claim
from cases.paperwork import ask_for_paper
from hearings.bench.enums import BenchEntry
from odr import ledger
from odr.clock import FixedClock
from odr.money import Money
from odr.permissions import SYSTEM, Actor, Role
from tests.factories import ADMITTED, actor_of, claimant_of, make_account, make_claim, respondent_of


def told(session: Session, reader: Actor, claim: Claim) -> list[str]:
    session.flush()
    return [line.sentence for line in docket_for(session, reader, claim)]


def clerk(session: Session) -> Actor:
    return actor_of(make_account(session, Role.CLERK))


def test_every_kind_of_deed_has_a_sentence_or_stands_elsewhere() -> None:
    kinds = set(Entry)

    assert kinds - set(SENTENCES) == ELSEWHERE
    assert set(SENTENCES) - kinds <= set(BenchEntry)
    assert set(SENTENCES) >= FOR_THE_REGISTRY


def test_a_disputed_case_reads_as_a_story(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.DECISION, clock=clock)

    assert told(session, claimant_of(claim), claim) == [
        "The claim for £1,200.00 reached the court.",
        "The court fee was paid.",
        f"The court accepted the claim. Its number is {claim.number}.",
        "The claim was sent to Ben Sample: First class post.",
        "The claim counts as received by Ben Sample on Wednesday 4 March 2026. "
        "The answer is due by Wednesday 18 March 2026 at 16:00.",
        "Ben Sample answered: they dispute the claim.",
        "The time for answers is over. The reply is due by Thursday 2 April 2026 at 16:00.",
        "The claimant replied and does not accept the answer.",
        "The case went to mediation.",
        "Mediation ended: not settled. Took part: the claimant and the respondent.",
        "The case went to an adjudicator for a decision.",
    ]


def test_everybody_is_named_in_the_way_they_act(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock)
    session.flush()

    lines = docket_for(session, claimant_of(claim), claim)

    assert [line.who for line in lines] == [
        "Ada Example",
        "Registry of the court",
        "Registry of the court",
        "Registry of the court",
        "Registry of the court",
        "Ben Sample",
        "Ben Sample",
    ]


def test_the_office_alone_reads_of_codes_and_tries_to_pay(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    code = "A code was made for the notice to Ben Sample."

    assert code in told(session, clerk(session), claim)
    assert code not in told(session, claimant_of(claim), claim)
    assert code not in told(session, respondent_of(claim), claim)


def test_a_paper_for_one_side_is_not_on_the_others_docket(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock)
    mine = ask_for_paper(
        session, claim, PaperKind.RECEIPT, at=clock.now(), party=claim.claimants[0].id
    )
    data: dict[str, Any] = {"paper": mine.id, "kind": PaperKind.RECEIPT.value}
    ledger.record(session, SYSTEM, Entry.PAPER_MADE, claim.id, at=clock.now(), **data)
    session.flush()

    own = docket_for(session, claimant_of(claim), claim)[-1]

    assert (own.sentence, own.thing, own.key) == (
        "The court made a paper: a receipt.",
        "paper",
        str(mine.id),
    )
    assert all(line.thing != "paper" for line in docket_for(session, respondent_of(claim), claim))


def test_silence_and_judgment_are_told(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    clock.advance(timedelta(days=30))
    defaults.note_silence(session, SYSTEM, claim.id, clock=clock)
    defaults.request_default(session, claimant_of(claim), claim.id, clock=clock)
    clock.advance(timedelta(days=7))
    defaults.enter_default(session, SYSTEM, claim.id, clock=clock)
    order = queries.orders_of(session, claim)[0]
    total = Money(order.total_minor, "GBP")
    record_payment(session, claimant_of(claim), order.id, total, clock.now().date(), clock=clock)

    sentences = told(session, claimant_of(claim), claim)

    assert sentences[-5:] == [
        "The time to answer passed without an answer from Ben Sample.",
        "The claimant asked for judgment without an answer. "
        "It is made after Tuesday 7 April 2026 at 11:00.",
        f"The court made an order: judgment without an answer, {total.show()}.",
        f"A payment of {total.show()} under the order was confirmed.",
        "The order is paid in full.",
    ]
    linked = [line for line in docket_for(session, claimant_of(claim), claim) if line.thing]
    assert [(line.thing, line.key) for line in linked] == [("order", str(order.id))]


def test_a_returned_claim_says_why_and_by_when(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.IN_REVIEW, clock=clock)
    given = ReturnInput(reason=ReturnReason.ADDRESS_INCOMPLETE, what_to_do="Add the house number.")
    claims.return_filing(session, clerk(session), claim.id, given, clock=clock)

    assert told(session, claimant_of(claim), claim)[-1] == (
        "The court sent the claim back: An address is not complete. "
        "Put it right by Monday 16 March 2026 at 16:00."
    )


def test_an_admission_is_told_in_words(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.ANSWERED, clock=clock, answer=ADMITTED)

    assert "Ben Sample answered: they admit the whole claim." in told(
        session, claimant_of(claim), claim
    )


def test_officers_who_act_in_the_open_are_named(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.MEDIATION, clock=clock)
    account = make_account(session, Role.MEDIATOR, name="Mia Mediator")
    data: dict[str, Any] = {"officer": account.id, "role": "mediator"}
    ledger.record(session, SYSTEM, Entry.OFFICER_APPOINTED, claim.id, at=clock.now(), **data)
    ledger.record(
        session, actor_of(account), Entry.OFFICER_STEPPED_DOWN, claim.id, at=clock.now(), **data
    )
    session.flush()

    lines = docket_for(session, claimant_of(claim), claim)[-2:]

    assert [(line.sentence, line.who) for line in lines] == [
        ("Mia Mediator was appointed as mediator.", "The court"),
        ("Mia Mediator is no longer mediator in this case.", "Mia Mediator"),
    ]


def test_a_deed_of_an_unknown_kind_is_not_shown(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SUBMITTED, clock=clock)
    before = told(session, clerk(session), claim)
    ledger.record(session, SYSTEM, BenchEntry.DRAFT_SAVED, claim.id, at=clock.now(), version=2)

    assert told(session, clerk(session), claim) == before


def test_who_opened_the_file_is_listed_newest_first(session: Session, clock: FixedClock) -> None:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    for reader in (clerk(session), respondent_of(claim), claimant_of(claim)):
        openings.note_opening(session, reader, claim, clock=clock)
        clock.advance(timedelta(minutes=1))
    session.flush()

    assert [each.who for each in openings_for(session, claim)] == [
        "Ada Example",
        "Ben Sample",
        "Registry of the court",
    ]


@pytest.mark.parametrize("answer", Answer)
def test_each_answer_has_its_words(answer: Answer) -> None:
    assert phrases.answer_words(answer.value)


@pytest.mark.parametrize("reason", ReturnReason)
def test_each_reason_to_send_back_has_its_words(reason: ReturnReason) -> None:
    assert phrases.return_words(reason.value)


@pytest.mark.parametrize("kind", OrderKind)
def test_each_kind_of_order_has_its_words(kind: OrderKind) -> None:
    assert phrases.order_words(kind.value)
