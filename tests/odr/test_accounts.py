"""Accounts and sign-ins: who gets in, for how long, and what the record says of it."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from odr import accounts, signins
from odr.accounts import AccountEntry, NewAccount, Purpose
from odr.clock import FixedClock
from odr.entropy import SeededEntropy
from odr.errors import Forbidden, Gone, Invalid, NotFound
from odr.keychain import SeededKeychain
from odr.ledger import account_chain
from odr.models import Account, LedgerEntry, OneTimeLink, OutgoingMail, SignIn
from odr.passwords import Passwords
from odr.permissions import SYSTEM, VISITOR, Actor, Role
from odr.second_factors import enrol_without_app, next_code
from odr.security import code_for, step_at
from odr.settings import Settings
from odr.signins import Opened, Stage

JANET = NewAccount("Janet Doe", "janet@web.test")
PASSWORD = "velvet crab orbit ladder"
NEW_PASSWORD = "seven quiet lampposts hum"
LINK = re.compile(r"https://court\.test(/[a-z-]+)\?token=([\w-]+)")


@pytest.fixture
def sessions(sessions: sessionmaker[Session], entropy: SeededEntropy) -> sessionmaker[Session]:
    tools = {
        "entropy": entropy,
        "settings": Settings(base_url="https://court.test"),
        "keychain": SeededKeychain("tests"),
        "passwords": Passwords(entropy, time_cost=1, memory_cost=8),
    }
    sessions.configure(info=tools)
    return sessions


def mails(session: Session) -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.made_at)))


def link_in_last_mail(session: Session) -> tuple[str, str]:
    session.flush()
    texts = [mail.text for mail in mails(session) if LINK.search(mail.text)]
    found = LINK.search(texts[-1])
    assert found is not None
    return found[1], found[2]


def deeds(session: Session, account: Account) -> list[str]:
    chain = account_chain(account.id)
    entries = select(LedgerEntry).where(LedgerEntry.chain == chain).order_by(LedgerEntry.chain_no)
    return [entry.kind for entry in session.scalars(entries)]


def hashed(session: Session, password: str = PASSWORD) -> str:
    keeper = session.info["passwords"]
    assert isinstance(keeper, Passwords)
    return keeper.hash(password)


def make_account(session: Session, clock: FixedClock, given: NewAccount = JANET) -> Account:
    """An account with a confirmed address and a password."""
    account = accounts.make_citizen(session, SYSTEM, given, clock=clock)
    account.password_hash = hashed(session)
    session.flush()
    return account


def make_officer(session: Session, clock: FixedClock, role: Role = Role.MEDIATOR) -> Account:
    account = accounts.make_officer(session, SYSTEM, "olu@court.test", "Olu", role, clock=clock)
    account.email_confirmed_at = clock.now()
    session.flush()
    return account


def open_for(session: Session, account: Account, clock: FixedClock, device: str = "") -> Opened:
    opened = signins.open_sign_in(session, account, clock=clock, device=device)
    session.flush()
    return opened


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


def test_a_person_changes_name_and_language_on_the_record(
    session: Session, clock: FixedClock
) -> None:
    account = make_account(session, clock)
    actor = accounts.as_actor(account)

    accounts.change_name(session, actor, "Janet Smith", clock=clock)
    accounts.choose_language(session, actor, "cy", clock=clock)

    assert (account.name, account.language) == ("Janet Smith", "cy")
    assert deeds(session, account)[-2:] == [AccountEntry.NAME_CHANGED, AccountEntry.LANGUAGE_CHOSEN]
