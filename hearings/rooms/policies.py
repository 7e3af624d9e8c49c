"""Who may do what in the rooms: True, or the sentence that says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases import policies as case_policies
from cases.enums import ClaimStatus, Side
from cases.models import Claim
from hearings.rooms.clocks import EDIT
from hearings.rooms.enums import (
    MediationStatus,
    MessageKind,
    OfferStatus,
    ProposalStatus,
    Room,
    Share,
    Voice,
)
from hearings.rooms.models import (
    Agreement,
    Attachment,
    Mediation,
    Message,
    Offer,
    Proposal,
)
from hearings.rooms.queries import OVER, TALKING, rooms_of
from odr.errors import IllegalMove
from odr.permissions import Actor, Verdict
from odr.words import _

PARTY_KINDS = {
    MessageKind.STATEMENT,
    MessageKind.QUESTION,
    MessageKind.ANSWER,
    MessageKind.DOCUMENT,
}
MEDIATOR_KINDS = PARTY_KINDS | {
    MessageKind.MEDIATOR_NOTE,
    MessageKind.DIRECTION,
    MessageKind.SUMMARY,
}


@dataclass(frozen=True)
class Ladder:
    """How the offers of a case stand: what runs, how many each side made, and what to sign."""

    running: list[Offer]
    made: dict[Side, int]
    to_sign: Agreement | None


def may_offer(actor: Actor, claim: Claim, side: Side, ladder: Ladder, most: int) -> Verdict:
    """One offer of a side runs at a time, and no side may make more than the court allows."""
    verdict = case_policies.may_negotiate(actor, claim)
    if verdict is not True:
        return verdict
    if ladder.to_sign is not None:
        return _("There is an agreement to sign. Sign or refuse it before you make an offer.")
    if any(offer.side is side for offer in ladder.running):
        return _("You have an offer running. Withdraw it before you make another.")
    if ladder.made[side] >= most:
        return _("You have made as many offers as this court allows. Ask for a mediator instead.")
    return True


def may_answer_offer(actor: Actor, claim: Claim, side: Side, offer: Offer) -> Verdict:
    """An offer is answered by the other side."""
    verdict = case_policies.may_negotiate(actor, claim)
    if verdict is not True:
        return verdict
    return offer.side is not side or _("This is your own offer. The other side answers it.")


def may_withdraw_offer(claim: Claim, side: Side, offer: Offer) -> Verdict:
    """An offer is withdrawn by the side that made it, as long as it could still be accepted."""
    if claim.status not in case_policies.TALKING:
        return _("The case has ended, and this offer with it. Nothing is left to withdraw.")
    return offer.side is side or _("Only the side that made an offer can withdraw it.")


def offer_is_open(offer: Offer, now: datetime) -> Verdict:
    """An offer binds only while it runs, even if nobody has noted yet that its time is over."""
    if offer.status is OfferStatus.OPEN and now < offer.lapses_at:
        return True
    return _("This offer is no longer open. Look at the offers again.")


def may_sign(claim: Claim, agreement: Agreement, now: datetime) -> Verdict:
    """An agreement is signed in time and while the case is still going on."""
    if claim.status not in case_policies.TALKING:
        return _("The case has ended, so this agreement can no longer be signed.")
    if now >= agreement.sign_by:
        return _("The time to sign this agreement is over. Make a new offer.")
    return True


def is_mediator(voice: Voice) -> Verdict:
    """Leading the talk is for the mediator of the case."""
    return voice is Voice.MEDIATOR or _("Only the mediator can do this.")


def is_side(voice: Voice) -> Verdict:
    """Some things in a mediation are for the parties."""
    return voice is not Voice.MEDIATOR or _("Only a party to the case can do this.")


def may_write_opening(voice: Voice, mediation: Mediation) -> Verdict:
    """Opening words are written before the rooms open, by the parties."""
    verdict = is_side(voice)
    if verdict is not True:
        return verdict
    early = {MediationStatus.WAITING, MediationStatus.APPOINTED, MediationStatus.OPENING}
    if mediation.status not in early:
        return _("The rooms are open. Write to the mediator in your private room.")
    return True


def still_mediating(claim: Claim) -> Verdict:
    """The rooms live only as long as the case is in mediation."""
    if claim.status is ClaimStatus.MEDIATION:
        return True
    return _("The mediation has ended, so the rooms are closed.")


def room_is_open(claim: Claim, mediation: Mediation) -> Verdict:
    """People talk from the opening of the rooms until the mediation ends."""
    if mediation.status in OVER or claim.status is not ClaimStatus.MEDIATION:
        return _("The mediation has ended, so the rooms are closed.")
    if mediation.status not in TALKING:
        return _("The rooms are not open yet.")
    return True


def may_post(voice: Voice, room: Room, kind: MessageKind) -> Verdict:
    """Each voice has its kinds of message; notes belong in the mediator's own room."""
    if kind not in (MEDIATOR_KINDS if voice is Voice.MEDIATOR else PARTY_KINDS):
        return _("Choose one of the kinds of message offered.")
    if (kind is MessageKind.MEDIATOR_NOTE) is not (room is Room.NOTES):
        return _("Notes are kept in the room for notes, and nothing else is.")
    return True


def may_say_more(voice: Voice, last: Sequence[Message], most: int) -> Verdict:
    """No side fills a room while nobody has answered; the limit is the same for both sides."""
    if voice is Voice.MEDIATOR or len(last) < most:
        return True
    if any(message.voice is not voice for message in last):
        return True
    return _("You have written {count} messages in a row. Wait until somebody answers.").format(
        count=most
    )


def may_correct(mine: bool) -> Verdict:
    """A message is put right by its author alone."""
    return mine or _("Only the person who wrote a message can change it.")


def in_time_to_correct(message: Message, now: datetime) -> Verdict:
    """A message can be put right for a short time; then it stands as it was read."""
    if now - message.made_at <= EDIT:
        return True
    return _("This message can no longer be changed. Write a new one that corrects it.")


def may_set_sharing(mine: bool, message: Message) -> Verdict:
    """What may be passed on of a private message is for its author to say."""
    if message.room.side is None or message.voice is Voice.MEDIATOR:
        return _("Everyone in the joint room can read this message already.")
    return mine or _("Only the person who wrote a message can say what may be passed on.")


def may_carry(voice: Voice, message: Message, to: Room) -> Verdict:
    """The mediator passes on only what its author allowed, and only out of a private room."""
    verdict = is_mediator(voice)
    if verdict is not True:
        return verdict
    if message.room.side is None or message.voice is Voice.MEDIATOR:
        return _("Only what a party wrote in a private room is carried to another room.")
    if to in {message.room, Room.NOTES} or to not in rooms_of(voice):
        return _("Choose the joint room or the private room of the other side.")
    if message.share is Share.NOTHING:
        return _("The author has not allowed that anything of this message is passed on.")
    return True


def may_propose(voice: Voice, mediation: Mediation, to_sign: Agreement | None) -> Verdict:
    """The mediator makes one proposal at a time, while the parties talk."""
    verdict = is_mediator(voice)
    if verdict is not True:
        return verdict
    if to_sign is not None:
        return _("There is an agreement to sign. A proposal can follow if it is not signed.")
    if mediation.status is MediationStatus.PROPOSAL:
        return _("There is a proposal running already.")
    return True


def proposal_is_open(proposal: Proposal, now: datetime) -> Verdict:
    """A proposal is answered in its time."""
    if proposal.status is ProposalStatus.OPEN and now < proposal.lapses_at:
        return True
    return _("This proposal is no longer open.")


def may_extend(voice: Voice, mediation: Mediation) -> Verdict:
    """The mediator may give the rooms more time, once."""
    verdict = is_mediator(voice)
    if verdict is not True:
        return verdict
    if mediation.status not in TALKING:
        return _("The rooms are not open.")
    return mediation.extended_at is None or _("The time was already extended once.")


def must(verdict: Verdict) -> None:
    """Refuse with IllegalMove: the thing is not at a stage where this can happen."""
    if verdict is not True:
        raise IllegalMove(verdict)


def may_exhibit(mine: bool) -> Verdict:
    """A file of a room becomes evidence only by an act of the person who sent it."""
    return mine or _("Only the person who sent this file can put it before the court.")


def not_yet_exhibited(attachment: Attachment) -> Verdict:
    """A file is put before the court once."""
    return attachment.exhibited_at is None or _("You have already filed this as evidence.")
