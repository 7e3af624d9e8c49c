"""Who may open which page: every route names one of these, and a test reads them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from cases import queries
from cases.models import Claim
from odr.errors import Forbidden, NotFound
from odr.permissions import Actor, Role
from odr.words import _
from web.deps import ActorDep, SessionDep, SettingsDep

Guard = Callable[..., Any]
GUARDS: set[Guard] = set()


def guard(check: Guard) -> Guard:
    """Register a guard, so that the test of all routes knows it."""
    GUARDS.add(check)
    return check


class SignInNeeded(Forbidden):
    """The page is for somebody who is signed in; the reader is sent to sign in and comes back."""

    code = "sign_in_needed"


@guard
async def anyone() -> None:
    """A page for everybody."""


@guard
async def demo_only(settings: SettingsDep) -> None:
    """A page that exists only in a demo court."""
    if not settings.demo:
        raise NotFound(_("There is no such page."))


@guard
async def signed_in(actor: ActorDep) -> Actor:
    """Anybody with an account."""
    if actor.account_id is None:
        raise SignInNeeded(_("Sign in to see this page."))
    return actor


@guard
async def citizen(actor: ActorDep) -> Actor:
    """A person with an account who is not an officer here."""
    return _in_role(actor, {Role.CITIZEN})


@guard
async def mediator(actor: ActorDep) -> Actor:
    """A mediator."""
    return _in_role(actor, {Role.MEDIATOR})


@guard
async def adjudicator(actor: ActorDep) -> Actor:
    """An adjudicator."""
    return _in_role(actor, {Role.ADJUDICATOR})


@guard
async def clerk(actor: ActorDep) -> Actor:
    """A clerk of the registry, or its manager."""
    return _in_role(actor, {Role.CLERK, Role.MANAGER})


@guard
async def manager(actor: ActorDep) -> Actor:
    """The court's manager."""
    return _in_role(actor, {Role.MANAGER})


@guard
async def by_provider(request: Request) -> None:
    """A machine that proves itself by the signature on what it sends."""
    del request


@guard
def party_claim(session: SessionDep, actor: ActorDep, claim_id: UUID) -> Claim:
    """A case this person is a party of, by account or by the code of a notice."""
    claim = _claim(session, actor, claim_id)
    if queries.side_of(actor, claim) is None:
        raise NotFound(_("There is no such case, or it is not yours to see."))
    return claim


@guard
def mediator_claim(session: SessionDep, actor: ActorDep, claim_id: UUID) -> Claim:
    """A case this mediator is appointed to."""
    return _claim(session, _in_role(actor, {Role.MEDIATOR}), claim_id)


@guard
def adjudicator_claim(session: SessionDep, actor: ActorDep, claim_id: UUID) -> Claim:
    """A case this adjudicator is appointed to."""
    return _claim(session, _in_role(actor, {Role.ADJUDICATOR}), claim_id)


@guard
def clerk_claim(session: SessionDep, actor: ActorDep, claim_id: UUID) -> Claim:
    """A case, for the registry."""
    return _claim(session, _in_role(actor, {Role.CLERK, Role.MANAGER}), claim_id)


def _in_role(actor: Actor, roles: set[Role]) -> Actor:
    """Let these roles in; to everyone else the page does not exist."""
    if actor.role is Role.VISITOR and actor.party_id is None:
        raise SignInNeeded(_("Sign in to see this page."))
    if actor.role not in roles:
        raise NotFound(_("There is no such page."))
    return actor


def _claim(session: SessionDep, actor: Actor, claim_id: UUID) -> Claim:
    if actor.role is Role.VISITOR and actor.party_id is None:
        raise SignInNeeded(_("Sign in to see this page."))
    return queries.claim_for(session, actor, claim_id)


PartyClaim = Annotated[Claim, Depends(party_claim)]
MediatorClaim = Annotated[Claim, Depends(mediator_claim)]
AdjudicatorClaim = Annotated[Claim, Depends(adjudicator_claim)]
ClerkClaim = Annotated[Claim, Depends(clerk_claim)]
