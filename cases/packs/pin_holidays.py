"""Pins a court's closed days per year: python -m cases.packs.pin_holidays NAME COUNTRY AREAS YEARS.

A pinned year is never written again, so that a newer list of holidays cannot move a
deadline already given. A day proclaimed later goes into the pack as extra_closed.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path

import click
import holidays
import yaml

from cases.packs.loader import DATA


def closed_days(country: str, areas: list[str], year: int) -> dict[date, str]:
    """Return the holidays of a year; areas that share a court must agree on them."""
    lists = [
        dict(holidays.country_holidays(country, subdiv=area or None, years=year)) for area in areas
    ]
    if any(other != lists[0] for other in lists[1:]):
        raise click.ClickException(f"{', '.join(areas)} differ in {year}")
    return dict(sorted(lists[0].items()))


@click.command()
@click.argument("name")
@click.argument("country")
@click.argument("areas")
@click.argument("first", type=int)
@click.argument("last", type=int)
@click.option("--folder", type=click.Path(path_type=Path), default=DATA / "holidays")
def pin(name: str, country: str, areas: str, first: int, last: int, folder: Path) -> None:
    """Write the closed days of each year that is not pinned yet."""
    for year in range(first, last + 1):
        path = folder / f"{name}-{year}.yaml"
        if path.exists():
            click.echo(f"{path.name} is pinned already")
            continue
        content = {
            "country": country,
            "areas": areas.split(","),
            "year": year,
            "list": f"holidays {version('holidays')}",
            "days": closed_days(country, areas.split(","), year),
        }
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
        click.echo(f"{path.name} written")


if __name__ == "__main__":  # pragma: no cover - the command line itself
    pin()
