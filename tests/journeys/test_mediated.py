"""A disputed claim that both sides settle with the help of a mediator."""

from __future__ import annotations

from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Clerk, Mediator
from tests.journeys.papers import words_of
from tests.journeys.people import Respondent
from tests.journeys.ways import bring, dispute, refer, title_of

GIST = "They could live with a lower sum, if it came soon."
SECRET = "I would take 700 if I got it this month."
KIND = "Order by agreement"


def test_mediated(journey: Journey) -> None:
    """Opening questions, three rooms, a proposal both say yes to, and a consent order."""
    noor = journey.join(Claimant, "Noor Example")
    shop = journey.join(Respondent, "Elm Joinery Ltd")
    clerk, mediator = journey.join(Clerk, "Clerk"), journey.join(Mediator, "Mediator")
    title = title_of(noor, shop)

    bring(noor, shop, clerk, ("Oak table", "1240"))
    dispute(noor, shop)
    refer(mediator, title)
    noor.answers_the_opening_questions("Get my money back.")
    shop.answers_the_opening_questions("Bring the table.")
    noor.says("Joint room", "When was it ready?", file="notes of our calls.txt")
    noor.says("Your private room", SECRET, share="The gist, in the mediator's words")
    shop.says("Joint room", "It was ready in December.")
    mediator.says(title, "Joint room", "Thank you both. I will make a proposal.")
    mediator.carries(title, "Private room with Noor", "Private room with Elm", GIST)
    heard = shop.goes_to_room("Your private room")
    assert GIST in heard
    assert SECRET not in heard
    mediator.proposes(title, "750", journey.court.day(30))
    noor.answers_the_proposal("Yes")
    shop.answers_the_proposal("Yes")
    for party in (noor, shop):
        party.finds_the_agreement()
        party.signs_the_agreement()

    journey.court.work()
    order = shop.reads_the_order(KIND)
    assert "£750.00" in words_of(order)
    assert SECRET not in words_of(order)
    assert journey.court.seal_of(order).genuine
