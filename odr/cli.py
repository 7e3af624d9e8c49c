"""The `odr` command: run, serve, work, migrate, play, verify and what an operator needs."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import uvicorn
from alembic import command
from alembic.config import Config
from sqlalchemy import select

from odr import clients
from odr.app import make_app, work_until
from odr.clients import Scope
from odr.clock import SystemClock
from odr.court import open_court, prepare_folder
from odr.db import make_engine
from odr.entropy import SystemEntropy
from odr.law_commands import law
from odr.logging import write_log
from odr.models import Account
from odr.permissions import SYSTEM
from odr.play.performance import Season, open_played_court, play_demo
from odr.play.performance import play as play_cases
from odr.settings import Settings, load
from web import sandbox

ROOT = Path(__file__).resolve().parent.parent
DEMO_CASES = 30
DEMO_DAYS = timedelta(days=60)
DEMO_SEED = 7

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def report(found: dict[str, Any], *, as_json: bool) -> None:
    """Print what a command found, as JSON or as lines a person reads."""
    if as_json:
        click.echo(json.dumps(found, indent=2, sort_keys=True))
        return
    for key, value in found.items():
        click.echo(f"{key.replace('_', ' ')}: {value}")


@click.group()
def main() -> None:
    """A small claims court that answers at any hour."""
    write_log(load().log_level)


@main.command()
def migrate() -> None:
    """Bring the database to the newest form."""
    migrate_to_head(load())


def migrate_to_head(settings: Settings) -> None:
    """Run the migrations on the database of the settings."""
    prepare_folder(settings.database_url)
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    engine = make_engine(settings.database_url)
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
    engine.dispose()


@main.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve the pages; `odr work` does the jobs."""
    start(load(), host, port, works=False)


@main.command()
def work() -> None:
    """Do the court's jobs until stopped."""
    work_until(open_court(load()), threading.Event())


@main.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def run(port: int) -> None:
    """Set up a demo court, fill it with played cases, and serve it."""
    settings = demo_settings(port)
    migrate_to_head(settings)
    seed_when_empty(settings)
    if settings.payment_url == sandbox_address(port):
        start_payment_page(port)
    write_log(settings.log_level)
    click.echo(f"\n  The demo court is open: {settings.base_url}")
    click.echo(f"  Sign in as anybody:     {settings.base_url}/demo\n")
    start(settings, "127.0.0.1", port, works=True)


def demo_settings(port: int) -> Settings:
    """Return the settings of the demo court; what the environment says goes first."""
    given = {
        "ODR_DEMO": "true",
        "ODR_BASE_URL": f"http://127.0.0.1:{port}",
        "ODR_PAYMENT_URL": sandbox_address(port),
        "ODR_PAYMENT_SECRET": SystemEntropy().token(),
    }
    for name, value in given.items():
        os.environ.setdefault(name, value)
    return load()


def sandbox_address(port: int) -> str:
    """The demo's payment page stands at the next port."""
    return f"http://127.0.0.1:{port + 1}"


def start_payment_page(port: int) -> None:
    """Start the sandbox of the payment provider as a process of its own, for as long as we run."""
    page = subprocess.Popen(  # noqa: S603 - our own command, no input of anybody
        [sys.executable, "-m", "odr", "sandbox", "payments", "--port", str(port + 1)]
    )
    atexit.register(page.terminate)


def start(settings: Settings, host: str, port: int, *, works: bool) -> None:
    """Serve one court in this process."""
    court = open_court(settings)
    uvicorn.run(
        make_app(court, works=works),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        access_log=False,
        limit_concurrency=500,
    )


def is_used(settings: Settings) -> bool:
    """Tell whether anybody has an account in this database already."""
    with closing(open_court(settings)) as court, court.sessions() as session:
        return session.scalar(select(Account.id).limit(1)) is not None


def seed_when_empty(settings: Settings) -> None:
    """Play the demo cases when nobody has ever used this database."""
    if not is_used(settings):
        click.echo(f"  Playing {DEMO_CASES} demo cases …")
        write_log("WARNING")
        now = SystemClock().now()
        season = Season(opening=now - DEMO_DAYS, pace=DEMO_DAYS / DEMO_CASES, until=now)
        play_demo(settings, cases=DEMO_CASES, seed=DEMO_SEED, season=season)


@main.command()
@click.option("--cases", default=200, show_default=True, help="How many cases to play.")
@click.option("--seed", default=7, show_default=True, help="The same seed, the same record.")
@as_json
def play(cases: int, seed: int, as_json: bool) -> None:
    """Play made-up cases through the same deeds, on an empty database of its own."""
    write_log("WARNING")
    settings = load()
    migrate_to_head(settings)
    if is_used(settings):
        raise click.ClickException(
            "This database holds a court already. Name an empty one in ODR_DATABASE_URL."
        )
    court, found = play_cases(settings, cases=cases, seed=seed)
    with closing(court):
        found["record"] = court.verify().as_json()
    report(found, as_json=as_json)


@main.command()
@click.option("--seed", type=int, help="Check a played record, whose keys come from this seed.")
@as_json
def verify(seed: int | None, as_json: bool) -> None:
    """Check the whole record and every kept checkpoint; exit 1 when anything is wrong."""
    settings = load()
    opened = open_court(settings) if seed is None else open_played_court(settings, seed)
    with closing(opened) as court:
        found = court.verify()
    report(found.as_json(), as_json=as_json)
    raise SystemExit(0 if found.sound else 1)


@main.group()
def client() -> None:
    """Machines that may read the court's record."""


@client.command("add")
@click.argument("name")
@click.option("--scopes", default=" ".join(Scope), show_default=True, help="What it may read.")
@as_json
def add(name: str, scopes: str, as_json: bool) -> None:
    """Register a machine; its secret is shown this once and never again."""
    with closing(open_court(load())) as court, court.sessions() as session:
        wanted = [Scope(scope) for scope in scopes.split()]
        made = clients.add_client(session, SYSTEM, name, wanted, clock=court.clock)
        session.commit()
        found = {"client_id": made.client.client_id, "secret": made.secret, "scopes": scopes}
    report(found, as_json=as_json)


@main.group("sandbox")
def sandbox_group() -> None:
    """Stand-ins for other people's services, for trying things out."""


@sandbox_group.command("payments")
@click.option("--port", default=8001, show_default=True)
def sandbox_payments(port: int) -> None:
    """Run a payment page that takes no money."""
    sandbox.serve(port, load().payment_secret)


main.add_command(law)


@main.command()
def checkpoint() -> None:
    """Sign the record as it stands and keep the statement outside the database."""
    with closing(open_court(load())) as court:
        court.checkpoint()
