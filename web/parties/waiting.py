"""Files sent with a form that came back: they wait with the court and are not chosen twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from documents import uploads
from documents.storage import Missing
from documents.uploads import Limits, Received
from odr.clock import Clock
from odr.errors import Invalid, TooLarge
from odr.keychain import keychain_of
from odr.security import read_note, sign_note
from odr.words import _
from web.forms import Form
from web.parties.received import Check, checked_file
from web.sessions import KEY
from web.words import file_size

HELD = "held"
"""The name of the ticks beside the files that wait."""
LIFE = timedelta(hours=12)
"""Shorter than a sweep leaves bytes alone that nothing names."""
MOST = 10
"""Each file is checked again, so nobody can name one a thousand times."""


@dataclass(frozen=True)
class Basket:
    """The files of one form: those just sent, and those that came with it before."""

    session: Session
    clock: Clock
    owner: str
    """Whose form it is and about what; nowhere else is a waiting file found again."""
    field: str
    limits: Limits
    put: Callable[[bytes], str]
    get: Callable[[str], bytes]
    check: Check = uploads.check

    @contextmanager
    def files(self, form: Form[Any]) -> Iterator[tuple[Form[Any], list[Received]]]:
        """Lend the files that are good, and the form with a sentence about each other one."""
        good: list[Received] = []
        wrong: list[str] = []
        with ExitStack() as lent:
            for take in (*self._waiting(form), *self._sent(form)):
                try:
                    good.append(lent.enter_context(take()))
                except (Invalid, TooLarge) as why:
                    wrong.append(why.sentence)
            yield (form.refused(" ".join(wrong), self.field) if wrong else form), good

    def keep(self, form: Form[Any], files: list[Received]) -> Form[Any]:
        """Let good files wait, each with its tick in the form that comes back."""
        notes = [self._note(each) for each in files if each.path.exists()]
        return replace(form, raw={**form.raw, HELD: notes})

    def ticks(self, form: Form[Any]) -> list[tuple[str, str]]:
        """Return what the page shows of the files that wait."""
        notes = [(text, self._read(text)) for text in form.chosen(HELD)]
        return [(text, f"{n['name']} ({file_size(n['size'])})") for text, n in notes if n]

    def _sent(self, form: Form[Any]) -> Iterator[Callable[[], Received]]:
        for file in form.files.get(self.field, []):
            yield partial(checked_file, self.session, file, self.limits, self.check)

    def _waiting(self, form: Form[Any]) -> Iterator[Callable[[], Received]]:
        for text in list(dict.fromkeys(form.chosen(HELD)))[:MOST]:
            yield partial(self._again, text)

    def _again(self, text: str) -> Received:
        note = self._read(text)
        if note is None:
            raise Invalid(_too_late())
        try:
            content = self.get(note["key"])
        except Missing:
            raise Invalid(_too_late()) from None
        received = uploads.receive([content], note["name"], limits=self.limits)
        self.check(self.session, received)
        return received

    def _note(self, received: Received) -> str:
        note = {
            "key": self.put(received.path.read_bytes()),
            "name": received.name,
            "size": received.size,
        }
        until = self.clock.now() + LIFE
        return sign_note(self._key, self._purpose, note, expires_at=until)

    def _read(self, text: str) -> dict[str, Any] | None:
        return read_note(self._key, self._purpose, text, now=self.clock.now())

    @property
    def _key(self) -> bytes:
        return keychain_of(self.session).key(KEY)

    @property
    def _purpose(self) -> str:
        return f"{HELD}:{self.owner}"


def _too_late() -> str:
    return _("A file waited too long. Choose it again.")
