"""Save and return: what somebody has typed so far, for a claim or an answer not yet sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from cases.clocks import runs_from
from cases.enums import Entry
from cases.models import Claim, Draft, DraftFile, Party
from cases.sums import court_pack
from documents.enums import ScanStatus
from documents.models import Document
from documents.uploads import forget
from odr import ledger
from odr.clock import Clock
from odr.errors import IllegalMove, Invalid, NotFound
from odr.models import LedgerEntry
from odr.permissions import Actor
from odr.words import _

CLAIM = "claim"
ANSWER = "answer"
KEPT = "draft_kept"
MOST_FILES = 30
NEWEST = 5
"""How many claims of a person are looked at for one that was just sent."""


def drafts_visible_to(actor: Actor) -> Select[Draft]:
    """Return the drafts of this person; nobody else ever sees a draft, not even the court."""
    drafts = select(Draft)
    if actor.party_id is not None:
        return drafts.where(Draft.party_id == actor.party_id)
    if actor.account_id is not None:
        mine = select(Party.id).where(Party.account_id == actor.account_id)
        return drafts.where(or_(Draft.account_id == actor.account_id, Draft.party_id.in_(mine)))
    return drafts.where(Draft.id.is_(None))


def draft_for(session: Session, actor: Actor, draft_id: UUID, *, lock: bool = False) -> Draft:
    """Return a draft of this person's own, or say that it was sent or is not there."""
    query = drafts_visible_to(actor).where(Draft.id == draft_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    draft = session.scalar(query)
    if draft is None and _was_sent(session, actor, draft_id):
        raise IllegalMove(_("This claim was sent already. You find it under “Your cases”."))
    if draft is None:
        raise NotFound(_("There is no such draft. It may be old and deleted, or sent already."))
    return draft


def _was_sent(session: Session, actor: Actor, draft_id: UUID) -> bool:
    """Tell whether one of this person's newest claims was made from a draft."""
    newest = select(Claim.id).where(Claim.created_by == actor.account_id)
    claims = session.scalars(newest.order_by(Claim.filed_at.desc(), Claim.id).limit(NEWEST))
    chains = [ledger.case_chain(claim_id) for claim_id in claims]
    first = select(LedgerEntry.data).where(LedgerEntry.chain.in_(chains), LedgerEntry.chain_no == 1)
    return any(data.get("draft") == str(draft_id) for data in session.scalars(first))


def own_drafts(session: Session, actor: Actor, kind: str) -> list[Draft]:
    """Return the drafts of one kind that this person has, the last saved first."""
    query = drafts_visible_to(actor).where(Draft.kind == kind)
    return list(session.scalars(query.order_by(Draft.saved_at.desc(), Draft.id)))


def start_draft(
    session: Session, actor: Actor, kind: str, data: Mapping[str, Any], *, clock: Clock
) -> Draft:
    """Start a draft with what is known already, like the answers of the first questions."""
    now = clock.now()
    draft = Draft(
        kind=kind,
        account_id=actor.account_id,
        party_id=actor.party_id,
        data=dict(data),
        saved_at=now,
        expires_at=_kept_until(session, now),
        version=1,
    )
    session.add(draft)
    _record(session, actor, draft, Entry.DRAFT_STARTED, kind=kind)
    return draft


def saved_answer(session: Session, actor: Actor, party_id: UUID) -> Draft | None:
    """Return what is saved of one respondent's answer, if anything is."""
    return session.scalar(
        drafts_visible_to(actor).where(Draft.kind == ANSWER, Draft.party_id == party_id)
    )


def draft_of_answer(session: Session, actor: Actor, party_id: UUID, *, clock: Clock) -> Draft:
    """Return the draft of one respondent's answer, started if there is none yet."""
    found = saved_answer(session, actor, party_id)
    if found is not None:
        return found
    draft = start_draft(session, actor, ANSWER, {}, clock=clock)
    draft.party_id = party_id
    return draft


def save_section(
    session: Session,
    actor: Actor,
    draft_id: UUID,
    section: str,
    value: Any,
    *,
    version: int | None = None,
    clock: Clock,
) -> Draft:
    """Keep one section of a draft.

    With `version` the save is refused if another window saved in between: the page then shows
    both texts, so that nothing typed is lost.
    """
    draft = draft_for(session, actor, draft_id, lock=True)
    if version is not None and version != draft.version:
        raise IllegalMove(
            _("You changed this draft in another window. Compare both and save again.")
        )
    draft.data = {**draft.data, section: value}
    draft.version += 1
    draft.saved_at = clock.now()
    draft.expires_at = _kept_until(session, draft.saved_at)
    _record(session, actor, draft, Entry.DRAFT_SAVED, section=section, version=draft.version)
    return draft


def add_file(
    session: Session, actor: Actor, draft_id: UUID, document: Document, title: str, *, clock: Clock
) -> DraftFile:
    """Add an evidence file to a draft; a file the court refused cannot be added."""
    draft = draft_for(session, actor, draft_id, lock=True)
    if document.status is ScanStatus.REFUSED:
        raise Invalid(_("This file cannot be used as evidence. Choose another file."), "file")
    if len(files_of(session, draft)) >= MOST_FILES:
        raise Invalid(_("You can add up to 30 files. Remove one first."), "file")
    file = DraftFile(
        draft_id=draft.id, document_id=document.id, title=title[:200], added_at=clock.now()
    )
    session.add(file)
    session.flush()  # so that the list shown next has it
    draft.saved_at = clock.now()
    _record(session, actor, draft, Entry.DRAFT_FILE_ADDED, sha256=document.sha256)
    return file


def remove_file(
    session: Session, actor: Actor, draft_id: UUID, file_id: UUID, *, clock: Clock
) -> None:
    """Take a file off a draft."""
    draft = draft_for(session, actor, draft_id, lock=True)
    file = session.scalar(
        select(DraftFile).where(DraftFile.id == file_id, DraftFile.draft_id == draft.id)
    )
    if file is None:
        raise NotFound(_("This file is no longer in your draft."))
    document = session.get_one(Document, file.document_id)
    session.delete(file)
    session.flush()  # the document may go only when nothing names it any more
    forget(session, document)
    draft.saved_at = clock.now()
    _record(session, actor, draft, Entry.DRAFT_FILE_REMOVED, file=file.id)


def delete_draft(session: Session, actor: Actor, draft_id: UUID, *, clock: Clock) -> None:
    """Delete a draft nobody touched for the time drafts are kept, with its files."""
    draft = session.get(Draft, draft_id, with_for_update=True)
    if draft is None or clock.now() < draft.expires_at:
        return
    for file, document in files_of(session, draft):
        session.delete(file)
        session.flush()  # the document may go only when nothing names it any more
        forget(session, document)
    draft.saved_at = clock.now()
    _record(session, actor, draft, Entry.DRAFT_DELETED)
    session.delete(draft)


def files_of(session: Session, draft: Draft) -> list[tuple[DraftFile, Document]]:
    """Return the files of a draft in the order they were added."""
    rows = session.execute(
        select(DraftFile, Document)
        .join(Document, Document.id == DraftFile.document_id)
        .where(DraftFile.draft_id == draft.id)
        .order_by(DraftFile.added_at, DraftFile.id)
    )
    return [(file, document) for file, document in rows]


def _kept_until(session: Session, saved_at: datetime) -> datetime:
    return runs_from(court_pack(session), KEPT, saved_at).due


def _record(session: Session, actor: Actor, draft: Draft, entry: Entry, **data: Any) -> None:
    chain = f"draft:{draft.id}"
    deed = ledger.Deed(entry, draft.saved_at, data)
    ledger.append(session, ledger.RECORD, chain, actor, deed)
