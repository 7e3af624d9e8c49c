"""A deal: who pays what by when, worked out and put into plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases.enums import Side
from hearings.rooms.enums import Rhythm
from hearings.rooms.inputs import DealInput
from odr.courtdays import add_months, day_in_words
from odr.money import Money
from odr.words import _, language, ngettext


@dataclass(frozen=True)
class Deal:
    """The terms of an offer, a proposal or an agreement. Sums are whole minor units."""

    payer: Side
    total: Money
    first_date: date
    instalment: Money | None = None
    every: Rhythm | None = None
    terms: str = ""

    @classmethod
    def of(cls, given: DealInput) -> Deal:
        """Return the deal somebody typed in."""
        return cls(
            payer=given.payer,
            total=given.amount,
            first_date=given.first_date,
            instalment=given.instalment,
            every=given.every,
            terms=given.terms,
        )

    @classmethod
    def read(cls, data: dict[str, Any]) -> Deal:
        """Return the deal written by `data`."""
        currency = data["currency"]
        part = data["instalment"]
        return cls(
            payer=Side(data["payer"]),
            total=Money(data["total"], currency),
            first_date=date.fromisoformat(data["first_date"]),
            instalment=None if part is None else Money(part, currency),
            every=Rhythm(data["every"]) if data["every"] else None,
            terms=data["terms"],
        )

    def data(self) -> dict[str, Any]:
        """Write the deal so that it can be sealed and read again."""
        return {
            "payer": self.payer.value,
            "total": self.total.minor,
            "currency": self.total.currency,
            "first_date": self.first_date.isoformat(),
            "instalment": self.instalment.minor if self.instalment else None,
            "every": self.every.value if self.every else None,
            "terms": self.terms,
        }

    @property
    def payments(self) -> int:
        """How many payments there are; the last one is what is left."""
        if self.instalment is None:
            return 1 if self.total else 0
        return -(-self.total.minor // self.instalment.minor)

    def plan(self) -> list[tuple[date, Money]]:
        """Return each payment with its day, counted from the first day each time.

        Counting from the first day keeps the 31st: a plan that starts on the 31st falls on the
        last day of short months and comes back to the 31st.
        """
        if self.instalment is None:
            return [(self.first_date, self.total)] if self.total else []
        rows = []
        left = self.total
        for number in range(self.payments):
            due = min(self.instalment, left)
            rows.append((self._day(number), due))
            left -= due
        return rows

    def _day(self, number: int) -> date:
        if self.every is Rhythm.WEEK:
            return self.first_date + timedelta(weeks=number)
        return add_months(self.first_date, number)


def summary(deal: Deal, names: dict[Side, str]) -> list[tuple[str, str]]:
    """Say in plain words who pays what, when, what if not, and what both sides give up."""
    rows = [(_("Who pays what"), _who_pays(deal, names))]
    if deal.total:
        rows.append((_("When"), when(deal)))
        rows.append(
            (
                _("If it is not paid in time"),
                _(
                    "All that is still unpaid is due at once. The side that is owed the money can "
                    "ask the court to enforce the order."
                ),
            )
        )
    if deal.terms:
        rows.append((_("What else holds"), deal.terms))
    rows.append(
        (
            _("What both sides give up"),
            _(
                "The claim ends with this agreement. Neither side can go on with it, and what is "
                "agreed here takes its place."
            ),
        )
    )
    return rows


def _who_pays(deal: Deal, names: dict[Side, str]) -> str:
    if not deal.total:
        return _("Nobody pays money.")
    return _("{payer} pays {payee} {amount}.").format(
        payer=names[deal.payer], payee=names[deal.payer.other], amount=deal.total.show(language())
    )


def when(deal: Deal) -> str:
    """Say when the money is paid."""
    plan = deal.plan()
    first, last = plan[0], plan[-1]
    if deal.instalment is None:
        return _("All of it by {day}.").format(day=day_in_words(first[0], language()))
    how_often = {
        Rhythm.WEEK: ngettext("{count} weekly payment", "{count} weekly payments", len(plan)),
        Rhythm.MONTH: ngettext("{count} monthly payment", "{count} monthly payments", len(plan)),
    }[deal.every or Rhythm.MONTH].format(count=len(plan))
    return _("{payments} of {amount}, the first by {first}, the last ({rest}) by {last}.").format(
        payments=how_often,
        amount=first[1].show(language()),
        first=day_in_words(first[0], language()),
        rest=last[1].show(language()),
        last=day_in_words(last[0], language()),
    )
