"""A person's own account: name, language, second factor, and the devices signed in."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from babel import Locale
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from odr import accounts, signins
from odr.clock import Clock
from odr.errors import Invalid
from odr.models import Account
from odr.signins import Stage
from odr.words import _
from web import htmx
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, filled, posted
from web.guards import anyone, signed_in
from web.public.account_forms import CodeInput, LanguageInput, NameInput, posted_secret
from web.public.accounts import FOLDER, count_code, forgive_code, home_of, onward, wrong_code
from web.render import redirect, render
from web.sessions import (
    end_session,
    is_secure,
    safe_path,
    session_token,
    standing_of,
    start_session,
)
from web.words import LANGUAGE_COOKIE

router = APIRouter(dependencies=[Depends(signed_in)])
"""For people who are signed in."""

set_up_router = APIRouter(dependencies=[Depends(anyone)])
"""For people who have given their password, even if the second factor is still owed."""


@router.get("/account", name="public.account")
def show(request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep) -> Response:
    standing = standing_of(request)
    return render(
        request,
        f"{FOLDER}/account.html",
        account=session.get_one(Account, actor.account_id),
        sign_ins=signins.sign_ins_of(session, actor, clock=clock),
        present=standing.sign_in.id if standing is not None else None,
        languages=_languages(request),
    )


@router.post(
    "/account/sign-ins/{sign_in_id}/end",
    name="public.end_sign_in",
    dependencies=[Depends(csrf_checked)],
)
def end_sign_in(
    request: Request, sign_in_id: UUID, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    signins.end_sign_in(session, actor, sign_in_id, clock=clock)
    return redirect(request, "public.account")


@router.post(
    "/account/sign-out-everywhere",
    name="public.sign_out_everywhere",
    dependencies=[Depends(csrf_checked)],
)
def sign_out_everywhere(
    request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    signins.sign_out_everywhere(session, actor, clock=clock)
    return end_session(request, redirect(request, "public.signed_out"))


@router.get("/account/name", name="public.account_name")
def ask_name(request: Request, actor: ActorDep) -> Response:
    return _page(request, "name", filled(NameInput(name=actor.name)))


@router.post("/account/name")
def change_name(
    request: Request,
    form: Annotated[Form[NameInput], Depends(posted(NameInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    if form.value is None:
        return _page(request, "name", form)
    accounts.change_name(session, actor, form.value.name, clock=clock)
    return redirect(request, "public.account")


@router.get("/account/language", name="public.account_language")
def ask_language(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    account = session.get_one(Account, actor.account_id)
    form = filled(LanguageInput(language=account.language))
    return _page(request, "language", form, languages=_languages(request))


@router.post("/account/language")
def choose_language(
    request: Request,
    form: Annotated[Form[LanguageInput], Depends(posted(LanguageInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    form = _offered(request, form)
    if form.value is None:
        return _page(request, "language", form, languages=_languages(request))
    accounts.choose_language(session, actor, form.value.language, clock=clock)
    return _speak(redirect(request, "public.account"), request, form.value.language)


def _offered(request: Request, form: Form[LanguageInput]) -> Form[LanguageInput]:
    known = [code for code, _name in _languages(request)]
    if form.value is not None and form.value.language not in known:
        return form.refused(Invalid(_("Choose one of the languages."), "language"))
    return form


def _languages(request: Request) -> list[tuple[str, str]]:
    """Return each language of the service under its own name."""
    return [
        (code, Locale.parse(code.replace("-", "_")).get_display_name() or code)
        for code in request.app.state.look.languages
    ]


def _speak(response: Response, request: Request, language: str) -> Response:
    secure = is_secure(request)
    response.set_cookie(
        LANGUAGE_COOKIE, language, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/account/step-up", name="public.step_up")
def ask_to_step_up(request: Request, next: str = "") -> Response:
    standing = standing_of(request)
    if standing is not None and standing.account.totp_secret is None:
        return redirect(request, "public.second_factor")
    return _page(request, "step_up", Form[CodeInput](raw={"next": [next]}))


@router.post("/account/step-up")
def step_up(
    request: Request,
    form: Annotated[Form[CodeInput], Depends(posted_secret(CodeInput))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    if form.value is None:
        return _page(request, "step_up", form)
    count_code(request, clock)
    opened = signins.step_up(session, session_token(request), form.value.code, clock=clock)
    if opened is None:
        return _page(request, "step_up", form.refused(wrong_code(), "code"))
    forgive_code(request, session, clock)
    back = safe_path(form.value.next, home_of(request, actor.role))
    return start_session(request, htmx.go_to(request, back), opened.token)


def to_step_up(request: Request, back: str) -> Response:
    """Ask for the second factor and come back: for a handler that signs."""
    page = request.app.url_path_for("public.step_up")
    return htmx.go_to(request, f"{page}?{urlencode({'next': back})}")


@set_up_router.get("/account/second-factor", name="public.second_factor")
def ask_to_set_up(
    request: Request, session: SessionDep, clock: ClockDep, next: str = ""
) -> Response:
    standing = standing_of(request)
    if standing is None:
        return redirect(request, "public.sign_in")
    if standing.stage is Stage.CODE_OWED:
        return onward(request, standing.stage, standing.account.role, next)
    return _set_up_page(request, session, Form[CodeInput](raw={"next": [next]}), clock)


@set_up_router.post("/account/second-factor")
def set_up(
    request: Request,
    form: Annotated[Form[CodeInput], Depends(posted_secret(CodeInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    standing = standing_of(request)
    if standing is None or standing.stage is Stage.CODE_OWED:
        return redirect(request, "public.sign_in")
    if form.value is None:
        return _set_up_page(request, session, form, clock)
    count_code(request, clock)
    opened = signins.confirm_totp(session, session_token(request), form.value.code, clock=clock)
    if opened is None:
        return _set_up_page(request, session, form.refused(wrong_code(), "code"), clock)
    forgive_code(request, session, clock)
    answer = onward(request, Stage.OPEN, standing.account.role, form.value.next)
    return start_session(request, answer, opened.token)


def _set_up_page(
    request: Request, session: Session, form: Form[CodeInput], clock: Clock
) -> Response:
    standing = standing_of(request)
    return _page(
        request,
        "second_factor",
        form,
        enrolment=signins.start_totp(session, session_token(request), clock=clock),
        owed=standing is not None and standing.stage is Stage.SET_UP_OWED,
        replaces=standing is not None and standing.account.totp_secret is not None,
    )


def _page(request: Request, name: str, form: Form[Any], **context: Any) -> Response:
    template = f"{FOLDER}/{name}.html"
    return render(request, template, block="form", status=form.status, form=form, **context)
