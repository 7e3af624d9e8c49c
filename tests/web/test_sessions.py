"""Cookies, passes and notes: who is at the browser, and for how long that is believed."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.requests import Request

from cases.enums import ClaimStatus
from cases.models import Party
from odr import signins
from odr.clock import FixedClock
from odr.models import Account, SignIn
from odr.permissions import VISITOR, Role
from odr.settings import Settings
from tests.databases import Database
from tests.factories import make_account, make_claim
from tests.page import Reader
from tests.web.signing import SmallCourt, make_signing_app
from web.sessions import current_actor, device_name, network_address, safe_path

NOBODY = {"role": "visitor", "name": "", "party": None, "idle": 0}


@pytest.fixture
def court(fresh_database: Database, clock: FixedClock) -> SmallCourt:
    return SmallCourt(fresh_database, clock)


def browser(court: SmallCourt, account: Account) -> Reader:
    """A browser that is signed in, the second factor included."""
    with court.sessions() as session, session.begin():
        kept = session.get_one(Account, account.id)
        opened = signins.open_sign_in(session, kept, clock=court.clock, second_factor=True)
    reader = Reader(make_signing_app(court))
    reader.client.cookies.set("session", opened.token, domain="127.0.0.1", path="/")
    return reader


def who(reader: Reader) -> dict[str, object]:
    found: dict[str, object] = reader.client.get("/try/me").json()
    return found


@pytest.mark.parametrize(("role", "idle"), [(Role.CITIZEN, 1800), (Role.CLERK, 900)])
def test_a_page_knows_who_asks_and_when_to_warn(court: SmallCourt, role: Role, idle: int) -> None:
    reader = browser(court, court.account(role))

    assert who(reader) == {"role": role.value, "name": "Janet Doe", "party": None, "idle": idle}


def test_without_a_cookie_or_with_a_guessed_one_somebody_is_a_visitor(court: SmallCourt) -> None:
    reader = Reader(make_signing_app(court))
    assert who(reader) == NOBODY

    for guess in ("guess", "x" * 5000, "%00", "é"):
        cookies = f"session={guess}; notice={guess}".encode()
        answer = reader.client.get("/try/me", headers=[(b"cookie", cookies)])
        assert answer.json() == NOBODY


def test_using_the_court_keeps_a_sign_in_alive(court: SmallCourt, clock: FixedClock) -> None:
    reader = browser(court, court.account())
    for _step in range(5):
        clock.advance(timedelta(minutes=25))
        assert who(reader)["name"] == "Janet Doe"

    clock.advance(timedelta(minutes=30))

    assert who(reader) == NOBODY


def test_a_sign_in_is_marked_at_most_once_a_minute(court: SmallCourt, clock: FixedClock) -> None:
    start = clock.now()
    reader = browser(court, court.account())
    seen = []
    for _step in range(4):
        clock.advance(timedelta(seconds=30))
        who(reader)
        with court.sessions() as session:
            seen.append(session.scalars(select(SignIn.seen_at)).one() - start)

    assert [int(moment.total_seconds()) for moment in seen] == [0, 60, 60, 120]


def test_a_disabled_account_is_out_with_the_next_page(court: SmallCourt) -> None:
    account = court.account()
    reader = browser(court, account)
    assert who(reader)["name"] == "Janet Doe"

    with court.sessions() as session, session.begin():
        session.get_one(Account, account.id).disabled_at = court.clock.now()

    assert who(reader) == NOBODY


def test_a_change_of_role_counts_at_once(court: SmallCourt) -> None:
    account = court.account(Role.CLERK)
    reader = browser(court, account)
    assert reader.client.get("/try/work").status_code == 200

    with court.sessions() as session, session.begin():
        session.get_one(Account, account.id).role = Role.MEDIATOR

    assert reader.client.get("/try/work").status_code == 404


def make_party(court: SmallCourt) -> tuple[UUID, UUID]:
    """Make a claim with one respondent, Ben Sample, who has no account."""
    with court.sessions() as session, session.begin():
        claim = make_claim(session, ClaimStatus.SUBMITTED, clock=court.inner)
        party = claim.respondents[0]
        party.code_generation = 0
    return party.id, claim.id


def test_a_notice_pass_speaks_for_one_party_for_two_hours(
    court: SmallCourt, clock: FixedClock
) -> None:
    party, claim = make_party(court)
    reader = Reader(make_signing_app(court))
    reader.client.get(f"/try/pass/{party}/{claim}/0")

    assert who(reader) == {**NOBODY, "name": "Ben Sample", "party": str(party)}
    clock.advance(timedelta(hours=2))
    assert who(reader) == NOBODY


def test_a_new_code_ends_the_passes_of_the_old_one(court: SmallCourt) -> None:
    party, claim = make_party(court)
    reader = Reader(make_signing_app(court))
    reader.client.get(f"/try/pass/{party}/{claim}/0")

    with court.sessions() as session, session.begin():
        session.get_one(Party, party).code_generation = 1

    assert who(reader) == NOBODY


def test_a_pass_for_another_claim_or_no_party_is_worth_nothing(court: SmallCourt) -> None:
    party, _claim = make_party(court)
    reader = Reader(make_signing_app(court))

    for path in (f"{party}/{UUID(int=1)}/0", f"{UUID(int=2)}/{UUID(int=1)}/0"):
        reader.client.get(f"/try/pass/{path}")
        assert who(reader) == NOBODY


def test_an_account_goes_before_a_pass(court: SmallCourt) -> None:
    party, claim = make_party(court)
    reader = browser(court, court.account())
    reader.client.get(f"/try/pass/{party}/{claim}/0")

    assert who(reader)["role"] == "citizen"


def test_current_actor_asks_afresh(court: SmallCourt) -> None:
    party, claim = make_party(court)
    account = court.account()
    reader = browser(court, account)
    session_cookie = reader.client.cookies.get("session")
    reader.client.get(f"/try/pass/{party}/{claim}/0")
    notice_cookie = reader.client.cookies.get("notice")

    def asked(cookie: str) -> Request:
        headers = [(b"cookie", cookie.encode())]
        return Request({"type": "http", "headers": headers, "app": reader.app})

    with court.sessions() as session:
        found = [
            current_actor(asked(cookie), session, court.clock)
            for cookie in (f"session={session_cookie}", f"notice={notice_cookie}", "session=guess")
        ]
        session.get_one(Party, party).code_generation = 1
        session.flush()
        found.append(current_actor(asked(f"notice={notice_cookie}"), session, court.clock))

    assert [actor.account_id for actor in found] == [account.id, None, None, None]
    assert [actor.party_id for actor in found] == [None, party, None, None]
    assert found[-1] == VISITOR


def test_a_note_comes_back_unchanged_or_not_at_all(court: SmallCourt, clock: FixedClock) -> None:
    reader = Reader(make_signing_app(court))
    assert reader.client.get("/try/note").json() is None
    reader.client.get("/try/note/hello")
    assert reader.client.get("/try/note").json() == {"said": "hello"}

    kept = reader.client.cookies.get("triage")
    assert kept is not None
    forged = {"cookie": f"triage={kept[:-2]}xx"}
    assert Reader(reader.app).client.get("/try/note", headers=forged).json() is None
    clock.advance(timedelta(days=1))
    assert reader.client.get("/try/note").json() is None


def test_notes_and_passes_can_be_let_go(court: SmallCourt) -> None:
    party, claim = make_party(court)
    reader = Reader(make_signing_app(court))
    reader.client.get("/try/note/hello")
    reader.client.get(f"/try/pass/{party}/{claim}/0")

    reader.client.get("/try/forget")

    assert reader.client.get("/try/note").json() is None
    assert who(reader) == NOBODY


def test_a_page_that_signs_asks_for_the_second_factor_after_five_minutes(
    court: SmallCourt, clock: FixedClock
) -> None:
    reader = browser(court, court.account(Role.ADJUDICATOR))
    assert reader.client.get("/try/sign").text == "signed"

    clock.advance(timedelta(minutes=5))

    asked = reader.client.get("/try/sign")
    assert asked.headers["location"] == "/account/step-up?next=%2Ftry%2Fsign"


def test_a_note_too_long_for_a_cookie_is_our_mistake(court: SmallCourt) -> None:
    with pytest.raises(ValueError, match="too long"):
        Reader(make_signing_app(court)).client.get(f"/try/note/{'x' * 4000}")


def test_every_cookie_is_bound_to_this_host_over_https(
    fresh_database: Database, clock: FixedClock
) -> None:
    settings = Settings(base_url="https://court.test", demo=True)
    court = SmallCourt(fresh_database, clock, settings=settings)
    reader = Reader(make_signing_app(court), base_url="https://court.test")
    party, claim = make_party(court)
    with court.sessions() as session, session.begin():
        account = make_account(session)
        opened = signins.open_sign_in(session, account, clock=court.clock)
    reader.client.cookies.set("__Host-session", opened.token, domain="court.test", path="/")

    answers = [
        reader.client.get("/sign-in"),
        reader.client.get(f"/try/pass/{party}/{claim}/0"),
        reader.client.get("/try/note/hello"),
        reader.client.post("/sign-out", data=reader.open("/account").form("Sign out")._data()),
    ]

    cookies = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 5
    for line in cookies:
        [(name, morsel)] = SimpleCookie(line).items()
        assert name.startswith("__Host-"), line
        assert (morsel["secure"], morsel["httponly"], morsel["path"]) == (True, True, "/"), line
        assert (morsel["samesite"].lower(), morsel["domain"]) == ("lax", ""), line
        assert len(line) < 4096


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "/%09/evil.test",
        "/%2f%2fevil.test",
        "/%5cevil.test",
        "https://evil.test",
        "https:evil.test",
        "http:///evil.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.test",
        "@evil.test",
        "/@evil.test",
        "/.evil.test",
        "/../evil",
        "/a/../b",
        "/./",
        "/..;/a",
        "/a?next=//evil.test",
        "/a#//evil.test",
        "/a;b",
        "/a\x00",
        "/a b",
        "/\u2028/evil.test",
        "/\uff0fevil.test",
        "\u3002evil.test",
        "/evil\u3002test",
        "/a\r\nLocation: https://evil.test",
        "",
        " /account",
        "/account ",
        "/a//b",
        "?next=/",
        "#",
        ".",
        "user:pass@evil.test",
        "/<script>",
        "/'\"",
        "/a|b",
        "/a{b}",
        "/a:b",
        "/http://evil.test",
        "ftp://evil.test",
        "/a\\b",
        "/~/../x",
        "/\ufeff",
        "/a\u200bb",
        "/a=b",
        "/a&b",
        "/a+b",
        "/a,b",
        "/a$b",
        "/a!b",
        "/a*b",
        "/(a)",
        "mailto:a@evil.test",
    ],
)
def test_only_plain_paths_of_this_court_are_gone_on_to(wanted: str) -> None:
    assert safe_path(wanted, "/home") == "/home"


@pytest.mark.parametrize("wanted", ["/", "/account", "/cases/5f-a_b~c/answer", "/a/b/", "/a.pdf"])
def test_a_plain_path_is_gone_on_to(wanted: str) -> None:
    assert safe_path(wanted, "/home") == wanted


@given(st.text())
def test_whatever_is_wanted_stays_on_this_site(wanted: str) -> None:
    found = safe_path(wanted, "/home")

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge / Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox / Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome / Android"),
        ("curl/8", "?"),
    ],
)
def test_a_device_is_named_as_a_person_would(agent: str, said: str) -> None:
    request = Request({"type": "http", "headers": [(b"user-agent", agent.encode())]})

    assert device_name(request) == said
    assert network_address(request) == ""
