"""Set titles so that their lines are about equally long, which WeasyPrint cannot do by itself."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import accumulate

from markupsafe import Markup, escape

from handout.compose.inlines import Say, flatten, render_inlines
from handout.compose.spacing import tie_units
from handout.model import (
    Blocks,
    Break,
    BulletList,
    CallOut,
    CheckList,
    Inlines,
    NumberedList,
    Paragraph,
    Strong,
    Text,
)

LABEL_CHARACTERS = 25
"""A call-out's title of more characters does not stand in the side column."""

Width = Callable[[str], float]
"""Return how wide a text is in mm, in the size and weight of the title."""

_MARGIN = 0.02
"""How much narrower lines are planned: the engine counts the space that a line ends with, and what
words measure together differs from their sum."""
_PAUSES = ",:;–—?!.·|/"
_PAUSE_BONUS = 0.08
"""What a pause at a line's end is worth, as the square of a relative difference in length."""

_SPACE = re.compile(r"[ \t\n]+(?![–—·|/][ \t\n])")
"""Where a line may end: a sign that separates stands at the end of a line, not at its start."""

_ENDS = (".", ":", "!", "?", "…")

_CLINGING = frozenset({"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "it"})
_CLINGING |= {"of", "on", "or", "the", "to", "with", "your"}
"""Words that lean on the next one, and end a line badly."""


def break_title(text: str, width: Width, *, room_mm: float) -> list[str]:
    """Return a title's lines: the fewest that fit, about equally long, broken where one pauses.

    Args:
        text: The title.
        width: Measures it.
        room_mm: The width of the box.
    """
    words = [word for word in _SPACE.split(text) if word]
    room = room_mm * (1 - _MARGIN)
    widths, space = [width(word) for word in words], width(" ")
    if not words or max(widths) > room:
        return [text]
    # Where each word would start if all stood on one line.
    places = [*accumulate((one + space for one in widths), initial=0.0)]

    def measure(start: int, end: int) -> float:
        return places[end] - places[start] - space

    full = _fill_lines(len(words), measure, room)
    ideal = measure(0, len(words)) / len(full)
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


def render_heading(content: Inlines, width: Width, room_mm: float, say: Say = str) -> Markup:
    """Return a section's heading as HTML, its lines about equally long if it has several.

    Args:
        content: The heading.
        width: Measures it.
        room_mm: The width of the text.
        say: Says the templates' words in the handout's language.
    """
    text = flatten(content)
    is_plain = all(isinstance(node, Text) for node in content)
    if not is_plain or width(text) <= room_mm:
        return render_inlines(content, say)
    lines = break_title(tie_units(text), width, room_mm=room_mm)
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


def has_title_over(item: CallOut) -> bool:
    """Tell whether a call-out's title stands over its text: it is long, or runs on into that."""
    if not item.title:
        return False
    is_long = len(flatten(item.title, alike=True)) > LABEL_CHARACTERS
    return is_long or _get_first_text(item.content)[:1].islower()


def _get_first_text(blocks: Blocks) -> str:
    first = blocks[0] if blocks else None
    if isinstance(first, Paragraph):
        return flatten(first.content, alike=True).lstrip()
    if isinstance(first, BulletList | NumberedList):
        return _get_first_text(first.items[0])
    if isinstance(first, CheckList):
        return _get_first_text(first.items[0].content)
    return ""


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
