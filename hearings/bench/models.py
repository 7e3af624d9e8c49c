"""The tables of the bench: the draw, the questions, the issues and the decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from cases.enums import Side
from cases.models import CaseOfficer
from hearings.bench import separation
from hearings.bench.enums import DecisionStatus, IssueKind, Outcome, SeatStatus
from odr.db import Base, Identified

for _dialect, _statements in (
    ("sqlite", separation.SQLITE),
    ("postgresql", separation.POSTGRESQL),
):
    for _statement in _statements:
        event.listen(
            CaseOfficer.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call] # library
        )


class Draw(Identified, Base):
    """One draw of an adjudicator, with all that is needed to repeat it by hand."""

    __tablename__ = "bench_draw"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        UniqueConstraint("claim_id", "account_id"),
        Index("ix_bench_draw_account_id", "account_id", "status"),
    )

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    """The first, second … draw of this case."""
    drawn_at: Mapped[datetime]
    rule: Mapped[str] = mapped_column(String(60))
    candidates: Mapped[list[Any]]
    """Rows of [account, cases still to decide, tickets], by account."""
    excluded: Mapped[list[Any]]
    """Rows of [account, reason], by account."""
    tickets: Mapped[int]
    ticket: Mapped[int | None]
    """The ticket drawn, counted from 0; none where there was nobody to draw from."""
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[SeatStatus]
    declared_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the adjudicator stepped aside; for the registry alone."""


class Question(Identified, Base):
    """A question of the adjudicator; every party can read it, whoever is to answer."""

    __tablename__ = "bench_question"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        Index("ix_bench_question_due", "due"),
    )

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    to_side: Mapped[Side | None]
    """The side that is to answer; none where both are."""
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    due: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class QuestionAnswer(Identified, Base):
    """What one party answered; both sides and the adjudicator can read it."""

    __tablename__ = "bench_question_answer"
    __table_args__ = (UniqueConstraint("question_id", "party_id"),)

    question_id: Mapped[UUID] = mapped_column(ForeignKey("bench_question.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    text: Mapped[str] = mapped_column(Text)
    exhibits: Mapped[list[Any]]
    """The codes of the exhibits filed with it, like C4."""
    filed_at: Mapped[datetime]
    late: Mapped[bool]


class Decision(Identified, Base):
    """A decision being written: its frame, and the filings its author has seen."""

    __tablename__ = "bench_decision"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), unique=True)
    adjudicator_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    status: Mapped[DecisionStatus]
    version: Mapped[int]
    background: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    allow_interest: Mapped[bool] = mapped_column(default=True)
    allow_fee: Mapped[bool] = mapped_column(default=True)
    pay_by: Mapped[date | None]
    instalment_minor: Mapped[int | None]
    instalment_every: Mapped[str | None] = mapped_column(String(30))
    manifest: Mapped[list[Any]]
    """The filings seen: rows of [kind, id]."""
    opened_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
    """When the author proved the second factor the signature rests on."""
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("court_order.id"))


class Issue(Identified, Base):
    """One numbered question the decision has to answer."""

    __tablename__ = "bench_issue"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    number: Mapped[int]
    kind: Mapped[IssueKind]
    question: Mapped[str] = mapped_column(String(500))
    asked_minor: Mapped[int | None]
    """The sum it is about; none for a plain question."""


class Finding(Identified, Base):
    """What the adjudicator found on one issue, and why."""

    __tablename__ = "bench_finding"

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("bench_issue.id"), unique=True)
    outcome: Mapped[Outcome]
    amount_minor: Mapped[int | None]
    reasons: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    written_at: Mapped[datetime]
