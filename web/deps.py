"""What handlers ask for: a unit of work, whoever is acting, the clock and the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated, cast

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Depends, Request
from sqlalchemy.orm import Session, sessionmaker

from odr.clock import Clock
from odr.db import for_reading
from odr.permissions import VISITOR, Actor
from odr.settings import Settings
from web.csrf import SAFE_METHODS


def sessions_of(request: Request) -> sessionmaker[Session]:
    """Return the maker of sessions of this court."""
    return cast("sessionmaker[Session]", request.app.state.court.sessions)


async def get_session(request: Request) -> AsyncIterator[Session]:
    """One transaction a request, committed before the answer is sent: "saved" is then true.

    A page that only looks gets a session without a write lock; what it happens to note (who
    opened a file) goes through a short session of its own. What does not wait for the database
    runs here and in the functions below without a thread: each way to one costs as much as a query.
    """
    session = sessions_of(request)()
    if request.method in SAFE_METHODS:
        with session:  # to let go of it waits for nobody
            yield for_reading(session)
        return
    try:
        yield session
        await _in_a_thread_of_its_own(session.commit)
    finally:
        await _in_a_thread_of_its_own(session.close)


async def _in_a_thread_of_its_own(work: Callable[[], None]) -> None:
    """End a unit of work without waiting for one of the counted threads.

    All of those may stand in line for the turn to write that this one holds.
    """
    await run_sync(work, limiter=CapacityLimiter(1))


async def get_clock(request: Request) -> Clock:
    """Return the court's clock."""
    return cast(Clock, request.app.state.court.clock)


async def get_settings(request: Request) -> Settings:
    """Return the court's settings."""
    return cast(Settings, request.app.state.court.settings)


async def get_actor(request: Request) -> Actor:
    """Return who is acting, as the session middleware found out before the handler."""
    return cast(Actor, getattr(request.state, "actor", VISITOR))


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
ClockDep = Annotated[Clock, Depends(get_clock)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
ActorDep = Annotated[Actor, Depends(get_actor)]
