"""How people and machines come to the court by its front doors, and leave again."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from odr import accounts, clients, second_factors, signins
from odr.accounts import NewAccount, Purpose
from odr.clients import Scope
from odr.clock import Clock
from odr.models import Account, OutgoingMail
from odr.permissions import Actor
from odr.play.stage import Stage, Story
from odr.security import code_for, step_at

NEWCOMER = NewAccount(name="Newcomer", email="newcomer@people.example")
WORDS = ("seventeen quiet herons by the canal", "nineteen patient otters in the reeds")
MINUTE = timedelta(minutes=1)
LINK = re.compile(r"token=(\S+)")


def comes_and_goes(stage: Stage) -> Story:
    """A person opens an account, sets up a second factor, forgets the password and leaves."""
    first, second = WORDS
    choose(stage, Purpose.CONFIRM, first, ask=_sign_up, use=accounts.confirm_email)
    yield MINUTE
    opened = enter(stage, first)
    offered = stage.deed(signins.start_totp, opened.token)
    code = code_for(b32decode(offered.key.replace(" ", "")), step_at(stage.clock.now()))
    opened = _opened(stage.deed(signins.confirm_totp, opened.token, code))
    person = accounts.as_actor(stage.look(_account))
    stage.deed(accounts.change_name, person, "Newcomer the Second")
    stage.deed(accounts.choose_language, person, "en")
    yield MINUTE
    other = enter(stage, first)
    yield MINUTE
    other = _opened(stage.deed(_give_code, signins.second_factor, other.token))
    yield MINUTE
    other = _opened(stage.deed(_give_code, signins.step_up, other.token))
    stage.deed(signins.end_sign_in, person, opened.sign_in.id)
    stage.deed(signins.sign_out, other.token)
    yield MINUTE
    choose(stage, Purpose.RESET, second, ask=_forget, use=accounts.reset_password)
    yield MINUTE
    enter(stage, second)
    stage.deed(signins.sign_out_everywhere, person)


def reads_along(stage: Stage, manager: Actor) -> Story:
    """A machine is let in and, some days later, let in no more."""
    made = stage.deed(clients.add_client, manager, "Case system", (Scope.CASES, Scope.EVENTS))
    yield timedelta(days=9)
    stage.deed(clients.end_client, manager, made.client.client_id)


def choose(
    stage: Stage,
    purpose: Purpose,
    password: str,
    *,
    ask: Callable[..., str],
    use: Callable[..., Account],
) -> None:
    """Ask for a link by e-mail, open it and choose a password."""
    token = stage.deed(ask)
    kept = accounts.prepare_password(
        stage.court.sessions, token, purpose, password, clock=stage.clock
    )
    stage.deed(use, token, kept)


def enter(stage: Stage, password: str) -> signins.Opened:
    """Sign in with the password."""
    proof = signins.prove_password(stage.court.sessions, NEWCOMER.email, password)
    if proof is None:
        raise LookupError("the newcomer's password does not open the account")
    return _opened(stage.deed(signins.sign_in, proof))


def _sign_up(session: Session, *, clock: Clock) -> str:
    accounts.sign_up(session, NEWCOMER, clock=clock)
    return _link(session)


def _forget(session: Session, *, clock: Clock) -> str:
    accounts.ask_reset(session, NEWCOMER.email, clock=clock)
    return _link(session)


def _link(session: Session) -> str:
    session.flush()
    mails = select(OutgoingMail.text).where(OutgoingMail.recipient == NEWCOMER.email)
    text = session.scalars(mails.order_by(OutgoingMail.made_at.desc())).first()
    found = LINK.search(text or "")
    if found is None:
        raise LookupError("no link was sent to the newcomer")
    return found[1]


def _account(session: Session) -> Account:
    return session.scalars(select(Account).where(Account.email == NEWCOMER.email)).one()


def _give_code(
    session: Session, take: Callable[..., signins.Opened | None], token: str, *, clock: Clock
) -> signins.Opened | None:
    code = second_factors.next_code(session, _account(session), clock=clock)
    return take(session, token, code or "", clock=clock)


def _opened(found: signins.Opened | None) -> signins.Opened:
    if found is None:
        raise LookupError("the newcomer's code was refused")
    return found
