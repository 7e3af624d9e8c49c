"""Messages: who can read them, how long they may be, and what is carried across."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from hearings.rooms import queries, readings, talk
from hearings.rooms.enums import MessageKind, Room, Share, Voice
from hearings.rooms.inputs import CarryInput, CorrectionInput, SharingInput
from odr.clock import FixedClock
from odr.errors import Forbidden, IllegalMove, Invalid, NotFound
from odr.permissions import Role
from tests.factories import actor_of, make_account
from tests.hearings.rooms.houses import House, in_opening, in_rooms


def bodies(house: House, reader: object, room: Room) -> list[str]:
    view = readings.room_view(house.session, reader, house.claim.id, room, now=house.clock.now())  # type: ignore[arg-type] # readers are actors
    return [said.body for said in view.messages]


def test_both_sides_and_the_mediator_read_the_joint_room(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)

    house.say(house.claimant, Room.JOINT, "I want the roof mended.")

    for reader in (house.claimant, house.respondent, house.mediator):
        assert bodies(house, reader, Room.JOINT) == ["I want the roof mended."]


def test_a_private_room_is_closed_to_the_other_side(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    message = house.say(house.claimant, Room.CLAIMANT, "I would take 600.")

    assert bodies(house, house.claimant, Room.CLAIMANT) == ["I would take 600."]
    assert bodies(house, house.mediator, Room.CLAIMANT) == ["I would take 600."]
    with pytest.raises(NotFound):
        bodies(house, house.respondent, Room.CLAIMANT)
    with pytest.raises(NotFound):
        house.say(house.respondent, Room.CLAIMANT)
    with pytest.raises(NotFound):
        queries.message_for(session, house.respondent, message.id)


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER, Role.ADJUDICATOR, Role.MEDIATOR])
def test_other_officers_find_no_room(session: Session, clock: FixedClock, role: Role) -> None:
    house = in_rooms(session, clock)
    message = house.say(house.claimant, Room.JOINT)
    officer = actor_of(make_account(session, role))

    with pytest.raises(NotFound):
        bodies(house, officer, Room.JOINT)
    with pytest.raises(NotFound):
        queries.message_for(session, officer, message.id)


def test_numbers_are_counted_in_each_room_apart(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)

    numbers = [
        house.say(house.claimant, Room.JOINT).number,
        house.say(house.claimant, Room.CLAIMANT).number,
        house.say(house.respondent, Room.RESPONDENT).number,
        house.say(house.respondent, Room.JOINT).number,
    ]

    assert numbers == [1, 1, 1, 2]


def test_a_form_opened_in_one_room_cannot_be_sent_in_another(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    private = house.message(house.mediator, Room.CLAIMANT)

    with pytest.raises(IllegalMove, match="another room"):
        talk.post(session, house.mediator, house.claim.id, Room.JOINT, private, clock=clock)

    assert bodies(house, house.mediator, Room.JOINT) == []


def test_the_first_message_after_a_change_of_room_has_to_be_confirmed(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)

    with pytest.raises(Invalid) as refused:
        house.say(house.claimant, Room.CLAIMANT, confirmed=False)
    assert refused.value.field == "confirmed"
    house.say(house.claimant, Room.CLAIMANT)
    house.say(house.claimant, Room.CLAIMANT, confirmed=False)
    with pytest.raises(Invalid):
        house.say(house.claimant, Room.JOINT, confirmed=False)


@pytest.mark.parametrize("speaker", ["claimant", "respondent"])
def test_length_and_number_in_a_row_are_limited_for_both_sides_alike(
    session: Session, clock: FixedClock, speaker: str
) -> None:
    house = in_rooms(session, clock)
    actor = getattr(house, speaker)

    with pytest.raises(Invalid) as refused:
        house.say(actor, Room.JOINT, "x" * 1_501)
    assert refused.value.field == "body"
    for _message in range(3):
        house.say(actor, Room.JOINT, "x" * 1_500)
    with pytest.raises(IllegalMove, match="in a row"):
        house.say(actor, Room.JOINT)
    house.say(house.mediator, Room.JOINT)
    house.say(actor, Room.JOINT)


def test_parties_and_mediator_have_their_own_kinds_of_message(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)

    with pytest.raises(Forbidden):
        house.say(house.claimant, Room.JOINT, kind=MessageKind.DIRECTION)
    with pytest.raises(Forbidden):
        house.say(house.mediator, Room.JOINT, kind=MessageKind.MEDIATOR_NOTE)
    with pytest.raises(Forbidden):
        house.say(house.mediator, Room.NOTES)
    house.say(house.mediator, Room.NOTES, "Close to a deal.", kind=MessageKind.MEDIATOR_NOTE)

    assert bodies(house, house.mediator, Room.NOTES) == ["Close to a deal."]
    with pytest.raises(NotFound):
        bodies(house, house.claimant, Room.NOTES)


def test_an_answer_belongs_to_a_message_of_the_same_room(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    joint = house.say(house.mediator, Room.JOINT, kind=MessageKind.QUESTION)

    answer = house.say(house.claimant, Room.JOINT, kind=MessageKind.ANSWER, reply_to=joint.id)

    assert answer.reply_to == joint.id
    with pytest.raises(Invalid):
        house.say(house.claimant, Room.CLAIMANT, reply_to=joint.id)


def test_nothing_is_said_before_the_rooms_open(session: Session, clock: FixedClock) -> None:
    house = in_opening(session, clock)

    with pytest.raises(IllegalMove, match="not open yet"):
        house.say(house.claimant, Room.JOINT)


def test_a_message_is_put_right_within_five_minutes_by_its_author_alone(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    message = house.say(house.claimant, Room.JOINT, "I want 80.")
    other = CorrectionInput(body="I want 800.")

    with pytest.raises(Forbidden):
        talk.correct(session, house.respondent, message.id, other, clock=clock)
    clock.advance(timedelta(minutes=5))
    talk.correct(session, house.claimant, message.id, other, clock=clock)
    assert bodies(house, house.respondent, Room.JOINT) == ["I want 800."]
    clock.advance(timedelta(seconds=1))
    with pytest.raises(IllegalMove, match="no longer be changed"):
        talk.correct(session, house.claimant, message.id, other, clock=clock)


def test_nothing_of_a_private_message_is_carried_across_unless_its_author_allows_it(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    message = house.say(house.claimant, Room.CLAIMANT, "I would take 600.")
    to_joint = CarryInput(to=Room.JOINT, gist="There is room to move.")
    assert message.share is Share.NOTHING

    with pytest.raises(Forbidden, match="not allowed"):
        talk.carry_across(session, house.mediator, message.id, to_joint, clock=clock)

    assert bodies(house, house.respondent, Room.JOINT) == []


def test_the_gist_is_carried_in_the_mediators_words_and_the_rest_word_for_word(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    gist = house.say(house.claimant, Room.CLAIMANT, "I would take 600.", share=Share.GIST)
    words = house.say(house.claimant, Room.CLAIMANT, "I am sorry.", share=Share.NOTHING)
    allow = SharingInput(share=Share.WORD_FOR_WORD)
    talk.set_sharing(session, house.claimant, words.id, allow, clock=clock)

    with pytest.raises(Invalid):
        talk.carry_across(
            session, house.mediator, gist.id, CarryInput(to=Room.RESPONDENT), clock=clock
        )
    in_gist = CarryInput(to=Room.RESPONDENT, gist="They could move.")
    talk.carry_across(session, house.mediator, gist.id, in_gist, clock=clock)
    carried = talk.carry_across(
        session, house.mediator, words.id, CarryInput(to=Room.JOINT), clock=clock
    )

    assert bodies(house, house.respondent, Room.RESPONDENT) == ["They could move."]
    assert bodies(house, house.respondent, Room.JOINT) == ["I am sorry."]
    assert (carried.voice, carried.kind) == (Voice.MEDIATOR, MessageKind.SUMMARY)


def test_only_the_mediator_carries_and_only_out_of_a_private_room(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    private = house.say(house.claimant, Room.CLAIMANT, share=Share.WORD_FOR_WORD)
    joint = house.say(house.claimant, Room.JOINT)

    with pytest.raises(Forbidden):
        talk.carry_across(
            session, house.claimant, private.id, CarryInput(to=Room.JOINT), clock=clock
        )
    with pytest.raises(Forbidden):
        talk.carry_across(
            session, house.mediator, joint.id, CarryInput(to=Room.CLAIMANT), clock=clock
        )
    for room in (Room.CLAIMANT, Room.NOTES):
        with pytest.raises(Forbidden):
            talk.carry_across(session, house.mediator, private.id, CarryInput(to=room), clock=clock)


def test_sharing_is_the_authors_to_set_and_only_in_a_private_room(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    private = house.say(house.claimant, Room.CLAIMANT)
    joint = house.say(house.claimant, Room.JOINT, share=Share.GIST)
    allow = SharingInput(share=Share.GIST)

    with pytest.raises(Forbidden):
        talk.set_sharing(session, house.mediator, private.id, allow, clock=clock)
    with pytest.raises(Forbidden):
        talk.set_sharing(session, house.claimant, joint.id, allow, clock=clock)
    assert joint.share is Share.NOTHING
