"""Court packs: each court's law as one checked data file."""

from cases.packs.loader import PackRefused, available_packs, load_pack
from cases.packs.schema import Pack
from cases.packs.terms import NotConfirmed
from cases.packs.vocabulary import Event, FactName

__all__ = [
    "Event",
    "FactName",
    "NotConfirmed",
    "Pack",
    "PackRefused",
    "available_packs",
    "load_pack",
]
