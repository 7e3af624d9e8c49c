"""Somebody who claims money: from the first questions to the last payment."""

from __future__ import annotations

from datetime import date

from tests.journeys.people import Files, Party

PASSWORD = "velvet crab orbit ladder"
LONG_AGO = date(2025, 11, 3)


class Claimant(Party):
    """Somebody who claims money, with an account."""

    @property
    def email(self) -> str:
        """An address of one's own in each journey."""
        return f"{self.agent.replace(' ', '.').lower()}@example.com"

    def asks_whether_to_claim(self, amount: str) -> None:
        """Answer the first questions, without an account."""
        self.open("/")
        self.sees("Claim money, answer a claim")
        self.follow("See if you can claim")
        self.answers("What is your claim about?", "Something I bought was wrong")
        self.sees("How much money do you want?")
        self.press("Continue")
        self.is_told("Enter how much you want")
        self.fill({"How much money do you want?": amount})
        self.press("Continue")
        self.answers("Who do you want the money from?", "A company")
        self.answers("Does the other side have an address in", "Yes")
        self.sees("Since when have you been owed the money?")
        self.fill_day("Since when have you been owed the money?", LONG_AGO)
        self.press("Continue")
        self.answers("Did you ask them to pay?", "Yes, in writing")
        self.answers("Who makes the claim?", "I claim for myself")
        self.answers("Are you 18 or over?", "Yes")
        self.sees("You can make a claim here", "Court fee", "Time limit", "What comes next")

    def answers(self, question: str, choice: str) -> None:
        """Answer one question of its own page."""
        self.sees(question)
        self.choose(choice)
        self.press("Continue")

    def opens_an_account(self) -> None:
        """Sign up with the link of the e-mail and a password."""
        self.open("/sign-up")
        self.sees("Open an account")
        self.fill({"Your full name": self.name, "E-mail address": self.email})
        self.press("Continue")
        self.sees("Check your e-mail")
        self.open(f"/demo/mail?to={self.email}")
        self.sees("E-mails the court has sent")
        self.follow(self.court.base_url)
        self.sees("Choose your password")
        self.fill({"New password": PASSWORD})
        self.press("Save and continue")
        self.sees("Your cases")

    def begins_a_claim(self) -> None:
        """Start a draft that takes the first answers over."""
        self.open("/claims/new")
        self.sees("Start your claim", "Until then nobody but you can read it.")
        self.press("Begin")
        self.sees("Your claim, page by page")

    def tells_who_claims(self) -> None:
        """Fill in the pages about oneself; one mistake first, and nothing typed is lost."""
        self.follow("Who claims")
        self.sees("Who claims")
        self.fill({"Full name": self.name})
        self.press("Save and continue")
        self.sees("Your address")
        self.fill({"House and street": "7 Garden Road", "Town or city": "Leeds"})
        self.press("Save and continue")
        self.is_told("Enter the postcode.")
        assert self.field("House and street").input_value() == "7 Garden Road"
        self.fill({"Postcode": "LS2 3AA"})
        self.press("Save and continue")

    def names_the_other_side(self, name: str, email: str = "") -> None:
        """Say from whom the money is claimed."""
        self.sees("The other side")
        self.fill(
            {
                "Full name": name,
                "House and street": "4 Mill Road",
                "Town or city": "York",
                "Postcode": "YO1 7HH",
            }
        )
        if email:
            self.fill({"E-mail address": email})
        self.press("Save and continue")

    def tells_the_story(self, story: str) -> None:
        """Tell what happened, with two days that matter."""
        self.sees("What happened")
        self.fill({"What happened?": story})
        self.press("Save and continue")
        self.sees("What happened when")
        for number, (day, text) in enumerate(
            [(LONG_AGO, "I paid for the table."), (date(2026, 1, 12), "I asked for my money.")], 1
        ):
            self.fill_day("When?", day, within=f"Day {number}")
            self.fill({"What happened?": text}, within=f"Day {number}")
        self.press("Save and continue")

    def lists_the_sums(self, *sums: tuple[str, str]) -> None:
        """Write each sum on its own, and ask for the interest of the court."""
        self.sees("How much you claim")
        for number, (reason, amount) in enumerate(sums, 1):
            if number > 1:
                self.press("Add another sum")
            row = f"Sum {number}"
            self.fill({"What is it for?": reason, "How much?": amount}, within=row)
        self.press("Save and continue")
        self.sees("Interest")
        self.choose("The rate of the court")
        self.fill_day("From which day?", LONG_AGO)
        self.press("Work it out")
        self.sees("Interest", "Interest until today: £")
        self.press("Save and continue")

    def adds_files(self, files: Files = ()) -> None:
        """Send the evidence that goes with the claim, or go on without."""
        self.sees("Your evidence")
        if files:
            self.attach("Choose one or more files", files)
            self.press("Add the files")
            self.sees("Your evidence", f"{len(files)} file", *(name for name, _content in files))

    def signs_and_sends(self) -> None:
        """Check everything, sign, and keep the address of the case."""
        self.follow("Go on to the check")
        self.sees("Check your answers", "What the other side sees")
        self.follow("Go on and sign")
        self.sees("Sign and send your claim")
        self.fill({"Type your full name to sign": self.name})
        self.choose("I believe that the facts in this claim are true")
        self.press("Sign and send the claim")
        self.sees("The court has your claim", "What happens next")
        self.case = self.link("Go to your case")

    def pays_online(self) -> None:
        """Pay on the page of the provider, and come back."""
        self.goes_to("Pay the fee")
        self.sees("Court fee", "The fee is")
        self.press("Pay online")
        self.sees("You pay on another site")
        self.follow("Go on and pay")
        self.sees("Pay £")
        self.press("Pay £")
        self.waits_until_paid()

    def goes_back_and_sends_again(self) -> None:
        """Press back in the browser after sending, and try to send once more."""
        self.goes_back()
        if self.has("button", "Sign and send the claim"):
            self.fill({"Type your full name to sign": self.name})
            self.choose("I believe that the facts in this claim are true")
            self.press("Sign and send the claim")
        self.arrives()

    def counts_their_cases(self) -> int:
        """Look at the list of one's cases."""
        self.open("/cases")
        self.sees("Your cases")
        return self.page.get_by_role("article").count()

    def puts_right(self, what_to_do: str, street: str) -> None:
        """Read why the claim came back, and send it again."""
        self.goes_to("Put it right")
        self.sees("Put your claim right", what_to_do)
        self.fill({"House and street": street})
        self.press("Send it again")
        self.sees(self.name, "The court checks your claim")

    def waits_until_paid(self, tries: int = 20) -> None:
        """Look again until the provider has told the court."""
        for _try in range(tries):
            if "The fee is paid" in self.sees("Court fee"):
                return
            self.follow("Look again")
            self.page.wait_for_timeout(200)
        raise AssertionError("the court was never told of the payment")

    def claims(self, respondent: str, *sums: tuple[str, str]) -> None:
        """Go the whole way from the first question to the claim sent."""
        self.asks_whether_to_claim(sums[0][1])
        self.opens_an_account()
        self.begins_a_claim()
        self.tells_who_claims()
        self.names_the_other_side(respondent)
        self.tells_the_story("I paid for an oak table. It was never delivered.")
        self.lists_the_sums(*sums)

    def replies(self, text: str, *, about_theirs: str = "") -> None:
        """Say what one thinks of the answer, and of what is claimed back."""
        self.goes_to("Read the answer and reply")
        self.sees("Reply to the answer", "What they say")
        self.fill({"What do you say to it?": text})
        if about_theirs:
            self.fill({"What do you say to the money": about_theirs})
        self.press("Send the reply")
        self.sees(self.name)

    def marks_as_paid(self, kind: str, amount: str, day: date) -> None:
        """Tell the court that the money has come."""
        self.goes_to(kind)
        self.fill({"How much?": amount})
        self.fill_day("On which day?", day)
        self.press("Mark as paid")
        self.sees(kind, "The order is paid in full")

    def signs_in_again(self) -> None:
        """Sign in with e-mail address and password after some time away."""
        self.open(self.case)
        self.sees("Sign in")
        self.fill({"E-mail address": self.email, "Password": PASSWORD})
        self.press("Sign in")
        self.arrives()
