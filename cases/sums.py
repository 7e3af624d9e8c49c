"""The sums of a claim, worked out with its own court's rules and explained step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.enums import InterestBasis
from cases.fees import FeeResult, fee, fee_base
from cases.inputs import ClaimInput, InterestInput
from cases.interest import InterestChoice, InterestResult, interest
from cases.models import Claim, Response
from cases.packs import Pack, load_pack
from odr.money import Money

FILING = "filing"


def court_pack(session: Session) -> Pack:
    """Return the newest pack of the court that runs here."""
    return load_pack(session.info["settings"].pack)


def pack_of(claim: Claim) -> Pack:
    """Return the pack a case began under; it keeps it for life."""
    return load_pack(claim.pack_id, claim.pack_version)


@dataclass(frozen=True)
class FilingSum:
    """What a claim comes to on the day it is filed."""

    claimed: Money
    interest: InterestResult
    fee: FeeResult

    @property
    def total(self) -> Money:
        """Claim, interest and fee together."""
        return self.claimed + self.interest.value + self.fee.value


def filing_sum(pack: Pack, given: ClaimInput, day: date) -> FilingSum:
    """Work out interest and fee of a claim on the day of filing."""
    worked = claim_interest(pack, given.claimed, given.interest, day)
    base = fee_base(pack, FILING, claimed=given.claimed, interest=worked.value)
    return FilingSum(given.claimed, worked, fee(pack, FILING, base=base, on=day))


def claim_interest(pack: Pack, principal: Money, asked: InterestInput, day: date) -> InterestResult:
    """Work out the interest asked for, from the day the money was owed to this day."""
    choice = InterestChoice(asked.basis, asked.rate)
    return interest(pack, choice, principal, start=asked.since or day, end=day)


def interest_until(claim: Claim, principal: Money, day: date) -> InterestResult:
    """Work out the interest of a filed claim on a sum up to a day."""
    rate = None if claim.interest_rate is None else Decimal(claim.interest_rate)
    choice = InterestChoice(InterestBasis(claim.interest_basis), rate)
    return interest(pack_of(claim), choice, principal, start=claim.interest_from or day, end=day)


def counterclaim_fee(pack: Pack, response: Response, currency: str, now: datetime) -> FeeResult:
    """Work out the fee of a counterclaim."""
    base = Money(response.counterclaim_minor or 0, currency)
    return fee(pack, pack.counterclaim.fee, base=base, on=pack.days.day_of(now))
