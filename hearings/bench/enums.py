"""The words of deciding a case."""

from __future__ import annotations

from enum import StrEnum


class SeatStatus(StrEnum):
    """Where the adjudicator drawn for a case stands."""

    DRAWN = "drawn"
    SITTING = "sitting"
    STEPPED_ASIDE = "stepped_aside"
    EMPTY = "empty"


class SeatEvent(StrEnum):
    """What an adjudicator who was drawn may do."""

    DECLARE_NONE = "declare_none"
    STEP_ASIDE = "step_aside"


class DecisionStatus(StrEnum):
    """Whether a decision is still being written."""

    WRITING = "writing"
    SIGNED = "signed"


class DecisionEvent(StrEnum):
    """What may happen to a decision."""

    SIGN = "sign"


class IssueKind(StrEnum):
    """What an issue decides: a sum one side asks for, money already paid, or a plain question."""

    CLAIM = "claim"
    PAID = "paid"
    COUNTERCLAIM = "counterclaim"
    QUESTION = "question"


class Outcome(StrEnum):
    """Which side an issue is decided for."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    PARTLY = "partly"


class Barred(StrEnum):
    """Why an adjudicator was left out of a draw."""

    PARTY = "party"
    MEDIATED = "mediated"
    STEPPED_ASIDE = "stepped_aside"


class BenchEntry(StrEnum):
    """The deeds of the bench that have no word among the deeds of a case."""

    DRAWN = "decision.drawn"
    NONE_LEFT = "decision.none_left"
    NO_CONFLICT = "decision.no_conflict"
    DRAFT_OPENED = "decision.draft_opened"
    DRAFT_SAVED = "decision.draft_saved"
    FILINGS_READ = "decision.filings_read"
