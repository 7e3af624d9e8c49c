"""The last pages of a claim: evidence, check your answers, statement of truth, and it is sent."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from cases import claims, drafts, queries
from cases.enums import Entry
from cases.inputs import TruthInput
from cases.packs import Pack
from cases.sums import pack_of
from documents.uploads import MEGABYTE
from odr.errors import Invalid
from odr.ledger import case_chain
from odr.words import _
from web.claimant import words
from web.claimant.claim_forms import EvidenceForm, TruthForm
from web.claimant.desk import Desk, DeskDep
from web.csrf import csrf_checked
from web.deps import SessionDep
from web.forms import Form, posted
from web.guards import PartyClaim, citizen
from web.parties.docket_pages import entry_of
from web.parties.places import fee_path
from web.parties.received import take_files
from web.render import redirect, render

router = APIRouter(prefix="/claims/{draft_id}", dependencies=[Depends(citizen)])
sent_router = APIRouter(prefix="/cases/{claim_id}")


@router.get("/evidence", name="claimant.evidence")
def ask_evidence(at: DeskDep) -> Response:
    return _evidence(at, Form())


@router.post("/evidence")
def take_evidence(
    at: DeskDep, form: Annotated[Form[EvidenceForm], Depends(posted(EvidenceForm, max_files=10))]
) -> Response:
    """Keep the files that can be kept and say what is wrong with the others."""
    if form.value is None:
        return _evidence(at, form)
    if not form.files:
        return _evidence(at, form.refused(_("Choose a file first, or go on without one."), "files"))
    kept, refused = take_files(at.session, form, at.pack, clock=at.clock)
    for document in kept:
        title = form.value.title or document.name
        drafts.add_file(at.session, at.actor, at.draft.id, document, title, clock=at.clock)
    if refused:
        return _evidence(at, form.refused(" ".join(refused), "files"))
    return redirect(at.request, "claimant.evidence", draft_id=at.draft.id)


@router.post(
    "/evidence/{file_id}/remove",
    name="claimant.remove_file",
    dependencies=[Depends(csrf_checked)],
)
def remove_file(at: DeskDep, file_id: UUID) -> Response:
    drafts.remove_file(at.session, at.actor, at.draft.id, file_id, clock=at.clock)
    return redirect(at.request, "claimant.evidence", draft_id=at.draft.id)


def _evidence(at: Desk, form: Form[EvidenceForm]) -> Response:
    return render(
        at.request,
        "claimant/evidence.html",
        block="section",
        status=form.status,
        at=at,
        form=form,
        files=at.files,
        max_bytes=at.pack.uploads.file_megabytes * MEGABYTE,
    )


@router.get("/check", name="claimant.check")
def check(at: DeskDep) -> Response:
    """Show everything that was written, what it comes to, and what is missing."""
    return render(
        at.request,
        "claimant/check.html",
        at=at,
        values={section: at.value(section) for section in words.titles() if section != "evidence"},
        titles=words.titles(),
        kinds=words.kinds_of_people(),
        sums=at.sums(),
    )


@router.get("/truth", name="claimant.truth")
def ask_truth(at: DeskDep) -> Response:
    if at.missing:
        return redirect(at.request, "claimant.check", draft_id=at.draft.id)
    return _truth(at, Form())


@router.post("/truth")
def send(at: DeskDep, form: Annotated[Form[TruthForm], Depends(posted(TruthForm))]) -> Response:
    """Send the claim: from now on it is with the court."""
    whole = at.whole()
    if whole is None:
        return redirect(at.request, "claimant.check", draft_id=at.draft.id)
    if form.value is None:
        return _truth(at, form)
    truth = TruthInput(**form.value.model_dump())
    try:
        claim = claims.file_claim(at.session, at.actor, at.draft.id, whole, truth, clock=at.clock)
    except Invalid as why:
        return _truth(at, form.refused(why.sentence))
    return redirect(at.request, "claimant.sent", claim_id=claim.id)


def _truth(at: Desk, form: Form[Any]) -> Response:
    return render(
        at.request,
        "claimant/truth.html",
        block="section",
        status=form.status,
        at=at,
        form=form,
        sums=at.sums(),
        business=bool(at.claimant and at.claimant.kind.value != "individual"),
    )


@sent_router.get("/sent", name="claimant.sent")
def sent(request: Request, claim: PartyClaim, session: SessionDep) -> Response:
    """Say that the court has the claim, since when, and that the fee comes next."""
    return render(
        request,
        "claimant/sent.html",
        claim=claim,
        entry=entry_of(session, case_chain(claim.id), Entry.CLAIM_SUBMITTED),
        fee=claim.money(claim.fee_minor),
        pay=fee_path(request, claim, queries.payments_of(session, claim)),
        steps=_next_words(pack_of(claim)),
    )


def _next_words(pack: Pack) -> list[str]:
    del pack
    return [
        _("You pay the court fee."),
        _("A clerk checks the claim and accepts it, or sends it back with what to put right."),
        _("The court sends the claim to the other side, and their time to answer begins."),
        _("We e-mail you at each step. You always find the case under “Your cases”."),
    ]
