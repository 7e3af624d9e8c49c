"""Takes a case into the rooms for tests, through the deeds the pages use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases.enums import ClaimStatus, Side
from cases.models import Claim
from hearings.rooms import agreements, mediation, queries, rota, talk
from hearings.rooms.enums import MediationStatus, MessageKind, Room, Share
from hearings.rooms.inputs import (
    DealInput,
    DeclarationInput,
    MessageInput,
    OfferInput,
    OpeningInput,
    SignInput,
)
from hearings.rooms.models import Agreement, Mediation, Message
from odr.clock import FixedClock
from odr.models import Account
from odr.money import Money
from odr.permissions import SYSTEM, Actor, Role
from tests.factories import actor_of, claimant_of, make_account, make_claim, respondent_of

DAY = timedelta(days=1)
PAY_DAY = date(2026, 5, 1)
NO_CONFLICT = DeclarationInput(conflict=False)
CONFLICT = DeclarationInput(conflict=True)
OPENING = OpeningInput(happened="The roof leaks.", matters="A dry room.")


def pounds(amount: int) -> Money:
    return Money(amount * 100, "GBP")


def an_offer(amount: int = 800, **changed: Any) -> OfferInput:
    return OfferInput.model_validate(
        {"amount": pounds(amount), "first_date": PAY_DAY, "terms": "", **changed}
    )


def a_deal(amount: int | Money = 800, **changed: Any) -> DealInput:
    money = pounds(amount) if isinstance(amount, int) else amount
    return DealInput.model_validate({"amount": money, "first_date": PAY_DAY, **changed})


@dataclass
class House:
    """One case with its people."""

    session: Session
    clock: FixedClock
    claim: Claim
    claimant: Actor
    respondent: Actor
    mediators: list[Account]

    @property
    def mediation(self) -> Mediation:
        found = queries.mediation_of(self.session, self.claim.id)
        assert found is not None
        return found

    @property
    def mediator(self) -> Actor:
        account = self.session.get_one(Account, self.mediation.mediator_id)
        return actor_of(account)

    def stage(self) -> MediationStatus:
        """Where the mediation stands now."""
        return self.mediation.status

    def actor(self, side: Side) -> Actor:
        return self.claimant if side is Side.CLAIMANT else self.respondent

    def message(
        self, actor: Actor, room: Room, body: str = "Hello.", **changed: Any
    ) -> MessageInput:
        given = {
            "kind": MessageKind.STATEMENT,
            "body": body,
            "share": Share.NOTHING,
            "room_token": talk.room_token(self.session, actor, self.mediation, room),
            "confirmed": True,
            **changed,
        }
        return MessageInput.model_validate(given)

    def say(self, actor: Actor, room: Room, body: str = "Hello.", **changed: Any) -> Message:
        given = self.message(actor, room, body, **changed)
        return talk.post(self.session, actor, self.claim.id, room, given, clock=self.clock)

    def sign(self, actor: Actor, agreement: Agreement, name: str = "A Person") -> Agreement:
        given = SignInput(name=name, agree=True, mark=agreements.mark_of(self.session, agreement))
        return agreements.sign_agreement(self.session, actor, agreement.id, given, clock=self.clock)


def make_house(
    session: Session,
    clock: FixedClock,
    status: ClaimStatus = ClaimStatus.ANSWERED,
    *,
    mediators: int = 3,
) -> House:
    """Return a case in which the sides can make offers, or one that was just referred."""
    claim = make_claim(session, status, clock=clock)
    session.flush()
    claim = case_queries.claim_for(session, SYSTEM, claim.id)
    accounts = [make_account(session, Role.MEDIATOR) for _each in range(mediators)]
    return House(session, clock, claim, claimant_of(claim), respondent_of(claim), accounts)


def in_mediation(session: Session, clock: FixedClock) -> House:
    """Return a case with a mediator who has not yet said whether they take it."""
    house = make_house(session, clock, ClaimStatus.MEDIATION)
    rota.appoint_mediator(session, house.claim.id, clock=clock)
    session.flush()
    return house


def in_opening(session: Session, clock: FixedClock) -> House:
    """Return a case whose mediator has taken it."""
    house = in_mediation(session, clock)
    rota.declare(session, house.mediator, house.claim.id, NO_CONFLICT, clock=clock)
    return house


def in_rooms(session: Session, clock: FixedClock) -> House:
    """Return a case whose rooms are open."""
    house = in_opening(session, clock)
    mediation.open_rooms(session, house.mediator, house.claim.id, clock=clock)
    session.flush()
    return house
