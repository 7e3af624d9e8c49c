"""Tells the parties by e-mail that something happened and where to look; never what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.enums import Side
from cases.models import Claim, Party
from cases.sums import pack_of
from odr import mail
from odr.courtdays import day_in_words
from odr.models import Account
from odr.permissions import Role
from odr.references import show_access_code
from odr.words import _, language, speaking


def _letters() -> Mapping[str, tuple[str, str]]:
    """Return subject and text of each e-mail; subjects say nothing of the case."""
    return {
        "issued": (
            _("Your claim was accepted"),
            _("The court accepted your claim. Its number is {number}. The court now serves it."),
        ),
        "returned": (
            _("Please put your claim right"),
            _("The court sent your claim back. Put it right by {cure}. Your filing time is kept."),
        ),
        "lapsed": (
            _("Your case was closed"),
            _("Case {number} was closed because the time for your next step ran out."),
        ),
        "withdrawn": (
            _("A case was withdrawn"),
            _("Case {number} was withdrawn. You do not have to do anything."),
        ),
        "notice": (
            _("A notice from the court"),
            _(
                "A claim was made against you. Answer by {due}. If you do not answer, the court "
                "can order you to pay. Go to {site}/r and enter case number {number} and code "
                "{code}. You need no account."
            ),
        ),
        "answered": (
            _("There is an answer to your claim"),
            _("The other side answered in case {number}. Read it and reply by {reply}."),
        ),
        "replied": (
            _("There is news in your case"),
            _("The claimant replied in case {number}. Read what comes next."),
        ),
        "default_open": (
            _("You can ask for judgment"),
            _("No answer came in case {number}. You can now ask the court for judgment."),
        ),
        "reminder": (
            _("A reminder from the court"),
            _(
                "Your time to answer case {number} ends on {due}. If you do not answer, the court "
                "can order you to pay without hearing your side."
            ),
        ),
        "order": (
            _("There is an order in your case"),
            _("The court made an order in case {number}. Read what it means for you."),
        ),
    }


def tell_parties(
    session: Session, claim: Claim, side: Side | None, what: str, *, at: datetime
) -> None:
    """Tell one side, or both, by e-mail where an address is known."""
    for party in claim.parties:
        if side is None or party.side is side:
            tell_party(session, claim, party, what, at=at)


def tell_party(
    session: Session, claim: Claim, party: Party, what: str, *, at: datetime, **more: str
) -> None:
    """Tell one party by e-mail, in their language, if an address is known."""
    if not party.email:
        return
    with speaking(language_of(session, claim, party)):
        subject, body = _letter(session, claim, party, what, more)
    send = mail.send_secret if "code" in more else mail.send
    send(session, party.email, subject, body, at=at, about=claim.id)


def language_of(session: Session, claim: Claim, party: Party) -> str:
    """Return the language a party is written to in: their account's, else the court's own."""
    account = session.get(Account, party.account_id) if party.account_id else None
    return account.language if account else pack_of(claim).court.default_language


def _letter(
    session: Session, claim: Claim, party: Party, what: str, more: Mapping[str, str]
) -> tuple[str, str]:
    subject, text = _letters()[what]
    settings = session.info["settings"]
    site = settings.base_url.rstrip("/")
    words = {
        "number": claim.number or _("your claim"),
        "cure": _day(claim, claim.cure_due),
        "due": _day(claim, party.response_due),
        "reply": _day(claim, claim.reply_due),
        "site": site,
        **{name: show_access_code(said) for name, said in more.items()},
    }
    greeting = _("Dear {name},").format(name=party.name)
    where = _("See the whole case: {site}").format(site=site)
    court = pack_of(claim).court.name.read()
    return subject, "\n\n".join([greeting, text.format(**words), where, court])


def tell_registry(
    session: Session, claim: Claim, write: Callable[[], tuple[str, str]], *, at: datetime
) -> None:
    """Tell every clerk of the court, in their language, that a case needs a look.

    Subject and text are written once for each reader, because each may read another language.
    """
    clerks = session.scalars(
        select(Account)
        .where(Account.role == Role.CLERK, Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    site = session.info["settings"].base_url.rstrip("/")
    for clerk in clerks:
        with speaking(clerk.language):
            subject, text = write()
            greeting = _("Dear {name},").format(name=clerk.name)
            where = _("See the whole case: {site}").format(site=site)
        body = "\n\n".join([greeting, text.format(number=claim.number or ""), where])
        mail.send(session, clerk.email, subject, body, at=at, about=claim.id)


def _day(claim: Claim, moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = pack_of(claim).days.local(moment)
    return f"{day_in_words(local.date(), language())}, {local:%H:%M}"
