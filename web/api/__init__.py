"""The registry API: what machines read of the court, and the feed of what happened."""

from web.api import cases, description, oauth

ROUTERS = (oauth.router, cases.router, description.router)
