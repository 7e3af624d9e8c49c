"""What the court's papers say, to whom, and that a notice stays on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import letters
from cases.enums import ClaimStatus, OrderKind, PaperKind, Side
from cases.evidence import file_exhibit
from cases.judgments import Terms, make_order
from cases.models import CasePaper, Claim, Order, Party
from cases.notice_codes import notice_code
from cases.paperwork import describe
from cases.sums import pack_of
from documents.paper import Box, Facts, Numbered, Paper, QrBlock, Steps, Table, Text, make_paper
from odr.checkpoints import make_checkpoint
from odr.clock import FixedClock
from odr.permissions import SYSTEM
from odr.references import show_access_code
from tests.cases.files import a_document
from tests.factories import a_claim, claimant_of, make_claim
from tests.odr.test_checkpoints import Shelf
from tests.tools import court_keys

ROW = ("What the sides agreed", 50_000)


def papers(session: Session, claim: Claim, kind: PaperKind, party: Party | None = None) -> Paper:
    """Return one of the papers that were asked for, as the job would write it."""
    session.flush()
    asked = session.scalars(
        select(CasePaper).where(
            CasePaper.claim_id == claim.id,
            CasePaper.kind == kind,
            CasePaper.party_id == (party.id if party else None),
        )
    ).first()
    assert asked is not None
    return describe(session, asked, claim)


def settled(session: Session, clock: FixedClock, terms: Terms) -> tuple[Claim, Order]:
    claim = make_claim(session, ClaimStatus.SERVED, clock=clock)
    order = make_order(session, SYSTEM, claim.id, OrderKind.CONSENT, terms, clock=clock)
    return claim, order


def found(paper: Paper, kind: type) -> list[object]:
    return [block for block in paper.blocks if isinstance(block, kind)]


def test_a_notice_says_by_when_what_if_not_and_how_and_fits_on_one_page(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock)
    ben = claim.respondents[0]

    paper = papers(session, claim, PaperKind.NOTICE, ben)

    with pikepdf.open(BytesIO(make_paper(paper))) as pdf:
        assert len(pdf.pages) == 1
    assert paper.recipient == ["Ben Sample", "1 Mill Lane", "Leeds", "LS1 1AA"]
    assert found(paper, Box) == [
        Box(
            "Answer by Wednesday 18 March 2026 at 16:00",
            [
                Facts(
                    [
                        ("Who claims", "Ada Example"),
                        (
                            "How much",
                            "£1,310.94 (claim £1,200.00, interest £30.94, court fee £80.00)",
                        ),
                        (
                            "If you do not answer",
                            "The court can order you to pay this sum without hearing your side.",
                        ),
                    ]
                ),
                QrBlock(
                    address=f"http://court.test/r/{claim.number}",
                    text=f"Go to court.test/r and enter the case number {claim.number} "
                    "and this code.",
                    alt="Code to scan: it opens court.test/r",
                    code=show_access_code(notice_code(session, ben)),
                    code_label="Your code",
                ),
            ],
        )
    ]


def test_a_sealed_claim_lists_its_sums_its_days_and_its_evidence(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock)
    file_exhibit(
        session, claimant_of(claim), claim.id, a_document(session, clock), "The roof", clock=clock
    )

    assert found(papers(session, claim, PaperKind.SEALED_CLAIM), Table) == [
        Table(
            "The sums claimed",
            ["For", "Sum"],
            [
                ("Roof repair", "£1,200.00"),
                ("Interest to the day of filing", "£30.94"),
                ("Court fee", "£80.00"),
                ("Total", "£1,310.94"),
            ],
            sums=[1],
            total=True,
        ),
        Table(
            "What happened when",
            ["Day", "What happened"],
            [("Wednesday 1 October 2025", "I paid in advance.")],
        ),
        Table("Evidence filed with the claim", ["Exhibit", "What"], [("C1", "The roof")]),
    ]


def test_a_claim_without_days_and_evidence_has_no_empty_tables(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock, given=a_claim(timeline=[]))

    tables = found(papers(session, claim, PaperKind.SEALED_CLAIM), Table)

    assert [table.caption for table in tables if isinstance(table, Table)] == ["The sums claimed"]


def test_each_paper_made_after_a_checkpoint_carries_it_out_of_the_house(
    session: Session, clock: FixedClock
) -> None:
    claim = make_claim(session, ClaimStatus.ISSUED, clock=clock)
    checkpoint = make_checkpoint(session, court_keys(), Shelf(), clock=clock)
    session.flush()

    assert checkpoint is not None
    assert papers(session, claim, PaperKind.RECEIPT, claim.claimants[0]).blocks[-1] == Text(
        f"Record checkpoint 1: {checkpoint.root}", tone="small"
    )


@pytest.mark.parametrize(
    ("terms", "sentences"),
    [
        (
            Terms(payer=Side.RESPONDENT, sums=[ROW]),
            ["Ben Sample must pay Ada Example £500.00."],
        ),
        (
            Terms(payer=Side.CLAIMANT, sums=[ROW], pay_by=date(2026, 4, 1)),
            [
                "Ada Example must pay Ben Sample £500.00.",
                "It must be paid by Wednesday 1 April 2026.",
            ],
        ),
        (
            Terms(
                payer=Side.RESPONDENT,
                sums=[ROW],
                pay_by=date(2026, 4, 1),
                instalment_minor=10_000,
                instalment_every="month",
            ),
            [
                "Ben Sample must pay Ada Example £500.00.",
                "It may be paid in parts of £100.00 every month, the first by "
                "Wednesday 1 April 2026.",
            ],
        ),
        (
            Terms(payer=Side.RESPONDENT, sums=[ROW], instalment_minor=100, instalment_every="week"),
            [
                "Ben Sample must pay Ada Example £500.00.",
                "It may be paid in parts of £1.00 every week.",
            ],
        ),
        (
            Terms(payer=Side.RESPONDENT, sums=[]),
            ["No money has to be paid. The claim is decided and ends here."],
        ),
    ],
)
def test_an_order_says_who_pays_whom_how_much_and_by_when(
    session: Session, clock: FixedClock, terms: Terms, sentences: list[str]
) -> None:
    claim, _order = settled(session, clock, terms)

    paper = papers(session, claim, PaperKind.ORDER)

    assert (paper.title, found(paper, Numbered)) == ("Consent order", [Numbered(sentences)])
    assert len(found(paper, Table)) == (1 if terms.total_minor else 0)


def test_the_further_terms_of_an_order_stand_under_their_own_headings(
    session: Session, clock: FixedClock
) -> None:
    terms = Terms(payer=None, sums=[], text=[("Tools", "Ben gives the tools back.")])
    claim, order = settled(session, clock, terms)

    paper = papers(session, claim, PaperKind.ORDER)

    assert Text("Ben gives the tools back.") in paper.blocks
    assert order.payer is None


def test_each_party_is_told_what_to_do_now(session: Session, clock: FixedClock) -> None:
    claim, _order = settled(session, clock, Terms(payer=Side.RESPONDENT, sums=[ROW]))
    ended, _nothing = settled(session, clock, Terms(payer=None, sums=[]))
    readers = [(claim, claim.respondents[0]), (claim, claim.claimants[0])]

    told = [
        found(papers(session, case, PaperKind.MEANING, party), Steps)
        for case, party in [*readers, (ended, ended.respondents[0])]
    ]

    assert told == [
        [
            Steps(
                [
                    "Pay the other side as the order says. Keep proof of each payment.",
                    "Ask the other side to confirm the payment in the case.",
                    "If you cannot pay in time, write to the court before the day has passed.",
                ]
            )
        ],
        [
            Steps(
                [
                    "Give the other side the details they need to pay you.",
                    "When money comes, confirm it in the case. The order is then marked as paid.",
                    "If the day passes without payment, you can ask the court to enforce "
                    "the order.",
                ]
            )
        ],
        [Steps(["You do not have to do anything. Keep this paper."])],
    ]


@pytest.mark.parametrize("writer", [letters.notice, letters.meaning])
def test_a_paper_for_one_party_is_not_written_to_nobody(
    session: Session, clock: FixedClock, writer: Callable[[letters.Letter], Paper]
) -> None:
    claim, order = settled(session, clock, Terms(payer=None, sums=[]))
    session.flush()
    asked = CasePaper(
        claim_id=claim.id,
        kind=PaperKind.MEANING,
        title="",
        about_id=order.id,
        asked_at=clock.now(),
    )
    letter = letters.Letter(session, claim, pack_of(claim), asked, None)

    with pytest.raises(ValueError, match="for one"):
        writer(letter)
