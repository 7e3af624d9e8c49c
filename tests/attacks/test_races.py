"""Two deeds in the same moment: one has its effect, the other is refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import claims, defaults, drafts, openings, payments, queries, responses, service
from cases.callbacks import take_callback
from cases.enums import ClaimStatus, Entry, EventEffect
from cases.models import Claim, Draft, FileOpening, Order, Payment, ProviderEvent
from cases.notice_codes import notice_code
from cases.providers import Callback, Outcome
from hearings.bench import draws
from hearings.bench.models import Draw
from hearings.rooms import agreements, offers
from hearings.rooms.enums import AgreementStatus, OfferStatus
from hearings.rooms.inputs import SignInput
from hearings.rooms.models import Agreement, Offer, Signature
from odr import jobs
from odr.clients import Scope, add_client
from odr.clock import Clock, FixedClock
from odr.ledger import COURT, case_chain
from odr.models import ApiClient, Job
from odr.money import Money
from odr.permissions import SYSTEM, Actor, Role
from tests.attacks.arena import DONE, Arena
from tests.cases.fees import FakeProvider
from tests.conftest import MONDAY_MORNING
from tests.databases import KINDS
from tests.factories import (
    DISPUTED,
    TRUTH,
    a_claim,
    actor_of,
    claimant_of,
    make_account,
    make_claim,
    respondent_of,
)
from tests.hearings.bench.cases_to_decide import make_adjudicators
from tests.hearings.rooms.houses import an_offer

REFUSED, GONE = 409, 410


@pytest.fixture(scope="module", params=KINDS)
def arena(request: pytest.FixtureRequest, worker_id: str) -> Iterator[Arena]:
    """One court on each database for all races; each race has a case of its own."""
    stock = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    with request.getfixturevalue(stock).copy(f"races_{worker_id}") as database:
        yield Arena(database, FixedClock(MONDAY_MORNING))


def case(arena: Arena, status: ClaimStatus) -> Claim:
    """Bring a case to a status; the clock is the court's own, so it only goes on."""
    return arena.do(lambda session: make_claim(session, status, clock=arena.clock))


def count(arena: Arena, kind: type[Any], *where: Any) -> int:
    query = select(func.count()).select_from(kind).where(*where)
    return arena.look(lambda session: session.scalar(query) or 0)


def offered(arena: Arena) -> tuple[Claim, Offer]:
    """Return a case in which the respondent offers, and the claimant may accept."""
    claim = case(arena, ClaimStatus.ANSWERED)
    ben = respondent_of(claim)
    return claim, arena.do(
        lambda s: offers.make_offer(
            s, ben, claim.id, an_offer(first_date=arena.pay_day()), clock=arena.clock
        )
    )


def test_an_offer_is_accepted_once(arena: Arena) -> None:
    claim, offer = offered(arena)

    def accept(session: Session) -> object:
        return offers.accept_offer(session, claimant_of(claim), offer.id, clock=arena.clock)

    found = arena.race(accept, accept)

    assert sorted(found) == [DONE, REFUSED]
    assert count(arena, Agreement, Agreement.claim_id == claim.id) == 1


def test_an_offer_is_accepted_or_withdrawn_and_never_both(arena: Arena) -> None:
    claim, offer = offered(arena)

    found = arena.race(
        lambda s: offers.accept_offer(s, claimant_of(claim), offer.id, clock=arena.clock),
        lambda s: offers.withdraw_offer(s, respondent_of(claim), offer.id, clock=arena.clock),
    )

    ended = arena.look(lambda s: s.get_one(Offer, offer.id).status)
    accepted = count(arena, Agreement, Agreement.claim_id == claim.id)
    assert sorted(found) == [DONE, REFUSED]
    assert (ended, accepted) == (
        (OfferStatus.ACCEPTED, 1) if found[0] == DONE else (OfferStatus.WITHDRAWN, 0)
    )


def agreed(arena: Arena) -> tuple[Claim, Agreement, SignInput]:
    """Return a case with an agreement to sign, and the signature."""
    claim, offer = offered(arena)

    def accept(session: Session) -> tuple[Agreement, SignInput]:
        made = offers.accept_offer(session, claimant_of(claim), offer.id, clock=arena.clock)
        session.flush()
        mark = agreements.mark_of(session, made)
        return made, SignInput(name="A Person", agree=True, mark=mark)

    made, signature = arena.do(accept)
    return claim, made, signature


def test_the_last_two_signatures_in_one_moment_make_one_order(arena: Arena) -> None:
    claim, agreement, signature = agreed(arena)

    def sign(actor: Actor) -> Any:
        return lambda session: agreements.sign_agreement(
            session, actor, agreement.id, signature, clock=arena.clock
        )

    found = arena.race(sign(claimant_of(claim)), sign(respondent_of(claim)))
    again = arena.race(sign(claimant_of(claim)))

    assert (found, again) == ([DONE, DONE], [REFUSED])
    assert count(arena, Order, Order.claim_id == claim.id) == 1
    assert count(arena, Signature, Signature.agreement_id == agreement.id) == 2
    assert arena.look(lambda s: s.get_one(Agreement, agreement.id).status) is (
        AgreementStatus.SIGNED
    )


def test_one_person_signs_an_agreement_once(arena: Arena) -> None:
    claim, agreement, signature = agreed(arena)

    def sign(session: Session) -> object:
        ada = claimant_of(claim)
        return agreements.sign_agreement(session, ada, agreement.id, signature, clock=arena.clock)

    assert arena.race(sign, sign) == [DONE, DONE]
    assert count(arena, Signature, Signature.agreement_id == agreement.id) == 1


def test_an_answer_or_the_judgment_on_silence_comes_first_and_never_both(arena: Arena) -> None:
    claim = case(arena, ClaimStatus.SERVED)
    arena.clock.advance(timedelta(days=60))
    arena.do(lambda s: defaults.note_silence(s, SYSTEM, claim.id, clock=arena.clock))
    arena.do(lambda s: defaults.request_default(s, claimant_of(claim), claim.id, clock=arena.clock))
    arena.clock.advance(timedelta(days=30))
    ben = respondent_of(claim)

    found = arena.race(
        lambda s: responses.file_response(
            s, ben, claim.id, claim.respondents[0].id, DISPUTED, "Ben", clock=arena.clock
        ),
        lambda s: defaults.enter_default(s, SYSTEM, claim.id, clock=arena.clock),
    )

    answered = arena.deeds(Entry.RESPONSE_FILED.value, case_chain(claim.id))
    orders = count(arena, Order, Order.claim_id == claim.id)
    assert answered + orders == 1
    assert found == [DONE if answered else REFUSED, DONE]


def test_two_clerks_give_one_filing_one_number(arena: Arena) -> None:
    claim = case(arena, ClaimStatus.IN_REVIEW)
    clerks = [arena.do(lambda s: actor_of(make_account(s, Role.CLERK))) for _each in range(2)]

    found = arena.race(
        *[
            lambda s, c=clerk: claims.accept_filing(s, c, claim.id, clock=arena.clock)
            for clerk in clerks
        ]
    )

    assert sorted(found) == [DONE, REFUSED]
    assert arena.deeds(Entry.CLAIM_ACCEPTED.value, case_chain(claim.id)) == 1


def test_the_first_two_numbers_of_a_year_are_given_in_one_moment(arena: Arena) -> None:
    arena.clock.set(arena.clock.now().replace(year=arena.clock.now().year + 1, month=1, day=4))
    filed = [case(arena, ClaimStatus.IN_REVIEW) for _each in range(3)]
    clerk = arena.do(lambda s: actor_of(make_account(s, Role.CLERK)))

    def accept(claim: Claim) -> Any:
        return lambda s: claims.accept_filing(s, clerk, claim.id, clock=arena.clock)

    found = arena.race(*[accept(claim) for claim in filed])

    given = arena.look(lambda s: [s.get_one(Claim, claim.id).number or "" for claim in filed])
    assert found == [DONE] * 3
    assert sorted(number.split("-")[-2] for number in given) == ["000001", "000002", "000003"]


def test_two_machines_are_added_to_a_record_nobody_has_written_in_yet(arena: Arena) -> None:
    before = count(arena, ApiClient)

    def add(session: Session) -> object:
        return add_client(session, SYSTEM, "Registry", [Scope.CASES], clock=arena.clock)

    assert arena.race(add, add) == [DONE, DONE]
    assert count(arena, ApiClient) == before + 2
    assert arena.deeds("client.added", COURT) == before + 2


def test_two_workers_never_do_the_same_job(arena: Arena) -> None:
    arena.do(lambda s: jobs.work_off(arena.sessions, arena.clock))
    done: list[str] = []

    @jobs.job("attacks.note")
    def note(session: Session, *, clock: Clock, **args: Any) -> None:
        done.append(args["number"])

    def ask(session: Session) -> None:
        for number in range(4):
            jobs.enqueue(session, "attacks.note", number=str(number))

    arena.do(ask)

    def work(session: Session) -> object:
        return jobs.work_off(arena.sessions, arena.clock)

    assert arena.race(work, work, work) == [DONE] * 3
    del jobs.WORKS["attacks.note"]
    assert sorted(done) == ["0", "1", "2", "3"]
    assert count(arena, Job, Job.name == "attacks.note", Job.state != "done") == 0


def test_a_code_opens_the_case_before_it_is_ended_or_not_at_all(arena: Arena) -> None:
    claim = case(arena, ClaimStatus.SERVED)
    ben = claim.respondents[0]
    clerk = arena.do(lambda s: actor_of(make_account(s, Role.CLERK)))
    old = arena.look(lambda s: notice_code(s, ben))

    def enter(session: Session) -> object:
        return service.open_with_code(session, claim.number or "", old, clock=arena.clock)

    found = arena.race(
        enter,
        lambda s: service.reissue_code(s, clerk, claim.id, ben.id, clock=arena.clock),
    )

    assert found[1] == DONE
    assert found[0] in {DONE, GONE}
    assert arena.race(enter) == [GONE]


def test_the_first_look_of_the_day_is_noted_once_and_holds_up_no_deed(arena: Arena) -> None:
    claim = case(arena, ClaimStatus.SERVED)
    ada, ben = claimant_of(claim), claim.respondents[0]

    def look(session: Session) -> None:
        openings.note_looking(arena.sessions, session, ada, claim, clock=arena.clock)

    found = arena.race(
        look,
        look,
        lambda s: responses.file_response(
            s, respondent_of(claim), claim.id, ben.id, DISPUTED, "Ben", clock=arena.clock
        ),
    )

    assert found == [DONE] * 3
    assert count(arena, FileOpening, FileOpening.claim_id == claim.id) == 1


def due(arena: Arena) -> tuple[Claim, Payment, Callback]:
    """Return a claim whose payer is at the payment page, and the report that they paid."""
    arena.tools["payments"] = FakeProvider()
    arena.sessions.configure(info={**arena.sessions.kw["info"], "payments": FakeProvider()})
    claim = case(arena, ClaimStatus.SUBMITTED)

    def start(session: Session) -> Payment:
        payment = queries.payments_of(session, claim)[0]
        return payments.start_payment(session, claimant_of(claim), payment.id, clock=arena.clock)

    payment = arena.do(start)
    fee = Money(payment.amount_minor, payment.currency)
    at = arena.clock.now()
    reference = payment.provider_reference or ""
    return claim, payment, Callback("paid", Outcome.SUCCEEDED, reference, str(payment.id), fee, at)


def test_a_fee_paid_online_and_at_the_counter_at_once_is_received_once(arena: Arena) -> None:
    claim, payment, report = due(arena)
    clerk = arena.do(lambda s: actor_of(make_account(s, Role.CLERK)))

    found = arena.race(
        lambda s: payments.record_counter_payment(
            s, clerk, payment.id, report.amount, clock=arena.clock
        ),
        lambda s: take_callback(s, SYSTEM, report, clock=arena.clock),
    )

    effect = arena.look(lambda s: s.scalars(select(ProviderEvent.effect)).all())
    assert arena.deeds(Entry.PAYMENT_RECEIVED.value, case_chain(claim.id)) == 1
    assert (found, effect) in (
        ([DONE, DONE], [EventEffect.HELD.value]),
        ([REFUSED, DONE], [EventEffect.APPLIED.value]),
    )


def test_two_draws_at_once_find_one_adjudicator(arena: Arena) -> None:
    arena.do(make_adjudicators)
    claim = case(arena, ClaimStatus.DECISION)

    def draw(session: Session) -> object:
        return draws.draw_adjudicator(session, SYSTEM, claim.id, clock=arena.clock)

    assert arena.race(draw, draw) == [DONE, DONE]
    assert count(arena, Draw, Draw.claim_id == claim.id) == 1


def test_one_draft_gives_one_claim(arena: Arena) -> None:
    ada = arena.do(lambda s: actor_of(make_account(s)))
    draft = arena.do(lambda s: drafts.start_draft(s, ada, drafts.CLAIM, {}, clock=arena.clock))

    def send(session: Session) -> object:
        return claims.file_claim(session, ada, draft.id, a_claim(), TRUTH, clock=arena.clock)

    found = arena.race(send, send, send)

    assert sorted(found) == [DONE, REFUSED, REFUSED]
    assert count(arena, Claim, Claim.created_by == ada.account_id) == 1
    assert count(arena, Draft, Draft.id == draft.id) == 0


def test_the_record_is_sound_after_all_races(arena: Arena) -> None:
    assert arena.is_sound()
