"""What the registry API writes: money as text, times with their zone, links as paths."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from cases.enums import AnswerStatus, ClaimStatus, ClosedReason, PartyKind, Side
from odr.money import Money

Item = TypeVar("Item")
PROBLEM = "application/problem+json"
MEANINGS = {
    400: "The request cannot be read.",
    401: "There is no valid token, or id and secret do not belong together.",
    403: "The token does not reach this far.",
    404: "There is nothing here that this client may know of.",
    409: "The file cannot be opened now, for instance because its check has not ended.",
    416: "The file does not reach this far.",
    422: "A part of the request has to be put right.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "Something this needs does not answer just now.",
}
WAIT = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of an operation, all as RFC 9457 problem details."""
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": MEANINGS[status], "content": {PROBLEM: shape}}
        for status in (*statuses, 503)
    }
    if 429 in found:
        found[429]["headers"] = {"Retry-After": WAIT}
    return found


class Schema(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: Annotated[str, Field(description="A word for programmes that stays the same.")]
    instance: Annotated[str, Field(description="The number of the request in the court's log.")]
    error: Annotated[str | None, Field(description="RFC 6749 code, from the token address.")] = None
    error_description: str | None = None


class Sum(Schema):
    """An amount of money."""

    amount: Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["1200.50"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["GBP"])]

    @classmethod
    def of(cls, money: Money) -> Sum:
        return cls(amount=money.text(), currency=money.currency)


class Token(Schema):
    """An access token (RFC 6749, section 5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, not a token
    expires_in: Annotated[int, Field(description="Seconds.")]
    scope: str


class Page(Schema, Generic[Item]):
    """A part of a list; `next` is the cursor of the part after it, if there is one."""

    items: list[Item]
    next: str | None


class Feed(Schema, Generic[Item]):
    """A part of the feed; go on from `next` at once while `more` holds, else a little later."""

    items: list[Item]
    next: str
    more: bool


class CaseLine(Schema):
    """A case in the list."""

    id: UUID
    number: str
    title: str
    status: ClaimStatus
    filed_at: datetime
    issued_at: datetime
    closed_at: datetime | None
    links: dict[str, str]


class CaseParty(Schema):
    """Somebody on one side of a case."""

    id: UUID
    side: Side
    position: int
    kind: PartyKind
    name: str
    trading_name: str | None
    answer_status: AnswerStatus | None
    served_on: date | None
    response_due: datetime | None


class Case(CaseLine):
    """A case with its parties, sums and dates."""

    kind: str
    pack: Annotated[str, Field(description="The court's rules and their version.")]
    closed_reason: ClosedReason | None
    claimed: Sum
    interest: Annotated[Sum, Field(description="Worked out to the day of filing.")]
    fee: Sum
    status_since: datetime
    served_on: date | None
    response_due: datetime | None
    parties: list[CaseParty]


class DocketEntry(Schema):
    """One deed in the record of a case."""

    number: int
    type: str
    at: datetime
    by: Annotated[str, Field(description="The part played by whoever did it.")]
    about: Annotated[
        dict[str, str | int | bool | None],
        Field(description="What it was about: ids and words of fixed lists."),
    ]
    hash: Annotated[str, Field(description="SHA-256 of the entry and all before it.")]


class CaseDocument(Schema):
    """A paper of the court, or an exhibit of a party."""

    id: UUID
    case_id: UUID
    kind: Annotated[str, Field(examples=["sealed_claim", "order", "exhibit"])]
    code: Annotated[str | None, Field(description="The exhibit's mark, like C1.")]
    title: str
    filed_at: datetime
    media_type: str
    size: Annotated[int, Field(description="Bytes.")]
    sha256: str
    links: dict[str, str]


class Event(Schema):
    """Something that happened in a case, with the field names of CloudEvents 1.0."""

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[str, Field(description="The same whenever it is read.")]
    source: str
    type: str
    time: datetime
    subject: Annotated[str, Field(description="The path of the case.")]
    sequence: Annotated[int, Field(description="The place in the record of the case.")]
    data: dict[str, str]
