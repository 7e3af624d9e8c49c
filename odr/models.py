"""The kernel's tables: accounts and sign-ins, the record, jobs, mail and counters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from odr.db import Base, Identified
from odr.permissions import Role

BigId = BigInteger().with_variant(Integer, "sqlite")


class TransactionNumber(FunctionElement[int]):
    """The number of the writing transaction, by which a reader of the feed can never be overtaken.

    SQLite has one writer, so there the order of entries is enough and the number is 0.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(TransactionNumber)
def _number_elsewhere(element: TransactionNumber, compiler: SQLCompiler, **options: Any) -> str:
    return "0"


@compiles(TransactionNumber, "postgresql")
def _number_on_postgresql(element: TransactionNumber, compiler: SQLCompiler, **options: Any) -> str:
    return "pg_current_xact_id()::text::bigint"


class Account(Identified, Base):
    """A person who can sign in; officers have the same kind of account with a role."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(default=Role.CITIZEN)
    language: Mapped[str] = mapped_column(String(16), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    email_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SignIn(Identified, Base):
    """One signed-in device; the cookie holds a random token, this row only its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None]


class OneTimeLink(Identified, Base):
    """A link sent by e-mail that works once: confirm an address or set a new password."""

    __tablename__ = "one_time_link"

    purpose: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RateCounter(Base):
    """How often something was tried in one window of time."""

    __tablename__ = "rate_counter"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hits: Mapped[int]


class ApiClient(Identified, Base):
    """A machine that may read the court's record: an organisation with named scopes."""

    __tablename__ = "api_client"

    client_id: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class ChainEntry:
    """One deed in a chain of deeds; never changed, never removed."""

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    chain: Mapped[str] = mapped_column(String(60))
    chain_no: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[UUID | None]
    actor_role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    transaction_no: Mapped[int] = mapped_column(BigInteger, insert_default=TransactionNumber())


class ChainHead:
    """The end of one chain: how many entries it has and the hash of the last."""

    chain: Mapped[str] = mapped_column(String(60), primary_key=True)
    count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    sealed_count: Mapped[int] = mapped_column(default=0)


class LedgerEntry(ChainEntry, Base):
    """The record of the court: one chain per case, one per account, one for the court."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("chain", "chain_no"),
        Index("ix_ledger_entry_feed", "transaction_no", "seq"),
        Index("ix_ledger_entry_kind", "kind"),
    )


class LedgerHead(ChainHead, Base):
    """The end of each chain of the record."""

    __tablename__ = "ledger_head"


class Checkpoint(Base):
    """A signed statement of the whole record at one moment; its file is kept outside."""

    __tablename__ = "checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    entries: Mapped[int] = mapped_column(BigInteger)
    chains: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(Text)


class Job(Base):
    """Work that follows a deed, written in the same transaction as the deed."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_job_waiting", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(80))
    args: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]


class OutgoingMail(Identified, Base):
    """An e-mail the court sends; in demo mode it is read on the mailbox page."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_recipient", "recipient", "made_at"),)

    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[UUID | None] = mapped_column(index=True)
    """The claim it speaks of, if any."""
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class DemoClock(Base):
    """How far the demo court's clock has been moved on; one row, demo mode only."""

    __tablename__ = "demo_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_seconds: Mapped[int] = mapped_column(BigInteger)
