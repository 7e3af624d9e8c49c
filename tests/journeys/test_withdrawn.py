"""A claim that is sent back, put right, served, and then withdrawn."""

from __future__ import annotations

from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Clerk
from tests.journeys.people import Respondent
from tests.journeys.ways import title_of


def test_withdrawn(journey: Journey) -> None:
    """Sent twice by mistake it is one claim; the fee is paid at the counter."""
    kim = journey.join(Claimant, "Kim Sample")
    shop = journey.join(Respondent, "Pine Sheds Ltd")
    clerk = journey.join(Clerk, "Clerk")
    title = title_of(kim, shop)

    kim.claims(shop.name, ("Shed", "320"))
    kim.adds_files()
    kim.signs_and_sends()
    kim.goes_back_and_sends_again()
    assert kim.counts_their_cases() == 1
    clerk.signs_in()
    clerk.takes_at_the_counter(title, "50")
    clerk.sends_back(title, "Write the whole address of the company.")
    kim.puts_right("Write the whole address of the company.", "Unit 9, 4 Mill Road")
    letter = clerk.issues_and_serves(title)
    shop.opens_the_letter(letter)

    kim.goes_to("Withdraw the claim")
    kim.sees("Withdraw the claim", "The case ends for good.")
    kim.press("Withdraw the claim")
    assert "The claim was withdrawn" in kim.arrives()
    shop.page.reload()
    assert "This claim can no longer be answered." in shop.arrives()
