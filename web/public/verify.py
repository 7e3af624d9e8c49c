"""Checking an order without an account: by its number and code, by its QR code, or by the file."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile
from starlette.responses import Response

from cases import verification
from cases.enums import OrderKind
from cases.sums import court_pack
from cases.verification import OrderFacts
from odr.clock import Clock
from odr.errors import Invalid
from odr.rates import Limit, count_apart
from odr.references import read_order_code
from odr.words import _
from web.deps import ClockDep, SessionDep, sessions_of
from web.forms import Form, blank, posted
from web.guards import anyone
from web.render import render
from web.sessions import network_address

router = APIRouter(prefix="/verify", dependencies=[Depends(anyone)])
PIECE = 65_536
LARGEST = 20_000_000  # bytes; an order has a few hundred thousand


class CodeInput(BaseModel):
    """What stands on the paper: the case number and the check code."""

    number: str = Field(title=_("the case number"))
    code: str = Field(title=_("the check code"))


class FileInput(BaseModel):
    """The order as a PDF file; the file itself comes beside the fields."""


@router.get("", name="public.verify")
def ask(request: Request) -> Response:
    """Show the two ways to check an order."""
    return _page(request, blank(CodeInput))


@router.post("")
def check_code(
    request: Request,
    form: Annotated[Form[CodeInput], Depends(posted(CodeInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    """Look the order up; a wrong number and a wrong code give the same answer."""
    if form.value is None:
        return _page(request, form)
    _count(request, clock)
    try:
        number = court_pack(session).numbering.numbers.read(form.value.number)
    except Invalid as problem:
        return _page(request, form.refused(problem, "number"))
    try:
        code = read_order_code(form.value.code)
    except Invalid as problem:
        return _page(request, form.refused(problem, "code"))
    facts = verification.order_by_code(session, code, number)
    return _page(request, form if facts else form.refused(unknown(), "code"), facts)


@router.post("/file", name="public.verify_file")
def check_file(
    request: Request,
    form: Annotated[Form[FileInput], Depends(posted(FileInput, max_files=1))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    """Compare the file with the court's own, byte for byte; it is neither opened nor kept."""
    sent = form.file("file")
    if sent is None:
        return _page(request, form.refused(_("Choose the PDF file of the order."), "file"))
    _count(request, clock)
    digest = _hash(sent)
    facts = None if digest is None else verification.order_by_file(session, digest)
    return _page(request, form if facts else form.refused(foreign(), "file"), facts, by_file=True)


@router.get("/{code}", name="public.verify_code")
def check_link(request: Request, session: SessionDep, clock: ClockDep, code: str) -> Response:
    """Answer the QR code: what the court says of the order, not what the paper carries."""
    _count(request, clock)
    form: Form[Any] = Form(raw={"code": [code[:40]]})
    try:
        facts = verification.order_by_code(session, read_order_code(code[:40]))
    except Invalid:
        facts = None
    return _page(request, form if facts else form.refused(unknown(), "code"), facts)


def _count(request: Request, clock: Clock) -> None:
    key = network_address(request)
    count_apart(sessions_of(request), (Limit.VERIFY_ORDER, key), clock=clock)


def _hash(sent: UploadFile) -> str | None:
    """Return the SHA-256 of a file that could be an order by its size."""
    digest, size = hashlib.sha256(), 0
    while piece := sent.file.read(PIECE):
        size += len(piece)
        if size > LARGEST:
            return None
        digest.update(piece)
    return digest.hexdigest()


def unknown() -> str:
    """Say that nothing fits, without saying which of the two is wrong."""
    return _("This court has no order with this number and code. Check each sign on the paper.")


def foreign() -> str:
    """Say that a file is not an order of this court as it was sealed."""
    return _(
        "This file is not an order of this court, byte for byte. It was changed, or it never "
        "came from here. Do not rely on it. Ask for the file again or check the code on the paper."
    )


def _page(
    request: Request, form: Form[Any], facts: OrderFacts | None = None, *, by_file: bool = False
) -> Response:
    return render(
        request,
        "public/verify.html",
        block="answer",
        status=form.status,
        form=form,
        facts=facts,
        by_file=by_file,
        kinds=_kinds(),
    )


def _kinds() -> dict[OrderKind, str]:
    return {
        OrderKind.DEFAULT: _("Judgment without an answer"),
        OrderKind.ADMISSION: _("Judgment on an admission"),
        OrderKind.CONSENT: _("Consent order"),
        OrderKind.DECISION: _("Decision"),
    }
