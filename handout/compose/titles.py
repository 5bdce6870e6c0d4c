"""Set titles so that their lines are about equally long, which WeasyPrint cannot do by itself.

The widths are estimates from the advance widths of Source Sans 3 Bold, in units of 1/1000 em. They
decide only how narrow the title's box is, so that a small error shows as nothing or as a line more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import accumulate

from markupsafe import Markup, escape

from handout.compose.inlines import Say, flatten, render_inlines
from handout.compose.spacing import tie_units
from handout.model import Blocks, Break, Inlines, Paragraph, Strong, Text

TITLE_ROOM_MM = 122
SECTION_PT = 17

_SPACE = 200
_NARROW = {**dict.fromkeys("iljI.,:;'’!|", 270), **dict.fromkeys("ftr()[]-/", 360), " ": _SPACE}
_WIDE = {**dict.fromkeys("mMWw@", 820), **dict.fromkeys("ABCDGHKNOQRUVXYZ&%", 620)}
_USUAL = 545
MM_PER_PT = 25.4 / 72

_MARGIN = 0.05
_PAUSES = ",:;–—?!."
_PAUSE_BONUS = 0.08
"""What a pause at a line's end is worth, as the square of a relative difference in length."""

_ENDS = (".", ":", "!", "?", "…")

_CLINGING = frozenset({"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "it"})
_CLINGING |= {"of", "on", "or", "the", "to", "with", "your"}
"""Words that lean on the next one, and end a line badly."""


def estimate_width(text: str, size_pt: float) -> float:
    """Return the width of bold text in mm, as estimated."""
    return _to_mm(_count_units(text), size_pt)


def break_title(text: str, *, size_pt: float, room_mm: float) -> list[str]:
    """Return a title's lines: the fewest that fit, about equally long, broken where one pauses.

    Args:
        text: The title.
        size_pt: Its size.
        room_mm: The width of the box; lines are planned a little narrower.
    """
    words = [word for word in re.split(r"[ \t\n]+", text) if word]
    room = room_mm * (1 - _MARGIN)
    if not words or any(estimate_width(word, size_pt) > room for word in words):
        return [text]
    # Where each word would start if all stood on one line.
    places = [*accumulate((_count_units(word) + _SPACE for word in words), initial=0)]

    def measure(start: int, end: int) -> float:
        return _to_mm(places[end] - places[start] - _SPACE, size_pt)

    full = _fill_lines(len(words), measure, room)
    ideal = estimate_width(text, size_pt) / len(full)
    # For each number of words, how bad their lines are, and where the last of them starts.
    best = [(0.0, 0)]
    starts = range(1)
    for last in full:
        # Were a line of the fewest to end where the full one before it ends, or further up, those
        # after it could not take the rest.
        ends = range(len(best), last + 1)
        for end in ends:
            is_last = end == len(words)
            best.append(
                min(
                    (
                        best[start][0]
                        + _rate_line(measure(start, end), words[end - 1], is_last, ideal, room),
                        start,
                    )
                    for start in starts
                )
            )
        starts = ends
    lines: list[str] = []
    end = len(words)
    while end:
        start = best[end][1]
        lines.append(" ".join(words[start:end]))
        end = start
    return lines[::-1]


def render_heading(content: Inlines, say: Say = str) -> Markup:
    """Return a section's heading as HTML, its lines about equally long if it has several."""
    text = flatten(content)
    is_plain = all(isinstance(node, Text) for node in content)
    if not is_plain or estimate_width(text, SECTION_PT) <= TITLE_ROOM_MM:
        return render_inlines(content, say)
    lines = break_title(tie_units(text), size_pt=SECTION_PT, room_mm=TITLE_ROOM_MM)
    # The space is for who reads the heading without its lines: bookmarks, a screen reader.
    return Markup(" <br>").join(escape(line) for line in lines)


def opens_with_title(blocks: Blocks) -> bool:
    """Tell whether what a step opens with in bold is its title: it ends a line or a sentence."""
    if not blocks or not isinstance(blocks[0], Paragraph):
        return False
    first, *others = blocks[0].content or (Break(),)
    if not isinstance(first, Strong):
        return False
    follows = others[0] if others else Break()
    ends_line = isinstance(follows, Break) or (
        isinstance(follows, Text) and follows.text.startswith("\n")
    )
    return ends_line or flatten((first,)).rstrip().endswith(_ENDS)


def _count_units(text: str) -> int:
    return sum(_NARROW.get(c) or _WIDE.get(c) or _USUAL for c in text)


def _to_mm(units: int, size_pt: float) -> float:
    return units / 1000 * size_pt * MM_PER_PT


def _rate_line(width: float, word: str, is_last: bool, ideal: float, room: float) -> float:
    """Return how bad a line is: its distance from the ideal length, and the word it ends with."""
    if width > room:
        return math.inf
    badness = ((width - ideal) / ideal) ** 2
    if not is_last and word[-1] in _PAUSES:
        badness -= _PAUSE_BONUS
    if not is_last and word.lower() in _CLINGING:
        badness += _PAUSE_BONUS
    return badness


def _fill_lines(count: int, measure: Callable[[int, int], float], room: float) -> list[int]:
    """Return where lines end that take as many words as fit."""
    ends, start = [], 0
    for end in range(1, count):
        if measure(start, end + 1) > room:
            ends.append(end)
            start = end
    return [*ends, count]
