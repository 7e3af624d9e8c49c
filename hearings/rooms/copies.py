"""A party's own copy of the talk: what it said and was told, and nothing of the other side's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases.enums import Side
from cases.models import Claim
from hearings.rooms import queries
from hearings.rooms.enums import Voice
from hearings.rooms.envelope import unseal_data
from hearings.rooms.models import Mediation, Message, Proposal
from odr.permissions import Actor


def own_talk(session: Session, actor: Actor, claim: Claim) -> dict[str, Any]:
    """Return what a party said and was told in the rooms, for the export of their own data.

    The other side's private room, its opening words and its answers to proposals are not in it.
    """
    side = case_queries.side_of(actor, claim)
    if side is None:
        raise queries.nothing_here()

    def opened(place: str, sealed: bytes) -> Any:
        return unseal_data(session, claim.id, place, sealed)

    found: dict[str, Any] = {
        "offers": [
            {
                "side": offer.side.value,
                "made_at": offer.made_at.isoformat(),
                "status": offer.status.value,
                "terms": opened(f"offer:{offer.id}", offer.terms),
            }
            for offer in queries.offers_of(session, actor, claim)
        ],
        "agreements": [
            {
                "made_at": agreement.made_at.isoformat(),
                "status": agreement.status.value,
                "terms": opened(f"agreement:{agreement.id}", agreement.terms),
            }
            for agreement in queries.agreements_of(session, actor, claim)
        ],
    }
    mediation = queries.mediation_of(session, claim.id)
    if mediation is not None:
        found |= _own_mediation(session, mediation, side, opened)
    return found


def _own_mediation(
    session: Session, mediation: Mediation, side: Side, opened: Callable[[str, bytes], Any]
) -> dict[str, Any]:
    row = queries.side_row(mediation, side)
    messages = session.scalars(
        queries.messages_visible_to(Voice.of(side), mediation).order_by(
            Message.made_at, Message.number
        )
    )
    return {
        "opening": opened(f"opening:{row.id}", row.opening) if row.opening else {},
        "messages": [
            {
                "room": message.room.value,
                "from": message.voice.value,
                "at": message.made_at.isoformat(),
                "text": opened(f"message:{message.id}", message.body),
            }
            for message in messages
        ],
        "proposals": [
            {
                "made_at": proposal.made_at.isoformat(),
                "status": proposal.status.value,
                "terms": opened(f"proposal:{proposal.id}", proposal.terms),
                "your_answer": _own_answer(session, proposal, side, opened),
            }
            for proposal in queries.proposals_of(session, mediation)
        ],
    }


def _own_answer(
    session: Session, proposal: Proposal, side: Side, opened: Callable[[str, bytes], Any]
) -> bool | None:
    row = queries.answers_to(session, proposal).get(side)
    return bool(opened(f"answer:{row.id}", row.answer)) if row else None
