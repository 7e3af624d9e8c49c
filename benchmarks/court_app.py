"""The court as uvicorn's workers open it: the real application on the database of the settings."""

from __future__ import annotations

from fastapi import FastAPI

from odr.app import make_app
from odr.court import open_court
from odr.logging import write_log
from odr.settings import load


def court() -> FastAPI:
    """Open the court of the environment, saying nothing."""
    settings = load()
    write_log(settings.log_level)
    return make_app(open_court(settings))
