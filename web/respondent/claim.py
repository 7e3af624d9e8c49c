"""The claim as the person it is made against reads it: how much, who, why, by when, what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from cases import queries
from cases.enums import NotMe
from cases.evidence import exhibit_for
from cases.openings import note_looking
from cases.paperwork import paper_for
from cases.service import not_me_notes, say_not_me
from cases.sums import interest_until
from documents.queries import document_for
from odr.errors import IllegalMove
from odr.words import _
from web.deps import ActorDep, SessionDep, sessions_of
from web.forms import Form, posted
from web.guards import PartyClaim
from web.papers import hand_out
from web.render import redirect, render
from web.respondent import words
from web.respondent.desk import Desk, DeskDep

router = APIRouter(prefix="/respond/{claim_id}")
SOON = timedelta(days=3)


class NotMeInput(BaseModel):
    """Why the letter is not for its reader."""

    why: NotMe = Field(title=_("why this letter is not for you"))


@router.get("", name="respondent.claim")
def show_claim(at: DeskDep, saved: bool = False) -> Response:
    """Show the claim before anything is asked."""
    note_looking(sessions_of(at.request), at.session, at.actor, at.claim, clock=at.clock)
    notes = not_me_notes(at.session, at.claim)
    return render(
        at.request,
        "respondent/claim.html",
        at=at,
        claim=at.claim,
        saved=saved,
        told=_told(at),
        choices=words.choices(at.pack),
        wrong_letter=any(note.data["party"] == str(at.party.id) for note in notes),
        **_time(at),
    )


def _time(at: Desk) -> dict[str, Any]:
    """How long there is to answer."""
    due = at.party.response_due
    left = None if due is None or at.late else due - at.clock.now()
    return {"left": left, "urgent": left is not None and left < SOON}


def _told(at: Desk) -> dict[str, object]:
    """What the claimant wrote and sent, with how the interest was worked out."""
    claim, session = at.claim, at.session
    filed = at.pack.days.day_of(claim.filed_at)
    worked = interest_until(claim, claim.money(claim.claimed_minor), filed)
    names = {party.id: party.name for party in claim.parties}
    papers = queries.papers_visible_to(session, at.actor, claim)
    return {
        "lines": queries.amounts_of(session, claim),
        "interest": worked,
        "timeline": queries.timeline_of(session, claim),
        "exhibits": queries.exhibits_of(session, claim),
        "names": names,
        "papers": [paper for paper in papers if paper.document_id is not None],
        "total": words.claimed_in_all(claim),
        "advice": at.pack.say("advice"),
    }


@router.get("/exhibits/{code}", name="respondent.exhibit")
def open_exhibit(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, code: str
) -> Response:
    """Hand out one exhibit."""
    exhibit = exhibit_for(session, actor, claim.id, code)
    return hand_out(request, session, document_for(session, exhibit.document_id))


@router.get("/papers/{paper_id}", name="respondent.paper")
def open_paper(
    request: Request, claim: PartyClaim, session: SessionDep, actor: ActorDep, paper_id: UUID
) -> Response:
    """Hand out one paper of the court."""
    _paper, document = paper_for(session, actor, claim.id, paper_id)
    return hand_out(request, session, document, inline=True)


@router.get("/not-me", name="respondent.not_me")
def ask_not_me(at: DeskDep) -> Response:
    """Say what to do with a letter that is for somebody else."""
    return _not_me(at, Form())


@router.post("/not-me")
def take_not_me(
    at: DeskDep, form: Annotated[Form[NotMeInput], Depends(posted(NotMeInput))]
) -> Response:
    """Tell the court."""
    if form.value is None:
        return _not_me(at, form)
    try:
        say_not_me(at.session, at.actor, at.claim.id, at.party.id, form.value.why, clock=at.clock)
    except IllegalMove as why:
        return _not_me(at, form.refused(why.sentence))
    return redirect(at.request, "respondent.not_me_told", claim_id=at.claim.id)


@router.get("/not-me/told", name="respondent.not_me_told")
def told_not_me(at: DeskDep) -> Response:
    """Say that the court knows and what follows."""
    return render(at.request, "respondent/not_me_told.html", claim=at.claim, party=at.party)


def _not_me(at: Desk, form: Form[NotMeInput]) -> Response:
    return render(
        at.request,
        "respondent/not_me.html",
        block="question",
        status=form.status,
        form=form,
        claim=at.claim,
        party=at.party,
        reasons=words.not_me(),
    )
