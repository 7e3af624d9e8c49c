"""The rooms' limits and clocks: the court's pack sets them, the same for both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from cases.clocks import runs_from
from cases.deadlines import clock_for, latest_extension
from cases.models import Claim
from cases.packs.vocabulary import StageKind
from cases.sums import pack_of

DAY = timedelta(days=1)
FIRST_REMINDER = timedelta(hours=48)
SECOND_REMINDER = timedelta(hours=96)
IDLE = 7 * DAY
NO_MEDIATOR = 14 * DAY
EDIT = timedelta(minutes=5)
LARGEST_FILE = 20 * 1024 * 1024
FEWEST_MEDIATORS = 3
MOST_INSTALMENTS = 120
OFFERS_A_SIDE = 5
CHARACTERS = 1_500
IN_A_ROW = 3


class RoomClock(StrEnum):
    """The clocks of talk, as packs call them."""

    OFFER = "offer"
    DECLARATION = "mediation_invitation"
    OPENING = "mediation_opening"
    ROOM = "mediation_room"
    PROPOSAL = "mediation_proposal"
    DRAFT = "agreement_draft"
    REVIEW = "agreement_review"


def ends(claim: Claim, clock: RoomClock, start: datetime) -> datetime:
    """Return the first moment that is too late, for a clock that starts at this moment."""
    return runs_from(pack_of(claim), clock.value, start).due


def extended_end(claim: Claim, opened_at: datetime) -> datetime | None:
    """Return when the rooms end once the mediator has given more time, if the court allows it."""
    pack = pack_of(claim)
    event = clock_for(pack, RoomClock.ROOM).event
    longest = latest_extension(pack, RoomClock.ROOM, {event: opened_at})
    return longest.due if longest else None


def offers_a_side(claim: Claim) -> int:
    """Return how many offers each side may make."""
    for stage in pack_of(claim).stages:
        if stage.kind is StageKind.NEGOTIATION and stage.offer_rounds:
            return stage.offer_rounds
    return OFFERS_A_SIDE


def message_limits(claim: Claim) -> tuple[int, int]:
    """Return the longest message in characters and the most messages in a row."""
    for stage in pack_of(claim).stages:
        if stage.kind is StageKind.MEDIATION:
            return stage.message_characters or CHARACTERS, stage.messages_in_a_row or IN_A_ROW
    return CHARACTERS, IN_A_ROW
