"""Evidence: files a party puts before the court, numbered as they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import policies, queries
from cases.enums import Entry, Side
from cases.models import Claim, DraftFile, Exhibit, Party
from documents.enums import ScanStatus
from documents.models import Document
from odr import ledger
from odr.clock import Clock
from odr.errors import Invalid, NotFound
from odr.permissions import Actor, require
from odr.words import _

LETTER = {Side.CLAIMANT: "C", Side.RESPONDENT: "R"}


def file_exhibits(
    session: Session,
    actor: Actor,
    claim: Claim,
    party: Party,
    files: Sequence[tuple[DraftFile, Document]],
    *,
    at: datetime,
) -> list[Exhibit]:
    """File the files of a draft as exhibits, in the order they were added."""
    return [
        _file(session, actor, claim, _exhibit(party, document, file.title, at), document)
        for file, document in files
    ]


def file_exhibit(
    session: Session, actor: Actor, claim_id: UUID, document: Document, title: str, *, clock: Clock
) -> Exhibit:
    """File one more piece of evidence in a case that is going on."""
    claim = queries.claim_for(session, actor, claim_id, lock=True)
    require(policies.may_file_exhibit(actor, claim))
    if document.status is ScanStatus.REFUSED:
        raise Invalid(_("This file cannot be used as evidence. Choose another file."), "file")
    party = queries.party_for(actor, claim)
    exhibit = _exhibit(party, document, title, clock.now())
    return _file(session, actor, claim, exhibit, document)


def _exhibit(party: Party, document: Document, title: str, at: datetime) -> Exhibit:
    return Exhibit(
        claim_id=party.claim_id,
        party_id=party.id,
        document_id=document.id,
        code=LETTER[party.side],
        title=title[:200] or document.name,
        filed_at=at,
    )


def _file(
    session: Session, actor: Actor, claim: Claim, exhibit: Exhibit, document: Document
) -> Exhibit:
    """Give the exhibit the next number of its side and keep it."""
    letter = exhibit.code
    filed = session.scalar(
        select(func.count())
        .select_from(Exhibit)
        .where(Exhibit.claim_id == claim.id, Exhibit.code.startswith(letter))
    )
    exhibit.code = f"{letter}{(filed or 0) + 1}"
    session.add(exhibit)
    session.flush()  # so that the next exhibit of the same filing gets the next number
    ledger.record(
        session,
        actor,
        Entry.EXHIBIT_FILED,
        claim.id,
        at=exhibit.filed_at,
        exhibit=exhibit.code,
        sha256=document.sha256,
    )
    return exhibit


def exhibit_for(session: Session, actor: Actor, claim_id: UUID, code: str) -> Exhibit:
    """Return one exhibit to whoever may see the case."""
    claim = queries.claim_for(session, actor, claim_id)
    for exhibit in queries.exhibits_of(session, claim):
        if exhibit.code == code:
            return exhibit
    raise NotFound(_("There is no such exhibit in this case."))
