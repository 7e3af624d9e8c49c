"""What may happen to an offer, a proposal, an agreement and a mediation: one move a line."""

from __future__ import annotations

from hearings.rooms.enums import (
    AgreementEvent,
    AgreementStatus,
    MediationEvent,
    MediationStatus,
    OfferEvent,
    OfferStatus,
    ProposalEvent,
    ProposalStatus,
)
from odr.lifecycle import Lifecycle

M, E = MediationStatus, MediationEvent

MEDIATION = Lifecycle(
    "mediation",
    [
        (M.WAITING, E.APPOINT, M.APPOINTED),
        (M.WAITING, E.SETTLE, M.SETTLED),
        (M.WAITING, E.END, M.IMPASSE),
        (M.WAITING, E.WITHDRAW, M.WITHDRAWN),
        (M.APPOINTED, E.STEP_ASIDE, M.WAITING),
        (M.APPOINTED, E.ACCEPT, M.OPENING),
        (M.APPOINTED, E.SETTLE, M.SETTLED),
        (M.APPOINTED, E.END, M.IMPASSE),
        (M.APPOINTED, E.WITHDRAW, M.WITHDRAWN),
        (M.OPENING, E.OPEN_ROOMS, M.ROOM),
        (M.OPENING, E.SETTLE, M.SETTLED),
        (M.OPENING, E.END, M.IMPASSE),
        (M.OPENING, E.WITHDRAW, M.WITHDRAWN),
        (M.ROOM, E.PROPOSE, M.PROPOSAL),
        (M.ROOM, E.AGREE, M.AGREED),
        (M.ROOM, E.SETTLE, M.SETTLED),
        (M.ROOM, E.END, M.IMPASSE),
        (M.ROOM, E.WITHDRAW, M.WITHDRAWN),
        (M.PROPOSAL, E.PROPOSAL_ENDS, M.ROOM),
        (M.PROPOSAL, E.AGREE, M.AGREED),
        (M.PROPOSAL, E.END, M.IMPASSE),
        (M.PROPOSAL, E.WITHDRAW, M.WITHDRAWN),
        (M.AGREED, E.AGREEMENT_ENDS, M.ROOM),
        (M.AGREED, E.SETTLE, M.SETTLED),
        (M.AGREED, E.WITHDRAW, M.WITHDRAWN),
    ],
)

OFFER = Lifecycle(
    "offer",
    [
        (OfferStatus.OPEN, OfferEvent.ACCEPT, OfferStatus.ACCEPTED),
        (OfferStatus.OPEN, OfferEvent.DECLINE, OfferStatus.DECLINED),
        (OfferStatus.OPEN, OfferEvent.COUNTER, OfferStatus.COUNTERED),
        (OfferStatus.OPEN, OfferEvent.WITHDRAW, OfferStatus.WITHDRAWN),
        (OfferStatus.OPEN, OfferEvent.LAPSE, OfferStatus.LAPSED),
        (OfferStatus.OPEN, OfferEvent.OVERTAKE, OfferStatus.OVERTAKEN),
    ],
)

PROPOSAL = Lifecycle(
    "proposal",
    [
        (ProposalStatus.OPEN, ProposalEvent.AGREE, ProposalStatus.AGREED),
        (ProposalStatus.OPEN, ProposalEvent.FAIL, ProposalStatus.NOT_AGREED),
        (ProposalStatus.OPEN, ProposalEvent.OVERTAKE, ProposalStatus.OVERTAKEN),
    ],
)

AGREEMENT = Lifecycle(
    "agreement",
    [
        (AgreementStatus.SIGNING, AgreementEvent.COMPLETE, AgreementStatus.SIGNED),
        (AgreementStatus.SIGNING, AgreementEvent.REFUSE, AgreementStatus.REFUSED),
        (AgreementStatus.SIGNING, AgreementEvent.LAPSE, AgreementStatus.LAPSED),
    ],
)
