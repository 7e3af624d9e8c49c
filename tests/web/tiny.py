"""A tiny court of a few pages, to test what all pages stand on without the rest of the house."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from odr.entropy import SeededEntropy
from web.dress import dress_app
from web.look import TEMPLATES, Look
from web.middleware import Rules

COURT = "Sample Court"


@cache
def make_look(*, demo: bool = True, templates: Path = TEMPLATES) -> Look:
    return Look(
        court_name=COURT,
        currency="GBP",
        zone=ZoneInfo("Europe/London"),
        demo=demo,
        entropy=SeededEntropy("tiny"),
        templates=templates,
    )


def make_app(rules: Rules | None = None, look: Look | None = None) -> FastAPI:
    """Make an application with the court's look and nothing but the style page."""
    app = FastAPI(openapi_url=None)
    dress_app(app, look or make_look(), rules or Rules(raise_faults=True))
    return app


def add_page(app: FastAPI, html: str, path: str = "/page") -> None:
    """Add a page whose HTML is given, good or broken."""

    @app.get(path)
    def show() -> HTMLResponse:
        return HTMLResponse(html)
