"""Mark what is drawn, for the structure tree, in WeasyPrint's stead.

WeasyPrint marks the text of each line by itself, so that the numbers of marks depend on where lines
break. Here the text of one element is one piece of marked content while nothing else comes between,
however many lines it takes (ISO 32000-1, 14.7.4.2); what draws nothing is not marked at all.

Importing this module replaces the method `marked` of WeasyPrint's streams.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream


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
    last = getattr(self, "_last_mark", None)
    # The dots of a leader are of one element too, but in one line.
    if owner and last and last[:2] == (owner, len(self.stream)) and last[2] != box.position_y:
        number = last[3]
        self.stream.pop()
    else:
        number = getattr(self, "_mark_count", 0)
        self._mark_count = number + 1
        self.begin_marked_content(tag, pydyf.Dictionary({"MCID": number}))
    self._tags[box] = {"tag": tag, "mcid": number}
    try:
        yield
    finally:
        self.end_marked_content()
        place = box.position_y if is_text else None
        self._last_mark = (owner, len(self.stream), place, number)


def _is_blank(box: Any) -> bool:
    """Tell whether a text draws nothing; a space that is kept stands for something."""
    return not box.text.strip(" \n") and box.style["text_decoration_line"] == "none"


Stream.marked = marked
