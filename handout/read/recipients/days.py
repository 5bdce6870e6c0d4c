"""Write days and times as a language does, by the data of Unicode's CLDR."""

from __future__ import annotations

import functools
import locale
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale


@functools.lru_cache(maxsize=100_000)
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
    day = format_date(moment, "full" if has_weekday else "long", locale=known)
    if not has_time:
        return day
    time = format_time(moment, "short", locale=known)
    # Some of them have a space there that no font need have.
    joined: str = known.datetime_formats["medium"].format(time, day)
    return joined.replace("\u202f", " ")


def name_month(month: int, form: str, language: str) -> str:
    """Return a month's name; `form` is `wide`, `abbreviated` or `narrow`."""
    return str(_find_locale(language.split("-")[0]).months["format"][form][month])


def name_weekday(moment: datetime, form: str, language: str) -> str:
    """Return the name of a moment's day; `form` is `wide` or `abbreviated`."""
    return str(_find_locale(language.split("-")[0]).days["format"][form][moment.weekday()])


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
    return Locale("en")
