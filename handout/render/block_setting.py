"""Set the blocks of a master anew with a recipient's values, and fit them into its gaps.

Nothing is guessed: WeasyPrint sets the block as it set the document. What comes of it is used only
where a page has the room of just these lines, and its fonts the glyphs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from handout.render.blocks import PLAIN, Laid, SourceBlock, Span, draw_lines, find_span
from handout.render.master import FontGlyphs, MasterPart, Unfit
from handout.render.operators import join_operators, read_glyphs


class PlacedBlock(NamedTuple):
    """A block of a document that can be set anew.

    Attributes:
        source: The block before it was laid out.
        box: Its first part as it stands on its page, whose room the lines have.
        span: Where it was drawn: before its first line, after its last.
        fonts: WeasyPrint's records of the document's fonts.
    """

    source: SourceBlock
    box: Any
    span: Span
    fonts: Any

    def set(self, values: Mapping[str, str]) -> SetBlock:
        """Return the block with other values.

        Args:
            values: The texts, by the recipient's field.

        Raises:
            Unfit: WeasyPrint cannot set them.
        """
        try:
            laid = self.source.lay_out(self.box, values)
        except Exception as error:
            raise Unfit from error
        return SetBlock(self, laid)

    def draw_plain(self, mark: int) -> tuple[Laid, list[Any]] | None:
        """Return the block with plain letters for all values, and the operators that draw it.

        Args:
            mark: The number of its first marked content.
        """
        try:
            laid = self.source.lay_out(self.box, dict.fromkeys(self.source.fields.values(), PLAIN))
        except Exception:  # noqa: BLE001 # as above
            return None
        operators = draw_lines([line for line, _, _ in laid.lines], self.span, mark, self.fonts)
        return None if operators is None else (laid, operators)


def place_block(
    source: SourceBlock, parts: Sequence[Any], spans: Mapping[int, Span], fonts: Any
) -> PlacedBlock:
    """Return a block with where it stands, and how it is drawn."""
    first, last = parts[0].lines[0], parts[-1].lines[-1]
    begun, ended = find_span(first, spans), find_span(last, spans)
    assert begun is not None
    assert ended is not None
    return PlacedBlock(source, parts[0].box, begun._replace(after=ended.after), fonts)


class SetBlock:
    """A block with a recipient's values, as WeasyPrint has set it."""

    def __init__(self, placed: PlacedBlock, laid: Laid) -> None:
        """Draw nothing yet."""
        self._placed = placed
        self._lines = laid.lines
        self.shape = laid.shape

    def fill(self, parts: Sequence[MasterPart], fonts: Mapping[str, FontGlyphs]) -> list[bytes]:
        """Return what stands in the gaps of a master of the same shape.

        Args:
            parts: The block there, page by page.
            fonts: The glyphs that the master has.

        Raises:
            Unfit: It does not fit there.
        """
        bodies: list[bytes] = []
        begin = 0
        for part in parts:
            own = self._place(begin, part)
            begin += part.count
            bodies.append(join_operators(self._draw(own, part, fonts)))
        return bodies

    def _place(self, begin: int, part: MasterPart) -> list[Any]:
        """Return the lines of one part, moved to where it stands."""
        lines = self._lines[begin : begin + part.count]
        right, top = part.x - self._placed.box.content_box_x(), lines[0][2]
        for line, x, y in lines:
            line.translate(x + right - line.position_x, y - top + part.y - line.position_y)
        return [line for line, _, _ in lines]

    def _draw(
        self, lines: Sequence[Any], part: MasterPart, fonts: Mapping[str, FontGlyphs]
    ) -> list[Any]:
        placed = self._placed
        operators = draw_lines(lines, placed.span, part.mark, placed.fonts)
        if operators is None or operators.count(b"BDC") != part.shown.count(b"BDC\n"):
            raise Unfit
        for font, glyph in read_glyphs(operators):
            if font not in fonts or glyph not in fonts[font].texts:
                raise Unfit
        return operators
