"""Describe a handout that was rendered once, with gaps where a recipient's values go.

A `Master` is plain data: the bytes that stay the same, and for each block with a value in it what
is drawn around its texts. Filling it is left to `handout.personalise`; nothing here, and nothing
there, needs WeasyPrint. Lengths are in CSS px, as the page streams have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TypeSetting:
    """How a text is set: everything that its glyphs and their places depend on.

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


class Unfit(Exception):
    """A block cannot be set so that it stands in its gaps as the engine would have set it."""


class FontGlyphs(NamedTuple):
    """The glyphs of a font that are in the PDF: their widths in 1/1000 em, and their texts."""

    widths: Mapping[int, int]
    texts: Mapping[int, str]


class TextRun(NamedTuple):
    """A text of a block, which may go on over several lines.

    Attributes:
        before: What is drawn before it, since the text before it or since the block's begin.
        font: The operator that sets its font, or nothing where that is set already.
        text: What it says, where it is the same for all.
        field: The recipient's field that it prints, or None.
        setting: How it is set.
    """

    before: bytes
    font: bytes
    text: str
    field: str | None
    setting: TypeSetting | None


class TextRuns(NamedTuple):
    """The texts of a block that can be set line by line, from the first value on.

    Attributes:
        runs: The texts.
        line: The number of the line that the first one begins on, or could if it were shorter.
        x: Where on that line it would begin, counted from the block's left, in px.
        is_tied: Whether a word goes on there, so that no line can end before the first text.
        is_plain: Whether nothing is emphasised: all is text of the block itself, or a value.
        shift: Which part of the room that a line leaves is on its left: 0 where lines begin at the
            left, 0.5 where they are centred, 1 where they end at the right.
        baselines: The height of each line's baseline; none where a line has several.
        extra: How much higher than plain lines it is with values of plain letters, in px.
        end: What is drawn after the texts.
    """

    runs: tuple[TextRun, ...]
    line: int
    x: float
    is_tied: bool
    is_plain: bool
    shift: float
    baselines: tuple[float, ...]
    extra: float
    end: bytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasterPart:
    """A block's lines on one page, which are replaced as a whole.

    Attributes:
        shown: What is drawn there.
        count: How many lines these are.
        x: Where the block's content begins.
        y: Where its first line begins.
        mark: The number of the first marked content in it.
        texts: Its texts; None where only the engine can set them.
    """

    shown: bytes
    count: int
    x: float
    y: float
    mark: int
    texts: TextRuns | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasterParagraph:
    """A block that prints values.

    Attributes:
        gaps: Its parts, page by page, by their places in `Master.gaps`.
        fields: The fields that it prints.
        width: The width of its lines.
        shape: How many lines it has, and how much higher than plain lines they are, in px.
        keeps_breaks: Whether a line break in a field ends a line.
        block: Its place among the blocks that the engine can set anew, or None.
    """

    gaps: tuple[int, ...]
    fields: frozenset[str]
    width: float
    shape: tuple[int, float]
    keeps_breaks: bool
    block: int | None


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
    gaps: tuple[MasterPart, ...]
    paragraphs: tuple[MasterParagraph, ...]
    bookmarks: tuple[MasterBookmark, ...]
    fonts: Mapping[str, FontGlyphs]
    fixed: Mapping[str, str]
    pages: int
