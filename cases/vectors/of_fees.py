"""Worked examples of fees, fixed costs and tracks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from cases.fees import fee, fee_bands
from cases.fees import fixed_costs as costs_fixed
from cases.vectors.given import Task, number
from cases.vectors.verdicts import Answer, NotSupported
from odr.money import Money


def claim_fee(task: Task) -> Answer:
    """Work out a fee from the court's table."""
    base = task.money("claim_amount")
    found = fee(task.court, task.settings["fee"], base=base, on=task.today)
    return Answer({"fee": found.value.text()}, found.steps)


def fee_band(task: Task) -> Answer:
    """Name the fee of a range."""
    low, high = task.money("claim_from"), task.money("claim_to")
    for band in fee_bands(task.court, task.settings["fee"], on=task.today):
        if band.holds(low) and band.holds(high) and band.fixed is not None:
            said = f"From {low.text()} to {high.text()} the fee is {band.fixed.text()}."
            return Answer({"fee": band.fixed.text()}, (said,))
    raise NotSupported("The court has no one fee for this range.")


def band_shown(task: Task) -> Answer:
    """Write a range of sums and its fee as people read them."""
    low, high, flat = (_short(task.money(name)) for name in ("min", "max", "flat"))
    return Answer({"range_text": f"{low} to {high}", "fee_text": flat}, ("No pence when none.",))


def _short(amount: Money) -> str:
    return amount.show("en").removesuffix(".00")


def track_fee(task: Task) -> Answer:
    """Return the highest fee for the hearing of a track."""
    track, others = task.words("track"), task.settings["track_fees"]
    if track == task.settings["pack_track"]:
        top = fee_bands(task.court, task.settings["fee"], on=task.today)[-1].fixed
        if top is not None:
            return Answer({"fee": top.text()}, ("The highest range of the court's table.",))
    if track not in others:
        raise NotSupported(f"There is no fee for the track {track}.")
    return Answer({"fee": others[track]}, ("One fee for the whole track.",))


def fixed_costs(task: Task) -> Answer:
    """Add up the fixed costs of starting a claim and of entering judgment on it."""
    base = task.money("claim_amount")
    found = [costs_fixed(task.court, code, base=base, on=task.today) for code in PARTS]
    total = Money.total((each.value for each in found), base.currency)
    return Answer({"fixed_costs": total.text()}, tuple(s for each in found for s in each.steps))


PARTS = ("commencement", "entry")
"""The fixed costs of a judgment without a hearing, by their codes in the pack."""


def entry_costs(task: Task) -> Answer:
    """Add the fixed costs of entering judgment to those of starting, when they are claimed."""
    total, steps = task.money("commencement_costs"), ["The costs of starting are given."]
    if task.value("claim_entry_costs") is True:
        base = task.money("judgment_amount")
        found = costs_fixed(task.court, "entry", base=base, on=task.today)
        total, steps = total + found.value, [*steps, *found.steps]
    return Answer({"total_fixed_costs": total.text()}, tuple(steps))


def adjournment_fee(task: Task) -> Answer:
    """Return the fee to move a hearing: nothing by consent in good time, else with or without."""
    consent = bool(task.maybe("by_consent"))
    if consent and task.whole("days_until_hearing") >= task.whole("free_days"):
        return Answer({"fee_pence": 0}, ("By consent and in good time it is free.",))
    notice = bool(task.maybe("with_notice")) and not consent
    code = task.settings["with_notice" if notice else "without_notice"]
    found = fee(task.court, code, base=Money.zero(task.court.currency), on=task.today)
    return Answer({"fee_pence": found.value.minor}, found.steps)


def track(task: Task) -> Answer:
    """Say which track a claim goes to by its size."""
    amount, four = task.number("total_claim_amount"), bool(task.maybe("four_track_scheme"))
    newer = task.settings["only_with_four_tracks"]
    for name, most in task.settings["tracks"].items():
        if amount <= number(most) and (four or name not in newer):
            return Answer({"track": name}, (f"Claims up to {Fraction(most)} go to it.",))
    return Answer({"track": task.settings["last_track"]}, ("The claim is larger than all limits.",))


RULES: Mapping[str, Callable[[Task], Answer]] = {
    rule.__name__: rule
    for rule in (
        claim_fee, fee_band, band_shown, track_fee, fixed_costs, entry_costs, adjournment_fee,
        track,
    )
}  # fmt: skip
