"""A played court at an address of this machine, with the cookies and ids of everybody in it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.enums import Side
from cases.models import (
    CasePaper,
    Draft,
    Exhibit,
    Order,
    Party,
    Payment,
    ServiceAttempt,
)
from hearings.bench.models import Issue, Question
from hearings.rooms.enums import Room, Share
from hearings.rooms.models import Agreement, Attachment, Mediation, Message, Offer
from odr import signins
from odr.accounts import Purpose
from odr.app import make_app
from odr.clock import FixedClock
from odr.court import Court, open_synthetic_court
from odr.entropy import SeededEntropy
from odr.models import Account, OneTimeLink
from odr.permissions import SYSTEM, Actor, Role
from odr.play import people
from odr.play.deciding import judge_of
from odr.play.filing import NOBODY, Case, Script, a_note
from odr.play.paying import PlayedProvider
from odr.play.performance import FULL
from odr.play.stage import Stage, Story
from odr.play.talking import mediator_of
from odr.security import sign_note, token_hash
from odr.settings import Settings
from tests.walk.lives import EARLIER, NOW, PHOTO
from web.public.triage import NOTE
from web.sessions import KEY, NOTICE, SESSION

SEED = 11
HELD = 100  # requests a socket keeps waiting while the server starts
PATIENCE = 15  # seconds for the server to stop
PACE, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_ANSWERS = {
    "kind": "contract",
    "amount": "900",
    "other": "company",
    "place": "inside",
    "unknown": "yes",
    "asked": "writing",
    "claimant": "individual",
    "adult": "yes",
}
BROKEN = "/broken/{status}"


@dataclass(repr=False)
class WalkedCourt:
    """The court after the play, served, and what each person carries and can name."""

    court: Court
    clock: FixedClock
    app: FastAPI
    base_url: str
    cast: people.Cast
    cases: dict[str, Case]

    def cookies(self, who: str, life: str) -> dict[str, str]:
        """Return what somebody has in their browser in front of a case."""
        case = self.cases.get(life)
        carried: dict[str, Callable[[], dict[str, str]]] = {
            "visitor": dict,
            "machine": dict,
            "asker": lambda: {NOTE: self._note(NOTE, FIRST_ANSWERS)},
            "claimant": lambda: self._signed_in(_case(case).claimant),
            "respondent": lambda: self._respondent(_case(case)),
            "joiner": lambda: {**self._pass(_case(case)), **self._signed_in(self._newcomer)},
            "newcomer": lambda: self._signed_in(self._newcomer),
            "mediator": lambda: self._signed_in(mediator_of(_case(case))),
            "judge": lambda: self._signed_in(judge_of(_case(case))),
            "clerk": lambda: self._signed_in(self.cast.clerks[0]),
            "manager": lambda: self._signed_in(self._officer(Role.MANAGER)),
            "officer": lambda: self._signed_in(self.cast.clerks[1], second_factor=False),
            "owing": lambda: self._signed_in(self._known_to_an_app(), second_factor=False),
            "known": lambda: self._signed_in(self._known_to_an_app()),
        }
        return carried[who]()

    def path(self, template: str, who: str, life: str) -> str:
        """Fill a path with what somebody can name of a case."""
        case = self.cases.get(life)
        actor = _actor(case, who)

        def ids(session: Session) -> dict[str, Any]:
            wanted = {name: make for name, make in IDS.items() if f"{{{name}}}" in template}
            found = {
                name: session.scalars(make(case, actor)).first() for name, make in wanted.items()
            }
            if case is not None and "{number}" in template:
                found["number"] = case.claim(session).number
            return found

        claim = case.claim_id if case else ""
        with self.court.sessions() as session:
            return template.format(claim=claim, **ids(session))

    @property
    def _newcomer(self) -> Actor:
        return self.cases["draft"].claimant

    def _officer(self, role: Role) -> Actor:
        return next(one for one in self.cast.officers.values() if one.role is role)

    def _respondent(self, case: Case) -> dict[str, str]:
        by_code = case.respondent.account_id is None
        return self._pass(case) if by_code else self._signed_in(case.respondent)

    def _signed_in(self, actor: Actor, *, second_factor: bool = True) -> dict[str, str]:
        with self.court.sessions() as session:
            account = session.get_one(Account, actor.account_id)
            opened = signins.open_sign_in(
                session, account, clock=self.clock, second_factor=second_factor
            )
            session.commit()
        return {SESSION: opened.token}

    def _known_to_an_app(self) -> Actor:
        mediator = self._officer(Role.MEDIATOR)
        with self.court.sessions() as session:
            session.get_one(Account, mediator.account_id).totp_secret = "kept by an app"
            session.commit()
        return mediator

    def _pass(self, case: Case) -> dict[str, str]:
        party = case.look(lambda session: case.claim(session).respondents[0])
        note = {
            "party": str(party.id),
            "claim": str(case.claim_id),
            "generation": party.code_generation,
        }
        return {NOTICE: self._note(NOTICE, note)}

    def _note(self, kind: str, note: dict[str, Any]) -> str:
        key = self.court.keychain.key(KEY)
        return sign_note(key, kind, note, expires_at=self.clock.now() + PACE)


def _case(case: Case | None) -> Case:
    assert case is not None, "a person of a case needs a case"
    return case


def _actor(case: Case | None, who: str) -> Actor:
    if case is None or case.claim_id == NOBODY:
        return case.claimant if case else SYSTEM
    if who == "mediator":
        return mediator_of(case)
    return case.respondent if who == "respondent" else case.claimant


def _said(case: Case, *where: Any) -> Select[Any]:
    query = select(Message.id).join(Mediation, Mediation.id == Message.mediation_id)
    return query.where(Mediation.claim_id == case.claim_id, *where).order_by(Message.made_at.desc())


def _of(column: Any, *where: Any) -> Callable[[Any, Actor], Select[Any]]:
    """Name the first row of a kind in a case."""
    table = column.class_
    return lambda case, actor: select(column).where(table.claim_id == case.claim_id, *where)


def _reader(actor: Actor) -> Any:
    return actor.account_id or actor.party_id


IDS: dict[str, Callable[[Any, Actor], Select[Any]]] = {
    "draft": lambda case, actor: select(Draft.id).where(Draft.account_id == actor.account_id),
    "party": _of(Party.id, Party.side == Side.RESPONDENT),
    "attempt": _of(ServiceAttempt.id),
    "payment": _of(Payment.id),
    "offer": _of(Offer.id, Offer.status == "open", Offer.side == Side.RESPONDENT),
    "agreement": _of(Agreement.id),
    "order": _of(Order.id),
    "check_code": _of(Order.check_code),
    "question": _of(Question.id),
    "issue": lambda case, actor: _of(Issue.id)(case, actor).order_by(Issue.number),
    "paper": _of(CasePaper.id, CasePaper.party_id.is_(None)),
    "exhibit": _of(Exhibit.code),
    "photo": _of(Exhibit.code, Exhibit.title == PHOTO),
    "document": _of(Exhibit.document_id),
    "own_message": lambda case, actor: _said(case, Message.author_id == _reader(actor)),
    "own_secret": lambda case, actor: _said(
        case, Message.author_id == _reader(actor), Message.room == Room.CLAIMANT
    ),
    "told": lambda case, actor: _said(
        case, Message.room == Room.CLAIMANT, Message.share == Share.WORD_FOR_WORD
    ),
    "own_file": lambda case, actor: (
        select(Attachment.id)
        .join(Message, Message.id == Attachment.message_id)
        .join(Mediation, Mediation.id == Message.mediation_id)
        .where(Mediation.claim_id == case.claim_id, Message.author_id == _reader(actor))
    ),
}
"""What a path of a visit may name."""


@contextmanager
def walked_court(folder: Path, database_url: str) -> Iterator[WalkedCourt]:
    """Play every life, then open the pages at a free port of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(HELD)
    base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(
        database_url=database_url,
        storage_url=str(folder / "files"),
        keys_dir=folder / "keys",
        base_url=base_url,
        payment_url="https://pay.example",
        demo=True,
    )
    clock = FixedClock(FULL.opening)
    court = open_synthetic_court(settings, SEED, clock, payments=PlayedProvider())
    cast = people.hire(court.sessions, clock=clock)
    cases = _play(Stage(court, clock), cast)
    _send_links(court, cast, clock)
    app = make_app(court)
    app.add_api_route(BROKEN, _break)
    with closing(listening), _served(app, listening):
        yield WalkedCourt(court, clock, app, base_url, cast, cases)
    court.engine.dispose()


def _play(stage: Stage, cast: people.Cast) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for act in (EARLIER, NOW):
        told: list[tuple[Any, Story]] = []
        for name, (days, plot) in act.items():
            number = len(cases)
            chance = SeededEntropy(f"case {number} of {SEED}")
            cases[name] = Case(stage, cast, number, chance, Script(attach=a_note))
            told.append((stage.clock.now() + days * DAY + PACE * number, plot(cases[name])))
        stage.run(told, until=None)
    return cases


def _send_links(court: Court, cast: people.Cast, clock: FixedClock) -> None:
    """Give the last clerk a link for each purpose, as a letter brings one."""
    with court.sessions() as session:
        for purpose in Purpose:
            link = OneTimeLink(
                purpose=purpose.value,
                token_hash=token_hash(purpose.value),
                account_id=cast.clerks[-1].account_id,
                expires_at=clock.now() + DAY,
            )
            session.add(link)
        session.commit()


def _break(status: int) -> None:
    """Refuse in the way that was asked for, or fall over."""
    if status == 500:
        raise RuntimeError("somebody wanted to see this page")
    raise HTTPException(status)


@contextmanager
def _served(app: FastAPI, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread; what is asked before it is ready waits in the socket."""
    settings = uvicorn.Config(app, log_level="critical", access_log=False, ws="none")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield
    server.should_exit = True
    thread.join(PATIENCE)
