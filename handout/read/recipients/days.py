"""Write days, times and numbers as a language does, by the data of Unicode's CLDR."""

from __future__ import annotations

import functools
import locale
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_NARROW_SPACE = ("\u202f", " ")
"""Some languages have one in their days, which no font need have."""

_DAY = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d1>\d\d?)\.(?P<m1>\d\d?)\.(?P<y1>\d{4}))"
    r"(?:(?:T|,?\ )(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d)?)?"
)
"""A day in figures that can be read in one way only; with slashes there are two."""


@functools.lru_cache(maxsize=100_000)
def write_out(text: str, language: str, *, has_weekday: bool) -> str:
    """Return a text that is nothing but a day in figures as `write_day` does, any other as it is.

    Args:
        text: Such as 2026-03-04 10:15 or 4.3.2026.
        language: A BCP 47 tag.
        has_weekday: Whether the day of the week is said.
    """
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    names = ("y", "m", "d") if found["y"] else ("y1", "m1", "d1")
    year, month, day = (int(found[name]) for name in names)
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    try:
        moment = datetime(year, month, day, hour, minute)  # noqa: DTZ001 # the time that a clock at the clinic shows
    except ValueError:
        return text
    has_time = moment.time() != time.min
    return write_day(moment, language, has_weekday=has_weekday, has_time=has_time)


@functools.lru_cache(maxsize=10_000)
def write_day(moment: datetime, language: str, *, has_weekday: bool, has_time: bool) -> str:
    """Return a day as a text has it: Wednesday, 4 March 2026, 10:15.

    Args:
        moment: The day, with the time of the day.
        language: A BCP 47 tag. English without a country is written as in most of the world.
        has_weekday: Whether the day of the week is said.
        has_time: Whether the time is said.
    """
    from babel.dates import format_date, format_time

    known = _find_locale("en-GB" if language == "en" else language)
    text: str = format_date(moment, "full" if has_weekday else "long", locale=known)
    if has_time:
        time = format_time(moment, "short", locale=known)
        text = known.datetime_formats["medium"].format(time, text)
    return text.replace(*_NARROW_SPACE)


def write_month(moment: date, language: str) -> str:
    """Return the month of a day as a text has it: March 2026."""
    from babel.dates import format_skeleton

    text: str = format_skeleton("yMMMM", moment, locale=_find_locale(language))
    return text.replace(*_NARROW_SPACE)


def is_known(language: str) -> bool:
    """Tell whether days can be written in a language, by its BCP 47 tag."""
    return str(_find_locale(language).language) == language.split("-")[0].lower()


def name_month(month: int, form: str, language: str) -> str:
    """Return a month's name; `form` is `wide`, `abbreviated` or `narrow`."""
    return str(_find_locale(language.split("-")[0]).months["format"][form][month])


def name_weekday(moment: datetime, form: str, language: str) -> str:
    """Return the name of a moment's day; `form` is `wide` or `abbreviated`."""
    return str(_find_locale(language.split("-")[0]).days["format"][form][moment.weekday()])


@functools.lru_cache(maxsize=100)
def find_number_signs(language: str) -> Mapping[int, str]:
    """Return by what a language has the point and the comma of English numbers, to translate."""
    known = _find_locale("en-GB" if language == "en" else language).number_symbols
    signs = known.get("latn") or {}
    # A narrow space is one that not every font has; numbers are not broken at either.
    group = signs.get("group", ",").replace("\u202f", "\xa0")
    return str.maketrans({".": signs.get("decimal", "."), ",": group})


def find_windows_language(code: str) -> str:
    """Return the BCP 47 tag of a language as Excel's formats name it: 407, or de-DE."""
    try:
        number = int(code, 16) & 0xFFFF
    except ValueError:
        return code
    name = locale.windows_locale.get(number, "")
    return name.replace("_", "-")


@functools.lru_cache(maxsize=100)
def _find_locale(language: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    with suppress(UnknownLocaleError, ValueError):
        return Locale.parse(language, sep="-")
    with suppress(UnknownLocaleError, ValueError):
        return Locale.parse(language.split("-")[0])
    return Locale("en", "GB")
