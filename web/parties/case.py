"""The page of a case for its parties: the next step first, then everything that is in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import evidence, policies, queries
from cases.contents import Contents, contents_of
from cases.enums import ClaimStatus, Side
from cases.models import Claim, Order, Party
from cases.next_steps import NextStep, Seen, Task, next_step
from cases.openings import note_looking
from cases.paperwork import paper_for
from cases.stages import stages
from cases.sums import pack_of
from documents.queries import copies_of, copy_of, document_for
from documents.uploads import MEGABYTE
from odr.clock import Clock
from odr.errors import NotFound
from odr.permissions import Actor
from odr.words import _
from web.deps import ActorDep, ClockDep, SessionDep, sessions_of
from web.forms import Form, blank, posted
from web.guards import PartyClaim
from web.papers import hand_out
from web.parties import words
from web.parties.nearest import nearest
from web.parties.places import OPEN, place
from web.parties.received import take_files
from web.render import redirect, render

router = APIRouter(prefix="/cases/{claim_id}")

TALK = {
    ClaimStatus.SERVED,
    ClaimStatus.ANSWERED,
    ClaimStatus.MEDIATION,
    ClaimStatus.DECISION,
    ClaimStatus.SETTLED,
}


class EvidenceInput(BaseModel):
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


@router.get("", name="parties.case")
def show_case(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Show the case: what happens next, and everything in it."""
    note_looking(sessions_of(request), session, actor, claim, clock=clock)
    party = queries.party_for(actor, claim)
    file = contents_of(session, claim)
    whole = next_step(Seen(claim, party, clock.now(), file.orders[-1] if file.orders else None))
    step = nearest(session, actor, claim, whole, clock=clock)
    return render(
        request,
        "parties/case.html",
        claim=claim,
        party=party,
        orders=file.orders,
        **_box(request, claim, step, file.orders, clock),
        **_contents(session, actor, claim, file),
        **_more(request, actor, claim, party),
    )


def _box(
    request: Request, claim: Claim, step: NextStep, orders: Sequence[Order], clock: Clock
) -> dict[str, Any]:
    """What stands in the box about the next step."""
    now, today = clock.now(), pack_of(claim).days.day_of(clock.now())
    return {
        "step": step,
        "who": words.who_acts(step.who),
        "left": words.time_left(step, now, today),
        "urgent": words.is_soon(step, now, today),
        "todo": todo(request, claim, step.task, orders),
        "tag": words.status_tag(claim.status, step.who),
        "way": stages(claim),
    }


def todo(
    request: Request, claim: Claim, task: Task | None, orders: Sequence[Order]
) -> tuple[str, str] | None:
    """Return the button for the next step: its words and where it leads, if it leads anywhere."""
    routes = {
        Task.PAY_FEE: (_("Pay the fee"), "parties.fees"),
        Task.PUT_RIGHT: (_("Put it right"), "claimant.put_right"),
        Task.ANSWER: (_("Answer the claim"), "respondent.claim"),
        Task.REPLY: (_("Read the answer and reply"), "claimant.reply"),
        Task.ASK_JUDGMENT: (_("Ask for judgment"), "claimant.default"),
        Task.MEDIATE: (_("Go to the mediation"), "parties.mediation"),
        Task.ANSWER_QUESTIONS: (_("See the questions"), "parties.questions"),
    }
    if task is Task.READ_ORDER and orders:
        path = place(request, "parties.order", claim_id=claim.id, order_id=orders[-1].id)
        return _("Read the order"), path
    if task not in routes:
        return None
    label, route = routes[task]
    path = place(request, route, claim_id=claim.id)
    return (label, path) if path else None


def _contents(session: Session, actor: Actor, claim: Claim, file: Contents) -> dict[str, Any]:
    """What is in the file, as far as this party may see it."""
    own = {each.id for each in queries.parties_of(actor, claim)}
    return {
        "names": {each.id: each.name for each in claim.parties},
        "lines": file.amounts,
        "events": file.timeline,
        "responses": file.responses,
        "reply": file.reply,
        "exhibits": file.exhibits,
        "pictures": copies_of(session, [exhibit.document_id for exhibit in file.exhibits]),
        "papers": queries.papers_open_to(actor, claim, file.papers),
        "fees": [fee for fee in file.payments if fee.party_id in own],
        "open_fees": OPEN,
        "answers": words.answers(),
        "order_kinds": words.order_kinds(),
        "order_tags": words.order_tags(),
        "kind": pack_of(claim).scope.kind(claim.kind).label.read(),
    }


def _more(request: Request, actor: Actor, claim: Claim, party: Party) -> dict[str, Any]:
    """Where else one can go from a case, as far as it is open to this party now."""

    def at(route: str) -> str:
        return place(request, route, claim_id=claim.id)

    talks = claim.status in TALK
    asked = claim.status in {ClaimStatus.DECISION, ClaimStatus.JUDGED}
    mediated = claim.status in {ClaimStatus.MEDIATION, ClaimStatus.SETTLED}
    return {
        "offers": at("parties.offers") if talks else "",
        "mediation": at("parties.mediation") if mediated else "",
        "questions": at("parties.questions") if asked else "",
        "withdraw": at("claimant.withdraw") if policies.may_withdraw(actor, claim) is True else "",
        "may_file": policies.may_file_exhibit(actor, claim) is True,
        "claims": party.side is Side.CLAIMANT,
    }


@router.get("/fees", name="parties.fees")
def show_fees(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Go to the fee that is open; without one the case says where it stands."""
    own = {each.id for each in queries.parties_of(actor, claim)}
    for fee in queries.payments_of(session, claim):
        if fee.party_id in own and fee.status in OPEN:
            return redirect(request, "public.payment", claim_id=claim.id, payment_id=fee.id)
    return redirect(request, "parties.case", claim_id=claim.id)


@router.get("/exhibits/{code}", name="parties.exhibit")
def open_exhibit(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, code: str
) -> Response:
    """Hand out one exhibit as it was sent."""
    exhibit = evidence.exhibit_for(session, actor, claim.id, code)
    return hand_out(request, session, document_for(session, exhibit.document_id))


@router.get("/exhibits/{code}/picture", name="parties.picture")
def open_picture(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, code: str
) -> Response:
    """Show a photo upright, as a picture every browser can open."""
    exhibit = evidence.exhibit_for(session, actor, claim.id, code)
    picture = copy_of(session, exhibit.document_id)
    if picture is None:
        raise NotFound(_("There is no picture of this exhibit."))
    return hand_out(request, session, picture, inline=True)


@router.get("/papers/{paper_id}", name="parties.paper")
def open_paper(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, paper_id: UUID
) -> Response:
    """Hand out one paper of the court."""
    _paper, document = paper_for(session, actor, claim.id, paper_id)
    return hand_out(request, session, document, inline=True)


@router.get("/evidence", name="parties.evidence")
def ask_evidence(request: Request, claim: PartyClaim, actor: ActorDep) -> Response:
    return _evidence(request, claim, actor, blank(EvidenceInput))


@router.post("/evidence")
def file_evidence(
    request: Request,
    claim: PartyClaim,
    form: Annotated[Form[EvidenceInput], Depends(posted(EvidenceInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """File more evidence: what can be kept is filed, the rest gets a sentence."""
    if form.value is None or not form.files:
        return _evidence(request, claim, actor, _asking_for_files(form))
    kept, refused = take_files(session, form, pack_of(claim), clock=clock)
    for document in kept:
        title = form.value.title or document.name
        evidence.file_exhibit(session, actor, claim.id, document, title, clock=clock)
    if refused:
        return _evidence(request, claim, actor, form.refused(" ".join(refused), "files"))
    return redirect(request, "parties.case", claim_id=claim.id)


def _asking_for_files(form: Form[EvidenceInput]) -> Form[EvidenceInput]:
    return form if form.errors else form.refused(_("Choose a file first."), "files")


def _evidence(request: Request, claim: Claim, actor: Actor, form: Form[EvidenceInput]) -> Response:
    return render(
        request,
        "parties/evidence.html",
        block="section",
        status=form.status,
        claim=claim,
        form=form,
        allowed=policies.may_file_exhibit(actor, claim),
        max_bytes=pack_of(claim).uploads.file_megabytes * MEGABYTE,
    )
