"""Share out the width of tables that the engine's own way does not serve.

Cells of many lines send it wide of the page: such columns get what their longest word needs, and of
the rest by the square root of their longest cell, since text twice as long needs a box that is
larger both ways. Columns to write in it makes as narrow as their heads: they get what the text of
the others leaves, and room for a few words at least. And where values of recipients stand in cells,
columns must not depend on whose they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from handout.compose.heights import Ruler
from handout.compose.inlines import flatten, is_personal
from handout.model import Inlines, Table

WORDY_CHARACTERS = 300
"""A cell of more characters makes its table a wordy one."""

_FEWEST_CHARACTERS = 60
_SMALLER = 1.26
"""How much more a half page of a table holds than of text: its lines are lower."""
_PADDING_MM = 4
_WRITING_MM = 22
_VALUE_MM = 36
"""The room for a recipient's value: a name's longest word should fit."""
_SEMIBOLD = 600


def is_wordy(table: Table) -> bool:
    """Tell whether cells hold whole paragraphs."""
    rows = (table.head, *table.rows)
    return any(len(flatten(cell, alike=True)) > WORDY_CHARACTERS for row in rows for cell in row)


def has_values(table: Table) -> bool:
    """Tell whether cells print a recipient's values."""
    return any(is_personal(cell) for row in (table.head, *table.rows) for cell in row)


def is_tall(row: Sequence[Inlines], shares: Sequence[float], ruler: Ruler) -> bool:
    """Tell whether a row of a wordy table is taller than half a page, so that it has to be split.

    Args:
        row: Its cells.
        shares: The width of each column in percent.
        ruler: Measures the page.
    """
    geometry = ruler.geometry
    characters = geometry.characters * geometry.sizes.text / geometry.sizes.table
    most = characters * geometry.half_page_lines * _SMALLER
    return any(
        len(flatten(cell, alike=True)) * 100 > share * most
        for cell, share in zip(row, shares, strict=False)
    )


def share_columns(table: Table, ruler: Ruler) -> list[float] | None:
    """Return the width of each column in percent, or None where the engine is to share them out.

    Args:
        table: The table.
        ruler: Measures text in the clinic's face, and the page.
    """
    columns = [
        [flatten(row[number], alike=True) for row in (table.head, *table.rows) if number < len(row)]
        for number in range(len(table.head))
    ]
    blank = [bool(table.rows) and not any(texts[1:]) for texts in columns]
    if is_wordy(table):
        widths = _share_by_length(columns, ruler)
    elif any(blank) or has_values(table):
        widths = _share_by_text(table, columns, blank, ruler)
    else:
        return None
    return [round(100 * width / sum(widths), 1) for width in widths]


def _share_by_length(columns: list[list[str]], ruler: Ruler) -> list[float]:
    least = [_measure_longest(" ".join(texts).split(" "), ruler) for texts in columns]
    if sum(least) > ruler.geometry.text:
        # Words that no table has room for are cut.
        least = [0.0] * len(columns)
    room = ruler.geometry.text - sum(least)
    weights = [math.sqrt(max(_FEWEST_CHARACTERS, *map(len, texts))) for texts in columns]
    return [
        width + room * weight / sum(weights) for width, weight in zip(least, weights, strict=True)
    ]


def _share_by_text(
    table: Table, columns: list[list[str]], blank: list[bool], ruler: Ruler
) -> list[float]:
    """Share as the engine would: to each its longest word, and the rest by the longest cell.

    What is left then goes to the columns to write in.
    """
    least = [_measure_longest(" ".join(texts).split(" "), ruler) for texts in columns]
    for number, is_blank in enumerate(blank):
        if is_blank:
            least[number] = max(least[number], _WRITING_MM)
        elif any(is_personal(row[number]) for row in table.rows if number < len(row)):
            least[number] = max(least[number], _VALUE_MM)
    more = [
        0.0 if is_blank else max(0.0, _measure_longest(texts, ruler) - mm)
        for texts, mm, is_blank in zip(columns, least, blank, strict=True)
    ]
    room = max(0.0, ruler.geometry.text - sum(least))
    share = room / sum(more) if sum(more) > room else 1.0
    left = (room - share * sum(more)) / max(1, sum(blank))
    return [
        mm + (left if is_blank else share * extra)
        for mm, extra, is_blank in zip(least, more, blank, strict=True)
    ]


def _measure_longest(texts: list[str], ruler: Ruler) -> float:
    """Return the room in mm that the longest of some texts needs in a cell."""
    size = ruler.geometry.sizes.table
    return _PADDING_MM + max(ruler.type.measure(text, size, _SEMIBOLD) for text in texts)
