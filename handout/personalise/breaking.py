"""Break a value into lines as WeasyPrint does, or say that this cannot be done exactly.

WeasyPrint fills each line with as much as fits, the space after the last word not counted. A line
may end after a space or, within a word, after a hyphen between letters (Unicode Standard Annex 14).
Where a line would be so nearly full that rounding decides, or a text has other places where it
might break or must not, Pango has to say.
"""

from __future__ import annotations

import re

from handout.personalise.shaping import Shaped, Shaper

CLEARANCE_PX = 0.02
"""How near to the full width a line may come before its break is no longer sure: some twenty of
Pango's units, against the rounding in the arithmetic of boxes."""

_WORD = re.compile(r"""[("'“‘]*[^\W_]+(?:[.,:'’][^\W_]+|-[^\W\d_]+)*[.,;:!?)"'”’%°]*""")
"""A word, in which no line can end but after a hyphen."""

_END = re.compile(r" |(?<=[^\W\d_])-(?=[^\W\d_])")
_SPACES = re.compile(r"[ \t\n\r\f]+")


def collapse_spaces(text: str) -> str:
    """Return text with its white space as CSS leaves it where `white-space` is `normal`."""
    return _SPACES.sub(" ", text).strip(" ")


def break_lines(text: str, width: float, shaper: Shaper) -> tuple[Shaped, ...] | None:
    """Return the lines of a text, or None where they cannot be known for sure.

    Args:
        text: The text, its spaces collapsed.
        width: The width of the lines in px.
        shaper: Shapes in the setting of the text.
    """
    whole = shaper.shape(text)
    if whole is None:
        return None
    if whole.width <= width - CLEARANCE_PX:
        return (whole,)
    if whole.width <= width + CLEARANCE_PX:
        return None
    if not all(_WORD.fullmatch(word) for word in text.split(" ")):
        return None
    ends = [match.end() for match in _END.finditer(text)] + [len(text)]
    lines: list[Shaped] = []
    begin = 0
    while begin < len(text):
        line, taken = None, begin
        for end in ends:
            if end <= begin:
                continue
            longer = shaper.shape(text[begin:end].rstrip(" "))
            if longer is None or abs(longer.width - width) < CLEARANCE_PX:
                return None
            if longer.width > width:
                break
            line, taken = longer, end
        if line is None:  # a word that is longer than the line
            return None
        lines.append(line)
        begin = taken
    return tuple(lines)
