"""How the sides of a synthetic case bargain and mediate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cases import officers
from cases.enums import Side
from cases.sums import pack_of
from hearings.rooms import agreements, mediation, offers, proposals, rota, talk
from hearings.rooms import queries as rooms
from hearings.rooms.enums import MessageKind, Room, Share
from hearings.rooms.inputs import (
    CarryInput,
    CorrectionInput,
    DealInput,
    DeclarationInput,
    MessageInput,
    OfferInput,
    OpeningInput,
    SharingInput,
    SignInput,
)
from odr.money import Money
from odr.permissions import Actor, Role
from odr.play.filing import Case
from odr.play.stage import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def bargain(case: Case) -> Story:
    """Offer, counter, decline, withdraw, and in the end accept and sign."""
    first = case.deed(offers.make_offer, case.respondent, case.claim_id, an_offer(case, 4))
    yield 5 * HOUR
    if case.number % 3 == 0:
        case.deed(offers.decline_offer, case.claimant, first.id)
        second = case.deed(offers.make_offer, case.claimant, case.claim_id, an_offer(case, 1))
        yield 4 * HOUR
        case.deed(offers.withdraw_offer, case.claimant, second.id)
        yield HOUR
        first = case.deed(offers.make_offer, case.respondent, case.claim_id, an_offer(case, 3))
        yield 7 * HOUR
    counter = an_offer(case, 2, answers=first.id)
    made = case.deed(offers.make_offer, case.claimant, case.claim_id, counter)
    yield 9 * HOUR
    agreement = case.deed(offers.accept_offer, case.respondent, made.id)
    yield 2 * HOUR
    yield from sign(case, agreement.id)


def an_offer(case: Case, share: int, answers: UUID | None = None) -> OfferInput:
    """Write an offer over a share of the claim."""
    return OfferInput(answers=answers, **a_deal(case, share).model_dump())


def a_deal(case: Case, share: int) -> DealInput:
    """Write terms over a share of the claim, payable within three weeks."""

    def write(session: Session) -> DealInput:
        claim = case.claim(session)
        today = pack_of(claim).days.day_of(case.stage.clock.now())
        return DealInput(
            payer=Side.RESPONDENT,
            amount=Money(claim.claimed_minor // share, claim.currency),
            first_date=today + 21 * DAY,
            instalment=None,
            every=None,
            above_claim=False,
            terms=case.script.write("Both sides keep this to themselves."),
        )

    return case.look(write)


def sign(case: Case, agreement_id: UUID) -> Story:
    """Both sides read the agreement and sign it."""
    for actor, party in ((case.claimant, case.sides[0]), (case.respondent, case.sides[1])):
        mark = case.look(_mark, actor, agreement_id)
        given = SignInput(name=party.contact_name or party.name, agree=True, mark=mark)
        case.deed(agreements.sign_agreement, actor, agreement_id, given)
        yield 3 * HOUR


def _mark(session: Session, actor: Actor, agreement_id: UUID) -> str:
    agreement, _claim = rooms.agreement_for(session, actor, agreement_id)
    return agreements.mark_of(session, agreement)


def mediate(case: Case, *, agree: bool) -> Story:
    """Open the rooms, talk at different times, and answer the mediator's proposal."""
    yield 6 * HOUR
    if case.number % 9 == 4:
        case.deed(rota.declare, mediator_of(case), case.claim_id, DeclarationInput(conflict=True))
        yield 3 * HOUR
    neutral = mediator_of(case)
    case.deed(rota.declare, neutral, case.claim_id, DeclarationInput(conflict=False))
    for actor in (case.claimant, case.respondent):
        yield timedelta(hours=5 + case.chance.below(20))
        words = OpeningInput(
            happened=case.script.write("It went wrong early."),
            matters=case.script.write("To be done with it."),
        )
        case.deed(mediation.write_opening, actor, case.claim_id, words)
    yield from talk_it_over(case, neutral)
    if case.number % 4 == 1:
        case.deed(mediation.extend, neutral, case.claim_id)
    proposal = case.deed(proposals.propose, neutral, case.claim_id, a_deal(case, 2))
    yield 8 * HOUR
    case.deed(proposals.answer_proposal, case.claimant, proposal.id, True)
    yield 12 * HOUR
    case.deed(proposals.answer_proposal, case.respondent, proposal.id, agree)
    yield 2 * HOUR
    if not agree:
        yield DAY
        case.deed(mediation.declare_impasse, neutral, case.claim_id)
        return
    agreement = case.look(lambda session: rooms.agreement_to_sign(session, case.claim(session)))
    if agreement is None:
        raise LookupError(f"no agreement was drafted in case {case.number}")
    yield from sign(case, agreement.id)


def mediator_of(case: Case) -> Actor:
    """Return the mediator the case has now."""

    def found(session: Session) -> Actor:
        account = officers.officer_in(session, case.claim_id, Role.MEDIATOR)
        if account is None:
            raise LookupError(f"no mediator was appointed to case {case.number}")
        return case.cast.officers[str(account.id)]

    return case.look(found)


def talk_it_over(case: Case, neutral: Actor) -> Story:
    """Write in the joint room and in both private rooms."""
    yield HOUR
    say(case, neutral, Room.JOINT, "Welcome. Please say what matters most to you.")
    yield timedelta(hours=3)
    say(case, case.claimant, Room.JOINT, "I want the work done or my money back.")
    yield timedelta(hours=10)
    say(case, case.respondent, Room.JOINT, "I want to finish it, but I was not let in.")
    for actor, room, words in (
        (case.claimant, Room.CLAIMANT, "I could live with half, if it comes soon."),
        (case.respondent, Room.RESPONDENT, "I can pay half within a month."),
    ):
        yield timedelta(hours=4)
        said = say(case, actor, room, words, share=Share.GIST)
        case.deed(talk.correct, actor, said.id, CorrectionInput(body=case.script.write(words)))
        for number in range(case.script.more_messages):
            say(case, neutral, room, f"Please tell me more about point {number + 1}.")
            say(case, actor, room, f"There is more to say about point {number + 1}.")
        yield timedelta(hours=4)
        gist = CarryInput(to=Room.JOINT, gist=case.script.write("Both look for a middle way."))
        case.deed(talk.carry_across, neutral, said.id, gist)
        case.deed(talk.set_sharing, actor, said.id, SharingInput(share=Share.NOTHING))


def say(case: Case, actor: Actor, room: Room, words: str, *, share: Share = Share.NOTHING) -> Any:
    """Write one message into a room, knowing which room it is."""

    def post(session: Session, *, clock: Any) -> Any:
        held, _claim, _voice = rooms.mediation_for(session, actor, case.claim_id)
        given = MessageInput(
            kind=MessageKind.STATEMENT,
            body=case.script.write(words),
            share=share,
            room_token=talk.room_token(session, actor, held, room),
            confirmed=True,
        )
        return talk.post(session, actor, case.claim_id, room, given, clock=clock)

    return case.deed(post)
