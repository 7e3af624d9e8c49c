"""The officers of a court at their desks: clerk, mediator and adjudicator."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

import pyotp
from playwright.sync_api import Locator

from tests.journeys.browser import DESK, Person
from tests.journeys.people import Letter

FEWEST = 3
"""A rota or a draw needs so many people to choose among."""


class Officer(Person):
    """Somebody who works for the court, signed in by one click in the demonstration court."""

    screen = DESK
    group: ClassVar[str]

    def signs_in(self, name: str = "") -> None:
        """Become the officer of this name, or the first one there is."""
        self.open("/demo")
        self.sees("Try the court as anybody")
        while not self._known.count():
            self.makes_a_colleague()
        self._go(self._known.filter(has_text=name).first if name else self._known.first)

    def signs_in_as_the_one_with(self, title: str) -> None:
        """Become whichever officer the case came to."""
        self.staffs_the_court()
        for number in range(self._known.count()):
            self.open("/demo")
            self._go(self._known.nth(number))
            if self.has("link", title):
                return
        raise AssertionError(f"the case {title} came to nobody")

    def makes_a_colleague(self) -> None:
        """Let the demonstration court have one more officer of this kind."""
        self.press(f"Somebody new {self.group}")
        self.open("/demo")

    def staffs_the_court(self) -> None:
        """See that there are enough to choose among."""
        self.open("/demo")
        while self._known.count() < FEWEST:
            self.makes_a_colleague()

    @property
    def _known(self) -> Locator:
        """The buttons that are people of this kind."""
        buttons = self.page.get_by_role("main").get_by_role("button", name=self.group)
        return buttons.filter(has_not_text="Somebody new")


class Clerk(Officer):
    """Checks filings and serves claims."""

    group = "Clerk"

    def finds(self, title: str, stage: str) -> None:
        """Open a case from the work queue."""
        self.open("/registry")
        self.sees("Work queue")
        self.follow(stage)
        self.follow(title)

    def accepts(self, title: str) -> None:
        """Check a filing and issue the claim."""
        self.finds(title, "To check")
        self.sees("Check the filing", "The court fee is paid.", "Signed as true by")
        self.press("Accept and issue the claim")
        self.sees("Service of the claim")

    def sends_back(self, title: str, what_to_do: str) -> None:
        """Return a filing with what has to be put right."""
        self.finds(title, "To check")
        self.choose("An address is not complete")
        self.press("Send the filing back")
        self.is_told("Enter what has to be put right")
        self.fill({"What has to be put right?": what_to_do})
        self.press("Send the filing back")

    def serves(self) -> bytes:
        """Print the letter, post it and record that; return the letter."""
        self.court.work()
        self.page.reload()
        self.sees("Service of the claim")
        letter = self.fetch("Print the notice")
        self.follow("Record an attempt")
        self.sees("Record an attempt to serve")
        self.choose("First class post", "Sent")
        self.press("Record the attempt")
        self.sees("Service of the claim", "The claim counts as served on")
        return letter

    def issues_and_serves(self, title: str) -> Letter:
        """Do everything between the fee and the letter box."""
        self.accepts(title)
        return Letter.read(self.serves())

    def takes_at_the_counter(self, title: str, amount: str) -> None:
        """Record a fee that was paid in cash."""
        self.open("/registry/payments")
        self.sees("Fees")
        self.follow(title)
        self.fill({"How much did you take": amount})
        self.press("Record the payment")
        assert "Receipt number" in self.arrives()


class Mediator(Officer):
    """Helps both sides to agree."""

    group = "Mediators"

    def takes_the_case(self, title: str) -> None:
        """Say that nothing ties them to a side."""
        self.signs_in_as_the_one_with(title)
        self.sees("Your mediations")
        self.follow(title)
        self.sees("Can you take this case?")
        self.choose("No, nothing ties me to either side")
        self.press("Save my answer")
        self.sees(title)

    def opens_the_case(self, title: str) -> None:
        """Go to the workspace."""
        self.open("/mediator")
        self.follow(title)
        self.sees(title, "Whom we wait for")

    def proposes(self, title: str, amount: str, day: date) -> None:
        """Put terms to both sides."""
        self.opens_the_case(title)
        self.follow("Make a proposal")
        self.sees("Make a proposal")
        self.fill({"How much in all?": amount})
        self.fill_day("Day of payment", day)
        self.press("Send to both sides")
        self.sees(title, "Your newest proposal")

    def says(self, title: str, room: str, text: str) -> None:
        """Write into a room from the workspace."""
        self.opens_the_case(title)
        self.follow(room)
        self.fill({"Your message": text})
        if self.field("I mean this room").count():
            self.choose("I mean this room")
        self.press("Send into")
        assert text in self.arrives()

    def carries(self, title: str, room: str, to: str, gist: str) -> None:
        """Carry what a side allowed from its private room to another one."""
        self.opens_the_case(title)
        self.follow(room)
        self.follow("Carry across")
        self.sees("Carry a message across")
        self.choose(to)
        self.fill({"The gist": gist})
        self.press("Carry it across")
        self.arrives()

    def ends_without_agreement(self, title: str) -> None:
        """End the mediation."""
        self.opens_the_case(title)
        self.follow("End without an agreement")
        self.sees("End without an agreement")
        self.press("End the mediation")
        self.sees("Your mediations")


KEY = re.compile(r"Key:\s*((?:[A-Z2-7]{4}\s*){8})")
"""Eight groups of four signs, as the page shows the key of the app."""


class Adjudicator(Officer):
    """Decides what is left, and signs with a second factor of their own."""

    group = "Adjudicators"
    key = ""

    def sets_up_the_app(self) -> None:
        """Add the court to the app on one's telephone, by the key shown as text."""
        self.open("/account/second-factor")
        text = self.sees("Set up your second factor", "Key:")
        shown = KEY.search(text)
        assert shown is not None, text
        self.key = "".join(shown[1].split())
        self.fill({"Code": self.code()})
        self.press("Finish")

    def code(self) -> str:
        """Read the six digits off the telephone, after waiting for fresh ones."""
        self.court.wait(seconds=30)
        return pyotp.TOTP(self.key).at(self.court.court.clock.now())

    def opens_the_file(self, title: str) -> None:
        """Say that nothing ties them to a party."""
        self.signs_in_as_the_one_with(title)
        self.sees("Cases to decide")
        self.follow(title)
        self.sees("Does anything tie you to a party?")
        self.press("Nothing ties me: open the file")
        self.sees(title, "The claim", "The answer", "Exhibits")
        self.sets_up_the_app()
        self.comes_back(title)

    def comes_back(self, title: str) -> None:
        """Go to the file again, that is open by now."""
        self.open("/adjudicator")
        self.sees("Cases to decide")
        self.follow(title)
        self.sees(title, "What is open")

    def asks(self, question: str, last_day: date) -> None:
        """Ask both sides, with a day by which to answer."""
        self.follow("Questions")
        self.sees("Questions to the parties")
        self.fill({"Your question": question})
        self.select("Who is to answer?", "Both sides")
        self.fill_day("Last day for the answer", last_day)
        self.press("Ask")
        self.sees("Questions to the parties", question)

    def finds_on_each_issue(self, outcome: str, reasons: str, *amounts: str) -> int:
        """Take the list as suggested and write a finding on each issue; return how many."""
        self.follow("Issues")
        self.sees("Issues to decide")
        self.press("Save the list")
        self.sees("Issues to decide", "No finding yet")
        allowed, count = list(amounts), 0
        while self.page.get_by_text("No finding yet").count():
            row = self.page.get_by_role("row").filter(has_text="No finding yet").first
            self._go(row.get_by_role("link"))
            self.sees("Issue")
            self.choose(outcome)
            if allowed and self.field("How much do you allow?").count():
                self.fill({"How much do you allow?": allowed.pop(0)})
            self.fill({"Your reasons": reasons})
            self.press("Save the finding")
            self.sees("Issues to decide")
            count += 1
        return count

    def decides(self, outcome: str, reasons: str, pay_by: date, *amounts: str) -> int:
        """Go from the list of issues to the signature; return how many issues there were."""
        issues = self.finds_on_each_issue(outcome, reasons, *amounts)
        self.writes_the_decision(pay_by)
        self.signs()
        return issues

    def writes_the_decision(self, pay_by: date) -> None:
        """Write what stands around the findings."""
        self.follow("Decision")
        self.sees("Write the decision")
        self.fill({"Background": "The dispute is about a table that was paid for in advance."})
        self.fill_day("Last day to pay", pay_by)
        self.press("Save and check")
        self.sees("Check and sign")

    def signs(self) -> None:
        """Sign, giving the second factor, which was given too long ago."""
        self.court.wait(minutes=6)
        self.press("Sign")
        self.sees("Enter a code to sign")
        self.fill({"Code": self.code()})
        self.press("Continue")
        self.sees("Check and sign")
        self.press("Sign")
        self.arrives()
