"""A button pressed twice, on two windows or by two people: one effect, and a page for the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from cases import claims, drafts
from cases.enums import ClaimStatus
from cases.models import FileOpening
from cases.notice_codes import notice_code
from hearings.rooms import offers
from hearings.rooms.models import Agreement
from odr.clock import FixedClock
from odr.models import Account
from tests.attacks.arena import Arena
from tests.conftest import MONDAY_MORNING
from tests.databases import KINDS
from tests.factories import TRUTH, a_claim, actor_of, make_account, make_claim, respondent_of
from tests.hearings.rooms.houses import an_offer
from tests.page import Page, PageFault, Reader
from tests.web.letters import BASE, sign_in

Press = Callable[[], Page]
LATER = "409"


@pytest.fixture(scope="module", params=KINDS)
def arena(request: pytest.FixtureRequest, worker_id: str) -> Iterator[Arena]:
    stock = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    with request.getfixturevalue(stock).copy(f"clicks_{worker_id}") as database:
        yield Arena(database, FixedClock(MONDAY_MORNING))


@pytest.fixture(scope="module")
def app(arena: Arena) -> FastAPI:
    return arena.court().app()


def at_once(arena: Arena, about: str, *presses: Press) -> list[str]:
    """Press the buttons in the same moment; return the headings of the pages that come."""

    def heading(press: Press) -> str:
        try:
            return press().h1
        except PageFault as refused:
            return str(refused).split(" instead of ", 1)[0].partition(" answered ")[2]

    with arena.together(len(presses), about), ThreadPoolExecutor(len(presses)) as people:
        return sorted(people.map(heading, presses))


def test_an_account_is_asked_for_once_however_often_the_button_is_pressed(
    arena: Arena, app: FastAPI
) -> None:
    forms = [
        Reader(app, base_url=BASE).open("/sign-up").form().fill(name="Zoe", email="zoe@web.test")
        for _window in range(2)
    ]

    found = at_once(arena, "INSERT INTO account", *[form.submit for form in forms])

    accounts = select(func.count()).select_from(Account).where(Account.email == "zoe@web.test")
    assert arena.look(lambda s: s.scalar(accounts)) == 1
    assert set(found) <= {"Check your e-mail", LATER}


def test_a_code_entered_in_two_windows_opens_the_case_in_both(arena: Arena, app: FastAPI) -> None:
    claim = arena.do(lambda s: make_claim(s, ClaimStatus.SERVED, clock=arena.clock))
    code = arena.look(lambda s: notice_code(s, claim.respondents[0]))
    forms = [
        Reader(app, base_url=BASE).open("/r").form().fill(number=claim.number, code=code)
        for _window in range(2)
    ]

    found = at_once(arena, "claim", *[form.submit for form in forms])

    openings = select(func.count()).select_from(FileOpening).where(FileOpening.claim_id == claim.id)
    assert len(set(found)) == 1
    assert arena.look(lambda s: s.scalar(openings)) == 1


def test_an_offer_accepted_in_two_windows_makes_one_agreement(arena: Arena, app: FastAPI) -> None:
    claim = arena.do(lambda s: make_claim(s, ClaimStatus.ANSWERED, clock=arena.clock))
    ben = respondent_of(claim)
    offer = arena.do(
        lambda s: offers.make_offer(
            s, ben, claim.id, an_offer(first_date=arena.pay_day()), clock=arena.clock
        )
    )
    ada = arena.look(lambda s: s.get_one(Account, claim.created_by))
    forms = []
    for _window in range(2):
        reader = Reader(app, base_url=BASE)
        sign_in(reader, arena.court(), ada)
        forms.append(reader.open(f"/cases/{claim.id}/offers/{offer.id}").form("Accept this offer"))

    found = at_once(arena, "claim", *[form.submit for form in forms])

    made = select(func.count()).select_from(Agreement).where(Agreement.claim_id == claim.id)
    assert arena.look(lambda s: s.scalar(made)) == 1
    assert found == [LATER, "The agreement"]


def test_the_last_page_of_a_claim_that_was_sent_says_so(arena: Arena, app: FastAPI) -> None:
    account = arena.do(make_account)
    ada = actor_of(account)
    draft = arena.do(lambda s: drafts.start_draft(s, ada, drafts.CLAIM, {}, clock=arena.clock))
    arena.do(lambda s: claims.file_claim(s, ada, draft.id, a_claim(), TRUTH, clock=arena.clock))
    reader = Reader(app, base_url=BASE)
    sign_in(reader, arena.court(), account)

    page = reader.open(f"/claims/{draft.id}/truth", status=409)

    assert "This claim was sent already. You find it under “Your cases”." in page.text
    assert "was not saved" not in page.text
