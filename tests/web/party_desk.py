"""The pages of the parties on one desk, for tests that go from one to the next."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from odr.clock import Clock
from tests.web.desk import Desk
from web.claimant import claims, filed, sending
from web.parties import case, docket_pages, export, home, orders
from web.public import payments, start, triage


def party_desk(sessions: sessionmaker[Session], clock: Clock) -> Desk:
    """Mount every page of this part of the court, in the order of the real one."""
    return Desk(sessions, clock).shows(
        start.router,
        triage.router,
        sending.router,
        sending.sent_router,
        claims.router,
        filed.router,
        home.router,
        case.router,
        docket_pages.router,
        orders.router,
        export.router,
        payments.router,
        paths=("/respond/{claim_id}",),
    )
