"""The words of the rooms: stages, kinds of message, who may pass what on."""

from __future__ import annotations

from enum import StrEnum

from cases.enums import Side


class MediationStatus(StrEnum):
    """Where a mediation stands."""

    WAITING = "waiting"
    APPOINTED = "appointed"
    OPENING = "opening"
    ROOM = "room"
    PROPOSAL = "proposal"
    AGREED = "agreed"
    SETTLED = "settled"
    IMPASSE = "impasse"
    WITHDRAWN = "withdrawn"


class MediationEvent(StrEnum):
    """What may happen to a mediation."""

    APPOINT = "appoint"
    STEP_ASIDE = "step_aside"
    ACCEPT = "accept"
    OPEN_ROOMS = "open_rooms"
    PROPOSE = "propose"
    PROPOSAL_ENDS = "proposal_ends"
    AGREE = "agree"
    AGREEMENT_ENDS = "agreement_ends"
    SETTLE = "settle"
    END = "end"
    WITHDRAW = "withdraw"


class EndReason(StrEnum):
    """Why a mediation ended without a settlement; it stays inside the rooms."""

    TIME = "time"
    IDLE = "idle"
    MEDIATOR = "mediator"
    CLAIMANT_LEFT = "claimant_left"
    RESPONDENT_LEFT = "respondent_left"
    NO_MEDIATOR = "no_mediator"


class OfferStatus(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTERED = "countered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    OVERTAKEN = "overtaken"


class OfferEvent(StrEnum):
    """What may happen to an offer."""

    ACCEPT = "accept"
    DECLINE = "decline"
    COUNTER = "counter"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    OVERTAKE = "overtake"


class ProposalStatus(StrEnum):
    """Where a mediator's proposal stands; one no and one silence look the same from outside."""

    OPEN = "open"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    OVERTAKEN = "overtaken"


class ProposalEvent(StrEnum):
    """What may happen to a mediator's proposal."""

    AGREE = "agree"
    FAIL = "fail"
    OVERTAKE = "overtake"


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    SIGNING = "signing"
    SIGNED = "signed"
    REFUSED = "refused"
    LAPSED = "lapsed"


class AgreementEvent(StrEnum):
    """What may happen to an agreement."""

    COMPLETE = "complete"
    REFUSE = "refuse"
    LAPSE = "lapse"


class Source(StrEnum):
    """What an agreement was made from."""

    OFFER = "offer"
    PROPOSAL = "proposal"


class Rhythm(StrEnum):
    """How often an instalment is paid."""

    WEEK = "week"
    MONTH = "month"


class Room(StrEnum):
    """Where something is said; the room alone decides who can read it."""

    JOINT = "joint"
    CLAIMANT = "private_claimant"
    RESPONDENT = "private_respondent"
    NOTES = "notes"

    @classmethod
    def private_to(cls, side: Side) -> Room:
        """Return the room of one side and the mediator."""
        return cls.CLAIMANT if side is Side.CLAIMANT else cls.RESPONDENT

    @property
    def side(self) -> Side | None:
        """The side a private room belongs to."""
        return {Room.CLAIMANT: Side.CLAIMANT, Room.RESPONDENT: Side.RESPONDENT}.get(self)


class Voice(StrEnum):
    """Who speaks in a room."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    MEDIATOR = "mediator"

    @classmethod
    def of(cls, side: Side | None) -> Voice:
        """Return the voice of a side; whoever is on no side and speaks is the mediator."""
        return cls.MEDIATOR if side is None else cls(side.value)


class MessageKind(StrEnum):
    """What a message does."""

    STATEMENT = "statement"
    QUESTION = "question"
    ANSWER = "answer"
    DOCUMENT = "document"
    MEDIATOR_NOTE = "mediator_note"
    DIRECTION = "direction"
    SUMMARY = "summary"


class Share(StrEnum):
    """What the mediator may pass on of a private message."""

    NOTHING = "nothing"
    GIST = "gist"
    WORD_FOR_WORD = "word_for_word"


class RoomEntry(StrEnum):
    """Every kind of deed in the rooms' own book."""

    OFFER_MADE = "offer.made"
    OFFER_COUNTERED = "offer.countered"
    OFFER_ACCEPTED = "offer.accepted"
    OFFER_DECLINED = "offer.declined"
    OFFER_WITHDRAWN = "offer.withdrawn"
    OFFER_LAPSED = "offer.lapsed"
    AGREEMENT_DRAFTED = "agreement.drafted"
    AGREEMENT_SIGNED = "agreement.signed"
    AGREEMENT_REFUSED = "agreement.refused"
    AGREEMENT_LAPSED = "agreement.lapsed"
    MEDIATOR_NAMED = "mediator.named"
    MEDIATOR_ACCEPTED = "mediator.accepted"
    MEDIATOR_STEPPED_ASIDE = "mediator.stepped_aside"
    OPENING_WRITTEN = "opening.written"
    ROOMS_OPENED = "rooms.opened"
    MESSAGE_POSTED = "message.posted"
    MESSAGE_CORRECTED = "message.corrected"
    SHARING_CHANGED = "message.sharing_changed"
    CARRIED_ACROSS = "message.carried_across"
    FILE_EXHIBITED = "file.exhibited"
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_ANSWERED = "proposal.answered"
    PROPOSAL_ENDED = "proposal.ended"
    MEDIATION_EXTENDED = "mediation.extended"
    MEDIATION_ENDED = "mediation.ended"
    REMINDED = "side.reminded"
