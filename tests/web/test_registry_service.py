"""The registry's desk of service: letters, visits, mail that comes back, new codes."""

from __future__ import annotations

from sqlalchemy import select

from cases.enums import AnswerStatus, ClaimStatus, NotMe, ServiceResult
from cases.models import Claim, Party, ServiceAttempt
from cases.notice_codes import notice_code
from cases.service import join_with_account, say_not_me
from tests.factories import actor_of, make_account, respondent_of
from tests.page import Page, both_ways
from tests.web.registry_desk import Registry, at, registry

__all__ = ["registry"]


@both_ways
def test_service_is_recorded_and_the_date_explained(registry: Registry, scripts: bool) -> None:
    claim = registry.claim(ClaimStatus.ISSUED)
    page = registry.clerk(scripts=scripts).open(at(claim, "/service"))
    page = page.click("Record an attempt")
    empty = page.form().submit(status=422)
    assert list(empty.errors) == ["method"]

    page = page.form().fill(method="first_class_post", result="sent", note="Slip 12").submit()

    party = registry.again(claim).respondents[0]
    assert party.answer_status is AnswerStatus.AWAITED
    assert "The claim counts as served on Wednesday 4 March 2026." in page.text
    assert "The letter was posted on" in page.text
    assert page.table()[1][1:4] == ["First class post", "Sent", "Slip 12"]


def test_a_day_before_the_issue_is_refused_at_its_field(registry: Registry) -> None:
    claim = registry.claim(ClaimStatus.ISSUED)
    page = registry.clerk().open(at(claim, "/service")).click("Record an attempt")
    day = {"sent_on-day": "1", "sent_on-month": "1", "sent_on-year": "2026"}

    page = page.form().fill({"method": "email", **day}).submit(status=422)

    assert list(page.errors) == ["sent_on"]


@both_ways
def test_mail_that_came_back_undoes_the_service(registry: Registry, scripts: bool) -> None:
    claim = registry.claim(ClaimStatus.SERVED)
    page = registry.clerk(scripts=scripts).open(at(claim, "/service")).click("It came back")
    empty = page.form().submit(status=422)
    assert list(empty.errors) == ["note"]

    page = page.form().fill(note="Not known here").submit()

    attempt = registry.session.scalars(select(ServiceAttempt)).one()
    assert (attempt.result, attempt.note) == (ServiceResult.RETURNED, "Not known here")
    assert "Not served" in page.text


def test_a_new_code_makes_a_new_letter(registry: Registry) -> None:
    claim = registry.claim(ClaimStatus.SERVED)
    party = claim.respondents[0]
    old = notice_code(registry.session, party)
    page = registry.clerk().open(at(claim, "/service"))

    page.form(f"Give a new code {party.name}").submit()

    fresh = registry.session.get_one(Party, party.id, populate_existing=True)
    assert fresh.code_generation == 2
    assert notice_code(registry.session, fresh) != old


def test_a_respondent_with_an_account_needs_no_code(registry: Registry) -> None:
    claim = registry.claim(ClaimStatus.SERVED)
    account = actor_of(make_account(registry.session))
    join_with_account(
        registry.session, account, claim.id, claim.respondents[0].id, clock=registry.clock
    )
    registry.session.commit()

    page = registry.clerk().open(at(claim, "/service"))

    assert "This respondent signs in with an account." in page.text
    assert "Give a new code" not in page.html


def test_an_attempt_or_a_respondent_of_another_case_is_not_found(registry: Registry) -> None:
    claim, other = registry.claim(ClaimStatus.SERVED), registry.claim(ClaimStatus.SERVED)
    attempt = registry.session.scalars(
        select(ServiceAttempt).where(ServiceAttempt.claim_id == other.id)
    ).one()
    clerk = registry.clerk()

    clerk.open(at(claim, f"/service/{other.respondents[0].id}"), status=404)
    clerk.open(at(claim, f"/service/attempts/{attempt.id}/returned"), status=404)


def test_a_letter_that_reached_the_wrong_person_stands_out(registry: Registry) -> None:
    claim = registry.claim(ClaimStatus.SERVED)
    party = claim.respondents[0]
    say_not_me(
        registry.session,
        respondent_of(claim),
        claim.id,
        party.id,
        NotMe.MOVED_AWAY,
        clock=registry.clock,
    )
    registry.session.commit()

    page = registry.clerk().open(at(claim))

    assert "The reader says that the person does not live there any more." in page.text
    assert "does not live there" in page.click("Look at the service").text


def notice_page(registry: Registry, claim: Claim) -> Page:
    """Let the court's own jobs make the letters, then look at the service."""
    registry.court.tick()
    return registry.clerk().open(at(claim, "/service"))


def test_the_notice_is_made_and_printed(registry: Registry) -> None:
    claim = registry.claim(ClaimStatus.ISSUED)
    assert "The notice is being made." in registry.clerk().open(at(claim, "/service")).text

    page = notice_page(registry, claim)
    paper = next(href for text, href in page.links.items() if "Print the notice" in text)
    letter = page.reader.fetch(paper)

    assert letter.content.startswith(b"%PDF")
    assert letter.headers["content-disposition"].startswith("inline")
