"""The site map: every router of the court, in one list."""

from __future__ import annotations

from fastapi import APIRouter

from web import api, demo
from web.adjudicator import cases as adjudicator_cases
from web.adjudicator import decisions as adjudicator_decisions
from web.adjudicator import issues as adjudicator_issues
from web.adjudicator import questions as adjudicator_questions
from web.claimant import claims as claimant_claims
from web.claimant import filed as claimant_filed
from web.claimant import sending as claimant_sending
from web.mediator import home as mediator_home
from web.mediator import proposals as mediator_proposals
from web.mediator import rooms as mediator_rooms
from web.parties import agreements, mediation, offers, questions, rooms
from web.parties import case as parties_case
from web.parties import docket_pages as parties_docket
from web.parties import export as parties_export
from web.parties import home as parties_home
from web.parties import orders as parties_orders
from web.public import account_settings, accounts, start, triage, verify
from web.public import payments as public_payments
from web.registry import case as registry_case
from web.registry import home as registry_home
from web.registry import payments as registry_payments
from web.registry import review as registry_review
from web.registry import serving as registry_serving
from web.respondent import answer, door, evidence, sending
from web.respondent import claim as respondent_claim

ROUTERS: list[APIRouter] = [
    start.router,
    triage.router,
    claimant_sending.router,
    claimant_sending.sent_router,
    claimant_claims.router,
    claimant_filed.router,
    parties_home.router,
    parties_case.router,
    parties_docket.router,
    parties_orders.router,
    parties_export.router,
    accounts.router,
    account_settings.router,
    account_settings.set_up_router,
    public_payments.router,
    registry_home.router,
    registry_case.router,
    registry_review.router,
    registry_serving.router,
    registry_payments.router,
    door.router,
    respondent_claim.router,
    answer.router,
    evidence.router,
    sending.router,
    offers.router,
    agreements.router,
    mediation.router,
    rooms.router,
    questions.router,
    mediator_home.router,
    mediator_rooms.router,
    mediator_proposals.router,
    adjudicator_cases.router,
    adjudicator_questions.router,
    adjudicator_issues.router,
    adjudicator_decisions.router,
    verify.router,
    *api.ROUTERS,
]
"""Every page of every court."""

DEMO_ROUTERS: list[APIRouter] = [demo.router]
"""Pages that only a demo court has; elsewhere they do not exist."""
