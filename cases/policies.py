"""Who may do what on a case: True, or the sentence that says why not."""

from __future__ import annotations

from datetime import datetime

from cases import queries
from cases.enums import (
    Answer,
    AnswerStatus,
    ClaimStatus,
    OrderKind,
    OrderStatus,
    PaymentStatus,
    Side,
)
from cases.models import Claim, Order, Party, Payment, Response
from odr.permissions import REGISTRY_SIDE, Actor, Role, Verdict
from odr.words import _

CLERKS = {Role.CLERK, Role.MANAGER}
TALKING = {
    ClaimStatus.SERVED,
    ClaimStatus.ANSWERED,
    ClaimStatus.MEDIATION,
    ClaimStatus.DECISION,
}
WITHDRAWABLE = TALKING | {
    ClaimStatus.SUBMITTED,
    ClaimStatus.IN_REVIEW,
    ClaimStatus.RETURNED,
    ClaimStatus.ISSUED,
}


def may_review(actor: Actor) -> Verdict:
    """Filings are checked by the registry's clerks."""
    return actor.role in CLERKS or _("Only a clerk of the court can check a filing.")


def may_record_service(actor: Actor) -> Verdict:
    """Service is a deed of the court here; the registry records each attempt."""
    return actor.role in CLERKS | {Role.SYSTEM} or _("Only the court can record service.")


def may_take_counter_payment(actor: Actor) -> Verdict:
    """Only a clerk can say that money was paid at the counter."""
    return actor.role in CLERKS or _("Only a clerk can record a payment at the counter.")


def may_read_events(actor: Actor) -> Verdict:
    """The feed of all cases is for the registry and its machines."""
    return actor.role in REGISTRY_SIDE or _("Only the registry can read the events of all cases.")


def owes(actor: Actor, claim: Claim, payment: Payment) -> Verdict:
    """A fee is the business of the side that owes it."""
    owing = {party.side for party in claim.parties if party.id == payment.party_id}
    if queries.side_of(actor, claim) not in owing:
        return _("Only the side that owes this fee can see and pay it.")
    return True


def may_pay(actor: Actor, claim: Claim, payment: Payment) -> Verdict:
    """A fee is paid online by the side that owes it, while the case still waits for it."""
    verdict = owes(actor, claim, payment)
    return fee_is_open(claim, payment) if verdict is True else verdict


def fee_is_open(claim: Claim, payment: Payment) -> Verdict:
    """Nobody is asked to pay for a case that has ended."""
    if payment.status in {PaymentStatus.PAID, PaymentStatus.REFUNDED}:
        return True  # the payment's own lifecycle says what comes next
    return queries.open_status(claim) or _("The case has ended, so this fee is no longer due.")


def may_refund(actor: Actor) -> Verdict:
    """Money goes back by a second person: a clerk takes it, only a manager gives it back."""
    return actor.role is Role.MANAGER or _("Only a manager of the court can give a fee back.")


def is_claimant(actor: Actor, claim: Claim) -> Verdict:
    """Some things only the side that claims can do."""
    side = queries.side_of(actor, claim)
    return side is Side.CLAIMANT or _("Only the claimant can do this.")


def is_party(actor: Actor, claim: Claim) -> Verdict:
    """Some things only a party can do."""
    return queries.side_of(actor, claim) is not None or _("Only a party to the case can do this.")


def may_respond(actor: Actor, claim: Claim, party: Party) -> Verdict:
    """A respondent answers once, after service, until judgment: late answers still count."""
    if party.id not in {mine.id for mine in queries.parties_of(actor, claim)}:
        return _("Only this respondent can answer the claim.")
    if party.side is not Side.RESPONDENT:
        return _("You made this claim. The other side answers it.")
    if party.answer_status is AnswerStatus.FILED:
        return _("You have already answered. Write to the court if something has changed.")
    return True


def may_say_not_me(actor: Actor, claim: Claim, party: Party) -> Verdict:
    """Whoever holds the notice may say so until the claim is answered or the case ends."""
    verdict = may_respond(actor, claim, party)
    if verdict is not True:
        return verdict
    return queries.open_status(claim) or _("The case has ended. You do not have to do anything.")


def may_reply(actor: Actor, claim: Claim) -> Verdict:
    """The claimant replies once the answers are in."""
    return is_claimant(actor, claim)


def may_withdraw(actor: Actor, claim: Claim) -> Verdict:
    """The claimant may stop the claim until it is settled or decided."""
    verdict = is_claimant(actor, claim)
    if verdict is not True:
        return verdict
    if claim.status not in WITHDRAWABLE:
        return _("The case has ended, so the claim can no longer be withdrawn.")
    return True


def may_negotiate(actor: Actor, claim: Claim) -> Verdict:
    """Either side may make and answer offers from service until the case is decided."""
    verdict = is_party(actor, claim)
    if verdict is not True:
        return verdict
    if claim.status not in TALKING:
        return _("Offers can be made from the day the claim is served until the case ends.")
    return True


def may_request_default(actor: Actor, claim: Claim, now: datetime) -> Verdict:
    """Judgment on silence: served with proof, time passed, no answer, not asked for before."""
    verdict = is_claimant(actor, claim)
    if verdict is not True:
        return verdict
    return default_is_open(claim, now)


def default_is_open(claim: Claim, now: datetime) -> Verdict:
    """Tell whether every respondent was served and stayed silent past the time to answer."""
    if claim.status is not ClaimStatus.SERVED:
        return _("You can ask for this only while the court waits for an answer.")
    if claim.default_requested_at is not None:
        return _("You have already asked for judgment. The court will tell you what follows.")
    for party in claim.respondents:
        if party.response_due is None:
            return _("Not every respondent has been served yet.")
        if party.answer_status is AnswerStatus.FILED:
            return _("A respondent has answered, so the case goes on.")
        if now < party.response_due:
            return _("The time to answer has not passed yet.")
    return True


def may_make_order(actor: Actor, claim: Claim, kind: OrderKind) -> Verdict:
    """Each kind of order has its own author.

    Default and consent orders follow from a deed already checked, so the court's own system makes
    them; an admission is turned into an order when the claimant asks; a decision is made by the
    adjudicator of the case alone.
    """
    if kind in {OrderKind.DEFAULT, OrderKind.CONSENT}:
        return actor.role is Role.SYSTEM or _("The court makes this order by itself.")
    if kind is OrderKind.ADMISSION:
        return is_claimant(actor, claim)
    return actor.role is Role.ADJUDICATOR or _("Only the adjudicator can decide the case.")


def may_enter_admission(actor: Actor, claim: Claim, responses: list[Response]) -> Verdict:
    """Judgment on an admission: the claimant asks, and every respondent admitted."""
    verdict = is_claimant(actor, claim)
    if verdict is not True:
        return verdict
    admitted = {Answer.ADMIT, Answer.ADMIT_PART}
    if not responses or any(response.answer not in admitted for response in responses):
        return _("Judgment at once is possible only where the other side has admitted the claim.")
    return True


def may_confirm_payment(actor: Actor, claim: Claim, order: Order) -> Verdict:
    """Only the side that receives the money can say that it came; a clerk may record proof."""
    if order.status is not OrderStatus.IN_FORCE:
        return _("This order is not open for payment.")
    if actor.role in CLERKS:
        return True
    side = queries.side_of(actor, claim)
    if order.payer is None or side is not order.payer.other:
        return _("Only the side that receives the money can confirm a payment.")
    return True


def may_file_exhibit(actor: Actor, claim: Claim) -> Verdict:
    """Parties may file evidence until the case ends."""
    verdict = is_party(actor, claim)
    if verdict is not True:
        return verdict
    return queries.open_status(claim) or _("The case has ended, so evidence is no longer taken.")
