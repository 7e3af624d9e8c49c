"""Which machine asks, and whether its token reaches as far as the thing it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2
from sqlalchemy.orm import Session

from odr.clients import Scope, actor_for, working_client
from odr.db import for_reading
from odr.errors import DomainError, Forbidden
from odr.keychain import keychain_of
from odr.permissions import Actor
from odr.words import _
from web.api.tokens import read_token
from web.deps import ClockDep, sessions_of
from web.guards import guard

BASE = "/api/v1"
TOKEN = f"{BASE}/oauth/token"
SAID = {
    Scope.CASES: "Read cases and their parties.",
    Scope.DOCKET: "Read the record of deeds of a case.",
    Scope.DOCUMENTS: "Read papers and exhibits.",
    Scope.EVENTS: "Read the feed of what happened in all cases.",
}
bearer = OAuth2(
    scheme_name="registry",
    flows={
        "clientCredentials": {
            "tokenUrl": TOKEN,
            "scopes": {scope.value: words for scope, words in SAID.items()},
        }
    },
    auto_error=False,
)


class NeedsToken(DomainError):
    """A machine came without a token that holds."""

    status = 401
    code = "no_token"
    headers = {"WWW-Authenticate": 'Bearer realm="registry"'}  # noqa: RUF012 - never changed


class OutOfScope(Forbidden):
    """The token is good, but not for this."""

    code = "out_of_scope"

    def __init__(self, scope: Scope) -> None:
        super().__init__(_("This needs a token with the scope {scope}.").format(scope=scope.value))
        self.headers = {
            "WWW-Authenticate": f'Bearer realm="registry", error="insufficient_scope", '
            f'scope="{scope.value}"'
        }


def open_reading(request: Request) -> Iterator[Session]:
    """A session that only looks, also behind a POST: asking for a token writes nothing."""
    with sessions_of(request)() as session:
        yield for_reading(session)


ReadSession = Annotated[Session, Depends(open_reading, scope="function")]


def reads(scope: Scope) -> Callable[..., Actor]:
    """Make the guard for what needs this scope."""

    @guard
    def machine(
        request: Request,
        session: ReadSession,
        clock: ClockDep,
        header: str | None = Security(bearer, scopes=[scope.value]),
    ) -> Actor:
        """A machine of the registry, with a token for this."""
        kind, _space, token = (header or "").partition(" ")
        said = read_token(keychain_of(session), token, clock=clock)
        if kind.lower() != "bearer" or said is None:
            raise NeedsToken(_("Ask for a token first, and send it as a bearer token."))
        request.app.state.reads.count(said["sub"], clock=clock)
        client = working_client(session, said["sub"])
        if client is None:
            raise NeedsToken(_("This client may no longer read."))
        actor = actor_for(client, said["scope"].split())
        if scope not in actor.scopes:
            raise OutOfScope(scope)
        return actor

    return machine


CaseReader = Annotated[Actor, Depends(reads(Scope.CASES))]
DocketReader = Annotated[Actor, Depends(reads(Scope.DOCKET))]
DocumentReader = Annotated[Actor, Depends(reads(Scope.DOCUMENTS))]
EventReader = Annotated[Actor, Depends(reads(Scope.EVENTS))]
