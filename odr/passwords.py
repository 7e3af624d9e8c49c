"""Which passwords the court takes, and how they are kept so that nobody can read them back."""

from __future__ import annotations

import re
import string
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import cast

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from odr.entropy import Entropy
from odr.errors import Invalid, Unavailable
from odr.words import _

SHORTEST = 15
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 128
ENOUGH = 5
"""A common word, name, year or run counts as one character; so much must be left."""
AT_ONCE = 2
PATIENCE = 5.0  # seconds

COURT_WORDS = ("small", "claims", "claim", "online", "court", "money", "judge", "justice", "odr")
COMMON_WORDS = (  # made by hand from what people choose first
    "password passwort passwd pass word secret secure security login logon signin welcome hello "
    "hallo letmein open sesame admin administrator root user guest default master system server "
    "computer laptop internet google facebook amazon apple microsoft windows samsung iphone "
    "android changeme change temp temporary test testing tester example sample demo qwerty qwertz "
    "azerty iloveyou love lover loveyou baby honey angel princess prince queen king sunshine "
    "sunny summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december dragon "
    "monkey tiger lion eagle panda kitty kitten puppy doggy horse shadow ninja pirate batman "
    "superman spider spiderman starwars star wars matrix pokemon football soccer baseball "
    "basketball hockey cricket rugby tennis golf liverpool arsenal chelsea manchester united "
    "barcelona madrid london paris england wales scotland ireland britain america canada "
    "australia charlie michael michelle jessica jennifer daniel thomas robert andrew ashley "
    "george jordan hunter maggie ginger pepper cookie cheese coffee chocolate banana orange "
    "cherry flower rainbow butterfly freedom forever family friend friends mother father sister "
    "brother money million dollar pounds lucky happy smile family jesus christ heaven god bless "
    "trust hunter killer death danger access please thanks thank you the and for not this that "
    "your mine my new old one two three four five six seven eight nine ten zero number "
    "abc xyz asdf zxcv"
)
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
SHORTEST_RUN = 3
FILLERS = string.punctuation + string.whitespace
LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")
YEAR = re.compile(r"(19|20)\d\d")
NAME_PART = re.compile(r"[^\W_]{3,}")


class Passwords:
    """Keeps passwords as argon2id hashes; only a few are hashed at once, the others wait."""

    def __init__(
        self,
        entropy: Entropy,
        *,
        time_cost: int = 2,
        memory_cost: int = 19456,
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
    ) -> None:
        self._entropy = entropy
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_cost, parallelism=1, type=Type.ID
        )
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._nobody = self.hash(entropy.token())

    def hash(self, password: str) -> str:
        """Return the hash to keep; the same password gives another hash each time."""
        with self.turn():
            return self._hasher.hash(_normal(password), salt=self._entropy.raw(16))

    def matches(self, kept: str | None, password: str) -> bool:
        """Tell whether the password is the kept one.

        Without a kept hash the same work is done for nobody's password, so that the time says
        nothing about who has an account.
        """
        with self.turn():
            try:
                self._hasher.verify(kept or self._nobody, _normal(password[: LONGEST * 4]))
            except (VerificationError, InvalidHashError):
                return False
            return kept is not None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of the few places at the hashing; who waits too long is asked to come again."""
        if not self._turns.acquire(timeout=self._patience):
            raise Unavailable(_("The court is very busy. Please try again in a minute."))
        try:
            yield
        finally:
            self._turns.release()


def passwords_of(session: Session) -> Passwords:
    """Return the keeper of passwords this unit of work was opened with."""
    return cast(Passwords, session.info["passwords"])


def check_new_password(password: str, *, second_factor: bool, names: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, too long or easy to guess.

    No rule about kinds of characters and none about age: length and not being guessable is what
    helps (NIST SP 800-63B-4). The names are those of the person and of this court.
    """
    shortest = SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST
    if len(password) < shortest:
        raise Invalid(
            _(
                "The password must have at least {count} characters. Three or four words do well."
            ).format(count=shortest),
            "password",
        )
    if len(password) > LONGEST:
        raise Invalid(
            _("The password must have no more than {count} characters.").format(count=LONGEST),
            "password",
        )
    if is_common(password, names):
        raise Invalid(
            _(
                "This password is easy to guess, because it is made of common words, names or "
                "runs of keys. Choose three or four words that do not belong together."
            ),
            "password",
        )


def is_common(password: str, names: Iterable[str] = ()) -> bool:
    """Tell whether the password is little more than common words, names and runs of keys."""
    text = _unit(_normal(password).casefold())
    known = _words() | {part for name in names for part in NAME_PART.findall(name.casefold())}
    return _weight(text, known) < ENOUGH


def _unit(text: str) -> str:
    """Return the part whose repetition makes up the text, or the text itself."""
    return text[: (text + text).find(text, 1)] if text else text


def _weight(text: str, known: set[str]) -> int:
    """Count characters and common parts, in the reading that counts the fewest."""
    fewest = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        last = text[end - 1]
        cost = 0 if last in FILLERS or text[:end].endswith(last * 2) else 1
        fewest[end] = min(
            [fewest[end - 1] + cost]
            + [
                fewest[start] + 1
                for start in range(max(0, end - 40), end - SHORTEST_RUN + 1)
                if _explained(text[start:end], known)
            ]
        )
    return fewest[-1]


def _explained(part: str, known: set[str]) -> bool:
    if part in known or part.translate(LOOKS_LIKE) in known or YEAR.fullmatch(part):
        return True
    return any(part in run or part[::-1] in run for run in RUNS)


@lru_cache(maxsize=1)
def _words() -> set[str]:
    return {*COMMON_WORDS.split(), *COURT_WORDS}


def _normal(password: str) -> str:
    """One spelling for what looks the same, so that another keyboard gives the same password."""
    return unicodedata.normalize("NFKC", password)
