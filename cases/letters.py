"""What the court writes: each paper as data, in plain words, the main thing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from cases import queries
from cases.clocks import runs_from
from cases.deadlines import deemed_service
from cases.enums import OrderKind, Side
from cases.models import CasePaper, Claim, Order, Party, Payment
from cases.notice_codes import notice_code
from cases.packs import Pack
from documents.paper import (
    Block,
    Box,
    Facts,
    Heading,
    Numbered,
    Paper,
    QrBlock,
    Steps,
    Table,
    Text,
)
from odr.courtdays import day_in_words
from odr.models import Account, Checkpoint
from odr.money import Money
from odr.references import show_access_code, show_order_code
from odr.words import _, language

POSTED = "first_class_post"


@dataclass(frozen=True)
class Letter:
    """One paper to be written: what it is about and whom it is for."""

    session: Session
    claim: Claim
    pack: Pack
    paper: CasePaper
    party: Party | None

    @property
    def base_url(self) -> str:
        return cast(str, self.session.info["settings"].base_url).rstrip("/")

    @property
    def short_site(self) -> str:
        """The address as people type it."""
        return self.base_url.split("://", 1)[-1]

    def day(self, day: date | datetime) -> str:
        """Write a day with its weekday, in the court's own time zone."""
        if isinstance(day, datetime):
            day = self.pack.days.day_of(day)
        return day_in_words(day, language())

    def moment(self, at: datetime) -> str:
        """Write a moment as the court's clock shows it."""
        local = self.pack.days.local(at)
        return _("{day} at {time}").format(day=self.day(at), time=f"{local:%H:%M}")

    def money(self, minor: int) -> str:
        return Money(minor, self.claim.currency).show(language())

    def write(self, title: str, blocks: Sequence[Block], *, compact: bool = False) -> Paper:
        """Put the blocks on the court's paper."""
        return Paper(
            title=title,
            lang=language(),
            court_name=self.pack.court.name.read(),
            reference=self.claim.number or "",
            reference_label=_("Case number"),
            blocks=blocks,
            recipient=[self.party.name, *self.party.address] if self.party else (),
            date=self.day(self.paper.asked_at),
            footer=self.short_site,
            compact=compact,
            made_at=self.paper.asked_at,
        )


def names(parties: Sequence[Party]) -> str:
    """Write the names of one side."""
    return ", ".join(party.name for party in parties)


def sealed_claim(letter: Letter) -> Paper:
    """The claim as it was filed, with the court's seal."""
    claim = letter.claim
    amounts = [
        (row.reason, letter.money(row.amount_minor))
        for row in queries.amounts_of(letter.session, claim)
    ]
    total = claim.claimed_minor + claim.interest_minor + claim.fee_minor
    amounts += [
        (_("Interest to the day of filing"), letter.money(claim.interest_minor)),
        (_("Court fee"), letter.money(claim.fee_minor)),
        (_("Total"), letter.money(total)),
    ]
    rows = [
        (letter.day(row.happened_on), row.text)
        for row in queries.timeline_of(letter.session, claim)
    ]
    exhibits = [(row.code, row.title) for row in queries.exhibits_of(letter.session, claim)]
    blocks: list[Block] = [
        Facts(
            [
                (_("Claimant"), _with_addresses(claim.claimants)),
                (_("Respondent"), _with_addresses(claim.respondents)),
                (_("Filed"), letter.moment(claim.filed_at)),
                (_("Issued"), letter.moment(claim.issued_at or letter.paper.asked_at)),
            ]
        ),
        Heading(_("What is claimed")),
        Table(_("The sums claimed"), [_("For"), _("Sum")], amounts, sums=[1], total=True),
        Heading(_("What happened")),
        Text(claim.what_happened),
    ]
    if rows:
        blocks.append(Table(_("What happened when"), [_("Day"), _("What happened")], rows))
    if exhibits:
        blocks.append(
            Table(_("Evidence filed with the claim"), [_("Exhibit"), _("What")], exhibits)
        )
    blocks += [
        Heading(_("Statement of truth")),
        Text(
            _("{name} says that the facts in this claim are true.").format(
                name=" ".join(part for part in (claim.truth_name, claim.truth_role) if part)
            )
        ),
        *_record_lines(letter),
    ]
    return letter.write(_("Claim"), blocks)


def _with_addresses(parties: Sequence[Party]) -> str:
    return "\n".join(", ".join([party.name, *party.address]) for party in parties)


def notice(letter: Letter) -> Paper:
    """The one-page letter that starts the respondent's clock: what matters stands in the box."""
    claim, party = letter.claim, letter.party
    if party is None:
        raise ValueError("a notice is for one respondent")
    served = deemed_service(letter.pack, POSTED, letter.paper.asked_at)
    due = runs_from(letter.pack, letter.pack.response.deadline, served.value)
    total = claim.claimed_minor + claim.interest_minor + claim.fee_minor
    who = names(claim.claimants)
    blocks: list[Block] = [
        Text(_("{who} has made a claim for money against you.").format(who=who), tone="lead"),
        Box(
            _("Answer by {moment}").format(moment=letter.moment(due.due)),
            [_what_is_claimed(letter, who, total), _way_in(letter, party)],
        ),
        Heading(_("What you can do")),
        Steps(
            [
                _("Read the claim. You need no account and it costs nothing."),
                _("Say if you agree, agree in part, do not agree, have paid, or claim back."),
                _("If you want to settle, make an offer on the same page."),
            ]
        ),
        Text(
            _(
                "The court counts from the day this letter is posted. If you need help, or if this "
                "letter is not for you, write to the court or ask a free advice service. Keep this "
                "code to yourself."
            ),
            tone="small",
        ),
    ]
    return letter.write(_("A claim has been made against you"), blocks, compact=True)


def _what_is_claimed(letter: Letter, who: str, total: int) -> Facts:
    claim = letter.claim
    parts = _("{total} (claim {claimed}, interest {interest}, court fee {fee})").format(
        total=letter.money(total),
        claimed=letter.money(claim.claimed_minor),
        interest=letter.money(claim.interest_minor),
        fee=letter.money(claim.fee_minor),
    )
    silence = _("The court can order you to pay this sum without hearing your side.")
    return Facts(
        [
            (_("Who claims"), who),
            (_("How much"), parts),
            (_("If you do not answer"), silence),
        ]
    )


def _way_in(letter: Letter, party: Party) -> QrBlock:
    number = letter.claim.number
    return QrBlock(
        address=f"{letter.base_url}/r/{number}",
        text=_("Go to {site}/r and enter the case number {number} and this code.").format(
            site=letter.short_site, number=number
        ),
        alt=_("Code to scan: it opens {site}/r").format(site=letter.short_site),
        code=show_access_code(notice_code(letter.session, party)),
        code_label=_("Your code"),
    )


def receipt(letter: Letter) -> Paper:
    """The receipt of one payment."""
    payment = letter.session.get_one(Payment, letter.paper.about_id)
    facts = [
        (_("Paid"), Money(payment.amount_minor, payment.currency).show(language())),
        (_("For"), _("Court fee") if payment.purpose == "filing" else _("Counterclaim fee")),
        (_("Received"), letter.moment(payment.paid_at or letter.paper.asked_at)),
        (_("Receipt number"), payment.receipt_no or ""),
        (_("Case"), letter.claim.title),
    ]
    return letter.write(_("Receipt"), [Facts(facts), *_record_lines(letter)])


def order(letter: Letter) -> Paper:
    """The order that was made."""
    return order_text(letter, letter.session.get_one(Order, letter.paper.about_id))


def order_text(letter: Letter, made: Order) -> Paper:
    """The order itself: what is ordered first, then the sum, the reasons and how to check it."""
    claim = letter.claim
    blocks: list[Block] = [
        Facts(
            [
                (_("Claimant"), names(claim.claimants)),
                (_("Respondent"), names(claim.respondents)),
                (_("Made"), letter.moment(made.made_at)),
                (_("Made by"), _author(letter, made)),
            ]
        ),
        Heading(_("The court orders")),
        Numbered(ordered(letter, made)),
    ]
    if made.total_minor:
        rows = [(str(words), letter.money(minor)) for words, minor in made.sums]
        rows.append((_("Total"), letter.money(made.total_minor)))
        blocks += [
            Heading(_("How the sum is worked out")),
            Table(_("The sum ordered"), [_("Part"), _("Sum")], rows, sums=[1], total=True),
        ]
    for heading, text in made.terms:
        blocks += [Heading(str(heading)), Text(str(text))]
    code = show_order_code(made.check_code)
    blocks += [
        Heading(_("Check this order")),
        QrBlock(
            address=f"{letter.base_url}/verify/{made.check_code}",
            text=_("Go to {site}/verify and enter this code.").format(site=letter.short_site),
            alt=_("Code to scan: it opens the page that checks this order"),
            code=code,
            code_label=_("Check code"),
        ),
        *_record_lines(letter),
    ]
    return letter.write(order_titles()[made.kind], blocks)


def order_titles() -> dict[OrderKind, str]:
    """Return the title of each kind of order."""
    return {
        OrderKind.DEFAULT: _("Judgment without an answer"),
        OrderKind.ADMISSION: _("Judgment on an admission"),
        OrderKind.CONSENT: _("Consent order"),
        OrderKind.DECISION: _("Decision"),
    }


def ordered(letter: Letter, made: Order) -> list[str]:
    """Say in short sentences what the order orders."""
    if made.payer is None:
        return [_("No money has to be paid. The claim is decided and ends here.")]
    payer, payee = _sides(letter.claim, made.payer)
    sentences = [
        _("{payer} must pay {payee} {total}.").format(
            payer=payer, payee=payee, total=letter.money(made.total_minor)
        )
    ]
    if made.instalment_minor:
        sentences.append(_instalments(letter, made, letter.money(made.instalment_minor)))
    elif made.pay_by:
        sentences.append(_("It must be paid by {day}.").format(day=letter.day(made.pay_by)))
    return sentences


def _instalments(letter: Letter, made: Order, part: str) -> str:
    every = _("week") if made.instalment_every == "week" else _("month")
    if made.pay_by is None:
        return _("It may be paid in parts of {part} every {every}.").format(part=part, every=every)
    return _("It may be paid in parts of {part} every {every}, the first by {day}.").format(
        part=part, every=every, day=letter.day(made.pay_by)
    )


def _sides(claim: Claim, payer: Side) -> tuple[str, str]:
    sides = {Side.CLAIMANT: names(claim.claimants), Side.RESPONDENT: names(claim.respondents)}
    return sides[payer], sides[payer.other]


def _author(letter: Letter, made: Order) -> str:
    if made.kind is not OrderKind.DECISION or made.made_by is None:
        return letter.pack.court.name.read()
    return letter.session.get_one(Account, made.made_by).name


def meaning(letter: Letter) -> Paper:
    """One page for one party: what was ordered, what to do by when, and what if not."""
    made = letter.session.get_one(Order, letter.paper.about_id)
    party = letter.party
    if party is None:
        raise ValueError("this page is for one party")
    pays = made.payer is not None and party.side is made.payer
    blocks: list[Block] = [
        Box(_("In short"), [Text(sentence, tone="strong") for sentence in ordered(letter, made)]),
        Heading(_("What to do now")),
        Steps(_what_to_do(letter, made, pays=pays)),
        Heading(_("Where to find it")),
        Text(
            _(
                "The order and all papers are at {site}. Sign in, or use the case number and your "
                "code."
            ).format(site=letter.short_site)
        ),
    ]
    return letter.write(_("What this decision means for you"), blocks)


def _what_to_do(letter: Letter, made: Order, *, pays: bool) -> list[str]:
    if made.payer is None:
        return [_("You do not have to do anything. Keep this paper.")]
    if pays:
        return [
            _("Pay the other side as the order says. Keep proof of each payment."),
            _("Ask the other side to confirm the payment in the case."),
            _("If you cannot pay in time, write to the court before the day has passed."),
        ]
    return [
        _("Give the other side the details they need to pay you."),
        _("When money comes, confirm it in the case. The order is then marked as paid."),
        _("If the day passes without payment, you can ask the court to enforce the order."),
    ]


def _record_lines(letter: Letter) -> list[Block]:
    """Print the last signed checkpoint of the court's record, so that it is kept outside too."""
    last = letter.session.query(Checkpoint).order_by(Checkpoint.number.desc()).first()
    if last is None:
        return []
    line = _("Record checkpoint {number}: {root}").format(number=last.number, root=last.root)
    return [Text(line, tone="small")]
