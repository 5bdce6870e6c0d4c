"""Hold what an article is made of: inlines, and blocks made of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Running text, unescaped."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Text of strong importance."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Stressed text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Text to be typed or read letter by letter."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to an address outside, or to `#id` inside the handout."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """Text of another language, by its BCP 47 tag."""

    language: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A line break that the author set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A `{{ … }}` of the article, verbatim: evaluated once, in a sandbox, when composing."""

    expression: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMark:
    """The mark in the text that sends the reader to the footnote of that number."""

    number: int


Inline = Text | Strong | Emphasis | Code | Link | Foreign | Break | Field | NoteMark
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside the article; level 2 opens a section, 3 and deeper a part of one."""

    level: int
    content: Inlines
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph."""

    content: Inlines
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletList:
    """An unordered list; each item is a run of blocks."""

    items: tuple[Blocks, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedList:
    """Steps in order; each item is a run of blocks.

    `numbers` are the items' own, where they do not count on from `start`.
    """

    items: tuple[Blocks, ...]
    start: int = 1
    numbers: tuple[int, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One line of a check list, with its box ticked or not."""

    content: Blocks
    is_checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckList:
    """A list of boxes that a pen can tick."""

    items: tuple[CheckItem, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation."""

    content: Blocks
    line: int | None = None


class CallOutKind(enum.StrEnum):
    """Name the call-outs by meaning, in growing weight."""

    NOTE = "note"
    TIP = "tip"
    IMPORTANT = "important"
    WARNING = "warning"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOut:
    """A passage set apart by its meaning; `title` replaces the kind's own word."""

    kind: CallOutKind
    content: Blocks
    title: Inlines = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A key fact for the side column: a few large characters and what they mean."""

    figure: Inlines
    content: Blocks
    line: int | None = None


FIGURE_SIZES = ("full", "half", "small")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with the words that replace it and, below or beside it, a caption.

    `size` is one of `FIGURE_SIZES`: how much of the text's width it may take.
    """

    path: Path
    alt: str
    caption: Inlines = ()
    size: str = "full"
    line: int | None = None


class Align(enum.StrEnum):
    """Name how a table column is aligned, by reading direction."""

    START = "start"
    CENTER = "center"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: one header row, body rows of as many cells; the first column labels its row."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    aligns: tuple[Align, ...]
    caption: Inlines = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term and what it means (each meaning a run of blocks)."""

    term: Inlines
    meanings: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionList:
    """A list of terms with their meanings."""

    items: tuple[Definition, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """Lines that keep their breaks and spaces."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A break in thought."""

    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A footnote's text, at the end of the block list; `number` counts from 1."""

    number: int
    content: Blocks
    line: int | None = None


Block = (
    Heading
    | Paragraph
    | BulletList
    | NumberedList
    | CheckList
    | Quote
    | CallOut
    | Fact
    | Figure
    | Table
    | DefinitionList
    | CodeBlock
    | Rule
    | Footnote
)
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A level-2 heading and the blocks up to the next; `id` is unique in the handout."""

    id: str
    title: Inlines
    content: Blocks
    line: int | None = None
