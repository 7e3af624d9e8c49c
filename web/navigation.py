"""The few places each kind of reader can always go to."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.routing import NoMatchFound

from odr.permissions import VISITOR, Actor, Role
from odr.words import _


@dataclass(frozen=True)
class Item:
    """One link of the menu, and whether the reader stands there now."""

    label: str
    url: str
    here: bool


_ACCOUNT = ((_("Your account"), "public.account"),)
MENU: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.VISITOR: (
        (_("Answer a claim"), "public.respond"),
        (_("Check an order"), "public.verify"),
        (_("Sign in"), "public.sign_in"),
    ),
    Role.CITIZEN: (
        (_("Your cases"), "claimant.home"),
        (_("Answer a claim"), "public.respond"),
        *_ACCOUNT,
    ),
    Role.MEDIATOR: ((_("Your mediations"), "mediator.home"), *_ACCOUNT),
    Role.ADJUDICATOR: ((_("Cases to decide"), "adjudicator.home"), *_ACCOUNT),
    Role.CLERK: ((_("Work queue"), "registry.home"), *_ACCOUNT),
    Role.MANAGER: ((_("Work queue"), "registry.home"), *_ACCOUNT),
}
"""Label and route name, in the order shown; a route that is not mounted is left out."""


def actor_of(request: Request) -> Actor:
    """Return who is reading, as the session left it on the request."""
    actor = getattr(request.state, "actor", VISITOR)
    return actor if isinstance(actor, Actor) else VISITOR


def menu(request: Request) -> list[Item]:
    """Return the menu for whoever is reading."""
    items = []
    for label, route in MENU.get(actor_of(request).role, ()):
        try:
            url = str(request.app.url_path_for(route))
        except NoMatchFound:
            continue
        items.append(Item(_(label), url, here=request.url.path == url))
    return items
