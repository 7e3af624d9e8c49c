"""What happens by itself: sweeps find what is due and not done, jobs do one thing each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import hearings.rooms.jobs as room_jobs
from cases.enums import ClaimStatus, Side
from documents.storage import storage_of
from hearings.rooms import offers, proposals
from hearings.rooms.enums import MediationStatus, OfferStatus, ProposalStatus, Room
from odr import jobs
from odr.clock import FixedClock
from odr.models import Job, OutgoingMail
from tests.hearings.rooms.houses import (
    DAY,
    a_deal,
    an_offer,
    in_mediation,
    in_opening,
    in_rooms,
    make_house,
)

SWEEPS = sorted(name for name in jobs.SWEEPS if name.startswith("rooms."))


def found(session: Session, clock: FixedClock) -> Counter[str]:
    session.flush()
    return Counter(
        work for name in SWEEPS for work, _args in jobs.SWEEPS[name](session, clock=clock)
    )


def do_all(session: Session, clock: FixedClock) -> None:
    session.flush()
    for name in SWEEPS:
        for work, args in list(jobs.SWEEPS[name](session, clock=clock)):
            plain = {
                key: value if isinstance(value, int) else str(value) for key, value in args.items()
            }
            jobs.WORKS[work](session, clock=clock, **plain)
            session.flush()


def test_nothing_is_due_in_a_young_room(session: Session, clock: FixedClock) -> None:
    in_rooms(session, clock)

    assert found(session, clock) == Counter()


def test_a_referral_names_a_mediator_and_tells_them(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    house = make_house(session, clock, ClaimStatus.MEDIATION)
    session.commit()

    jobs.work_off(sessions, clock)

    session.expire_all()
    sent = set(session.scalars(select(OutgoingMail.recipient)))
    assert house.stage() is MediationStatus.APPOINTED
    assert {account.email for account in house.mediators} & sent != set()


@pytest.mark.parametrize("job", sorted(name for name in jobs.WORKS if name.startswith("rooms.")))
def test_every_job_of_the_rooms_is_ours(job: str) -> None:
    assert jobs.WORKS[job].__module__ == room_jobs.__name__


def test_offers_proposals_and_agreements_lapse_by_themselves(
    session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    offer = offers.make_offer(
        session, house.claimant, house.claim.id, an_offer(days=1), clock=clock
    )
    proposal = proposals.propose(session, house.mediator, house.claim.id, a_deal(), clock=clock)
    clock.advance(timedelta(days=5))

    assert found(session, clock) == Counter(
        {"rooms.lapse_offer": 1, "rooms.lapse_proposal": 1, "rooms.remind_side": 2}
    )
    do_all(session, clock)
    assert (offer.status, proposal.status) == (OfferStatus.LAPSED, ProposalStatus.NOT_AGREED)


def test_an_unsigned_agreement_lapses_by_itself(session: Session, clock: FixedClock) -> None:
    house = make_house(session, clock)
    offer = offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    agreement = offers.accept_offer(session, house.respondent, offer.id, clock=clock)
    clock.set(agreement.sign_by)

    do_all(session, clock)

    assert found(session, clock) == Counter()
    assert agreement.ended_at == clock.now()


def test_rooms_open_remind_and_end_by_themselves(session: Session, clock: FixedClock) -> None:
    house = in_opening(session, clock)
    clock.set(house.mediation.ends_at)
    do_all(session, clock)
    assert house.stage() is MediationStatus.ROOM

    reminders = []
    for _day in range(7):
        clock.advance(DAY)
        reminders.append(found(session, clock)["rooms.remind_side"])
        do_all(session, clock)

    assert reminders == [0, 2, 0, 2, 0, 0, 0]
    assert house.stage() is MediationStatus.IMPASSE
    assert found(session, clock) == Counter()


def test_a_silent_mediator_is_replaced_by_itself(session: Session, clock: FixedClock) -> None:
    house = in_mediation(session, clock)
    first = house.mediator
    clock.set(house.mediation.ends_at)

    do_all(session, clock)
    do_all(session, clock)

    assert house.stage() is MediationStatus.APPOINTED
    assert house.mediator != first


def test_notices_read_the_same_whatever_happened(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    house.say(house.claimant, Room.JOINT, "The tiles are broken.")
    offers.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    for _time in range(2):
        for side in Side:
            room_jobs.tell_side(session, clock=clock, claim_id=str(house.claim.id), side=side.value)
    room_jobs.tell_mediator(session, clock=clock, claim_id=str(house.claim.id))
    session.flush()

    told = list(
        session.execute(
            select(OutgoingMail.subject, OutgoingMail.text, OutgoingMail.about).where(
                OutgoingMail.subject == "Something new in your case"
            )
        )
    )
    assert len(told) == 5
    assert len({tuple(row) for row in told}) == 1
    assert told[0].about is None


def test_a_mediation_without_mediator_is_told_to_nobody(
    session: Session, clock: FixedClock
) -> None:
    house = make_house(session, clock)

    room_jobs.tell_mediator(session, clock=clock, claim_id=str(house.claim.id))

    assert house.claim.status is ClaimStatus.ANSWERED


def test_a_burst_of_messages_is_one_notice(session: Session, clock: FixedClock) -> None:
    house = in_rooms(session, clock)
    for _message in range(3):
        house.say(house.mediator, Room.JOINT)
    session.flush()

    waiting = list(
        session.scalars(
            select(Job.key).where(Job.name == "rooms.tell_side", Job.state == "waiting")
        )
    )
    assert sorted(str(key) for key in waiting) == sorted(
        f"rooms.tell_side:{house.claim.id}:{side.value}" for side in Side
    )


def test_sealed_bytes_no_message_names_are_cleared_after_a_day(
    session: Session, clock: FixedClock
) -> None:
    storage = storage_of(session)
    storage.put("rooms/left-behind", b"sealed")
    storage.put("elsewhere/kept", b"other")
    clock.set(storage.head("rooms/left-behind").changed_at + DAY + timedelta(minutes=1))

    do_all(session, clock)

    assert [one.key for one in storage.list()] == ["elsewhere/kept"]
