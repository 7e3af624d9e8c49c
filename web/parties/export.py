"""A person's own copy: one case, or all of them, as pages, as data and with the files."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from cases import drafts, queries
from cases.exports import CaseFile, copy_of_case, files_of_case, note_export
from cases.models import Claim
from documents.storage import Storage, storage_of
from hearings.rooms.copies import own_talk
from odr.clock import Clock
from odr.models import Account
from odr.permissions import Actor
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.guards import PartyClaim, citizen
from web.look import Look, rendering_for
from web.render import render

router = APIRouter()

IN_MEMORY = 4_000_000
PIECE = 256 * 1024
Checked = Annotated[None, Depends(csrf_checked)]


@router.get("/cases/{claim_id}/copy", name="parties.export")
def ask_for_copy(request: Request, claim: PartyClaim) -> Response:
    """Say what is in the copy of a case."""
    return render(request, "parties/export.html", claim=claim)


@router.post("/cases/{claim_id}/copy")
def take_copy(
    request: Request,
    claim: PartyClaim,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Hand out the copy and note that it was taken."""
    del checked
    note_export(session, actor, [claim], clock=clock)
    session.flush()
    return _zip(request, session, actor, [claim], clock)


@router.get("/your-data", name="parties.your_data", dependencies=[Depends(citizen)])
def ask_for_everything(request: Request) -> Response:
    """Say what is in the copy of everything."""
    return render(request, "parties/export.html", claim=None)


@router.post("/your-data", dependencies=[Depends(citizen), Depends(csrf_checked)])
def take_everything(
    request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Hand out everything the court has about this person and may show them."""
    claims = queries.all_own_cases(session, actor)
    note_export(session, actor, claims, clock=clock)
    session.flush()
    return _zip(request, session, actor, claims, clock, account=_account(session, actor))


def _account(session: Session, actor: Actor) -> dict[str, Any]:
    account = session.get_one(Account, actor.account_id)
    own = [
        {"saved_at": draft.saved_at.isoformat(), "data": draft.data}
        for draft in drafts.own_drafts(session, actor, drafts.CLAIM)
    ]
    return {
        "name": account.name,
        "email": account.email,
        "language": account.language,
        "created_at": account.created_at.isoformat(),
        "drafts": own,
    }


def _zip(
    request: Request,
    session: Session,
    actor: Actor,
    claims: Sequence[Claim],
    clock: Clock,
    *,
    account: dict[str, Any] | None = None,
) -> Response:
    """Write the copy into a file of its own and send it piece by piece."""
    held = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the last piece
    storage = storage_of(session)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as box:
        if account is not None:
            _write(box, "account.json", _json(account))
        for claim in claims:
            _add_case(box, request, session, actor, claim)
            for file in files_of_case(session, actor, claim):
                _add_file(box, storage, f"{_folder(claim)}/{file.name}", file)
    held.seek(0)
    name = _folder(claims[0]) if account is None else f"my-cases-{clock.now():%Y-%m-%d}"
    return StreamingResponse(
        _pieces(held),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.zip"',
            "Cache-Control": "private, no-store",
        },
    )


def _add_case(
    box: zipfile.ZipFile, request: Request, session: Session, actor: Actor, claim: Claim
) -> None:
    data = copy_of_case(session, actor, claim)
    talk = own_talk(session, actor, claim)
    _write(box, f"{_folder(claim)}/case.json", _json({**data, "talk": talk}))
    look: Look = request.app.state.look
    page = look.environment.get_template("parties/copy.html")
    with rendering_for(request):
        html = page.render(
            claim=claim, data=data, talk=talk, files=files_of_case(session, actor, claim)
        )
    _write(box, f"{_folder(claim)}/case.html", html.encode())


def _add_file(box: zipfile.ZipFile, storage: Storage, name: str, file: CaseFile) -> None:
    with box.open(zipfile.ZipInfo(name), "w", force_zip64=True) as target:
        for piece in storage.stream(file.document.storage_key):
            target.write(piece)


def _write(box: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    box.writestr(entry, content)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2, default=str).encode()


def _folder(claim: Claim) -> str:
    return claim.number or f"case-{str(claim.id)[:8]}"


def _pieces(held: IO[bytes]) -> Iterator[bytes]:
    with held:
        while piece := held.read(PIECE):
            yield piece
