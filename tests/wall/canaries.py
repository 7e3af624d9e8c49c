"""Words that stand nowhere but in the rooms, one in every sentence, name, file and sum."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from odr.play.filing import File, Script
from tests.wall.sinks import Text

MARK = "zqkvxjwq"
"""Every word begins like this, so that one search finds them all, packed or not."""
LETTERS = "bcdghjkmnprsvwxy"
LENGTH = 8
WORD = re.compile(f"{MARK}[{LETTERS}]{{{LENGTH}}}")
WIDE = "\x00".join(MARK)
HEX = MARK.encode().hex()
HEX_WORD = re.compile(f"{HEX}[0-9a-f]{{{2 * LENGTH}}}")
PACKED = re.compile(r"[A-Za-z0-9+/]{20,}")
TO_PLAIN = str.maketrans("-_", "+/")
IN_BASE64 = tuple(
    base64.b64encode(b"\x00" * shift + MARK.encode())[
        -(-shift * 4 // 3) : (shift + 8) * 4 // 3
    ].decode()
    for shift in range(3)
)
"""How the mark looks in base64, after any number of bytes."""


@dataclass
class Canaries:
    """Plants words and sums, and finds them again in any text."""

    seed: str
    words: dict[str, str] = field(default_factory=dict)
    """Each word with the sentence it was planted in."""
    sums: dict[int, tuple[str, re.Pattern[str]]] = field(default_factory=dict)
    """Each odd sum in minor units, as people read it and in every other spelling."""

    def word(self, sentence: str) -> str:
        """Make a new word for a sentence."""
        number = f"{self.seed} {len(self.words)}".encode()
        digest = hashlib.sha256(number).hexdigest()[:LENGTH]
        made = MARK + "".join(LETTERS[int(digit, 16)] for digit in digest)
        self.words[made] = sentence
        return made

    def plant(self, sentence: str) -> str:
        """Put a word into a sentence."""
        return f"{sentence} Remember {self.word(sentence)}."

    def odd_sum(self, minor: int) -> int:
        """Return a sum near the usual one that stands nowhere else."""
        made = minor - minor % 100 + 36
        while made in self.sums or made % 100 in {0, 50}:
            made -= 101
        whole, cents = f"{made // 100:,}", f"{made % 100:02}"
        plain = whole.replace(",", ",?")
        spelled = rf'(?<![\d.,]){plain}\.{cents}(?!\d)|": ?"?{made}(?!\d)'
        self.sums[made] = (f".{cents}", re.compile(spelled))
        return made

    def files(self, sentence: str) -> list[File]:
        """Make one file with a word in its name, its body and, where it has any, its properties."""
        kind = KINDS[len(self.words) % len(KINDS)]
        return [kind(self.word(f"name of a file: {sentence}"), self.plant(sentence), self)]

    def script(self, number: int) -> Script:
        """Let everybody say the usual things with a word in each."""
        del number
        return Script(self.plant, self.plant, self.odd_sum, self.files)

    def found_in(self, text: Text) -> set[str]:
        """Return the canaries in a text: words in any case and packing, sums in any spelling."""
        said = text.said
        low = said.lower()
        found = set(WORD.findall(low)) if MARK in low else set()
        if WIDE in low or HEX in low or any(mark in said for mark in IN_BASE64):
            found |= {word for each in _unpacked(said) for word in WORD.findall(each.lower())}
        if text.readable:
            found |= {
                f"sum {minor}"
                for minor, (cents, spelled) in self.sums.items()
                if (cents in said or str(minor) in said) and spelled.search(said)
            }
        return {one for one in found if one in self.words or one.startswith("sum ")}


def _unpacked(said: str) -> Iterator[str]:
    """Return what a text may mean: as UTF-16, as hex digits, as base64 from any place on."""
    yield said.replace("\x00", "")
    for digits in HEX_WORD.findall(said.lower()):
        yield bytes.fromhex(digits).decode("latin-1")
    for run in PACKED.findall(said.translate(TO_PLAIN)):
        for start in range(4):
            part = run[start:]
            part = part[: len(part) - (len(part) % 4 == 1)]
            yield base64.b64decode(part + "=" * (-len(part) % 4)).decode("latin-1")


def a_text(name: str, sentence: str, canaries: Canaries) -> File:
    """Write a text file."""
    del canaries
    return f"{name}.txt", f"{sentence}\n".encode()


def a_paper(name: str, sentence: str, canaries: Canaries) -> File:
    """Write a PDF of one page with a title of its own."""
    paper = pikepdf.new()
    paper.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = paper.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = paper.make_stream(f"BT /F1 9 Tf 10 100 Td ({sentence}) Tj ET".encode())
    paper.docinfo["/Title"] = canaries.plant("title of a paper")
    written = io.BytesIO()
    paper.save(written)
    return f"{name}.pdf", written.getvalue()


def a_picture(name: str, sentence: str, canaries: Canaries) -> File:
    """Draw a small picture with a comment in it."""
    del canaries
    comment = PngInfo()
    comment.add_text("Comment", sentence)
    written = io.BytesIO()
    Image.new("RGB", (24, 24), "teal").save(written, "PNG", pnginfo=comment)
    return f"{name}.png", written.getvalue()


KINDS: tuple[Callable[[str, str, Canaries], File], ...] = (a_text, a_paper, a_picture)
