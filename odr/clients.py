"""The machines that may read the court's record: each has a name, a secret and named scopes."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from odr import ledger
from odr.clock import Clock
from odr.entropy import entropy_of
from odr.errors import Forbidden, Invalid, NotFound
from odr.models import ApiClient
from odr.permissions import Actor, Role
from odr.security import same, token_hash
from odr.words import _

NOBODY = token_hash("")
"""Compared with where there is no such client, so that the answer takes as long."""


class Scope(StrEnum):
    """What a machine may read."""

    CASES = "cases:read"
    DOCKET = "docket:read"
    DOCUMENTS = "documents:read"
    EVENTS = "events:read"


class ClientEntry(StrEnum):
    """What is noted of machines in the court's own chain."""

    ADDED = "client.added"
    ENDED = "client.ended"


class NewClient(NamedTuple):
    """A machine just added; the secret is shown this once."""

    client: ApiClient
    secret: str


def add_client(
    session: Session, actor: Actor, name: str, scopes: Collection[Scope], *, clock: Clock
) -> NewClient:
    """Let a machine of an organisation read the record, as far as its scopes go."""
    _check_manager(actor)
    if not name.strip():
        raise Invalid(_("Give the organisation a name."), "name")
    if not scopes:
        raise Invalid(_("Name at least one scope."), "scopes")
    entropy = entropy_of(session)
    secret = entropy.token()
    client = ApiClient(
        client_id=entropy.token(12),
        name=name.strip(),
        secret_hash=token_hash(secret),
        scopes=" ".join(sorted(set(scopes))),
        created_at=clock.now(),
    )
    session.add(client)
    ledger.record(
        session,
        actor,
        ClientEntry.ADDED,
        None,
        at=clock.now(),
        client=client.client_id,
        scopes=client.scopes,
    )
    return NewClient(client, secret)


def end_client(session: Session, actor: Actor, client_id: str, *, clock: Clock) -> ApiClient:
    """Let a machine read no more, from this moment on: its tokens end with it."""
    _check_manager(actor)
    client = working_client(session, client_id)
    if client is None:
        raise NotFound(_("There is no such client."))
    client.disabled_at = clock.now()
    ledger.record(session, actor, ClientEntry.ENDED, None, at=clock.now(), client=client.client_id)
    return client


def working_client(session: Session, client_id: str) -> ApiClient | None:
    """Return a machine that may still read."""
    query = select(ApiClient).where(
        ApiClient.client_id == client_id, ApiClient.disabled_at.is_(None)
    )
    return session.scalar(query)


def proven_client(session: Session, client_id: str, secret: str) -> ApiClient | None:
    """Return the machine that knows this secret; a wrong id takes as long as a wrong secret."""
    client = working_client(session, client_id)
    known = same(token_hash(secret), client.secret_hash if client is not None else NOBODY)
    return client if known and client is not None else None


def scopes_of(client: ApiClient) -> frozenset[str]:
    """Return what the machine may read."""
    return frozenset(client.scopes.split())


def actor_for(client: ApiClient, scopes: Collection[str]) -> Actor:
    """Return the machine as somebody who acts, with what its token allows and nothing more."""
    allowed = scopes_of(client) & frozenset(scopes)
    return Actor(Role.REGISTRY, name=client.name, scopes=allowed)


def _check_manager(actor: Actor) -> None:
    if actor.role not in {Role.MANAGER, Role.SYSTEM}:
        raise Forbidden(_("Only a manager of the court can let machines in."))
