"""The way in for machines: client id and secret for a token that lasts ten minutes."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from odr.clients import proven_client, scopes_of
from odr.keychain import keychain_of
from odr.rates import Limit, count_apart
from odr.words import _
from web.api.access import TOKEN, ReadSession
from web.api.schemas import PROBLEM, Token, refusals
from web.api.tokens import LIFE, give_token
from web.deps import ClockDep, sessions_of
from web.errors import request_id
from web.guards import anyone

router = APIRouter()
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TokenRequest(BaseModel):
    """A request for a token; id and secret may come in the Authorization header instead."""

    grant_type: Annotated[str, Field(max_length=100, examples=["client_credentials"])]
    client_id: Annotated[str, Field(max_length=100)] = ""
    client_secret: Annotated[str, Field(max_length=200)] = ""
    scope: Annotated[str, Field(max_length=400)] = ""


@router.post(
    TOKEN,
    name="api.token",
    response_model=Token,
    responses=refusals(400, 401, 422, 429),
    dependencies=[Depends(anyone)],
    tags=["Tokens"],
)
def ask_for_token(
    request: Request,
    session: ReadSession,
    clock: ClockDep,
    asked: Annotated[TokenRequest, Form()],
) -> Token | Response:
    """Exchange client id and secret for an access token (RFC 6749, section 4.4)."""
    client_id, secret = _credentials(request, asked)
    count_apart(sessions_of(request), (Limit.API_CLIENT, client_id), clock=clock)
    client = proven_client(session, client_id, secret)
    if client is None:
        return _refused(request, "invalid_client", _("Id and secret do not belong together."))
    if asked.grant_type != "client_credentials":
        return _refused(request, "unsupported_grant_type", _("Use client_credentials."))
    wanted = frozenset(asked.scope.split()) or scopes_of(client)
    if not wanted <= scopes_of(client):
        return _refused(request, "invalid_scope", _("This client may not read all of that."))
    token = give_token(keychain_of(session), client_id, wanted, clock=clock)
    seconds = int(LIFE.total_seconds())
    return Token(access_token=token, expires_in=seconds, scope=" ".join(sorted(wanted)))


def _credentials(request: Request, asked: TokenRequest) -> tuple[str, str]:
    """Return id and secret from the header or the form; an id of odd signs is nobody's."""
    client_id, secret = asked.client_id, asked.client_secret
    kind, _space, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            text = base64.b64decode(said, validate=True).decode()
        except (binascii.Error, ValueError):
            return "", ""
        client_id, _colon, secret = text.partition(":")
    return (client_id, secret) if PLAIN.fullmatch(client_id) else ("", "")


def _refused(request: Request, error: str, sentence: str) -> Response:
    """Say it both ways: as RFC 6749 has it and as problem details."""
    status = 401 if error == "invalid_client" else 400
    said = {
        "type": "about:blank",
        "title": _("No token was given"),
        "status": status,
        "detail": sentence,
        "code": error,
        "instance": f"urn:uuid:{request_id(request)}",
        "error": error,
        "error_description": sentence,
    }
    headers = {"WWW-Authenticate": 'Basic realm="registry"'} if status == 401 else None
    return JSONResponse(said, status, headers, media_type=PROBLEM)
