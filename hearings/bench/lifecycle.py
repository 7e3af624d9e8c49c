"""What may happen to an adjudicator's seat and to a decision: one legal move a line."""

from __future__ import annotations

from hearings.bench.enums import DecisionEvent, DecisionStatus, SeatEvent, SeatStatus
from odr.lifecycle import Lifecycle

SEAT = Lifecycle(
    "seat",
    [
        (SeatStatus.DRAWN, SeatEvent.DECLARE_NONE, SeatStatus.SITTING),
        (SeatStatus.DRAWN, SeatEvent.STEP_ASIDE, SeatStatus.STEPPED_ASIDE),
        (SeatStatus.SITTING, SeatEvent.STEP_ASIDE, SeatStatus.STEPPED_ASIDE),
    ],
)

DECISION = Lifecycle(
    "decision",
    [(DecisionStatus.WRITING, DecisionEvent.SIGN, DecisionStatus.SIGNED)],
)
