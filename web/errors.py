"""Dresses every refusal as a page, a part of one, or a problem for a programme."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import NoMatchFound

from odr.db import met_another
from odr.errors import DomainError, TooMany
from odr.words import _
from web import htmx
from web.render import render

API = "/api/"
SIGN_IN_NEEDED = "sign_in_needed"
"""The code of a refusal that signing in would lift."""
LONG_TEXT = 40
"""Typed texts of this length or more are given back on a refusal page."""

log = structlog.get_logger("web.errors")


@dataclass(frozen=True)
class Words:
    """What a page of refusal says: its heading, what happened, what became of the answers."""

    heading: str
    sentence: str
    answers: str
    code: str = "refused"


_NOT_SAVED = _("What you sent was not saved. Nothing you saved before has changed.")
_NOTHING_CHANGED = _("Nothing you saved before has changed.")
WORDS: Mapping[int, Words] = {
    400: Words(_("We could not read that"), _("Something was missing in it."), _NOT_SAVED),
    401: Words(_("Sign in first"), _("Sign in to see this page."), _NOTHING_CHANGED, "sign_in"),
    403: Words(
        _("You cannot do this"), _("You have no right to do this."), _NOT_SAVED, "forbidden"
    ),
    404: Words(
        _("We cannot find this page"),
        _("The address may be wrong, or the page is not for you. Check the address."),
        _NOTHING_CHANGED,
        "not_found",
    ),
    405: Words(
        _("This page cannot be opened that way"),
        _("Open it from a link or a form of this service."),
        _NOTHING_CHANGED,
        "wrong_method",
    ),
    409: Words(
        _("This cannot be done now"),
        _("The case has moved on since you opened the page."),
        _NOT_SAVED,
        "illegal_move",
    ),
    410: Words(_("This has ended"), _("It can be used once only."), _NOTHING_CHANGED, "gone"),
    413: Words(
        _("That is too large"),
        _("Send less at once, or send a smaller file."),
        _NOT_SAVED,
        "too_large",
    ),
    422: Words(
        _("Something has to be put right"),
        _("Go back, check what you wrote and send it again."),
        _NOT_SAVED,
        "invalid",
    ),
    429: Words(_("Please wait a little"), _("You tried too often."), _NOT_SAVED, "too_many"),
    500: Words(
        _("Something went wrong on our side"),
        _("It is not your fault. Try again in a few minutes."),
        _("Your last step may not be saved. Everything saved before it is safe."),
        "our_fault",
    ),
    503: Words(
        _("The service is resting"),
        _("Something we need does not answer just now. Try again in a few minutes."),
        _("Your last step was not saved. Everything saved before it is safe."),
        "unavailable",
    ),
}


def install_errors(app: FastAPI) -> None:
    """Let one handler dress every refusal; what nobody foresaw is caught by the envelope."""
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(DBAPIError, _at_once)


def dress(
    request: Request,
    status: int,
    sentence: str = "",
    *,
    code: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Say what happened, what became of the answers, and where to go."""
    words = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    said = sentence or _(words.sentence)
    if request.url.path.startswith(API):
        response: Response = _problem(request, status, said, code or words.code)
    else:
        response = render(
            request,
            "errors/page.html",
            block="alert",
            status=status,
            heading=_(words.heading),
            sentence=said,
            answers=_(_answers(request, words)),
            number=request_id(request) if status >= 500 else "",
            typed=_long_texts(request),
        )
    response.headers.update(headers or {})
    return response


def _answers(request: Request, words: Words) -> str:
    """Say what became of the answers; whoever only opened a page has sent none."""
    looking = request.method in {"GET", "HEAD"} and words.answers is _NOT_SAVED
    return _NOTHING_CHANGED if looking else words.answers


def unexpected(request: Request, problem: Exception) -> Response:
    """Log a fault by its place in the code, never by its words: they may name a person."""
    frames = traceback.extract_tb(problem.__traceback__)
    log.error(
        "fault",
        request_id=request_id(request),
        kind=type(problem).__name__,
        places=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )
    return dress(request, 500)


def request_id(request: Request) -> str:
    """Return the number under which this request stands in the log."""
    return str(getattr(request.state, "request_id", ""))


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, DomainError)  # noqa: S101 - the handler is registered for it
    if problem.code == SIGN_IN_NEEDED and (sign_in := _sign_in_page(request)):
        return htmx.go_to(request, sign_in)
    headers = dict(problem.headers)
    if isinstance(problem, TooMany):
        headers["Retry-After"] = str(problem.retry_after)
    return dress(request, problem.status, problem.sentence, code=problem.code, headers=headers)


async def _http(request: Request, problem: Exception) -> Response:
    """Use our own words: the framework's are for programmers."""
    assert isinstance(problem, HTTPException)  # noqa: S101 - the handler is registered for it
    return dress(request, problem.status_code, headers=problem.headers)


async def _unreadable(request: Request, problem: Exception) -> Response:
    """Treat an address whose parts do not fit as a page that is not there."""
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - registered for it
    in_path = any(error["loc"][:1] == ("path",) for error in problem.errors())
    if request.url.path.startswith(API) and not in_path:
        places = [".".join(str(part) for part in error["loc"]) for error in problem.errors()]
        sentence = _("These parts cannot be read: {places}.").format(places=", ".join(places))
        return dress(request, 422, sentence)
    return dress(request, 404 if in_path else 422)


async def _at_once(request: Request, problem: Exception) -> Response:
    """Refuse the later of two deeds that only the database could see meet; the rest are faults."""
    assert isinstance(problem, DBAPIError)  # noqa: S101 - the handler is registered for it
    if not met_another(problem):
        raise problem
    sentence = _("The same was done at this very moment. Load the page again to see how it stands.")
    return dress(request, 409, sentence, code="at_once")


def _sign_in_page(request: Request) -> str:
    """Return where to sign in and come back from; nothing for programmes."""
    if request.url.path.startswith(API):
        return ""
    try:
        sign_in = str(request.app.url_path_for("public.sign_in"))
    except NoMatchFound:
        return ""
    return f"{sign_in}?next={request.url.path}" if request.method == "GET" else sign_in


def _problem(request: Request, status: int, sentence: str, code: str) -> JSONResponse:
    """Write RFC 9457 problem details."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": WORDS.get(status, WORDS[400]).heading,
            "status": status,
            "detail": sentence,
            "code": code,
            "instance": f"urn:uuid:{request_id(request)}",
        },
        status,
        media_type="application/problem+json",
    )


def _long_texts(request: Request) -> list[str]:
    """Return what took a while to write, so that nobody has to write it twice."""
    typed = getattr(request.state, "typed", {})
    texts = [text for values in typed.values() for text in values]
    return [text for text in texts if len(text) >= LONG_TEXT and " " in text]
