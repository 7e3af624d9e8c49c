"""What handlers ask for: a unit of work, whoever is acting, the clock and the settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, cast

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


def get_session(request: Request) -> Iterator[Session]:
    """One transaction a request, committed before the answer is sent: "saved" is then true.

    A page that only looks gets a session without a write lock; what it happens to note (who
    opened a file) goes through a short session of its own.
    """
    with sessions_of(request)() as session:
        if request.method in SAFE_METHODS:
            yield for_reading(session)
        else:
            yield session
            session.commit()


def get_clock(request: Request) -> Clock:
    """Return the court's clock."""
    return cast(Clock, request.app.state.court.clock)


def get_settings(request: Request) -> Settings:
    """Return the court's settings."""
    return cast(Settings, request.app.state.court.settings)


def get_actor(request: Request) -> Actor:
    """Return who is acting, as the session middleware found out before the handler."""
    return cast(Actor, getattr(request.state, "actor", VISITOR))


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
ClockDep = Annotated[Clock, Depends(get_clock)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
ActorDep = Annotated[Actor, Depends(get_actor)]
