"""Describe a handout that was rendered once, with gaps where a recipient's values go.

A `Master` is plain data: the bytes that stay the same, and for each line of text with a value in it
what is drawn around that value. Filling it is left to `handout.personalise`; nothing here, and
nothing there, needs WeasyPrint. Lengths are in CSS px, as the page streams have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TypeSetting:
    """How the text of a run is set: everything that its glyphs and their places depend on.

    Attributes:
        font: The whole font file.
        size: The font size in px.
        language: The BCP 47 tag that shaping is told, or nothing.
        features: OpenType features besides the usual ones, with their values.
        name: The font's name in the page's resources.
        widths: The widths of the glyphs that are in the PDF, in 1/1000 em, by glyph id.
        texts: What each of these glyphs stands for when text is copied or read aloud.
    """

    font: bytes
    size: float
    language: str
    features: tuple[tuple[str, int], ...]
    name: str
    widths: Mapping[int, int]
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A piece of text on a line.

    Attributes:
        before: What is drawn since the run before it, or since the line's begin.
        x: Where its baseline begins.
        y: The height of its baseline.
        width: Its advance width.
        shown: The operators that set the font and show the text.
        field: The recipient's field that it prints, or None for text that stays.
        setting: How the field is set; None for text that stays.
    """

    before: bytes
    x: float
    y: float
    width: float
    shown: bytes
    field: str | None = None
    setting: TypeSetting | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasterLine:
    """A line with a value in it, from the first value on.

    Attributes:
        runs: The runs in drawing order, from the first value on.
        room: How much wider the runs may be together before the line would break.
        shift: How far the first run moves to the left when the line grows by 1: 0 where lines
            begin at the left, 0.5 where they are centred, 1 where they end at the right.
    """

    runs: tuple[Run, ...]
    room: float
    shift: float = 0


class Unfit(Exception):
    """A block cannot be set so that it stands in its gaps as the engine would have set it."""


class FontGlyphs(NamedTuple):
    """The glyphs of a font that are in the PDF: their widths in 1/1000 em, and their texts."""

    widths: Mapping[int, int]
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasterPart:
    """A block's lines on one page, whole.

    Attributes:
        shown: What is drawn there.
        count: How many lines these are.
        x: Where the block's content begins.
        y: Where its first line begins.
        mark: The number of the first marked content in it.
    """

    shown: bytes
    count: int
    x: float
    y: float
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasterParagraph:
    """Lines that belong together.

    Attributes:
        gaps: What is replaced, by places in `Master.gaps`: lines, or whole parts.
        fields: The fields that it prints.
        alone: The field that all of it prints, if it prints nothing else.
        width: The width of its lines.
        shape: How many lines it has, and how much higher than plain lines they are, in px.
        parts: Its lines page by page, as the engine would set them anew; none if it cannot.
        keeps_breaks: Whether a line break in the field ends a line.
        block: Its place among the blocks that the engine can set anew, or None.
    """

    gaps: tuple[int, ...]
    fields: frozenset[str]
    alone: str | None
    width: float
    shape: tuple[int, float]
    parts: tuple[MasterPart, ...]
    keeps_breaks: bool = False
    block: int | None = None


class MasterBookmark(NamedTuple):
    """A bookmark that names a recipient's values.

    Attributes:
        number: Its object.
        before: What stands in that before its title.
        after: What stands behind it.
        texts: What the title is made of: texts, and fields.
    """

    number: int
    before: bytes
    after: bytes
    texts: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Master:
    """A PDF with gaps.

    Attributes:
        head: Everything before the objects that differ: a file with its own end, less the gaps.
        table: Where in it its cross-reference stream begins.
        count: How many objects it has, number 0 included; the gaps are the objects that follow.
        trailer: The keys that every cross-reference stream of the file has.
        gaps: What stands in the gaps, an object each, in this order.
        paragraphs: The same by paragraph.
        bookmarks: The bookmarks that name values; each is written anew.
        fonts: The glyphs of each font, by the font's name in the resources.
        fixed: The fields whose values are in `head` too and so must not differ, with the reason.
        pages: How many pages it has.
    """

    head: bytes
    table: int
    count: int
    trailer: bytes
    gaps: tuple[MasterLine | MasterPart, ...]
    paragraphs: tuple[MasterParagraph, ...]
    bookmarks: tuple[MasterBookmark, ...]
    fonts: Mapping[str, FontGlyphs]
    fixed: Mapping[str, str]
    pages: int
