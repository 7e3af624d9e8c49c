"""The tables of the rooms; whatever people say is kept sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.enums import Side
from hearings.rooms.enums import (
    AgreementStatus,
    EndReason,
    MediationStatus,
    MessageKind,
    OfferStatus,
    ProposalStatus,
    Room,
    Share,
    Source,
    Voice,
)
from odr.db import Base, Identified
from odr.models import ChainEntry, ChainHead

OPEN_OFFER = text("status = 'open'")
SIGNING = text("status = 'signing'")


class Offer(Identified, Base):
    """One side's offer to the other; its terms are sealed."""

    __tablename__ = "room_offer"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        Index(
            "uq_room_offer_one_open_a_side",
            "claim_id",
            "side",
            unique=True,
            sqlite_where=OPEN_OFFER,
            postgresql_where=OPEN_OFFER,
        ),
        Index("ix_room_offer_lapsing", "status", "lapses_at"),
    )

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    side: Mapped[Side]
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    answers_id: Mapped[UUID | None] = mapped_column(ForeignKey("room_offer.id"))
    """The offer of the other side that this one counters."""
    terms: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[OfferStatus]
    made_at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Mediation(Identified, Base):
    """The mediation of one case, from the referral to the settlement or the end."""

    __tablename__ = "room_mediation"
    __table_args__ = (Index("ix_room_mediation_clock", "status", "ends_at"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), unique=True)
    status: Mapped[MediationStatus]
    mediator_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """When the present stage ends by itself."""
    accepted_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None]

    sides: Mapped[list[MediationSide]] = relationship(lazy="raise", order_by="MediationSide.side")


class MediationSide(Identified, Base):
    """One side in a mediation: its opening words and whether it is waited for."""

    __tablename__ = "room_side"
    __table_args__ = (UniqueConstraint("mediation_id", "side"), Index(None, "awaited_since"))

    mediation_id: Mapped[UUID] = mapped_column(ForeignKey("room_mediation.id"))
    side: Mapped[Side]
    opening: Mapped[bytes | None] = mapped_column(LargeBinary)
    attended_at: Mapped[datetime | None]
    """When it first took part."""
    awaited_since: Mapped[datetime | None]
    """Since when others wait for it; another message from them does not start it again."""
    reminders: Mapped[int] = mapped_column(default=0)


class Message(Identified, Base):
    """One message in one room; its words are sealed."""

    __tablename__ = "room_message"
    __table_args__ = (UniqueConstraint("mediation_id", "room", "number"),)

    mediation_id: Mapped[UUID] = mapped_column(ForeignKey("room_mediation.id"))
    room: Mapped[Room]
    number: Mapped[int]
    """Counted in each room apart, so that a number tells nothing of another room."""
    voice: Mapped[Voice]
    author_id: Mapped[UUID]
    kind: Mapped[MessageKind]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    share: Mapped[Share]
    reply_to: Mapped[UUID | None] = mapped_column(ForeignKey("room_message.id"))
    carried_from: Mapped[UUID | None] = mapped_column(ForeignKey("room_message.id"))
    """The private message whose gist or words the mediator carried here."""

    files: Mapped[list[Attachment]] = relationship(lazy="raise")


class Attachment(Identified, Base):
    """A file sent in a room: kept apart from the documents of the case, its name sealed."""

    __tablename__ = "room_attachment"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("room_message.id"), index=True)
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[bytes] = mapped_column(LargeBinary)
    """Name and media type."""
    size: Mapped[int]
    exhibited_at: Mapped[datetime | None]


class Proposal(Identified, Base):
    """The mediator's proposal, which both sides answer in secret; its terms are sealed."""

    __tablename__ = "room_proposal"
    __table_args__ = (
        UniqueConstraint("mediation_id", "number"),
        Index("ix_room_proposal_lapsing", "status", "lapses_at"),
    )

    mediation_id: Mapped[UUID] = mapped_column(ForeignKey("room_mediation.id"))
    number: Mapped[int]
    terms: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[ProposalStatus]
    made_at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ProposalAnswer(Identified, Base):
    """One side's sealed yes or no to a proposal."""

    __tablename__ = "room_proposal_answer"
    __table_args__ = (UniqueConstraint("proposal_id", "side"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("room_proposal.id"))
    side: Mapped[Side]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Agreement(Identified, Base):
    """What both sides are about to sign, made from an offer or a proposal; sealed until then."""

    __tablename__ = "room_agreement"
    __table_args__ = (
        UniqueConstraint("source_id"),
        Index(
            "uq_room_agreement_one_to_sign",
            "claim_id",
            unique=True,
            sqlite_where=SIGNING,
            postgresql_where=SIGNING,
        ),
        Index("ix_room_agreement_lapsing", "status", "sign_by"),
    )

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    source: Mapped[Source]
    source_id: Mapped[UUID]
    terms: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[AgreementStatus]
    made_at: Mapped[datetime]
    sign_by: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    signatures: Mapped[list[Signature]] = relationship(lazy="raise", order_by="Signature.at")


class Signature(Identified, Base):
    """One party's signature under an agreement, over exactly the terms it was shown."""

    __tablename__ = "room_signature"
    __table_args__ = (UniqueConstraint("agreement_id", "party_id"),)

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("room_agreement.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    name: Mapped[bytes] = mapped_column(LargeBinary)
    mark: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class RoomLedgerEntry(ChainEntry, Base):
    """The rooms' book: one chain per case, apart from the record."""

    __tablename__ = "room_ledger_entry"
    __table_args__ = (UniqueConstraint("chain", "chain_no"),)


class RoomLedgerHead(ChainHead, Base):
    """The end of each chain of the rooms' book."""

    __tablename__ = "room_ledger_head"
