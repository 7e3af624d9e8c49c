"""The made-up people of the synthetic court."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from cases.enums import PartyKind
from cases.inputs import PartyInput
from odr.accounts import NewAccount, make_citizen, make_officer
from odr.clock import Clock
from odr.db import Sessions
from odr.entropy import Entropy
from odr.permissions import SYSTEM, Actor, Role

FIRST = (
    *("Amara", "Ben", "Chloe", "Dev", "Elin", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kemi"),
    *("Liam", "Maya", "Noor", "Owen", "Priya", "Quinn", "Rosa", "Sami", "Tara", "Uma", "Victor"),
    *("Wen", "Yusuf", "Zara"),
)
LAST = (
    *("Adeyemi", "Baker", "Chen", "Davies", "Evans", "Fofana", "Green", "Hughes", "Ito", "Jones"),
    *("Khan", "Lewis", "Mwangi", "Novak", "Okafor", "Patel", "Quartey", "Roberts", "Singh"),
    *("Taylor", "Usman", "Vella", "Walker", "Young", "Zulu"),
)
TRADES = ("Roofing", "Kitchens", "Motors", "Gardens", "Plumbing", "Travel", "Furniture", "Windows")
STREETS = ("Mill Lane", "Station Road", "High Street", "Church Row", "Park Avenue", "Bridge Street")
TOWNS = (("Leeds", "LS1 4AP"), ("Cardiff", "CF10 1EP"), ("York", "YO1 7HH"), ("Truro", "TR1 2HE"))
OFFICERS = (
    (Role.CLERK, 2, "Clerk"),
    (Role.MANAGER, 1, "Manager"),
    (Role.MEDIATOR, 4, "Mediator"),
    (Role.ADJUDICATOR, 4, "Judge"),
)


Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Cast:
    """Everybody who works at the synthetic court."""

    clerks: tuple[Actor, ...]
    officers: dict[str, Actor]
    """By account id as text, so that whoever was drawn can act."""


def hire(sessions: Sessions, *, clock: Clock) -> Cast:
    """Open accounts for the officers of the court."""
    clerks: list[Actor] = []
    officers: dict[str, Actor] = {}
    with sessions() as session:
        for role, count, title in OFFICERS:
            for number in range(1, count + 1):
                name = f"{title} {FIRST[number * 3]} {LAST[number * 5]}"
                email = f"{role.value}{number}@court.example"
                account = make_officer(session, SYSTEM, email, name, role, clock=clock)
                actor = Actor(role, account_id=account.id, name=name)
                officers[str(account.id)] = actor
                clerks += [actor] if role is Role.CLERK else []
        session.commit()
    return Cast(tuple(clerks), officers)


def engage(sessions: Sessions, cast: Cast, *, clock: Clock) -> None:
    """Take on one more adjudicator."""
    name = f"Judge {FIRST[-1]} {LAST[-1]}"
    with sessions() as session:
        account = make_officer(
            session, SYSTEM, "adjudicator5@court.example", name, Role.ADJUDICATOR, clock=clock
        )
        session.commit()
        officer = Actor(Role.ADJUDICATOR, account_id=account.id, name=name)
    cast.officers[str(account.id)] = officer


def join(sessions: Sessions, person: PartyInput, number: int, *, clock: Clock) -> Actor:
    """Open an account for a party."""
    with sessions() as session:
        new = NewAccount(name=person.name, email=f"party{number}@people.example")
        account = make_citizen(session, SYSTEM, new, clock=clock)
        session.commit()
        return Actor(Role.CITIZEN, account_id=account.id, name=person.name)


def somebody(chance: Entropy, number: int, *, business: bool) -> PartyInput:
    """Make up a person or a business with an address."""
    name = f"{_one(chance, FIRST)} {_one(chance, LAST)}"
    town, postcode = _one(chance, TOWNS)
    trade = _one(chance, TRADES)
    return PartyInput(
        kind=PartyKind.COMPANY if business else PartyKind.INDIVIDUAL,
        name=f"{name.split()[1]} {trade} {number} Ltd" if business else f"{name} ({number})",
        contact_name=name if business else "",
        line1=f"{1 + chance.below(180)} {_one(chance, STREETS)}",
        town=town,
        postcode=postcode,
        email=f"party{number}@people.example",
    )


def _one(chance: Entropy, things: Sequence[Thing]) -> Thing:
    return things[chance.below(len(things))]
