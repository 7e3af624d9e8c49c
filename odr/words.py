"""Marks every sentence a person may read, so that it can be translated."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "web" / "locale"
DEFAULT_LANGUAGE = "en"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)
_catalogues: dict[str, _gettext.NullTranslations] = {}


def catalogue(language: str) -> _gettext.NullTranslations:
    """Return the catalogue of one language; unknown languages read as written."""
    if language not in _catalogues:
        _catalogues[language] = _gettext.translation(
            "odr", localedir=LOCALES, languages=[language], fallback=True
        )
    return _catalogues[language]


def speak(language: str) -> None:
    """Use this language for the sentences of the present request, job or paper."""
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use the language of the person written to, then go on in the one in use before."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    """Return the language in use."""
    return _language.get()


def _(sentence: str) -> str:
    """Return the sentence in the language in use."""
    return catalogue(_language.get()).gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the sentence that fits the count."""
    return catalogue(_language.get()).ngettext(one, many, count)
