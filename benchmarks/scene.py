"""Prepares what the driver sends: people who are signed in, written claims, rooms to talk in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.driver import CONNECTIONS
from benchmarks.places import Place
from cases.drafts import CLAIM
from cases.models import Claim, Draft
from hearings.rooms import talk
from hearings.rooms.enums import MediationStatus, Room
from hearings.rooms.models import Mediation
from odr.accounts import NewAccount, as_actor, make_citizen
from odr.clock import SystemClock
from odr.court import open_court
from odr.entropy import SystemEntropy
from odr.models import Account
from odr.permissions import SYSTEM, Role
from odr.signins import open_sign_in
from web import csrf

FILERS = 16
CLOCK, CHANCE = SystemClock(), SystemEntropy()
BOUNDARY = "----a-form-with-a-place-for-a-file"
ANSWERS = {
    "you": {"you-kind": ["individual"], "you-name": ["Ada Example"]},
    "contact": {"you-line1": ["2 High Road"], "you-town": ["Leeds"], "you-postcode": ["LS1 2BB"]},
    "others": {
        "others-0-kind": ["company"],
        "others-0-name": ["Roofs Ltd"],
        "others-0-line1": ["1 Mill Lane"],
        "others-0-town": ["Leeds"],
        "others-0-postcode": ["LS1 1AA"],
    },
    "story": {"kind": ["contract"], "what_happened": ["I paid for a roof. It still leaks."]},
    "timeline": {
        "timeline-0-happened_on-day": ["3"],
        "timeline-0-happened_on-month": ["2"],
        "timeline-0-happened_on-year": ["2026"],
        "timeline-0-text": ["I paid in advance."],
    },
    "amounts": {"amounts-0-reason": ["Roof repair"], "amounts-0-amount": ["1200"]},
    "interest": {
        "basis": ["statutory"],
        "since-day": ["3"],
        "since-month": ["2"],
        "since-year": ["2026"],
    },
}


class Scene:
    """One court with people in it, ready to be measured."""

    def __init__(self, place: Place) -> None:
        self.court = open_court(place.settings)
        self.claim_id = place.talk
        with self.court.sessions() as session:
            claim = session.get_one(Claim, self.claim_id)
            clerk = session.scalars(select(Account).where(Account.role == Role.CLERK)).first()
            self.clerk = self._sign_in(session, clerk)
            self.claimant = self._sign_in(session, session.get(Account, claim.created_by))
            session.commit()

    def _sign_in(self, session: Session, account: Account | None) -> tuple[Account, str, str]:
        """Return somebody with the cookie and the token of the forms they are shown."""
        if account is None:
            raise LookupError("the played court lacks somebody")
        opened = open_sign_in(session, account, clock=CLOCK, second_factor=True)
        visitor = CHANCE.token()
        token = csrf.mask(csrf.secret_for(visitor, opened.token), CHANCE)
        return account, f"session={opened.token}; visitor={visitor}", token

    def messages(self, port: int) -> list[Iterator[bytes]]:
        """Return the messages of each connection: a room of its own, both sides in turn."""
        with self.court.sessions() as session:
            rooms = self._rooms(session, 0)
            voices = [self._voices(session, room) for room in rooms]
            session.commit()
        return [
            cycle([self._message(port, room, voice) for voice in both])
            for room, both in zip(rooms, voices, strict=True)
        ]

    def _rooms(self, session: Session, skip: int) -> list[Mediation]:
        """Return open rooms; the bare posts have their own, because they count as no real talk."""
        query = (
            select(Mediation)
            .where(Mediation.status == MediationStatus.ROOM, Mediation.claim_id != self.claim_id)
            .order_by(Mediation.id)
            .offset(skip)
            .limit(CONNECTIONS)
        )
        return list(session.scalars(query))

    def _voices(self, session: Session, room: Mediation) -> list[tuple[str, str, str]]:
        """Return cookie, token of the form and token of the room of each side."""
        claim = session.get_one(Claim, room.claim_id)
        session.refresh(claim, ["parties"])
        voices = []
        for party in claim.parties:
            account = session.get_one(Account, party.account_id)
            account, cookie, token = self._sign_in(session, account)
            mark = talk.room_token(session, as_actor(account), room, Room.JOINT)
            voices.append((cookie, token, mark))
        return voices

    def _message(self, port: int, room: Mediation, voice: tuple[str, str, str]) -> bytes:
        cookie, token, mark = voice
        fields = {
            "csrf_token": token,
            "room_token": mark,
            "kind": "statement",
            "body": "I could live with half of it, if it comes before the end of the month.",
            "confirmed": "yes",
        }
        path = f"/cases/{room.claim_id}/mediation/joint-room"
        return request(
            port, path, cookie, multipart(fields), f"multipart/form-data; boundary={BOUNDARY}"
        )

    def bare_messages(self, port: int) -> list[Iterator[bytes]]:
        """Return the same messages for the bare page."""
        with self.court.sessions() as session:
            rooms = self._rooms(session, CONNECTIONS)
        fields = {
            "csrf_token": "-" * 86,
            "room_token": "0" * 64,
            "kind": "statement",
            "body": "I could live with half of it, if it comes before the end of the month.",
            "confirmed": "yes",
        }
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return [
            cycle([request(port, f"/bare/room/{room.id}", "", multipart(fields), kind)])
            for room in rooms
        ]

    def filings(self, port: int, count: int) -> list[Iterator[bytes]]:
        """Return the last click of so many written claims on each connection."""
        with self.court.sessions() as session:
            filers = [self._filer(session) for _each in range(CONNECTIONS)]
            session.flush()
            written = [
                [self._draft(account) for _each in range(count)]
                for account, _cookie, _token in filers
            ]
            session.execute(insert(Draft), [row for rows in written for row in rows])
            session.commit()
        return [
            iter([self._filing(port, draft["id"], cookie, token) for draft in drafts])
            for (_account, cookie, token), drafts in zip(filers, written, strict=True)
        ]

    def _filer(self, session: Session) -> tuple[Account, str, str]:
        email = f"{CHANCE.token(8).lower()}@people.example"
        account = make_citizen(session, SYSTEM, NewAccount("Ada Example", email), clock=CLOCK)
        session.flush()
        return self._sign_in(session, account)

    def _draft(self, account: Account) -> dict[str, Any]:
        """Return a claim that is written and not sent, as saving its last page leaves it."""
        now = CLOCK.now()
        return {
            "id": CHANCE.uuid(),
            "kind": CLAIM,
            "account_id": account.id,
            "data": ANSWERS,
            "version": len(ANSWERS),
            "saved_at": now,
            "expires_at": now + timedelta(days=90),
        }

    def _filing(self, port: int, draft: UUID, cookie: str, token: str) -> bytes:
        body = urlencode({"csrf_token": token, "name": "Ada Example", "agree": "yes"}).encode()
        return request(port, f"/claims/{draft}/truth", cookie, body)


def request(
    port: int,
    path: str,
    cookie: str,
    body: bytes,
    kind: str = "application/x-www-form-urlencoded",
) -> bytes:
    """Write the request of a form as a browser sends it."""
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        "Sec-Fetch-Site: same-origin",
        f"Cookie: {cookie}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


def multipart(fields: dict[str, str]) -> bytes:
    """Write a form with fields and a file that was not chosen."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    empty = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
    )
    return ("".join(parts) + empty + f"--{BOUNDARY}--\r\n").encode()
