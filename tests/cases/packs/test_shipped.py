"""Each pack that is shipped loads, says what is not confirmed, and agrees with worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cases.costs import assessed_costs, costs_cap
from cases.deadlines import clock_for, deadline, deemed_service
from cases.enums import InterestBasis
from cases.fees import fee
from cases.interest import InterestChoice, interest
from cases.limits import OutOfBounds, within_limit
from cases.packs import FactName, NotConfirmed, available_packs, load_pack
from cases.packs.conditions import NOTHING, Facts
from cases.packs.terms import Period
from cases.packs.vocabulary import Event
from odr.courtdays import Unit
from odr.money import Money

ENGLAND = "gb-eaw-small-claims"
SCOTLAND = "gb-sct-simple-procedure"
TRIBUNAL = "ca-bc-crt"
ONTARIO = "ca-on-small-claims"
SINGAPORE = "sg-sct"
KENYA = "ke-small-claims"
ZEALAND = "nz-disputes-tribunal"
LAGOS = "ng-la-small-claims"

STRONG = {ENGLAND, SCOTLAND, TRIBUNAL, ONTARIO, SINGAPORE}
SHIPPED = STRONG | {KENYA, ZEALAND, LAGOS}
CURRENCY = {
    SCOTLAND: "GBP",
    TRIBUNAL: "CAD",
    ONTARIO: "CAD",
    SINGAPORE: "SGD",
    KENYA: "KES",
    ZEALAND: "NZD",
}
FILED = date(2026, 11, 23)
EVE, RAISED = date(2026, 1, 23), date(2026, 1, 24)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEVERAL = pytest.mark.parametrize


def money(pack_id: str, text: str) -> Money:
    return Money.exact(text, CURRENCY[pack_id])


def test_eight_packs_are_shipped() -> None:
    assert set(available_packs()) == SHIPPED


@SEVERAL("pack_id", sorted(SHIPPED))
def test_each_pack_is_a_draft_with_pinned_days_and_names_what_is_not_confirmed(
    pack_id: str,
) -> None:
    pack = load_pack(pack_id)

    assert (pack.id, pack.review.status, pack.review.strong) == (
        pack_id,
        "draft",
        pack_id in STRONG,
    )
    assert pack.pinned_years == tuple(range(2024, 2032))
    assert pack.unconfirmed()
    assert all(figure.provenance.note for figure in pack.unconfirmed())


@SEVERAL("pack_id", sorted(SHIPPED))
def test_each_pack_has_the_clocks_that_a_case_runs_on(pack_id: str) -> None:
    pack = load_pack(pack_id)
    named = {pack.service.within, pack.response.deadline, pack.default.buffer}
    named |= {pack.payment.at_once, pack.waiver.decided_within, "reply", "pay_filing_fee", "cure"}

    assert all(pack.clocks(code) for code in named)


@SEVERAL(
    ("pack_id", "code", "amount", "filed", "facts", "expected"),
    [
        pytest.param(SCOTLAND, "filing", "300.00", FILED, NOTHING, "20.00", id="J006"),
        pytest.param(
            TRIBUNAL,
            "filing",
            "3000.00",
            FILED,
            {FactName.CHANNEL: "online"},
            "75.00",
            id="J007",
        ),
        pytest.param(
            TRIBUNAL,
            "filing",
            "3000.00",
            FILED,
            {FactName.CHANNEL: "paper"},
            "100.00",
            id="J007 on paper",
        ),
        pytest.param(
            ONTARIO,
            "filing",
            "40000.00",
            FILED,
            {FactName.PRIOR_CLAIMS: 9},
            "108.00",
            id="J010",
        ),
        pytest.param(
            ONTARIO,
            "filing",
            "40000.00",
            FILED,
            {FactName.PRIOR_CLAIMS: 10},
            "228.00",
            id="J010 with one claim more",
        ),
        pytest.param(
            SINGAPORE,
            "filing",
            "5000.00",
            FILED,
            {FactName.CLAIMANT_TYPE: "individual"},
            "10.00",
            id="J012",
        ),
        pytest.param(
            SINGAPORE,
            "filing",
            "12000.00",
            FILED,
            {FactName.CLAIMANT_TYPE: "company"},
            "360.00",
            id="J013",
        ),
        pytest.param(
            ZEALAND,
            "filing",
            "30001.00",
            date(2026, 2, 2),
            {FactName.AMOUNT: Money.exact("30001.00", "NZD")},
            "468.00",
            id="J014",
        ),
    ],
)
def test_a_fee_is_the_one_of_the_worked_example(
    pack_id: str, code: str, amount: str, filed: date, facts: Facts, expected: str
) -> None:
    found = fee(load_pack(pack_id), code, base=money(pack_id, amount), on=filed, facts=facts)

    assert found.value.text() == expected


def test_the_way_to_trial_in_ontario_costs_two_fees() -> None:  # J011
    pack, claimed = load_pack(ONTARIO), money(ONTARIO, "40000.00")
    first = {FactName.PRIOR_CLAIMS: 0}

    found = [
        fee(pack, code, base=claimed, on=FILED, facts=first).value for code in ("filing", "hearing")
    ]

    assert Money.total(found, "CAD").text() == "416.00"


@SEVERAL(
    ("pack_id", "code", "amount", "facts"),
    [
        (ZEALAND, "filing", "30000.50", {FactName.AMOUNT: Money.exact("30000.50", "NZD")}),
        (ZEALAND, "filing", "5000.00", {FactName.AMOUNT: Money.exact("5000.00", "NZD")}),
        (SINGAPORE, "filing", "5000.00", NOTHING),
        (SINGAPORE, "filing", "5000.00", {FactName.CLAIMANT_TYPE: "sole_trader"}),
        (ONTARIO, "default_request", "5000.00", {FactName.PRIOR_CLAIMS: 10}),
        (KENYA, "filing", "5000.00", NOTHING),
    ],
)
def test_a_fee_that_no_source_gives_is_not_worked_out(
    pack_id: str, code: str, amount: str, facts: Facts
) -> None:
    with pytest.raises(NotConfirmed):
        fee(load_pack(pack_id), code, base=money(pack_id, amount), on=FILED, facts=facts)


@SEVERAL(
    ("pack_id", "amount", "filed", "consent", "reason"),
    [
        pytest.param(SINGAPORE, "20000.01", FILED, False, OutOfBounds.OVER_LIMIT, id="J021"),
        pytest.param(SINGAPORE, "20000.01", FILED, True, None, id="J021 with consent"),
        pytest.param(ONTARIO, "45000.00", date(2025, 10, 1), False, None, id="J022"),
        pytest.param(ZEALAND, "45000.00", EVE, False, OutOfBounds.OVER_LIMIT, id="J023"),
        pytest.param(ZEALAND, "45000.00", RAISED, False, None, id="J023 a day later"),
    ],
)
def test_a_limit_is_the_one_of_the_worked_example(
    pack_id: str, amount: str, filed: date, consent: bool, reason: OutOfBounds | None
) -> None:
    pack = load_pack(pack_id)

    found = within_limit(pack, money(pack_id, amount), on=filed, consent=consent)

    assert (found.accepted, found.reason) == (reason is None, reason)


@SEVERAL(
    ("pack_id", "code", "start", "facts", "expected"),
    [
        pytest.param(
            SCOTLAND,
            "application_for_decision",
            date(2027, 3, 12),
            NOTHING,
            date(2027, 3, 26),
            id="J032",
        ),
        pytest.param(
            TRIBUNAL,
            "respond",
            date(2027, 1, 4),
            {FactName.RESPONDENT_INSIDE_AREA: True},
            date(2027, 1, 18),
            id="J033",
        ),
        pytest.param(
            TRIBUNAL,
            "respond",
            date(2027, 1, 4),
            {FactName.RESPONDENT_INSIDE_AREA: False},
            date(2027, 2, 3),
            id="J033 from outside",
        ),
        pytest.param(
            TRIBUNAL,
            "serve_within",
            date(2027, 1, 4),
            NOTHING,
            date(2027, 4, 4),
            id="J034",
        ),
        pytest.param(ONTARIO, "respond", date(2027, 2, 1), NOTHING, date(2027, 2, 22), id="J036"),
        pytest.param(
            ONTARIO,
            "settlement_conference",
            date(2027, 3, 1),
            NOTHING,
            date(2027, 5, 31),
            id="J037",
        ),
        pytest.param(
            SINGAPORE, "inactive", date(2026, 8, 31), NOTHING, date(2027, 2, 28), id="J039"
        ),
        pytest.param(
            KENYA, "decision_total", date(2027, 3, 1), NOTHING, date(2027, 4, 30), id="J040"
        ),
        pytest.param(KENYA, "review", date(2027, 1, 5), NOTHING, date(2027, 2, 4), id="J041"),
        pytest.param(ZEALAND, "appeal", date(2027, 2, 3), NOTHING, date(2027, 3, 4), id="J043"),
    ],
)
def test_a_clock_ends_on_the_day_of_the_worked_example(
    pack_id: str, code: str, start: date, facts: Facts, expected: date
) -> None:
    pack = load_pack(pack_id)
    events: Mapping[Event, date] = {clock_for(pack, code, facts).event: start}

    assert deadline(pack, code, events, facts).value == expected


def test_two_years_to_claim_in_singapore_end_on_the_same_day() -> None:  # J038
    pack = load_pack(SINGAPORE)
    period = pack.scope.limitation.period

    assert period == Period(n=2, unit=Unit.YEAR)
    assert pack.days.add(date(2020, 11, 15), period.n, period.unit) == date(2022, 11, 15)


@SEVERAL(
    ("pack_id", "code"),
    [
        (SCOTLAND, "serve_within"),
        (SCOTLAND, "respond"),
        (SINGAPORE, "consultation"),
        (LAGOS, "respond"),
        (KENYA, "appeal"),
    ],
)
def test_a_day_that_the_court_sets_or_nobody_confirmed_is_left_to_an_officer(
    pack_id: str, code: str
) -> None:
    pack = load_pack(pack_id)

    with pytest.raises(NotConfirmed):
        deadline(pack, code, {clock_for(pack, code).event: FILED})


@SEVERAL("pack_id", sorted(SHIPPED - {ENGLAND, LAGOS}))
def test_papers_count_as_received_on_no_day_that_the_rules_do_not_give(pack_id: str) -> None:
    pack = load_pack(pack_id)

    for way in pack.service.methods:
        with pytest.raises(NotConfirmed):
            deemed_service(pack, way.code, NOON)


def test_interest_in_ontario_is_that_of_the_official_example() -> None:  # J052
    """Its rate belongs to no quarter that is named, so it is put in by hand."""
    pack, claimed = load_pack(ONTARIO), money(ONTARIO, "40000.00")
    choice = InterestChoice(InterestBasis.OWN_RATE, Decimal("0.005"))

    found = interest(pack, choice, claimed, start=date(2026, 4, 1), end=date(2026, 5, 31))

    assert (found.days, found.value.text()) == (60, "32.88")


def test_interest_of_the_tribunal_follows_its_half_year() -> None:  # J053
    found = interest(
        load_pack(TRIBUNAL),
        InterestChoice(InterestBasis.STATUTORY),
        money(TRIBUNAL, "5000.00"),
        start=date(2016, 2, 1),
        end=date(2016, 6, 30),
    )

    assert (found.days, found.value.text()) == (150, "14.38")


def test_the_rate_in_ontario_is_that_of_the_quarter_of_issue() -> None:
    found = interest(
        load_pack(ONTARIO),
        InterestChoice(InterestBasis.STATUTORY),
        money(ONTARIO, "36500.00"),
        start=date(2026, 1, 1),
        end=date(2026, 1, 11),
        issued=date(2026, 6, 30),
    )

    assert found.value.text() == "25.00"


@SEVERAL(
    ("pack_id", "rule", "day"),
    [
        (ONTARIO, "before_judgment", date(2026, 7, 1)),
        (ONTARIO, "after_judgment", date(2026, 5, 1)),
        (TRIBUNAL, "before_judgment", date(2016, 7, 1)),
        (TRIBUNAL, "after_judgment", date(2026, 5, 1)),
        (ZEALAND, "before_judgment", date(2026, 5, 1)),
        (SCOTLAND, "before_judgment", date(2026, 5, 1)),
        (KENYA, "after_judgment", date(2026, 5, 1)),
    ],
)
def test_a_rate_that_no_source_gives_is_not_worked_out(pack_id: str, rule: str, day: date) -> None:
    choice = InterestChoice(InterestBasis.STATUTORY, rule=rule)

    with pytest.raises(NotConfirmed):
        interest(load_pack(pack_id), choice, money(pack_id, "100.00"), start=day, end=day)


@SEVERAL(
    ("pack_id", "claimed", "awarded", "expected"),
    [
        pytest.param(SCOTLAND, "250.00", "250.00", "0.00", id="J057"),
        pytest.param(SCOTLAND, "5000.00", "2000.00", "200.00", id="J057 a tenth"),
        pytest.param(ONTARIO, "40000.00", "10.00", "6000.00", id="J059"),
    ],
)
def test_costs_come_to_no_more_than_in_the_worked_example(
    pack_id: str, claimed: str, awarded: str, expected: str
) -> None:
    found = costs_cap(
        load_pack(pack_id), claimed=money(pack_id, claimed), awarded=money(pack_id, awarded)
    )

    assert found.value is not None
    assert found.value.text() == expected


def test_costs_of_an_undefended_claim_in_scotland_are_those_of_the_decided_case() -> None:  # J058
    pack = load_pack(SCOTLAND)
    most = pack.costs.undefended_most if pack.costs else None
    assert most is not None

    found = assessed_costs(
        pack,
        most,
        [money(SCOTLAND, "112.00"), money(SCOTLAND, "4.60")],
        facts={FactName.AMOUNT: money(SCOTLAND, "1052.58")},
    )

    assert found.value is not None
    assert found.value.text() == "298.85"
