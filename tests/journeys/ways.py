"""The parts of the way that several cases go alike."""

from __future__ import annotations

from tests.journeys.claimants import Claimant
from tests.journeys.officers import Clerk, Mediator
from tests.journeys.people import Files, Letter, Respondent


def bring(
    claimant: Claimant,
    respondent: Respondent,
    clerk: Clerk,
    *sums: tuple[str, str],
    files: Files = (),
) -> Letter:
    """Go from the first question to the letter in the respondent's hand, and read it there."""
    claimant.claims(respondent.name, *sums)
    claimant.adds_files(files)
    claimant.signs_and_sends()
    claimant.pays_online()
    clerk.signs_in()
    letter = clerk.issues_and_serves(title_of(claimant, respondent))
    respondent.opens_the_letter(letter)
    return letter


def title_of(claimant: Claimant, respondent: Respondent) -> str:
    """Return what the court calls the case."""
    return f"{claimant.name} v {respondent.name}"


def dispute(claimant: Claimant, respondent: Respondent, files: Files = ()) -> None:
    """The respondent owes nothing, the claimant does not agree."""
    respondent.answers_that("I do not owe it")
    respondent.tells_their_side("The table is ready. Nobody came to fetch it.")
    respondent.adds_files(files)
    respondent.sends_the_answer()
    claimant.replies("They never told me that it was ready.")


def refer(mediator: Mediator, title: str) -> None:
    """The court finds a mediator, who takes the case."""
    mediator.staffs_the_court()
    mediator.court.work()
    mediator.takes_the_case(title)
