"""One running court: its database, keys, files, clock and post, opened from the settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from cases.providers import PaymentProvider, provider_from
from documents.keys import CourtKeys, load_or_make_keys, make_keys
from documents.storage import Storage, open_storage
from odr import checkpoints, jobs
from odr.clock import Clock, ShiftedClock, SystemClock
from odr.db import make_engine, make_sessions
from odr.entropy import Entropy, SeededEntropy, SystemEntropy
from odr.keychain import Keychain, KeyFolder, SeededKeychain
from odr.mail import KeptMail, Postman, SmtpMail
from odr.models import DemoClock
from odr.passwords import Passwords
from odr.settings import Settings

SHELF = "checkpoints/"
PURPOSES = ("rooms", "notice", "session", "api", "second-factor")
PLAYED = "played-"
"""Marks the checkpoints of a synthetic court, so that a new play can take their place."""


class StoredShelf:
    """Checkpoints kept in the file storage, apart from the database."""

    def __init__(self, storage: Storage, mark: str = "") -> None:
        self.storage = storage
        self.mark = mark

    def keep(self, name: str, content: bytes) -> None:
        self.storage.put(SHELF + self.mark + name, content)

    def forget_played(self) -> None:
        """Let go of what an earlier play left; a real court's checkpoints are never touched."""
        for name in self.names():
            if name.startswith(PLAYED):
                self.storage.delete(SHELF + name)

    def names(self) -> list[str]:
        return sorted(self._names())

    def _names(self) -> Iterator[str]:
        for kept in self.storage.list():
            if kept.key.startswith(SHELF):
                yield kept.key.removeprefix(SHELF)

    def read(self, name: str) -> bytes:
        return self.storage.get(SHELF + name)


@dataclass
class Court:
    """Everything a deed may need, opened once per process."""

    settings: Settings
    engine: Engine
    clock: Clock
    entropy: Entropy
    keychain: Keychain
    storage: Storage
    authority: CourtKeys
    postman: Postman
    payments: PaymentProvider | None = None
    mark: str = ""

    def __post_init__(self) -> None:
        self.sessions: sessionmaker[Session] = make_sessions(
            self.engine,
            self.entropy,
            keychain=self.keychain,
            storage=self.storage,
            authority=self.authority,
            settings=self.settings,
            postman=self.postman,
            payments=self.payments,
            passwords=Passwords(self.entropy),
        )
        self.shelf = StoredShelf(self.storage, self.mark)

    def tick(self) -> int:
        """Find what is due and do all jobs that are due; return how many were done."""
        jobs.sweep_all(self.sessions, self.clock)
        return jobs.work_off(self.sessions, self.clock)

    def checkpoint(self) -> None:
        """Sign the record as it stands and keep the statement outside the database."""
        with self.sessions() as session:
            checkpoints.make_checkpoint(session, self.authority, self.shelf, clock=self.clock)
            session.commit()

    def verify(self) -> checkpoints.Verification:
        """Check the whole record against itself and against every kept checkpoint."""
        with self.sessions() as session:
            return checkpoints.verify(session, self.authority, self.shelf)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def open_court(settings: Settings) -> Court:
    """Open the court the settings describe."""
    prepare_folder(settings.database_url)
    engine = make_engine(settings.database_url)
    clock: Clock = SystemClock()
    if settings.demo:
        clock = ShiftedClock(clock, _demo_shift(engine))
    entropy = SystemEntropy()
    return Court(
        settings=settings,
        engine=engine,
        clock=clock,
        entropy=entropy,
        keychain=KeyFolder(settings.keys_dir, entropy),
        storage=open_storage(settings.storage_url),
        authority=load_or_make_keys(settings.keys_dir, entropy),
        postman=SmtpMail(settings.smtp_url) if settings.smtp_url else KeptMail(),
        payments=provider_from(settings),
    )


def open_synthetic_court(
    settings: Settings, seed: int, clock: Clock, payments: PaymentProvider
) -> Court:
    """Open a court whose ids, keys and draws come from a seed: the same seed, the same record.

    Whatever a power cut takes from it is simply played again.
    """
    prepare_folder(settings.database_url)
    return Court(
        settings=settings,
        engine=make_engine(settings.database_url, lasting=False),
        clock=clock,
        entropy=SeededEntropy(seed),
        keychain=SeededKeychain(f"synthetic court {seed}"),
        storage=open_storage(settings.storage_url, lasting=False),
        authority=make_keys(SeededEntropy(f"keys of {seed}")),
        postman=KeptMail(),
        payments=payments,
        mark=PLAYED,
    )


def leave_keys(court: Court) -> None:
    """Leave the keys of a synthetic court in its folder if that is empty, so that it can be used.

    The record can then be checked and the court opened like any other.
    """
    folder = court.settings.keys_dir
    if folder.exists() and any(folder.iterdir()):
        return
    court.authority.keep(folder)
    for purpose in PURPOSES:
        (folder / f"{purpose}.key").write_bytes(court.keychain.key(purpose))
        (folder / f"{purpose}.key").chmod(0o600)


def open_demo_stage(
    settings: Settings, seed: int, clock: Clock, payments: PaymentProvider
) -> Court:
    """Open a demo court to be filled: played chance and clock, but the keys it will live with."""
    prepare_folder(settings.database_url)
    entropy = SystemEntropy()
    return Court(
        settings=settings,
        engine=make_engine(settings.database_url, lasting=False),
        clock=clock,
        entropy=SeededEntropy(seed),
        keychain=KeyFolder(settings.keys_dir, entropy),
        storage=open_storage(settings.storage_url, lasting=False),
        authority=load_or_make_keys(settings.keys_dir, entropy),
        postman=KeptMail(),
        payments=payments,
    )


def prepare_folder(database_url: str) -> None:
    """Make the folder of a SQLite file, so that the first start needs nothing."""
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def _demo_shift(engine: Engine) -> timedelta:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, DemoClock.__tablename__):
            return timedelta()
    with Session(engine) as session:
        kept = session.get(DemoClock, 1)
        return timedelta(seconds=kept.shift_seconds if kept else 0)
