"""Serves a small court with some cases, for programmes that ask its API over the network.

Run as `python -m tests.api.served FOLDER PORT`; it writes a token into FOLDER/token and serves
until it is stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from cases.enums import ClaimStatus
from odr.app import make_app
from odr.clients import Scope, add_client
from odr.clock import FixedClock
from odr.court import Court, open_court
from odr.permissions import SYSTEM
from odr.settings import Settings
from tests.conftest import MONDAY_MORNING
from tests.databases import migrate
from tests.factories import make_claim
from web.api.tokens import give_token


def furnish(folder: Path, port: int) -> Court:
    """Open a court in a folder and bring some cases to it."""
    court = open_court(
        Settings(
            database_url=f"sqlite:///{folder / 'court.db'}",
            storage_url=str(folder / "files"),
            keys_dir=folder / "keys",
            base_url=f"http://127.0.0.1:{port}",
            allow_draft_packs=True,
        )
    )
    clock = FixedClock(MONDAY_MORNING)
    with court.sessions() as session:
        for status in (ClaimStatus.IN_REVIEW, ClaimStatus.ISSUED, ClaimStatus.SERVED):
            make_claim(session, status, clock=clock)
        client = add_client(session, SYSTEM, "Registry", list(Scope), clock=clock).client
        session.commit()
    token = give_token(court.keychain, client.client_id, list(Scope), clock=court.clock)
    (folder / "token").write_text(token)
    court.tick()
    return court


def main(folder: Path, port: int) -> None:
    migrate(f"sqlite:///{folder / 'court.db'}")
    app = make_app(furnish(folder, port))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
