"""Forms: every typed word is kept, and each mistake is told in a sentence that says what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, EmailStr, Field, SecretStr, field_validator, model_validator
from starlette.datastructures import FormData, UploadFile

from odr.errors import Invalid
from odr.money import Money
from web.forms import Form, blank, filled, read_form


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Row(BaseModel):
    what: str = Field(max_length=10)
    sum: Money


class Place(BaseModel):
    line1: str
    postcode: str = Field(pattern="^[A-Z0-9 ]+$")


class Everything(BaseModel):
    messages: ClassVar[dict[str, Any]] = {
        "count": {"greater_than": "Take more than {gt}.", "*": "Say how many."},
        "told": "Say it in your own words.",
    }

    name: str | None = None
    colour: Colour | None = None
    day: date | None = None
    sum: Money | None = None
    euros: Money | None = Field(default=None, json_schema_extra={"currency": "EUR"})
    paid: bool | None = None
    agreed: Literal[True] | None = None
    many: list[Colour] = []
    rows: list[Row] = []
    place: Place | None = None
    email: EmailStr | None = None
    count: int | None = Field(default=None, gt=1)
    told: str | None = Field(default=None, min_length=3)
    rate: Decimal | None = Field(default=None, le=8, title="the rate")
    short: str | None = Field(default=None, max_length=3)
    secret: SecretStr | None = None
    story: str | None = None

    @field_validator("story")
    @classmethod
    def no_braces_are_lost(cls, story: str | None) -> str | None:
        if story == "bad":
            raise ValueError("Leave {out} the word bad.")
        return story

    @model_validator(mode="after")
    def red_is_not_paid(self) -> Everything:
        if self.colour is Colour.RED and self.paid:
            raise Invalid("Red cannot be paid.", "paid")
        if self.colour is Colour.BLUE and self.paid:
            raise ValueError("Blue cannot be paid.")
        return self


NO_DATE = "Enter a real date, like 27 3 2026."
YEAR = "Write the year with four figures, like 2026."
HOW = "Check how postcode is written."


def on(day: str, month: str, year: str) -> dict[str, str]:
    return {"day-day": day, "day-month": month, "day-year": year}


def read(
    fields: dict[str, str] | list[tuple[str, str]], model: type[BaseModel] = Everything
) -> Any:
    pairs: list[tuple[str, str | UploadFile]] = [
        *(fields.items() if isinstance(fields, dict) else fields)
    ]
    return read_form(model, FormData(pairs), currency="GBP")


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"name": "  Ada "}, {"name": "Ada"}),
        ({"name": "   "}, {}),
        ({"colour": "red"}, {"colour": Colour.RED}),
        (on("27", "3", "2026"), {"day": date(2026, 3, 27)}),
        (on("27", "Mar", "2026"), {"day": date(2026, 3, 27)}),
        (on("1", "MAY", "2026"), {"day": date(2026, 5, 1)}),
        ({"day": "2026-03-27"}, {"day": date(2026, 3, 27)}),
        (on("", "", " "), {}),
        ({"euros": "5"}, {"euros": Money(500, "EUR")}),
        ({"sum": "£1,200.50"}, {"sum": Money(120050, "GBP")}),
        ({"paid": "no"}, {"paid": False}),
        ({"agreed": "yes"}, {"agreed": True}),
        ([("many", "red"), ("many", "blue")], {"many": [Colour.RED, Colour.BLUE]}),
        (
            {"rows-0-what": "Tea", "rows-0-sum": "2"},
            {"rows": [Row(what="Tea", sum=Money(200, "GBP"))]},
        ),
        ({"rows-0-what": "", "rows-0-sum": " "}, {}),
        ({"place-line1": "", "place-postcode": ""}, {}),
        ({"secret": " s p "}, {"secret": SecretStr(" s p ")}),
        ({"story": "one\r\ntwo\x00"}, {"story": "one\ntwo"}),
        ({"unknown": "x", "csrf_token": "y"}, {}),
    ],
)
def test_what_is_typed_becomes_the_answer(
    fields: dict[str, str] | list[tuple[str, str]], given: dict[str, Any]
) -> None:
    form = read(fields)

    assert (form.errors, form.value) == (
        {},
        Everything.model_construct(**Everything(**given).__dict__),
    )


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (on("30", "2", "2026"), {"day": NO_DATE}),
        (on("x", "2", "2026"), {"day": NO_DATE}),
        (on("1", "Foo", "2026"), {"day": NO_DATE}),
        ({"day": "soon"}, {"day": NO_DATE}),
        (on("1", "2", "26"), {"day": YEAR}),
        ({"day-day": "1", "day-year": "2026"}, {"day": "The date must also have a month."}),
        ({"day-month": "1"}, {"day": "The date must also have a day, a year."}),
        ({"sum": "-5"}, {"sum": "Enter an amount without a minus sign."}),
        ({"colour": "green"}, {"colour": "Choose one of the answers for colour."}),
        ({"many": "green"}, {"many": "Choose one of the answers for many."}),
        ({"agreed": "no"}, {"agreed": "Choose one of the answers for agreed."}),
        ({"paid": "perhaps"}, {"paid": "Choose yes or no for paid."}),
        ({"email": "ada@"}, {"email": "Enter an e-mail address in full, like name@example.com."}),
        ({"count": "0"}, {"count": "Take more than 1."}),
        ({"count": "few"}, {"count": "Say how many."}),
        ({"told": "x"}, {"told": "Say it in your own words."}),
        ({"rate": "9"}, {"rate": "Enter 8 or less for the rate."}),
        ({"rate": "nine"}, {"rate": "Enter the rate in numbers, like 12.5."}),
        ({"short": "four"}, {"short": "Use 3 characters or fewer for short. You wrote 4."}),
        ({"story": "bad"}, {"story": "Leave {out} the word bad."}),
        ({"place-line1": "1 Lane"}, {"place-postcode": "Enter postcode."}),
        ({"place-line1": "1 Lane", "place-postcode": "?"}, {"place-postcode": HOW}),
        ({"colour": "red", "paid": "yes"}, {"paid": "Red cannot be paid."}),
        ({"colour": "blue", "paid": "yes"}, {"form": "Blue cannot be paid."}),
        (
            {"rows-0-what": "", "rows-2-what": "Tea", "rows-2-sum": "x", "rows-3-sum": "1"},
            {
                "rows-2-sum": "Enter an amount in numbers, like 1200.50.",
                "rows-3-what": "Enter what.",
            },
        ),
    ],
)  # fmt: skip
def test_each_mistake_says_how_to_put_it_right(
    fields: dict[str, str], errors: dict[str, str]
) -> None:
    form = read(fields)

    assert (form.value, form.errors, form.status) == (None, errors, 422)
    assert form.raw == {name: [typed] for name, typed in fields.items()}


class Needed(BaseModel):
    name: str = Field(title="your name")
    day: date = Field(title="the day")
    colour: Colour
    agreed: Literal[True] = Field(title="the rules")
    paid: bool
    rows: list[Row] = Field(min_length=1, title="sum")
    many: list[Colour] = Field(min_length=1)
    maybe: str | None
    place: Place


def test_an_empty_form_is_asked_for_in_the_order_of_its_fields() -> None:
    form = read({}, Needed)

    assert list(form.errors.items()) == [
        ("name", "Enter your name."),
        ("day", "Enter the day, month and year for the day."),
        ("colour", "Choose an answer for colour."),
        ("agreed", "Tick the box for the rules to go on."),
        ("paid", "Choose an answer for paid."),
        ("rows", "Give at least one for sum."),
        ("many", "Choose an answer for many."),
        ("place-line1", "Enter line1."),
        ("place-postcode", "Enter postcode."),
    ]


def test_a_new_row_can_be_asked_for_without_sending_the_form() -> None:
    form = read({"rows-0-what": "Tea", "name": "Ada", "step": "add:rows"})

    assert (form.value, form.errors, form.status) == (None, {}, 200)
    assert (form.stepped, form.rows("rows")) == ("rows-1", ["rows-0", "rows-1"])
    assert form.text("name") == "Ada"


def test_a_removed_row_lets_the_later_ones_move_up() -> None:
    fields = {"rows-0-what": "Tea", "rows-1-what": "Milk", "rows-2-what": "Jam"}

    form = read({**fields, "name": "Ada", "step": "remove:rows:1"})

    assert form.raw == {"rows-0-what": ["Tea"], "rows-1-what": ["Jam"], "name": ["Ada"]}
    assert form.stepped == "rows"


@pytest.mark.parametrize("step", ["fly", "add:", "remove:rows:x", "add:rows-[("])
def test_an_unknown_step_changes_nothing_that_was_typed(step: str) -> None:
    form = read({"name": "Ada", "step": step})

    assert (form.value, form.errors, form.text("name")) == (None, {}, "Ada")


def test_a_form_shows_at_least_the_rows_asked_for() -> None:
    assert blank(Everything).rows("rows", at_least=2) == ["rows-0", "rows-1"]


def test_answers_given_earlier_read_as_they_were_typed() -> None:
    given = Everything(
        name="Ada",
        colour=Colour.RED,
        day=date(2026, 3, 27),
        sum=Money(120050, "GBP"),
        paid=False,
        many=[Colour.RED, Colour.BLUE],
        rows=[Row(what="Tea", sum=Money(200, "GBP"))],
        place=Place(line1="1 Lane", postcode="AB1"),
    )

    form = filled(given)

    assert read([(k, v) for k, values in form.raw.items() for v in values]).value == given
    assert form.raw["sum"] == ["1200.50"]
    assert form.chosen("many") == ["red", "blue"]


def test_a_file_that_was_not_chosen_is_not_there() -> None:
    sent, empty = UploadFile(BytesIO(b"x"), filename="a.txt"), UploadFile(BytesIO(), filename="")

    form = read_form(Everything, FormData([("proof", empty), ("proof", sent)]), currency="GBP")

    assert (form.file("proof"), form.file("other")) == (sent, None)


def test_a_refusal_of_the_court_becomes_an_error_of_the_form() -> None:
    form: Form[Everything] = read({"name": "Ada"})

    assert form.refused(Invalid("Too many.", "rows.0.sum")).errors == {"rows-0-sum": "Too many."}
    assert form.refused("Not today.").errors == {"form": "Not today."}
    assert form.refused("Not today.").value is None
    assert form.refused("Not today.").text("name") == "Ada"
