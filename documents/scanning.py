"""The check every file passes before anybody sees it: what it is, and that it does no harm."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from documents.enums import Refusal
from odr.errors import DomainError, Invalid, TooLarge
from odr.words import _

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0  # seconds of wall clock for one file
LAST_BREATH = 1.0  # seconds between closing the pipe and being gone
LONGEST_ANSWER = 2_000_000
MODULE = "documents.inspection"


class Scanner(Protocol):
    """Looks for known viruses in a file."""

    def find_harm(self, path: Path) -> str | None:
        """Return the name of what was found, or None; raise ScannerDown if it cannot tell."""


class ScannerDown(Exception):
    """The virus scanner does not answer; the file waits, nothing is lost."""


@dataclass(frozen=True)
class Inspected:
    """What a file turned out to be. `copy` is the upright picture, where one was asked for."""

    media_type: str
    extension: str
    pages: int | None
    copy: Path | None = None


class Declined(Exception):
    """The inspection does not take the file, for this reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def inspect(path: Path, extension: str, *, copy_to: Path | None = None) -> Inspected:
    """Open a file in a confined process and say what it is, or raise Declined.

    With `copy_to` a picture is also written there upright and without camera data, in the same
    process, so that it is decoded only once.
    """
    if path.stat().st_size == 0:
        raise Declined(Refusal.EMPTY)
    found = ask(
        {
            "task": "inspect",
            "path": str(path),
            "extension": extension,
            "copy_to": str(copy_to) if copy_to else None,
        }
    )
    copy = copy_to if found["copied"] else None
    return Inspected(found["media_type"], found["extension"], found["pages"], copy)


def ask(
    question: dict[str, Any], *, module: str = MODULE, patience: float = PATIENCE
) -> dict[str, Any]:
    """Put one question to a confined process of its own; a hang or crash declines the file."""
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        asked.write(json.dumps(question).encode() + b"\n")
        asked.seek(0)
        if not _ends_well(module, asked, answer, patience):
            raise Declined(Refusal.TOO_COMPLEX)
        answer.seek(0)
        found: dict[str, Any] = json.loads(answer.read(LONGEST_ANSWER))
    if "refused" in found:
        raise Declined(Refusal(found["refused"]))
    return found


def _ends_well(module: str, asked: IO[bytes], answer: IO[bytes], patience: float) -> bool:
    """Run the confined process to its end or kill it.

    The wait is at a pipe that closes with the process: waiting for the process itself would
    mean asking for it twenty times a second, and every file would take that much longer.
    """
    seen, held = os.pipe()
    with os.fdopen(seen, "rb") as end:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell, fixed arguments
                [sys.executable, "-s", "-m", module],
                stdin=asked,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                pass_fds=(held,),
            )
        finally:
            os.close(held)
        with process:
            watch = select.poll()
            watch.register(end)
            watch.poll(patience * 1000)
            try:
                return process.wait(timeout=LAST_BREATH) == 0
            except subprocess.TimeoutExpired:
                process.kill()
                return False


def refusal(reason: Refusal, name: str, *, field: str = "file") -> DomainError:
    """Return the error that tells a person which file is not taken and what to do about it."""
    sentence = f"{name}: {sentence_for(reason)}"
    if reason is Refusal.TOO_LARGE:
        return TooLarge(sentence)
    return Invalid(sentence, field)


def sentence_for(reason: Refusal) -> str:
    """Say in one or two plain sentences why a file is not taken and how to put it right."""
    return {**_not_ours_to_read(), **_not_safe_to_keep()}[reason]


def _not_ours_to_read() -> dict[Refusal, str]:
    return {
        Refusal.NAME: _(
            "The name of this file has signs in it that we cannot take, such as / or \\. "
            "Give the file a short name and send it again."
        ),
        Refusal.EMPTY: _("This file is empty. Check the file on your device and send it again."),
        Refusal.TOO_LARGE: _("This file is too large. Send a smaller copy, or send it in parts."),
        Refusal.KIND: _(
            "We cannot take this kind of file. Send a PDF, a photo (JPEG, PNG, WebP or HEIC), "
            "a text, an e-mail (.eml), a Word, Excel or OpenDocument file, or MP3, M4A or MP4."
        ),
        Refusal.EXTENSION: _(
            "The ending of the file name does not fit what is in the file. "
            "Open the file, save it again, and send the new copy."
        ),
    }


def _not_safe_to_keep() -> dict[Refusal, str]:
    return {
        Refusal.TWO_KINDS: _(
            "Something else is hidden in this file. Open it, save or print it as a new PDF, "
            "and send that."
        ),
        Refusal.WEB_PAGE: _(
            "We cannot take web pages. Print the page as a PDF, or take a picture of the screen."
        ),
        Refusal.ARCHIVE: _(
            "We cannot take packed files such as ZIP. Unpack it and send each file by itself."
        ),
        Refusal.BOMB: _(
            "This file unpacks to far more than its size. Save its content as a PDF and send that."
        ),
        Refusal.MACROS: _(
            "This file contains a program (a macro). Save it as a PDF and send that."
        ),
        Refusal.CARRIES_FILES: _(
            "There are other files inside this file. Send each of them by itself, "
            "and print this one as a PDF."
        ),
        Refusal.REACHES_OUT: _(
            "This file loads parts from other places. Save it as a PDF and send that."
        ),
        Refusal.LOCKED: _(
            "This file is locked with a password. Open it, print it as a new PDF without "
            "a password, and send that."
        ),
        Refusal.ACTIVE: _(
            "This file does things by itself when it is opened. "
            "Print it as a new PDF and send that."
        ),
        Refusal.TOO_MANY_PIXELS: _(
            "This picture or page is too large to open safely. Send a smaller copy of it."
        ),
        Refusal.TOO_COMPLEX: _(
            "This file is too complex to check. Print it as a PDF, in parts if it is long, "
            "and send that."
        ),
        Refusal.DAMAGED: _(
            "This file is damaged or not complete. Open it on your device to check it, "
            "and send it again."
        ),
        Refusal.VIRUS: _(
            "The virus scanner found something harmful in this file. It was not kept. "
            "Check your device, and send a clean copy."
        ),
    }
