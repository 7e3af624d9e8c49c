"""A filing as the driver alone writes it: eight rows, a commit, nothing else.

Run as `python -m benchmarks.ceilings.filing ADDRESS SECONDS THREADS`; prints what it came to.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import psycopg
from sqlalchemy.engine import make_url

TABLES = (
    ("claim", 1),
    ("party", 2),
    ("amount_line", 1),
    ("timeline_row", 1),
    ("payment", 1),
    ("ledger_head", 1),
    ("ledger_entry", 1),
)
LEFT_OUT = {"seq"}
Row = dict[str, Any]


def connect(url: str) -> Any:
    """Open the database through its driver."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        place = f"host={address.query['host']} user=postgres dbname={address.database}"
        return psycopg.connect(place)
    connection = sqlite3.connect(address.database or "", isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def patterns(connection: Any) -> list[tuple[str, Row]]:
    """Return the eight rows of one filing, as they stand in the database."""
    found: list[tuple[str, Row]] = []
    claim: Any = None
    for table, count in TABLES:
        chain = f"case:{UUID(str(claim))}" if claim else ""
        where = {
            "claim": "status = 'in_review'",
            "ledger_head": f"chain = '{chain}'",
            "ledger_entry": f"chain = '{chain}' ORDER BY chain_no",
        }.get(table, f"claim_id = '{claim}'")
        rows = connection.execute(f"SELECT * FROM {table} WHERE {where} LIMIT {count}")  # noqa: S608
        names = [column[0] for column in rows.description]
        for values in rows.fetchall():
            found.append((table, dict(zip(names, values, strict=True))))
        claim = claim or found[0][1]["id"]
    return found


def sentences(found: list[tuple[str, Row]], mark: str) -> list[tuple[str, list[str]]]:
    """Return an insert for each row and the names of its columns."""
    made = []
    for table, row in found:
        names = [name for name in row if name not in LEFT_OUT]
        places = ", ".join([mark] * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        made.append((f"INSERT INTO {table} ({columns}) VALUES ({places})", names))  # noqa: S608
    return made


def renewed(found: list[tuple[str, Row]], *, text: bool) -> list[Row]:
    """Return the rows of a new filing: the same, with ids of their own."""
    new: dict[Any, UUID] = {row["id"]: uuid4() for _table, row in found if "id" in row}
    claim = new[found[0][1]["id"]]
    written: dict[Any, Any] = {old: each.hex if text else each for old, each in new.items()}
    rows = []
    for _table, row in found:
        fresh = {
            name: written.get(value, value) if isinstance(value, str | UUID) else value
            for name, value in row.items()
        }
        if "chain" in fresh:
            fresh["chain"] = f"case:{claim}"
        for name in ("number", "receipt_no", "provider_reference"):
            if name in fresh:
                fresh[name] = None
        rows.append(fresh)
    return rows


def file_until(url: str, ends: float, times: list[float]) -> None:
    """File again and again through one connection, noting how long each filing took."""
    sqlite = url.startswith("sqlite")
    connection = connect(url)
    found = patterns(connection)
    inserts = sentences(found, "?" if sqlite else "%s")
    found = [(table, _as_sent(row)) for table, row in found]
    connection.commit()
    while (began := perf_counter()) < ends:
        rows = renewed(found, text=sqlite)
        if sqlite:
            connection.execute("BEGIN IMMEDIATE")
        for (words, names), row in zip(inserts, rows, strict=True):
            connection.execute(words, [row[name] for name in names])
        connection.commit()
        times.append(perf_counter() - began)
    connection.close()


def _as_sent(row: Row) -> Row:
    """The driver reads JSON as lists and objects and wants it back as text."""
    return {
        name: json.dumps(value) if isinstance(value, dict | list) else value
        for name, value in row.items()
    }


def main() -> None:
    """File for some seconds in some threads and print the number and the times."""
    url, seconds, count = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    times: list[float] = []
    began = perf_counter()
    threads = [
        threading.Thread(target=file_until, args=(url, began + seconds, times))
        for _number in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": perf_counter() - began, "times": times}))


if __name__ == "__main__":
    main()
