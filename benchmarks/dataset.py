"""Makes courts to measure: some cases are played, then multiplied by the database itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, String, Table, Uuid, select, text
from sqlalchemy.orm import Session, sessionmaker

import cases.models
import hearings.rooms.models
from hearings.rooms import mediation, rota
from hearings.rooms.enums import Room
from hearings.rooms.inputs import DeclarationInput, OpeningInput
from odr.clock import FixedClock, SystemClock
from odr.court import Court, open_demo_stage
from odr.db import Base
from odr.entropy import SeededEntropy
from odr.models import Account, LedgerEntry, LedgerHead
from odr.permissions import OFFICERS, Actor, Role
from odr.play import talking
from odr.play.filing import Case
from odr.play.paying import PlayedProvider
from odr.play.people import Cast
from odr.play.performance import Season, perform, usual_script
from odr.play.stage import Stage, Story
from odr.play.steps import disputed, filed
from odr.settings import Settings

PLAYED, TO_CHECK, SEED = 12, 4, 7
SEASON, TALK = timedelta(days=45), timedelta(days=14)
LATE = timedelta(days=6)
MESSAGES = 30
LOADING_CACHE = 500_000  # kilobytes
FIRST_ENTRIES = 6
"""How much of each copied case's record is copied: enough to make the tables as deep."""

COPIED: tuple[type[Base], ...] = (
    cases.models.Claim,
    cases.models.Party,
    cases.models.AmountLine,
    cases.models.TimelineRow,
    cases.models.Payment,
    cases.models.Response,
    cases.models.Reply,
    cases.models.ServiceAttempt,
    cases.models.Order,
    hearings.rooms.models.Mediation,
    hearings.rooms.models.MediationSide,
    hearings.rooms.models.Message,
    hearings.rooms.models.RoomLedgerHead,
    LedgerHead,
    LedgerEntry,
)
"""The tables of a case that the measured pages touch, parents first."""

OF_THE_CASE = {"party_id", "about_id"}
"""Columns that name a row of the case without a foreign key."""
ONE_OF_A_KIND = {"number", "receipt_no", "provider_reference", "check_code"}
SHIFTED = {("claim", "status_since"), ("payment", "made_at")}
CHAINS = {"ledger_head", "ledger_entry", "room_ledger_head"}


def play_court(settings: Settings) -> UUID:
    """Play a small court up to today, with filings to check and one long talk before a mediator.

    Returns the case of that talk.
    """
    now = SystemClock().now()
    opening = now - SEASON - TALK
    clock = FixedClock(opening)
    court = open_demo_stage(settings, SEED, clock, payments=PlayedProvider())
    season = Season(opening=opening, pace=SEASON / PLAYED, until=now - TALK)
    perform(court, clock, cases=PLAYED, seed=SEED, season=season, script=usual_script)
    talk = _play_talk(court, clock)
    court.engine.dispose()
    return talk


def _play_talk(court: Court, clock: FixedClock) -> UUID:
    stage = Stage(court, clock)
    number = 2 * PLAYED + 1  # an odd number: this respondent opens an account
    cast = _cast(court.sessions)
    case = Case(stage, cast, number, SeededEntropy("the long talk"))
    stories = [(clock.now(), _long_talk(case))]
    for place in range(TO_CHECK):
        filer = Case(stage, cast, number + 1 + place, SeededEntropy(f"filing {place}"))
        stories.append((clock.now() + LATE, filed(filer)))
    stage.run(stories, until=None)
    return case.claim_id


def _cast(sessions: sessionmaker[Session]) -> Cast:
    with sessions() as session:
        found = session.scalars(select(Account).where(Account.role.in_(OFFICERS)))
        officers = {
            str(each.id): Actor(each.role, account_id=each.id, name=each.name) for each in found
        }
    clerks = tuple(each for each in officers.values() if each.role is Role.CLERK)
    return Cast(clerks, officers)


def _long_talk(case: Case) -> Story:
    yield from disputed(case)
    yield timedelta(hours=6)
    neutral = talking.mediator_of(case)
    case.deed(rota.declare, neutral, case.claim_id, DeclarationInput(conflict=False))
    for actor in (case.claimant, case.respondent):
        yield timedelta(hours=2)
        words = OpeningInput(happened="It went wrong early.", matters="To be done with it.")
        case.deed(mediation.write_opening, actor, case.claim_id, words)
    speakers = (neutral, case.claimant, case.respondent)
    for number in range(MESSAGES):
        yield timedelta(minutes=20)
        talking.say(
            case,
            speakers[number % 3],
            Room.JOINT,
            f"This is point {number + 1} of what we talk about, and it takes a line or two to say.",
        )


def multiply(engine: Engine, cases_wanted: int) -> int:
    """Copy every case so often that there are as many as wanted; return how many there are.

    A copy has the ids of its original with the last twelve digits replaced by its number, so
    that all rows of a copy fit together, whatever table they stand in.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text(f"PRAGMA cache_size = -{LOADING_CACHE}"))
        there = connection.scalar(text("SELECT count(*) FROM claim")) or 0
        copies = max(0, round(cases_wanted / there) - 1)
        for model in COPIED:
            connection.execute(text(_copying(model, connection)), {"copies": copies})
    _tidy(engine)
    return there * (copies + 1)


def _copying(model: type[Base], connection: Connection) -> str:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model} has no table of its own")
    names = [column.name for column in table.columns if column.name != "seq"]
    values = [_copied(table, name, connection) for name in names]
    few = f" AND chain_no <= {FIRST_ENTRIES}" if "chain_no" in names else ""
    where = f"WHERE chain LIKE '%:%'{few}" if table.name in CHAINS else ""
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        "WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < :copies) "  # noqa: S608 - made of the names of our own columns
        f'INSERT INTO "{table.name}" ({columns}) SELECT {", ".join(values)} '
        f'FROM "{table.name}" CROSS JOIN copy {where} {"AND" if where else "WHERE"} :copies > 0'
    )


def _copied(table: Table, name: str, connection: Connection) -> str:
    """Return the value of one column in copy number n, in the words of this database."""
    postgresql = connection.dialect.name == "postgresql"
    end = "lpad(to_hex(n), 12, '0')" if postgresql else "printf('%012x', n)"
    quoted = f'"{name}"'
    if name == "chain":
        start = "substr(chain, 1, length(chain) - 12)"
        return f"CASE WHEN chain LIKE 'account:%' THEN chain || '/' || n ELSE {start} || {end} END"
    if name in ONE_OF_A_KIND and isinstance(table.c[name].type, String):
        written = "to_hex(n)" if postgresql else "printf('%x', n)"
        return f"{quoted} || '-' || {written}"
    if (table.name, name) in SHIFTED:
        if postgresql:
            return f"{quoted} - n * interval '1 second'"
        return f"strftime('%Y-%m-%d %H:%M:%S', {quoted}, '-' || n || ' seconds') || '.000000'"
    if isinstance(table.c[name].type, Uuid) and _is_of_the_case(table, name):
        return (
            f"(left({quoted}::text, 24) || {end})::uuid"
            if postgresql
            else f"substr({quoted}, 1, 20) || {end}"
        )
    return quoted


def _is_of_the_case(table: Table, name: str) -> bool:
    copied = {model.__tablename__ for model in COPIED}
    column = table.c[name]
    named = {key.column.table.name for key in column.foreign_keys}
    return name in OF_THE_CASE or name == "id" or bool(named & copied)


def _tidy(engine: Engine) -> None:
    """Let the database learn what it holds now, as it would over night."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        words = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
        connection.execute(text(words))
