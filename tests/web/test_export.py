"""A person's own copy holds everything they may see, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases import drafts
from cases.enums import ClaimStatus, Entry
from cases.models import Claim
from cases.notice_codes import notice_code
from hearings.rooms.enums import Room
from odr.clock import FixedClock
from odr.ledger import case_chain
from odr.models import LedgerEntry
from odr.permissions import VISITOR, Actor, Role
from odr.references import show_access_code
from tests.factories import actor_of, claimant_of, make_account, make_claim, respondent_of
from tests.hearings.rooms.houses import in_rooms
from tests.web.desk import Desk
from tests.web.party_desk import party_desk


@pytest.fixture
def desk(sessions: sessionmaker[Session], clock: FixedClock) -> Desk:
    return party_desk(sessions, clock)


@pytest.fixture
def claim(session: Session, clock: FixedClock) -> Claim:
    made = make_claim(session, ClaimStatus.ANSWERED, clock=clock)
    session.commit()
    return made


def taken(desk: Desk, reader: Actor, path: str) -> zipfile.ZipFile:
    """Open the page, press the button, and return the box that comes."""
    person = desk.read_by(reader)
    token = person.open(path).form("Make the copy and download it")._data()["csrf_token"]
    headers = {"Origin": person.base_url, "Sec-Fetch-Site": "same-origin"}
    answer = person.client.post(path, data={"csrf_token": token[0]}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def everything(box: zipfile.ZipFile) -> str:
    return "\n".join(box.read(name).decode("utf-8", "replace") for name in box.namelist())


def test_a_copy_of_a_case_holds_the_page_the_data_and_the_files(
    desk: Desk, session: Session, clock: FixedClock, claim: Claim
) -> None:
    reader = claimant_of(claim)
    evidence = desk.read_by(reader).open(f"/cases/{claim.id}/evidence").form("File it")
    evidence.fill(files=("note.txt", b"I paid.\n", "text/plain")).submit()

    box = taken(desk, reader, f"/cases/{claim.id}/copy")

    number = claim.number
    assert box.namelist() == [
        f"{number}/case.json",
        f"{number}/case.html",
        f"{number}/exhibits/C1-note.txt",
    ]
    data: dict[str, Any] = json.loads(box.read(f"{number}/case.json"))
    assert (data["case"]["number"], data["case"]["claimed_minor"]) == (number, 120_000)
    assert [party["name"] for party in data["parties"]] == ["Ada Example", "Ben Sample"]
    assert data["answers"][0]["reasons"] == "The roof still leaks."
    assert data["docket"][0]["what"] == "The claim for £1,200.00 reached the court."
    assert data["fees"][0]["amount_minor"] == 8_000
    assert box.read(f"{number}/exhibits/C1-note.txt") == b"I paid.\n"
    page = box.read(f"{number}/case.html").decode()
    assert "<h1>Ada Example v Ben Sample</h1>" in page
    assert 'href="exhibits/C1-note.txt"' in page


def test_a_copy_leaves_out_what_is_the_other_sides(
    desk: Desk, session: Session, claim: Claim
) -> None:
    text = everything(taken(desk, respondent_of(claim), f"/cases/{claim.id}/copy"))

    party = claim.respondents[0]
    assert "ada@example.com" not in text
    assert "ben@example.com" in text
    assert notice_code(session, party) not in text
    assert show_access_code(notice_code(session, party)) not in text
    assert '"fees": []' in text


def test_what_the_other_side_told_the_mediator_is_not_in_a_copy(
    desk: Desk, session: Session, clock: FixedClock
) -> None:
    house = in_rooms(session, clock)
    house.say(house.claimant, Room.JOINT, "Canary in the joint room")
    house.say(house.claimant, Room.CLAIMANT, "Canary of the claimant")
    house.say(house.respondent, Room.RESPONDENT, "Canary of the respondent")
    session.commit()

    text = everything(taken(desk, house.claimant, f"/cases/{house.claim.id}/copy"))

    assert "Canary in the joint room" in text
    assert "Canary of the claimant" in text
    assert "Canary of the respondent" not in text


def test_that_a_copy_was_taken_is_noted(desk: Desk, session: Session, claim: Claim) -> None:
    taken(desk, claimant_of(claim), f"/cases/{claim.id}/copy")

    kinds = session.scalars(
        select(LedgerEntry.kind).where(LedgerEntry.chain == case_chain(claim.id))
    ).all()
    assert kinds[-1] == Entry.RECORD_EXPORTED.value


def test_a_copy_of_everything_has_all_cases_the_account_and_the_drafts(
    desk: Desk, session: Session, clock: FixedClock, claim: Claim
) -> None:
    reader = claimant_of(claim)
    drafts.start_draft(session, reader, drafts.CLAIM, {"you": {"you-name": ["Ada"]}}, clock=clock)
    session.commit()

    box = taken(desk, reader, "/your-data")

    assert box.namelist()[0] == "account.json"
    account = json.loads(box.read("account.json"))
    assert account["drafts"][0]["data"] == {"you": {"you-name": ["Ada"]}}
    assert f"{claim.number}/case.json" in box.namelist()


def test_a_person_without_a_case_gets_the_account_alone(desk: Desk, session: Session) -> None:
    reader = actor_of(make_account(session))
    session.commit()

    assert taken(desk, reader, "/your-data").namelist() == ["account.json"]


def test_a_copy_is_for_the_parties(desk: Desk, session: Session, claim: Claim) -> None:
    clerk = actor_of(make_account(session, Role.CLERK))
    session.commit()

    desk.read_by(clerk).open(f"/cases/{claim.id}/copy", status=404)
    desk.read_by(clerk).open("/your-data", status=404)
    desk.read_by(VISITOR).open("/your-data", status=403)
