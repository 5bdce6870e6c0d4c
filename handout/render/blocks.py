"""Set single blocks of a laid-out document anew, with other values of a recipient.

A document's boxes are kept as they were before they were laid out. Of a block that prints values,
WeasyPrint makes lines again, with other texts and in the room that the block has on its page, and
draws them: a thousandth of the work of a whole document. What comes of it stands in the page's
stream in the place of what was drawn there.

Importing this module lets WeasyPrint tell what it lays out, and where in a page's stream it draws
each line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import weasyprint.document
import weasyprint.draw
from weasyprint.draw.color import get_color
from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.inline import iter_line_boxes, split_text_box
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import strut

HYPHENS = frozenset("-\u2010")
"""What a line may end with that has no such sign in its text."""
PLAIN = "n"
"""What stands for a value of letters that every font of text has."""
_SIDES = ("top", "right", "bottom", "left")
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "fft", "fj", "ft", "tt", "ti", "Th")
_ENDLESS = -1e9
"""Room below a block, negative as WeasyPrint counts: no page ends there."""

_draw = weasyprint.draw.draw_inline_level
_lay_out = weasyprint.document.layout_document


class Span(NamedTuple):
    """Where in a page's stream a line was drawn, and the stream's state before and after."""

    stream: Any
    begin: int
    end: int
    before: tuple[Any, ...]
    after: tuple[Any, ...]


class _Recorder:
    """Hold where lines are drawn, by their first text, while somebody asks for it."""

    spans: dict[int, Span] | None = None
    last: Any = None


@contextmanager
def record_lines() -> Iterator[dict[int, Span]]:
    """Give a mapping that is filled while pages are drawn; the keys are ids of texts."""
    spans: dict[int, Span] = {}
    _Recorder.spans = spans
    try:
        yield spans
    finally:
        _Recorder.spans = None


def _draw_and_record(stream: Any, page: Any, box: Any, *given: Any) -> None:
    spans = _Recorder.spans
    if spans is None or not isinstance(box, boxes.LineBox):
        _draw(stream, page, box, *given)
        return
    if box.element is not _Recorder.last and stream.stream[-1:] == [b"ET"]:
        # Without tags, what follows would go on in the text object of another block.
        stream.stream.append(b"")
    _Recorder.last = box.element
    begin, state = len(stream.stream), read_state(stream)
    _draw(stream, page, box, *given)
    first = next(find_texts(box), None)
    if first is not None:
        spans[id(first)] = Span(stream, begin, len(stream.stream), state, read_state(stream))


def _lay_out_and_keep(html: Any, root_box: Any, context: Any, *given: Any) -> Any:
    html.boxes_before_layout = (root_box, context)
    return _lay_out(html, root_box, context, *given)


weasyprint.draw.draw_inline_level = _draw_and_record
weasyprint.document.layout_document = _lay_out_and_keep


def read_state(stream: Any) -> tuple[Any, ...]:
    """Return the colours and opacities that a stream draws with."""
    return (
        stream._current_color,  # noqa: SLF001 # it has no other way
        stream._current_color_stroke,  # noqa: SLF001
        stream._current_alpha,  # noqa: SLF001
        stream._current_alpha_stroke,  # noqa: SLF001
    )


def _write_state(stream: Any, state: tuple[Any, ...]) -> None:
    (
        stream._current_color,  # noqa: SLF001
        stream._current_color_stroke,  # noqa: SLF001
        stream._current_alpha,  # noqa: SLF001
        stream._current_alpha_stroke,  # noqa: SLF001
    ) = state


def find_texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes in a line, in the order of reading."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.TextBox):
        yield box
    # While a page is drawn, something else than boxes stands among them.
    for child in getattr(box, "children", ()):
        yield from find_texts(child)


@dataclass(slots=True, eq=False)
class Laid:
    """Lines of a block with one recipient's values.

    Attributes:
        lines: WeasyPrint's line boxes, each with where it was laid out; they may be moved.
        extra: How much higher they are together than plain lines, in px.
    """

    lines: list[tuple[Any, float, float]]
    extra: float

    @property
    def shape(self) -> tuple[int, float]:
        """What a page depends on of them: how many they are, and how much higher than plain."""
        return len(self.lines), self.extra


class SourceBlock:
    """A block as it was before it was laid out.

    Attributes:
        is_plain: Whether nothing but text stands in it, which says nothing to the rest of a page.

    Args:
        line: Its content, WeasyPrint's line box of what is not broken yet.
        context: What WeasyPrint lays out with.
        fields: The text boxes that print a value, by their places among all texts, with the field.
    """

    def __init__(self, line: Any, context: Any, fields: Mapping[int, str]) -> None:
        self.fields = fields
        self._line = line
        self._context = context
        # Lines that no value can change, and where in the content the next one begins.
        self._first: list[tuple[Any, float, float]] = []
        self._place: Any = None
        self._is_new = True
        self._is_bare = not any(map(_has_ground, line.descendants()))
        self.is_plain = not (
            line.first_letter_style
            or line.first_line_style
            or any(map(find_oddity, line.descendants()))
        )
        for box in line.descendants():
            # All that is made of it has none either.
            box.background = None

    @property
    def texts(self) -> list[tuple[str, str | None]]:
        """All that it says, each text with the field that it prints, if any."""
        texts = enumerate(find_texts(self._line))
        return [(box.text, self.fields.get(place)) for place, box in texts]

    def lay_out(self, block: Any, values: Mapping[str, str]) -> Laid:
        """Return the block's lines with other values.

        Args:
            block: The block as it stands on its page, whose room the lines have.
            values: The texts, by the recipient's field.

        Raises:
            Exception: Whatever WeasyPrint makes of odd texts.
        """
        texts = iter(range(1_000_000))

        def copy(box: Any) -> Any:
            if isinstance(box, boxes.TextBox):
                name = self.fields.get(next(texts))
                return box.copy_with_text(values[name]) if name else box.copy()
            return box.copy_with_children([copy(child) for child in box.children])

        context = self._context
        top = block.content_box_y()
        if self._first:
            line, _, y = self._first[-1]
            top = y + line.height
        # No float stands beside it, and no footnote is called in it.
        context.create_block_formatting_context(self)
        try:
            found = list(
                iter_line_boxes(
                    *(context, copy(self._line), top, _ENDLESS, self._place, block),
                    *([], [], None, None),
                )
            )
            for line, _ in found if not self._is_bare else ():
                layout_box_backgrounds(None, line, context.get_image_from_uri)
        finally:
            context.finish_block_formatting_context()
        lines = [*self._first, *((line, line.position_x, line.position_y) for line, _ in found)]
        if self._is_new:
            self._keep_first(found)
        return Laid(lines, measure_extra([line for line, _, _ in lines], block))

    def _keep_first(self, found: Sequence[tuple[Any, Any]]) -> None:
        """Keep the lines before the one that comes before the first value.

        A shorter value, or less before it, could move up by one line, and no further: what begins
        that line did not fit into the one before.
        """
        self._is_new = False
        elements = {
            box.element for place, box in enumerate(find_texts(self._line)) if place in self.fields
        }
        count = next(
            number
            for number, (line, _) in enumerate(found)
            if any(box.element in elements for box in find_texts(line))
        )
        if count > 1:
            kept = found[: count - 1]
            self._first = [(line, line.position_x, line.position_y) for line, _ in kept]
            self._place = kept[-1][1]


def _has_ground(box: Any) -> bool:
    """Tell whether something is drawn behind or around a box."""
    style = box.style
    borders = any(style[f"border_{side}_style"] != "none" for side in _SIDES)
    images = any(kind != "none" for kind, _ in style["background_image"])
    return borders or images or get_color(style, "background_color").alpha > 0


def measure_extra(lines: Sequence[Any], block: Any) -> float:
    """Return how much higher lines are together than plain ones of their block, in px."""
    plain: float = strut(block.style)[0]
    height: float = sum(line.height for line in lines)
    return round(height - plain * len(lines), 2)


def find_sources(html: Any, name: Any) -> dict[int, tuple[SourceBlock, int]]:
    """Return the block, and its place among all, of each element that prints a value, by its id.

    Args:
        html: What was laid out.
        name: Tells the recipient's field that a text box prints, or None.
    """
    root, known = html.boxes_before_layout
    # One of its own: the other holds the whole document, its styles and pages.
    context = LayoutContext(None, known.get_image_from_uri.func, known.font_config, None, None)
    found: dict[int, tuple[SourceBlock, int]] = {}
    waiting, count = [root], 0
    while waiting:
        box = waiting.pop()
        children = getattr(box, "children", ())
        if children and isinstance(children[0], boxes.LineBox):
            texts = list(find_texts(children[0]))
            fields = {place: field for place, text in enumerate(texts) if (field := name(text))}
            if fields:
                source = SourceBlock(children[0], context, fields)
                found |= {id(texts[place].element): (source, count) for place in fields}
                count += 1
            continue
        waiting.extend(reversed(children))
    return found


def find_bookmarks(html: Any, name: Any) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """Return the label of each bookmark, and of which texts and fields it is made.

    Args:
        html: What was laid out.
        name: Tells the recipient's field that a text box prints, or None.
    """
    root, _ = html.boxes_before_layout
    return [
        (
            box.bookmark_label,
            tuple(
                (text.text, name(text)) for text in find_texts(box) if "::" not in text.element_tag
            ),
        )
        for box in root.descendants()
        if box.bookmark_label and box.style["bookmark_level"] != "none"
    ]


def find_oddity(box: Any) -> str:
    """Return why a box within a line can neither be moved nor be made anew, or nothing."""
    if not isinstance(box, boxes.TextBox | boxes.InlineBox | boxes.LineBox):
        return "shares its line with a picture or a box"
    if not isinstance(box, boxes.LineBox) and (box.link or box.missing_link):
        return "stands in a link, or before one"
    if box.footnote or box.is_leader or box.string_set or box.style["position"] != "static":
        return "shares its line with what stands elsewhere too"
    is_anchor = not isinstance(box, boxes.LineBox) and box.style["anchor"]
    is_changed = box.style["text_transform"] != "none"
    return "is an anchor, or has its letters changed" if is_anchor or is_changed else ""


def find_span(line: Any, spans: Mapping[int, Span]) -> Span | None:
    """Return where a line was drawn, if it was."""
    first = next(find_texts(line), None)
    return None if first is None else spans.get(id(first))


def draw_lines(lines: Sequence[Any], span: Span, mark: int, fonts: Any) -> list[Any] | None:
    """Return the operators that draw lines where others were drawn before.

    Args:
        lines: The lines, in their places.
        span: Where the others were drawn, the last of them.
        mark: The number of the first marked content.
        fonts: WeasyPrint's records of the fonts.

    Returns:
        The operators; None where what follows on the page would not be drawn as before.
    """
    states = span.stream._resources["ExtGState"]  # noqa: SLF001
    before = len(states)
    # Without tags, nothing is marked.
    tags: dict[Any, Any] | None = None if span.stream._tags is None else {}  # noqa: SLF001
    scratch = span.stream.clone(tags=tags, fonts=fonts)
    scratch._mark_count = mark  # noqa: SLF001 # ours
    _write_state(scratch, span.before)
    for line in lines:
        _draw(scratch, None, line)
    is_as_before = read_state(scratch) == span.after and len(states) == before
    operators: list[Any] = scratch.stream
    return operators if is_as_before else None


def learn_texts(
    sample: Any, texts: Iterable[str], context: Any, stream: Any, fonts: Mapping[Any, Any]
) -> None:
    """Draw texts aside, so that a document's fonts get the glyphs that they need.

    Args:
        sample: A text box that is set as they are to be.
        texts: Signs, and words of signs whose forms depend on each other.
        context: What WeasyPrint lays out with.
        stream: The stream of a page.
        fonts: WeasyPrint's records of the document's fonts, which are added to.
    """
    # A mark comes with its letter, in a word.
    wanted = sorted(filter(_stands_alone, texts))
    for _ in range(2):
        if not wanted:
            return
        box, _, _ = split_text_box(context, sample.copy_with_text(" ".join(wanted)), None, 0)
        missing = set(_find_missing(box))
        if not missing:
            box.position_x = box.position_y = 0
            draw_text(stream.clone(tags={}, fonts=fonts), box, 0, "clip", "none")
            return
        wanted = [text for text in wanted if missing.isdisjoint(text)]


def _stands_alone(text: str) -> bool:
    """Tell whether a text can be drawn by itself: a space is not, and a mark needs its letter."""
    return text.isprintable() and unicodedata.category(text[0])[0] not in "MZ"


def _find_missing(box: Any) -> Iterator[str]:
    """Yield the signs of a text that no font has."""
    box.pango_layout.reactivate(box.style)
    try:
        line, _ = box.pango_layout.get_first_line()
        run = line.runs[0]
        while run != ffi.NULL:
            glyphs = run.data.glyphs
            for place in range(glyphs.num_glyphs):
                glyph = glyphs.glyphs[place].glyph
                is_empty = glyph == pango.PANGO_GLYPH_EMPTY
                if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG and not is_empty:
                    yield chr(glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG)
            run = run.next
    finally:
        box.pango_layout.deactivate()
