"""Read colours as a designer writes them down."""

from __future__ import annotations

import re

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def normalise_colour(text: str) -> str | None:
    """Return a colour as `#rrggbb` in lower case, or None if it is none."""
    if not _COLOUR.fullmatch(text):
        return None
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
