"""The desk at which a respondent writes the answer: what is saved, what is missing, what next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from cases import drafts, policies, queries
from cases.deadlines import is_late
from cases.enums import Answer, AnswerStatus, ClaimStatus, Side
from cases.models import Claim, Draft, Party
from cases.packs import Pack
from cases.sums import pack_of
from odr.clock import Clock
from odr.errors import IllegalMove
from odr.permissions import Actor, require
from odr.words import _
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, read_form
from web.guards import PartyClaim
from web.respondent.answer_forms import FORMS, STEPS

VERSION = "version"


@dataclass
class Desk:
    """One respondent at work on one answer."""

    request: Request
    session: Session
    actor: Actor
    clock: Clock
    claim: Claim
    party: Party
    draft: Draft | None

    @property
    def pack(self) -> Pack:
        return pack_of(self.claim)

    @property
    def today(self) -> date:
        return self.pack.days.day_of(self.clock.now())

    @property
    def late(self) -> bool:
        due = self.party.response_due
        return due is not None and is_late(due, self.clock.now())

    @property
    def open(self) -> bool:
        """Tell whether the claim can be answered now."""
        waiting = {AnswerStatus.AWAITED, AnswerStatus.SILENT}
        return self.claim.status is ClaimStatus.SERVED and self.party.answer_status in waiting

    @property
    def version(self) -> int:
        """Count the saves, so that two windows do not overwrite each other unseen."""
        return self.draft.version if self.draft is not None else 0

    @property
    def answer(self) -> Answer | None:
        """The answer chosen, if one is."""
        chosen = self.saved("answer").text("answer")
        return Answer(chosen) if chosen in set(Answer) else None

    @property
    def steps(self) -> tuple[str, ...]:
        """The pages this answer needs, in order."""
        return ("answer", *STEPS[self.answer]) if self.answer is not None else ("answer",)

    def saved(self, step: str) -> Form[Any]:
        """Return what is saved of one page, as it was typed."""
        return Form(raw=self.draft.data.get(step, {}) if self.draft is not None else {})

    def read(self, step: str) -> Form[Any]:
        """Return what is saved of one page, checked."""
        raw = self.saved(step).raw
        pairs: list[tuple[str, str | UploadFile]] = [
            (name, text) for name, texts in raw.items() for text in texts
        ]
        return self.checked(step, read_form(FORMS[step], FormData(pairs), currency=self.currency))

    def value(self, step: str) -> Any:
        """Return the checked answers of a page, or None while they are not good."""
        return self.read(step).value

    @property
    def currency(self) -> str:
        return self.claim.currency

    def checked(self, step: str, form: Form[Any]) -> Form[Any]:
        """Look at answers beside the case: only here is known what they have to fit."""
        if form.value is None or not hasattr(form.value, "fits"):
            return form
        found: Mapping[str, str] = form.value.fits(self)
        for name, sentence in found.items():
            form = form.refused(sentence, name)
        return form

    def before(self, step: str) -> str:
        """Return the page before this one, for the way back."""
        pages = ("claim", *self.steps, "check")
        return pages[pages.index(step) - 1] if step in pages else "claim"

    @property
    def missing(self) -> list[str]:
        """The pages that are not done yet."""
        held = self.draft.data if self.draft is not None else {}
        return [step for step in self.steps if step not in held or self.value(step) is None]

    @property
    def next(self) -> str:
        """The page to go on with: the first that is not done, else the last look at all."""
        return next(iter(self.missing), "check")

    def keep(self, step: str, form: Form[Any]) -> None:
        """Save what was typed, right or wrong, so that nothing has to be typed twice."""
        self.must_be_open()
        typed = {name: texts for name, texts in form.raw.items() if name != VERSION}
        seen = form.text(VERSION)
        known = self.draft is not None and seen.isdecimal()
        draft = drafts.draft_of_answer(self.session, self.actor, self.party.id, clock=self.clock)
        self.draft = drafts.save_section(
            self.session,
            self.actor,
            draft.id,
            step,
            typed,
            version=int(seen) if known else None,
            clock=self.clock,
        )

    def must_be_open(self) -> None:
        """Refuse to go on where no answer can be given."""
        require(policies.may_respond(self.actor, self.claim, self.party))
        if not self.open:
            raise IllegalMove(_("This claim cannot be answered now. Open the case to see why."))


def respondents_claim(actor: ActorDep, claim: PartyClaim) -> Party:
    """The respondent this reader speaks for; to the claimant the page does not exist."""
    return queries.party_for(actor, claim, Side.RESPONDENT)


OwnSide = Annotated[Party, Depends(respondents_claim)]


def desk(
    request: Request,
    claim: PartyClaim,
    party: OwnSide,
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Desk:
    """Sit down at the answer of one's own side."""
    draft = drafts.saved_answer(session, actor, party.id)
    return Desk(request, session, actor, clock, claim, party, draft)


DeskDep = Annotated[Desk, Depends(desk)]


def open_desk(at: DeskDep) -> Desk:
    """The same, where an answer can still be given."""
    at.must_be_open()
    return at


OpenDesk = Annotated[Desk, Depends(open_desk)]
