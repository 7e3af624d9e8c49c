"""The rule of the draw: who has fewer cases to decide has more tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

RULE = "tickets-by-caseload-1"
"""The most cases anyone has, less one's own, plus one, gives the number of tickets. Tickets are
numbered from 0 through the candidates in the order of their accounts; a number below the count
of all tickets is drawn, and who holds it has the case."""

FEWEST = 3
"""A first draw needs three names, so that nobody can know the outcome before."""


@dataclass(frozen=True)
class Lot:
    """One candidate with their share in the draw."""

    account_id: UUID
    caseload: int
    tickets: int

    def as_row(self) -> list[str | int]:
        return [str(self.account_id), self.caseload, self.tickets]


def lots(caseloads: Sequence[tuple[UUID, int]]) -> list[Lot]:
    """Return each candidate's tickets, in the order of their accounts."""
    most = max((load for _account, load in caseloads), default=0)
    return [Lot(account, load, most - load + 1) for account, load in sorted(caseloads)]


def holder(candidates: Sequence[Lot], ticket: int) -> Lot:
    """Return who holds a ticket; the same ticket always names the same person."""
    passed = 0
    for lot in candidates:
        passed += lot.tickets
        if ticket < passed:
            return lot
    raise ValueError(f"nobody holds ticket {ticket} of {passed}")
