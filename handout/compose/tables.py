"""Share out the width of tables whose cells hold whole paragraphs.

The engine's own way of sharing columns serves short cells. Cells of many lines send it wide of the
page, so such tables get fixed shares: by the square root of each column's longest cell, since text
twice as long needs a box that is larger both ways.
"""

from __future__ import annotations

import math

from handout.compose.inlines import flatten
from handout.model import Table

WORDY_CHARACTERS = 300
"""A cell of more characters makes its table a wordy one."""

_FEWEST_CHARACTERS = 60


def share_columns(table: Table) -> list[float] | None:
    """Return the width of each column in percent, or None where the engine is to share them out."""
    longest = [0] * len(table.head)
    for row in (table.head, *table.rows):
        for column, cell in enumerate(row[: len(longest)]):
            longest[column] = max(longest[column], len(flatten(cell)))
    if max(longest, default=0) <= WORDY_CHARACTERS:
        return None
    weights = [math.sqrt(max(length, _FEWEST_CHARACTERS)) for length in longest]
    return [round(100 * weight / sum(weights), 1) for weight in weights]
