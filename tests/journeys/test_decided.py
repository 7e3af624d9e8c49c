"""A case that an adjudicator decides, up to the order that a stranger checks."""

from __future__ import annotations

from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Adjudicator, Clerk, Mediator
from tests.journeys.papers import evidence, has_qr_code, words_of
from tests.journeys.people import Respondent, Stranger
from tests.journeys.ways import bring, dispute, refer, title_of

KIND = "Decision of the adjudicator"
REASONS = "Exhibit C3 shows the price and the day. Nothing shows that the table was delivered."


def test_decided(journey: Journey) -> None:
    """Evidence as people have it, a question to both sides, findings, a signature, a check."""
    ada = journey.join(Claimant, "Ada Sample")
    shop = journey.join(Respondent, "Ash Tables Ltd")
    clerk, mediator = journey.join(Clerk, "Clerk"), journey.join(Mediator, "Mediator")
    judge = journey.join(Adjudicator, "Adjudicator")
    title = title_of(ada, shop)
    files = evidence()

    bring(ada, shop, clerk, ("Oak table", "1240"), ("Delivery", "60.50"), files=files)
    dispute(ada, shop, files=[("delivery slip.pdf", files[2][1])])
    refer(mediator, title)
    mediator.ends_without_agreement(title)

    judge.staffs_the_court()
    journey.court.work()
    judge.opens_the_file(title)
    judge.asks("Which neighbour took the table in?", journey.court.day(10))
    ada.answers_the_question("None. I asked them all.")
    shop.answers_the_question("We do not know the name.", [("note.txt", b"Left next door.")])
    judge.comes_back(title)
    judge.decides("For the claimant", REASONS, journey.court.day(30))

    journey.court.work()
    order = ada.reads_the_order(KIND)
    assert all(each in words_of(order) for each in ("£1,300.50", REASONS))
    assert has_qr_code(order)
    assert journey.court.seal_of(order).genuine
    assert "Ash Tables Ltd" in words_of(shop.opens_paper("What this decision means for you"))

    stranger = journey.join(Stranger, "Stranger")
    stranger.checks_by_code(order)
    stranger.checks_by_file(order)
    stranger.is_not_taken_in_by(order + b"\n")
