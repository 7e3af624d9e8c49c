"""Puts the court behind its web pages and its API."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import anyio.to_thread
import structlog
from fastapi import FastAPI

import cases.jobs
import documents.jobs
import hearings.bench.jobs
import hearings.rooms.jobs
from cases.packs import Pack, load_pack
from odr import jobs
from odr.court import Court, open_court
from odr.settings import Settings, load
from odr.words import _
from web import routes
from web.dress import dress_app
from web.look import Look
from web.middleware import Rules
from web.sessions import WhoAsks
from web.site import Site

log = structlog.get_logger(__name__)

WORKS = (cases.jobs, documents.jobs, hearings.bench.jobs, hearings.rooms.jobs)
"""Imported so that every job and sweep is registered."""

PAUSE = 1.0  # seconds between two looks for work
LOOKS_PER_SWEEP = 20
"""What is due by the clock is looked for less often than the jobs that follow a deed."""
LOCAL_HOSTS = ("127.0.0.1", "localhost")


def make_app(court: Court | None = None, *, works: bool = False) -> FastAPI:
    """Make the application of one court; with `works` it also does the court's jobs.

    A real court runs `odr work` as a process of its own; the demo court works inside.
    """
    court = court or open_court(load())
    pack = load_pack(court.settings.pack)
    refuse_draft(pack, court.settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = court.settings.threads
        stop = threading.Event()
        worker = threading.Thread(target=work_until, args=(court, stop), daemon=True)
        documents.jobs.clear_unfinished()
        if works:
            worker.start()
        yield
        stop.set()
        if works:
            worker.join(timeout=10)

    app = Site(
        title="Small Claims Online",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.court = court
    app.add_middleware(WhoAsks)
    dress_app(app, look_of(pack, court.settings), rules_of(court.settings))
    for router in routes.ROUTERS + (routes.DEMO_ROUTERS if court.settings.demo else []):
        app.include_router(router)
    return app


def work_until(court: Court, stop: threading.Event) -> None:
    """Do what is due, look again after a pause, and sign the record now and then."""
    next_checkpoint = court.clock.now()
    for look in count():
        if stop.is_set():
            return
        try:
            if look % LOOKS_PER_SWEEP == 0:
                court.tick()
            else:
                jobs.work_off(court.sessions, court.clock)
            if court.clock.now() >= next_checkpoint:
                court.checkpoint()
                next_checkpoint = court.clock.now() + court.settings.checkpoint_every
        except Exception as problem:  # noqa: BLE001 - the worker goes on, whatever one round met
            log.warning("work_interrupted", error=type(problem).__name__)
        stop.wait(PAUSE)


def refuse_draft(pack: Pack, settings: Settings) -> None:
    """Refuse to run real cases on rules nobody of that court has reviewed."""
    reviewed = pack.review.status.value != "draft"
    if not (reviewed or settings.demo or settings.allow_draft_packs):
        raise SystemExit(
            f"The court pack {pack.id} is a draft. It runs only in demo mode, "
            "or with ODR_ALLOW_DRAFT_PACKS=true, and every page then says so."
        )


def look_of(pack: Pack, settings: Settings) -> Look:
    """Say how the pages of this court look and speak."""
    draft = pack.review.status.value == "draft"
    return Look(
        court_name=pack.court.name.read(),
        currency=pack.currency,
        zone=pack.days.zone,
        demo=settings.demo,
        notice=_("These court rules are a draft that no court has reviewed.") if draft else "",
    )


def rules_of(settings: Settings) -> Rules:
    """Say which hosts and sizes the gate lets in."""
    return Rules(
        base_url=settings.base_url,
        other_hosts=LOCAL_HOSTS if settings.demo else (),
        payment_url=settings.payment_url,
        upload_bytes=settings.upload_megabytes * 1024 * 1024,
    )
