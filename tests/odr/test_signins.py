"""Signing in and out: who gets in, for how long, and what a second factor changes."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from odr import accounts, signins
from odr.accounts import NewAccount
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from odr.errors import NotFound
from odr.permissions import VISITOR, Actor, Role
from odr.second_factors import enrol_without_app, next_code
from odr.security import code_for, step_at
from odr.signins import Stage
from tests.odr.people import (
    JANET,
    NEW_PASSWORD,
    PASSWORD,
    deeds,
    hashed,
    mails,
    make_account,
    make_officer,
    open_for,
    tools,
)


@pytest.fixture
def sessions(sessions: sessionmaker[Session], entropy: SeededEntropy) -> sessionmaker[Session]:
    sessions.configure(info=tools(entropy))
    return sessions


def test_no_one_gets_in_with_a_wrong_password_or_without_an_open_account(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    account = make_account(session, clock)
    tries = [(JANET.email, "wrong"), ("nobody@web.test", PASSWORD), ("no address", PASSWORD)]
    found = [signins.prove_password(sessions, email, word) for email, word in tries]
    account.disabled_at = clock.now()
    session.flush()
    found.append(signins.prove_password(sessions, JANET.email, PASSWORD))
    account.disabled_at, account.email_confirmed_at = None, None
    session.flush()
    found.append(signins.prove_password(sessions, JANET.email, PASSWORD))

    assert found == [None] * 5


def test_a_right_password_opens_a_sign_in(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    account = make_account(session, clock)
    proof = signins.prove_password(sessions, JANET.email, PASSWORD)
    assert proof is not None
    opened = signins.sign_in(session, proof, clock=clock, device="Firefox / Linux")
    assert opened is not None
    session.flush()

    actor = signins.actor_of(session, opened.token, clock=clock)
    assert actor == Actor(Role.CITIZEN, account_id=account.id, name="Janet Doe")
    assert deeds(session, account) == ["account_opened", "signed_in"]


def test_a_proof_is_worth_nothing_once_the_password_has_changed(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    account = make_account(session, clock)
    proof = signins.prove_password(sessions, JANET.email, PASSWORD)
    assert proof is not None
    account.password_hash = hashed(session, NEW_PASSWORD)

    assert signins.sign_in(session, proof, clock=clock) is None


def test_a_device_not_seen_before_is_told_to_the_owner(session: Session, clock: FixedClock) -> None:
    account = make_account(session, clock)
    for device in ("Firefox / Linux", "Firefox / Linux", "Safari / iPhone"):
        open_for(session, account, clock, device)

    [mail] = mails(session)
    assert mail.subject == "Your account was opened on a new device"
    assert "Safari / iPhone" in mail.text


@pytest.mark.parametrize(
    ("role", "idle"), [(Role.CITIZEN, 30), (Role.CLERK, 15), (Role.ADJUDICATOR, 15)]
)
def test_a_sign_in_left_idle_ends(
    session: Session, clock: FixedClock, role: Role, idle: int
) -> None:
    account = make_account(session, clock)
    account.role = role
    opened = signins.open_sign_in(session, account, clock=clock, second_factor=True)
    session.flush()

    clock.advance(timedelta(minutes=idle, seconds=-1))
    assert signins.actor_of(session, opened.token, clock=clock) is not None
    clock.advance(timedelta(seconds=1))
    assert signins.actor_of(session, opened.token, clock=clock) is None


def test_a_sign_in_in_use_lasts_twelve_hours_and_no_longer(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    account = make_account(session, clock)
    opened = open_for(session, account, clock)
    session.commit()
    start = clock.now()
    while signins.actor_of(session, opened.token, clock=clock) is not None:
        signins.touch(sessions, opened.sign_in.id, at=clock.now())
        session.expire_all()
        clock.advance(timedelta(minutes=20))

    assert clock.now() - start == timedelta(hours=12)


def test_a_disabled_account_is_out_at_once(session: Session, clock: FixedClock) -> None:
    account = make_account(session, clock)
    opened = open_for(session, account, clock)
    account.disabled_at = clock.now()
    session.flush()

    assert signins.actor_of(session, opened.token, clock=clock) is None


def test_signing_out_ends_this_sign_in_only(session: Session, clock: FixedClock) -> None:
    account = make_account(session, clock)
    here, there = open_for(session, account, clock), open_for(session, account, clock)

    signins.sign_out(session, here.token, clock=clock)
    session.flush()
    signins.sign_out(session, here.token, clock=clock)

    assert signins.actor_of(session, here.token, clock=clock) is None
    assert signins.actor_of(session, there.token, clock=clock) is not None
    assert deeds(session, account)[-1] == "signed_out"


def test_signing_out_everywhere_may_leave_the_present_sign_in(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)
    kept, *others = [open_for(session, account, clock) for _device in range(3)]
    actor = accounts.as_actor(account)

    ended = signins.sign_out_everywhere(session, actor, clock=clock, keep=kept.sign_in.id)
    session.flush()

    assert ended == 2
    assert [row.id for row in signins.sign_ins_of(session, actor, clock=clock)] == [kept.sign_in.id]
    assert all(signins.actor_of(session, other.token, clock=clock) is None for other in others)
    with pytest.raises(NotFound):
        signins.sign_out_everywhere(session, VISITOR, clock=clock)


def test_only_ones_own_sign_ins_can_be_ended(session: Session, clock: FixedClock) -> None:
    mine = make_account(session, clock)
    theirs = make_account(session, clock, NewAccount("Ben", "ben@web.test"))
    opened = open_for(session, theirs, clock)

    with pytest.raises(NotFound):
        signins.end_sign_in(session, accounts.as_actor(mine), opened.sign_in.id, clock=clock)
    signins.end_sign_in(session, accounts.as_actor(theirs), opened.sign_in.id, clock=clock)
    session.flush()

    assert signins.actor_of(session, opened.token, clock=clock) is None


def test_an_officer_without_a_second_factor_may_only_set_one_up(
    session: Session, clock: FixedClock
) -> None:
    account = make_officer(session, clock)
    opened = open_for(session, account, clock)

    standing = signins.standing(session, opened.token, clock=clock)

    assert standing is not None
    assert standing.stage is Stage.SET_UP_OWED
    assert signins.actor_of(session, opened.token, clock=clock) is None


def test_the_first_code_sets_the_second_factor_up_and_changes_the_token(
    session: Session, clock: FixedClock
) -> None:
    account = make_officer(session, clock)
    opened = open_for(session, account, clock)
    shown = signins.start_totp(session, opened.token, clock=clock)
    again = signins.start_totp(session, opened.token, clock=clock)
    code = app_code(shown.key, clock)

    assert shown == again
    assert signins.confirm_totp(session, opened.token, "000000", clock=clock) is None
    confirmed = signins.confirm_totp(session, opened.token, code, clock=clock)
    assert confirmed is not None
    session.flush()

    assert signins.actor_of(session, opened.token, clock=clock) is None
    assert signins.actor_of(session, confirmed.token, clock=clock) == accounts.as_actor(account)
    assert deeds(session, account)[-1] == "second_factor_set_up"
    assert mails(session)[-1].subject == "Your sign-in details were changed"
    assert shown.key.replace(" ", "") not in str(account.totp_secret)


def app_code(key: str, clock: FixedClock) -> str:
    """What the app of the person shows after scanning."""
    from_key = base64.b32decode(key.replace(" ", ""))
    return code_for(from_key, step_at(clock.now()))


def test_with_a_second_factor_nothing_opens_before_the_code(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)
    enrol_without_app(session, account, clock=clock)
    opened = open_for(session, account, clock)
    code = str(next_code(session, account, clock=clock))

    assert signins.actor_of(session, opened.token, clock=clock) is None
    assert signins.second_factor(session, opened.token, "12345", clock=clock) is None
    proven = signins.second_factor(session, opened.token, code, clock=clock)
    assert proven is not None
    session.flush()

    assert signins.actor_of(session, opened.token, clock=clock) is None
    assert signins.actor_of(session, proven.token, clock=clock) is not None
    assert signins.second_factor(session, proven.token, code, clock=clock) is None
    assert deeds(session, account)[-1] == "second_factor_given"


def test_the_page_for_the_code_waits_ten_minutes(session: Session, clock: FixedClock) -> None:
    account = make_account(session, clock)
    enrol_without_app(session, account, clock=clock)
    opened = open_for(session, account, clock)

    clock.advance(timedelta(minutes=10))

    code = str(next_code(session, account, clock=clock))
    assert signins.second_factor(session, opened.token, code, clock=clock) is None


def test_stepping_up_lasts_five_minutes(session: Session, clock: FixedClock) -> None:
    account = make_officer(session, clock, Role.ADJUDICATOR)
    enrol_without_app(session, account, clock=clock)
    opened = signins.open_sign_in(session, account, clock=clock, second_factor=True)
    clock.advance(timedelta(minutes=10))
    session.flush()
    code = str(next_code(session, account, clock=clock))

    before = signins.standing(session, opened.token, clock=clock)
    stepped = signins.step_up(session, opened.token, code, clock=clock)

    assert before is not None
    assert stepped is not None
    session.flush()
    standing = signins.standing(session, stepped.token, clock=clock)
    assert standing is not None
    clock.advance(timedelta(minutes=4, seconds=59))
    assert standing.stepped_up(clock=clock)
    clock.advance(timedelta(seconds=1))
    assert not standing.stepped_up(clock=clock)
    assert deeds(session, account)[-1] == "stepped_up"


def test_without_a_second_factor_no_code_is_right(session: Session, clock: FixedClock) -> None:
    account = make_account(session, clock)
    opened = open_for(session, account, clock)

    assert next_code(session, account, clock=clock) is None
    assert signins.step_up(session, opened.token, "000000", clock=clock) is None


def test_the_code_shown_next_is_never_one_already_used(session: Session, clock: FixedClock) -> None:
    account = make_account(session, clock)
    enrol_without_app(session, account, clock=clock)
    opened = open_for(session, account, clock)
    for _time in range(2):
        code = str(next_code(session, account, clock=clock))
        proven = signins.second_factor(session, opened.token, code, clock=clock)
        assert proven is not None
        session.flush()
        opened = proven
