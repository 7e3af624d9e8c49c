"""Cases that stand still wherever a page has something to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cases import claims, drafts, evidence, payments
from cases.enums import Answer, ReturnReason
from cases.inputs import ReturnInput
from documents.storage import storage_of
from documents.uploads import keep, receive
from hearings.bench import draws, questions
from hearings.bench.inputs import AnswerInput, QuestionInput
from hearings.rooms import mediation, rota
from hearings.rooms.inputs import DeclarationInput, OpeningInput
from odr.clock import Clock
from odr.permissions import Actor
from odr.play import deciding, steps, stories, talking
from odr.play.filing import Case, file
from odr.play.paying import newest_fee
from odr.play.stage import Story
from tests.documents.samples import phone_photo
from tests.plots import begin_to_decide, both_offer, half_signed, talk, talked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Plot = Callable[[Case], Story]
PHOTO = "The wall after the rain"
TYPED = {
    "you": {"you-kind": "individual", "you-name": "Ada Example"},
    "contact": {"you-line1": "2 High Road", "you-town": "Leeds", "you-postcode": "LS1 2BB"},
    "others": {
        "others-0-kind": "company",
        "others-0-name": "Roofs Ltd",
        "others-0-line1": "1 Mill Lane",
        "others-0-town": "Leeds",
        "others-0-postcode": "LS1 1AA",
    },
    "story": {"kind": "contract", "what_happened": "I paid for a roof.\nIt still leaks."},
    "timeline": {
        "timeline-0-happened_on-day": "3",
        "timeline-0-happened_on-month": "11",
        "timeline-0-happened_on-year": "2025",
        "timeline-0-text": "I paid in advance.",
    },
    "amounts": {"amounts-0-reason": "Roof repair", "amounts-0-amount": "1,200"},
    "interest": {
        "basis": "statutory",
        "since-day": "3",
        "since-month": "11",
        "since-year": "2025",
    },
}
"""What somebody typed into the pages of a claim."""
ANSWERED: dict[str, dict[str, str]] = {
    "side": {"reasons": "The roof was dry when I left."},
    "counterclaim": {"counterclaim": "300", "counterclaim_reasons": "You kept my ladder."},
    "evidence": {},
}
"""What a respondent typed; which of it counts depends on the answer."""


def draft(case: Case) -> Story:
    """Somebody has begun a claim, with a file, and not sent it."""
    begun = case.begin()
    for section, words in TYPED.items():
        typed = {name: [text] for name, text in words.items()}
        case.deed(drafts.save_section, case.claimant, begun.id, section, typed)
    case.add_evidence(begun.id, "What we agreed", case.claimant)
    yield HOUR


def unpaid(case: Case) -> Story:
    """A claim was sent; the claimant is on the way to the payment page."""
    yield from file(case)
    fee = case.look(newest_fee, case)
    case.deed(payments.start_payment, case.claimant, fee.id)


def review(case: Case) -> Story:
    """The fee is paid; a clerk has to look at the filing."""
    yield from steps.filed(case)


def returned(case: Case) -> Story:
    """A clerk sent the filing back to be put right."""
    yield from steps.filed(case)
    given = ReturnInput(reason=ReturnReason.ADDRESS_INCOMPLETE, what_to_do="Add the house number.")
    case.deed(claims.return_filing, case.clerk, case.claim_id, given)


def accepted(case: Case) -> Story:
    """The claim has its number and has to be served."""
    yield from steps.filed(case)
    case.deed(claims.accept_filing, case.clerk, case.claim_id)


def answering(answer: Answer) -> Plot:
    """The respondent has begun to answer."""

    def told(case: Case) -> Story:
        yield from steps.served(case)
        begun = case.deed(drafts.draft_of_answer, case.respondent, case.respondent_id())
        for section, words in {"answer": {"answer": answer.value}, **ANSWERED}.items():
            typed = {name: [text] for name, text in words.items()}
            case.deed(drafts.save_section, case.respondent, begun.id, section, typed)

    return told


def silent(case: Case) -> Story:
    """The time to answer has passed without a word."""
    yield from steps.served(case)
    yield from steps.silence(case)


def bargaining(case: Case) -> Story:
    """The claimant has to reply, and offers of both sides are open."""
    yield from steps.served(case)
    yield from steps.answered(case, Answer.DISPUTE)
    case.deed(_show_a_photo, case.claimant, case.claim_id)
    yield 2 * HOUR
    both_offer(case)


def counterclaim(case: Case) -> Story:
    """The respondent claims back and owes the fee for it."""
    yield from steps.served(case)
    yield from steps.answered(case, Answer.COUNTERCLAIM)


def opening(case: Case) -> Story:
    """A mediator has taken the case; one side has written its opening words."""
    yield from steps.disputed(case)
    yield 6 * HOUR
    neutral = talking.mediator_of(case)
    case.deed(rota.declare, neutral, case.claim_id, DeclarationInput(conflict=False))
    words = OpeningInput(happened="The work stopped in the middle.", matters="A dry room.")
    case.deed(mediation.write_opening, case.claimant, case.claim_id, words)


def drawn(case: Case) -> Story:
    """Mediation failed; an adjudicator was drawn and has not said whether anything ties them."""
    neutral = yield from talked(case)
    case.deed(mediation.declare_impasse, neutral, case.claim_id)
    yield HOUR


def bench(case: Case) -> Story:
    """One side has answered a question; one issue has a finding and the others have none."""
    yield from drawn(case)
    judge = deciding.judge_of(case)
    case.deed(draws.declare_no_conflict, judge, case.claim_id)
    due = case.look(
        lambda session: questions.usual_due(case.claim(session), case.stage.clock.now())
    )
    given = QuestionInput(text="What did you agree about the date?", due_on=due)
    asked = case.deed(questions.ask_question, judge, case.claim_id, given)
    answer = AnswerInput(text="We agreed on the first of May, by phone.")
    case.deed(questions.answer_question, case.claimant, asked.id, answer)
    case.deed(begin_to_decide, judge, case.claim_id)


def decided(case: Case) -> Story:
    """An order was made, and not all of it is paid."""
    yield from steps.disputed(case)
    yield from talking.mediate(case, agree=False)
    yield from deciding.decide(case)


def _show_a_photo(session: Session, actor: Actor, claim_id: UUID, *, clock: Clock) -> Any:
    received = receive([phone_photo()], "photo.jpg")
    document = keep(session, storage_of(session), received, clock=clock)
    session.flush()
    return evidence.file_exhibit(session, actor, claim_id, document, PHOTO, clock=clock)


EARLIER: dict[str, tuple[int, Plot]] = {
    "settled": (0, stories.settled_early),
    "decided": (0, decided),
    "withdrawn": (12, stories.withdrawn),
    "silent": (0, silent),
}
"""Cases that take their time, each with the days it waits before it begins."""

NOW: dict[str, tuple[int, Plot]] = {
    "bench": (0, bench),
    "drawn": (2, drawn),
    "talk": (8, talk),
    "signing": (8, half_signed),
    "bargaining": (12, bargaining),
    "counterclaim": (12, counterclaim),
    "opening": (13, opening),
    "naming": (13, steps.disputed),
    "admit": (15, answering(Answer.ADMIT)),
    "admit_part": (15, answering(Answer.ADMIT_PART)),
    "dispute": (15, answering(Answer.DISPUTE)),
    "paid": (15, answering(Answer.PAID)),
    "countering": (15, answering(Answer.COUNTERCLAIM)),
    "draft": (16, draft),
    "unpaid": (16, unpaid),
    "review": (16, review),
    "returned": (16, returned),
    "accepted": (16, accepted),
}
"""Cases in the middle of each stage."""
