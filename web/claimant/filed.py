"""After the claim is sent: put it right, reply to the answers, ask for judgment, or stop it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from cases import claims, defaults, policies, queries, responses
from cases.clocks import runs_from
from cases.enums import Answer, ClaimStatus
from cases.inputs import OptionalStory, PartyInput, ReplyInput, Story
from cases.judgments import sum_of_claim
from cases.models import Claim
from cases.models import Response as Answered
from cases.phrases import return_words
from cases.sums import pack_of
from odr.clock import Clock
from odr.errors import Invalid
from odr.permissions import require
from odr.words import _
from web.claimant import words as claim_words
from web.claimant.claim_forms import OthersForm
from web.csrf import csrf_checked
from web.deps import ActorDep, ClockDep, SessionDep
from web.forms import Form, blank, filled, posted
from web.guards import PartyClaim
from web.parties import words
from web.render import redirect, render


def claimants_claim(actor: ActorDep, claim: PartyClaim) -> Claim:
    """A case the reader claims in; the other side reads why the page is not for them."""
    require(policies.is_claimant(actor, claim))
    return claim


OwnClaim = Annotated[Claim, Depends(claimants_claim)]
router = APIRouter(prefix="/cases/{claim_id}")

AT_ONCE = {Answer.ADMIT, Answer.ADMIT_PART}


class PutRightForm(OthersForm):
    messages: ClassVar[dict[str, Any]] = {
        **OthersForm.messages,
        "what_happened": {"missing": _("Write what happened.")},
    }

    what_happened: Story = Field(title=_("what happened"))


class ReplyForm(BaseModel):
    messages: ClassVar[dict[str, Any]] = {"accepts": _("Choose whether you accept the answer.")}

    accepts: Literal["yes", "no"]
    text: OptionalStory = Field(default="", title=_("your reply"))
    counterclaim_text: OptionalStory = Field(default="", title=_("your answer to what they claim"))


@router.get("/put-right", name="claimant.put_right")
def ask_to_put_right(
    request: Request, claim: OwnClaim, session: SessionDep, clock: ClockDep
) -> Response:
    """Show why the court sent the claim back, with what was written to change."""
    return _put_right(request, session, claim, _as_filed(claim), clock)


@router.post("/put-right")
def put_right(
    request: Request,
    claim: OwnClaim,
    form: Annotated[Form[PutRightForm], Depends(posted(PutRightForm))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Send the claim again; the day it first reached the court still counts."""
    if form.value is None:
        return _put_right(request, session, claim, form, clock)
    parties = [PartyInput(**party.model_dump()) for party in form.value.others]
    story = form.value.what_happened
    try:
        claims.resubmit_claim(session, actor, claim.id, parties, what_happened=story, clock=clock)
    except Invalid as why:
        return _put_right(request, session, claim, form.refused(why.sentence), clock)
    return redirect(request, "parties.case", claim_id=claim.id)


def _as_filed(claim: Claim) -> Form[Any]:
    """Return the form as the claim stands with the court."""
    fields = PartyInput.model_fields
    others = [{name: getattr(party, name) for name in fields} for party in claim.respondents]
    return filled({"others": others, "what_happened": claim.what_happened})


def _put_right(
    request: Request, session: Session, claim: Claim, form: Form[Any], clock: Clock
) -> Response:
    review = queries.last_return(session, claim)
    open_until = claim.cure_due
    return render(
        request,
        "claimant/put_right.html",
        block="section",
        status=form.status,
        claim=claim,
        form=form,
        reason=return_words(review.reason) if review is not None and review.reason else "",
        review=review,
        open=claim.status is ClaimStatus.RETURNED
        and (open_until is None or clock.now() < open_until),
        kinds=[
            (kind.value, claim_words.kinds_of_people()[kind])
            for kind in pack_of(claim).parties.respondent_types
        ],
    )


@router.get("/reply", name="claimant.reply")
def ask_reply(request: Request, claim: OwnClaim, session: SessionDep) -> Response:
    """Show the answers beside the claim, and what each reply leads to."""
    return _reply(request, session, claim, blank(ReplyForm))


@router.post("/reply")
def send_reply(
    request: Request,
    claim: OwnClaim,
    form: Annotated[Form[ReplyForm], Depends(posted(ReplyForm))],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Send the reply; the case goes on as the page said."""
    if form.value is None:
        return _reply(request, session, claim, form)
    given = ReplyInput(**{**form.value.model_dump(), "accepts": form.value.accepts == "yes"})
    if given.accepts and not _way_to_accept(queries.responses_of(session, claim)):
        return _reply(request, session, claim, form.refused(_disputed()))
    responses.file_reply(session, actor, claim.id, given, clock=clock)
    return redirect(request, "parties.case", claim_id=claim.id)


def _disputed() -> str:
    return _("The claim is disputed. Say that you do not accept the answer.")


def _way_to_accept(answered: list[Answered]) -> str:
    """Say what accepting leads to: an order, the end of the case, or nothing."""
    answers = {each.answer for each in answered}
    if answers == {Answer.PAID}:
        return "end"
    return "order" if answers and answers <= AT_ONCE else ""


def _reply(request: Request, session: Session, claim: Claim, form: Form[ReplyForm]) -> Response:
    answered = queries.responses_of(session, claim)
    return render(
        request,
        "claimant/reply.html",
        block="section",
        status=form.status,
        claim=claim,
        form=form,
        open=claim.status is ClaimStatus.ANSWERED,
        responses=answered,
        names={party.id: party.name for party in claim.parties},
        answers=words.answers(),
        way=_way_to_accept(answered),
        counterclaimed=any(each.counterclaim_minor for each in answered),
    )


@router.get("/judgment", name="claimant.default")
def ask_for_judgment(
    request: Request, claim: OwnClaim, session: SessionDep, actor: ActorDep, clock: ClockDep
) -> Response:
    """Say what judgment without an answer is, what it comes to and when it is made."""
    now = clock.now()
    pack = pack_of(claim)
    principal = claim.money(claim.claimed_minor)
    sums = sum_of_claim(session, claim, principal=principal, until=pack.days.day_of(now))
    return render(
        request,
        "claimant/default.html",
        claim=claim,
        allowed=policies.may_request_default(actor, claim, now),
        rows=[(said, claim.money(minor)) for said, minor in sums],
        total=claim.money(sum(minor for _said, minor in sums)),
        after=runs_from(pack, pack.default.buffer, now).due,
    )


@router.post("/judgment")
def request_judgment(
    request: Request,
    claim: OwnClaim,
    checked: Annotated[None, Depends(csrf_checked)],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Ask for judgment because no answer came."""
    del checked
    defaults.request_default(session, actor, claim.id, clock=clock)
    return redirect(request, "parties.case", claim_id=claim.id)


@router.get("/withdraw", name="claimant.withdraw")
def ask_to_withdraw(request: Request, claim: OwnClaim, actor: ActorDep) -> Response:
    """Say what withdrawing does before it is done."""
    return render(
        request,
        "claimant/withdraw.html",
        claim=claim,
        allowed=policies.may_withdraw(actor, claim),
        told=claim.served_on is not None,
    )


@router.post("/withdraw")
def withdraw(
    request: Request,
    claim: OwnClaim,
    checked: Annotated[None, Depends(csrf_checked)],
    session: SessionDep,
    actor: ActorDep,
    clock: ClockDep,
) -> Response:
    """Stop the claim for good."""
    del checked
    claims.withdraw_claim(session, actor, claim.id, clock=clock)
    return redirect(request, "parties.case", claim_id=claim.id)
