"""What the made-up people quarrel about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases.enums import InterestBasis
from cases.inputs import AmountInput, ClaimInput, InterestInput, PartyInput, TimelineInput
from odr.entropy import Entropy
from odr.money import Money


@dataclass(frozen=True)
class Dispute:
    """One kind of quarrel, told by both sides."""

    kind: str
    what_happened: str
    for_what: tuple[str, str]
    defence: str
    counterclaim: str


DISPUTES = (
    Dispute(
        "contract",
        "I paid in advance for a new kitchen. Work stopped after two days and nobody came back.",
        ("Money paid for the kitchen", "Skip hire"),
        "The work stopped because the wall was wet. I told them and waited for a date.",
        "I had bought the doors and cannot give them back.",
    ),
    Dispute(
        "debt",
        "I lent this money in spring. It was to be paid back by the end of summer.",
        ("The loan", "Bank charges"),
        "It was a gift for the wedding. Nobody spoke of paying it back.",
        "They still have my tools, which are worth something.",
    ),
    Dispute(
        "consumer",
        "The phone broke after three weeks. The shop would not repair it or give the money back.",
        ("Price of the phone", "Repair at another shop"),
        "The phone had been dropped. Our shop does not cover that.",
        "The invoice for the case and the charger was never paid.",
    ),
    Dispute(
        "property_damage",
        "The moving firm broke a table and scratched the floor. I have photos from the same day.",
        ("Repair of the table", "Repair of the floor"),
        "The table was broken before we came. Our people wrote that down.",
        "The second half of the moving bill is still open.",
    ),
)


def dispute_of(number: int) -> Dispute:
    """Return the quarrel of one case."""
    return DISPUTES[number % len(DISPUTES)]


def claim_of(
    chance: Entropy, number: int, today: date, sides: tuple[PartyInput, PartyInput]
) -> ClaimInput:
    """Write the claim of one case."""
    dispute = dispute_of(number)
    main = 20_000 + chance.below(600_000)
    extra = 1_500 + chance.below(20_000)
    owed = today - timedelta(days=60 + chance.below(300))
    basis = (InterestBasis.STATUTORY, InterestBasis.NONE)[number % 3 == 2]
    since = owed if basis is InterestBasis.STATUTORY else None
    return ClaimInput(
        kind=dispute.kind,
        claimants=[sides[0]],
        respondents=[sides[1]],
        what_happened=dispute.what_happened,
        due_since=owed,
        timeline=[
            TimelineInput(happened_on=owed - timedelta(days=20), text="We agreed on it."),
            TimelineInput(happened_on=owed, text="The money was owed from this day."),
        ],
        amounts=[
            AmountInput(reason=dispute.for_what[0], amount=Money(main, "GBP")),
            AmountInput(reason=dispute.for_what[1], amount=Money(extra, "GBP")),
        ],
        interest=InterestInput(basis=basis, since=since),
    )
