"""How often something may be tried, and when it may be tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from odr import jobs
from odr.clock import FixedClock
from odr.db import make_sessions
from odr.entropy import SeededEntropy
from odr.errors import TooMany
from odr.models import RateCounter
from odr.rates import (
    FORGET,
    Limit,
    count,
    count_apart,
    forget_tries,
    forgive,
    tries_left,
    tries_to_forget,
)
from tests.databases import Database

CASE = "000MC123"


def try_code(session: Session, clock: FixedClock, times: int = 1) -> None:
    for _time in range(times):
        count(session, Limit.NOTICE_CODE, CASE, clock=clock)


def refused_for(session: Session, clock: FixedClock, limit: Limit, key: str) -> int:
    with pytest.raises(TooMany) as refusal, session.begin_nested():
        count(session, limit, key, clock=clock)
    return refusal.value.retry_after


def test_the_sixth_code_in_fifteen_minutes_is_refused(session: Session, clock: FixedClock) -> None:
    try_code(session, clock, times=5)

    assert refused_for(session, clock, Limit.NOTICE_CODE, CASE) == 15 * 60


def test_after_the_pause_it_works_again(session: Session, clock: FixedClock) -> None:
    try_code(session, clock, times=5)
    clock.advance(timedelta(minutes=14, seconds=59))
    wait = refused_for(session, clock, Limit.NOTICE_CODE, CASE)

    clock.advance(timedelta(seconds=wait))

    try_code(session, clock, times=5)


def test_the_limit_cannot_be_doubled_around_a_full_quarter_of_an_hour(
    session: Session, clock: FixedClock
) -> None:
    clock.advance(timedelta(minutes=14))
    try_code(session, clock, times=5)
    clock.advance(timedelta(minutes=2))

    assert refused_for(session, clock, Limit.NOTICE_CODE, CASE) == 13 * 60


def test_what_is_refused_does_not_make_the_pause_longer(
    session: Session, clock: FixedClock
) -> None:
    try_code(session, clock, times=5)
    for _time in range(20):
        refused_for(session, clock, Limit.NOTICE_CODE, CASE)
    clock.advance(timedelta(minutes=15))

    try_code(session, clock)


def test_each_key_and_each_limit_is_counted_for_itself(session: Session, clock: FixedClock) -> None:
    try_code(session, clock, times=5)

    count(session, Limit.NOTICE_CODE, "another case", clock=clock)
    count(session, Limit.SIGN_IN, CASE, clock=clock)
    count(session, Limit.SIGN_IN_ADDRESS, CASE, clock=clock)

    assert tries_left(session, Limit.SIGN_IN, CASE, clock=clock) == 9


def test_the_second_factor_keeps_within_the_hour_and_the_day_too(
    session: Session, clock: FixedClock
) -> None:
    taken = 0
    start = clock.now()
    while clock.now() - start < timedelta(hours=1):
        for _time in range(5):
            try:
                with session.begin_nested():
                    count(session, Limit.SECOND_FACTOR, "me", clock=clock)
            except TooMany:
                continue
            taken += 1
        clock.advance(timedelta(minutes=5))

    assert taken == 20


def test_the_sentence_says_how_long_to_wait(session: Session, clock: FixedClock) -> None:
    try_code(session, clock, times=5)

    with pytest.raises(TooMany, match="try again in 15 minutes"):
        count(session, Limit.NOTICE_CODE, CASE, clock=clock)


def test_a_right_try_is_taken_back(session: Session, clock: FixedClock) -> None:
    for _time in range(30):
        try_code(session, clock)
        forgive(session, Limit.NOTICE_CODE, CASE, clock=clock)

    assert tries_left(session, Limit.NOTICE_CODE, CASE, clock=clock) == 5


def test_spelling_does_not_give_more_tries(session: Session, clock: FixedClock) -> None:
    try_code(session, clock, times=5)

    assert refused_for(session, clock, Limit.NOTICE_CODE, f" {CASE.lower()} ") == 15 * 60


def test_the_counter_does_not_say_who_tried(session: Session, clock: FixedClock) -> None:
    count(session, Limit.SIGN_IN, "janet@web.test", clock=clock)

    kept = session.scalar(select(RateCounter.key))

    assert kept is not None
    assert "janet" not in kept


def test_a_try_counted_apart_stays_when_the_request_fails(
    sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    tries = ((Limit.NOTICE_CODE, CASE), (Limit.NOTICE_CODE_ADDRESS, "192.0.2.7"))
    for _time in range(5):
        count_apart(sessions, *tries, clock=clock)
        with sessions() as failing:
            failing.rollback()

    with pytest.raises(TooMany):
        count_apart(sessions, *tries, clock=clock)
    with sessions() as session:
        left = tries_left(session, Limit.NOTICE_CODE_ADDRESS, "192.0.2.7", clock=clock)
    assert left == 5


def test_a_thousand_addresses_together_get_no_more_tries_at_one_case(
    fresh_database: Database, clock: FixedClock
) -> None:
    sessions = make_sessions(fresh_database.engine, SeededEntropy("guessers"))
    taken = 0
    for number in range(40):
        try:
            count_apart(
                sessions,
                (Limit.NOTICE_CODE, CASE),
                (Limit.NOTICE_CODE_ADDRESS, f"192.0.2.{number}"),
                clock=clock,
            )
        except TooMany:
            continue
        taken += 1

    assert taken == 5


def test_old_counts_are_forgotten(session: Session, clock: FixedClock) -> None:
    try_code(session, clock)
    assert list(tries_to_forget(session, clock=clock)) == []
    clock.advance(timedelta(days=3))
    count(session, Limit.SIGN_IN, "somebody", clock=clock)

    [(name, args)] = tries_to_forget(session, clock=clock)
    forget_tries(session, clock=clock, **args)

    assert (name, jobs.WORKS[name]) == (FORGET, forget_tries)
    kept = [key.split(":")[0] for key in session.scalars(select(RateCounter.key))]
    assert kept == ["sign_in"]
