"""The `odr law` commands: check worked examples, and answer one question about a court's law."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from cases.deadlines import deadline
from cases.enums import InterestBasis
from cases.fees import fee
from cases.interest import InterestChoice, interest
from cases.packs.loader import PackRefused, available_packs, load_pack
from cases.packs.schema import Pack
from cases.packs.vocabulary import Event
from cases.vectors.files import NoVectors, check_file, counted
from cases.vectors.verdicts import Checked, Verdict
from odr.clock import SystemClock
from odr.errors import DomainError
from odr.money import Money

NO_FILE = 2

json_wanted = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
of_court = click.option("--pack", "pack_id", required=True, help="The court, like gb-eaw-...")


@click.group()
def law() -> None:
    """A court's law as data: check worked examples and ask single questions."""


@law.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day it is in the examples.")
@json_wanted
def check(file: Path, today: datetime | None, as_json: bool) -> None:
    """Work out the examples of a file and compare; exit 1 when one comes out differently."""
    try:
        found = check_file(file, today=today.date() if today else this_day())
    except NoVectors as why:
        click.echo(str(why), err=True)
        raise SystemExit(NO_FILE) from why
    if as_json:
        click.echo(json.dumps(counted(found), indent=2, default=as_number, ensure_ascii=False))
    else:
        click.echo("\n".join(told(found)))
    raise SystemExit(1 if any(each.verdict is Verdict.FAILED for each in found) else 0)


def this_day() -> date:
    """Return the day it is, by the clock of the machine."""
    return SystemClock().now().date()


def as_number(value: object) -> object:
    """Write an exact number as it stood in the file, as text."""
    if isinstance(value, Decimal | Fraction):
        return str(value)
    raise TypeError(f"{value!r} is not known to JSON")


def told(found: tuple[Checked, ...]) -> list[str]:
    """Tell a person the counts, by area where not all is well, and each answer that differs."""
    totals = Counter(each.verdict for each in found)
    lines = [f"{verdict.value}: {totals[verdict]}" for verdict in Verdict]
    for verdict in (Verdict.FAILED, Verdict.NOT_SUPPORTED):
        for each in found:
            if each.verdict is verdict:
                lines.append(
                    f"{verdict.value} {each.id} ({each.area}): {' '.join(each.explanation)}"
                )
                if verdict is Verdict.FAILED:
                    lines.append(f"  expected {each.expected}, found {each.found}")
    return lines


def asked_pack(pack_id: str) -> Pack:
    """Return the pack of a court, or say which there are."""
    if pack_id not in available_packs():
        raise click.UsageError(
            f"There is no pack {pack_id}. There are: {', '.join(available_packs())}."
        )
    return load_pack(pack_id)


def answer(work: Callable[[], Any], value: Callable[[Any], Any], *, as_json: bool) -> None:
    """Print what a calculator returns: the value, its steps, the rule and the source."""
    try:
        found = work()
    except (DomainError, PackRefused) as why:
        raise click.ClickException(str(why)) from why
    except (KeyError, ValueError) as why:
        raise click.UsageError(f"This cannot be worked out: {why}") from why
    said = {
        "value": value(found),
        "steps": list(found.steps),
        "rule": found.rule,
        "source": found.source,
        "confidence": found.confidence.value if found.confidence else None,
    }
    click.echo(json.dumps(said, indent=2, ensure_ascii=False) if as_json else spoken(said))


def spoken(said: Mapping[str, Any]) -> str:
    """Write an answer as lines a person reads."""
    lines = [str(said["value"]), *(f"  {step}" for step in said["steps"])]
    lines.append(f"Rule: {said['rule']}")
    if said["source"]:
        sure = f" ({said['confidence']} confidence)" if said["confidence"] else ""
        lines.append(f"Source: {said['source']}{sure}")
    return "\n".join(lines)


def a_fact(words: str) -> tuple[str, Any]:
    """Read a fact of a case, like channel=online."""
    name, mark, value = words.partition("=")
    if not mark:
        raise click.UsageError(f"Write a fact like channel=online, not {words}.")
    known: dict[str, Any] = {"true": True, "false": False}
    return name, known.get(value, int(value) if value.isdigit() else value)


facts_given = click.option("--fact", "facts", multiple=True, help="Like channel=online.")


@law.command("fee")
@of_court
@click.argument("code")
@click.argument("amount", default="0")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day it is paid; today.")
@facts_given
@json_wanted
def fee_asked(
    pack_id: str, code: str, amount: str, on: datetime | None, facts: tuple[str, ...], as_json: bool
) -> None:
    """Work out a fee of a court, like: fee --pack gb-eaw-small-claims filing 1200.50"""
    pack, day = asked_pack(pack_id), on.date() if on else this_day()
    case: Any = dict(a_fact(words) for words in facts)
    answer(
        lambda: fee(pack, code, base=Money.exact(amount, pack.currency), on=day, facts=case),
        lambda found: found.value.text(),
        as_json=as_json,
    )


@law.command("interest")
@of_court
@click.argument("amount")
@click.argument("start", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("end", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--rate", help="A rate agreed on, like 0.05; else the court's own.")
@click.option("--rule", default="before_judgment", show_default=True)
@json_wanted
def interest_asked(pack_id: str, amount: str, start: datetime, end: datetime, **asked: Any) -> None:
    """Work out interest on a sum from one day to another."""
    pack, rate = asked_pack(pack_id), asked["rate"]
    basis = InterestBasis.OWN_RATE if rate else InterestBasis.STATUTORY
    answer(
        lambda: interest(
            pack,
            InterestChoice(basis, Decimal(rate) if rate else None, asked["rule"]),
            Money.exact(amount, pack.currency),
            start=start.date(),
            end=end.date(),
        ),
        lambda found: found.value.text(),
        as_json=asked["as_json"],
    )


@law.command("deadline")
@of_court
@click.argument("code")
@click.argument("happened")
@facts_given
@json_wanted
def deadline_asked(
    pack_id: str, code: str, happened: str, facts: tuple[str, ...], as_json: bool
) -> None:
    """Work out when a clock ends that began on a day, or at a moment like 2026-12-01T15:30."""
    pack = asked_pack(pack_id)
    case: Any = dict(a_fact(words) for words in facts)
    answer(
        lambda: deadline(pack, code, {pack.clocks(code)[0].event: moment(pack, happened)}, case),
        lambda found: found.value.isoformat(),
        as_json=as_json,
    )


def moment(pack: Pack, words: str) -> date | datetime:
    """Read a day, or a moment by the court's clock."""
    if "T" not in words:
        return date.fromisoformat(words)
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(pack.court.time_zone))


@law.command("timeline")
@of_court
@click.argument("event", type=click.Choice([event.value for event in Event]))
@click.argument("happened")
@facts_given
@json_wanted
def timeline_asked(
    pack_id: str, event: str, happened: str, facts: tuple[str, ...], as_json: bool
) -> None:
    """List every clock of a court that runs from an event, like claim.filed, in order of days."""
    pack, case = asked_pack(pack_id), dict(a_fact(words) for words in facts)
    try:
        rows = running(pack, Event(event), moment(pack, happened), case)
    except ValueError as why:
        raise click.UsageError(f"This cannot be worked out: {why}") from why
    if as_json:
        click.echo(json.dumps({"event": event, "clocks": rows}, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['value'] or 'not confirmed'}  {row['code']}: {row['rule']}")


def running(
    pack: Pack, event: Event, happened: date | datetime, facts: Any
) -> list[dict[str, Any]]:
    """Work out the clocks that run from an event; those not confirmed come last, without a day."""
    staged = (clock for stage in pack.stages for clock in stage.clocks)
    codes = dict.fromkeys(c.code for c in (*pack.deadlines, *staged) if c.event is event)
    rows: list[dict[str, Any]] = []
    for code in codes:
        row: dict[str, Any] = {"code": code, "rule": pack.clocks(code)[0].title.read()}
        try:
            found = deadline(pack, code, {event: happened}, facts)
            row |= {"value": found.value.isoformat(), "steps": list(found.steps)}
        except (DomainError, ValueError) as why:
            row |= {"value": None, "steps": [str(why)]}
        rows.append(row)
    return sorted(rows, key=lambda row: row["value"] or "9999")
