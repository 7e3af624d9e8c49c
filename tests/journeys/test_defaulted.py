"""A claim that nobody answers, and the judgment made on silence."""

from __future__ import annotations

from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Clerk
from tests.journeys.papers import words_of
from tests.journeys.people import Respondent
from tests.journeys.ways import bring


def test_defaulted(journey: Journey) -> None:
    """The letter is not answered; judgment comes only after it was asked for and time passed."""
    sam = journey.join(Claimant, "Sam Sample")
    shop = journey.join(Respondent, "Silent Carpets Ltd")
    clerk = journey.join(Clerk, "Clerk")

    letter = bring(sam, shop, clerk, ("Carpet", "480"))
    early = sam.opens_the_case()
    assert "The other side answers your claim" in early
    assert not sam.has("link", "Ask for judgment")

    journey.court.wait(days=30)
    sam.signs_in_again()
    sam.goes_to("Ask for judgment")
    sam.sees("Ask for judgment without an answer", "What the order would say today")
    sam.press("Ask for judgment")
    assert "The court makes the judgment you asked for" in sam.arrives()
    shop.opens_the_letter(letter)
    shop.sees("claims £", "has asked the court to decide without you")
    journey.court.wait(days=8)

    sam.signs_in_again()
    order = sam.reads_the_order("Judgment without an answer")
    assert "£480.00" in words_of(order)
    assert journey.court.seal_of(order).genuine
