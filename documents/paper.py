"""Letters, forms and orders: a paper is described as data and printed as an accessible PDF."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import segno
import typst

from documents.characters import plain
from odr.words import catalogue

TEMPLATES = Path(__file__).resolve().parent / "templates"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EXTRA_FONTS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto")
STAND_IN = "\N{REPLACEMENT CHARACTER}"
LAST_LATIN = 0x24F
PATIENCE = 8  # a line of text can hide the next missing letter; each round finds more of them
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


Data = dict[str, object]


class Block(Protocol):
    """One part of a paper; the layout draws it by its kind."""

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Heading:
    """A heading below the title; level 2 or 3."""

    text: str
    level: int = 2
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Text:
    """Running text; an empty line starts a new paragraph. Tone: normal, strong, lead or small."""

    text: str
    tone: str = "normal"
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Facts:
    """Names and values, one below the other: who, what, when, how much."""

    rows: Sequence[tuple[str, str]]
    label_width: int = 44  # millimetres
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True)
class Table:
    """A table with a head row; `sums` columns (counted from 0) are set to the right.

    With `total` the last row is drawn as a total.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    sums: Sequence[int] = ()
    total: bool = False
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Numbered:
    """Paragraphs with running numbers, as in an order; `start` continues an earlier list."""

    paragraphs: Sequence[str]
    start: int = 1
    kind: str = field(default="numbered", init=False)


@dataclass(frozen=True)
class Bullets:
    """Short points of equal weight."""

    points: Sequence[str]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True)
class Steps:
    """What to do, in order, with large numbers: for people in a hurry."""

    steps: Sequence[str]
    kind: str = field(default="steps", init=False)


@dataclass(frozen=True)
class QrBlock:
    """An address as a QR code beside the words that say where it leads."""

    address: str
    text: str
    alt: str
    code: str = ""
    code_label: str = ""
    kind: str = field(default="qr", init=False)


@dataclass(frozen=True)
class Box:
    """What nobody may miss: a framed part with its own title and blocks inside."""

    title: str
    blocks: Sequence[Block]
    kind: str = field(default="box", init=False)


@dataclass(frozen=True)
class Signed:
    """Who decided or signs, in what office and when; the seal itself is in the file."""

    name: str
    office: str
    date: str
    note: str = ""
    kind: str = field(default="signed", init=False)


@dataclass(frozen=True)
class NewPage:
    """What follows starts on a new page."""

    kind: str = field(default="newpage", init=False)


@dataclass(frozen=True)
class Paper:
    """A whole paper. `compact` sets it tighter so that a notice stays on one page."""

    title: str
    lang: str
    court_name: str
    reference: str
    blocks: Sequence[Block]
    footer: str = ""
    court_line: str = ""
    reference_label: str = ""
    recipient: Sequence[str] = ()
    date: str = ""
    summary: str = ""
    made_at: datetime = EPOCH
    compact: bool = False
    banner: str = ""


def make_paper(paper: Paper) -> bytes:
    """Print a paper as PDF/A-2a and PDF/UA-1; the same paper always gives the same bytes."""
    data = asdict(paper)
    data.pop("made_at")
    return make_pdf("paper", data, lang=paper.lang, title=paper.title, made_at=paper.made_at)


def make_pdf(
    template_name: str,
    data: Data,
    *,
    lang: str,
    title: str,
    made_at: datetime = EPOCH,
) -> bytes:
    """Print data through one of the layouts in `templates/`.

    Data reaches the layout only as JSON, so nothing in it is ever run. A letter no font has
    must not lose an order: larger fonts of the machine are tried, then it is replaced by a
    mark and the foot of the paper says so.
    """
    _ = catalogue(lang).gettext
    whole: Data = {
        **{key: _drawable(value) for key, value in data.items()},
        "title": plain(title, lines=False),
        "lang": lang,
        "made": [made_at.year, made_at.month, made_at.day],
        "words": {
            "page": _("Page"),
            "of": _("of"),
            "reference": data.get("reference_label") or _("Case number"),
            "code": _("Code"),
        },
    }
    layout = TEMPLATES / f"{template_name}.typ"
    try:
        return _compile(layout, whole, made_at)
    except typst.TypstError as error:
        if not MISSING.search(error.diagnostic):
            raise
    notice = _(
        "Some letters could not be printed and are shown as a mark. The court's record has them."
    )
    return _compile_with_stand_ins(layout, whole, made_at, notice)


def _compile_with_stand_ins(layout: Path, whole: Data, made_at: datetime, notice: str) -> bytes:
    fonts = [folder for folder in EXTRA_FONTS if Path(folder).is_dir()]
    lost: set[str] = set()
    for _round in range(PATIENCE):
        try:
            return _compile(layout, _replace(whole, lost, notice), made_at, fonts)
        except typst.TypstError as error:
            found = _missing_letters(error.diagnostic)
            if found <= lost:
                break
            lost |= found
    return _compile(layout, _replace(whole, _letters_beyond_latin(whole), notice), made_at, fonts)


def _compile(layout: Path, whole: Data, made_at: datetime, fonts: Sequence[str] = ()) -> bytes:
    printed = typst.compile(
        str(layout),
        root=str(TEMPLATES),
        sys_inputs={"data": json.dumps(whole, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["a-2a", "ua-1"],
        ignore_system_fonts=True,
        font_paths=list(fonts),
        timestamp=int(made_at.timestamp()),
    )
    if not isinstance(printed, bytes):
        raise TypeError("the printer gave pages instead of one PDF")
    return printed


def _drawable(value: object) -> object:
    """Clean every text, draw every address as a QR code, and leave the rest as it is."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        cleaned = {key: _drawable(item) for key, item in value.items()}
        if cleaned.get("kind") == "qr":
            cleaned["svg"] = qr_svg(str(cleaned["address"]))
        return cleaned
    if isinstance(value, (list, tuple)):
        return [_drawable(item) for item in value]
    return value


def qr_svg(address: str) -> str:
    """Return the QR code of an address as an SVG drawing of its own."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, dark="#000")
    return drawing.getvalue().decode()


def _missing_letters(diagnostic: str) -> set[str]:
    found = {
        letter
        for cluster in MISSING.findall(diagnostic)
        for letter in ESCAPED.sub(lambda match: chr(int(match[1], 16)), cluster)
    }
    return {letter for letter in found if not letter.isascii()} or found


def _replace(whole: Data, lost: set[str], notice: str) -> Data:
    """Put the stand-in where a lost letter was, and the notice at the foot if any was lost."""
    if not lost:
        return whole
    table = str.maketrans(dict.fromkeys(lost, STAND_IN))
    return {**{key: _mapped(value, table) for key, value in whole.items()}, "replaced": notice}


def _letters_beyond_latin(whole: Data) -> set[str]:
    text = json.dumps(whole, ensure_ascii=False)
    return {letter for letter in text if ord(letter) > LAST_LATIN and letter != STAND_IN}


def _mapped(value: object, table: dict[int, str]) -> object:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: _mapped(item, table) for key, item in value.items()}
    if isinstance(value, list):
        return [_mapped(item, table) for item in value]
    return value
