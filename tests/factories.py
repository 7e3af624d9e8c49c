"""Builds people, claims and cases for tests, through the same deeds the pages use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from cases import claims, drafts, payments, queries, referrals, responses, service
from cases.enums import Answer, ClaimStatus, InterestBasis, PartyKind, Side
from cases.inputs import (
    AmountInput,
    AttemptInput,
    ClaimInput,
    InterestInput,
    PartyInput,
    ReplyInput,
    ResponseInput,
    TimelineInput,
    TruthInput,
)
from cases.models import Claim
from odr.clock import FixedClock
from odr.models import Account
from odr.money import Money
from odr.permissions import SYSTEM, Actor, Role

_numbers = count(1)
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
TRUTH = TruthInput(name="Ada Example", agree=True)
DISPUTED = ResponseInput(answer=Answer.DISPUTE, reasons="The roof still leaks.")
ADMITTED = ResponseInput(answer=Answer.ADMIT)
POSTED = AttemptInput(method="first_class_post")


def make_account(
    session: Session, role: Role = Role.CITIZEN, *, name: str = "", clock: FixedClock | None = None
) -> Account:
    """Make somebody who can sign in, with a confirmed address."""
    number = next(_numbers)
    at = (clock or FixedClock(LONG_AGO)).now()
    account = Account(
        email=f"{role.value}{number}@example.com",
        name=name or f"{role.value.title()} {number}",
        role=role,
        language="en",
        totp_last_step=0,
        created_at=at,
        email_confirmed_at=at,
    )
    session.add(account)
    session.flush()
    return account


def actor_of(account: Account) -> Actor:
    """Return the account acting in its role."""
    return Actor(account.role, account_id=account.id, name=account.name)


def claimant_of(claim: Claim) -> Actor:
    """Return the claimant with the account the claim was filed from."""
    return Actor(Role.CITIZEN, account_id=claim.created_by, name=claim.claimants[0].name)


def respondent_of(claim: Claim, number: int = 0) -> Actor:
    """Return a respondent who came with the code of the notice, without an account."""
    party = claim.respondents[number]
    return Actor(Role.VISITOR, party_id=party.id, name=party.name)


def a_party(name: str, **changed: object) -> PartyInput:
    """Return somebody with an address."""
    given = {
        "kind": PartyKind.INDIVIDUAL,
        "name": name,
        "line1": "1 Mill Lane",
        "town": "Leeds",
        "postcode": "LS1 1AA",
        **changed,
    }
    return PartyInput.model_validate(given)


def a_claim(amount: int = 120_000, **changed: object) -> ClaimInput:
    """Return the answers of a whole claim for a roof that was paid for and not mended."""
    given = {
        "kind": "contract",
        "claimants": [a_party("Ada Example", email="ada@example.com")],
        "respondents": [a_party("Ben Sample", email="ben@example.com")],
        "what_happened": "I paid for a roof repair. The roof was not mended.",
        "due_since": date(2025, 11, 3),
        "timeline": [TimelineInput(happened_on=date(2025, 10, 1), text="I paid in advance.")],
        "amounts": [AmountInput(reason="Roof repair", amount=Money(amount, "GBP"))],
        "interest": InterestInput(basis=InterestBasis.STATUTORY, since=date(2025, 11, 3)),
        **changed,
    }
    return ClaimInput.model_validate(given)


def make_claim(
    session: Session,
    status: ClaimStatus = ClaimStatus.SERVED,
    *,
    clock: FixedClock,
    given: ClaimInput | None = None,
    answer: ResponseInput = DISPUTED,
) -> Claim:
    """Make a case and take it, deed by deed, to a status on the way to a decision."""
    filer = actor_of(make_account(session))
    clerk = actor_of(make_account(session, Role.CLERK))
    draft = drafts.start_draft(session, filer, drafts.CLAIM, {}, clock=clock)
    session.flush()
    claim = claims.file_claim(session, filer, draft.id, given or a_claim(), TRUTH, clock=clock)
    session.flush()
    for step in STEPS[: STEPS_TO[status]]:
        step(session, claim, clerk, clock, answer)
        session.flush()
    return claim


def _pay(
    session: Session, claim: Claim, clerk: Actor, clock: FixedClock, answer: ResponseInput
) -> None:
    del answer
    pay_fee(session, claim, clerk, clock)


def pay_fee(session: Session, claim: Claim, clerk: Actor, clock: FixedClock) -> None:
    """Pay the filing fee at the counter."""
    payment = queries.payments_of(session, claim)[0]
    amount = Money(payment.amount_minor, payment.currency)
    payments.record_counter_payment(session, clerk, payment.id, amount, clock=clock)


def _accept(
    session: Session, claim: Claim, clerk: Actor, clock: FixedClock, answer: ResponseInput
) -> None:
    del answer
    claims.accept_filing(session, clerk, claim.id, clock=clock)
    service.make_notices(session, SYSTEM, claim.id, clock=clock)


def _serve(
    session: Session, claim: Claim, clerk: Actor, clock: FixedClock, answer: ResponseInput
) -> None:
    del answer
    for party in claim.respondents:
        service.record_attempt(session, clerk, claim.id, party.id, POSTED, clock=clock)


def _answer(
    session: Session, claim: Claim, clerk: Actor, clock: FixedClock, answer: ResponseInput
) -> None:
    del clerk
    clock.advance(timedelta(days=3))
    for number, party in enumerate(claim.respondents):
        visitor = respondent_of(claim, number)
        responses.file_response(
            session, visitor, claim.id, party.id, answer, party.name, clock=clock
        )


def _refuse(
    session: Session, claim: Claim, clerk: Actor, clock: FixedClock, answer: ResponseInput
) -> None:
    del clerk, answer
    given = ReplyInput(accepts=False, text="I do not agree.")
    responses.file_reply(session, claimant_of(claim), claim.id, given, clock=clock)


def _refer(
    session: Session, claim: Claim, clerk: Actor, clock: FixedClock, answer: ResponseInput
) -> None:
    del clerk, answer
    referrals.close_mediation(
        session, SYSTEM, claim.id, settled=False, attended=list(Side), clock=clock
    )


STEPS = [_pay, _accept, _serve, _answer, _refuse, _refer]
STEPS_TO = {
    ClaimStatus.SUBMITTED: 0,
    ClaimStatus.IN_REVIEW: 1,
    ClaimStatus.ISSUED: 2,
    ClaimStatus.SERVED: 3,
    ClaimStatus.ANSWERED: 4,
    ClaimStatus.MEDIATION: 5,
    ClaimStatus.DECISION: 6,
}
