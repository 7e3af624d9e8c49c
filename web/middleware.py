"""What stands between the network and the pages: the envelope of each answer and the gate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from odr.errors import TooLarge
from odr.words import _, speak
from web import htmx
from web.csrf import from_elsewhere, secret_for
from web.errors import dress, unexpected
from web.words import language_for

log = structlog.get_logger("web.access")

FORM_BYTES = 1024 * 1024
UPLOADS = re.compile(r"(/evidence|/verify/file|-room|/questions/[^/]+)/?$")
"""How the addresses that take files end; only they may be sent more than a form."""

_HOST = re.compile(r"(?:([A-Za-z0-9._-]+)|\[([0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")
_NOT_ALLOWED = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "usb")


@dataclass(frozen=True)
class Rules:
    """What the envelope and the gate have to know; all of it comes from the settings."""

    base_url: str = "http://127.0.0.1:8000"
    other_hosts: tuple[str, ...] = ()
    payment_url: str = ""
    form_bytes: int = FORM_BYTES
    upload_bytes: int = 100 * FORM_BYTES
    raise_faults: bool = False
    """Let a fault fail the test or the developer's run after its page was sent."""
    hosts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        hosts = {urlsplit(self.base_url).hostname or "", *self.other_hosts}
        object.__setattr__(self, "hosts", frozenset(host.lower() for host in hosts))

    @property
    def secure(self) -> bool:
        """Tell whether people come by https, so that cookies and HSTS may rely on it."""
        return self.base_url.startswith("https://")


def cookie_name(kind: str, *, secure: bool) -> str:
    """Return the name of a cookie; over https the browser itself then binds it to this host."""
    return f"__Host-{kind}" if secure else kind


def security_headers(rules: Rules) -> dict[str, str]:
    """Return the headers that stand on every answer."""
    payment = urlsplit(rules.payment_url)
    pay_at = f" {payment.scheme}://{payment.netloc}" if payment.netloc else ""
    headers = {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self'; font-src 'self'; connect-src 'self'; "
        f"form-action 'self'{pay_at}; frame-ancestors 'none'; base-uri 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_ALLOWED),
    }
    if rules.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def middleware(rules: Rules) -> list[Middleware]:
    """Return the layers, outermost first."""
    return [
        Middleware(Envelope, rules=rules),
        Middleware(GZipMiddleware, minimum_size=500, compresslevel=6),
        Middleware(Gate, rules=rules),
    ]


class Envelope:
    """Gives each request a number, each answer its headers, each fault a page, each a log line."""

    def __init__(self, app: ASGIApp, *, rules: Rules) -> None:
        self.app = app
        self.rules = rules
        self.headers = security_headers(rules)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = str(scope["app"].state.look.entropy.uuid())
        scope.setdefault("state", {})["request_id"] = number
        started = perf_counter()
        status = 0

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), number)
            await send(message)

        try:
            await self.app(scope, receive, send_dressed)
        except Exception as problem:
            response = unexpected(Request(scope), problem)
            if not status:
                await response(scope, receive, send_dressed)
            if self.rules.raise_faults:
                raise
        finally:
            _log(scope, status, perf_counter() - started)

    def _dress(self, headers: MutableHeaders, number: str) -> None:
        for name, value in self.headers.items():
            headers.setdefault(name, value)  # a file that is handed out has stricter ones
        headers["X-Request-ID"] = number
        headers.setdefault("Cache-Control", "no-store")
        if headers.get("content-type", "").startswith("text/html"):
            headers.add_vary_header(htmx.VARY)


class Gate:
    """Turns away a wrong host, a form from another site and a body that is too large;
    lets everybody else in with a language and a secret of their own."""

    def __init__(self, app: ASGIApp, *, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        new_visitor = self._greet(request)
        limit = self._limit(scope["path"])
        refusal = self._refusal(request, limit)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        try:
            await self.app(scope, _limited(receive, limit), self._with_cookie(send, new_visitor))
        finally:
            await _close_files(request)

    def _greet(self, request: Request) -> str:
        """Set language, visitor and secret; return the visitor's token when it is new."""
        look = request.app.state.look
        speak(language_for(request, look.languages))
        visitor = request.cookies.get(cookie_name("visitor", secure=self.rules.secure), "")
        session = request.cookies.get(cookie_name("session", secure=self.rules.secure), "")
        known = bool(_TOKEN.fullmatch(visitor))
        request.state.visitor = visitor if known else look.entropy.token()
        request.state.csrf_secret = secret_for(request.state.visitor, session)
        return "" if known else request.state.visitor

    def _refusal(self, request: Request, limit: int) -> Response | None:
        headers = request.headers
        host = headers.get("host", "")
        named = _HOST.fullmatch(host)
        if named is None or (named[1] or named[2]).lower() not in self.rules.hosts:
            return dress(request, 400, _("This court does not answer under that address."))
        site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
        if from_elsewhere(request.method, site, origin, host):
            return dress(request, 403, _("This was sent from another site, so we did not take it."))
        if _announced(headers) > limit:
            return dress(request, 413)
        return None

    def _limit(self, path: str) -> int:
        takes_files = UPLOADS.search(path)
        return self.rules.upload_bytes if takes_files else self.rules.form_bytes

    def _with_cookie(self, send: Send, visitor: str) -> Send:
        if not visitor:
            return send
        secure = self.rules.secure
        cookie = (
            f"{cookie_name('visitor', secure=secure)}={visitor}; Path=/; HttpOnly; SameSite=Lax"
        )

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message["headers"]):
                value = cookie + ("; Secure" if secure else "")
                MutableHeaders(scope=message).append("Set-Cookie", value)
            await send(message)

        return send_with_cookie


async def _close_files(request: Request) -> None:
    """Let go of uploaded files, whatever became of the request."""
    data = getattr(request.state, "form_data", None)
    if isinstance(data, FormData):
        await data.close()


def _is_page(raw: Iterable[tuple[bytes, bytes]]) -> bool:
    return Headers(raw=list(raw)).get("content-type", "").startswith("text/html")


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _limited(receive: Receive, limit: int) -> Receive:
    """Stop reading a body that grows past the limit, whatever length it announced."""
    seen = 0

    async def receive_some() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise TooLarge(_("Send less at once, or send a smaller file."))
        return message

    return receive_some


def _log(scope: Scope, status: int, seconds: float) -> None:
    """Write which route answered, never the address itself: codes and names stand in it."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    route = getattr(context, "path_format", None) or getattr(scope.get("route"), "path", "-")
    log.info(
        "request",
        request_id=scope["state"]["request_id"],
        method=scope["method"],
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
    )
