"""Find the words of a handout that are on none of its pages.

A document's boxes are kept as they were before they were laid out: all that the HTML says and the
styles show. The pages must have the same words, element by element. They lack some where the
engine drops a line at a page's end, and where a style or the page's edge cuts off what has no room.
"""

from __future__ import annotations

import os.path
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

_HYPHENS = "-\u2010"
"""What may be put in where a line breaks."""
_WORD = re.compile(r"\s*\S+\s*")
_TOLERANCE_PX = 2
"""By so much a text may reach over an edge, such as by a space at a line's end."""


class _Area(NamedTuple):
    """A part of a page, in px."""

    left: float
    top: float
    right: float
    bottom: float


_ANYWHERE = _Area(-1e9, -1e9, 1e9, 1e9)


def find_lost_passages(document: Any) -> list[str]:
    """Return the passages that are on no page, in order, without recipients' values."""
    root, _ = document._html.boxes_before_layout  # noqa: SLF001 # kept by `handout.render.blocks`
    drawn: dict[Any, list[str]] = {}
    for page in document.pages:
        area = _Area(0, 0, page.width, page.height)
        for box in _find_seen(page._page_box, area):  # noqa: SLF001 # no other way in
            drawn.setdefault(box.element, []).append(box.text)
    texts = list(_find_texts(root, root))
    whole: dict[Any, list[int]] = {}
    for number, (box, _) in enumerate(texts):
        whole.setdefault(box.element, []).append(number)
    lost: dict[int, str] = {}
    for element, numbers in whole.items():
        parts = [texts[number][0].text for number in numbers]
        missing = _find_missing(parts, "".join(drawn.get(element, ())))
        if element.get("class") == "recipient":
            missing = ["…" if part else "" for part in missing]
        lost.update(zip(numbers, missing, strict=True))
    passages: list[str] = []
    before: Any = None
    for number, (box, line) in enumerate(texts):
        if lost[number] and before is not None:
            passages[-1] += lost[number] if line is before else f" {lost[number]}"
        elif lost[number]:
            passages.append(lost[number])
        if lost[number] or box.text.strip():
            before = line if lost[number] else None
    return [" ".join(passage.split()) for passage in passages]


def _find_texts(box: Any, line: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the texts of the HTML that is in a box, each with its line.

    Running heads and feet are not on all pages.
    """
    if isinstance(box, boxes.TextBox):
        if _is_written(box):
            yield box, line
    elif not (box.is_running() or _is_filler(box)):
        line = box if isinstance(box, boxes.LineBox) else line
        for child in getattr(box, "children", ()):
            yield from _find_texts(child, line)
        if box.footnote is not None:
            yield from _find_texts(box.footnote, line)


def _is_written(box: Any) -> bool:
    """Tell whether a text stands in the HTML, and is not made by a style."""
    return box.element is not None and "::" not in box.element_tag


def _is_filler(box: Any) -> bool:
    """Tell whether a box is what fills the last page, of which what has no room is left out."""
    return box.element is not None and "notes" in box.element.get("class", "").split()


def _find_seen(box: Any, area: _Area) -> Iterator[Any]:
    """Yield the texts in a box of a page that can be read in an area."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.TextBox):
        if _is_written(box) and _can_be_read(box, area):
            yield box
        return
    if box.style["transform"]:
        # Where that puts it is not known here.
        area = _ANYWHERE
    elif box.style["overflow"] != "visible":
        left, top = box.padding_box_x(), box.padding_box_y()
        area = _Area(
            max(area.left, left),
            max(area.top, top),
            min(area.right, left + box.padding_width()),
            min(area.bottom, top + box.padding_height()),
        )
    for child in getattr(box, "children", ()):
        yield from _find_seen(child, area)


def _can_be_read(box: Any, area: _Area) -> bool:
    """Tell whether all letters of a text are in an area, and more than half of their height."""
    return bool(
        box.position_x >= area.left - _TOLERANCE_PX
        and box.position_x + box.width <= area.right + _TOLERANCE_PX
        and area.top <= box.position_y + box.height / 2 <= area.bottom
    )


def _find_missing(texts: Sequence[str], drawn: str) -> list[str]:
    """Return for each text of an element the words that are not among what is drawn of it."""
    whole, drawn = _squeeze("".join(texts)), _squeeze(drawn)
    # What is repeated on each page, such as a table's head, is there more often.
    begin = end = 0
    if whole not in drawn:
        begin = _count_alike(whole, drawn)
        end = len(whole) - _count_alike(whole[begin:][::-1], drawn[begin:][::-1])
    missing, place = [], 0
    for text in texts:
        words = []
        for word in _WORD.findall(text):
            if begin < place + len(_squeeze(word)) and place < end:
                words.append(word)
            place += len(_squeeze(word))
        missing.append("".join(words))
    return missing


def _count_alike(first: str, second: str) -> int:
    """Return how many characters two texts begin with alike."""
    return len(os.path.commonprefix([first, second]))  # noqa: RUF071 # they are no paths


def _squeeze(text: str) -> str:
    """Return the letters and signs of a text, which do not depend on where lines break."""
    return "".join(filter(_is_kept, text))


@cache
def _is_kept(character: str) -> bool:
    is_space = character.isspace() or character in _HYPHENS
    return not (is_space or unicodedata.category(character) == "Cf")
