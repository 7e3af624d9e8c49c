"""A claim and a claim back, decided together in one order."""

from __future__ import annotations

import re

from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Adjudicator, Clerk, Mediator
from tests.journeys.papers import words_of
from tests.journeys.people import Respondent
from tests.journeys.ways import bring, refer, title_of

SUM = re.compile(r"£[0-9,]+\.\d\d")
REASONS = "The invoice shows the sum. The other side has not said why it should not be due."


def test_counterclaimed(journey: Journey) -> None:
    """The fee of the counterclaim is paid at the counter; a side ends the mediation."""
    eve = journey.join(Claimant, "Eve Example")
    shop = journey.join(Respondent, "Birch Kitchens Ltd")
    clerk, mediator = journey.join(Clerk, "Clerk"), journey.join(Mediator, "Mediator")
    judge = journey.join(Adjudicator, "Adjudicator")
    title = title_of(eve, shop)

    bring(eve, shop, clerk, ("Deposit for a kitchen", "2000"))
    shop.answers_that("I do not owe it, and the claimant owes me money")
    shop.tells_their_side("The kitchen was built. She did not pay the rest.")
    shop.claims_back("500", "The second half of the price was never paid.")
    shop.adds_files()
    shop.sends_the_answer()
    clerk.takes_at_the_counter(title, "50")
    eve.replies("It was never finished.", about_theirs="I pay when it is finished.")
    refer(mediator, title)
    judge.staffs_the_court()
    shop.leaves_the_mediation()

    journey.court.work()
    judge.opens_the_file(title)
    issues = judge.decides("Partly for each side", REASONS, journey.court.day(30), "1500", "400")

    journey.court.work()
    order = words_of(eve.reads_the_order("Decision of the adjudicator"))
    assert issues == 3
    assert {"£1,500.00", "£400.00"} <= set(SUM.findall(order))
