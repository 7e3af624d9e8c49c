"""Signed checkpoints of the record, kept outside the database, and the check against them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from odr.clock import Clock
from odr.ledger import RECORD, START, Book, canonical, entry_hash
from odr.models import ChainEntry, Checkpoint

Leaf = tuple[str, int, str]
"""A chain, its number of entries and the hash of the last one."""


class Signer(Protocol):
    """The court's key for checkpoints."""

    def sign(self, message: bytes) -> bytes: ...
    def verify(self, message: bytes, signature: bytes) -> bool: ...


class Shelf(Protocol):
    """A place outside the database where checkpoints are kept."""

    def keep(self, name: str, content: bytes) -> None: ...
    def names(self) -> list[str]: ...
    def read(self, name: str) -> bytes: ...


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the record, and where."""

    what: str
    chain: str
    number: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"fault": self.what, "chain": self.chain, "entry": self.number}


@dataclass
class Verification:
    """What a check of the record found."""

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    root: str = START
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": self.sound,
            "entries": self.entries,
            "chains": self.chains,
            "checkpoints": self.checkpoints,
            "root": self.root,
            "faults": [fault.as_json() for fault in self.faults],
        }


def merkle_root(leaves: Iterable[Leaf]) -> str:
    """Return the root of an RFC 6962 tree over the chain heads, sorted by chain."""
    level = [
        hashlib.sha256(b"\x00" + f"{chain}|{count}|{head}".encode()).digest()
        for chain, count, head in sorted(leaves)
    ]
    if not level:
        return START
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0].hex()


def heads(session: Session, book: Book = RECORD) -> list[Leaf]:
    """Return the end of every chain."""
    table = book.heads
    rows = session.execute(select(table.chain, table.count, table.hash).order_by(table.chain))
    return [(chain, count, head) for chain, count, head in rows]


def make_checkpoint(
    session: Session, signer: Signer, shelf: Shelf, *, clock: Clock
) -> Checkpoint | None:
    """Sign the record as it stands and keep the statement outside; None if nothing is new.

    The kept file names only the chains that grew since the last checkpoint; all files together
    give every chain's length, so a cut tail or a missing chain can be named, not only noticed.
    """
    table = RECORD.heads
    rows = session.execute(
        select(table.chain, table.count, table.hash, table.sealed_count).order_by(table.chain)
    ).all()
    grown = {chain: [count, head] for chain, count, head, sealed in rows if count != sealed}
    last = session.scalar(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1))
    if not grown:
        return last
    statement = {
        "number": 1 if last is None else last.number + 1,
        "at": clock.now().isoformat(),
        "entries": sum(count for _chain, count, _head, _sealed in rows),
        "chains": len(rows),
        "root": merkle_root((chain, count, head) for chain, count, head, _sealed in rows),
        "previous": START if last is None else last.root,
    }
    signature = signer.sign(canonical(statement)).hex()
    made = Checkpoint(**{**statement, "at": clock.now()}, signature=signature)
    session.add(made)
    for chain, (count, _head) in grown.items():
        session.execute(update(table).where(table.chain == chain).values(sealed_count=count))
    kept = {"statement": statement, "signature": signature, "grown": grown}
    shelf.keep(f"{made.number:08}.json", canonical(kept))
    return made


def verify(session: Session, signer: Signer, shelf: Shelf) -> Verification:
    """Read the whole record and every kept checkpoint, and name each fault with its place."""
    found = Verification()
    ends = dict(_walk(session, RECORD, found))
    for chain, count, head in heads(session):
        if ends.get(chain, (0, START)) != (count, head):
            found.faults.append(Fault("the end of the chain does not match its head", chain, count))
    promised = _promises(signer, shelf, found)
    _hold_against(promised, ends, session, found)
    found.chains = len(ends)
    found.root = merkle_root((chain, count, head) for chain, (count, head) in ends.items())
    return found


def _walk(
    session: Session, book: Book, found: Verification
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Recompute every chain entry by entry, yielding each chain's true end."""
    chain, count, previous = "", 0, START
    for entry in _in_order(session, book):
        if entry.chain != chain:
            if chain:
                yield chain, (count, previous)
            chain, count, previous = entry.chain, 0, START
        if entry.chain_no != count + 1:
            found.faults.append(Fault("an entry is missing before this one", chain, entry.chain_no))
        elif entry.previous_hash != previous:
            found.faults.append(Fault("the entry does not follow the last", chain, entry.chain_no))
        if entry_hash(entry) != entry.hash:
            found.faults.append(Fault("the entry was changed", chain, entry.chain_no))
        count, previous = entry.chain_no, entry.hash
        found.entries += 1
    if chain:
        yield chain, (count, previous)


def _in_order(session: Session, book: Book) -> Iterator[ChainEntry]:
    table = book.entries
    query = select(table).order_by(table.chain, table.chain_no)
    yield from session.scalars(query.execution_options(yield_per=1000))


def _promises(signer: Signer, shelf: Shelf, found: Verification) -> dict[str, tuple[int, str]]:
    """Read the kept checkpoints in order; return what each chain was once promised to hold."""
    promised: dict[str, tuple[int, str]] = {}
    previous = START
    for number, name in enumerate(sorted(shelf.names()), start=1):
        kept = json.loads(shelf.read(name))
        statement = kept["statement"]
        promised.update({chain: (count, head) for chain, (count, head) in kept["grown"].items()})
        root = merkle_root((chain, count, head) for chain, (count, head) in promised.items())
        signed = signer.verify(canonical(statement), bytes.fromhex(kept["signature"]))
        if not signed or statement["root"] != root:
            found.faults.append(Fault("the checkpoint is not the court's", name))
        if statement["number"] != number or statement["previous"] != previous:
            found.faults.append(Fault("a checkpoint is missing before this one", name))
        previous = statement["root"]
        found.checkpoints += 1
    return promised


def _hold_against(
    promised: dict[str, tuple[int, str]],
    ends: dict[str, tuple[int, str]],
    session: Session,
    found: Verification,
) -> None:
    table = RECORD.entries
    for chain, (count, head) in sorted(promised.items()):
        have = ends.get(chain)
        if have is None:
            found.faults.append(Fault("the whole chain is gone", chain))
        elif have[0] < count:
            found.faults.append(Fault("the end of the chain was cut off", chain, have[0]))
        elif have[1] != head:
            kept = session.scalar(
                select(table.hash).where(table.chain == chain, table.chain_no == count)
            )
            if kept != head:
                found.faults.append(Fault("the chain is not the one signed for", chain, count))
    kept_in_database = session.scalar(select(func.max(Checkpoint.number))) or 0
    if kept_in_database > found.checkpoints:
        found.faults.append(Fault("kept checkpoints are missing", f"{kept_in_database:08}.json"))
