"""What a case file holds: what both sides put into it and what the court made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, and_, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from cases.models import (
    AmountLine,
    CasePaper,
    Claim,
    Exhibit,
    Order,
    Payment,
    Reply,
    Response,
    TimelineRow,
)


def _as_numbered(exhibit: Exhibit) -> tuple[Any, ...]:
    """C2 stands before C10."""
    return exhibit.filed_at, len(exhibit.code), exhibit.code


_ORDER: dict[type[Any], Callable[[Any], Any]] = {
    AmountLine: attrgetter("position"),
    TimelineRow: attrgetter("happened_on", "position"),
    Exhibit: _as_numbered,
    Response: attrgetter("filed_at", "id"),
    Reply: attrgetter("filed_at"),
    Payment: attrgetter("made_at", "id"),
    Order: attrgetter("made_at", "id"),
    CasePaper: attrgetter("asked_at", "id"),
}
"""What is in the file, and how each kind of it is put in order."""


@dataclass(frozen=True)
class Contents:
    """Everything of one case; papers and fees still have to be sorted by who may see them."""

    amounts: Sequence[AmountLine]
    timeline: Sequence[TimelineRow]
    exhibits: Sequence[Exhibit]
    responses: Sequence[Response]
    replies: Sequence[Reply]
    payments: Sequence[Payment]
    orders: Sequence[Order]
    papers: Sequence[CasePaper]

    @property
    def reply(self) -> Reply | None:
        return self.replies[0] if self.replies else None


def _reading() -> Select[Any]:
    """Write the one statement: a row of kind n is joined to the rows of table n alone."""
    numbers = [select(literal(number).label("number")) for number in range(len(_ORDER))]
    kinds = union_all(*numbers).subquery("kinds")
    query = select(*_ORDER).select_from(kinds)
    for number, table in enumerate(_ORDER):
        mine = and_(kinds.c.number == number, table.claim_id == bindparam("claim"))
        query = query.outerjoin(table, mine)
    return query


_READING = _reading()


def contents_of(session: Session, claim: Claim) -> Contents:
    """Read the whole file of a case in one statement."""
    found: list[list[Any]] = [[] for _table in _ORDER]
    for row in session.execute(_READING, {"claim": claim.id}):
        for number, entity in enumerate(row):
            if entity is not None:
                found[number].append(entity)
    kinds = zip(found, _ORDER.values(), strict=True)
    return Contents(*(sorted(rows, key=place) for rows, place in kinds))
