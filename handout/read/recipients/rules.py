"""Know what the columns with a meaning may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from handout.read.languages import normalise_language

ONE_LINE = frozenset({"name", "email", "language", "format", "date", "password"})
"""Columns that go into headers, file names and single lines."""

LONGEST_LINE = 1_000
LONGEST_TEXT = 20_000
"""Characters of a value: of those columns, and of any other. A page holds some three thousand."""

BREAKS = "\n\u2028\u2029"
CONTROLS = frozenset(
    chr(code)
    for start, end in (
        (0x00, 0x09),
        (0x0B, 0x20),
        (0x7F, 0xA0),
        # Half characters, which JSON can hold, and noncharacters.
        (0xD800, 0xE000),
        (0xFDD0, 0xFDF0),
        (0xFFFE, 0x10000),
    )
    for code in range(start, end)
)
"""What cannot be set as type; tabs and line feeds can."""

_CONSENT = frozenset({"yes", "y", "true", "1", "ja", "sí", "oui"})
# A spreadsheet's day may come with the time of the day.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")


def has_consent(text: str) -> bool:
    """Say whether a value of the column `consent` is a yes: a word for it, or its day."""
    plain = unicodedata.normalize("NFC", text).strip().casefold()
    if plain in _CONSENT:
        return True
    day = _DAY.fullmatch(text.strip())
    if day is None:
        return False
    try:
        date.fromisoformat(day[1])
    except ValueError:
        return False
    return True


def match_format(text: str, formats: Iterable[str]) -> str | None:
    """Return the format that a value of the column `format` means: “Large print” is one."""
    plain = re.sub(r"[\s_]+", "-", text.strip()).casefold()
    return next((one for one in formats if one.casefold() == plain), None)


def match_language(text: str, languages: Iterable[str]) -> str | None:
    """Return the language that serves a value of the column `language`: `en` serves “en-GB”."""
    tag = normalise_language(text.strip().replace("_", "-"))
    if tag is None:
        return None
    known = {one.casefold(): one for one in languages}
    # RFC 4647, 3.4: what is most special is taken off first.
    parts = tag.casefold().split("-")
    tags = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((known[one] for one in tags if one in known), None)
