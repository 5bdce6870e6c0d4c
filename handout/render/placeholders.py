"""Find where a laid-out document prints a recipient's values, and how these places are set.

A value can be replaced line by line where its length changes nothing but its own line: where it
stands alone in its paragraph, or in a paragraph of a single line. Elsewhere its block is set anew,
if nothing but text stands in that. What is left is *fixed*: its value belongs to this layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import uharfbuzz
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import (
    font_features,
    get_hb_object_data,
    get_pango_font_hb_face,
    get_pango_font_key,
)

from handout.render.blocks import SourceBlock, find_texts

_UNSAID = re.compile(r"[\s\-\u00ad\u2010\u200b]")
"""What comes and goes where lines break."""
_FIELD = re.compile(r"recipient\.(\w+)")
GROWS = "stands in a box that grows with its text, such as a table's cell"
_GROWING = (
    *(boxes.TableBox, boxes.TableCellBox, boxes.InlineBlockBox),
    *(boxes.FlexContainerBox, boxes.GridContainerBox),
)
_SHIFTS = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}


@dataclass(slots=True, kw_only=True, eq=False)
class Setting:
    """How a value is set; `font` is WeasyPrint's own record, filled while the pages are drawn."""

    key: Any
    size: float
    language: str
    features: tuple[tuple[str, int], ...]
    content: bytes
    is_variable: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Piece:
    """A text box on a line; `name` is the recipient's field that it prints, if any."""

    box: Any
    name: str | None
    setting: Setting | None


@dataclass(slots=True, kw_only=True, eq=False)
class FoundLine:
    """A line with values in it: all its pieces, the room that is left, and how it is aligned."""

    pieces: list[Piece]
    room: float
    shift: float

    @property
    def moving(self) -> list[Piece]:
        """The pieces from the first that a value can move: all, where a line grows to the left."""
        first = next(index for index, piece in enumerate(self.pieces) if piece.name)
        return self.pieces if self.shift else self.pieces[first:]


@dataclass(slots=True, kw_only=True, eq=False)
class FoundPart:
    """A block's lines on one page; `ancestors` are the boxes around them, the outermost first."""

    page: int
    box: Any
    ancestors: tuple[Any, ...]
    lines: list[Any]

    @property
    def texts(self) -> Iterator[Any]:
        """The text boxes of all its lines."""
        return (box for line in self.lines for box in find_texts(line))

    @property
    def names(self) -> frozenset[str]:
        """The fields that it prints."""
        return frozenset(name for box in self.texts if (name := name_field(box)))

    @property
    def elements(self) -> list[int]:
        """The ids of the elements that print a field."""
        return [id(box.element) for box in self.texts if name_field(box)]


@dataclass(slots=True, kw_only=True, eq=False)
class FoundParagraph:
    """A block whose values can be replaced: line by line, or by setting it anew.

    Attributes:
        parts: Its lines, page by page.
        lines: The same, if they can be replaced one by one.
        fields: The fields that it prints.
        alone: The field that all of it prints, if it prints nothing else.
        keeps_breaks: Whether a line break in the field ends a line.
        source: What sets it anew, if anything does, and its place among all such.
    """

    parts: list[FoundPart]
    lines: list[FoundLine]
    fields: frozenset[str]
    alone: str | None
    keeps_breaks: bool
    source: tuple[SourceBlock, int] | None


@dataclass(slots=True, kw_only=True, eq=False)
class Found:
    """What can be replaced, and the fields that cannot, with the reason for each.

    Attributes:
        samples: A text box of each style in which values are printed.
        others: One of each style of the text among them.
    """

    paragraphs: list[FoundParagraph] = field(default_factory=list)
    samples: dict[int, Any] = field(default_factory=dict)
    others: dict[int, Any] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)


def find_placeholders(document: Any, sources: Mapping[int, tuple[SourceBlock, int]]) -> Found:
    """Find a recipient's values in a document that has been laid out and not yet drawn.

    Args:
        document: The document.
        sources: The blocks that can be set anew, by the ids of the elements that print values.
    """
    found = Found()
    settings: dict[Any, Setting] = {}
    parts: dict[int, FoundPart] = {}
    for number, page in enumerate(document.pages):
        for line, ancestors in _find_lines(page._page_box, ()):  # noqa: SLF001 # no other way in
            part = FoundPart(page=number, box=ancestors[-1], ancestors=ancestors, lines=[])
            parts.setdefault(id(part.box), part).lines.append(line)
    # Those may shorten the lines beside them.
    floats = [
        [box for box in page._page_box.descendants(placeholders=True) if box.is_floated()]  # noqa: SLF001
        for page in document.pages
    ]
    mute = [part for part in parts.values() if not part.names]
    named = [part for part in parts.values() if part.names]
    halves = _find_halves(named)
    groups: dict[int, list[FoundPart]] = {}
    for part in named:
        known = {sources[key][1] for key in part.elements if key in sources}
        groups.setdefault(known.pop() if len(known) == 1 else -id(part), []).append(part)
    blocks = {place: (block, place) for block, place in sources.values()}
    for group, own in groups.items():
        names = frozenset().union(*(part.names for part in own))
        source = blocks.get(group)
        if source and not _is_whole(own, source[0]):
            # Half of it prints no value.
            own += [part for part in mute if part.box.element is own[0].box.element]
            own.sort(key=lambda part: part.page)
            source = source if _is_whole(own, source[0]) else None
        if source and not all(_can_be_set_anew(part, floats[part.page]) for part in own):
            source = None
        reason = _find_obstacle(own[0], floats[own[0].page], halves)
        if reason and source is None:
            found.fixed.update(dict.fromkeys(names, reason))
            continue
        for box in (box for part in own for box in part.texts if box.text.strip()):
            samples = found.samples if name_field(box) else found.others
            samples.setdefault(id(box.style), box)
        lines = [line for part in own for line in part.lines]
        block = own[0].box
        shift = _SHIFTS.get(block.style["text_align_all"], 0.0)
        found.paragraphs.append(
            FoundParagraph(
                parts=own,
                lines=[] if reason else [_read_line(one, block, shift, settings) for one in lines],
                fields=names,
                alone=_find_alone(lines),
                keeps_breaks=block.style["white_space"] == "pre-line",
                source=source,
            )
        )
    return found


def _find_lines(box: Any, ancestors: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield every line box, with its ancestors."""
    box = getattr(box, "_box", box)
    children = getattr(box, "children", ())
    if children and isinstance(getattr(children[0], "_box", children[0]), boxes.LineBox):
        for line in children:
            yield line, (*ancestors, box)
        return
    for child in children:
        yield from _find_lines(child, (*ancestors, box))


def name_field(box: Any) -> str | None:
    """Return the field that a text box prints, or None for other text."""
    element = box.element
    if element is None or element.get("class") != "recipient":
        return None
    match = _FIELD.fullmatch(element.get("data-field") or "")
    # What was made of a value by a filter is text like any other: who is alike has it alike.
    return match[1] if match else None


def _is_whole(parts: list[FoundPart], source: SourceBlock) -> bool:
    """Tell whether lines say all that their block does."""
    texts = [box.text for part in parts for box in part.texts]
    return _UNSAID.sub("", "".join(texts)) == _UNSAID.sub("", source.text)


def _find_halves(parts: list[FoundPart]) -> set[int]:
    """Return the ids of blocks that a page break has cut in two, or that stand on several pages."""
    seen: dict[int, list[int]] = {}
    for part in parts:
        is_running = any(isinstance(box, boxes.MarginBox) for box in part.ancestors)
        if part.box.element is not None and not is_running:
            seen.setdefault(id(part.box.element), []).append(id(part.box))
    return {key for keys in seen.values() if len(keys) > 1 for key in keys}


def _can_be_set_anew(part: FoundPart, floats: list[Any]) -> bool:
    """Tell whether nothing around a part of a block, nor beside it, depends on its lines."""
    block = part.box
    if (
        _grow_with_text(part.ancestors)
        or any(isinstance(box, boxes.MarginBox) for box in part.ancestors)
        or block.style["max_lines"] not in ("none", None)
    ):
        return False
    around = {id(box) for box in part.ancestors}
    left, right = block.content_box_x(), block.content_box_x() + block.width
    top, foot = block.position_y, block.position_y + block.margin_height()
    return not any(
        id(one) not in around
        and (one.position_y < foot and top < one.position_y + one.margin_height())
        and (one.position_x < right and left < one.position_x + one.margin_width())
        for one in floats
    )


def _find_obstacle(part: FoundPart, floats: list[Any], halves: set[int]) -> str:
    """Return why the values of a block cannot be replaced line by line, or nothing."""
    block, lines, style = part.box, part.lines, part.box.style
    if id(block) in halves:
        return "stands in a paragraph that goes on over a page"
    if _grow_with_text(part.ancestors):
        return GROWS
    if block.element_tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return "stands in a heading, which is a bookmark too"
    if style["direction"] != "ltr" or style["text_align_all"] not in _SHIFTS:
        return "stands in a justified paragraph, or one that runs from right to left"
    if len(lines) > 1 and _find_alone(lines) is None:
        return "stands among other text of several lines"
    for line in lines:
        if any(
            box.style["float"] in ("right", "inline-end")
            and box.position_y < line.position_y + line.height
            and line.position_y < box.position_y + box.margin_height()
            for box in floats
        ):
            return "has something floating beside it"
        obstacle = _find_obstacle_in(line)
        if obstacle:
            return obstacle
    return ""


def _grow_with_text(ancestors: tuple[Any, ...]) -> bool:
    """Tell whether a block's width depends on what stands in it."""
    is_given = False
    for box in ancestors:
        if isinstance(box, boxes.TableBox):
            # CSS 2.1, 17.5.2.1: then the first row and the columns decide.
            is_given = box.style["table_layout"] == "fixed" and box.style["width"] != "auto"
        if isinstance(box, boxes.TableBox | boxes.TableCellBox) and is_given:
            continue
        if isinstance(box, _GROWING):
            return True
        is_loose = box.is_floated() or box.is_absolutely_positioned()
        if is_loose and box.style["width"] == "auto":
            return True
    return False


def _find_obstacle_in(line: Any) -> str:
    is_after = False
    waiting = list(reversed(line.children))
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.TextBox):
            is_after = is_after or bool(name_field(box))
            if name_field(box) and box.style["white_space"] not in ("normal", "pre-line"):
                return "has its white space kept"
            if name_field(box) and (
                box.style["letter_spacing"] not in ("normal", 0) or box.style["word_spacing"]
            ):
                return "has its letters or words spaced out"
            if box.style["text_decoration_line"] != "none" and (is_after or name_field(box)):
                return "is underlined, or stands before what is"
        elif isinstance(box, boxes.InlineBox):
            holds = any(name_field(text) for text in find_texts(box))
            if box.element_tag == "a" and (is_after or holds):
                return "stands in a link, or before one"
            waiting.extend(reversed(box.children))
        else:
            return "shares its line with a picture or a box"
    return ""


def _find_alone(lines: list[Any]) -> str | None:
    """Return the one field that is all the text of some lines."""
    texts = [box for line in lines for box in find_texts(line) if box.text.strip()]
    names = {name_field(box) for box in texts}
    return names.pop() if len(names) == 1 == len({id(box.element) for box in texts}) else None


def _read_line(line: Any, block: Any, shift: float, settings: dict[Any, Setting]) -> FoundLine:
    texts = [box for box in find_texts(line) if box.text.strip()]
    pieces = [
        Piece(box=box, name=name, setting=_read_setting(box, settings) if name else None)
        for box in texts
        for name in [name_field(box)]
    ]
    width = sum(box.margin_width() for box in line.children)
    begin = line.position_x if shift == 0 else block.content_box_x()
    room = block.content_box_x() + block.width - begin - width
    return FoundLine(pieces=pieces, room=room, shift=shift)


def _read_setting(box: Any, settings: dict[Any, Setting]) -> Setting | None:
    """Return how a text box is set, or None where it takes several fonts."""
    style = box.style
    box.pango_layout.reactivate(style)
    fonts = {}
    try:
        line, _ = box.pango_layout.get_first_line()
        run = line.runs[0]
        while run != ffi.NULL:
            font = run.data.item.analysis.font
            key, _, size = get_pango_font_key(font)
            fonts[key, size] = font
            run = run.next
        if len(fonts) != 1:
            return None
        ((key, size), font) = fonts.popitem()
        features = font_features(
            style["font_kerning"],
            style["font_variant_ligatures"],
            style["font_variant_position"],
            style["font_variant_caps"],
            style["font_variant_numeric"],
            style["font_variant_alternates"],
            style["font_variant_east_asian"],
            style["font_feature_settings"],
        )
        known = (key, size, style["lang"], tuple(features.items()))
        if known not in settings:
            content = bytes(get_hb_object_data(get_pango_font_hb_face(font)))
            is_variable = "fvar" in uharfbuzz.Face(uharfbuzz.Blob(content)).table_tags
            settings[known] = Setting(
                key=key,
                size=size,
                language=style["lang"] or "",
                features=tuple(features.items()),
                content=content,
                is_variable=is_variable,
            )
        return settings[known]
    finally:
        box.pango_layout.deactivate()
