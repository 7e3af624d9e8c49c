"""Writing a claim: it begins, has a list of pages to do, and each page saves what was typed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from cases import drafts
from odr.errors import NotFound
from odr.models import Account
from odr.permissions import Actor
from odr.words import _
from web import htmx
from web.claimant import words
from web.claimant.claim_forms import FORMS
from web.claimant.desk import OPTIONAL, Desk, DeskDep, SectionForm
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form
from web.guards import citizen
from web.public.triage import NOTE, first_note
from web.public.triage_questions import carried_over
from web.render import redirect, render
from web.sessions import drop_note

router = APIRouter(prefix="/claims", dependencies=[Depends(citizen)])
PAGE = "/{draft_id}/{section}"


@router.get("/new", name="claimant.begin")
def ask_to_begin(request: Request) -> Response:
    """Say what comes now and what is taken over from the first questions."""
    taken = bool(first_note(request))
    return render(request, "claimant/begin.html", taken=taken, titles=words.titles())


@router.post("/new", dependencies=[Depends(csrf_checked)])
def begin(request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep) -> Response:
    """Start a draft with what is known already."""
    data = carried_over(first_note(request))
    data.setdefault("contact", {})["you-email"] = [_email_of(session, actor)]
    draft = drafts.start_draft(session, actor, drafts.CLAIM, data, clock=clock)
    answer = redirect(request, "claimant.claim", draft_id=draft.id)
    return drop_note(request, answer, NOTE)


def _email_of(session: SessionDep, actor: Actor) -> str:
    account = session.get(Account, actor.account_id)
    return account.email if account is not None else ""


@router.get("/{draft_id}", name="claimant.claim")
def show_tasks(at: DeskDep, saved: bool = False) -> Response:
    """List the pages of the claim and how far each is."""
    return render(
        at.request,
        "claimant/tasks.html",
        at=at,
        saved=saved,
        tasks=[_task(at, code) for code in words.titles()],
        ready=not at.missing,
    )


def _task(at: Desk, code: str) -> dict[str, Any]:
    route, place = ("claimant.evidence", {}) if code == "evidence" else _section_place(code)
    return {
        "label": words.titles()[code],
        "hint": words.hints()[code],
        "href": str(at.request.app.url_path_for(route, draft_id=at.draft.id, **place)),
        "status": words.tags()[_state(at, code)],
    }


def _section_place(code: str) -> tuple[str, dict[str, str]]:
    return "claimant.section", {"section": code}


def _state(at: Desk, code: str) -> str:
    if code == "evidence":
        return words.DONE if at.files else words.OPTIONAL
    if code in OPTIONAL and not any(at.saved(code).raw.values()):
        return words.OPTIONAL
    if at.value(code) is not None:
        return words.DONE
    return words.STARTED if _typed(at, code) else words.TO_DO


def _typed(at: Desk, code: str) -> bool:
    """Tell whether the person wrote something on a page; what we filled in does not count."""
    known = {"you-email"} if code == "contact" else set()
    return any(
        "".join(texts).strip() for name, texts in at.saved(code).raw.items() if name not in known
    )


@router.get(PAGE, name="claimant.section")
def ask(at: DeskDep, section: str) -> Response:
    if section not in FORMS:
        raise NotFound(_("There is no such page."))
    return show(at, section, at.begun(section))


@router.post(PAGE, dependencies=[Depends(csrf_checked)])
def take(at: DeskDep, section: str, form: SectionForm) -> Response:
    """Save a page; show it again if something is to be put right, else go on."""
    if at.overtaken(section, form):
        theirs = [text for texts in at.saved(section).raw.values() for text in texts if text]
        return show(at, section, form.refused(_overtaken()), theirs=theirs)
    form = at.checked(section, form)
    if form.errors or form.stepped:
        return show(at, section, form)
    at.keep(section, form)
    if form.value is None:  # the button "save and come back later"
        return _tasks_again(at)
    return _onward(at, _next_page(at, section, form))


def _next_page(at: Desk, section: str, form: Form[Any]) -> str:
    """Stay to see a sum worked out, go back to the check one came from, or go on."""
    if form.text("then") == "stay":
        return section
    if at.request.query_params.get("from") == "check" and not at.missing:
        return "check"
    return at.after(section)


def _overtaken() -> str:
    return _(
        "You changed this page in another window. Both texts are here. Send yours again to keep it."
    )


def _tasks_again(at: Desk) -> Response:
    path = at.request.app.url_path_for("claimant.claim", draft_id=at.draft.id)
    return htmx.go_to(at.request, f"{path}?saved=1")


def _onward(at: Desk, code: str) -> Response:
    if code in FORMS:
        return redirect(at.request, "claimant.section", draft_id=at.draft.id, section=code)
    return redirect(at.request, f"claimant.{code}", draft_id=at.draft.id)


def show(at: Desk, section: str, form: Form[Any], *, theirs: list[str] | None = None) -> Response:
    """Show one page of the claim."""
    kinds = at.pack.parties
    return render(
        at.request,
        "claimant/section.html",
        block="section",
        status=form.status,
        at=at,
        form=form,
        section=section,
        title=words.titles()[section],
        theirs=theirs or [],
        own_kinds=[(kind.value, words.own_kinds()[kind]) for kind in kinds.claimant_types],
        kinds=[(kind.value, words.kinds_of_people()[kind]) for kind in kinds.respondent_types],
        worked=at.interest() if section == "interest" and not form.errors else None,
        total=_total(at) if section == "amounts" and not form.errors else None,
    )


def _total(at: Desk) -> Any:
    amounts = at.value("amounts")
    return amounts.total if amounts is not None else None
