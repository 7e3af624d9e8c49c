"""Opening an account, signing in and out, and the way back in when a password is forgotten."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response
from starlette.routing import NoMatchFound

from odr import accounts, signins
from odr.accounts import NewAccount, Purpose
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import Role
from odr.rates import Limit, count_apart, forgive
from odr.signins import Opened, Stage
from odr.words import _
from web import htmx
from web.csrf import csrf_checked
from web.deps import ClockDep, SessionDep, sessions_of
from web.forms import Form, posted
from web.guards import anyone
from web.navigation import MENU
from web.public.account_forms import (
    CodeInput,
    EmailInput,
    NewPasswordInput,
    SignInInput,
    SignUpInput,
    posted_secret,
)
from web.render import redirect, render
from web.sessions import (
    device_name,
    end_session,
    network_address,
    safe_path,
    session_token,
    standing_of,
    start_session,
)

router = APIRouter(dependencies=[Depends(anyone)])

FOLDER = "public/accounts"


@router.get("/sign-in", name="public.sign_in")
def ask_to_sign_in(request: Request, next: str = "", changed: bool = False) -> Response:
    standing = standing_of(request)
    if standing is not None:
        return onward(request, standing.stage, standing.account.role, next)
    form: Form[SignInInput] = Form(raw={"next": [next]})
    return _page(request, "sign_in", form, changed=changed)


@router.post("/sign-in")
def sign_in(
    request: Request,
    form: Annotated[Form[SignInInput], Depends(posted_secret(SignInInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    if form.value is None:
        return _page(request, "sign_in", form, changed=False)
    opened = _try_to_sign_in(request, session, form.value, clock)
    if opened is None:
        return _page(request, "sign_in", form.refused(_wrong_password()), changed=False)
    return _enter(request, session, opened, form.value.next, clock)


def _wrong_password() -> str:
    return _(
        "This e-mail address and password do not belong together. Check both, or choose a new "
        "password below."
    )


def _try_to_sign_in(
    request: Request, session: Session, given: SignInInput, clock: Clock
) -> Opened | None:
    """Count the try first, so that asking many times at once gains nothing."""
    tries = (
        (Limit.SIGN_IN_ALL, ""),
        (Limit.SIGN_IN_ADDRESS, network_address(request)),
        (Limit.SIGN_IN, given.email),
    )
    count_apart(sessions_of(request), *tries, clock=clock)
    proof = signins.prove_password(sessions_of(request), given.email, given.password)
    if proof is None:
        return None
    for limit, key in tries:
        forgive(session, limit, key, clock=clock)
    return signins.sign_in(session, proof, clock=clock, device=device_name(request))


def _enter(
    request: Request, session: Session, opened: Opened, wanted: str, clock: Clock
) -> Response:
    """Give the browser its sign-in and show what comes next."""
    standing = signins.standing(session, opened.token, clock=clock)
    if standing is None:
        return redirect(request, "public.sign_in")
    answer = onward(request, standing.stage, standing.account.role, wanted)
    return start_session(request, answer, opened.token)


def onward(request: Request, stage: Stage, role: Role, wanted: str) -> Response:
    """Go to what is still owed, else to the page asked for, else to the person's own start."""
    back = safe_path(wanted, "")
    if stage is Stage.OPEN:
        return htmx.go_to(request, back or home_of(request, role))
    owed = "public.sign_in_code" if stage is Stage.CODE_OWED else "public.second_factor"
    query = f"?{urlencode({'next': back})}" if back else ""
    return htmx.go_to(request, f"{request.app.url_path_for(owed)}{query}")


def home_of(request: Request, role: Role) -> str:
    """Return where a person in this role starts: the first place of their menu."""
    try:
        return str(request.app.url_path_for(MENU[role][0][1]))
    except (NoMatchFound, KeyError):
        return "/"


@router.get("/sign-in/code", name="public.sign_in_code")
def ask_for_code(request: Request, next: str = "") -> Response:
    standing = standing_of(request)
    if standing is None:
        return redirect(request, "public.sign_in")
    if standing.stage is not Stage.CODE_OWED:
        return onward(request, standing.stage, standing.account.role, next)
    form: Form[CodeInput] = Form(raw={"next": [next]})
    return _page(request, "code", form)


@router.post("/sign-in/code")
def give_code(
    request: Request,
    form: Annotated[Form[CodeInput], Depends(posted_secret(CodeInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    standing = standing_of(request)
    if standing is None:
        return redirect(request, "public.sign_in")
    if form.value is None:
        return _page(request, "code", form)
    count_code(request, clock)
    opened = signins.second_factor(session, session_token(request), form.value.code, clock=clock)
    if opened is None:
        return _page(request, "code", form.refused(wrong_code(), "code"))
    forgive_code(request, session, clock)
    return _enter(request, session, opened, form.value.next, clock)


def wrong_code() -> str:
    """Say what may be the matter with a code, and what to do."""
    return _(
        "This code is not right or was used already. Wait for the next code in your app and "
        "type that one."
    )


def count_code(request: Request, clock: Clock) -> None:
    """Count one try at the second factor of whoever is at the browser."""
    standing = standing_of(request)
    if standing is not None:
        key = str(standing.account.id)
        count_apart(sessions_of(request), (Limit.SECOND_FACTOR, key), clock=clock)


def forgive_code(request: Request, session: Session, clock: Clock) -> None:
    """Take the try back: the code was right."""
    standing = standing_of(request)
    if standing is not None:
        forgive(session, Limit.SECOND_FACTOR, str(standing.account.id), clock=clock)


@router.post("/sign-out", name="public.sign_out", dependencies=[Depends(csrf_checked)])
def sign_out(request: Request, session: SessionDep, clock: ClockDep) -> Response:
    signins.sign_out(session, session_token(request), clock=clock)
    return end_session(request, redirect(request, "public.signed_out"))


@router.get("/signed-out", name="public.signed_out")
def signed_out(request: Request) -> Response:
    return render(request, f"{FOLDER}/signed_out.html")


@router.get("/sign-up", name="public.sign_up")
def ask_to_sign_up(request: Request) -> Response:
    return _page(request, "sign_up", Form[SignUpInput]())


@router.post("/sign-up")
def sign_up(
    request: Request,
    form: Annotated[Form[SignUpInput], Depends(posted(SignUpInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    if form.value is None:
        return _page(request, "sign_up", form)
    _count_letter(request, Limit.CONFIRM, form.value.email, clock)
    accounts.sign_up(session, NewAccount(form.value.name, form.value.email), clock=clock)
    return redirect(request, "public.sign_up_sent")


def _count_letter(request: Request, limit: Limit, email: str, clock: Clock) -> None:
    """Count an e-mail somebody sets off, by its reader and by where the wish came from."""
    tries = ((limit, email), (Limit.LETTERS_ADDRESS, network_address(request)))
    count_apart(sessions_of(request), *tries, clock=clock)


@router.get("/sign-up/sent", name="public.sign_up_sent")
def sign_up_sent(request: Request) -> Response:
    return render(request, f"{FOLDER}/check_email.html", life=_("24 hours"), again="public.sign_up")


@router.get("/confirm-email", name="public.confirm_email")
def ask_to_confirm(
    request: Request, session: SessionDep, clock: ClockDep, token: str = ""
) -> Response:
    form = Form[NewPasswordInput](raw={"token": [token]})
    return _password_page(request, session, form, Purpose.CONFIRM, clock)


@router.post("/confirm-email")
def confirm_email(
    request: Request,
    form: Annotated[Form[NewPasswordInput], Depends(posted_secret(NewPasswordInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    hashed = _hashed(request, form, Purpose.CONFIRM, clock)
    if isinstance(hashed, Form):
        return _password_page(request, session, hashed, Purpose.CONFIRM, clock)
    account = accounts.confirm_email(session, form.text("token"), hashed, clock=clock)
    opened = signins.open_sign_in(session, account, clock=clock, device=device_name(request))
    session.flush()  # the new sign-in is looked up to see what it still owes
    return _enter(request, session, opened, "", clock)


@router.get("/forgotten-password", name="public.forgotten_password")
def ask_whose_password(request: Request) -> Response:
    return _page(request, "forgotten_password", Form[EmailInput]())


@router.post("/forgotten-password")
def forgotten_password(
    request: Request,
    form: Annotated[Form[EmailInput], Depends(posted(EmailInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    if form.value is None:
        return _page(request, "forgotten_password", form)
    _count_letter(request, Limit.RESET, form.value.email, clock)
    accounts.ask_reset(session, form.value.email, clock=clock)
    return redirect(request, "public.forgotten_password_sent")


@router.get("/forgotten-password/sent", name="public.forgotten_password_sent")
def forgotten_password_sent(request: Request) -> Response:
    again = "public.forgotten_password"
    return render(request, f"{FOLDER}/check_email.html", life=_("30 minutes"), again=again)


@router.get("/new-password", name="public.new_password")
def ask_new_password(
    request: Request, session: SessionDep, clock: ClockDep, token: str = ""
) -> Response:
    form = Form[NewPasswordInput](raw={"token": [token]})
    return _password_page(request, session, form, Purpose.RESET, clock)


@router.post("/new-password")
def new_password(
    request: Request,
    form: Annotated[Form[NewPasswordInput], Depends(posted_secret(NewPasswordInput))],
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    hashed = _hashed(request, form, Purpose.RESET, clock)
    if isinstance(hashed, Form):
        return _password_page(request, session, hashed, Purpose.RESET, clock)
    accounts.reset_password(session, form.text("token"), hashed, clock=clock)
    sign_in_page = f"{request.app.url_path_for('public.sign_in')}?changed=true"
    return end_session(request, htmx.go_to(request, sign_in_page))


def _password_page(
    request: Request,
    session: Session,
    form: Form[NewPasswordInput],
    purpose: Purpose,
    clock: Clock,
) -> Response:
    """Show the form to the owner of the link, with the length that counts for them."""
    account = accounts.owner_of_link(session, form.text("token"), purpose, clock=clock)
    page = "confirm_email" if purpose is Purpose.CONFIRM else "new_password"
    return _page(request, page, form, short=accounts.may_be_short(account))


def _hashed(
    request: Request, form: Form[NewPasswordInput], purpose: Purpose, clock: Clock
) -> str | Form[NewPasswordInput]:
    """Return the hash of the password chosen, or the form saying what to put right."""
    if form.value is None:
        return form
    sessions = sessions_of(request)
    try:
        return accounts.prepare_password(
            sessions, form.value.token, purpose, form.value.password, clock=clock
        )
    except Invalid as why:
        return form.refused(why)


def _page(request: Request, name: str, form: Form[Any], **context: Any) -> Response:
    template = f"{FOLDER}/{name}.html"
    return render(request, template, block="form", status=form.status, form=form, **context)
