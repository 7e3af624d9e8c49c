"""The door for people with a letter: case number and code, and the way from there to an account."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import queries
from cases.models import Claim, Party
from cases.service import join_with_account, open_with_code
from cases.sums import court_pack
from odr.clock import Clock
from odr.errors import Forbidden, Invalid, NotFound
from odr.permissions import Actor, Role
from odr.rates import Limit, count_apart, forgive
from odr.references import read_access_code, show_access_code
from odr.words import _
from web.deps import ActorDep, ClockDep, SessionDep, sessions_of
from web.forms import Form, posted
from web.guards import anyone, citizen
from web.public.account_forms import posted_secret
from web.render import redirect, render
from web.sessions import (
    NoticePass,
    drop_notice_pass,
    give_notice_pass,
    network_address,
    notice_pass,
)

router = APIRouter()
JOIN = "/respond/{claim_id}/join"


class CodeInput(BaseModel):
    """What stands on the letter."""

    number: str = Field(title=_("the case number"), max_length=40)
    code: str = Field(title=_("the code from your letter"), max_length=40)


class JoinInput(BaseModel):
    """The word of the reader that the case is theirs."""

    mine: bool = Field(default=False, title=_("that this case is yours"))


@router.get("/r", name="public.respond", dependencies=[Depends(anyone)])
@router.get("/R", include_in_schema=False, dependencies=[Depends(anyone)])
def ask(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    """Ask for the case number and the code of the letter."""
    return _door(request, session, actor, Form())


@router.get("/r/{number}", name="public.respond_number", dependencies=[Depends(anyone)])
@router.get("/R/{number}", include_in_schema=False, dependencies=[Depends(anyone)])
def ask_code(request: Request, session: SessionDep, actor: ActorDep, number: str) -> Response:
    """Ask for the code only: the number came with the scanned address."""
    return _door(request, session, actor, Form(raw={"number": [number[:40]]}))


@router.post("/r", dependencies=[Depends(anyone)])
def enter(
    request: Request,
    form: Annotated[Form[CodeInput], Depends(posted_secret(CodeInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Open the case a letter belongs to, for this browser and two hours."""
    if form.value is None:
        return _door(request, session, actor, form)
    try:
        claim, party = _opened(request, session, actor, form.value, clock)
    except (Invalid, NotFound) as why:
        return _door(request, session, actor, form.refused(why.sentence, _place_of(why)))
    onward = "respondent.join" if actor.role is Role.CITIZEN else "respondent.claim"
    pass_ = NoticePass(party.id, claim.id, party.code_generation)
    return give_notice_pass(request, redirect(request, onward, claim_id=claim.id), pass_)


def _opened(
    request: Request, session: Session, actor: Actor, given: CodeInput, clock: Clock
) -> tuple[Claim, Party]:
    """Count the try by the number meant, however it was typed; a right one does not count."""
    if actor.is_officer:
        raise Forbidden(_("You work for this court. Sign out to answer a claim of your own."))
    pack = court_pack(session)
    try:
        number = pack.numbering.numbers.read(given.number)
    except Invalid as why:
        raise Invalid(why.sentence, "number") from None
    try:
        code = read_access_code(given.code)
    except Invalid as why:
        raise Invalid(why.sentence, "code") from None
    tries = ((Limit.NOTICE_CODE, number), (Limit.NOTICE_CODE_ADDRESS, network_address(request)))
    count_apart(sessions_of(request), *tries, clock=clock)
    opened = open_with_code(session, number, code, clock=clock)
    for limit, key in tries:
        forgive(session, limit, key, clock=clock)
    return opened


def _place_of(why: Invalid | NotFound) -> str:
    return (why.field or "code") if isinstance(why, Invalid) else "code"


def _door(request: Request, session: Session, actor: Actor, form: Form[CodeInput]) -> Response:
    known = notice_pass(request) if getattr(request.state, "notice", None) else None
    return render(
        request,
        "respondent/door.html",
        block="question",
        status=form.status,
        form=form,
        example=court_pack(session).numbering.numbers.example,
        code_example=show_access_code("7K2MQ9XD"),
        known=known,
        signed_in=actor.role is Role.CITIZEN,
    )


def invited(
    request: Request,
    session: SessionDep,
    actor: Annotated[Actor, Depends(citizen)],
    claim_id: UUID,
) -> tuple[Claim, Party]:
    """The case and side that this browser gave the code of, while somebody is signed in."""
    del actor
    notice: NoticePass | None = getattr(request.state, "notice", None)
    if notice is None or notice.claim_id != claim_id:
        raise NotFound(
            _("Enter the case number and the code of your letter again. Two hours have passed.")
        )
    guest = Actor(Role.VISITOR, party_id=notice.party_id)
    claim = queries.claim_for(session, guest, claim_id)
    return claim, queries.party_for(guest, claim)


Invited = Annotated[tuple[Claim, Party], Depends(invited)]


@router.get(JOIN, name="respondent.join")
def ask_to_join(request: Request, mine: Invited, actor: ActorDep) -> Response:
    """Ask whether the person signed in is the one the letter was sent to."""
    return _join(request, mine, actor, Form())


@router.post(JOIN)
def join(
    request: Request,
    mine: Invited,
    form: Annotated[Form[JoinInput], Depends(posted(JoinInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Link the case to the account; the code has then done its work."""
    if form.value is not None and not form.value.mine:
        form = form.refused(_("Tick the box if this case is yours. If not, leave it."), "mine")
    if form.value is None:
        return _join(request, mine, actor, form)
    claim, party = mine
    try:
        join_with_account(session, actor, claim.id, party.id, clock=clock)
    except Invalid as why:
        return _join(request, mine, actor, form.refused(why))
    return drop_notice_pass(request, redirect(request, "parties.case", claim_id=claim.id))


def _join(
    request: Request, mine: tuple[Claim, Party], actor: Actor, form: Form[JoinInput]
) -> Response:
    claim, party = mine
    return render(
        request,
        "respondent/join.html",
        block="question",
        status=form.status,
        form=form,
        claim=claim,
        party=party,
        who=actor.name,
    )
