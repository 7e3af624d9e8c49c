"""Bringing the claim to each respondent: letters to print, attempts, mail that came back, codes."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from cases import queries, service
from cases.enums import PaperKind, Side
from cases.inputs import AttemptInput
from cases.models import Claim, Party, ServiceAttempt
from cases.sums import pack_of
from odr.errors import Invalid, NotFound
from odr.words import _
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, posted
from web.guards import ClerkClaim
from web.registry import words
from web.render import redirect, render

router = APIRouter(prefix="/registry/cases/{claim_id}/service")
ONE = "/{party_id}"
ATTEMPT = "/attempts/{attempt_id}/returned"
Checked = Annotated[None, Depends(csrf_checked)]


class ReturnedInput(BaseModel):
    """What came back."""

    note: str = Field(title=_("what stands on the letter"), max_length=500)


def respondent(claim: ClerkClaim, party_id: UUID) -> Party:
    """One respondent of this case."""
    for party in claim.parties:
        if party.id == party_id and party.side is Side.RESPONDENT:
            return party
    raise NotFound(_("There is no such respondent in this case."))


def attempt(session: SessionDep, claim: ClerkClaim, attempt_id: UUID) -> ServiceAttempt:
    """One attempt to serve in this case."""
    for made in queries.attempts_of(session, claim):
        if made.id == attempt_id:
            return made
    raise NotFound(_("There is no such attempt to serve."))


Respondent = Annotated[Party, Depends(respondent)]
Attempt = Annotated[ServiceAttempt, Depends(attempt)]


@router.get("", name="registry.service")
def show_service(
    request: Request, claim: ClerkClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Show for each respondent the letter, the attempts, and when the time to answer ends."""
    papers = queries.papers_visible_to(session, actor, claim)
    return render(
        request,
        "registry/service.html",
        claim=claim,
        attempts=queries.attempts_of(session, claim),
        notices=[paper for paper in papers if paper.kind is PaperKind.NOTICE],
        wrong_letters=service.not_me_notes(session, claim),
        open=claim.number is not None and queries.open_status(claim),
        **_words(claim),
    )


@router.get(ONE, name="registry.serve")
def ask_attempt(request: Request, claim: ClerkClaim, party: Respondent) -> Response:
    """Ask how the papers were sent."""
    return _attempt(request, claim, party, Form())


@router.post(ONE)
def record(
    request: Request,
    party: Respondent,
    form: Annotated[Form[AttemptInput], Depends(posted(AttemptInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Note the attempt; good service starts the time to answer."""
    if form.value is not None:
        try:
            service.record_attempt(
                session, actor, party.claim_id, party.id, form.value, clock=clock
            )
        except Invalid as why:
            form = form.refused(why)
    if form.value is None:
        return _attempt(request, queries.claim_for(session, actor, party.claim_id), party, form)
    return redirect(request, "registry.service", claim_id=party.claim_id)


@router.post(f"{ONE}/code", name="registry.new_code")
def new_code(
    request: Request,
    party: Respondent,
    checked: Checked,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Make a new letter with a new code; the old code ends."""
    del checked
    service.reissue_code(session, actor, party.claim_id, party.id, clock=clock)
    return redirect(request, "registry.service", claim_id=party.claim_id)


@router.get(ATTEMPT, name="registry.returned")
def ask_returned(request: Request, claim: ClerkClaim, made: Attempt) -> Response:
    """Say what follows when a letter came back."""
    return _returned(request, claim, made, Form())


@router.post(ATTEMPT)
def record_returned(
    request: Request,
    made: Attempt,
    form: Annotated[Form[ReturnedInput], Depends(posted(ReturnedInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Note that the letter came back: this service does not count."""
    if form.value is None:
        return _returned(request, queries.claim_for(session, actor, made.claim_id), made, form)
    service.record_returned_mail(session, actor, made.id, form.value.note, clock=clock)
    return redirect(request, "registry.service", claim_id=made.claim_id)


def _attempt(request: Request, claim: Claim, party: Party, form: Form[AttemptInput]) -> Response:
    pack = pack_of(claim)
    return render(
        request,
        "registry/attempt.html",
        block="attempt",
        status=form.status,
        form=form,
        claim=claim,
        party=party,
        ways=list(words.methods(pack).items()),
        outcomes=words.result_choices(),
        hints={m.code: m.hint.read() for m in pack.service.methods if m.hint},
    )


def _returned(
    request: Request, claim: Claim, made: ServiceAttempt, form: Form[ReturnedInput]
) -> Response:
    return render(
        request,
        "registry/returned.html",
        block="returned",
        status=form.status,
        form=form,
        claim=claim,
        made=made,
        party=next(party for party in claim.parties if party.id == made.party_id),
        **_words(claim),
    )


def _words(claim: Claim) -> dict[str, Any]:
    return {
        "methods": words.methods(pack_of(claim)),
        "results": words.results(),
        "states": words.answer_states(),
        "not_me": words.not_me(),
    }
