"""The desk at which a claim is written: what is saved, what is missing, and what comes next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from cases import drafts
from cases.inputs import AmountInput, ClaimInput, PartyInput, TimelineInput
from cases.models import Draft, DraftFile
from cases.packs import Pack
from cases.sums import FilingSum, claim_interest, court_pack, filing_sum
from documents.models import Document
from odr.clock import Clock
from odr.errors import NotFound
from odr.permissions import Actor
from odr.words import _
from web.claimant.claim_forms import FORMS, LISTS
from web.deps import ActorDep, ClockDep, SessionDep
from web.form_reading import gather
from web.forms import Form, posted, read_form

NOT_KEPT = {"seen", "then"}
OPTIONAL = {"timeline"}
Given = TypeVar("Given", bound=BaseModel)


@dataclass
class Desk:
    """One person at work on one claim that is not sent yet."""

    request: Request
    session: Session
    actor: Actor
    clock: Clock
    draft: Draft
    _values: dict[str, Any] = field(default_factory=dict)
    """The saved pages checked so far: they are asked for again and again."""

    @property
    def pack(self) -> Pack:
        return court_pack(self.session)

    @property
    def today(self) -> date:
        return self.pack.days.day_of(self.clock.now())

    def saved(self, section: str) -> Form[Any]:
        """Return what is saved of one page, as it was typed."""
        return Form(raw=self.draft.data.get(section, {}))

    def begun(self, section: str) -> Form[Any]:
        """Return what a page shows when it is opened; what was said on another is not asked twice.

        The interest begins on the day the money was owed, unless somebody says another day.
        """
        if section != "interest" or section in self.draft.data:
            return self.saved(section)
        story = self.saved("story").raw
        parts = ("day", "month", "year")
        return Form(raw={f"since-{part}": story.get(f"due_since-{part}", []) for part in parts})

    def raw_text(self, section: str, name: str) -> str:
        """Return what was typed into one field of a saved page."""
        return self.saved(section).text(name)

    def checked(self, section: str, form: Form[Any]) -> Form[Any]:
        """Look at answers beside the court's rules and the other pages."""
        if form.value is None or not hasattr(form.value, "amiss"):
            return form
        rows = self._typed_rows(section, form)
        for name, sentence in list(form.value.amiss(self, rows)):
            form = form.refused(sentence, name)
        return form

    def _typed_rows(self, section: str, form: Form[Any]) -> list[int]:
        """Return which typed row each row of the answer was: empty ones are only paper."""
        if section not in LISTS:
            return []
        found = gather(FORMS[section], form.raw, currency=self.pack.currency)
        return found.row_numbers.get(LISTS[section], [])

    def value(self, section: str) -> Any:
        """Return the checked answers of a saved page, or None while they are not good."""
        if section not in self._values:
            self._values[section] = self._checked_page(section)
        return self._values[section]

    def _checked_page(self, section: str) -> Any:
        if section not in self.draft.data and section not in OPTIONAL:
            return None
        form = read_form(FORMS[section], _data(self.saved(section)), currency=self.pack.currency)
        return self.checked(section, form).value

    @property
    def missing(self) -> list[str]:
        """The pages that still have to be done before the claim can be sent."""
        return [section for section in FORMS if self.value(section) is None]

    def after(self, section: str) -> str:
        """Return the page to go on with: the next one not done or not seen yet, else evidence."""
        order = list(FORMS)
        later = order[order.index(section) + 1 :]
        todo = (each for each in later if each in self.missing or each not in self.draft.data)
        return next(todo, "evidence")

    def mark(self, section: str) -> str:
        """Return a short mark of what is saved, to see if another window saved in between."""
        text = json.dumps(self.draft.data.get(section), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def overtaken(self, section: str, form: Form[Any]) -> bool:
        """Tell whether another window changed this page since it was shown."""
        seen = form.text("seen")
        return seen not in ("", self.mark(section)) and self.own(section, form) != dict(
            self.saved(section).raw
        )

    def own(self, section: str, form: Form[Any]) -> dict[str, list[str]]:
        """Return what was typed into the fields of this page, and nothing else that was sent."""
        names = tuple(FORMS[section].model_fields)
        return {
            key: values
            for key, values in form.raw.items()
            if key not in NOT_KEPT
            and (key in names or key.startswith(tuple(f"{n}-" for n in names)))
        }

    def keep(self, section: str, form: Form[Any]) -> None:
        """Save a page as it was typed."""
        self.draft = drafts.save_section(
            self.session,
            self.actor,
            self.draft.id,
            section,
            self.own(section, form),
            clock=self.clock,
        )
        self._values.clear()

    @property
    def files(self) -> list[tuple[DraftFile, Document]]:
        return drafts.files_of(self.session, self.draft)

    @property
    def claimant(self) -> PartyInput | None:
        """The person who claims, from the two pages about them."""
        who, where = self.value("you"), self.value("contact")
        if who is None or where is None:
            return None
        return PartyInput(**who.you.model_dump(), **where.you.model_dump())

    def whole(self) -> ClaimInput | None:
        """Return the whole claim, or None while a page is missing."""
        claimant = self.claimant
        if claimant is None or self.missing:
            return None
        story = self.value("story")
        return ClaimInput(
            kind=story.kind,
            claimants=[claimant],
            respondents=_plain(PartyInput, self.value("others").others),
            what_happened=story.what_happened,
            due_since=story.due_since,
            timeline=_plain(TimelineInput, self.value("timeline").timeline),
            amounts=_plain(AmountInput, self.value("amounts").amounts),
            interest=self.value("interest").asked,
        )

    def sums(self) -> FilingSum | None:
        """Work out interest and fee as they would be if the claim were sent today."""
        whole = self.whole()
        return filing_sum(self.pack, whole, self.today) if whole is not None else None

    def interest(self) -> Any:
        """Work out the interest asked for, once sums and choice are there."""
        amounts, choice = self.value("amounts"), self.value("interest")
        if amounts is None or choice is None:
            return None
        return claim_interest(self.pack, amounts.total, choice.asked, self.today)


def _plain(model: type[Given], rows: Iterable[BaseModel]) -> list[Given]:
    """Turn the rows of a page into what the court takes: the same answers without page words."""
    return [model.model_validate(dict(row)) for row in rows]


def _data(form: Form[Any]) -> FormData:
    return FormData([(name, text) for name, texts in form.raw.items() for text in texts])


def desk(
    request: Request, session: SessionDep, actor: ActorDep, clock: ClockDep, draft_id: UUID
) -> Desk:
    """Sit down at a draft of one's own."""
    draft = drafts.draft_for(session, actor, draft_id)
    if draft.kind != drafts.CLAIM:
        raise NotFound(_("There is no such draft, or it is not yours to see."))
    return Desk(request, session, actor, clock, draft)


DeskDep = Annotated[Desk, Depends(desk)]


async def section_form(request: Request, section: str) -> Form[Any]:
    """Read the form of the page that was sent."""
    if section not in FORMS:
        raise NotFound(_("There is no such page."))
    return await posted(FORMS[section])(request)


SectionForm = Annotated[Form[Any], Depends(section_form)]
