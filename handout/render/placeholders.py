"""Find where a laid-out document prints a recipient's values, and how these places are set.

A block that is nothing but text from its first value on can be set anew by its texts, or by the
engine. What is left is *fixed*: its value belongs to this layout.
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

from handout.render.blocks import SourceBlock, find_oddity, find_texts

_Entry = tuple[int, Any, tuple[Any, ...]]
"""The number of a page, a line on it, and the boxes around it, the outermost first."""

_UNSAID = re.compile(r"[\s\-\u00ad\u2010\u200b]")
"""What comes and goes where lines break."""
_FIELD = re.compile(r"recipient\.(\w+)")
GROWS = "stands in a box that grows with its text, such as a table's cell"
_GROWING = (
    *(boxes.TableBox, boxes.TableCellBox, boxes.InlineBlockBox),
    *(boxes.FlexContainerBox, boxes.GridContainerBox),
)
_PLAIN_STYLE = {
    "white_space": ("normal", "pre-line"),
    "letter_spacing": ("normal", 0),
    "word_spacing": (0,),
    "word_break": ("normal",),
    "hyphens": ("manual", "none"),
    "text_decoration_line": ("none",),
    "visibility": ("visible",),
}
"""The values of properties with which words are only put one after another."""

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
class FoundPart:
    """A block's lines on one page."""

    page: int
    box: Any
    lines: list[Any]


@dataclass(slots=True, kw_only=True, eq=False)
class FoundParagraph:
    """A block whose values can be replaced: by its texts, or by the engine.

    Attributes:
        parts: Its lines, page by page.
        fields: The fields that it prints.
        texts: All that it says, each text with its field, if any; nothing where these do not do.
        shift: Which part of the room that a line leaves is on its left.
        keeps_breaks: Whether a line break in a field ends a line.
        source: What sets it anew, if the engine can, and its place among all such.
    """

    parts: list[FoundPart]
    fields: frozenset[str]
    texts: list[tuple[str, str | None]]
    shift: float
    keeps_breaks: bool
    source: tuple[SourceBlock, int] | None


@dataclass(slots=True, kw_only=True, eq=False)
class Found:
    """What can be replaced, and the fields that cannot, with the reason for each.

    Attributes:
        settings: How its texts are set, by what makes the difference.
        samples: A text box of each style in which values are printed.
        others: One of each style of the text among them.
    """

    paragraphs: list[FoundParagraph] = field(default_factory=list)
    settings: dict[Any, Setting] = field(default_factory=dict)
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
    blocks: dict[int, list[_Entry]] = {}
    for number, page in enumerate(document.pages):
        for line, ancestors in _find_lines(page._page_box, ()):  # noqa: SLF001 # no other way in
            blocks.setdefault(id(ancestors[-1]), []).append((number, line, ancestors))
    floats = [list(_find_floats(page._page_box)) for page in document.pages]  # noqa: SLF001
    mute = {key: one for key, one in blocks.items() if not _find_names([one])}
    blocks = {key: one for key, one in blocks.items() if key not in mute}
    groups: dict[int, list[list[_Entry]]] = {}
    for key, entries in blocks.items():
        known = {
            sources[id(box.element)][1]
            for _, line, _ in entries
            for box in find_texts(line)
            if name_field(box) and id(box.element) in sources
        }
        groups.setdefault(known.pop() if len(known) == 1 else -key, []).append(entries)
    for group, parts in groups.items():
        names = _find_names(parts)
        source = next(
            (
                sources[id(box.element)]
                for _, line, _ in parts[0]
                for box in find_texts(line)
                if group >= 0 and name_field(box)
            ),
            None,
        )
        if source and not _is_whole(parts, source[0]):
            # Half of it prints no value.
            element = parts[0][0][2][-1].element
            parts += [one for one in mute.values() if one[0][2][-1].element is element]
            parts.sort(key=lambda one: one[0][0])
            source = source if _is_whole(parts, source[0]) else None
        lines = [line for entries in parts for _, line, _ in entries]
        block = parts[0][0][2][-1]
        shift = _SHIFTS.get(block.style["text_align_all"], 0.0)
        odd = next(filter(None, (_find_obstacle(one, floats) for one in parts)), "")
        reason = odd or _find_text_obstacle(parts, source, shift)
        texts = [(box.text, name_field(box)) for box in find_texts(lines[0])]
        texts = source[0].texts if source else texts
        if source and (odd or not source[0].is_plain):
            source = None
        if reason and source is None:
            found.fixed.update(dict.fromkeys(names, reason))
            continue
        for box in (box for line in lines for box in find_texts(line) if box.text.strip()):
            samples = found.samples if name_field(box) else found.others
            samples.setdefault(id(box.style), box)
        found.paragraphs.append(
            FoundParagraph(
                parts=[
                    FoundPart(
                        page=entries[0][0],
                        box=entries[0][2][-1],
                        lines=[line for _, line, _ in entries],
                    )
                    for entries in parts
                ],
                fields=names,
                texts=[] if reason else texts,
                shift=shift,
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


def _find_names(parts: list[list[_Entry]]) -> frozenset[str]:
    """Return the fields that some lines print."""
    return frozenset(
        name
        for entries in parts
        for _, line, _ in entries
        for box in find_texts(line)
        if (name := name_field(box))
    )


def _is_whole(parts: list[list[_Entry]], source: SourceBlock) -> bool:
    """Tell whether lines say all that their block does."""
    texts = [box.text for one in parts for _, line, _ in one for box in find_texts(line)]
    said = "".join(text for text, _ in source.texts)
    return _UNSAID.sub("", "".join(texts)) == _UNSAID.sub("", said)


def _find_floats(box: Any) -> Iterator[Any]:
    """Yield the boxes that float, and so may shorten the lines beside them."""
    box = getattr(box, "_box", box)
    if box.is_floated():
        yield box
    for child in getattr(box, "children", ()):
        yield from _find_floats(child)


def _find_obstacle(entries: list[_Entry], floats: list[list[Any]]) -> str:
    """Return why a part of a block can in no way be set anew, or nothing."""
    number, _, ancestors = entries[0]
    block = ancestors[-1]
    if _grow_with_text(ancestors):
        return GROWS
    if block.style["max_lines"] not in ("none", None):
        return "stands in a box whose lines are counted"
    around = {id(box) for box in ancestors}
    left, right = block.content_box_x(), block.content_box_x() + block.width
    top, foot = block.position_y, block.position_y + block.margin_height()
    for one in floats[number]:
        is_beside = one.position_y < foot and top < one.position_y + one.margin_height()
        is_within = one.position_x < right and left < one.position_x + one.margin_width()
        if id(one) not in around and is_beside and is_within:
            return "has something floating beside it"
    return ""


def _find_text_obstacle(
    parts: list[list[_Entry]], source: tuple[SourceBlock, int] | None, shift: float
) -> str:
    """Return why a block cannot be set anew by its texts, or nothing."""
    (entries, *others), style = parts, parts[0][0][2][-1].style
    if others:
        return "stands in a paragraph that goes on over a page"
    if source is None and len(entries) > 1:
        return "is in a running head or foot"
    if style["direction"] != "ltr" or style["text_align_all"] not in _SHIFTS:
        return "stands in a justified paragraph, or one that runs from right to left"
    is_begun = shift > 0
    for _, line, _ in entries:
        for box in _find_moving(line, is_begun=is_begun):
            if oddity := find_oddity(box):
                return oddity
            if any(box.style[name] not in plain for name, plain in _PLAIN_STYLE.items()):
                return "has its letters spaced out, or is underlined"
        is_begun = is_begun or any(map(name_field, find_texts(line)))
    return ""


def _find_moving(box: Any, *, is_begun: bool) -> Iterator[Any]:
    """Yield the boxes in a line that a value can move, or all once that has begun."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        is_after = is_begun or any(map(name_field, find_texts(child)))
        if is_after:
            yield child
        yield from _find_moving(child, is_begun=is_begun)
        is_begun = is_after


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


def read_setting(box: Any, settings: dict[Any, Setting]) -> Setting | None:
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
