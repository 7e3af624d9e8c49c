"""Holds the court against its ceilings in one run and prints the ratios.

Both sides of each ratio are measured in turns, so that a busy machine slows both. Run it as
`make bench`, or `python -m benchmarks.run --small 1000 --large 20000 --only sqlite`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from benchmarks.deterministic import counts
from benchmarks.driver import Rate, Unanswered, get_again, rate_of, send_all
from benchmarks.places import Place, make_places, open_databases
from benchmarks.scene import Scene
from benchmarks.servers import ROOT, Running, serve
from odr.logging import write_log

GOALS = Path(__file__).with_name("goals.toml")
RESULT = ROOT / "var" / "bench.json"
ROUNDS, MOST_ROUNDS = 3, 6
TOO_NOISY = 0.30
"""A spread of the ratio above this share asks for more rounds."""
MOST_FILINGS = 250
"""Written claims that wait on each connection; a quicker court ends the turn early."""

Measure = Callable[[], Rate]


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    goal: str
    database: str
    cases: int
    what: str
    ratio: float
    lowest: float
    highest: float
    must: float
    stretch: float
    sense: str
    ours: float
    theirs: float

    @property
    def met(self) -> bool:
        return self.ratio >= self.must if self.sense == "more" else self.ratio <= self.must


class Bench:
    """One run over one kind of database."""

    def __init__(self, kind: str, seconds: float) -> None:
        self.kind = kind
        self.seconds = seconds
        self.goals = tomllib.loads(GOALS.read_text())
        self.lines: list[Line] = []

    def over(self, small: Running, large: Running) -> None:
        """Measure everything on a small and a large court."""
        scenes = {each.court: Scene(each.place) for each in (small, large)}
        for running in (small, large):
            for goal, figure in counts(scenes[running.court]).items():
                self.single(goal, running.place, [figure])
            self.pages(running, scenes[running.court])
            self.deeds(running, scenes[running.court])
        self.pair(
            "P2.queue_growth",
            large.place,
            self.queue(large, scenes[large.court]),
            self.queue(small, scenes[small.court]),
            costs=True,
        )

    def queue(self, at: Running, scene: Scene) -> Measure:
        url = f"http://127.0.0.1:{at.court}/registry?status=in_review"
        return lambda: get_again(url, scene.clerk[1], self.seconds)

    def pages(self, at: Running, scene: Scene) -> None:
        """Measure the pages that are read."""
        bare = f"http://127.0.0.1:{at.bare}/bare"
        room = f"http://127.0.0.1:{at.court}/cases/{scene.claim_id}/mediation/joint-room"

        def get(url: str, cookie: str = "") -> Measure:
            return lambda: get_again(url, cookie, self.seconds)

        self.pair("P1.queue_bare", at.place, self.queue(at, scene), get(f"{bare}/queue"))
        self.pair("P1.queue_raw", at.place, self.queue(at, scene), get(f"{bare}/raw/queue"))
        self.pair(
            "P3.room_bare",
            at.place,
            get(room, scene.claimant[1]),
            get(f"{bare}/room/{scene.claim_id}"),
        )

    def deeds(self, at: Running, scene: Scene) -> None:
        """Measure what is written."""
        tails: list[float] = []

        def file() -> Rate:
            rate = send_all(at.court, scene.filings(at.court, MOST_FILINGS), self.seconds)
            tails.append(rate.slow / rate.middle)
            return rate

        url = at.place.settings.database_url
        self.pair("P4.filing_raw", at.place, file, lambda: raw_filings(url, self.seconds))
        self.single("P4.filing_tail", at.place, tails)
        self.pair(
            "P5.message_bare",
            at.place,
            lambda: send_all(at.court, scene.messages(at.court), self.seconds),
            lambda: send_all(at.bare, scene.bare_messages(at.bare), self.seconds),
        )

    def pair(
        self, goal: str, place: Place, ours: Measure, theirs: Measure, *, costs: bool = False
    ) -> None:
        """Measure two things in turns until their ratio is steady, or the patience is over."""
        rates: list[tuple[float, float]] = []
        ratios: list[float] = []
        for measure in (ours, theirs):
            warm_up(measure)
        while len(ratios) < ROUNDS or (len(ratios) < MOST_ROUNDS and _spread(ratios) > TOO_NOISY):
            order = (ours, theirs) if len(ratios) % 2 == 0 else (theirs, ours)
            found = {measure: measure().per_second for measure in order}
            rates.append((found[ours], found[theirs]))
            ratio = found[ours] / found[theirs]
            ratios.append(1 / ratio if costs else ratio)
        self.note(goal, place, ratios, rates)

    def single(self, goal: str, place: Place, ratios: list[float]) -> None:
        """Note a ratio that was found on the way."""
        only = self._goal(goal).get("only", self.kind)
        if only == self.kind:
            self.note(goal, place, ratios, [(0.0, 0.0)])

    def note(
        self, goal: str, place: Place, ratios: list[float], rates: list[tuple[float, float]]
    ) -> None:
        """Keep a line and say it."""
        asked = self._goal(goal)
        line = Line(
            goal.partition(".")[0],
            self.kind,
            place.cases,
            asked["what"],
            median(ratios),
            min(ratios),
            max(ratios),
            self._figure(asked["must"]),
            self._figure(asked["stretch"]),
            asked["sense"],
            median(ours for ours, _theirs in rates),
            median(theirs for _ours, theirs in rates),
        )
        self.lines.append(line)
        print(row_of(line), flush=True)

    def _goal(self, goal: str) -> dict[str, Any]:
        part, _dot, name = goal.partition(".")
        found: dict[str, Any] = self.goals[part][name]
        return found

    def _figure(self, figure: float | dict[str, float]) -> float:
        return figure[self.kind] if isinstance(figure, dict) else figure


def warm_up(measure: Measure) -> None:
    """Let workers open their connections and read their templates; this does not count."""
    for last in (False, False, True):
        try:
            measure()
        except Unanswered:
            if last:
                raise
        else:
            return


def _spread(ratios: list[float]) -> float:
    return (max(ratios) - min(ratios)) / median(ratios)


def raw_filings(url: str, seconds: float) -> Rate:
    """Let the driver alone file: one writer on SQLite, two processes of four on PostgreSQL."""
    processes, threads = (1, 1) if url.startswith("sqlite") else (2, 4)
    command = [sys.executable, "-m", "benchmarks.ceilings.filing", url, str(seconds), str(threads)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _each in range(processes)
    ]
    said = [json.loads(process.communicate()[0]) for process in started]
    times = [time for each in said for time in each["times"]]
    return rate_of(times, max(each["seconds"] for each in said))


LAYOUT = "{:5}{:12}{:>8}  {:52}{:>6}  {:12}{:>5}{:>6}  {}  {}"
HEAD = LAYOUT.format(
    "goal", "database", "cases", "what", "ratio", "range", "must", "aim", "    ", "a second"
)


def row_of(line: Line) -> str:
    """Write one line of the table."""
    return LAYOUT.format(
        line.goal,
        line.database,
        f"{line.cases:,}",
        line.what,
        f"{line.ratio:.2f}",
        f"{line.lowest:.2f}–{line.highest:.2f}",
        f"{line.must:.2f}",
        f"{line.stretch:.2f}",
        "pass" if line.met else "MISS",
        f"{line.ours:.0f} : {line.theirs:.0f}" if line.theirs else "",
    )


def asked_for() -> Namespace:
    """Read what the command line asks for."""
    parser = ArgumentParser(description="Measure the court against its ceilings.")
    parser.add_argument("--small", type=int, default=1000, help="cases of the small court")
    parser.add_argument("--large", type=int, default=100_000, help="cases of the large court")
    parser.add_argument("--seconds", type=float, default=2, help="length of one turn")
    parser.add_argument("--json", action="store_true", help="print the result for a programme too")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database alone")
    return parser.parse_args()


def main() -> None:
    """Run everything; exit 1 when a must is missed."""
    given = asked_for()
    write_log("ERROR")
    began, lines = monotonic(), list[Line]()
    kinds = [given.only] if given.only else ["sqlite", "postgresql"]
    for kind in kinds:
        folder = Path(tempfile.mkdtemp(prefix="odr-bench-"))
        folder.chmod(0o755)  # PostgreSQL gives up root and still has to get in
        try:
            lines += measure(kind, folder, given)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    RESULT.parent.mkdir(exist_ok=True)
    found = [asdict(line) | {"met": line.met} for line in lines]
    RESULT.write_text(json.dumps(found, indent=1))
    if given.json:
        print(RESULT.read_text())
    missed = sum(not line.met for line in lines)
    print(
        f"{len(lines) - missed} of {len(lines)} goals met in {monotonic() - began:.0f} s; {RESULT}"
    )
    raise SystemExit(1 if missed else 0)


def measure(kind: str, folder: Path, given: Namespace) -> list[Line]:
    """Make the courts of one kind of database, open them and measure."""
    bench = Bench(kind, given.seconds)
    with open_databases(kind, folder) as databases, ExitStack() as stack:
        places = make_places(databases, folder, [given.small, given.large], print)
        small, large = (stack.enter_context(serve(place)) for place in places)
        print(HEAD, flush=True)
        bench.over(small, large)
    return bench.lines


if __name__ == "__main__":
    main()
