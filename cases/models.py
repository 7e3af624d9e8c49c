"""The tables of a claim."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cases.enums import (
    Answer,
    AnswerStatus,
    ClaimStatus,
    ClosedReason,
    InterestBasis,
    OrderKind,
    OrderStatus,
    PaperKind,
    PartyKind,
    PaymentPurpose,
    PaymentStatus,
    ReturnReason,
    ReviewOutcome,
    ServiceResult,
    Side,
)
from odr.db import Base, Identified, locked_or_begun
from odr.money import Money

Word = String(30)


class Draft(Identified, Base):
    """What somebody has typed so far: a claim or an answer not yet sent."""

    __tablename__ = "draft"

    kind: Mapped[str] = mapped_column(Word)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    party_id: Mapped[UUID | None] = mapped_column(index=True)
    """For an answer: the respondent it is for."""
    data: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class DraftFile(Identified, Base):
    """A file added to a draft, kept while other answers are put right."""

    __tablename__ = "draft_file"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), index=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    title: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]


class Claim(Identified, Base):
    """One claim for money, from the filing to the end."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "ix_claim_queue",
            *("status", "status_since", "id"),
            *("number", "title", "filed_at", "claimed_minor", "currency"),
        ),
        Index("ix_claim_default", "default_enter_after"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    pack_id: Mapped[str] = mapped_column(String(60))
    pack_version: Mapped[str] = mapped_column(String(30))
    status: Mapped[ClaimStatus]
    status_since: Mapped[datetime]
    closed_reason: Mapped[ClosedReason | None]
    title: Mapped[str] = mapped_column(String(300))
    """The parties' names in short form, as on the cover of a file."""
    kind: Mapped[str] = mapped_column(Word)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    claimed_minor: Mapped[int]
    interest_basis: Mapped[InterestBasis]
    interest_rate: Mapped[str | None] = mapped_column(String(20))
    interest_from: Mapped[date | None]
    interest_reason: Mapped[str | None] = mapped_column(String(500))
    interest_minor: Mapped[int] = mapped_column(default=0)
    """Interest worked out to the day of filing."""
    fee_minor: Mapped[int]
    what_happened: Mapped[str] = mapped_column(Text)
    due_since: Mapped[date | None]
    truth_name: Mapped[str] = mapped_column(String(120))
    truth_role: Mapped[str] = mapped_column(String(120), default="")
    filed_at: Mapped[datetime]
    """When the filing first reached the court; a returned filing keeps it."""
    pay_fee_by: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    served_on: Mapped[date | None]
    response_due: Mapped[datetime | None]
    reply_due: Mapped[datetime | None]
    cure_due: Mapped[datetime | None]
    serve_by: Mapped[date | None]
    default_requested_at: Mapped[datetime | None]
    default_enter_after: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    parties: Mapped[list[Party]] = relationship(
        back_populates="claim", lazy="raise", order_by="Party.side, Party.position"
    )

    def money(self, minor: int) -> Money:
        """Return an amount in the claim's currency."""
        return Money(minor, self.currency)

    @property
    def claimants(self) -> list[Party]:
        return [party for party in self.parties if party.side is Side.CLAIMANT]

    @property
    def respondents(self) -> list[Party]:
        return [party for party in self.parties if party.side is Side.RESPONDENT]


class Party(Identified, Base):
    """One person or business on one side of a claim."""

    __tablename__ = "party"
    __table_args__ = (Index("ix_party_account_id", "account_id", "claim_id"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    side: Mapped[Side]
    position: Mapped[int]
    kind: Mapped[PartyKind]
    name: Mapped[str] = mapped_column(String(200))
    trading_name: Mapped[str] = mapped_column(String(255), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    line1: Mapped[str] = mapped_column(String(100))
    line2: Mapped[str] = mapped_column(String(100), default="")
    town: Mapped[str] = mapped_column(String(100))
    postcode: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answer_status: Mapped[AnswerStatus | None]
    code_generation: Mapped[int] = mapped_column(default=0)
    served_on: Mapped[date | None]
    response_due: Mapped[datetime | None]
    reminded_for: Mapped[datetime | None]
    """The deadline the last reminder spoke of."""

    claim: Mapped[Claim] = relationship(back_populates="parties", lazy="raise")

    @property
    def address(self) -> list[str]:
        return [line for line in (self.line1, self.line2, self.town, self.postcode) if line]


class AmountLine(Identified, Base):
    """One sum claimed and what it is for."""

    __tablename__ = "amount_line"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int]


class TimelineRow(Identified, Base):
    """One thing that happened, as one party tells it."""

    __tablename__ = "timeline_row"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    position: Mapped[int]
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(500))


class Exhibit(Identified, Base):
    """A file a party puts before the court; both sides and the court can open it."""

    __tablename__ = "exhibit"
    __table_args__ = (UniqueConstraint("claim_id", "code"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    code: Mapped[str] = mapped_column(String(10))
    """C1, C2 … from claimants, R1, R2 … from respondents."""
    title: Mapped[str] = mapped_column(String(200))
    filed_at: Mapped[datetime]


class Payment(Identified, Base):
    """One fee that is due or was paid."""

    __tablename__ = "payment"
    __table_args__ = (Index("ix_payment_open", "status", "made_at", "id"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    purpose: Mapped[PaymentPurpose]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    explanation: Mapped[list[Any]]
    status: Mapped[PaymentStatus]
    provider: Mapped[str] = mapped_column(Word, default="")
    provider_reference: Mapped[str | None] = mapped_column(String(100), unique=True)
    receipt_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    paid_at: Mapped[datetime | None]
    made_at: Mapped[datetime]


class ProviderEvent(Base):
    """One callback a provider sent; a second copy of it has no effect."""

    __tablename__ = "provider_event"

    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    provider_reference: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(Word)
    received_at: Mapped[datetime]
    effect: Mapped[str] = mapped_column(String(40))
    """What came of it, as an EventEffect."""


class FilingReview(Identified, Base):
    """What a clerk decided about a filing, each time it was looked at."""

    __tablename__ = "filing_review"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    clerk_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[ReviewOutcome]
    reason: Mapped[ReturnReason | None]
    what_to_do: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime]


class ServiceAttempt(Identified, Base):
    """One attempt to bring the claim to a respondent."""

    __tablename__ = "service_attempt"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    method: Mapped[str] = mapped_column(Word)
    sent_at: Mapped[datetime]
    result: Mapped[ServiceResult]
    note: Mapped[str] = mapped_column(String(500), default="")
    deemed_on: Mapped[date | None]
    explanation: Mapped[list[Any]]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class Response(Identified, Base):
    """One respondent's answer to the claim."""

    __tablename__ = "response"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"), unique=True)
    answer: Mapped[Answer]
    reasons: Mapped[str] = mapped_column(Text, default="")
    admitted_minor: Mapped[int | None]
    paid_minor: Mapped[int | None]
    paid_on: Mapped[date | None]
    paid_how: Mapped[str] = mapped_column(String(200), default="")
    pay_by: Mapped[date | None]
    instalment_minor: Mapped[int | None]
    instalment_every: Mapped[str | None] = mapped_column(Word)
    counterclaim_minor: Mapped[int | None]
    counterclaim_reasons: Mapped[str] = mapped_column(Text, default="")
    truth_name: Mapped[str] = mapped_column(String(120))
    filed_at: Mapped[datetime]
    late: Mapped[bool]


class Reply(Identified, Base):
    """What the claimant says to the answers."""

    __tablename__ = "reply"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), unique=True)
    accepts: Mapped[bool]
    text: Mapped[str] = mapped_column(Text, default="")
    counterclaim_text: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime]


class Order(Identified, Base):
    """A judgment or order of the court, with its sum and where each part of it comes from."""

    __tablename__ = "court_order"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[OrderKind]
    status: Mapped[OrderStatus]
    check_code: Mapped[str] = mapped_column(String(20), unique=True)
    payer: Mapped[Side | None]
    """The side that has to pay; none where nothing is ordered."""
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int]
    sums: Mapped[list[Any]]
    """The worked sum: rows of [words, minor units]."""
    pay_by: Mapped[date | None]
    instalment_minor: Mapped[int | None]
    instalment_every: Mapped[str | None] = mapped_column(Word)
    terms: Mapped[list[Any]]
    """Further terms or reasons in order: rows of [heading, text]."""
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    satisfied_at: Mapped[datetime | None]


class OrderPayment(Identified, Base):
    """Money paid under an order, as the side that received it confirms."""

    __tablename__ = "order_payment"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("court_order.id"), index=True)
    amount_minor: Mapped[int]
    paid_on: Mapped[date]
    confirmed_by: Mapped[UUID | None]
    at: Mapped[datetime]


class CasePaper(Identified, Base):
    """A paper the court makes for a case; the file follows as soon as it is rendered."""

    __tablename__ = "case_paper"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[PaperKind]
    title: Mapped[str] = mapped_column(String(200))
    party_id: Mapped[UUID | None]
    """The one party it is for; none where both sides may open it."""
    about_id: Mapped[UUID | None]
    """The order or payment it is about."""
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]


class CaseOfficer(Identified, Base):
    """A mediator or adjudicator appointed to a case, and from when to when."""

    __tablename__ = "case_officer"
    __table_args__ = (Index("ix_case_officer_account_id", "account_id", "claim_id"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(Word)
    appointed_at: Mapped[datetime]
    until: Mapped[datetime | None]


class FileOpening(Identified, Base):
    """Who opened the case file on which day; the parties can read this."""

    __tablename__ = "file_opening"
    __table_args__ = (UniqueConstraint("claim_id", "opened_by", "day"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    opened_by: Mapped[UUID]
    role: Mapped[str] = mapped_column(Word)
    day: Mapped[date]
    at: Mapped[datetime]


class NumberSeries(Base):
    """The last case number given, per court and year, without gaps."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[int]


def next_in_series(session: Session, name: str) -> int:
    """Take the next number of a series; nobody else gets one of it until the commit."""
    series = locked_or_begun(session, NumberSeries, name, lambda: NumberSeries(series=name, last=0))
    series.last += 1
    return series.last
