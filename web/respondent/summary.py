"""The answer at a glance, line by line, each with the page it can be changed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cases.enums import Answer
from cases.models import DraftFile
from cases.spoken import day_name
from documents.models import Document
from odr.words import _, language
from web.respondent import words
from web.respondent.answer_forms import AmountsInput, CounterclaimInput, PlanInput, SideInput
from web.respondent.desk import Desk

Row = tuple[str, str, str]
"""The page, what was asked, and what was answered."""


def answer_rows(at: Desk, files: list[tuple[DraftFile, Document]]) -> list[dict[str, Any]]:
    """Return the rows of the list a respondent checks before signing."""
    return [
        {"key": key, "value": value or None, "href": _page(at, step), "what": key.lower()}
        for step, key, value in _rows(at, files)
    ]


def _page(at: Desk, step: str) -> str:
    return str(at.request.app.url_path_for(f"respondent.{step}", claim_id=at.claim.id))


def _rows(at: Desk, files: list[tuple[DraftFile, Document]]) -> Iterator[Row]:
    answer = at.answer or Answer.DISPUTE
    yield "answer", _("Your answer"), words.answered(answer)
    for step in at.steps[1:]:
        value = at.value(step)
        if isinstance(value, AmountsInput):
            yield from _amounts(value, paid=answer is Answer.PAID)
        elif isinstance(value, PlanInput):
            yield step, _("How you pay"), words.plan_in_words(value, words.total_to_pay(at))
        elif isinstance(value, SideInput):
            yield step, _("Your side"), value.reasons
            lines = [f"{day_name(row.happened_on)}: {row.text}" for row in value.timeline]
            yield step, _("What happened when"), "\n".join(lines)
        elif isinstance(value, CounterclaimInput):
            yield step, _("You claim back"), value.counterclaim.show(language())
            yield step, _("Why you claim it"), value.counterclaim_reasons
        elif step == "evidence":
            yield step, _("Your evidence"), "\n".join(_titles(files))


def _amounts(value: AmountsInput, *, paid: bool) -> Iterator[Row]:
    if not paid and value.admitted is not None:
        yield "amounts", _("You owe"), value.admitted.show(language())
    elif value.paid is not None and value.paid_on is not None:
        yield "amounts", _("You paid"), value.paid.show(language())
        yield "amounts", _("Paid on"), day_name(value.paid_on)
        yield "amounts", _("How you paid"), value.paid_how


def _titles(files: Iterable[tuple[DraftFile, Document]]) -> Iterator[str]:
    for file, document in files:
        yield file.title if file.title == document.name else f"{file.title} ({document.name})"
