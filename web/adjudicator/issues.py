"""The list of issues, and what is found on each."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from hearings.bench import issues, policies, queries
from hearings.bench.inputs import FindingInput, IssuesInput
from hearings.bench.models import Issue
from hearings.bench.stale import Changed
from odr.errors import Invalid, NotFound
from odr.permissions import Actor, require
from odr.words import _
from web.adjudicator import words
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, filled, posted
from web.guards import AdjudicatorClaim
from web.render import redirect, render

router = APIRouter(prefix="/adjudicator/cases/{claim_id}")


def own_issue(
    session: SessionDep, claim: AdjudicatorClaim, actor: ActorDep, issue_id: UUID
) -> None:
    """An issue of this case."""
    if queries.issue_for(session, actor, issue_id)[1].id != claim.id:
        raise NotFound(_("There is no such issue in this case."))


OWN = [Depends(own_issue)]


@router.get("/issues", name="adjudicator.issues")
def list_issues(
    request: Request, claim: AdjudicatorClaim, session: SessionDep, actor: ActorDep
) -> Response:
    """Show the issues with what is found so far, and the form that changes the list."""
    return _list(request, session, actor, claim.id)


@router.post("/issues")
def set_issues(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[IssuesInput], Depends(posted(IssuesInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Set the whole list."""
    if form.value is None:
        return _list(request, session, actor, claim.id, form)
    try:
        issues.set_issues(session, actor, claim.id, form.value, clock=clock)
    except Changed as refusal:
        return _list(request, session, actor, claim.id, form, refusal)
    except Invalid as problem:
        return _list(request, session, actor, claim.id, form.refused(problem))
    return redirect(request, "adjudicator.issues", claim_id=claim.id)


def _list(
    request: Request,
    session: Session,
    actor: Actor,
    claim_id: UUID,
    form: Form[IssuesInput] | None = None,
    refusal: Changed | None = None,
) -> Response:
    claim, seat = queries.seat_for(session, actor, claim_id)
    require(policies.may_open_file(seat))
    decision = queries.decision_of(session, claim)
    made = queries.issues_of(session, claim)
    suggested = not made
    if form is None:
        rows = (
            issues.prompts(queries.case_file(session, claim)) if suggested else _rows(made, claim)
        )
        form = filled({"version": decision.version if decision else 1, "issues": rows})
    return render(
        request,
        "adjudicator/issues.html",
        block="changed" if refusal else "list",
        status=409 if refusal else form.status,
        claim=claim,
        issues=made,
        findings=queries.findings_of(session, claim),
        may_decide=policies.may_decide(claim, seat) is True,
        suggested=suggested,
        kinds=words.sums(),
        outcomes=words.outcomes(),
        refusal=refusal,
        form=form,
    )


def _rows(made: list[Issue], claim: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": issue.id,
            "kind": issue.kind,
            "question": issue.question,
            "asked": None if issue.asked_minor is None else claim.money(issue.asked_minor),
        }
        for issue in made
    ]


@router.get("/issues/{issue_id}", name="adjudicator.finding", dependencies=OWN)
def show_finding(
    request: Request,
    claim: AdjudicatorClaim,
    session: SessionDep,
    actor: ActorDep,
    issue_id: UUID,
) -> Response:
    """Show one issue with what is found on it."""
    return _finding(request, session, actor, issue_id)


@router.post("/issues/{issue_id}", dependencies=OWN)
def write_finding(
    request: Request,
    claim: AdjudicatorClaim,
    form: Annotated[Form[FindingInput], Depends(posted(FindingInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
    issue_id: UUID,
) -> Response:
    """Save what is found, or show both texts when it was changed elsewhere."""
    if form.value is None:
        return _finding(request, session, actor, issue_id, form)
    try:
        issues.write_finding(session, actor, issue_id, form.value, clock=clock)
    except Changed as refusal:
        return _finding(request, session, actor, issue_id, form, refusal)
    except Invalid as problem:
        return _finding(request, session, actor, issue_id, form.refused(problem))
    return redirect(request, "adjudicator.issues", claim_id=claim.id)


def _finding(
    request: Request,
    session: Session,
    actor: Actor,
    issue_id: UUID,
    form: Form[FindingInput] | None = None,
    refusal: Changed | None = None,
) -> Response:
    issue, claim, seat = queries.issue_for(session, actor, issue_id)
    require(policies.may_decide(claim, seat))
    kept = queries.findings_of(session, claim).get(issue.id)
    if form is None:
        form = filled(
            {
                "version": kept.version if kept else 0,
                "outcome": kept.outcome if kept else None,
                "amount": claim.money(kept.amount_minor) if kept and kept.amount_minor else None,
                "reasons": kept.reasons if kept else None,
            }
        )
    return render(
        request,
        "adjudicator/finding.html",
        block="changed" if refusal else "finding",
        status=409 if refusal else form.status,
        claim=claim,
        issue=issue,
        kept=kept,
        exhibits=queries.case_file(session, claim).exhibits,
        kinds=words.issue_kinds(),
        outcomes=words.options(words.outcomes()),
        outcome_words=words.outcomes(),
        refusal=refusal,
        form=form,
    )
