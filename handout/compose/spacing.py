"""Keep a number and its unit on one line: “9 am”, “SPF 30”, “10 mg”.

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
_AFTER_NUMBER = re.compile(
    rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, _UNITS))})(?![\w/]))"
    # A thousand that is set apart by a space.
    r"|(?<=\b\d) (?=\d{3}\b)|(?<=\b\d\d) (?=\d{3}\b)|(?<=\b\d{3}) (?=\d{3}\b)"
)
_BEFORE_NUMBER = re.compile(r"(?<=\bSPF) (?=\d)|(?<=\bNo\.) (?=\d)|(?<=\bDr) (?=[A-Z])")


def tie_units(text: str) -> str:
    """Return text in which numbers do not part from their units, nor “Dr” from a name."""
    return _BEFORE_NUMBER.sub(NO_BREAK_SPACE, _AFTER_NUMBER.sub(NO_BREAK_SPACE, text))
