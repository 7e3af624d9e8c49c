"""Papers as they come out of the printer: accessible, repeatable, and never lost."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # ships no types
import pytest

from documents.paper import (
    STAND_IN,
    Block,
    Box,
    Bullets,
    Facts,
    Heading,
    NewPage,
    Numbered,
    Paper,
    QrBlock,
    Signed,
    Steps,
    Table,
    Text,
    make_paper,
    make_pdf,
    qr_svg,
)

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
QR = QrBlock(
    "https://court.example/answer",
    "Go to this address:",
    "QR code of the answer page",
    code="K7MP-2QXA-93",
    code_label="Your code",
)
EVERY_BLOCK: list[Block] = [
    Heading("What the claim is about"),
    Heading("A part of it", level=3),
    Text("First.\nSame paragraph.\n\nSecond."),
    Text("Strong.", tone="strong"),
    Text("Lead.", tone="lead"),
    Text("Small.", tone="small"),
    Facts([("Who claims", "Maria Lindqvist\n4 Hill Road"), ("Sum", "£1,284.50")]),
    Table("The sum", ["What", "Amount"], [["Table", "£9"], ["Total", "£9"]], sums=[1], total=True),
    Numbered(["Pay £9.", "Bear your own costs."], start=3),
    Bullets(["One", "Two"]),
    Steps(["Read", "Answer"]),
    Box("Answer by 18 December", [Text("Or lose."), QR]),
    NewPage(),
    QR,
    Signed("A. Judge", "Adjudicator", "23 November 2026", "Sealed electronically."),
]


def paper(*blocks: Block, lang: str = "en", title: str = "Order", **more: object) -> Paper:
    described = {"court_name": "County Court Online", "reference": "2026-000417-K", **more}
    return Paper(title=title, lang=lang, blocks=blocks, made_at=AT, **described)  # type: ignore[arg-type] # the keys are checked by the class


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [
            document[number].get_textpage().get_text_range() for number in range(len(document))
        ]
    return "\n".join(pages).replace("\r\n", "\n")


def seen_from_left_to_right(pdf: bytes) -> str:
    """Return the first page as it looks, line by line, whatever order a reader would take."""
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[0].get_textpage()
        seen = [
            (round(-words.get_charbox(n, loose=True)[1]), words.get_charbox(n)[0], n)
            for n in range(words.count_chars())
        ]
        return "".join(words.get_text_range(n, 1) for _line, _left, n in sorted(seen))


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def tags_of(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(thing.S)
            for thing in opened.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
        }


def test_every_block_is_printed() -> None:
    printed = make_paper(
        paper(
            *EVERY_BLOCK,
            court_line="Small claims",
            recipient=("Jonas Okafor", "12 Mill Lane"),
            date="23 November 2026",
            summary="Lindqvist v Okafor",
            footer="The court never asks for your bank card.",
            banner="Demonstration",
        )
    )

    text = text_of(printed)
    for words in (
        "County Court Online",
        "Small claims",
        "Case number",
        "2026-000417-K",
        "Jonas Okafor",
        "Demonstration",
        "Lindqvist v Okafor",
        "What the claim is about",
        "Same paragraph.",
        "4 Hill Road",
        "£1,284.50",
        "3. Pay £9.",
        "Your code",
        "K7MP-2QXA-93",
        "court.example/answer",
        "A. Judge",
        "The court never asks",
        "Page 1 of 2",
    ):
        assert words in text
    assert pages_of(printed) == 2


def test_a_paper_can_be_read_aloud() -> None:
    printed = make_paper(paper(*EVERY_BLOCK))

    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/Figure"} <= tags_of(printed)
    with pikepdf.open(io.BytesIO(printed)) as opened:
        metadata = opened.open_metadata()
        assert str(opened.Root.Lang) == "en"
        assert metadata["dc:title"] == "Order"
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        figures = [
            str(thing.Alt)
            for thing in opened.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]
    assert figures == ["QR code of the answer page"] * 2


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert make_paper(paper(*EVERY_BLOCK)) == make_paper(paper(*EVERY_BLOCK))


def test_a_notice_keeps_what_matters_above_the_fold_of_one_page() -> None:
    notice = paper(
        Box(
            "Answer by 4 pm on Friday 18 December 2026",
            [
                Text("Maria Lindqvist says that you owe her £1,284.50."),
                Text("If you do nothing, the court can order you to pay.", tone="strong"),
                QR,
            ],
        ),
        Heading("What the claim is about"),
        Facts([("Who claims", "Maria Lindqvist"), ("Against", "Jonas Okafor"), ("Sum", "£1,284")]),
        Heading("What you can do"),
        Steps([f"Say number {n} of the five things." for n in range(5)]),
        title="Someone has made a claim against you",
        recipient=("Jonas Okafor", "12 Mill Lane", "Floor 3", "Leeds", "LS1 4AB"),
        date="23 November 2026",
        compact=True,
    )

    printed = make_paper(notice)

    assert pages_of(printed) == 1
    with pypdfium2.PdfDocument(printed) as document:
        page = document[0]
        words = page.get_textpage()
        for what in ("Answer by", "you owe her", "do nothing", "court.example", "K7MP-2QXA-93"):
            place = words.search(what).get_next()
            _left, bottom, _right, _top = words.get_charbox(place[0])
            assert bottom > page.get_height() / 2


@pytest.mark.parametrize(
    "name",
    ["Ọládélé Ǹjẹ́", "Ευγενία", "Наталія", "محمد", "דוד", "हरि", "O'Brien & <b>Co</b> #x $y$ *z*"],
)
def test_names_of_many_scripts_are_printed(name: str) -> None:
    assert STAND_IN not in text_of(make_paper(paper(Text(name))))


def test_an_order_is_never_lost_for_want_of_a_letter() -> None:
    printed = make_paper(
        paper(Text("\U00013080 must pay £9. \U000f1234"), title="Order \U00013080")
    )

    text = text_of(printed)
    assert f"{STAND_IN} must pay £9." in text
    assert "Some letters could not be printed" in text


def test_an_order_full_of_strange_letters_is_still_printed() -> None:
    strange = " ".join(chr(0x12000 + n) for n in range(300))

    assert "must pay" in text_of(make_paper(paper(Text(strange + " must pay"))))


def test_what_a_stranger_wrote_is_never_run() -> None:
    text = text_of(make_paper(paper(Text('#read("/etc/passwd") #sys.version $x$ `raw`'))))

    assert '#read("/etc/passwd")' in text
    assert "root:" not in text


def test_hidden_marks_do_not_reach_the_paper() -> None:
    text = text_of(make_paper(paper(Text("pay \u202e0001\u202c\0 now\x07"), title="Or\nder")))

    assert "pay 0001 now" in text


def test_a_paper_in_a_right_to_left_language_is_printed_in_it() -> None:
    printed = make_paper(paper(*EVERY_BLOCK, lang="ar"))

    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert str(opened.Root.Lang) == "ar"
    assert "2026-000417-K" in seen_from_left_to_right(printed)


def test_a_long_table_runs_over_pages() -> None:
    rows = [[f"Item {n}", f"£{n}"] for n in range(120)]

    printed = make_paper(paper(Table("Costs", ["What", "Amount"], rows, sums=[1])))

    assert pages_of(printed) > 2


def test_a_fault_in_the_layout_is_not_hidden() -> None:
    with pytest.raises(RuntimeError, match="no such block"):
        make_pdf("paper", {"court_name": "x", "blocks": [{"kind": "song"}]}, lang="en", title="x")


def test_a_qr_code_is_a_drawing_of_its_own() -> None:
    assert qr_svg("https://court.example/").startswith("<?xml")
    assert "<svg" in qr_svg("https://court.example/")
