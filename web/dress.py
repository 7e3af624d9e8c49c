"""Puts the court's look on an application: layers, error pages, assets, style page."""

from __future__ import annotations

from fastapi import FastAPI

from odr.rates import Limit, Tally
from web import assets
from web.errors import install_errors
from web.look import Look
from web.middleware import Rules, middleware
from web.style import router as style_page


def dress_app(app: FastAPI, look: Look, rules: Rules) -> None:
    """Dress the application before its first request, and count what machines read of it."""
    app.state.look = look
    app.state.reads = Tally(Limit.API_READ)
    for layer in reversed(middleware(rules)):
        app.add_middleware(layer.cls, *layer.args, **layer.kwargs)
    install_errors(app)
    app.mount(assets.MOUNT, look.assets, name="assets")
    if look.demo:
        app.include_router(style_page)
