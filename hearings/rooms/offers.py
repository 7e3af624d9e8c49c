"""Offers between the sides: made, countered, accepted, declined, withdrawn and lapsed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from cases import queries as case_queries
from cases.enums import Side
from cases.judgments import fee_paid
from cases.models import Claim
from cases.sums import pack_of
from hearings.rooms import policies, queries
from hearings.rooms.agreements import draft_agreement
from hearings.rooms.book import note
from hearings.rooms.clocks import MOST_INSTALMENTS, RoomClock, ends, offers_a_side
from hearings.rooms.deals import Deal
from hearings.rooms.enums import OfferEvent, OfferStatus, RoomEntry, Source
from hearings.rooms.envelope import chance_of, seal_data, unseal_data
from hearings.rooms.inputs import DealInput, OfferInput
from hearings.rooms.lifecycle import OFFER
from hearings.rooms.models import Agreement, Offer
from hearings.rooms.notices import tell_side
from odr.clock import Clock
from odr.courtdays import day_in_words
from odr.errors import Invalid
from odr.permissions import SYSTEM, Actor, require
from odr.words import _, language


def make_offer(
    session: Session, actor: Actor, claim_id: UUID, given: OfferInput, *, clock: Clock
) -> Offer:
    """Offer the other side terms; as an answer to their offer it takes that offer's place.

    An offer nobody accepted binds nobody and can never be shown to whoever decides the case.
    """
    claim = queries.talk_claim(session, actor, claim_id, lock=True)
    party = case_queries.party_for(actor, claim)
    running = queries.open_offers(session, claim)
    countered = next((offer for offer in running if offer.id == given.answers), None)
    made = queries.offers_made(session, claim)
    ladder = policies.Ladder(running, made, queries.agreement_to_sign(session, claim))
    require(policies.may_offer(actor, claim, party.side, ladder, offers_a_side(claim)))
    now = clock.now()
    deal = deal_for(session, claim, given, clock=clock)
    longest = ends(claim, RoomClock.OFFER, now)
    chosen = longest if given.days is None else now + timedelta(days=given.days)
    if given.answers is not None:
        _counter(session, actor, claim, party.side, countered, clock=clock)
    offer = Offer(
        id=chance_of(session, claim.id).uuid(),
        claim_id=claim.id,
        number=sum(made.values()) + 1,
        side=party.side,
        party_id=party.id,
        answers_id=given.answers,
        status=OfferStatus.OPEN,
        made_at=now,
        lapses_at=min(chosen, longest),
    )
    offer.terms = seal_data(session, claim.id, place_of(offer), deal.data())
    session.add(offer)
    note(session, actor, RoomEntry.OFFER_MADE, claim.id, at=now, offer=offer.id, side=offer.side)
    tell_side(session, claim.id, party.side.other)
    return offer


def accept_offer(session: Session, actor: Actor, offer_id: UUID, *, clock: Clock) -> Agreement:
    """Accept the other side's offer; the agreement is written from its fields, for both to sign."""
    offer, claim, side = _to_answer(session, actor, offer_id, clock=clock)
    now = clock.now()
    offer.status, offer.ended_at = OFFER.next(offer.status, OfferEvent.ACCEPT), now
    note(session, actor, RoomEntry.OFFER_ACCEPTED, claim.id, at=now, offer=offer.id, side=side)
    for other in queries.open_offers(session, claim):
        other.status, other.ended_at = OFFER.next(other.status, OfferEvent.OVERTAKE), now
    deal = terms_of(session, offer)
    return draft_agreement(session, actor, claim, deal, Source.OFFER, offer.id, clock=clock)


def decline_offer(session: Session, actor: Actor, offer_id: UUID, *, clock: Clock) -> Offer:
    """Say no to the other side's offer."""
    offer, claim, side = _to_answer(session, actor, offer_id, clock=clock)
    now = clock.now()
    offer.status, offer.ended_at = OFFER.next(offer.status, OfferEvent.DECLINE), now
    note(session, actor, RoomEntry.OFFER_DECLINED, claim.id, at=now, offer=offer.id, side=side)
    tell_side(session, claim.id, offer.side)
    return offer


def withdraw_offer(session: Session, actor: Actor, offer_id: UUID, *, clock: Clock) -> Offer:
    """Take one's own offer back before it is accepted."""
    offer, claim = queries.offer_for(session, actor, offer_id, lock=True)
    side = case_queries.party_for(actor, claim).side
    require(policies.may_withdraw_offer(claim, side, offer))
    now = clock.now()
    policies.must(policies.offer_is_open(offer, now))
    offer.status, offer.ended_at = OFFER.next(offer.status, OfferEvent.WITHDRAW), now
    note(session, actor, RoomEntry.OFFER_WITHDRAWN, claim.id, at=now, offer=offer.id, side=side)
    tell_side(session, claim.id, side.other)
    return offer


def lapse_offer(session: Session, offer_id: UUID, *, clock: Clock) -> Offer:
    """Note that the time of an offer is over; both sides are told. Safe to do twice."""
    offer, claim = queries.offer_for(session, SYSTEM, offer_id, lock=True)
    now = clock.now()
    if offer.status is not OfferStatus.OPEN or now < offer.lapses_at:
        return offer
    offer.status, offer.ended_at = OFFER.next(offer.status, OfferEvent.LAPSE), now
    note(session, SYSTEM, RoomEntry.OFFER_LAPSED, claim.id, at=now, offer=offer.id)
    for side in Side:
        tell_side(session, claim.id, side)
    return offer


def terms_of(session: Session, offer: Offer) -> Deal:
    """Open the terms of an offer the caller was given by `queries`."""
    return Deal.read(unseal_data(session, offer.claim_id, place_of(offer), offer.terms))


def place_of(offer: Offer) -> str:
    """Return the place the terms are sealed for."""
    return f"offer:{offer.id}"


def deal_for(session: Session, claim: Claim, given: DealInput, *, clock: Clock) -> Deal:
    """Check what was typed against the case and return the deal.

    More than the whole claim with interest and fee is taken only when it is ticked as meant.
    """
    deal = Deal.of(given)
    today = pack_of(claim).days.day_of(clock.now())
    if deal.total.currency != claim.currency:
        raise Invalid(_("Enter the amount in the currency of the claim."), "amount")
    whole = claim.claimed_minor + claim.interest_minor + fee_paid(session, claim)
    if deal.total.minor > whole and not given.above_claim:
        raise Invalid(
            _("This is more than the whole claim. Tick the box if you mean it."), "above_claim"
        )
    if deal.first_date <= today:
        raise Invalid(
            _("Enter a day after {today}.").format(today=day_in_words(today, language())),
            "first_date",
        )
    if deal.payments > MOST_INSTALMENTS:
        raise Invalid(_("Enter a larger instalment, so that there are fewer."), "instalment")
    return deal


def _counter(
    session: Session,
    actor: Actor,
    claim: Claim,
    side: Side,
    countered: Offer | None,
    *,
    clock: Clock,
) -> None:
    """A counter-offer ends the offer it answers, as the law of offers has it."""
    now = clock.now()
    if countered is None or policies.offer_is_open(countered, now) is not True:
        policies.must(_("The offer you answer is no longer open. Look at the offers again."))
        return
    require(policies.may_answer_offer(actor, claim, side, countered))
    countered.status = OFFER.next(countered.status, OfferEvent.COUNTER)
    countered.ended_at = now
    note(session, actor, RoomEntry.OFFER_COUNTERED, claim.id, at=now, offer=countered.id)


def _to_answer(
    session: Session, actor: Actor, offer_id: UUID, *, clock: Clock
) -> tuple[Offer, Claim, Side]:
    offer, claim = queries.offer_for(session, actor, offer_id, lock=True)
    side = case_queries.party_for(actor, claim).side
    require(policies.may_answer_offer(actor, claim, side, offer))
    policies.must(policies.offer_is_open(offer, clock.now()))
    return offer, claim, side
