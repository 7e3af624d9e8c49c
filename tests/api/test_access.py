"""Who gets in: ids and secrets, tokens, scopes, and machines that were ended."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from joserfc import jwk, jwt
from sqlalchemy import select
from sqlalchemy.orm import Session

from odr.clients import Scope, add_client, end_client
from odr.clock import FixedClock
from odr.errors import Forbidden, Invalid, NotFound
from odr.models import LedgerEntry
from odr.permissions import SYSTEM, Actor, Role
from odr.rates import Limit, count
from tests.api.conftest import Machines

ROUTES = [
    ("/cases", Scope.CASES, 200),
    ("/cases/{}", Scope.CASES, 404),
    ("/cases/{}/docket-entries", Scope.DOCKET, 404),
    ("/cases/{}/documents", Scope.DOCUMENTS, 404),
    ("/documents/{}", Scope.DOCUMENTS, 404),
    ("/documents/{}/content", Scope.DOCUMENTS, 404),
    ("/events", Scope.EVENTS, 200),
]


@pytest.mark.parametrize(("path", "scope", "status"), ROUTES)
def test_each_address_needs_a_token_with_its_scope(
    machines: Machines, path: str, scope: Scope, status: int
) -> None:
    path = path.format(uuid4())
    others = [each for each in Scope if each is not scope]

    nobody = machines.get(path)
    wrong = machines.get(path, machines.token(*others))
    right = machines.get(path, machines.token(scope))

    assert [nobody.status_code, wrong.status_code, right.status_code] == [401, 403, status]
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="registry"'
    assert f'scope="{scope.value}"' in wrong.headers["WWW-Authenticate"]
    assert nobody.json()["code"] == "no_token"
    assert wrong.json()["code"] == "out_of_scope"


def test_a_token_is_given_for_id_and_secret_in_the_form_or_the_header(machines: Machines) -> None:
    client = machines.client(Scope.CASES, Scope.EVENTS)
    pair = f"{client.client.client_id}:{client.secret}".encode()
    header = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    said = {"grant_type": "client_credentials"}

    by_form = machines.ask_for_token(client)
    by_header = machines.http.post("/api/v1/oauth/token", data=said, headers=header)

    for answer in (by_form, by_header):
        found = answer.json()
        assert machines.get("/cases", found.pop("access_token")).status_code == 200
        assert found == {
            "token_type": "Bearer",
            "expires_in": 600,
            "scope": "cases:read events:read",
        }
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_token_may_be_asked_for_with_less(machines: Machines) -> None:
    client = machines.client(Scope.CASES, Scope.EVENTS)

    token = machines.ask_for_token(client, scope="cases:read").json()["access_token"]

    assert machines.get("/cases", token).status_code == 200
    assert machines.get("/events", token).status_code == 403


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": "odd\x00sign"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "cases:read events:read"}, 400, "invalid_scope"),
    ],
)
def test_a_token_is_refused_with_a_reason(
    machines: Machines, changed: dict[str, str], status: int, error: str
) -> None:
    answer = machines.ask_for_token(machines.client(Scope.CASES), **changed)

    assert (answer.status_code, answer.json()["error"], answer.json()["code"]) == (
        status,
        error,
        error,
    )
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


@pytest.mark.parametrize("header", ["Basic !", "Basic /w==", "Basic bm9ib2R5"])
def test_a_header_that_cannot_be_read_is_nobody(machines: Machines, header: str) -> None:
    answer = machines.http.post(
        "/api/v1/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": header},
    )

    assert answer.status_code == 401


def test_guessing_a_secret_is_slowed_down(machines: Machines) -> None:
    client = machines.client(Scope.CASES)

    with machines.sessions() as session:
        for _try in range(599):
            count(session, Limit.API_CLIENT, client.client.client_id, clock=machines.clock)
        session.commit()

    answers = [machines.ask_for_token(client, client_secret="wrong") for _try in range(2)]

    assert [answer.status_code for answer in answers] == [401, 429]
    assert int(answers[1].headers["Retry-After"]) > 0


def test_a_machine_that_reads_too_often_is_told_when_to_come_back(machines: Machines) -> None:
    eager, other = machines.client(Scope.CASES), machines.client(Scope.CASES)
    tokens = [machines.ask_for_token(each).json()["access_token"] for each in (eager, other)]
    for _read in range(599):
        machines.desk.app.state.reads.count(eager.client.client_id, clock=machines.clock)

    answers = [machines.get("/cases", tokens[0]) for _read in range(2)]
    machines.clock.advance(timedelta(seconds=int(answers[1].headers["Retry-After"])))
    later = machines.get("/cases", tokens[0])

    assert [answer.status_code for answer in (*answers, later)] == [200, 429, 200]
    assert answers[1].headers["content-type"] == "application/problem+json"
    assert answers[1].json()["code"] == "too_many"
    assert machines.get("/cases", tokens[1]).status_code == 200


def test_a_token_runs_out_after_ten_minutes(machines: Machines) -> None:
    token = machines.token(Scope.CASES)

    machines.clock.advance(timedelta(minutes=10))

    assert machines.get("/cases", token).status_code == 401


def test_a_machine_that_was_ended_reads_no_more_with_its_old_token(machines: Machines) -> None:
    client = machines.client(Scope.CASES)
    token = machines.ask_for_token(client).json()["access_token"]
    with machines.sessions() as session:
        end_client(session, SYSTEM, client.client.client_id, clock=machines.clock)
        session.commit()

    assert machines.get("/cases", token).status_code == 401
    assert machines.ask_for_token(client).status_code == 401


def test_a_token_of_another_make_is_no_token(machines: Machines) -> None:
    client_id = machines.client(Scope.CASES).client.client_id
    court = jwk.OctKey.import_key(machines.desk.keychain.key("api"))
    stranger = jwk.OctKey.import_key(b"s" * 32)
    said = {
        "sub": client_id,
        "aud": "registry",
        "scope": "cases:read",
        "exp": int(machines.clock.now().timestamp()) + 60,
    }
    header = {"alg": "HS256", "typ": "at+jwt"}
    good = jwt.encode(header, said, court)
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + good.split(".")[1] + "."
    others = [
        jwt.encode(header, said, stranger),
        jwt.encode({"alg": "HS256", "typ": "JWT"}, said, court),
        jwt.encode(header, {**said, "aud": "rooms"}, court),
        jwt.encode(header, {**said, "exp": 1}, court),
        good[:-2],
        unsigned,
        "x" * 3000,
        "...",
    ]

    assert machines.get("/cases", good).status_code == 200
    assert {machines.get("/cases", other).status_code for other in others} == {401}
    assert machines.get("/cases", Authorization=f"Basic {good}").status_code == 401


def test_a_machine_is_added_by_a_manager_with_its_secret_shown_once(
    session: Session, clock: FixedClock
) -> None:
    made = add_client(session, SYSTEM, " Court Registry ", [Scope.EVENTS], clock=clock)
    session.flush()

    entry = session.scalars(select(LedgerEntry)).one()
    assert (made.client.name, made.client.scopes) == ("Court Registry", "events:read")
    assert made.secret not in made.client.secret_hash
    assert (entry.chain, entry.kind, entry.data) == (
        "court",
        "client.added",
        {"client": made.client.client_id, "scopes": "events:read"},
    )


def test_a_machine_needs_a_manager_a_name_and_a_scope(session: Session, clock: FixedClock) -> None:
    with pytest.raises(Forbidden):
        add_client(session, Actor(Role.CLERK), "Registry", [Scope.CASES], clock=clock)
    with pytest.raises(Invalid):
        add_client(session, SYSTEM, " ", [Scope.CASES], clock=clock)
    with pytest.raises(Invalid):
        add_client(session, SYSTEM, "Registry", [], clock=clock)
    with pytest.raises(NotFound):
        end_client(session, SYSTEM, "nobody", clock=clock)


def test_the_description_is_for_everybody_and_names_each_address(machines: Machines) -> None:
    found = machines.get("/openapi.json").json()

    assert found["openapi"].startswith("3.1")
    assert {path.format(**{"case_id": "", "document_id": ""}) for path in found["paths"]} == {
        "/api/v1/oauth/token",
        *(f"/api/v1{path.format('')}" for path, _scope, _status in ROUTES),
    }
    for operations in found["paths"].values():
        for operation in operations.values():
            refusals = [code for code in operation["responses"] if code >= "4" and code != "416"]
            kinds = {kind for code in refusals for kind in operation["responses"][code]["content"]}
            assert kinds == {"application/problem+json"}
