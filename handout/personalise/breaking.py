"""Break a value into lines as WeasyPrint does, or say that this cannot be done exactly.

WeasyPrint fills each line with as much as fits, the space after the last word not counted. A line
may end after a space or, within a word, after a hyphen before a letter (Unicode Standard Annex 14).
Where a line would be so nearly full that rounding decides, a text has other places where it might
break or must not, or words cannot be shaped one by one, the engine has to say.
"""

from __future__ import annotations

import math
import re

from handout.personalise.shaping import PANGO_SCALE, Shaped, show
from handout.personalise.words import WordLine, WordShaper

_SLACK = 0.01
"""By how much rounding in WeasyPrint's arithmetic may change a line's width, in Pango's units."""

_SPACES = re.compile(r"[ \t\n\r\f]+")


def collapse_spaces(text: str) -> str:
    """Return text with its white space as CSS leaves it where `white-space` is `normal`."""
    # Most have none to collapse: tabs and line breaks are not printable.
    has_none = text.isprintable() and "  " not in text
    return (text if has_none else _SPACES.sub(" ", text)).strip(" ")


class LineBreaker:
    """Break texts into lines of one width, in one setting."""

    def __init__(self, width: float, shaper: WordShaper) -> None:
        """Measure the lines.

        Args:
            width: The width of the lines in px.
            shaper: Shapes in the setting of the text.
        """
        self._shaper = shaper
        # Pango is given a whole number of its units, and what has as many of them still fits.
        room = width * PANGO_SCALE
        self._sure, self._most = math.floor(room - _SLACK), math.floor(room + _SLACK)

    def break_lines(self, text: str) -> tuple[Shaped, ...] | None:
        """Return the lines of a text, or None where they cannot be known for sure.

        Args:
            text: The text, its spaces collapsed.
        """
        words = self._shaper.split(text)
        if words is None:
            run = self._shaper.shaper.shape(text)
            if run and run.width <= self._sure:
                return (run.whole,)
            words = self._shaper.split(text, is_needed=True)
            if words is None:
                return None
        width = words.width
        if width <= self._sure:
            return (words.set(width),)
        if width <= self._most or not all(word.pieces for word in words.words):
            return None
        return self._fill_lines(words)

    def _fill_lines(self, words: WordLine) -> tuple[Shaped, ...] | None:
        """Return the lines of words whose pieces stay whole."""
        sure, most = self._sure, self._most
        lines: list[Shaped] = []
        line: list[str] = []
        reached = 0
        for word in words.words:
            gap, between = (words.space.width, words.space.shown) if line else (0, "")
            for width, shown in word.pieces:
                grown = reached + gap + width
                if grown > most and line:
                    lines.append(show(reached, f"<{''.join(line)}>"))
                    grown, between, line = width, "", []
                if grown > sure:
                    # It is just full, or there is a word that is longer than the line.
                    return None
                line += (between, shown)
                reached, gap, between = grown, 0, ""
        lines.append(show(reached, f"<{''.join(line)}>"))
        return tuple(lines)
