"""The style page: every piece of every page in one place, to look at in the demo court."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from odr.money import Money
from odr.words import _
from web.forms import Form, filled, posted
from web.guards import anyone
from web.render import redirect, render

router = APIRouter(dependencies=[Depends(anyone)])


class Kind(StrEnum):
    """What the example claim is about."""

    GOODS = "goods"
    WORK = "work"
    RENT = "rent"


class Address(BaseModel):
    line1: str = Field(title=_("the house and street"), max_length=100)
    line2: str = ""
    town: str = Field(title=_("the town or city"), max_length=60)
    postcode: str = Field(title=_("the postcode"), max_length=12)


class Amount(BaseModel):
    reason: str = Field(title=_("what this sum is for"), max_length=80)
    sum: Money = Field(title=_("the sum"))


class StyleInput(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "agreed": _("Tick the box to say that what you wrote is true."),
        "kind": {"missing": _("Choose what your claim is about.")},
    }

    name: str = Field(title=_("your full name"), max_length=80)
    kind: Kind = Field(title=_("what your claim is about"))
    bought_on: date = Field(title=_("the day you bought it"))
    story: str = Field(title=_("what happened"), max_length=400)
    paid: bool = Field(title=_("whether you paid"))
    support: list[Literal["large", "phone", "language"]] = []
    address: Address
    amounts: list[Amount] = Field(min_length=1, title=_("sum"))
    agreed: Literal[True]


EXAMPLE = {
    "name": "Ada Example",
    "kind": "goods",
    "bought_on": date(2026, 1, 9),
    "paid": True,
    "amounts": [
        {"reason": "Washing machine", "sum": Money(38950, "GBP")},
        {"reason": "Call-out of a plumber", "sum": Money(8500, "GBP")},
    ],
}
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
DUE = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)


@router.get("/style", name="style")
def show(request: Request) -> Response:
    return _page(request, filled(EXAMPLE))


@router.post("/style", name="style.try")
def try_form(
    request: Request, form: Annotated[Form[StyleInput], Depends(posted(StyleInput))]
) -> Response:
    """Answer as a question page does, so that the whole way of a form can be tried."""
    if form.value is None:
        return _page(request, form)
    return redirect(request, "style")


def _page(request: Request, form: Form[Any]) -> Response:
    return render(
        request,
        "style.html",
        block="example",
        status=form.status,
        form=form,
        now=NOW,
        due=DUE,
        sums=[
            ("Washing machine", "Receipt of 9 January 2026", Money(38950, "GBP")),
            ("Call-out of a plumber", Money(8500, "GBP")),
            ("Court fee", Money(5000, "GBP")),
        ],
        total=Money(52450, "GBP"),
    )
