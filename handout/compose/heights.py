"""Tell how tall blocks will be before anything is laid out.

`Ruler` measures what stands in the side column, and the text beside it, in the clinic's face;
`count_lines` estimates how much of a page blocks take, from the number of their characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handout.compose.geometry import Geometry
from handout.compose.inlines import flatten
from handout.compose.layout import Layout
from handout.compose.type_measure import TypeMeasure
from handout.model import (
    Block,
    BulletList,
    CallOut,
    CheckList,
    CodeBlock,
    DefinitionList,
    Fact,
    Heading,
    Inlines,
    NumberedList,
    Paragraph,
    Quote,
    Table,
)

FACT_CHARACTERS = 11
"""A key fact of more characters is words rather than a figure, and set smaller."""

_UNKNOWN_LINES = 12
_HEADING_END_MM = 2
"""How far a heading in the side column ends before that does."""
_SEMIBOLD, _BOLD = 600, 700


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measure blocks in mm, with gaps and lines as a layout has them."""

    type: TypeMeasure
    geometry: Geometry
    layout: Layout = field(default_factory=Layout)

    @property
    def line_mm(self) -> float:
        """How tall a line of text is."""
        return self.geometry.close_line if self.layout.has_close_lines else self.geometry.line

    @property
    def gap_mm(self) -> float:
        """How far blocks stand apart."""
        if self.layout.is_open:
            return self.geometry.open_gap
        return self.geometry.close_gap if self.layout.is_close else self.geometry.gap

    def measure_text(self, block: Block) -> float:
        """Return about how tall a block of text is; what is not a paragraph, at least."""
        if isinstance(block, Paragraph):
            text = flatten(block.content, alike=True)
            size, room = self.geometry.sizes.text, self.geometry.text
            return self.type.count_lines(text, size, room_mm=room) * self.line_mm
        return max(1, count_lines([block], self.geometry) - 1) * self.line_mm

    def measure_heading(self, heading: Heading) -> float:
        """Return how tall a heading is in the side column."""
        text = flatten(heading.content, alike=True)
        size, room = self.geometry.sizes.part, self.geometry.side - _HEADING_END_MM
        return self.line_mm * self.type.count_lines(text, size, room_mm=room, weight=_SEMIBOLD)

    def measure_fact(self, fact: Fact) -> float:
        """Return how tall a key fact is in the side column, with the gap after it."""
        figure = flatten(fact.figure, alike=True)
        is_wordy = len(figure) > FACT_CHARACTERS
        sizes, small_line = self.geometry.sizes, self.geometry.small_line
        size = sizes.part if is_wordy else sizes.figure
        lines = self.type.count_lines(figure, size, room_mm=self.geometry.side, weight=_BOLD)
        height: float = lines * (self.line_mm if is_wordy else 2 * small_line)
        for block in fact.content:
            content = getattr(block, "content", ())
            height += (
                self.measure_small(flatten(content, alike=True)) if content else 2 * small_line
            )
        return height + self.gap_mm

    def measure_width(self, text: str) -> float:
        """Return how wide small text is on one line."""
        return self.type.measure(text, self.geometry.sizes.side)

    def measure_small(self, text: str) -> float:
        """Return how tall small text is in the side column; it may be bold in part."""
        size, room = self.geometry.sizes.side, self.geometry.side
        lines = self.type.count_lines(text, size, room_mm=room, weight=_SEMIBOLD)
        return lines * self.geometry.small_line


def count_lines(blocks: Sequence[Block], geometry: Geometry) -> int:
    """Return about how many lines of text blocks take, spacing included."""
    return _count(blocks, geometry.characters)


def _count(blocks: Sequence[Block], characters: int, *, is_inside: bool = False) -> int:
    """Count lines; numbers of lists inside others are no steps, which have more about them."""
    total = 0.0
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            total += -(-len(flatten(block.content, alike=True)) // characters) + 0.5
        elif isinstance(block, BulletList):
            items = [_count(item, characters, is_inside=True) for item in block.items]
            total += sum(items) - 0.25 * len(items) + 0.5
        elif isinstance(block, NumberedList):
            items = [_count(item, characters, is_inside=True) for item in block.items]
            total += sum(items) + (-0.25 if is_inside else 1) * len(items) + 0.5
        elif isinstance(block, CheckList):
            total += sum(_count(item.content, characters) for item in block.items) + 0.5
        elif isinstance(block, CallOut | Quote):
            total += _count(block.content, characters) + 3
        elif isinstance(block, Table):
            rows = (block.head, *block.rows)
            total += sum(_count_row(row, characters) + 0.5 for row in rows) + 1.5
        elif isinstance(block, CodeBlock):
            total += sum(-(-len(line) // characters) or 1 for line in block.text.splitlines()) + 1
        elif isinstance(block, DefinitionList):
            meanings = [one for item in block.items for one in item.meanings]
            total += sum(_count(one, characters) for one in meanings) + len(block.items)
        else:
            total += _UNKNOWN_LINES
    return int(total + 0.75)


def _count_row(cells: Sequence[Inlines], characters: int) -> int:
    room = max(1, characters // max(1, len(cells)) - 2)
    return max((-(-len(flatten(cell, alike=True)) // room) for cell in cells), default=1) or 1
