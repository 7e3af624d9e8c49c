"""The docket: the record of a case told in sentences, for the parties, the clerks and officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries
from cases.enums import Entry, OrderKind, PaperKind, ReturnReason, Side
from cases.models import Claim, FileOpening
from cases.packs import Pack
from cases.phrases import answer_words, order_words, return_words
from cases.spoken import day_name, moment_name
from cases.sums import pack_of
from odr.ledger import case_chain
from odr.models import Account, LedgerEntry
from odr.money import Money
from odr.permissions import REGISTRY_SIDE, Actor, Role
from odr.words import _, language

SENTENCES: Mapping[str, str] = {
    Entry.CLAIM_SUBMITTED: _("The claim for {claimed} reached the court."),
    Entry.PAYMENT_STARTED: _("The payer went to the payment page."),
    Entry.PAYMENT_RECEIVED: _("{fee} was paid."),
    Entry.PAYMENT_FAILED: _("A payment did not work."),
    Entry.PAYMENT_REFUNDED: _("{fee} was given back."),
    Entry.CLAIM_ACCEPTED: _("The court accepted the claim. Its number is {number}."),
    Entry.CLAIM_RETURNED: _("The court sent the claim back: {reason} Put it right by {cure_by}."),
    Entry.CLAIM_RESUBMITTED: _("The claim was put right and sent again."),
    Entry.CLAIM_LAPSED: _("The case was closed because the time for the next step ran out."),
    Entry.CLAIM_WITHDRAWN: _("The claimant withdrew the claim."),
    Entry.PAPER_MADE: _("The court made a paper: {paper}."),
    Entry.NOTICE_CODE_MADE: _("A code was made for the notice to {party}."),
    Entry.SERVICE_ATTEMPTED: _("The claim was sent to {party}: {method}."),
    Entry.SERVICE_FAILED: _("The claim did not reach {party}: {method}."),
    Entry.CLAIM_SERVED: _(
        "The claim counts as received by {party} on {served_on}. "
        "The answer is due by {response_due}."
    ),
    Entry.NOT_THE_PERSON: _(
        "Somebody who has the notice told the court that they are not {party}."
    ),
    Entry.CODE_USED: _("{party} opened the case with the code of the notice."),
    Entry.PARTY_JOINED: _("{party} linked the case to an account."),
    Entry.RESPONSE_FILED: _("{party} answered: {answer}.{late}"),
    Entry.RESPONSE_OVERDUE: _("The time to answer passed without an answer from {party}."),
    Entry.ANSWERS_HEARD: _("The time for answers is over. The reply is due by {reply_due}."),
    Entry.EXHIBIT_FILED: _("Exhibit {exhibit} was filed."),
    Entry.REPLY_FILED: _("The claimant replied and {accepts} the answer."),
    Entry.DEFAULT_REQUESTED: _(
        "The claimant asked for judgment without an answer. It is made after {enter_after}."
    ),
    Entry.DEFAULT_CANCELLED: _("The request for judgment without an answer ended."),
    Entry.ORDER_MADE: _("The court made an order: {order_kind}, {total}."),
    Entry.ORDER_PAYMENT: _("A payment of {amount} under the order was confirmed."),
    Entry.ORDER_SATISFIED: _("The order is paid in full."),
    Entry.MEDIATION_OPENED: _("The case went to mediation."),
    Entry.MEDIATION_CLOSED: _("Mediation ended: {settled}. Took part: {attended}."),
    Entry.SETTLED: _("The sides agreed, and their agreement became an order."),
    Entry.REFERRED_TO_DECISION: _("The case went to an adjudicator for a decision."),
    Entry.OFFICER_APPOINTED: _("{officer} was appointed as {role}."),
    Entry.OFFICER_STEPPED_DOWN: _("{officer} is no longer {role} in this case."),
    Entry.QUESTION_ASKED: _("The adjudicator asked a question. Answers are due by {due}."),
    Entry.QUESTION_ANSWERED: _("A party answered a question of the court.{late}"),
    Entry.DECISION_SIGNED: _("The adjudicator signed the decision."),
    Entry.RECORD_EXPORTED: _("A copy of the case was made for a party."),
    Entry.REMINDER_SENT: _("The court sent a reminder."),
    "decision.drawn": _("An adjudicator was drawn by lot."),
    "decision.none_left": _("No adjudicator could be drawn."),
    "decision.no_conflict": _("The adjudicator has said that nothing ties them to a party."),
}
"""One sentence for each kind of deed; a kind that is not here is not shown."""

FOR_THE_REGISTRY = {
    Entry.PAYMENT_STARTED,
    Entry.PAYMENT_FAILED,
    Entry.NOTICE_CODE_MADE,
    Entry.RECORD_EXPORTED,
    "decision.none_left",
}
"""Deeds of one side alone or of the office; the parties' docket leaves them out."""

ELSEWHERE = {
    Entry.DRAFT_STARTED,
    Entry.DRAFT_SAVED,
    Entry.DRAFT_FILE_ADDED,
    Entry.DRAFT_FILE_REMOVED,
    Entry.DRAFT_DELETED,
    Entry.ISSUES_SET,
    Entry.FINDING_WRITTEN,
    Entry.FILE_OPENED,
}
"""Deeds that stand in other chains or in the list of who opened the file."""


@dataclass(frozen=True)
class Line:
    """One line of the docket; `thing` and `key` name what can be opened from it."""

    number: int
    at: datetime
    sentence: str
    who: str
    thing: str = ""
    key: str = ""


@dataclass(frozen=True)
class Opening:
    """Who opened the file, and on which day first."""

    who: str
    at: datetime


@dataclass(frozen=True)
class _Names:
    """How everybody in the case is called in its docket."""

    claim: Claim
    pack: Pack
    officers: Mapping[UUID, str]

    def party(self, text: object) -> str:
        """Name a party by id; where nobody is named, it was somebody with a notice."""
        for party in self.claim.parties:
            if str(party.id) == str(text):
                return party.name
        return _("a respondent")

    def doer(self, account_id: UUID | None, role: str, party_id: object = None) -> str:
        """Name whoever did a deed: a party and an officer who acts in the open by name."""
        for party in self.claim.parties:
            if account_id is not None and account_id in {party.account_id, party.id}:
                return party.name
        if role in {Role.CITIZEN, Role.VISITOR}:
            return self.party(party_id) if party_id else self._with_notice()
        if role in {Role.MEDIATOR, Role.ADJUDICATOR} and account_id is not None:
            return self.officers.get(account_id, _("An officer"))
        if role in {Role.CLERK, Role.MANAGER}:
            return _("Registry of the court")
        return _("The court")

    def _with_notice(self) -> str:
        """Name somebody without an account: with one respondent there is no doubt who it was."""
        respondents = self.claim.respondents
        return respondents[0].name if len(respondents) == 1 else _("A respondent")


def docket_for(session: Session, actor: Actor, claim: Claim) -> list[Line]:
    """Return the docket of a case as this reader may know it, in the order of the record.

    Left out for the parties: what only one side or the office does, papers that are for somebody
    else, and kinds of deeds this court has no sentence for.
    """
    entries = list(
        session.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.chain == case_chain(claim.id))
            .order_by(LedgerEntry.chain_no)
        )
    )
    names = _names(session, claim, entries)
    papers = {str(paper.id) for paper in queries.papers_visible_to(session, actor, claim)}
    hidden = set() if actor.role in REGISTRY_SIDE else FOR_THE_REGISTRY
    return [
        _line(entry, names)
        for entry in entries
        if entry.kind in SENTENCES
        and entry.kind not in hidden
        and (entry.kind != Entry.PAPER_MADE or entry.data["paper"] in papers)
    ]


def openings_for(session: Session, claim: Claim) -> list[Opening]:
    """Return who opened the file of a case, newest first."""
    rows = session.scalars(
        select(FileOpening)
        .where(FileOpening.claim_id == claim.id)
        .order_by(FileOpening.at.desc(), FileOpening.id)
    ).all()
    names = _Names(claim, pack_of(claim), _accounts(session, {row.opened_by for row in rows}))
    return [Opening(names.doer(row.opened_by, row.role), row.at) for row in rows]


def _names(session: Session, claim: Claim, entries: list[LedgerEntry]) -> _Names:
    named = {entry.actor_id for entry in entries if entry.actor_id is not None}
    named |= {UUID(entry.data["officer"]) for entry in entries if "officer" in entry.data}
    return _Names(claim, pack_of(claim), _accounts(session, named))


def _accounts(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}


def _line(entry: LedgerEntry, names: _Names) -> Line:
    data = entry.data
    sentence = _(SENTENCES[entry.kind]).format_map(_words(entry, names))
    who = names.doer(entry.actor_id, entry.actor_role, data.get("party"))
    thing, key = "", ""
    if entry.kind == Entry.EXHIBIT_FILED:
        thing, key = "exhibit", data["exhibit"]
    elif entry.kind == Entry.PAPER_MADE:
        thing, key = "paper", data["paper"]
    elif entry.kind == Entry.ORDER_MADE:
        thing, key = "order", data["order"]
    return Line(entry.chain_no, entry.at, sentence, who, thing, key)


def _words(entry: LedgerEntry, names: _Names) -> dict[str, str]:
    """Say each thing an entry knows in the words of its sentence."""
    data = entry.data
    said = {key: str(value) for key, value in data.items()}
    said["party"] = names.party(data.get("party"))
    said["late"] = " " + _("It was late.") if data.get("late") else ""
    said |= {key: _money(names.claim, data[key]) for key in MONEY if key in data}
    said |= {key: _when(names.pack, data[key]) for key in MOMENTS if data.get(key)}
    for key, tell in TOLD.items():
        if key in data:
            said[_SAID_AS.get((entry.kind, key), key)] = tell(data[key])
    if "method" in data:
        methods = {method.code: method.label.read() for method in names.pack.service.methods}
        said["method"] = methods.get(data["method"], data["method"])
    if "officer" in data:
        officer = UUID(data["officer"])
        said["officer"] = names.officers.get(officer, _("An officer"))
    said["fee"] = (
        _("The fee of the counterclaim")
        if data.get("purpose") == "counterclaim"
        else _("The court fee")
    )
    return {**dict.fromkeys((*MONEY, *MOMENTS), ""), **said}


MONEY = ("claimed", "total", "amount")
MOMENTS = ("cure_by", "response_due", "reply_due", "enter_after", "due", "served_on")
_SAID_AS: Mapping[tuple[str, str], str] = {
    (Entry.PAPER_MADE, "kind"): "paper",
    (Entry.ORDER_MADE, "kind"): "order_kind",
}


def _money(claim: Claim, minor: int) -> str:
    return Money(minor, claim.currency).show(language())


def _when(pack: Pack, text: str) -> str:
    if len(text) == len("2026-03-02"):
        return day_name(date.fromisoformat(text))
    return moment_name(pack, datetime.fromisoformat(text))


def _kind_words(kind: str) -> str:
    return order_words(kind) if kind in set(OrderKind) else _paper_words(kind)


def _paper_words(kind: str) -> str:
    return {
        PaperKind.SEALED_CLAIM: _("the claim, sealed by the court"),
        PaperKind.NOTICE: _("the notice to the respondent"),
        PaperKind.RECEIPT: _("a receipt"),
        PaperKind.MEANING: _("what this decision means for you"),
    }.get(PaperKind(kind), _("the order, sealed by the court"))


def _attended(sides: list[str]) -> str:
    named = {Side.CLAIMANT: _("the claimant"), Side.RESPONDENT: _("the respondent")}
    said = [named[Side(side)] for side in sides]
    return _(" and ").join(said) if said else _("nobody")


def _role_words(role: str) -> str:
    return _("mediator") if role == Role.MEDIATOR else _("adjudicator")


TOLD: Mapping[str, Any] = {
    "answer": answer_words,
    "reason": lambda reason: return_words(reason) if reason in set(ReturnReason) else reason,
    "kind": _kind_words,
    "settled": lambda settled: _("settled") if settled else _("not settled"),
    "attended": _attended,
    "accepts": lambda accepts: _("accepts") if accepts else _("does not accept"),
    "role": _role_words,
}
