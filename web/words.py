"""Chooses a reader's language and writes dates, times, sums and sizes the way they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_symbol
from starlette.requests import Request

from odr import words
from odr.money import Money
from odr.words import _

LANGUAGE_COOKIE = "language"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def installed_languages() -> tuple[str, ...]:
    """Return English and every language that has a compiled catalogue."""
    found = {path.parent.parent.name for path in words.LOCALES.glob("*/LC_MESSAGES/odr.mo")}
    return (words.DEFAULT_LANGUAGE, *sorted(found - {words.DEFAULT_LANGUAGE}))


def language_for(request: Request, offered: Iterable[str]) -> str:
    """Choose by the reader's own choice, then by what the browser asks for."""
    known = list(offered)
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in known:
        return chosen
    wanted = [part.split(";")[0].strip() for part in _accepted(request).split(",")]
    return negotiate_locale(wanted, known, sep="-") or words.DEFAULT_LANGUAGE


def direction(language: str) -> str:
    """Say which way this language is written, for the page's dir."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def filters(zone: ZoneInfo) -> dict[str, Callable[..., Any]]:
    """Return the filters of the templates, bound to the court's time zone."""

    def local(value: date | datetime) -> date | datetime:
        return value.astimezone(zone) if isinstance(value, datetime) else value

    def day(value: date | datetime) -> str:
        """Write the weekday too: Tuesday 3 March 2026."""
        locale = _locale()
        if locale.language == "en":
            return format_date(local(value), "EEEE d MMMM y", locale=locale)
        return format_date(local(value), "full", locale=locale)

    def short_day(value: date | datetime) -> str:
        return format_skeleton("yMMMd", local(value), locale=_locale())

    def time_of_day(value: datetime) -> str:
        return format_time(value, "short", tzinfo=zone, locale=_locale())

    def moment(value: datetime) -> str:
        """Write a moment with its time zone, since a deadline hangs on it."""
        return _("{day} at {time} ({zone})").format(
            day=day(value), time=time_of_day(value), zone=_zone_name(value, zone)
        )

    def iso(value: date | datetime) -> str:
        return local(value).isoformat()

    return {
        "day": day,
        "short_day": short_day,
        "time_of_day": time_of_day,
        "moment": moment,
        "iso": iso,
        "money": money,
        "number": number,
        "file_size": file_size,
        "how_long": how_long,
        "listed": listed,
    }


def money(value: Money) -> str:
    """Write a sum with its currency, like £1,200.50."""
    return value.show(str(_locale()))


def money_sign(currency: str) -> str:
    """Return the sign that stands beside a field for a sum, like £ or €."""
    return str(get_currency_symbol(currency, locale=_locale()))


def number(value: float) -> str:
    """Write a count with the reader's own separators."""
    return format_decimal(value, locale=_locale())


def file_size(size: int) -> str:
    """Write the size of a file in the unit a person would use."""
    if size < 1000:
        return _("{n} bytes").format(n=size)
    if size < 999_500:
        return _("{n} kB").format(n=max(1, round(size / 1000)))
    return _("{n} MB").format(n=number(round(size / 1_000_000, 1)))


def how_long(length: timedelta) -> str:
    """Write a length of time in its one largest unit: 12 days, 3 hours, 5 minutes."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes >= 24 * 60:
        days = minutes // (24 * 60)
        return words.ngettext("{n} day", "{n} days", days).format(n=days)
    if minutes >= 60:
        hours = minutes // 60
        return words.ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return words.ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def listed(things: Iterable[str]) -> str:
    """Write several things as one phrase: a, b and c."""
    return format_list([str(thing) for thing in things], locale=_locale())


def _locale() -> Locale:
    return _locale_of(words.language())


@cache
def _locale_of(code: str) -> Locale:
    # Plain "en" is American to the date tables; the courts of the packs write the day first.
    return Locale.parse("en_GB" if code == "en" else code.replace("-", "_"))


def _zone_name(value: datetime, zone: ZoneInfo) -> str:
    return get_timezone_name(value.astimezone(zone), width="short", locale=_locale())


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")
