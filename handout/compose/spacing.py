"""Keep a number and its unit on one line: “9 am”, “SPF 30”, “10 mg”, “4 May”, “020 7946 0000”.

In goes text as the author typed it; out comes the same text with a no-break space where a line must
not end (the rule of the SI Brochure, 5.4.3, for numbers and units).
"""

from __future__ import annotations

import re

NO_BREAK_SPACE = "\u00a0"

_UNITS = (
    *("am", "pm", "a.m.", "p.m.", "Uhr", "h", "min", "s"),
    *("km", "m", "cm", "mm", "µm", "μm", "nm"),
    *("kg", "g", "mg", "µg", "μg", "l", "L", "dl", "ml", "mL", "IU"),
    *("°C", "°F", "%", "kcal", "kJ", "mmHg", "mmol/l", "mmol/L"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
    *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"),
)
_WORDS = (
    *("second", "minute", "hour", "day", "week", "month", "year"),
    *("microgram", "milligram", "gram", "millilitre", "milliliter", "litre", "liter", "unit"),
    *("tablet", "capsule", "drop", "puff", "spoonful", "teaspoon", "tablespoon"),
)
_AFTER_NUMBER = re.compile(
    rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, (*_UNITS, *_MONTHS)))})(?![\w/]))"
    rf"|(?<=\d(?:st|nd|rd|th)) (?=(?:{'|'.join(_MONTHS)})\b)"
    rf"|(?<=\d) (?=(?:{'|'.join(_WORDS)})s?\b)"
    # From one number to another: 11 am to 3 pm, 1 to 3 days.
    r"|(?:(?<=\d)|(?<=\d [ap]m)) (?=to \d)|(?<=\d to) (?=\d)|(?<=\d [ap]m to) (?=\d)"
    # A thousand that is set apart by a space.
    r"|(?<=\b\d) (?=\d{3}\b)|(?<=\b\d\d) (?=\d{3}\b)|(?<=\b\d{3}) (?=\d{3}\b)"
)
_BEFORE_NUMBER = re.compile(
    r"(?<=\b[A-Z]{2}) (?=\d)|(?<=\b[A-Z]{3}) (?=\d)|(?<=\bNo\.) (?=\d)|(?<=\bDr) (?=[A-Z])"
    r"|(?<=\bext\.) (?=\d)|(?<=\bextension) (?=\d)"
    r"|(?<=\b[Cc]all) (?=\d{2,3}(?!\w|[ \u00a0]\d)|NHS\b)"
    # The year, volume and pages of a source: 2013; 39: 823–838.
    r"|(?<=\d;) (?=\d)|(?<=\d:) (?=\d)"
)
# In any language: 30 November 2026, 3. April 2026, 4 de mayo de 2026.
_DAY = re.compile(
    r"(?<![\d/])\d{1,2}(?:\.|st|nd|rd|th)? (?:de )?[^\W\d_]{3,}\.?(?: de)? (?:19|20)\d\d\b"
)
_BEFORE_DIGIT = re.compile(r" (?=\(?\d)")
_TELEPHONE = re.compile(r"(?<![\w/.,])(?:\+|\(?0)\d[\d ()]{5,}\d(?!\w)")


def tie_units(text: str) -> str:
    """Return text in which numbers do not part from their units, nor “Dr” from a name."""
    if " " not in text:
        return text
    for whole in (_TELEPHONE, _DAY):
        text = whole.sub(lambda found: found[0].replace(" ", NO_BREAK_SPACE), text)
    return _BEFORE_NUMBER.sub(NO_BREAK_SPACE, _AFTER_NUMBER.sub(NO_BREAK_SPACE, text))


def tie_telephone(number: str) -> str:
    """Return a clinic's telephone number with each of its numbers in one piece."""
    return _BEFORE_DIGIT.sub(NO_BREAK_SPACE, number)
