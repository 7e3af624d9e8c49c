"""Opening accounts, confirming addresses and choosing new passwords."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from odr import accounts, signins
from odr.accounts import AccountEntry, NewAccount, Purpose
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from odr.errors import Forbidden, Gone, Invalid
from odr.models import Account, LedgerEntry, OneTimeLink, SignIn
from odr.permissions import SYSTEM, Actor, Role
from tests.odr.people import (
    JANET,
    NEW_PASSWORD,
    PASSWORD,
    deeds,
    hashed,
    link_in_last_mail,
    mails,
    make_account,
    open_for,
    tools,
)


@pytest.fixture
def sessions(sessions: sessionmaker[Session], entropy: SeededEntropy) -> sessionmaker[Session]:
    sessions.configure(info=tools(entropy))
    return sessions


def test_signing_up_sends_a_link_and_the_password_is_chosen_behind_it(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    accounts.sign_up(session, NewAccount("Janet Doe", " Janet@Web.test "), clock=clock)
    path, token = link_in_last_mail(session)
    kept = accounts.prepare_password(sessions, token, Purpose.CONFIRM, PASSWORD, clock=clock)
    account = accounts.confirm_email(session, token, kept, clock=clock)
    session.flush()

    assert path == "/confirm-email"
    assert (account.email, account.name) == ("janet@web.test", "Janet Doe")
    assert (account.role, account.email_confirmed_at) == (Role.CITIZEN, clock.now())
    assert signins.prove_password(sessions, "JANET@web.test", PASSWORD) is not None
    assert deeds(session, account) == ["account_asked_for", "email_confirmed"]


def test_an_address_that_is_known_gets_another_letter_and_nothing_else(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)
    before = deeds(session, account)

    accounts.sign_up(session, NewAccount("Mallory", JANET.email), clock=clock)

    session.flush()
    assert [mail.subject for mail in mails(session)] == ["You have an account already"]
    assert (account.name, deeds(session, account)) == ("Janet Doe", before)


def test_asking_again_before_confirming_makes_the_first_link_worthless(
    session: Session, clock: FixedClock
) -> None:
    accounts.sign_up(session, JANET, clock=clock)
    _path, first = link_in_last_mail(session)
    clock.advance(timedelta(seconds=1))
    accounts.sign_up(session, JANET, clock=clock)
    _path, second = link_in_last_mail(session)

    with pytest.raises(Gone):
        accounts.owner_of_link(session, first, Purpose.CONFIRM, clock=clock)
    owner = accounts.owner_of_link(session, second, Purpose.CONFIRM, clock=clock)
    assert owner.email == JANET.email
    assert session.scalar(select(func.count()).select_from(Account)) == 1


@pytest.mark.parametrize(
    "typed", ["", "janet", "janet@", "@web.test", "a b@web.test", "x" * 300 + "@web.test"]
)
def test_what_is_no_e_mail_address_is_refused(
    session: Session, clock: FixedClock, typed: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        accounts.sign_up(session, NewAccount("Janet", typed), clock=clock)

    assert refusal.value.field == "email"
    assert mails(session) == []


@pytest.mark.parametrize(
    ("purpose", "life"),
    [(Purpose.CONFIRM, timedelta(hours=24)), (Purpose.RESET, timedelta(minutes=30))],
)
def test_a_link_works_once_and_for_its_time_only(
    session: Session, clock: FixedClock, purpose: Purpose, life: timedelta
) -> None:
    if purpose is Purpose.CONFIRM:
        accounts.sign_up(session, JANET, clock=clock)
        use = accounts.confirm_email
    else:
        make_account(session, clock)
        accounts.ask_reset(session, JANET.email, clock=clock)
        use = accounts.reset_password
    _path, token = link_in_last_mail(session)
    made = clock.now()

    clock.set(made + life)
    with pytest.raises(Gone):
        use(session, token, hashed(session), clock=clock)
    clock.set(made + life - timedelta(seconds=1))
    use(session, token, hashed(session), clock=clock)
    with pytest.raises(Gone):
        use(session, token, hashed(session), clock=clock)


def test_a_link_for_one_purpose_does_not_serve_another(session: Session, clock: FixedClock) -> None:
    make_account(session, clock)
    accounts.ask_reset(session, JANET.email, clock=clock)
    _path, token = link_in_last_mail(session)

    with pytest.raises(Gone):
        accounts.confirm_email(session, token, hashed(session), clock=clock)


def test_the_database_keeps_no_link_and_no_token_as_it_was_given(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)
    accounts.ask_reset(session, JANET.email, clock=clock)
    _path, link = link_in_last_mail(session)
    opened = open_for(session, account, clock)

    kept = {
        *session.scalars(select(OneTimeLink.token_hash)),
        *session.scalars(select(SignIn.token_hash)),
    }
    assert kept.isdisjoint({link, opened.token})
    said = str([(e.kind, e.data) for e in session.scalars(select(LedgerEntry))])
    assert not any(secret in said for secret in (link, opened.token, JANET.email, "Janet"))


def test_asking_for_a_reset_writes_to_known_and_unknown_addresses_alike(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)

    accounts.ask_reset(session, JANET.email, clock=clock)
    accounts.ask_reset(session, "nobody@web.test", clock=clock)

    session.flush()
    assert {(mail.recipient, mail.subject) for mail in mails(session)} == {
        ("janet@web.test", "Choose a new password"),
        ("nobody@web.test", "There is no account with this address"),
    }
    assert deeds(session, account)[-1] == "password_reset_asked"


def test_a_new_password_ends_every_sign_in(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    account = make_account(session, clock)
    tokens = [open_for(session, account, clock).token for _device in range(3)]
    accounts.ask_reset(session, JANET.email, clock=clock)
    _path, link = link_in_last_mail(session)
    kept = accounts.prepare_password(sessions, link, Purpose.RESET, NEW_PASSWORD, clock=clock)
    accounts.reset_password(session, link, kept, clock=clock)
    session.flush()

    assert [signins.actor_of(session, token, clock=clock) for token in tokens] == [None] * 3
    assert signins.prove_password(sessions, JANET.email, PASSWORD) is None
    assert signins.prove_password(sessions, JANET.email, NEW_PASSWORD) is not None
    assert mails(session)[-1].subject == "Your sign-in details were changed"


def test_a_weak_password_leaves_the_link_good(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    accounts.sign_up(session, JANET, clock=clock)
    _path, token = link_in_last_mail(session)

    for weak in ("short", "Janet Doe Janet Doe", "small claims court"):
        with pytest.raises(Invalid):
            accounts.prepare_password(sessions, token, Purpose.CONFIRM, weak, clock=clock)

    assert accounts.owner_of_link(session, token, Purpose.CONFIRM, clock=clock).name == "Janet Doe"


def test_an_officer_may_choose_a_shorter_password_since_a_second_factor_is_required(
    session: Session, sessions: sessionmaker[Session], clock: FixedClock
) -> None:
    accounts.make_officer(session, SYSTEM, "olu@court.test", "Olu", Role.CLERK, clock=clock)
    _path, token = link_in_last_mail(session)

    accounts.prepare_password(sessions, token, Purpose.CONFIRM, "v7tr9zwq", clock=clock)


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.CLERK, Role.MEDIATOR, Role.ADJUDICATOR])
def test_only_the_manager_opens_accounts_for_others(
    session: Session, clock: FixedClock, role: Role
) -> None:
    actor = Actor(role, account_id=UUID(int=1))

    with pytest.raises(Forbidden):
        accounts.make_officer(session, actor, "a@b.test", "A", Role.CLERK, clock=clock)
    with pytest.raises(Forbidden):
        accounts.make_citizen(session, actor, JANET, clock=clock)

    assert list(session.scalars(select(Account))) == []


def test_an_office_must_be_one_of_the_court_and_an_address_a_new_one(
    session: Session, clock: FixedClock
) -> None:
    manager = Actor(Role.MANAGER, account_id=UUID(int=1))
    accounts.make_officer(session, manager, "a@b.test", "A", Role.CLERK, clock=clock)

    with pytest.raises(Invalid):
        accounts.make_officer(session, manager, "c@b.test", "C", Role.CITIZEN, clock=clock)
    with pytest.raises(Invalid):
        accounts.make_officer(session, manager, "A@b.test", "A", Role.CLERK, clock=clock)


def test_a_person_changes_name_and_language_on_the_record(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)
    actor = accounts.as_actor(account)

    accounts.change_name(session, actor, "Janet Smith", clock=clock)
    accounts.choose_language(session, actor, "cy", clock=clock)

    assert (account.name, account.language) == ("Janet Smith", "cy")
    assert deeds(session, account)[-2:] == [AccountEntry.NAME_CHANGED, AccountEntry.LANGUAGE_CHOSEN]
