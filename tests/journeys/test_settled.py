"""A claim that ends by an accepted offer, which both sides sign."""

from __future__ import annotations

from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Clerk
from tests.journeys.papers import words_of
from tests.journeys.people import Respondent
from tests.journeys.ways import bring


def test_settled(journey: Journey) -> None:
    """From the first question to a consent order that is paid, with the fee paid online."""
    maria = journey.join(Claimant, "Maria Lindqvist")
    shop = journey.join(Respondent, "Oak and Sons Ltd")
    clerk = journey.join(Clerk, "Clerk")

    letter = bring(maria, shop, clerk, ("Oak table", "1240"), ("Delivery", "60.50"))
    assert letter.pages == 1

    shop.offers("900", journey.court.day(30))
    maria.answers_the_offer("Decline it")
    maria.offers("1100", journey.court.day(30))
    shop.answers_the_offer("Accept this offer")
    shop.signs_the_agreement()
    maria.finds_the_agreement()
    assert "now an order of the court" in maria.signs_the_agreement()

    journey.court.work()
    order = maria.reads_the_order("Order by agreement")
    assert "£1,100.00" in words_of(order)
    assert journey.court.seal_of(order).genuine
    journey.court.wait(days=20)
    maria.signs_in_again()
    maria.marks_as_paid("Order by agreement", "1100", journey.court.clock.now().date())
    assert "Everything is paid. The case is closed" in maria.opens_the_case()
