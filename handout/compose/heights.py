"""Tell how tall blocks will be before anything is laid out.

`Ruler` measures what stands in the side column, and the text beside it, in the clinic's face;
`count_lines` estimates how much of a page blocks take, from the number of their characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handout.compose.inlines import flatten
from handout.compose.type_measure import TypeMeasure
from handout.model import (
    Block,
    BulletList,
    CallOut,
    CheckList,
    Fact,
    Heading,
    Inlines,
    NumberedList,
    Paragraph,
    Quote,
    Table,
)

CHARACTERS_PER_LINE = 67
FACT_CHARACTERS = 11
"""A key fact of more characters is words rather than a figure, and set smaller."""

_UNKNOWN_LINES = 12
_SIDE_MM = 44
_SIDE_HEADING_MM = 42
_TEXT_MM = 122
_HEADING_PT, _TEXT_PT, _SMALL_PT, _FIGURE_PT = 13, 12, 10, 22
_SMALL_LINE_MM = 4.5
_FIGURE_LINE_MM = 9
_SEMIBOLD, _BOLD = 600, 700


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measure blocks in mm, with gaps and lines as `styles/tokens.css` has them where close."""

    type: TypeMeasure
    is_close: bool = False
    has_close_lines: bool = False

    @property
    def line_mm(self) -> float:
        """How tall a line of text is."""
        return 5.5 if self.has_close_lines else 6

    @property
    def gap_mm(self) -> float:
        """How far blocks stand apart."""
        return 4.5 if self.is_close else 6

    def measure_text(self, block: Block) -> float:
        """Return about how tall a block of text is; what is not a paragraph, at least."""
        if isinstance(block, Paragraph):
            text = flatten(block.content, alike=True)
            return self.type.count_lines(text, _TEXT_PT, room_mm=_TEXT_MM) * self.line_mm
        return max(1, count_lines([block]) - 1) * self.line_mm

    def measure_heading(self, heading: Heading) -> float:
        """Return how tall a heading is in the side column."""
        text = flatten(heading.content, alike=True)
        return self.line_mm * self.type.count_lines(
            text, _HEADING_PT, room_mm=_SIDE_HEADING_MM, weight=_SEMIBOLD
        )

    def measure_fact(self, fact: Fact) -> float:
        """Return how tall a key fact is in the side column, with the gap after it."""
        figure = flatten(fact.figure, alike=True)
        is_wordy = len(figure) > FACT_CHARACTERS
        size = _HEADING_PT if is_wordy else _FIGURE_PT
        lines = self.type.count_lines(figure, size, room_mm=_SIDE_MM, weight=_BOLD)
        height: float = lines * (self.line_mm if is_wordy else _FIGURE_LINE_MM)
        for block in fact.content:
            content = getattr(block, "content", ())
            height += (
                self.measure_small(flatten(content, alike=True)) if content else 2 * _SMALL_LINE_MM
            )
        return height + self.gap_mm

    def measure_small(self, text: str) -> float:
        """Return how tall small text is in the side column; it may be bold in part."""
        lines = self.type.count_lines(text, _SMALL_PT, room_mm=_SIDE_MM, weight=_SEMIBOLD)
        return lines * _SMALL_LINE_MM


def count_lines(blocks: Sequence[Block]) -> int:
    """Return about how many lines of text blocks take, spacing included."""
    total = 0.0
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            total += -(-len(flatten(block.content, alike=True)) // CHARACTERS_PER_LINE) + 0.5
        elif isinstance(block, BulletList):
            total += sum(count_lines(item) - 0.25 for item in block.items) + 0.5
        elif isinstance(block, NumberedList):
            total += sum(count_lines(item) + 1 for item in block.items) + 0.5
        elif isinstance(block, CheckList):
            total += sum(count_lines(item.content) for item in block.items) + 0.5
        elif isinstance(block, CallOut | Quote):
            total += count_lines(block.content) + 3
        elif isinstance(block, Table):
            total += sum(_count_row(row) + 0.5 for row in (block.head, *block.rows)) + 1.5
        else:
            total += _UNKNOWN_LINES
    return int(total + 0.75)


def _count_row(cells: Sequence[Inlines]) -> int:
    room = max(1, CHARACTERS_PER_LINE // max(1, len(cells)) - 2)
    return max((-(-len(flatten(cell, alike=True)) // room) for cell in cells), default=1) or 1
