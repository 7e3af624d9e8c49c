"""Checking an order from outside: what the court itself says of it, by code or by the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.enums import OrderKind, OrderStatus, PaperKind, PartyKind, Side
from cases.models import CasePaper, Claim, Order, Party
from cases.sums import pack_of
from documents.keys import CourtKeys
from documents.models import Document
from documents.sealing import SealReport, check_seal
from documents.storage import Storage
from odr.words import _

FIRMS = {PartyKind.COMPANY, PartyKind.ORGANISATION}


@dataclass(frozen=True)
class OrderFacts:
    """What anybody who holds the code or the file may know of an order."""

    court: str
    number: str
    kind: OrderKind
    status: OrderStatus
    made_at: datetime
    claimants: str
    respondents: str
    outcome: str
    code: str
    seal: SealReport | None
    """The seal of the court's own copy; none while the paper is still being made."""
    sha256: str = ""


def order_by_code(session: Session, code: str, number: str | None = None) -> OrderFacts | None:
    """Return the order with this check code; a number given with it has to fit too.

    Both wrong answers look the same: nobody learns which case numbers or codes exist.
    """
    order = session.scalar(select(Order).where(Order.check_code == code))
    if order is None:
        return None
    claim = _claim(session, order)
    if number is not None and claim.number != number:
        return None
    return _facts(session, order, claim)


def order_by_file(session: Session, sha256: str) -> OrderFacts | None:
    """Return the order whose sealed paper is this file, byte for byte.

    The file itself is never opened: one changed byte gives another hash, and a foreign file has
    a hash the court does not know. The seal is then checked on the court's own copy.
    """
    order = session.scalar(
        select(Order)
        .join(CasePaper, CasePaper.about_id == Order.id)
        .join(Document, Document.id == CasePaper.document_id)
        .where(CasePaper.kind == PaperKind.ORDER, Document.sha256 == sha256)
        .limit(1)
    )
    return None if order is None else _facts(session, order, _claim(session, order))


def _claim(session: Session, order: Order) -> Claim:
    query = select(Claim).where(Claim.id == order.claim_id).options(selectinload(Claim.parties))
    return session.scalars(query).one()


def _facts(session: Session, order: Order, claim: Claim) -> OrderFacts:
    paper = session.scalar(
        select(Document)
        .join(CasePaper, CasePaper.document_id == Document.id)
        .where(CasePaper.kind == PaperKind.ORDER, CasePaper.about_id == order.id)
    )
    return OrderFacts(
        court=pack_of(claim).court.name.read(),
        number=claim.number or "",
        kind=order.kind,
        status=order.status,
        made_at=order.made_at,
        claimants=", ".join(short_name(party) for party in claim.claimants),
        respondents=", ".join(short_name(party) for party in claim.respondents),
        outcome=outcome(order, claim),
        code=order.check_code,
        seal=None if paper is None else _seal(session, paper),
        sha256="" if paper is None else paper.sha256,
    )


def _seal(session: Session, paper: Document) -> SealReport:
    storage = cast(Storage, session.info["storage"])
    return check_seal(storage.get(paper.storage_key), cast(CourtKeys, session.info["authority"]))


def short_name(party: Party) -> str:
    """Write a firm by its name and a person by initials, which is enough to recognise them."""
    if party.kind in FIRMS:
        return party.name
    return " ".join(f"{word[0].upper()}." for word in party.name.split() if word[0].isalpha())


def outcome(order: Order, claim: Claim) -> str:
    """Say in one line what the order orders."""
    if order.payer is None:
        return _("No money has to be paid.")
    total = claim.money(order.total_minor).show()
    if order.payer is Side.CLAIMANT:
        return _("The claimant must pay the respondent {total}.").format(total=total)
    return _("The respondent must pay the claimant {total}.").format(total=total)
