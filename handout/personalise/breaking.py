"""Break a value into lines as WeasyPrint does, or say that this cannot be done exactly.

WeasyPrint fills each line with as much as fits, the space after the last word not counted. A line
may end after a space or, within a word, after a hyphen between letters (Unicode Standard Annex 14).
Where a line would be so nearly full that rounding decides, or a text has other places where it
might break or must not, Pango has to say.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right

from handout.personalise.shaping import PANGO_SCALE, GlyphRun, Shaped, Shaper, Words, set_words

_SLACK = 0.01
"""By how much rounding in WeasyPrint's arithmetic may change a line's width, in Pango's units."""

_WORD = r"""[("'“‘]*[^\W_]+(?:[.,:'’][^\W_]+|-[^\W\d_]+)*[.,;:!?)"'”’%°]*"""
_WORDS = re.compile(f"{_WORD}(?: {_WORD})*")
"""Words in which no line can end but after a hyphen."""

_END = re.compile(r" |(?<=[^\W\d_])-(?=[^\W\d_])")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ODD_SPACES = re.compile(r"[\t\n\r\f]|  ")


def collapse_spaces(text: str) -> str:
    """Return text with its white space as CSS leaves it where `white-space` is `normal`."""
    # Most have none to collapse.
    return (_SPACES.sub(" ", text) if _ODD_SPACES.search(text) else text).strip(" ")


def break_lines(text: str, width: float, shaper: Shaper) -> tuple[Shaped, ...] | None:
    """Return the lines of a text, or None where they cannot be known for sure.

    Args:
        text: The text, its spaces collapsed.
        width: The width of the lines in px.
        shaper: Shapes in the setting of the text.
    """
    # Pango is given a whole number of its units, and what has as many of them still fits.
    room = width * PANGO_SCALE
    sure, most = math.floor(room - _SLACK), math.floor(room + _SLACK)
    words = shaper.shape_words(text)
    run = words or shaper.shape(text)
    if run is None:
        return None
    if run.width <= sure:
        return (run.whole,)
    if run.width <= most or not _WORDS.fullmatch(text):
        return None
    if words is not None and "-" not in text:
        return _fill_lines(words, sure, most)
    run = shaper.shape(text)
    return None if run is None else _cut_lines(text, run, sure, most)


def _fill_lines(words: Words, sure: int, most: int) -> tuple[Shaped, ...] | None:
    """Return the lines of words that stay whole."""
    space = words.space
    lines: list[Shaped] = []
    line: list[str] = []
    reached = 0
    for width, shown in words.words:
        grown = reached + space.width + width if line else width
        if line and grown > most:
            lines.append(set_words(reached, line, space))
            line, grown = [], width
        if grown > sure:
            # It is just full, or there is a word that is longer than the line.
            return None
        line.append(shown)
        reached = grown
    lines.append(set_words(reached, line, space))
    return tuple(lines)


def _cut_lines(text: str, run: GlyphRun, sure: int, most: int) -> tuple[Shaped, ...] | None:
    """Return the lines of a text that was shaped as a whole."""
    stops = [match.end() for match in _END.finditer(text)]
    ends = [stop - (text[stop - 1] == " ") for stop in stops]
    stops.append(len(text))
    ends.append(len(text))
    reached = run.reach(ends)
    begun = [0, *run.reach(stops)]
    lines: list[Shaped] = []
    begin = place = 0
    while place < len(stops):
        # What stands before a line is no part of it, and may have been shaped otherwise.
        after = bisect_right(reached, begun[place] + most, lo=place)
        while place < after and not _is_within(run.measure(begin, ends[after - 1]), sure):
            after -= 1
        if after < len(ends) and not _is_beyond(run.measure(begin, ends[after]), most):
            return None
        # Else there is a word that is longer than the line.
        line = run.cut(begin, ends[after - 1]) if after > place else None
        if line is None:
            return None
        lines.append(line)
        begin, place = stops[after - 1], after
    return tuple(lines)


def _is_within(width: int | None, most: int) -> bool:
    return width is not None and width <= most


def _is_beyond(width: int | None, most: int) -> bool:
    return width is not None and width > most
