"""Starts one of the court's clocks at a moment and tells when it ends."""

from __future__ import annotations

from datetime import date, datetime

from cases.deadlines import DateResult, clock_for, deadline
from cases.packs import Pack


def runs_from(pack: Pack, code: str, start: date | datetime) -> DateResult:
    """Work out when the clock with this code ends if it starts now, whatever event starts it."""
    return deadline(pack, code, {clock_for(pack, code).event: start})


def pay_by(pack: Pack, made: date) -> date:
    """Return the day an order is to be paid by where nobody offered another day."""
    return runs_from(pack, pack.payment.at_once, made).value
