"""Set titles so that their lines are about equally long, which WeasyPrint cannot do by itself.

The widths are estimates from the advance widths of Source Sans 3 Bold, in units of 1/1000 em. They
decide only how narrow the title's box is, so that a small error shows as nothing or as a line more.
"""

from __future__ import annotations

import math
import re

from markupsafe import Markup, escape

from handout.compose.inlines import Say, flatten, render_inlines
from handout.compose.spacing import tie_units
from handout.model import Inlines, Text

TITLE_ROOM_MM = 122
SECTION_PT = 17

_NARROW = {**dict.fromkeys("iljI.,:;'’!|", 270), **dict.fromkeys("ftr()[]-/ ", 360)}
_WIDE = {**dict.fromkeys("mMWw@", 820), **dict.fromkeys("ABCDGHKNOQRUVXYZ&%", 620)}
_USUAL = 545
MM_PER_PT = 25.4 / 72

_MARGIN = 0.05
_PAUSES = ",:;–—?!."
_PAUSE_BONUS = 0.08
"""What a pause at a line's end is worth, as the square of a relative difference in length."""

_CLINGING = frozenset({"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "it"})
_CLINGING |= {"of", "on", "or", "the", "to", "with", "your"}
"""Words that lean on the next one, and end a line badly."""


def estimate_width(text: str, size_pt: float) -> float:
    """Return the width of bold text in mm, as estimated."""
    units = sum(_NARROW.get(c) or _WIDE.get(c) or _USUAL for c in text)
    if text:
        units -= 160 * text.count(" ")
    return units / 1000 * size_pt * MM_PER_PT


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
    count = _count_lines(words, size_pt, room)
    ideal = estimate_width(text, size_pt) / count
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for line in range(1, count + 1):
        for end in range(line, len(words) + 1):
            options = [
                (
                    cost + _rate_line(words[start:end], end == len(words), ideal, room, size_pt),
                    start,
                )
                for start in range(line - 1, end)
                if (cost := best.get((line - 1, start), (math.inf, 0))[0]) < math.inf
            ]
            if options:
                best[line, end] = min(options)
    lines: list[str] = []
    end = len(words)
    for line in range(count, 0, -1):
        start = best[line, end][1]
        lines.insert(0, " ".join(words[start:end]))
        end = start
    return lines


def render_heading(content: Inlines, say: Say = str) -> Markup:
    """Return a section's heading as HTML, its lines about equally long if it has several."""
    text = flatten(content)
    is_plain = all(isinstance(node, Text) for node in content)
    if not is_plain or estimate_width(text, SECTION_PT) <= TITLE_ROOM_MM:
        return render_inlines(content, say)
    lines = break_title(tie_units(text), size_pt=SECTION_PT, room_mm=TITLE_ROOM_MM)
    # The space is for who reads the heading without its lines: bookmarks, a screen reader.
    return Markup(" <br>").join(escape(line) for line in lines)


def _rate_line(words: list[str], is_last: bool, ideal: float, room: float, size_pt: float) -> float:
    """Return how bad a line is: its distance from the ideal length, and how it ends."""
    width = estimate_width(" ".join(words), size_pt)
    if width > room:
        return math.inf
    badness = ((width - ideal) / ideal) ** 2
    if not is_last and words[-1][-1] in _PAUSES:
        badness -= _PAUSE_BONUS
    if not is_last and words[-1].lower() in _CLINGING:
        badness += _PAUSE_BONUS
    return badness


def _count_lines(words: list[str], size_pt: float, room: float) -> int:
    lines, line = 1, ""
    for word in words:
        longer = f"{line} {word}".strip()
        if estimate_width(longer, size_pt) > room and line:
            lines, line = lines + 1, word
        else:
            line = longer
    return lines
