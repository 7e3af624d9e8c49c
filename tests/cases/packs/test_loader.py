"""A pack with holes, guesses or unsourced figures is refused, with everything that is wrong."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cases.packs import FactName, NotConfirmed, PackRefused, available_packs, load_pack
from cases.packs.demo import DemoValues, load_demo
from cases.packs.loader import DATA, read_pack, read_yaml
from cases.packs.terms import Period, Text
from odr.courtdays import Unit
from odr.money import Money
from tests.cases.packs.samples import ENGLAND, changed, pinned_days, problems_of, raw_pack, read

SOURCED: dict[str, Any] = {"source": "EW1", "confidence": "high"}


CENTS = {"mode": "down", "to": "0.01"}
LABEL = {"en": "people"}


def tabled(table: dict[str, Any]) -> dict[str, Any]:
    return {"value": [{"from": None, "value": table}], **SOURCED}


def bands(*rows: dict[str, str]) -> dict[str, Any]:
    return tabled({"bands": list(rows), "round": CENTS})


def changes(**change: Any) -> dict[str, Any]:
    when = {"fact": "concession", "op": "eq", "value": True}
    return tabled({"fixed": "5.00", "then": [{"label": LABEL, "when": when, **change}]})


def test_england_is_one_of_the_packs_and_it_is_a_draft() -> None:
    pack = load_pack(ENGLAND)

    assert ENGLAND in available_packs()
    assert (pack.id, pack.version, pack.review.status, pack.review.strong) == (
        ENGLAND,
        "2026.1",
        "draft",
        True,
    )
    assert load_pack(ENGLAND) is pack
    assert load_pack(ENGLAND, "2026.1").id == ENGLAND


@pytest.mark.parametrize(
    ("pack_id", "version"),
    [("fr-nothing", None), ("../secrets", None), (ENGLAND, "1999.1"), (ENGLAND, "../x")],
)
def test_a_pack_or_version_that_is_not_there_is_refused(pack_id: str, version: str | None) -> None:
    with pytest.raises(PackRefused, match="there is no"):
        load_pack(pack_id, version)


def test_a_case_keeps_the_version_it_began_under(tmp_path: Path) -> None:
    (tmp_path / "earlier").mkdir()
    (tmp_path / "holidays").symlink_to(DATA / "holidays")
    text = (DATA / f"{ENGLAND}.yaml").read_text("utf-8")
    (tmp_path / f"{ENGLAND}.yaml").write_text(
        text.replace('version: "2026.1"', 'version: "2027.1"'), "utf-8"
    )
    (tmp_path / "earlier" / f"{ENGLAND}-2026.1.yaml").write_text(text, "utf-8")

    asked = [load_pack(ENGLAND, version, tmp_path) for version in (None, "2027.1", "2026.1")]

    assert [pack.version for pack in asked] == ["2027.1", "2027.1", "2026.1"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("scope.limit", [{"from": None, "value": {"max": "5.00"}}], "'5.00' has no source"),
        ("deadlines.cure.period", {"n": 14, "unit": "day"}, "14 has no source"),
        ("calendar.extra_closed", [date(2026, 12, 24)], "has no source"),
        ("interest.0.rate", None, "None has no source"),
        (
            "deadlines.cure.period.value",
            None,
            "not confirmed has a note and no confidence",
        ),
        ("scope.limitation.period.note", "", "not confirmed has a note and no confidence"),
        ("interest.0.rate.source", [], "a value needs a source"),
        ("interest.0.rate.confidence", None, "needs a confidence"),
        ("interest.0.rate.source", "EW99", "there is no source EW99"),
        ("interest.0.rate.value", 0.08, "write a rate as text"),
        ("interest.0.rate.value", "-0.08", "greater than or equal to 0"),
        ("scope.limit.value.0.value.max", 10000, "write an amount as text"),
        ("scope.limit.value.0.value.max", "10000.001", "not an exact amount of GBP"),
        ("scope.limit.value", [], "oldest first"),
    ],
)
def test_a_figure_without_source_or_form_is_refused(path: str, value: Any, said: str) -> None:
    assert said in problems_of(path, value)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (bands({"gt": "1.00", "fixed": "1.00"}), "bands begin at 0"),
        (bands(), "bands begin at 0"),
        (
            bands({"gt": "0.00", "lte": "5.00", "fixed": "1.00"}, {"gt": "6.00", "fixed": "2.00"}),
            "no band for sums from 5.00 on",
        ),
        (
            bands({"gt": "0.00", "lte": "5.00", "fixed": "1.00"}, {"gt": "4.00", "fixed": "2.00"}),
            "overlap before 4.00",
        ),
        (
            bands({"gt": "0.00", "lte": "5.00", "fixed": "1.00"}, {"gte": "5.00", "fixed": "2.00"}),
            "5.00 falls into two bands",
        ),
        (
            bands({"gt": "0.00", "lt": "5.00", "fixed": "1.00"}, {"gt": "5.00", "fixed": "2.00"}),
            "no band for sums from 5.00 on",
        ),
        (
            bands({"gt": "0.00", "fixed": "1.00"}, {"gt": "5.00", "fixed": "2.00"}),
            "overlap before 5.00",
        ),
        (
            bands({"gt": "0.00", "lte": "0.00", "fixed": "1.00"}, {"gt": "0.00", "fixed": "2.00"}),
            "overlap before 0.00",
        ),
        (bands({"fixed": "1.00"}), "gt or gte, one of them"),
        (bands({"gt": "0.00", "lt": "1.00", "lte": "1.00", "fixed": "1.00"}), "lt or lte"),
        (bands({"gt": "0.00", "fixed": "1.00", "rate": "0.05"}), "a fixed fee or a rate"),
        (
            {
                "value": [{"from": None, "value": {"bands": [{"gt": "0.00", "rate": "0.05"}]}}],
                **SOURCED,
            },
            "says how it is rounded",
        ),
        (bands({"gt": "0.00", "fixed": "1.00", "min": "1.00"}), "only a fee by rate"),
        (
            bands({"gt": "0.00", "rate": "0.05", "min": "2.00", "max": "1.00"}),
            "not more than the most",
        ),
        (tabled({}), "one sum or bands"),
        (tabled({"fixed": "1.00", "classes": [{"label": LABEL, "fixed": "1.00"}]}), "one sum or"),
        (tabled({"classes": [{"label": LABEL}]}), "has one sum or bands"),
        (
            tabled({"classes": [{"label": LABEL, "fixed": "1.00"}] * 2}),
            "only the last class of payers",
        ),
        (
            tabled({"classes": [{"label": LABEL, "bands": [{"gt": "0.00", "rate": "0.05"}]}]}),
            "says how it is rounded",
        ),
        (changes(op="multiply", amount="1.00"), "multiply takes a factor"),
        (changes(op="multiply", factor="0.5"), "multiply takes a factor"),
        (changes(op="add", factor="0.5"), "anything else an amount"),
        (changes(op="add", amount="1.00", round=CENTS), "anything else an amount"),
    ],
)
def test_a_fee_table_with_a_gap_an_overlap_or_a_riddle_is_refused(
    table: dict[str, Any], said: str
) -> None:
    assert said in problems_of("fees.0.amounts", table)


def test_bands_need_something_to_be_worked_out_on() -> None:
    assert "bands need something" in problems_of("fees.0.base", "none")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("deadlines.cure.from", "claim.forgotten", "deadlines."),
        ("deadlines.cure.colour", "red", "Extra inputs are not permitted"),
        ("service.within", "someday", "there is no deadline someday"),
        ("default.set_aside.0.deadline", "someday", "there is no deadline someday"),
        ("fees.2.same_as.value", "nothing", "a table of its own nothing"),
        ("fees.2.same_as.value", "counterclaim", "a table of its own counterclaim"),
        ("fees.2.amounts", bands({"gt": "0.00", "fixed": "1.00"}), "has no table"),
        ("counterclaim.fee", "nothing", "there is no fee nothing"),
        ("hearing.notice", "nothing", "there is no deadline nothing"),
        ("decision.within", ["decision", "nothing"], "there is no deadline nothing"),
        ("review_and_appeal.appeal.fee", "nothing", "there is no fee nothing"),
        (
            "review_and_appeal.appeal.floor",
            {"value": [{"from": None, "value": "1.00"}], "source": "product"},
            "says what it means for sums at or below",
        ),
        ("stages.1.skip_when.value", ["ghosts"], "there is no kind of claim ghosts"),
        ("stages.1.skip_when", {"fact": "claim_kind", "op": "eq", "value": "ghosts"}, "ghosts"),
        ("stages.1.skip_when.op", "eq", "claim_kind is compared with a word of the pack"),
        ("fees.1.code", "filing", "the code filing stands for two things"),
        ("deadlines.pay_filing_fee.code", "cure", "the code cure stands for two things"),
        ("numbering.pattern.value", "SC-{number}", "must be capital letters"),
        ("court.time_zone.value", "Europe/Atlantis", "is not a time zone"),
        ("court.time_zone.value", "../x", "is not a time zone"),
        ("calendar.cutoffs.value", {"filing": "16:00"}, "no closing hour for service"),
        ("service.methods.0.deemed", [], "each kind of paper has one rule"),
        ("deadlines.cure.kind", "fixed_by_court", "has no period"),
        ("deadlines.cure.period.value.unit", "hour", "hours run forward"),
        ("deadlines.respond.extend.max.value.unit", "week", "in the unit of its period"),
        (
            "deadlines.cure.warn_before.value.0.unit",
            "week",
            "warnings are counted in days",
        ),
        ("interest.0.round_daily.value", {"mode": "half_up"}, "says how and to what"),
    ],
)
def test_an_unknown_name_or_an_impossible_rule_is_refused(path: str, value: Any, said: str) -> None:
    assert said in problems_of(path, value)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("court.name", {"cy": "Y Llys Sirol"}, "does not begin with the default language"),
        ("court.name", {"en": "Court", "fr": "Cour"}, "fr is not a language of the court"),
        ("court.default_language", "fr", "the default language fr"),
        ("text.cy", {"extra": "x"}, "text.cy.extra is missing in the default language"),
        ("text", {}, "no sentences in its default language"),
    ],
)
def test_a_text_without_the_default_language_is_refused(path: str, value: Any, said: str) -> None:
    assert said in problems_of(path, value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("calendar.extra_closed.value", [date(2035, 12, 24)]),
        ("calendar.extra_open.value", [date(2023, 12, 30)]),
        ("valid.from", date(2020, 1, 1)),
        ("valid.to", date(2040, 1, 1)),
    ],
)
def test_a_date_outside_the_pinned_years_is_refused(path: str, value: Any) -> None:
    assert "lies outside the pinned years" in problems_of(path, value)


def test_a_missing_year_of_closed_days_is_refused() -> None:
    pinned = pinned_days()
    del pinned[2027]

    for given in (pinned, {}):
        with pytest.raises(PackRefused, match="not pinned for each year"):
            read(raw_pack(), given)


def test_an_extra_closing_day_closes_the_court() -> None:
    pack = changed("calendar.extra_closed.value", [date(2026, 12, 24)])

    assert pack.days.is_open(date(2026, 12, 24)) is False


def test_a_name_written_twice_or_a_file_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    twice, scrap = tmp_path / "twice.yaml", tmp_path / "scrap.yaml"
    twice.write_text("a: 1\na: 2\n")
    scrap.write_text("- just a list\n")

    with pytest.raises(yaml.YAMLError, match="a name stands twice"):
        read_yaml(twice)
    with pytest.raises(PackRefused, match="not a pack"):
        read_pack(scrap)


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("on: yes\nfree: true\nnorway: no\n")

    assert read_yaml(path) == {"on": "yes", "free": True, "norway": "no"}


def test_what_is_not_confirmed_is_listed_and_never_invented() -> None:
    pack = load_pack(ENGLAND)
    unconfirmed = {figure.path: figure.value for figure in pack.unconfirmed()}

    assert unconfirmed == dict.fromkeys(
        [
            "scope.limit_leaves_out",
            "scope.limitation.period",
            "deadlines[appeal].period",
            "service.methods[document_exchange].deemed[1].after",
            "fees[response].amounts",
            "costs.items[travel].cap",
            "interest[after_judgment].rate",
            "payment.default_due",
            "review_and_appeal[appeal].leave",
            "stages[negotiation].blind_offers.closer_floor",
        ]
    )
    assert pack.scope.limitation.period is None
    assert re.search("not confirmed.*Six years.*Get advice", pack.scope.limitation.notice.read())


def test_every_figure_names_a_source_and_doubtful_ones_are_shown() -> None:
    pack = load_pack(ENGLAND)
    doubtful = {figure.path for figure in pack.doubtful()}

    assert len(pack.figures) > 100
    assert {"fees[hearing].amounts", "stages[mediation].mandatory"} <= doubtful
    assert "fees[filing].amounts" not in doubtful


def test_demonstration_values_are_marked_and_kept_apart() -> None:
    pack = load_pack(ENGLAND)

    assert load_demo(pack) == DemoValues(
        marked="demo",
        reason=Text({"en": "Demonstration value. It is not confirmed for this court."}),
        default_due=Period(n=14, unit=Unit.DAY),
        appeal=Period(n=21, unit=Unit.DAY),
        closer_floor=Money(2000, "GBP"),
    )
    with pytest.raises(PackRefused, match="no demonstration values"):
        load_demo(changed("id", "xx-elsewhere"))


def test_the_reader_of_a_pack_finds_parts_by_code() -> None:
    pack = load_pack(ENGLAND)

    assert pack.stage("mediation").free is True
    assert pack.scope.kind("debt").label.read() == "Somebody owes me money"
    assert pack.service.method("email").proof == "confirmation"
    assert pack.numbering.numbers.number(year=2026, sequence=1).startswith("SC-2026-000001-")
    assert (pack.currency, pack.limit.on(date(2026, 3, 2)).max) == ("GBP", Money(1000000, "GBP"))
    for look_up in (pack.stage, pack.scope.kind, pack.clocks, pack.interest_rule):
        with pytest.raises(KeyError):
            look_up("nothing")


@pytest.mark.parametrize(
    ("amount", "inclusive", "fits"),
    [
        ("9999.99", True, True),
        ("10000.00", True, True),
        ("10000.01", True, False),
        ("10000.00", False, False),
    ],
)
def test_the_limit_takes_ten_thousand_itself(amount: str, inclusive: bool, fits: bool) -> None:
    pack = changed("scope.limit.value.0.value.inclusive", inclusive)
    limit = pack.limit.on(date(2026, 3, 2))

    assert limit.allows(Money.parse(amount, "GBP")) is fits


def test_a_dated_value_begins_on_its_day() -> None:
    limits = [
        {"from": date(2026, 1, 1), "value": {"max": "5.00", "inclusive": True}},
        {"from": date(2026, 6, 1), "value": {"max": "6.00", "inclusive": True}},
    ]
    limit = changed("scope.limit.value", limits).limit

    assert limit.on(date(2026, 5, 31)).max == Money(500, "GBP")
    assert limit.on(date(2026, 6, 1)).max == Money(600, "GBP")
    with pytest.raises(NotConfirmed):
        limit.on(date(2025, 12, 31))


def test_the_courts_sentences_fall_back_to_the_default_language() -> None:
    pack = changed("text.cy", {"bank_holiday": "gŵyl y banc"})

    assert [pack.say("bank_holiday", spoken) for spoken in ("cy", "en", "fr")] == [
        "gŵyl y banc",
        "bank holiday",
        "bank holiday",
    ]
    assert pack.say("court_short", "cy") == "County Court"
    assert pack.court.name.read("cy").startswith("Y Llys Sirol")


def test_mediation_is_left_out_for_road_accidents() -> None:
    stage = load_pack(ENGLAND).stage("mediation")

    assert stage.skipped({FactName.CLAIM_KIND: "road_traffic_accident"}) is True
    assert stage.skipped({}) is False
    assert load_pack(ENGLAND).stage("negotiation").skipped({}) is False


def test_the_longest_way_through_the_court_takes_sixty_days() -> None:
    pack = load_pack(ENGLAND)
    way = ["mediation_invitation", "mediation_opening", "mediation_room"]
    way += ["hearing_questions", "hearing_answers", "hearing_comments", "hearing_last_word"]
    clocks = [pack.clocks("respond")[-1], *(pack.clocks(code)[0] for code in [*way, "decision"])]

    assert sum(clock.period.n for clock in clocks if clock.period) == 60
