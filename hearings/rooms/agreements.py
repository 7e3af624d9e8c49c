"""Agreements: made from an accepted offer or proposal, signed by every party, then an order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases import referrals
from cases.enums import ClaimStatus, Side
from cases.judgments import Terms
from cases.models import Claim, Order, Party
from cases.sums import pack_of
from hearings.rooms import policies, queries
from hearings.rooms.book import note
from hearings.rooms.clocks import RoomClock, ends
from hearings.rooms.closing import agree_in_mediation, back_to_rooms, close_as_settled
from hearings.rooms.deals import Deal, summary
from hearings.rooms.enums import AgreementEvent, AgreementStatus, RoomEntry, Source
from hearings.rooms.envelope import chance_of, fingerprint, seal_data, unseal_data
from hearings.rooms.inputs import SignInput
from hearings.rooms.lifecycle import AGREEMENT
from hearings.rooms.models import Agreement, Signature
from hearings.rooms.notices import tell_side
from odr.clock import Clock
from odr.errors import IllegalMove
from odr.permissions import SYSTEM, Actor
from odr.words import _


def draft_agreement(
    session: Session,
    actor: Actor,
    claim: Claim,
    deal: Deal,
    source: Source,
    source_id: UUID,
    *,
    clock: Clock,
) -> Agreement:
    """Write the agreement from the accepted fields; nobody types its words again.

    It is open for signature for some days, and never past the first day of payment.
    """
    now = clock.now()
    first_day_over = pack_of(claim).days.end_of(deal.first_date)
    reviewed = ends(claim, RoomClock.REVIEW, ends(claim, RoomClock.DRAFT, now))
    agreement = Agreement(
        id=chance_of(session, claim.id).uuid(),
        claim_id=claim.id,
        source=source,
        source_id=source_id,
        status=AgreementStatus.SIGNING,
        made_at=now,
        sign_by=min(reviewed, first_day_over),
        signatures=[],
    )
    agreement.terms = seal_data(session, claim.id, f"agreement:{agreement.id}", deal.data())
    session.add(agreement)
    note(
        session,
        actor,
        RoomEntry.AGREEMENT_DRAFTED,
        claim.id,
        at=now,
        agreement=agreement.id,
        source=source.value,
    )
    agree_in_mediation(session, claim, at=now)
    for side in Side:
        tell_side(session, claim.id, side)
    return agreement


def deal_of(session: Session, agreement: Agreement) -> Deal:
    """Open the terms of an agreement the caller was given by `queries`."""
    data = unseal_data(session, agreement.claim_id, f"agreement:{agreement.id}", agreement.terms)
    return Deal.read(data)


def mark_of(session: Session, agreement: Agreement) -> str:
    """Return the mark of the terms, which a signature form carries."""
    return fingerprint(session, agreement.claim_id, agreement.terms)


def sign_agreement(
    session: Session, actor: Actor, agreement_id: UUID, given: SignInput, *, clock: Clock
) -> Agreement:
    """Sign for each party the person speaks for; the last signature makes the consent order.

    Every party of both sides signs: nobody is bound by a word another respondent gave.
    """
    agreement, claim = queries.agreement_for(session, actor, agreement_id, lock=True)
    now = clock.now()
    policies.must(policies.may_sign(claim, agreement, now))
    if agreement.status is not AgreementStatus.SIGNING:
        raise IllegalMove(_("This agreement can no longer be signed."))
    mark = mark_of(session, agreement)
    if given.mark != mark:
        raise IllegalMove(_("The terms are not the ones you were shown. Read them again."))
    signed = {signature.party_id for signature in agreement.signatures}
    for party in case_queries.parties_of(actor, claim):
        if party.id not in signed:
            _sign(session, actor, agreement, party, given, at=now)
            signed.add(party.id)
    if all(party.id in signed for party in claim.parties):
        _make_order(session, actor, agreement, claim, clock=clock)
    return agreement


def refuse_agreement(
    session: Session, actor: Actor, agreement_id: UUID, *, clock: Clock
) -> Agreement:
    """Refuse to sign; nobody is bound and the talk can go on."""
    agreement, claim = queries.agreement_for(session, actor, agreement_id, lock=True)
    side = case_queries.party_for(actor, claim).side
    now = clock.now()
    agreement.status = AGREEMENT.next(agreement.status, AgreementEvent.REFUSE)
    agreement.ended_at = now
    note(
        session,
        actor,
        RoomEntry.AGREEMENT_REFUSED,
        claim.id,
        at=now,
        agreement=agreement.id,
        side=side.value,
    )
    back_to_rooms(session, claim, at=now)
    tell_side(session, claim.id, side.other)
    return agreement


def lapse_agreement(session: Session, agreement_id: UUID, *, clock: Clock) -> Agreement:
    """Note that the time to sign is over. Safe to do twice."""
    agreement, claim = queries.agreement_for(session, SYSTEM, agreement_id, lock=True)
    now = clock.now()
    if agreement.status is not AgreementStatus.SIGNING or now < agreement.sign_by:
        return agreement
    agreement.status = AGREEMENT.next(agreement.status, AgreementEvent.LAPSE)
    agreement.ended_at = now
    note(session, SYSTEM, RoomEntry.AGREEMENT_LAPSED, claim.id, at=now, agreement=agreement.id)
    back_to_rooms(session, claim, at=now)
    for side in Side:
        tell_side(session, claim.id, side)
    return agreement


def names_of(claim: Claim) -> dict[Side, str]:
    """Return each side by the names of its parties."""
    return {
        Side.CLAIMANT: ", ".join(party.name for party in claim.claimants),
        Side.RESPONDENT: ", ".join(party.name for party in claim.respondents),
    }


def _sign(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    party: Party,
    given: SignInput,
    *,
    at: datetime,
) -> None:
    place = f"signature:{agreement.id}:{party.id}"
    agreement.signatures.append(
        Signature(
            id=chance_of(session, agreement.claim_id).uuid(),
            agreement_id=agreement.id,
            party_id=party.id,
            name=seal_data(session, agreement.claim_id, place, given.name),
            mark=given.mark,
            at=at,
        )
    )
    note(
        session,
        actor,
        RoomEntry.AGREEMENT_SIGNED,
        agreement.claim_id,
        at=at,
        agreement=agreement.id,
        signer=party.id,
    )
    tell_side(session, agreement.claim_id, party.side.other)


def _make_order(
    session: Session, actor: Actor, agreement: Agreement, claim: Claim, *, clock: Clock
) -> Order:
    """The terms cross the wall here and only here, by the act of both sides."""
    agreement.status = AGREEMENT.next(agreement.status, AgreementEvent.COMPLETE)
    agreement.ended_at = clock.now()
    deal = deal_of(session, agreement)
    if claim.status is ClaimStatus.MEDIATION:
        close_as_settled(session, actor, claim, clock=clock)
    return referrals.settle(session, actor, claim.id, order_terms(deal, claim), clock=clock)


def order_terms(deal: Deal, claim: Claim) -> Terms:
    """Write the deal as the terms of a consent order."""
    instalment = deal.instalment.minor if deal.instalment else None
    return Terms(
        payer=deal.payer if deal.total else None,
        sums=[(_("The sum both sides agreed"), deal.total.minor)] if deal.total else [],
        pay_by=deal.first_date if deal.total else None,
        instalment_minor=instalment,
        instalment_every=deal.every.value if deal.every else None,
        text=summary(deal, names_of(claim)),
    )
