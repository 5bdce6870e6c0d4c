"""Share out the width of tables whose cells hold whole paragraphs.

The engine's own way of sharing columns serves short cells. Cells of many lines send it wide of the
page, so such tables get fixed shares: what each column's longest word needs, and of the rest by the
square root of its longest cell, since text twice as long needs a box that is larger both ways.
"""

from __future__ import annotations

import math

from handout.compose.inlines import flatten
from handout.compose.type_measure import TypeMeasure
from handout.model import Table

WORDY_CHARACTERS = 300
"""A cell of more characters makes its table a wordy one."""

_FEWEST_CHARACTERS = 60


_TABLE_PT = 11
_TABLE_MM = 122
_PADDING_MM = 4
_SEMIBOLD = 600


def share_columns(table: Table, measure: TypeMeasure) -> list[float] | None:
    """Return the width of each column in percent, or None where the engine is to share them out.

    Args:
        table: The table.
        measure: Measures text in the clinic's face.
    """
    columns = len(table.head)
    cells: list[list[str]] = [[] for _ in range(columns)]
    for row in (table.head, *table.rows):
        for column, cell in enumerate(row[:columns]):
            cells[column].append(flatten(cell))
    longest = [max(map(len, texts), default=0) for texts in cells]
    if max(longest, default=0) <= WORDY_CHARACTERS:
        return None
    least = [
        max(
            measure.measure(word, _TABLE_PT, _SEMIBOLD)
            for word in (" ".join(texts) or " ").split(" ")
        )
        + _PADDING_MM
        for texts in cells
    ]
    if sum(least) > _TABLE_MM:
        # Words that no table has room for are cut.
        least = [0.0] * columns
    room = _TABLE_MM - sum(least)
    weights = [math.sqrt(max(length, _FEWEST_CHARACTERS)) for length in longest]
    return [
        round(100 * (width + room * weight / sum(weights)) / _TABLE_MM, 1)
        for width, weight in zip(least, weights, strict=True)
    ]
