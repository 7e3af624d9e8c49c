"""The last look at an answer, the statement of truth, and what stands after it was sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from cases import drafts, queries
from cases.enums import Answer, AnswerStatus, PaymentPurpose, PaymentStatus
from cases.fees import FeeResult, fee
from cases.inputs import ResponseInput
from cases.models import Payment
from cases.models import Response as Filed
from cases.responses import file_response
from odr.errors import Invalid
from odr.permissions import Role
from web.forms import Form, posted
from web.render import redirect, render
from web.respondent import words
from web.respondent.answer import onward
from web.respondent.answer_forms import HowToPay, SignInput
from web.respondent.desk import Desk, DeskDep, OpenDesk
from web.respondent.summary import answer_rows

router = APIRouter(prefix="/respond/{claim_id}")


@router.get("/check", name="respondent.check")
def ask_check(at: OpenDesk) -> Response:
    """Show the whole answer before it is signed; what is not done yet comes first."""
    return onward(at) if at.missing else _check(at, Form())


@router.post("/check")
def send(at: DeskDep, form: Annotated[Form[SignInput], Depends(posted(SignInput))]) -> Response:
    """File the answer; a second press of the button leads to the receipt of the first."""
    if at.party.answer_status is AnswerStatus.FILED:
        return redirect(at.request, "respondent.sent", claim_id=at.claim.id)
    at.must_be_open()
    if at.missing:
        return onward(at)
    if form.value is None:
        return _check(at, form)
    ids = (at.claim.id, at.party.id)
    try:
        file_response(at.session, at.actor, *ids, whole_answer(at), form.value.name, clock=at.clock)
    except Invalid as why:
        return _check(at, form.refused(why.sentence))
    return redirect(at.request, "respondent.sent", claim_id=at.claim.id)


def whole_answer(at: Desk) -> ResponseInput:
    """Put the pages together to the answer the court takes."""
    given: dict[str, Any] = {"answer": at.answer}
    amounts, plan, side, back = (
        at.value(step) if step in at.steps else None
        for step in ("amounts", "plan", "side", "counterclaim")
    )
    if amounts is not None and at.answer is Answer.PAID:
        given |= {name: getattr(amounts, name) for name in ("paid", "paid_on", "paid_how")}
    elif amounts is not None:
        given["admitted"] = amounts.admitted
    if plan is not None and plan.how is HowToPay.DAY:
        given["pay_by"] = plan.pay_by
    elif plan is not None and plan.how is HowToPay.INSTALMENTS:
        given |= {
            "pay_by": plan.first_on,
            "instalment": plan.instalment,
            "instalment_every": plan.every,
        }
    if side is not None:
        given |= {"reasons": side.reasons, "timeline": side.timeline}
    if back is not None:
        given |= {name: getattr(back, name) for name in type(back).model_fields}
    return ResponseInput.model_validate(given)


def _check(at: Desk, form: Form[SignInput]) -> Response:
    files = [] if at.draft is None else drafts.files_of(at.session, at.draft)
    return render(
        at.request,
        "respondent/check.html",
        block="question",
        status=form.status,
        form=form,
        at=at,
        claim=at.claim,
        party=at.party,
        rows=answer_rows(at, files),
        fee=_fee(at),
    )


def _fee(at: Desk) -> FeeResult | None:
    """Work out the fee of the counterclaim, to be seen before anything is sent."""
    back = at.value("counterclaim") if at.answer is Answer.COUNTERCLAIM else None
    if back is None:
        return None
    return fee(at.pack, at.pack.counterclaim.fee, base=back.counterclaim, on=at.today)


@router.get("/sent", name="respondent.sent")
def sent(at: DeskDep) -> Response:
    """Show the receipt of the answer and what comes next."""
    filed = _filed(at)
    if filed is None:
        return redirect(at.request, "respondent.claim", claim_id=at.claim.id)
    return render(
        at.request,
        "respondent/sent.html",
        at=at,
        claim=at.claim,
        party=at.party,
        filed=filed,
        answer=words.answered(filed.answer),
        others=[p for p in at.claim.respondents if p.answer_status is not AnswerStatus.FILED],
        fee=_fee_due(at),
        guest=at.actor.role is Role.VISITOR,
    )


def _filed(at: Desk) -> Filed | None:
    found = queries.responses_of(at.session, at.claim)
    return next((response for response in found if response.party_id == at.party.id), None)


def _fee_due(at: Desk) -> Payment | None:
    """Return the fee of the counterclaim while it waits to be paid."""
    for payment in queries.payments_of(at.session, at.claim):
        open_fee = payment.status in {
            PaymentStatus.DUE,
            PaymentStatus.STARTED,
            PaymentStatus.FAILED,
        }
        if payment.purpose is PaymentPurpose.COUNTERCLAIM and open_fee:
            return payment if payment.party_id == at.party.id else None
    return None
