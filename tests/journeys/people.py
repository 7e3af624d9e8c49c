"""What both sides of a case do on the pages, and those who come with a letter or an order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tests.journeys.browser import Person
from tests.journeys.papers import page_count, words_of

CASE_NUMBER = re.compile(r"\bSC-\d{4}-\d{6}-\w\b")
CHECK_CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
NUMBER = re.compile(r"case number (\S+) and this code")
CODE = re.compile(r"Your code\s+([0-9A-Z]{4}[- ][0-9A-Z]{4})")


@dataclass(frozen=True)
class Letter:
    """What stands in the box of the letter from the court."""

    number: str
    code: str
    pages: int

    @classmethod
    def read(cls, paper: bytes) -> Letter:
        """Read the notice as somebody at a kitchen table does."""
        words = words_of(paper)
        number, code = NUMBER.search(words), CODE.search(words)
        if number is None or code is None:
            raise AssertionError(f"no number or code on the letter: {words}")
        return cls(number[1], code[1], page_count(paper))


Files = Sequence[tuple[str, bytes]]


class Party(Person):
    """What both sides do alike."""

    case = ""

    def opens_the_case(self) -> str:
        """Look at the case and what it says comes next."""
        self.open(self.case)
        return self.arrives()

    def goes_to(self, label: str) -> str:
        """Follow a link on the page of the case."""
        self.opens_the_case()
        self.follow(label)
        return self.arrives()

    def goes_to_the_offers(self) -> None:
        """Find the way from the case to the offers."""
        self.opens_the_case()
        self.follow("ake or answer an offer")
        self.sees("Offers", "Without prejudice")

    def offers(self, amount: str, day: date) -> None:
        """Make the other side an offer."""
        self.goes_to_the_offers()
        self.fill({"How much in all?": amount})
        self.fill_day("Day of payment", day)
        self.press("Send the offer")
        self.sees("Offers", "Open")

    def answers_the_offer(self, answer: str) -> None:
        """Open the newest offer of the other side and answer it."""
        self.goes_to_the_offers()
        self.follow("Read the offer")
        self.sees("An offer to you", "Do you accept?")
        self.press(answer)

    def finds_the_agreement(self) -> None:
        """Come to the agreement from the case."""
        self.goes_to_the_offers()
        self.follow("Open the agreement")

    def signs_the_agreement(self) -> str:
        """Read the agreement and sign it."""
        self.sees("The agreement", "Who has signed")
        self.fill({"Your full name": self.name})
        self.choose("I have read these terms and agree to them")
        self.press("Sign the agreement")
        return self.sees("The agreement")

    def reads_the_order(self, kind: str) -> bytes:
        """Open the order and save its paper."""
        self.goes_to(kind)
        self.sees(kind, "Anybody can check that this order is real")
        return self.fetch("Open the order (PDF)")

    def opens_paper(self, title: str) -> bytes:
        """Save a paper of the court from the page of the case."""
        self.opens_the_case()
        return self.fetch(title)

    def opens_picture(self, name: str) -> bytes:
        """Look at a photo as every browser can show it."""
        self.opens_the_case()
        row = self.page.get_by_role("listitem").filter(has_text=name)
        path = row.get_by_role("link", name="Show as a picture").get_attribute("href") or ""
        return self.page.request.get(path).body()

    def answers_the_opening_questions(self, wish: str) -> None:
        """Tell the mediator alone what one would need."""
        self.goes_to("Mediation")
        self.follow("Answer the questions")
        self.sees("Opening questions")
        self.press("Save")
        self.is_told("Answer at least one of the questions.")
        self.fill({"What would you do to end this?": wish})
        self.press("Save")
        self.sees("Mediation", "Your mediator")

    def says(self, room: str, text: str, *, share: str = "", file: str = "") -> None:
        """Write into a room, to everyone there or to the mediator alone."""
        self.goes_to_room(room)
        self.fill({"Your message to": text})
        if share:
            self.choose(share)
        if file:
            self.attach("Add a file", [(file, text.encode())])
        for label in ("I know that the other side", "I know that only the mediator"):
            if self.field(label).count():
                self.choose(label)
        self.press("Send to")
        self.sees(room, text, file)

    def goes_to_room(self, room: str) -> str:
        """Read a room."""
        self.goes_to("Mediation")
        self.follow(room)
        return self.sees(room)

    def answers_the_proposal(self, answer: str) -> None:
        """Say yes or no in secret."""
        self.goes_to("Mediation")
        self.follow("Read the proposal")
        self.sees("The mediator's proposal")
        self.choose(answer)
        self.press("Send my answer")
        self.sees("Mediation")

    def leaves_the_mediation(self) -> None:
        """End the mediation for both sides."""
        self.goes_to("Mediation")
        self.follow("Leave the mediation")
        self.sees("Leave the mediation")
        self.press("End the mediation")

    def answers_the_question(self, text: str, files: Files = ()) -> None:
        """Answer what the adjudicator asked, with files that show it."""
        self.goes_to("Questions from the adjudicator")
        self.follow("Answer question 1")
        self.sees("Question 1 from the adjudicator")
        self.fill({"What do you answer?": text})
        if files:
            self.attach("Photos or documents", files)
        self.press("Send your answer")
        self.sees("Questions from the adjudicator", text)


class Respondent(Party):
    """Somebody a claim is against, with nothing but the letter of the court."""

    def opens_the_letter(self, letter: Letter) -> None:
        """Type number and code, as people do: in small letters, with a mistake first."""
        self.open(f"/r/{letter.number}")
        self.sees("Answer a claim")
        self.fill({"Case number": letter.number.lower(), "Your code": letter.code.lower()})
        self.press("Open the claim")
        self.sees("claims £", "How you can answer")
        self.case = self.page.url

    def answers_that(self, choice: str) -> None:
        """Choose the kind of answer."""
        self.follow("Answer the claim")
        self.sees("How do you answer the claim?")
        self.choose(choice)
        self.press("Continue")

    def tells_their_side(self, story: str) -> None:
        """Tell one's side, with a day that matters."""
        self.sees("Tell your side")
        self.fill({"What happened, as you see it?": story})
        self.fill_day("Day", date(2025, 12, 1), within="Line 1")
        self.fill({"What happened": "The table was ready at our workshop."}, within="Line 1")
        self.press("Continue")

    def claims_back(self, amount: str, why: str) -> None:
        """Claim money of one's own."""
        self.sees("What do you claim back?")
        self.fill({"How much do you claim back?": amount})
        self.fill({"Why does the claimant owe you this?": why})
        self.press("Continue")

    def adds_files(self, files: Files = ()) -> None:
        """Send files with the answer, or go on without."""
        self.sees("Add your evidence")
        if files:
            self.attach("Choose one or more files", files)
            self.press("Add these files and choose more")
            self.sees("Add your evidence", "Files in your answer", *(name for name, _ in files))
        self.press("Continue")

    def sends_the_answer(self) -> None:
        """Check, sign and send."""
        self.sees("Check your answer and sign", "Who sees this")
        self.fill({"Your full name": self.name})
        self.choose("I believe that the facts in this answer are true")
        self.press("Sign and send the answer")
        self.sees("Your answer was sent", "What happens next")
        self.case = self.link("Open the case")


class Stranger(Person):
    """Somebody who was handed an order and wants to know if it is real."""

    def checks_by_code(self, order: bytes) -> None:
        """Type the number and the code that stand on the paper."""
        words = words_of(order)
        number, code = CASE_NUMBER.search(words), CHECK_CODE.search(words)
        if number is None or code is None:
            raise AssertionError(f"no number or check code on the order: {words}")
        self.open("/verify")
        self.sees("Check an order")
        self.fill({"Case number": number[0], "Check code": code[0].lower()})
        self.press("Check the code")
        self.sees("Check an order", "This is an order of this court", "In force")

    def checks_by_file(self, order: bytes) -> None:
        """Hand in the file itself."""
        self.hands_in(order)
        self.sees("Check an order", "This is an order of this court", "byte for byte")

    def is_not_taken_in_by(self, forged: bytes) -> None:
        """Hand in a file somebody changed."""
        self.hands_in(forged)
        assert "This is an order of this court" not in self.arrives()

    def hands_in(self, file: bytes) -> None:
        """Choose a file and send it to be checked."""
        self.open("/verify")
        self.attach("The order as a PDF file", [("order.pdf", file)])
        self.press("Check the file")
