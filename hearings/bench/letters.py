"""E-mails of the bench: that something happened and where to look, never what was said."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries as cases
from cases.models import Claim, Party
from cases.spoken import day_name, last_day
from cases.sums import pack_of
from cases.tell import language_of
from hearings.bench import queries
from hearings.bench.models import Draw, Question
from odr import mail
from odr.clock import Clock
from odr.models import Account
from odr.permissions import SYSTEM, Role
from odr.words import _, speaking


def tell_of_question(session: Session, question: Question, what: str, *, clock: Clock) -> None:
    """Tell the parties that a question was asked, answered, or is about to run out."""
    claim = cases.claim_for(session, SYSTEM, question.claim_id)
    asked = queries.asked(session, question, claim)
    readers = asked.awaited if what == "reminder" else claim.parties
    for party in readers:
        with speaking(language_of(session, claim, party)):
            text = _question_text(claim, question, party, what)
            _write(session, claim, party, text, clock=clock)


def _question_text(claim: Claim, question: Question, party: Party, what: str) -> str:
    if what == "answered":
        return _("A question of the adjudicator in case {number} was answered.")
    if question.to_side not in {None, party.side}:
        return _(
            "The adjudicator asked the other side a question in case {number}. You can read it."
        )
    sentence = (
        _("Please answer the adjudicator's question in case {number} by the end of {due}.")
        if what == "reminder"
        else _(
            "The adjudicator asks you a question in case {number}. Answer it by the end of {due}."
        )
    )
    return sentence.replace("{due}", day_name(last_day(pack_of(claim), question.due)))


def _write(session: Session, claim: Claim, party: Party, text: str, *, clock: Clock) -> None:
    if not party.email:
        return
    body = [
        _("Dear {name},").format(name=party.name),
        text.replace("{number}", claim.number or ""),
        _where(session),
    ]
    _send(session, party.email, _("There is news in your case"), body, claim, clock=clock)


def tell_adjudicator(session: Session, draw: Draw, *, clock: Clock) -> None:
    """Tell an adjudicator that a case came to them by draw."""
    account = session.get(Account, draw.account_id)
    claim = cases.claim_for(session, SYSTEM, draw.claim_id)
    if account is None:
        return
    with speaking(account.language):
        text = _(
            "Case {number} came to you by draw. Say first whether anything ties you to a party."
        )
        _write_officer(session, account, claim, _("A case to decide"), text, clock=clock)


def tell_registry(session: Session, draw: Draw, *, clock: Clock) -> None:
    """Tell the registry's managers and clerks that a case has nobody to decide it."""
    claim = cases.claim_for(session, SYSTEM, draw.claim_id)
    readers = session.scalars(
        select(Account)
        .where(Account.role.in_([Role.CLERK, Role.MANAGER]), Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    for account in readers:
        with speaking(account.language):
            text = _(
                "Nobody can be drawn to decide case {number}: too few adjudicators are free to "
                "take it. Appoint another adjudicator of this court; the draw then runs by itself."
            )
            subject = _("A case waits for an adjudicator")
            _write_officer(session, account, claim, subject, text, clock=clock)


def _write_officer(
    session: Session, account: Account, claim: Claim, subject: str, text: str, *, clock: Clock
) -> None:
    body = [
        _("Dear {name},").format(name=account.name),
        text.format(number=claim.number or ""),
        _where(session),
    ]
    _send(session, account.email, subject, body, claim, clock=clock)


def _where(session: Session) -> str:
    site = session.info["settings"].base_url.rstrip("/")
    return _("See the whole case: {site}").format(site=site)


def _send(
    session: Session, to: str, subject: str, body: list[str], claim: Claim, *, clock: Clock
) -> None:
    text = "\n\n".join([*body, pack_of(claim).court.name.read()])
    mail.send(session, to, subject, text, at=clock.now(), about=claim.id)
