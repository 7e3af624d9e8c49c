"""Who is acting, what they may be, and how a refusal becomes a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID

from odr.errors import Forbidden

Verdict = Literal[True] | str


class Role(StrEnum):
    """The part a person plays towards the court; a party's side comes from the case."""

    VISITOR = "visitor"
    CITIZEN = "citizen"
    MEDIATOR = "mediator"
    ADJUDICATOR = "adjudicator"
    CLERK = "clerk"
    MANAGER = "manager"
    REGISTRY = "registry"
    SYSTEM = "system"


OFFICERS = frozenset({Role.MEDIATOR, Role.ADJUDICATOR, Role.CLERK, Role.MANAGER})
REGISTRY_SIDE = frozenset({Role.CLERK, Role.MANAGER, Role.SYSTEM, Role.REGISTRY})


@dataclass(frozen=True)
class Actor:
    """Whoever asks: an account in one role, a person holding a notice code, or the system."""

    role: Role
    account_id: UUID | None = None
    name: str = ""
    party_id: UUID | None = None
    """Set for a person who came with the code of a notice: the one party they speak for."""
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_officer(self) -> bool:
        return self.role in OFFICERS


VISITOR = Actor(Role.VISITOR)
SYSTEM = Actor(Role.SYSTEM, name="system")


def require(verdict: Verdict) -> None:
    """Refuse with the policy's own sentence unless the verdict is True."""
    if verdict is not True:
        raise Forbidden(verdict)
