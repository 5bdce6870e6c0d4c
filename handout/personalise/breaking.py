"""Break a value into lines as WeasyPrint does, or say that this cannot be done exactly.

WeasyPrint fills each line with as much as fits, the space after the last word not counted. A line
may end after a space or, within a word, after a hyphen between letters (Unicode Standard Annex 14).
Where a line would be so nearly full that rounding decides, or a text has other places where it
might break or must not, Pango has to say.
"""

from __future__ import annotations

import math
import re

from handout.personalise.shaping import PANGO_SCALE, Shaped, Shaper

_SLACKS = (-0.01, 0.01)
"""By how much rounding in WeasyPrint's arithmetic may change a line's width, in Pango's units."""

_WORD = r"""[("'“‘]*[^\W_]+(?:[.,:'’][^\W_]+|-[^\W\d_]+)*[.,;:!?)"'”’%°]*"""
_WORDS = re.compile(f"{_WORD}(?: {_WORD})*")
"""Words in which no line can end but after a hyphen."""

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
    # Pango is given a whole number of its units, and what has as many of them still fits.
    sure, most = (math.floor(width * PANGO_SCALE + slack) / PANGO_SCALE for slack in _SLACKS)
    if whole.width <= sure:
        return (whole,)
    if whole.width <= most or not _WORDS.fullmatch(text):
        return None
    laid = shaper.lay(text)
    if laid is None:
        return None
    stops = [(match.end() - (match[0] == " "), match.end()) for match in _END.finditer(text)]
    stops.append((len(text), len(text)))
    lines: list[Shaped] = []
    begin = place = 0
    while place < len(stops):
        end = after = begin
        for stop, resumption in stops[place:]:
            reached = laid.measure(begin, stop)
            if reached is None or sure < reached <= most:
                return None
            if reached > most:
                break
            end, after = stop, resumption
            place += 1
        # Else there is a word that is longer than the line.
        line = laid.cut(begin, end) if end > begin else None
        if line is None:
            return None
        lines.append(line)
        begin = after
    return tuple(lines)
