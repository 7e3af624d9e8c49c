"""The files a respondent sends with the answer: added one after the other, checked at once."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from cases import drafts
from documents.uploads import MEGABYTE
from odr.words import _
from web.csrf import csrf_checked
from web.forms import Form, posted
from web.parties.received import take_files
from web.render import redirect
from web.respondent.answer import onward, show
from web.respondent.answer_forms import EvidenceInput
from web.respondent.desk import Desk, OpenDesk

router = APIRouter(prefix="/respond/{claim_id}")


@router.get("/evidence", name="respondent.evidence")
def ask_evidence(at: OpenDesk) -> Response:
    if "evidence" not in at.steps:
        return onward(at)
    return _page(at, Form())


@router.post("/evidence")
def take_evidence(
    at: OpenDesk,
    form: Annotated[Form[EvidenceInput], Depends(posted(EvidenceInput, max_files=10))],
) -> Response:
    """Keep the files that can be kept, say what is wrong with the others, then go on."""
    refused = _take_files(at, form)
    if refused:
        return _page(at, form.refused(" ".join(refused), "files"))
    if form.errors:
        return _page(at, form)
    if form.value is None and not form.files:
        return _page(at, form.refused(_("Choose a file first, or go on without one."), "files"))
    if form.value is None:  # added, and more are to come
        return redirect(at.request, "respondent.evidence", claim_id=at.claim.id)
    at.keep("evidence", Form(raw={"done": ["yes"]}))
    return onward(at)


def _take_files(at: Desk, form: Form[EvidenceInput]) -> list[str]:
    """Add the files that can be kept; return what is wrong with the others."""
    if form.errors or not form.files:
        return []
    kept, refused = take_files(at.session, form, at.pack, clock=at.clock)
    at.draft = drafts.draft_of_answer(at.session, at.actor, at.party.id, clock=at.clock)
    for document in kept:
        title = form.text("title") or document.name
        drafts.add_file(at.session, at.actor, at.draft.id, document, title, clock=at.clock)
    return refused


@router.post(
    "/evidence/{file_id}/remove",
    name="respondent.remove_file",
)
def remove(
    at: OpenDesk, checked: Annotated[None, Depends(csrf_checked)], file_id: UUID
) -> Response:
    """Take a file off the answer."""
    del checked
    draft = drafts.draft_of_answer(at.session, at.actor, at.party.id, clock=at.clock)
    drafts.remove_file(at.session, at.actor, draft.id, file_id, clock=at.clock)
    return redirect(at.request, "respondent.evidence", claim_id=at.claim.id)


def _page(at: Desk, form: Form[EvidenceInput]) -> Response:
    files = [] if at.draft is None else drafts.files_of(at.session, at.draft)
    size = at.pack.uploads.file_megabytes
    return show(at, "evidence", form, files=files, megabytes=size, max_bytes=size * MEGABYTE)
