"""How the sides of a synthetic case bargain and mediate."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from cases import officers
from cases.enums import Side
from cases.sums import pack_of
from documents.uploads import receive
from hearings.rooms import agreements, attachments, mediation, offers, proposals, rota, talk
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
from hearings.rooms.models import Agreement, Message
from odr.clock import Clock
from odr.money import Money
from odr.permissions import Actor, Role
from odr.play.filing import Case, File
from odr.play.stage import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORD_FOR_WORD = Share.WORD_FOR_WORD


def bargain(case: Case) -> Story:
    """Offer, counter, decline, withdraw, accept, think again, and in the end sign."""
    agreement = yield from haggle(case)
    if case.number % 3 == 0:
        agreement = yield from think_again(case, agreement)
    yield from sign(case, agreement.id)


def think_again(case: Case, agreement: Agreement) -> Generator[timedelta, None, Agreement]:
    """The respondent refuses to sign after all, and offers the same once more."""
    case.deed(agreements.refuse_agreement, case.respondent, agreement.id)
    yield 3 * HOUR
    made = case.deed(
        offers.make_offer, case.respondent, case.claim_id, an_offer(case, 2, agreed=True)
    )
    yield 5 * HOUR
    return case.deed(offers.accept_offer, case.claimant, made.id)


def offer_in_vain(case: Case) -> Story:
    """The claimant offers to take less, and nobody says anything."""
    case.deed(offers.make_offer, case.claimant, case.claim_id, an_offer(case, 1))
    yield HOUR


def leave_unsigned(case: Case) -> Story:
    """An offer is accepted, and then nobody signs until the time for it is over."""
    made = case.deed(offers.make_offer, case.claimant, case.claim_id, an_offer(case, 2))
    yield 6 * HOUR
    agreement = case.deed(offers.accept_offer, case.respondent, made.id)
    yield agreement.sign_by - case.stage.clock.now() + 2 * DAY


def haggle(case: Case) -> Generator[timedelta, None, Agreement]:
    """Go from offer to offer until one is accepted."""
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
    counter = an_offer(case, 2, answers=first.id, agreed=True)
    made = case.deed(offers.make_offer, case.claimant, case.claim_id, counter)
    yield 9 * HOUR
    agreement = case.deed(offers.accept_offer, case.respondent, made.id)
    yield 2 * HOUR
    return agreement


def an_offer(
    case: Case, share: int, answers: UUID | None = None, *, agreed: bool = False
) -> OfferInput:
    """Write an offer over a share of the claim."""
    return OfferInput(answers=answers, **a_deal(case, share, agreed=agreed).model_dump())


def a_deal(case: Case, share: int, *, agreed: bool) -> DealInput:
    """Write terms over a share of the claim, payable within three weeks."""
    script = case.script
    write = script.agree if agreed else script.write

    def deal(session: Session) -> DealInput:
        claim = case.claim(session)
        today = pack_of(claim).days.day_of(case.stage.clock.now())
        return DealInput(
            payer=Side.RESPONDENT,
            amount=Money(script.amount(claim.claimed_minor // share), claim.currency),
            first_date=today + 21 * DAY,
            instalment=None,
            every=None,
            above_claim=False,
            terms=write("Both sides keep this to themselves."),
        )

    return case.look(deal)


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
    neutral = yield from open_rooms(case)
    yield from talk_it_over(case, neutral)
    if not agree:
        yield from show_the_court(case)
    if case.number % 4 == 1:
        case.deed(mediation.extend, neutral, case.claim_id)
    deal = a_deal(case, 2, agreed=agree)
    proposal = case.deed(proposals.propose, neutral, case.claim_id, deal)
    yield 8 * HOUR
    case.deed(proposals.answer_proposal, case.claimant, proposal.id, True)
    yield 12 * HOUR
    case.deed(proposals.answer_proposal, case.respondent, proposal.id, agree)
    yield 2 * HOUR
    if agree:
        yield from sign(case, agreement_to_sign(case).id)
        return
    yield DAY
    case.deed(mediation.declare_impasse, neutral, case.claim_id)


def open_rooms(case: Case) -> Generator[timedelta, None, Actor]:
    """A mediator takes the case, and both sides write their opening words."""
    yield 6 * HOUR
    if case.number % 9 == 3:
        case.deed(rota.declare, mediator_of(case), case.claim_id, DeclarationInput(conflict=True))
        yield 3 * HOUR
    neutral = mediator_of(case)
    case.deed(rota.declare, neutral, case.claim_id, DeclarationInput(conflict=False))
    for actor in (case.claimant, case.respondent):
        yield timedelta(hours=5 + case.chance.below(20))
        write = case.script.write
        words = OpeningInput(
            happened=write("It went wrong early."),
            matters=write("To be done with it."),
            would_do=write("I would meet them half way."),
            cannot=write("I cannot pay it all at once."),
            safety=write("There is nothing to fear."),
        )
        case.deed(mediation.write_opening, actor, case.claim_id, words)
    return neutral


def agreement_to_sign(case: Case) -> Agreement:
    """Return the agreement that waits for signatures."""
    found = case.look(lambda session: rooms.agreement_to_sign(session, case.claim(session)))
    if found is None:
        raise LookupError(f"no agreement was drafted in case {case.number}")
    return found


def mediator_of(case: Case) -> Actor:
    """Return the mediator the case has now."""

    def found(session: Session) -> Actor:
        account = officers.officer_in(session, case.claim_id, Role.MEDIATOR)
        if account is None:
            raise LookupError(f"no mediator was appointed to case {case.number}")
        return case.cast.officers[str(account.id)]

    return case.look(found)


def talk_it_over(case: Case, neutral: Actor) -> Story:
    """Write in the joint room, in both private rooms and in the mediator's notes."""
    attach = case.script.attach
    yield HOUR
    say(case, neutral, Room.JOINT, "Welcome. Please say what matters most to you.")
    yield timedelta(hours=3)
    say(case, case.claimant, Room.JOINT, "I want the work done or my money back.")
    yield timedelta(hours=60 if case.number % 4 == 2 else 10)  # some must be reminded
    words = "I want to finish it, but I was not let in."
    say(case, case.respondent, Room.JOINT, words, attach(words))
    for actor, room, words in (
        (case.claimant, Room.CLAIMANT, "I could live with half, if it comes soon."),
        (case.respondent, Room.RESPONDENT, "I can pay half within a month."),
    ):
        yield timedelta(hours=4)
        said = say(case, actor, room, words, attach(words), share=Share.GIST)
        right = CorrectionInput(body=case.script.write(words))
        case.deed(talk.correct, actor, said.id, right)
        for number in range(case.script.more_messages):
            say(case, neutral, room, f"Please tell me more about point {number + 1}.")
            say(case, actor, room, f"There is more to say about point {number + 1}.")
        note = "They are closer than they think."
        say(case, neutral, Room.NOTES, note, attach(note))
        yield timedelta(hours=4)
        gist = CarryInput(to=Room.JOINT, gist=case.script.write("Both look for a middle way."))
        case.deed(talk.carry_across, neutral, said.id, gist)
        case.deed(talk.set_sharing, actor, said.id, SharingInput(share=Share.NOTHING))
    say(case, neutral, Room.RESPONDENT, "Would paying in two parts help?")
    told = say(case, case.claimant, Room.CLAIMANT, "Two parts would do.", share=WORD_FOR_WORD)
    case.deed(talk.carry_across, neutral, told.id, CarryInput(to=Room.RESPONDENT))


def show_the_court(case: Case) -> Story:
    """The claimant puts a file of the private room before the court as well."""
    files = [("receipt.txt", b"Paid in two parts.\n")]
    said = say(case, case.claimant, Room.CLAIMANT, "Here is the receipt.", files)

    def exhibit(session: Session, *, clock: Clock) -> None:
        (sent,) = attachments.attachments_of(session, [said])[said.id]
        attachments.file_as_exhibit(session, case.claimant, sent.id, "The receipt", clock=clock)

    case.deed(exhibit)
    yield HOUR


def say(
    case: Case,
    actor: Actor,
    room: Room,
    words: str,
    files: Sequence[File] = (),
    *,
    share: Share = Share.NOTHING,
) -> Message:
    """Write one message into a room, knowing which room it is."""

    def post(session: Session, *, clock: Clock) -> Message:
        held, _claim, _voice = rooms.mediation_for(session, actor, case.claim_id)
        given = MessageInput(
            kind=MessageKind.MEDIATOR_NOTE if room is Room.NOTES else MessageKind.STATEMENT,
            body=case.script.write(words),
            share=share,
            room_token=talk.room_token(session, actor, held, room),
            confirmed=True,
        )
        received = [receive([content], name) for name, content in files]
        return talk.post(session, actor, case.claim_id, room, given, received, clock=clock)

    return case.deed(post)
