"""The papers of a case: asked for with the deed, made by a job, sealed and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import letters, queries
from cases.enums import Entry, PaperKind
from cases.models import CasePaper, Claim, Order
from cases.sums import pack_of
from documents.models import Document
from documents.paper import Paper, make_paper
from documents.sealing import seal
from documents.storage import storage_of
from documents.uploads import keep_made
from odr import jobs, ledger
from odr.clock import Clock
from odr.errors import NotFound
from odr.permissions import SYSTEM, Actor
from odr.words import _, speaking

MAKE = "cases.make_paper"
SEALED = {PaperKind.SEALED_CLAIM, PaperKind.ORDER, PaperKind.NOTICE, PaperKind.RECEIPT}
PDF = "application/pdf"


def titles() -> dict[PaperKind, str]:
    """Return what each paper is called."""
    return {
        PaperKind.SEALED_CLAIM: _("The claim, sealed by the court"),
        PaperKind.NOTICE: _("Notice to the respondent"),
        PaperKind.RECEIPT: _("Receipt"),
        PaperKind.ORDER: _("Order of the court"),
        PaperKind.MEANING: _("What this decision means for you"),
    }


def ask_for_paper(
    session: Session,
    claim: Claim,
    kind: PaperKind,
    *,
    at: datetime,
    about: UUID | None = None,
    party: UUID | None = None,
) -> CasePaper:
    """Ask for a paper in the transaction of the deed it is about; a job makes it."""
    with speaking(pack_of(claim).court.default_language):
        title = titles()[kind]
    paper = CasePaper(
        claim_id=claim.id,
        kind=kind,
        title=title,
        party_id=party,
        about_id=about,
        asked_at=at,
    )
    session.add(paper)
    jobs.enqueue(session, MAKE, paper_id=paper.id)
    return paper


@jobs.job(MAKE)
def make_case_paper(session: Session, *, clock: Clock, **args: Any) -> None:
    """Render a paper, seal it with the court's key and keep it; done once only."""
    paper = session.get_one(CasePaper, UUID(args["paper_id"]), with_for_update=True)
    if paper.document_id is not None:
        return
    claim = queries.claim_for(session, SYSTEM, paper.claim_id)
    with speaking(pack_of(claim).court.default_language):  # whoever asked for it
        content = make_paper(describe(session, paper, claim))
    if paper.kind in SEALED:
        authority = session.info["authority"]
        content = seal(content, authority, at=paper.asked_at, reason=paper.title)
    name = f"{claim.number or claim.id}-{paper.kind.value}.pdf"
    document = keep_made(session, storage_of(session), content, name, media_type=PDF, clock=clock)
    session.flush()  # the paper names its document, so that is written first
    paper.document_id, paper.made_at = document.id, clock.now()
    ledger.record(
        session,
        SYSTEM,
        Entry.PAPER_MADE,
        claim.id,
        at=paper.made_at,
        paper=paper.id,
        kind=paper.kind.value,
        sha256=document.sha256,
    )


def describe(session: Session, paper: CasePaper, claim: Claim) -> Paper:
    """Say what stands on a paper; the layout is the same for all papers of the court."""
    court = pack_of(claim)
    party = next((each for each in claim.parties if each.id == paper.party_id), None)
    writer: Callable[[letters.Letter], Paper] = {
        PaperKind.SEALED_CLAIM: letters.sealed_claim,
        PaperKind.NOTICE: letters.notice,
        PaperKind.RECEIPT: letters.receipt,
        PaperKind.ORDER: letters.order,
        PaperKind.MEANING: letters.meaning,
    }[paper.kind]
    return writer(letters.Letter(session, claim, court, paper, party))


def paper_for(
    session: Session, actor: Actor, claim_id: UUID, paper_id: UUID
) -> tuple[CasePaper, Document]:
    """Return a finished paper and its file, to whoever may open it."""
    claim = queries.claim_for(session, actor, claim_id)
    for paper in queries.papers_visible_to(session, actor, claim):
        if paper.id == paper_id and paper.document_id is not None:
            return paper, session.get_one(Document, paper.document_id)
    raise NotFound(_("There is no such paper, or it is still being made."))


def order_paper(session: Session, order: Order) -> CasePaper | None:
    """Return the sealed paper of an order, once it is made."""
    return session.scalar(
        select(CasePaper).where(
            CasePaper.about_id == order.id,
            CasePaper.kind == PaperKind.ORDER,
            CasePaper.document_id.is_not(None),
        )
    )
