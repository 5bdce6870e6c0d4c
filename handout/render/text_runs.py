"""Read the texts of a block that was drawn, by which it can be set with other values.

They are read only where, from the first value on, lines of text are all that is drawn, so that
nothing but the places of words depends on where the lines break.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from weasyprint.text.line_break import line_size

from handout.render.blocks import Laid, find_texts
from handout.render.marks import is_clear
from handout.render.master import TextRun, TextRuns, TypeSetting
from handout.render.operators import find_matrix, find_shown_end, is_harmless, join_operators
from handout.render.placeholders import FoundParagraph, name_field

_SHOWN = re.compile(rb"((?:/\S+ \S+ Tf\n)?)\[[^\]]*\] TJ\n")
"""A text in one font, after the operator that sets this."""

_NEAR = 1e-6
"""As near in px as numbers in a PDF are told apart."""


def read_runs(
    paragraph: FoundParagraph,
    laid: Laid,
    operators: list[Any],
    take_setting: Callable[[Any], TypeSetting | None],
) -> TextRuns | None:
    """Return the texts of a block; None where they are not all that would have to be set.

    Args:
        paragraph: The block.
        laid: Its lines, with these or other values.
        operators: What is drawn of those.
        take_setting: Gives the setting of a text box, or None where it has no simple one.
    """
    (part,), texts, shift = paragraph.parts, paragraph.texts, paragraph.shift
    lines = [line for line, _, _ in laid.lines]
    rows = _list_rows(lines)
    lefts = [line.position_x for line in lines]
    if not all(rows) or (not shift and max(lefts) - part.box.content_box_x() > _NEAR):
        return None
    drawn = [(number, box) for number, row in enumerate(rows) for box in row]
    first = 0 if shift else next(place for place, (_, field) in enumerate(texts) if field)
    begin = 0 if shift else next(place for place, (_, box) in enumerate(drawn) if name_field(box))
    number, x = drawn[begin][0], drawn[begin][1].position_x - lefts[drawn[begin][0]]
    if begin and drawn[begin - 1][0] < number:
        number, before = drawn[begin - 1]
        x = before.position_x + _measure(before) - lefts[number]
    read = _list_runs([box for _, box in drawn[begin:]], texts[first:], operators, take_setting)
    if read is None:
        return None
    return TextRuns(
        runs=read[0],
        line=number,
        x=x,
        is_tied=x > _NEAR and not (first and texts[first - 1][0].endswith(" ")),
        is_plain=all(name_field(box) or box.element is part.box.element for _, box in drawn),
        shift=shift,
        baselines=_find_baselines(_list_rows(part.lines), is_begun=shift > 0),
        extra=laid.extra,
        end=join_operators(operators[read[1] :]),
    )


def _list_rows(lines: list[Any]) -> list[list[Any]]:
    """Return the texts that are drawn, line by line."""
    return [[box for box in find_texts(line) if box.text.strip()] for line in lines]


def _find_baselines(rows: list[list[Any]], *, is_begun: bool) -> tuple[float, ...]:
    """Return the height of each line's texts that values can move; none if a line has several."""
    found = []
    for row in rows:
        begin = 0 if is_begun else next((n for n, box in enumerate(row) if name_field(box)), -1)
        is_begun = is_begun or any(map(name_field, row))
        heights = [box.position_y + box.baseline for box in row[begin:]]
        if not heights or max(heights) - min(heights) >= _NEAR:
            return ()
        found.append(heights[0])
    return tuple(found)


def _list_runs(
    moving: list[Any],
    texts: list[tuple[str, str | None]],
    operators: list[Any],
    take_setting: Callable[[Any], TypeSetting | None],
) -> tuple[tuple[TextRun, ...], int] | None:
    """Return the texts as they are drawn, and where they end; None where they are not so simple."""
    # A space between two values is a text of its own, which is not drawn at a line's end.
    due = iter(texts if all(text.strip() for text, _ in texts) else ())
    runs: list[TextRun] = []
    end, owner = 0, None
    for box in moving:
        place, setting = find_matrix(box, operators), take_setting(box)
        if place is None or place < end or setting is None or not is_clear(box.text):
            return None
        between, end = operators[end:place], find_shown_end(place, operators)
        shown = _SHOWN.fullmatch(join_operators(operators[place + 1 : end]))
        if shown is None or (runs and not all(map(is_harmless, between))):
            return None
        if between or (box.element, box.element_tag) != owner:
            text, field = next(due, ("", None))
            runs.append(TextRun(join_operators(between), shown[1], text, field, setting))
        owner = box.element, box.element_tag
    is_whole = len(runs) == len(texts) and next(due, None) is None
    return (tuple(runs), end) if is_whole and all(map(is_harmless, operators[end:])) else None


def _measure(box: Any) -> float:
    """Return the width of a text with the space at its end, which a line's last one has lost."""
    box.pango_layout.reactivate(box.style)
    line, _ = box.pango_layout.get_first_line()
    width: float = line_size(line, box.style)[0]
    box.pango_layout.deactivate()
    return width
