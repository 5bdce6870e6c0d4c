"""Break texts into lines as WeasyPrint does, or say that this cannot be done exactly.

WeasyPrint fills each line with as much as fits, the space after the last word not counted. A line
may end after a space or, within a word, after a hyphen before a letter (Unicode Standard Annex 14).
Where a line would be so nearly full that rounding decides, a text has other places where it might
break or must not, or words cannot be shaped one by one, the engine has to say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from handout.personalise.shaping import PANGO_SCALE, Shaped, show
from handout.personalise.words import HYPHEN, WordLine, WordShaper, is_word

_SLACK = 0.01
"""By how much rounding in WeasyPrint's arithmetic may change a line's width, in Pango's units: for
each text, since each is given the room that those before have left."""

Line = tuple[Shaped, ...]
"""What stands on a line, in pieces of one text each."""

_SPACES = re.compile(r"[ \t\n\r\f]+")


def collapse_spaces(text: str) -> str:
    """Return text with its white space as CSS leaves it where `white-space` is `normal`."""
    # Most have none to collapse: tabs and line breaks are not printable.
    has_none = text.isprintable() and "  " not in text
    return (text if has_none else _SPACES.sub(" ", text)).strip(" ")


class LineBreaker:
    """Break texts that stand one after another into lines of one width, each in its setting."""

    def __init__(
        self,
        width: float,
        shapers: Sequence[WordShaper],
        begin: float = 0,
        *,
        is_tied: bool = False,
        is_plain: bool = True,
    ) -> None:
        """Measure the lines.

        Args:
            width: The width of the lines in px.
            shapers: Shape in the setting of each text.
            begin: Where the first text begins on the first line, in px; other text is before it.
            is_tied: Whether a word goes on there, so that no line can end before the first text.
            is_plain: Whether nothing is emphasised. Else WeasyPrint may cut the first word of a
                text, though the line can end before it.
        """
        self._shapers = shapers
        # Most texts come again, as the same for all do.
        self._last: list[tuple[str, Any]] = [("", None)] * len(shapers)
        # Pango is given a whole number of its units, and what has as many of them still fits.
        room, slack = width * PANGO_SCALE, _SLACK + len(shapers) - 1 + bool(begin)
        self._sure, self._most = math.floor(room - slack), math.floor(room + slack)
        self._begin = round(begin * PANGO_SCALE)
        self._is_tied, self._is_plain = is_tied, is_plain

    def break_lines(self, texts: Sequence[str]) -> tuple[Line, ...] | None:
        """Return the lines of some texts, or None where they cannot be known for sure.

        Args:
            texts: The texts, their spaces collapsed.
        """
        sure = self._sure - self._begin
        known = self._split(texts)
        if None in known:
            shaped = [
                one.shaper.shape(text) for one, text in zip(self._shapers, texts, strict=True)
            ]
            runs = [run for run in shaped if run]
            if len(runs) == len(texts) and sum(run.width for run in runs) <= sure:
                return (tuple([run.set(text) for text, run in enumerate(runs)]),)
            known = self._split(texts, is_needed=True)
            if None in known:
                return None
        width = sum([words.width for words in known])
        if width <= sure:
            return (tuple([one.set(one.width, text) for text, one in enumerate(known)]),)
        if width <= self._most - self._begin or not _is_sure("".join(texts), known):
            return None
        return self._fill_lines(known)

    def _split(self, texts: Sequence[str], *, is_needed: bool = False) -> list[WordLine]:
        """Return the words of each text; None among them for one that cannot be taken apart."""
        known = []
        for place, text in enumerate(texts):
            last, words = self._last[place]
            if text != last:
                words = self._shapers[place].split(text, is_needed=is_needed)
                if words:
                    self._last[place] = text, words
            known.append(words)
        return known

    def _fill_lines(self, texts: list[WordLine]) -> tuple[Line, ...] | None:
        """Return the lines of words whose pieces stay whole."""
        lines: list[Line] = []
        # What stands on the line: texts that have ended, and the one that goes on.
        line: list[Shaped] = []
        own: list[str] = []
        wide, reached = 0, self._begin
        most, sure = self._most, self._sure
        for text, (words, tied) in enumerate(zip(texts, _measure_tied(texts), strict=True)):
            space, between, _ = words.space
            gap, before, left = 0, "", len(words.words)
            is_free = not text
            for word in words.words:
                left -= 1
                width = word[0]
                if reached + gap + width + (0 if left else tied) <= sure:
                    # Most are amid a line.
                    own.append(before + word[1])
                    wide += gap + width
                    reached += gap + width
                    gap, before, is_free = space, between, True
                    continue
                for piece in word.pieces or (word,):
                    width, shown = piece[0], piece[1]
                    grown = reached + gap + width
                    if gap and not shown and grown > sure:
                        # Where no room is left for a text's last space, WeasyPrint ends its line
                        # after the first word.
                        return None
                    needed = grown
                    if tied and not left and piece is (word.pieces or (word,))[-1]:
                        needed += tied
                    if needed > most and reached and is_free:
                        if self._is_tied and not (lines or line or own):
                            return None
                        first = (words.words[0].pieces or words.words[:1])[0]
                        if text and piece is first and not self._is_plain:
                            return None
                        if not shown:
                            # A text that ends where the line does is shown with its last space.
                            own.append(between)
                        lines.append(_end_line(line, own, wide, text))
                        line, own, wide = [], [], 0
                        needed, grown = needed - grown + width, width
                        gap, before = 0, ""
                    if needed > sure:
                        # It is just full, or there is a word that is longer than the line.
                        return None
                    own.append(before + shown)
                    wide += gap + width
                    reached, gap, before, is_free = grown, 0, "", True
                gap, before = space, between
            line, own, wide = list(_end_line(line, own, wide, text)), [], 0
        return (*lines, tuple(line))


def _is_sure(text: str, known: list[WordLine]) -> bool:
    """Tell whether lines can end in a text just where its words and their pieces do."""
    if not all(map(is_word, text.split(" "))):
        return False
    # Where two texts meet, a word is in several pieces.
    return "-" not in text or len(HYPHEN.findall(text)) == sum(
        [len(word.pieces) - 1 for one in known for word in one.words if word.pieces]
    )


def _measure_tied(texts: list[WordLine]) -> list[int]:
    """Return the width of what goes on after each text with no space between."""
    tied = [0]
    for words in reversed(texts[1:]):
        first = words.words[0]
        is_whole = len(words.words) == 1 and len(first.pieces) < 2
        width = first.pieces[0][0] if first.pieces else first.width
        tied.append(width + (tied[-1] if is_whole else 0))
    return tied[::-1]


def _end_line(line: list[Shaped], own: list[str], width: int, text: int) -> Line:
    """Return what stands on a line with the text that it ends with."""
    operand = "".join(own)
    return (*line, show(width, f"<{operand}>", text)) if operand else tuple(line)
