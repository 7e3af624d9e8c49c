"""Worked examples that name a court: its fees, limits, dates, interest and costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.costs import assessed_costs, costs_cap
from cases.deadlines import deadline, deemed_service
from cases.enums import InterestBasis, PartyKind
from cases.fees import fee
from cases.interest import InterestChoice, interest
from cases.limits import within_limit
from cases.packs.calculators import Before, DayRate, Deadline
from cases.packs.conditions import Fact
from cases.packs.schema import Pack
from cases.packs.terms import Period, not_confirmed
from cases.packs.vocabulary import KIND_OF, Counting, Event, FactKind, FactName
from cases.vectors.verdicts import Answer, NotSupported
from odr.courtdays import MIDNIGHT, Roll, Unit
from odr.money import Money, Rounding

Given = Mapping[str, Any]
PAYERS = {"individual": "individual", "other_entity": "company"}
INSIDE = {FactName.RESPONDENT_INSIDE_AREA: True}
OUTSIDE = {FactName.RESPONDENT_INSIDE_AREA: False}
ROUNDED = {
    "none": DayRate(),
    "penny_half_up": DayRate.model_validate({"mode": Rounding.HALF_UP, "to": "0.01"}),
    "penny_down": DayRate.model_validate({"mode": Rounding.DOWN, "to": "0.01"}),
}
ASKED: Mapping[str, Mapping[FactName, Fact]] = {
    "response_deadline.defence_if_acknowledged": {FactName.ACKNOWLEDGED: True},
    "response_deadline.inside_province": INSIDE,
    "response_deadline.outside_province": OUTSIDE,
}
"""What the name of a rule says about the case."""
OTHERWISE = {"inactivity": "dormant", "decision_total": "decide_from_filing"}
"""Other codes under which a pack may keep a clock."""
SUMS = {"total_to_trial": ("filing", "hearing")}


@dataclass(frozen=True)
class Example:
    """One example: which rule of which court, what is given, and the day it is today."""

    pack: Pack
    rule: str
    given: Given
    today: date

    def money(self, name: str) -> Money:
        """Read a sum in the currency of the court."""
        return Money.exact(self.given[name], self.pack.currency)

    def day(self, name: str, otherwise: date | None = None) -> date:
        """Read a day."""
        text = self.given.get(name)
        return (otherwise or self.today) if text is None else date.fromisoformat(text)


def fees(example: Example) -> Answer:
    """Work out a fee, or the sum of several."""
    pack, given = example.pack, example.given
    codes = SUMS.get(example.rule) or (example.rule.removesuffix("_fee"),)
    if unknown := [code for code in codes if code not in {each.code for each in pack.fees}]:
        raise NotSupported(f"The pack has no fee {unknown[0]}.")
    facts: dict[FactName, Fact] = {}
    if "payer" in given:
        facts[FactName.CLAIMANT_TYPE] = PAYERS[given["payer"]]
    for name in FactName:
        if name.value in given:
            by_sum = KIND_OF[name] is FactKind.AMOUNT
            facts[name] = example.money(name.value) if by_sum else given[name.value]
    found = [
        fee(pack, code, base=example.money("amount"), on=example.day("filed"), facts=facts)
        for code in codes
    ]
    total = Money.total((each.value for each in found), pack.currency)
    return Answer(total.text(), tuple(step for each in found for step in each.steps))


def limits(example: Example) -> Answer:
    """Say whether a claim fits the court."""
    given = example.given
    found = within_limit(
        example.pack,
        example.money("amount"),
        on=example.day("filed"),
        consent=bool(given.get("consent")),
        claimant=PartyKind(given["claimant_type"]) if "claimant_type" in given else None,
    )
    value: dict[str, Any] = {"accepted": found.accepted}
    if found.reason is not None:
        value["reason"] = found.reason.value
    if found.other:
        value["other"] = found.other
    return Answer(value, found.steps)


def dates(example: Example) -> Answer:
    """Work out a date from the one day that is given."""
    if example.rule.startswith("deemed_service"):
        return _received(example)
    if example.rule in COUNTED:
        return _counted(example)
    if example.rule == "limitation_period":
        return _limitation(example)
    clock = clock_named(example.pack, example.rule)
    facts = ASKED.get(example.rule, {})
    found = deadline(example.pack, clock.code, {clock.event: _the_day(example)}, facts)
    return Answer(found.value.isoformat(), found.steps)


def clock_named(pack: Pack, rule: str) -> Deadline:
    """Return the clock that a rule means: by its part in the procedure, or by its own code."""
    parts = {
        "response_deadline.acknowledgment": pack.response.acknowledgment,
        "response_deadline": pack.response.deadline,
        "service_deadline": pack.service.within,
        "inactivity": pack.lapse.inactive if pack.lapse else None,
        "demand_expires": "demand",
    }
    by_part = next((code for name, code in parts.items() if rule.startswith(name) and code), "")
    short = rule.replace("_deadline", "").removesuffix("_by").replace(".", "_")
    for code in (by_part, rule.replace(".", "_"), short, OTHERWISE.get(short, "")):
        try:
            return pack.clocks(code)[0]
        except KeyError:
            continue
    raise NotSupported(f"The pack has no clock {short}.")


def _limitation(example: Example) -> Answer:
    """Count how long people have to claim, as the pack says; the last day does not move."""
    period = example.pack.scope.limitation.period
    if period is None:
        raise not_confirmed()
    return _run(example, example.pack.scope.limitation.start, period, Counting.EXCLUDE_FIRST)


def _the_day(example: Example) -> date:
    days = [value for value in example.given.values() if _is_day(value)]
    if len(days) != 1:
        raise NotSupported("A date is worked out from one given day.")
    return date.fromisoformat(days[0])


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == "-"


def _received(example: Example) -> Answer:
    methods = example.pack.service.methods
    code = example.given.get("method") or (methods[0].code if methods else "")
    sent = datetime.combine(_the_day(example), MIDNIGHT, UTC) + timedelta(hours=12)
    found = deemed_service(example.pack, code, sent)
    return Answer(found.value.isoformat(), found.steps)


COUNTED: Mapping[str, Event | Before] = {
    "notice_before_hearing": Before(before=Event.HEARING_FIXED),
    "earliest_hearing_after_notice": Event.SERVICE_SENT,
}
"""Rules that count the clear days an example gives, forwards or back from its day."""


def _counted(example: Example) -> Answer:
    period = Period(n=example.given["clear_days"], unit=Unit.DAY)
    return _run(example, COUNTED[example.rule], period, Counting.CLEAR_BOTH)


def _run(example: Example, start: Event | Before, period: Period, counting: Counting) -> Answer:
    """Count a period that is no clock of the pack; its last day does not move."""
    clock = Deadline.model_validate(
        {
            "code": "counted",
            "title": {"en": "The period of the example"},
            "from": start,
            "period": period,
            "counting": counting,
            "roll": Roll.NONE,
        }
    )
    pack = example.pack.model_copy(update={"deadlines": (clock,)})
    found = deadline(pack, "counted", {clock.event: _the_day(example)})
    return Answer(found.value.isoformat(), found.steps)


def interests(example: Example) -> Answer:
    """Work out interest, at the rate that is given or at the court's own."""
    pack, given = example.pack, example.given
    name = "after_judgment" if example.rule == "interest_post" else "before_judgment"
    start = example.day("from")
    end = start + timedelta(days=given["days"]) if "days" in given else example.day("to")
    rule = pack.interest_rule(name)
    if "daily_rounding" in given:
        rule = rule.model_copy(update={"round_daily": ROUNDED[given["daily_rounding"]]})
    basis = InterestBasis.OWN_RATE if "rate" in given else InterestBasis.STATUTORY
    rate = Decimal(given["rate"]) if "rate" in given else None
    found = interest(
        pack.model_copy(update={"interest": (rule,)}),
        InterestChoice(basis, rate, name),
        example.money("principal"),
        start=start,
        end=end,
    )
    return Answer(found.value.text(), found.steps)


def costs(example: Example) -> Answer:
    """Work out the most costs can come to, or assess them."""
    given = example.given
    if example.rule == "costs.undefended":
        outlays = [Money.exact(each, example.pack.currency) for each in given["outlays"]]
        facts: dict[FactName, Fact] = {FactName.AMOUNT: example.money("claim")}
        found = assessed_costs(example.pack, example.money("fee_cap"), outlays, facts=facts)
        return Answer({"total": found.value.text() if found.value else None}, found.steps)
    if example.rule != "costs":
        raise NotSupported(f"There is no rule {example.rule}.")
    nothing = Money.zero(example.pack.currency)
    claimed = example.money("claimed") if "claimed" in given else nothing
    awarded = example.money("awarded") if "awarded" in given else nothing
    found = costs_cap(example.pack, claimed=claimed, awarded=awarded)
    return Answer({"cap": None if found.value is None else found.value.text()}, found.steps)


KINDS: Mapping[str, Callable[[Example], Answer]] = {
    "fee": fees,
    "limit": limits,
    "date": dates,
    "interest": interests,
    "costs": costs,
}
