"""Every address a court answers with GET, filled with ids of things that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import (
    CasePaper,
    Claim,
    Draft,
    Exhibit,
    Order,
    Party,
    Payment,
    ServiceAttempt,
)
from hearings.bench.models import Issue, Question
from hearings.rooms.models import Agreement, Attachment, Mediation, Message, Offer
from tests.page import route_paths
from web.claimant.claim_forms import FORMS
from web.public.triage_questions import QUESTIONS

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
ASSETS = "/assets"
PLACES = ("joint", "private", "claimant", "respondent", "notes")
OF_A_CASE = {"claim_id", "case_id", "document_id", "number"}
OF_ROOMS = {"message_id", "attachment_id", "offer_id", "agreement_id"}
CODES = {"/can-i-claim/": "question", "/verify/": "check_code", "/exhibits/": "exhibit"}
"""What `code` means, by the part of the address before it."""

Ids = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Address:
    """One address and the route it belongs to."""

    route: str
    path: str

    @property
    def in_a_room(self) -> bool:
        """Tell whether it names a thing of a room."""
        return bool(OF_ROOMS & set(PARAMETER.findall(self.route)))


@dataclass(frozen=True)
class Atlas:
    """All addresses of a court: those of each case, and those of no case."""

    routes: Sequence[str]
    of_case: Mapping[UUID, Sequence[Address]]
    general: Sequence[Address]

    def tour(self, cases: Iterable[UUID]) -> list[Address]:
        """Return all addresses of these cases and of none, and one of every route left over."""
        found = [*self.general, *(each for one in cases for each in self.of_case[one])]
        missing = set(self.routes) - {each.route for each in found}
        first = {each.route: each for one in self.of_case.values() for each in one}
        return found + [first[route] for route in sorted(missing)]


def atlas_of(app: FastAPI, session: Session) -> Atlas:
    """Fill every GET route; a route that cannot be filled is an error."""
    routes = sorted({path for method, path in route_paths(app) if method == "GET"} - {ASSETS})
    claims = session.scalars(select(Claim).order_by(Claim.filed_at, Claim.id))
    of_case = {
        claim.id: _filled(routes, _ids_of(session, claim), of_a_case=True) for claim in claims
    }
    general = _filled(routes, _ids_of_none(session), of_a_case=False)
    found = {each.route for one in (general, *of_case.values()) for each in one}
    if found != set(routes):
        raise LookupError(f"nobody can fill {sorted(set(routes) - found)}")
    return Atlas(routes, of_case, general)


def _filled(routes: Sequence[str], ids: Ids, *, of_a_case: bool) -> list[Address]:
    wanted = [route for route in routes if _is_of_a_case(route) is of_a_case]
    return [Address(route, path) for route in wanted for path in _paths(route, ids)]


def _is_of_a_case(route: str) -> bool:
    return bool(OF_A_CASE & set(PARAMETER.findall(route)))


def _paths(route: str, ids: Ids) -> list[str]:
    named = PARAMETER.findall(route)
    choices = [ids[_meaning(route, name)] for name in named]
    pattern = PARAMETER.sub("{}", route)
    return [pattern.format(*chosen) for chosen in product(*choices)]


def _meaning(route: str, name: str) -> str:
    if name != "code":
        return name
    return next(kind for part, kind in CODES.items() if part in route)


def _ids_of(session: Session, claim: Claim) -> Ids:
    """Return the ids of everything in one case; of messages the first in each room."""

    def all_of(column: Any, *where: Any) -> list[str]:
        return [str(value) for value in session.scalars(select(column).where(*where)) if value]

    papers = all_of(CasePaper.document_id, CasePaper.claim_id == claim.id)
    exhibits = all_of(Exhibit.document_id, Exhibit.claim_id == claim.id)
    messages = select(Message.id).join(Mediation).where(Mediation.claim_id == claim.id)
    return {
        "claim_id": [str(claim.id)],
        "case_id": [str(claim.id)],
        "number": [claim.number] if claim.number else [],
        "document_id": papers + exhibits,
        "paper_id": all_of(CasePaper.id, CasePaper.claim_id == claim.id),
        "exhibit": all_of(Exhibit.code, Exhibit.claim_id == claim.id),
        "order_id": all_of(Order.id, Order.claim_id == claim.id),
        "payment_id": all_of(Payment.id, Payment.claim_id == claim.id),
        "party_id": all_of(Party.id, Party.claim_id == claim.id),
        "attempt_id": all_of(ServiceAttempt.id, ServiceAttempt.claim_id == claim.id),
        "offer_id": all_of(Offer.id, Offer.claim_id == claim.id),
        "agreement_id": all_of(Agreement.id, Agreement.claim_id == claim.id),
        "message_id": [
            str(value) for value in session.scalars(messages.where(Message.number == 1))
        ],
        "attachment_id": all_of(Attachment.id, Attachment.message_id.in_(messages)),
        "question_id": all_of(Question.id, Question.claim_id == claim.id),
        "issue_id": all_of(Issue.id, Issue.claim_id == claim.id),
        "place": PLACES,
    }


def _ids_of_none(session: Session) -> Ids:
    """Return the ids that are not of one case."""
    return {
        "draft_id": [str(value) for value in session.scalars(select(Draft.id))],
        "section": [*FORMS, "elsewhere"],
        "question": [*QUESTIONS, "elsewhere"],
        "check_code": [*session.scalars(select(Order.check_code)), "AAAA-AAAA"],
        "payment_id": [str(value) for value in session.scalars(select(Payment.id))],
    }
