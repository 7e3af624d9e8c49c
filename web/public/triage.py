"""Can I claim? A few questions without an account, and what they mean for a claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from cases.enums import PartyKind
from cases.packs import Pack, load_pack
from cases.triage import Place, area_name, assess
from odr.errors import NotFound
from odr.words import _
from web.csrf import csrf_checked
from web.deps import ClockDep, SettingsDep
from web.forms import Form, posted
from web.guards import anyone
from web.public.triage_questions import (
    QUESTIONS,
    first_answers,
    form_from,
    kept_answer,
    next_question,
    without,
)
from web.render import redirect, render
from web.sessions import drop_note, keep_note, kept_note

router = APIRouter(prefix="/can-i-claim", dependencies=[Depends(anyone)])

NOTE = "triage"
KEPT_FOR = timedelta(days=30)


def the_pack(settings: SettingsDep) -> Pack:
    """The court's newest rules."""
    return load_pack(settings.pack)


PackDep = Annotated[Pack, Depends(the_pack)]


def first_note(request: Request) -> dict[str, Any]:
    """Return the answers this browser keeps for us."""
    return kept_note(request, NOTE) or {}


async def asked_form(request: Request, code: str) -> Form[Any]:
    """Read the form of the question that was asked."""
    return await posted(_known(code))(request)


def _known(code: str) -> Any:
    if code not in QUESTIONS:
        raise NotFound(_("There is no such question."))
    return QUESTIONS[code]


@router.get("", name="public.triage")
def begin(request: Request, pack: PackDep, clock: ClockDep) -> Response:
    return _onward(request, pack, first_note(request), clock)


@router.get("/result", name="public.triage_result")
def result(request: Request, pack: PackDep, clock: ClockDep) -> Response:
    note = first_note(request)
    day = pack.days.day_of(clock.now())
    if not note:
        return render(request, "public/triage/nothing.html")
    if next_question(pack, note, day) is not None:
        return _onward(request, pack, note, clock)
    said = first_answers(pack, note)
    found = assess(pack, said, day)
    return render(
        request, "public/triage/result.html", found=found, rows=_rows(pack, note), pack=pack
    )


@router.post("/again", name="public.triage_again", dependencies=[Depends(csrf_checked)])
def again(request: Request) -> Response:
    answer = redirect(request, "public.triage_question", code=next(iter(QUESTIONS)))
    return drop_note(request, answer, NOTE)


@router.get("/{code}", name="public.triage_question")
def ask(request: Request, code: str, pack: PackDep) -> Response:
    _known(code)
    form = form_from(code, first_note(request), pack.currency)
    return _page(request, code, pack, Form(raw=form.raw))


@router.post("/{code}", dependencies=[Depends(csrf_checked)])
def answer(
    request: Request,
    code: str,
    pack: PackDep,
    form: Annotated[Form[Any], Depends(asked_form)],
    clock: ClockDep,
) -> Response:
    form = _checked(pack, code, form, clock)
    if form.value is None:
        return _page(request, code, pack, form)
    note = {**without(code, first_note(request)), **kept_answer(code, form)}
    return keep_note(request, _onward(request, pack, note, clock), NOTE, note, lasts=KEPT_FOR)


def _checked(pack: Pack, code: str, form: Form[Any], clock: ClockDep) -> Form[Any]:
    """Refuse what only the court can know to be wrong: another kind, a day still to come."""
    if form.value is None:
        return form
    if code == "kind" and form.value.kind not in {kind.code for kind in pack.scope.kinds}:
        return form.refused(_("Choose what your claim is about."), "kind")
    today = pack.days.day_of(clock.now())
    if code == "since" and form.value.since is not None and form.value.since > today:
        return form.refused(_("Enter a day in the past. It cannot be in the future."), "since")
    return form


def _onward(request: Request, pack: Pack, note: dict[str, Any], clock: ClockDep) -> Response:
    code = next_question(pack, note, pack.days.day_of(clock.now()))
    if code is None:
        return redirect(request, "public.triage_result")
    return redirect(request, "public.triage_question", code=code)


def _page(request: Request, code: str, pack: Pack, form: Form[Any]) -> Response:
    codes = list(QUESTIONS)
    place = codes.index(code)
    return render(
        request,
        "public/triage/question.html",
        block="question",
        status=form.status,
        form=form,
        code=code,
        title=_titles(pack)[code],
        number=place + 1,
        count=len(codes),
        before=codes[place - 1] if place else None,
        pack=pack,
        parties=party_words(pack.parties.respondent_types),
        claimants=own_words(pack.parties.claimant_types),
    )


def _titles(pack: Pack) -> dict[str, str]:
    area = area_name(pack)
    return {
        "kind": _("What is your claim about?"),
        "amount": _("How much money do you want?"),
        "other": _("Who do you want the money from?"),
        "place": _("Does the other side have an address in {area}?").format(area=area),
        "since": _("Since when have you been owed the money?"),
        "asked": _("Did you ask them to pay?"),
        "claimant": _("Who makes the claim?"),
        "adult": _("Are you 18 or over?"),
    }


def party_words(kinds: tuple[PartyKind, ...]) -> list[tuple[str, str]]:
    """Name the kinds of person somebody else can be."""
    words = {
        PartyKind.INDIVIDUAL: _("A person"),
        PartyKind.SOLE_TRADER: _("A person who trades under their own or a business name"),
        PartyKind.COMPANY: _("A company"),
        PartyKind.ORGANISATION: _("A different group, like a club or a charity"),
    }
    return [(kind.value, words[kind]) for kind in kinds]


def own_words(kinds: tuple[PartyKind, ...]) -> list[tuple[str, str]]:
    """Name the kinds of person one can be oneself."""
    words = {
        PartyKind.INDIVIDUAL: _("I claim for myself"),
        PartyKind.SOLE_TRADER: _("I claim for my business, which is not a company"),
        PartyKind.COMPANY: _("I claim for a company"),
        PartyKind.ORGANISATION: _("I claim for another organisation"),
    }
    return [(kind.value, words[kind]) for kind in kinds]


def _rows(pack: Pack, note: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """List what was answered: code, question and answer, for the result page."""
    given = {
        code: form.value
        for code in QUESTIONS
        if (form := form_from(code, note, pack.currency)).value is not None
    }
    told: dict[str, Callable[[Any], Any]] = {
        "kind": lambda v: pack.scope.kind(v.kind).label.read(),
        "amount": lambda v: v.amount,
        "other": lambda v: dict(party_words(tuple(PartyKind)))[v.other.value],
        "place": lambda v: _places(pack)[v.place],
        "since": lambda v: v.since or _("I do not know"),
        "asked": lambda v: asked_words()[v.asked.value],
        "claimant": lambda v: dict(own_words(tuple(PartyKind)))[v.claimant.value],
        "adult": lambda v: _("Yes") if v.adult == "yes" else _("No"),
    }
    titles = {
        "kind": _("What it is about"),
        "amount": _("How much you want"),
        "other": _("The other side"),
        "place": _("Where they are"),
        "since": _("Owed since"),
        "asked": _("Did you ask them to pay?"),
        "claimant": _("Who claims"),
        "adult": _("Are you 18 or over?"),
    }
    return [(code, titles[code], told[code](value)) for code, value in given.items()]


def _places(pack: Pack) -> dict[Place, str]:
    return {
        Place.INSIDE: _("They have an address in {area}").format(area=area_name(pack)),
        Place.ELSEWHERE: _("Somewhere else"),
        Place.UNKNOWN: _("I do not know"),
    }


def asked_words() -> dict[str, str]:
    """Name the ways one can have asked for the money."""
    return {
        "writing": _("Yes, in writing"),
        "spoken": _("Yes, but not in writing"),
        "no": _("No, not yet"),
    }
