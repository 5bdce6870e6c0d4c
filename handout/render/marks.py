"""Mark what is drawn, for the structure tree, in WeasyPrint's stead.

WeasyPrint marks the text of each line by itself, so that the numbers of marks depend on where lines
break. Here the text of one element is one piece of marked content while nothing else comes between,
however many lines it takes (ISO 32000-1, 14.7.4.2); what draws nothing is not marked at all.

In fonts of Arabic or Devanagari, a glyph may be half a letter, or a dot that several have. What it
stands for is taken from where it comes up first, so that other words would be copied and read aloud
wrong: such text is said as a whole (14.9.4).

Importing this module replaces the method `marked` of WeasyPrint's streams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

_CLEAR = re.compile(
    "[\u0000-\u02ff\u0370-\u052f\u1e00-\u2fff\u3000-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]*"
)
"""Text of scripts whose glyphs stand for letters: Latin, Greek, Cyrillic, those of East Asia."""


@contextmanager
def marked(self: Any, box: Any, tag: str) -> Iterator[None]:
    """Mark what a box draws meanwhile.

    Args:
        self: The stream of a page.
        box: The box.
        tag: The type that WeasyPrint gives it.
    """
    is_text = isinstance(box, boxes.TextBox)
    if self._tags is None or (is_text and _is_blank(box)):
        yield
        return
    owner = (box.element, box.element_tag) if is_text else None
    last: Any = getattr(self, "_last_mark", None)
    # The dots of a leader are of one element too, but in one line.
    is_more = owner is not None and last is not None
    is_more = is_more and last[:2] == (owner, len(self.stream)) and last[2] != box.position_y
    if is_more:
        number = last[3]
        self.stream.pop()
    else:
        number = getattr(self, "_mark_count", 0)
        self._mark_count = number + 1
        self._said = pydyf.Dictionary({"MCID": number})
        self.begin_marked_content(tag, self._said)
    if is_text:
        self._text = f"{self._text.rstrip()} {box.text}" if is_more else box.text
        # The properties are written when the page is.
        if not is_clear(self._text):
            self._said["ActualText"] = pydyf.String(self._text)
    self._tags[box] = {"tag": tag, "mcid": number}
    try:
        yield
    finally:
        self.end_marked_content()
        place = box.position_y if is_text else None
        self._last_mark = (owner, len(self.stream), place, number)


def is_clear(text: str) -> bool:
    """Tell whether each glyph of a text stands for what it shows, whatever stands beside it."""
    return text.isascii() or _CLEAR.fullmatch(text) is not None


def _is_blank(box: Any) -> bool:
    """Tell whether a text draws nothing; a space that is kept stands for something."""
    return not box.text.strip(" \n") and box.style["text_decoration_line"] == "none"


Stream.marked = marked
