"""The desk where one stranger's file is opened: reads a question, prints one answer, ends."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from documents.enums import Refusal
from documents.inspection.confinement import confine
from documents.inspection.findings import Refused, Sample
from documents.inspection.kinds import OFFICE, TEXTS, check_extension, opener_of

HEAD = 8192
PAGES = "documents.inspection.pages"
READERS = {"application/pdf": PAGES, "text/plain": TEXTS, "message/rfc822": TEXTS}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Do the one thing that was asked: inspect, draw a page, or read a preview.

    Only the module that opens this kind of file is loaded, which keeps the start short.
    """
    sample = _sample(question)
    if question["task"] == "page":
        count = import_module(PAGES).draw(sample, question["number"], Path(question["target"]))
        return {"pages": count}
    if question["task"] == "preview":
        reader = import_module(READERS.get(question["media_type"], OFFICE))
        return {"text": reader.preview(sample, question["media_type"], question["most"])}
    finding = import_module(opener_of(sample)).inspect(sample)
    check_extension(finding, sample.extension)
    return {
        "media_type": finding.media_type,
        "extension": finding.extension,
        "pages": finding.pages,
        "copied": finding.copied,
    }


def _sample(question: dict[str, Any]) -> Sample:
    path = Path(question["path"])
    with path.open("rb") as file:
        head = file.read(HEAD)
    target = question.get("copy_to")
    size = path.stat().st_size
    return Sample(path, head, size, question["extension"], Path(target) if target else None)


def reply(question: dict[str, Any]) -> dict[str, Any]:
    """Answer one question; whatever goes wrong is the file's fault and refuses it."""
    try:
        return answer(question)
    except Refused as refused:
        return {"refused": refused.reason.value}
    except (MemoryError, RecursionError):
        return {"refused": Refusal.TOO_COMPLEX.value}
    except Exception as problem:  # noqa: BLE001 - a hostile file can fail a library in any way
        return {"refused": Refusal.DAMAGED.value, "problem": type(problem).__name__}


if __name__ == "__main__":  # pragma: no cover - runs in the confined process only
    asked = json.loads(sys.stdin.readline())
    confine()
    print(json.dumps(reply(asked)))
