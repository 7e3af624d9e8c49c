"""Offers and agreements in the browser, with and without the page's script."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from cases import claims
from cases.enums import ClaimStatus
from cases.models import Claim
from hearings.rooms import offers as offering
from hearings.rooms.models import Agreement, Offer
from odr.clock import FixedClock
from odr.permissions import Role
from tests.factories import actor_of, make_account
from tests.hearings.rooms.houses import House, an_offer, make_house
from tests.page import FormOnPage, Page, both_ways
from tests.web.desk import Desk
from web.parties import agreements, offers

TERMS = {
    "payer": "respondent",
    "amount": "800",
    "first_date-day": "1",
    "first_date-month": "5",
    "first_date-year": "2026",
}


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock, session: Session) -> Desk:
    made = Desk(sessions, clock, tools=session.info)
    return made.shows(offers.router, agreements.router, paths=("/", "/cases/{claim_id}"))


@pytest.fixture
def house(session: Session, clock: FixedClock) -> House:
    made = make_house(session, clock)
    session.commit()
    return made


def path(house: House) -> str:
    return f"/cases/{house.claim.id}/offers"


def the_form(page: Page) -> FormOnPage:
    return page.form("offer")


@both_ways
def test_a_side_makes_an_offer_and_the_other_accepts_and_both_sign(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    them = desk.read_by(house.respondent, scripts=scripts)
    page = the_form(them.open(path(house))).fill(TERMS).fill(days="5").submit("Send the offer")
    assert "Offer 1" in page.links

    us = desk.read_by(house.claimant, scripts=scripts)
    offer = us.open(path(house)).click("Read the offer")
    assert offer.h1 == "An offer to you"
    assert "Ben Sample pays Ada Example £800.00." in offer.text
    agreement = offer.form("Accept this offer").submit()
    assert agreement.h1 == "The agreement"
    form = agreement.form("signing").fill(name="Ada Example", agree=True)
    signed = form.submit()
    assert "Sign the agreement" not in signed.text

    them = desk.read_by(house.respondent, scripts=scripts)
    page = them.open(path(house)).click("Open the agreement")
    done = page.form("signing").fill(name="Ben Sample", agree=True).submit()

    assert "now an order of the court" in done.text
    session.expire_all()
    assert session.get_one(Claim, house.claim.id).status is ClaimStatus.SETTLED


@both_ways
def test_a_wrong_offer_keeps_what_was_typed_and_says_what_to_put_right(
    session: Session, desk: Desk, house: House, scripts: bool
) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    given = {**TERMS, "first_date-day": "31", "first_date-month": "2", "terms": "The keys."}

    page = the_form(reader.open(path(house))).fill(given).submit(status=422)

    assert page.errors == {"first_date": "Enter a real date, like 27 3 2026."}
    values = the_form(page).values
    assert (values["amount"], values["terms"]) == (["800"], ["The keys."])
    assert list(session.scalars(select(Offer))) == []


@both_ways
def test_more_than_the_claim_asks_for_a_tick(desk: Desk, house: House, scripts: bool) -> None:
    reader = desk.read_by(house.claimant, scripts=scripts)
    page = the_form(reader.open(path(house))).fill({**TERMS, "amount": "9000"}).submit(status=422)
    assert list(page.errors) == ["above_claim"]

    done = the_form(page).fill(above_claim=True).submit()

    assert "£9,000.00" in done.table()[1][2]


@both_ways
def test_a_counter_offer_takes_the_place_of_theirs(
    session: Session, clock: FixedClock, desk: Desk, house: House, scripts: bool
) -> None:
    offering.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)
    session.commit()
    reader = desk.read_by(house.claimant, scripts=scripts)
    form = the_form(reader.open(path(house)))

    page = form.fill({**TERMS, "amount": "1000", "answers": True}).submit()

    assert page.table()[1][4] == "Answered with another offer"


@both_ways
def test_an_offer_is_declined_or_withdrawn_by_a_button(
    session: Session, clock: FixedClock, desk: Desk, house: House, scripts: bool
) -> None:
    offering.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)
    offering.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    session.commit()
    reader = desk.read_by(house.claimant, scripts=scripts)

    page = reader.open(path(house)).click("Offer 1").form("Decline it").submit()
    page = page.click("Offer 2").form("Withdraw this offer").submit()

    assert [row[4] for row in page.table()[1:]] == ["Declined", "Withdrawn"]


def test_an_offer_that_ended_meanwhile_answers_409_and_says_so(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    offer = offering.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)
    session.commit()
    page = desk.read_by(house.claimant).open(f"{path(house)}/{offer.id}")
    offering.withdraw_offer(session, house.respondent, offer.id, clock=clock)
    session.commit()

    refused = page.form("Accept this offer").submit(status=409)

    assert "no longer open" in refused.text


def test_an_offer_ends_with_the_case_and_says_so(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    offer = offering.make_offer(session, house.claimant, house.claim.id, an_offer(), clock=clock)
    session.commit()
    reader = desk.read_by(house.claimant)
    page = reader.open(f"{path(house)}/{offer.id}")
    claims.withdraw_claim(session, house.claimant, house.claim.id, clock=clock)
    session.commit()

    refused = page.form("Withdraw this offer").submit(status=403)

    assert "The case has ended, and this offer with it." in refused.text
    again = reader.open(f"{path(house)}/{offer.id}")
    assert "The case has ended, and this offer with it." in again.text
    assert again.tree.all("main")[0].all("form") == []


@both_ways
def test_a_signature_without_the_tick_is_asked_for_again(
    session: Session, clock: FixedClock, desk: Desk, house: House, scripts: bool
) -> None:
    agreement = agreed(session, clock, house)
    reader = desk.read_by(house.claimant, scripts=scripts)
    page = reader.open(f"/cases/{house.claim.id}/agreements/{agreement.id}")

    again = page.form("signing").fill(name="Ada Example").submit(status=422)

    assert list(again.errors) == ["agree"]
    assert again.form("signing").values["name"] == ["Ada Example"]


def agreed(session: Session, clock: FixedClock, house: House) -> Agreement:
    offer = offering.make_offer(session, house.respondent, house.claim.id, an_offer(), clock=clock)
    agreement = offering.accept_offer(session, house.claimant, offer.id, clock=clock)
    session.commit()
    return agreement


def test_refusing_to_sign_leads_back_to_the_offers(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    agreement = agreed(session, clock, house)
    reader = desk.read_by(house.respondent)
    page = reader.open(f"/cases/{house.claim.id}/agreements/{agreement.id}")

    back = page.form("Refuse to sign").submit()

    assert back.h1 == "Offers"
    assert "Refused" in reader.open(page.path).text


def test_an_agreement_is_found_only_under_its_own_case(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    agreement = agreed(session, clock, house)
    other = make_house(session, clock, mediators=0)
    session.commit()

    reader = desk.read_by(other.claimant)

    reader.open(f"/cases/{other.claim.id}/agreements/{agreement.id}", status=404)
    reader.open(f"/cases/{house.claim.id}/agreements/{agreement.id}", status=404)
    reader.open(f"{path(other)}/{agreement.id}", status=404)


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER, Role.ADJUDICATOR, Role.MEDIATOR])
def test_officers_find_no_offers(session: Session, desk: Desk, house: House, role: Role) -> None:
    officer = actor_of(make_account(session, role))
    session.commit()

    desk.read_by(officer).open(path(house), status=404)


def test_three_offers_ask_the_database_no_more_than_one(
    session: Session, clock: FixedClock, desk: Desk, house: House
) -> None:
    counts = []
    for _offer in range(3):
        offer = offering.make_offer(
            session, house.claimant, house.claim.id, an_offer(), clock=clock
        )
        offering.withdraw_offer(session, house.claimant, offer.id, clock=clock)
        session.commit()
        counts.append(statements(session, desk, house))

    assert counts[0] == counts[2] <= 8


def statements(session: Session, desk: Desk, house: House) -> int:
    seen: list[str] = []

    def count(*given: object) -> None:
        seen.append(str(given[2]))

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", count)
    desk.read_by(house.claimant).open(path(house))
    event.remove(engine, "before_cursor_execute", count)
    return sum(word.lstrip().startswith("SELECT") for word in seen)
