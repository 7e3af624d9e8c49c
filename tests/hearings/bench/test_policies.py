"""The sentences of the bench that say no, where no other test comes by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.enums import ClaimStatus
from cases.models import Claim
from hearings.bench import policies
from hearings.bench.enums import SeatStatus
from hearings.bench.models import Draw
from odr.permissions import SYSTEM, Actor, Role
from tests.conftest import MONDAY_MORNING


def test_only_the_court_itself_draws() -> None:
    verdicts = {role: policies.may_draw(Actor(role)) for role in Role}

    assert {role for role, verdict in verdicts.items() if verdict is True} == {SYSTEM.role}
    assert verdicts[Role.MANAGER] == "The court draws the adjudicator by itself."


@pytest.mark.parametrize("seat", [each for each in SeatStatus if each is not SeatStatus.SITTING])
def test_nothing_is_decided_before_the_adjudicator_has_declared_no_tie(seat: SeatStatus) -> None:
    verdict = policies.may_decide(Claim(status=ClaimStatus.DECISION), Draw(status=seat))

    assert verdict == "Say first whether anything ties you to a party. Then the file opens."


@pytest.mark.parametrize("status", ClaimStatus)
def test_a_case_is_decided_only_while_it_waits_for_its_decision(status: ClaimStatus) -> None:
    verdict = policies.may_decide(Claim(status=status), Draw(status=SeatStatus.SITTING))

    assert (verdict is True) is (status is ClaimStatus.DECISION)


def test_a_signature_needs_a_second_factor_shown_in_the_last_five_minutes() -> None:
    now, tick = MONDAY_MORNING, timedelta(microseconds=1)
    shown = [None, now + tick, now, now - policies.FRESH + tick, now - policies.FRESH]

    assert [policies.may_sign(at, now) is True for at in shown] == [False, False, True, True, False]
