"""What machines read: cases, dockets, documents and the feed, and what they are never told."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from uuid import uuid4

import pytest
from sqlalchemy import select

from cases import register
from cases.claims import withdraw_claim
from cases.enums import ClaimStatus, Entry, PaperKind
from cases.models import CasePaper
from odr import ledger
from odr.clients import Scope
from odr.errors import Forbidden
from odr.permissions import SYSTEM, Actor, Role
from tests.api.conftest import Machines
from tests.factories import claimant_of


def test_a_list_holds_issued_cases_only_in_the_order_of_their_numbers(machines: Machines) -> None:
    machines.case(ClaimStatus.IN_REVIEW)
    issued = [machines.case(), machines.case(ClaimStatus.SERVED)]

    found = machines.read("/cases", machines.token(Scope.CASES))

    assert [item["number"] for item in found["items"]] == [claim.number for claim in issued]
    assert found["next"] is None


def test_a_long_list_goes_on_from_its_cursor(machines: Machines) -> None:
    numbers = [machines.case().number for _each in range(3)]
    token = machines.token(Scope.CASES)

    first = machines.read("/cases?limit=2", token)
    second = machines.read(f"/cases?limit=2&cursor={first['next']}", token)

    found = [item["number"] for item in first["items"] + second["items"]]
    assert (found, second["next"]) == (numbers, None)


def test_the_list_can_be_narrowed_to_a_number_or_a_status(machines: Machines) -> None:
    one, other = machines.case(), machines.case(ClaimStatus.SERVED)
    token = machines.token(Scope.CASES)

    by_number = machines.read(f"/cases?number={one.number}", token)["items"]
    by_status = machines.read("/cases?status=served", token)["items"]

    assert [item["id"] for item in by_number] == [str(one.id)]
    assert [item["id"] for item in by_status] == [str(other.id)]


def test_a_case_is_written_with_money_as_text_and_no_address(machines: Machines) -> None:
    claim = machines.case(ClaimStatus.SERVED)

    found = machines.read(f"/cases/{claim.id}", machines.token(Scope.CASES))

    assert found["claimed"] == {"amount": "1200.00", "currency": "GBP"}
    assert [(party["side"], party["name"]) for party in found["parties"]] == [
        ("claimant", "Ada Example"),
        ("respondent", "Ben Sample"),
    ]
    private = ("Mill Lane", "@example.com", "roof")
    assert [word for word in private if word in json.dumps(found)] == []


def test_a_docket_is_the_record_of_the_case_in_parts(machines: Machines) -> None:
    claim = machines.case(ClaimStatus.SERVED)
    token = machines.token(Scope.DOCKET)
    path = f"/cases/{claim.id}/docket-entries"

    first = machines.read(f"{path}?limit=3", token)
    rest = machines.read(f"{path}?cursor={first['next']}", token)

    entries = first["items"] + rest["items"]
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry["type"] for entry in entries][:3] == [
        "claim.submitted",
        "payment.received",
        "claim.accepted",
    ]
    assert entries[2]["about"] == {"number": claim.number}
    assert rest["next"] is None


def test_documents_are_the_papers_for_both_sides_and_never_a_notice(machines: Machines) -> None:
    claim = machines.case(ClaimStatus.SERVED)
    machines.work()
    token = machines.token(Scope.DOCUMENTS)
    with machines.sessions() as session:
        papers = {
            paper.kind: paper.document_id
            for paper in session.scalars(select(CasePaper).where(CasePaper.claim_id == claim.id))
        }

    found = machines.read(f"/cases/{claim.id}/documents", token)["items"]

    assert papers[PaperKind.NOTICE] is not None
    assert [item["kind"] for item in found] == ["sealed_claim"]
    for kind in (PaperKind.NOTICE, PaperKind.RECEIPT):
        for path in (f"/documents/{papers[kind]}", f"/documents/{papers[kind]}/content"):
            assert machines.get(path, token).status_code == 404
    assert machines.read(f"/documents/{found[0]['id']}", token) == found[0]


def test_a_document_comes_whole_or_in_one_part_with_its_digest(machines: Machines) -> None:
    claim = machines.case()
    machines.work()
    token = machines.token(Scope.DOCUMENTS)
    about = machines.read(f"/cases/{claim.id}/documents", token)["items"][0]
    path = about["links"]["content"]

    whole = machines.get(path, token)
    part = machines.get(path, token, Range="bytes=0-4")
    beyond = machines.get(path, token, Range=f"bytes={about['size']}-")

    digest = base64.b64encode(hashlib.sha256(whole.content).digest()).decode()
    assert whole.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert (len(whole.content), whole.headers["content-type"]) == (about["size"], "application/pdf")
    assert (part.status_code, part.content, part.headers["Repr-Digest"]) == (
        206,
        b"%PDF-",
        whole.headers["Repr-Digest"],
    )
    assert part.headers["Content-Range"] == f"bytes 0-4/{about['size']}"
    assert (beyond.status_code, beyond.content) == (416, b"")


def test_a_file_that_is_gone_from_the_storage_is_no_fault_of_the_reader(machines: Machines) -> None:
    claim = machines.case()
    machines.work()
    token = machines.token(Scope.DOCUMENTS)
    about = machines.read(f"/cases/{claim.id}/documents", token)["items"][0]
    storage = machines.desk.tools["storage"]
    for kept in list(storage.list()):
        storage.delete(kept.key)

    assert machines.get(about["links"]["content"], token).status_code == 503


def test_the_feed_tells_each_event_of_issued_cases_once(machines: Machines) -> None:
    machines.case(ClaimStatus.IN_REVIEW)
    one, two = machines.case(), machines.case()
    token = machines.token(Scope.EVENTS)

    told, cursor = [], ""
    while True:
        part = machines.read(f"/events?limit=2{cursor}", token)
        told += part["items"]
        cursor = f"&cursor={part['next']}"
        if not part["more"]:
            break
    with machines.sessions() as session:
        withdraw_claim(session, claimant_of(one), one.id, clock=machines.clock)
        session.commit()
    later = machines.read(f"/events?limit=50{cursor}", token)

    accepted = [each for each in told if each["type"] == "claim.accepted"]
    assert [each["data"]["case_id"] for each in accepted] == [str(one.id), str(two.id)]
    assert "claim.submitted" not in {each["type"] for each in told}
    assert len({each["id"] for each in told}) == len(told)
    assert [each["type"] for each in later["items"]] == ["claim.withdrawn"]
    assert later["items"][0]["subject"] == f"/api/v1/cases/{one.id}"
    assert machines.read(f"/events?cursor={later['next']}", token) == {
        "items": [],
        "next": later["next"],
        "more": False,
    }


def test_an_event_names_nobody_and_no_sum(machines: Machines) -> None:
    machines.case(ClaimStatus.SERVED)

    event = machines.read("/events", machines.token(Scope.EVENTS))["items"][0]

    assert sorted(event) == sorted(
        ["specversion", "id", "source", "type", "time", "subject", "sequence", "data"]
    )
    assert sorted(event["data"]) == ["case_id", "docket_entries"]


def test_an_entry_written_behind_an_open_one_waits_for_it(machines: Machines) -> None:
    """The one that began first has not ended: nothing after it may be shown yet."""
    first, second = machines.case(), machines.case()
    token = machines.token(Scope.EVENTS)
    start = machines.read("/events?limit=100", token)["next"]
    begun, finish = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with machines.sessions() as session:
            ledger.record(session, SYSTEM, Entry.REMINDER_SENT, first.id, at=machines.clock.now())
            session.flush()
            begun.set()
            finish.wait(20)
            session.commit()

    def write_quickly() -> None:
        with machines.sessions() as session:
            ledger.record(session, SYSTEM, Entry.REMINDER_SENT, second.id, at=machines.clock.now())
            session.commit()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert begun.wait(20)
    if machines.sessions.kw["bind"].dialect.name == "postgresql":  # SQLite has one writer
        write_quickly()
    during = machines.get(f"/events?cursor={start}", token).json()
    finish.set()
    slow.join()
    if machines.sessions.kw["bind"].dialect.name == "sqlite":
        write_quickly()
    after = machines.read(f"/events?cursor={during['next']}", token)

    assert during["items"] == []
    assert [each["data"]["case_id"] for each in after["items"]] == [str(first.id), str(second.id)]


@pytest.mark.parametrize("cases", [1, 3])
@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("/cases", 2),
        ("/cases/{id}", 2),
        ("/cases/{id}/docket-entries", 3),
        ("/cases/{id}/documents", 5),
        ("/events", 2),
    ],
)
def test_a_list_costs_the_same_however_long_it_is(
    machines: Machines, cases: int, path: str, statements: int
) -> None:
    claims = [machines.case() for _each in range(cases)]
    token = machines.token()

    machines.read(path.format(id=claims[0].id), token)

    assert len([words for words in machines.asked if words.startswith("SELECT")]) == statements


@pytest.mark.parametrize(
    "path",
    [
        "/cases?cursor=nonsense",
        "/cases?cursor=WyJcdTAwMDAiXQ",
        "/cases?number=%00",
        "/cases?status=lost",
        "/cases?limit=0",
        "/cases?limit=101",
        "/events?cursor=WzEsICJ4Il0",
    ],
)
def test_a_question_that_makes_no_sense_is_put_right_politely(
    machines: Machines, path: str
) -> None:
    answer = machines.get(path, machines.token())

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["status"] == 422


def test_a_cursor_far_away_is_just_the_end(machines: Machines) -> None:
    claim = machines.case()
    far = base64.urlsafe_b64encode(b"[9000000000000000000]").decode().rstrip("=")

    path = f"/cases/{claim.id}/docket-entries?cursor={far}"
    found = machines.read(path, machines.token())

    assert found == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path",
    [
        "/cases/{}",
        "/cases/{}/docket-entries",
        "/cases/{}/documents",
        "/documents/{}",
        "/documents/{}/content",
    ],
)
def test_what_is_not_there_or_not_issued_is_not_found(machines: Machines, path: str) -> None:
    hidden = machines.case(ClaimStatus.IN_REVIEW)
    token = machines.token()

    for name in (hidden.id, uuid4(), "no-id"):
        answer = machines.get(path.format(name), token)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_only_the_registry_reads_the_feed(machines: Machines) -> None:
    with machines.sessions() as session, pytest.raises(Forbidden):
        register.events(session, Actor(Role.CITIZEN), after=(0, 0), size=1)
