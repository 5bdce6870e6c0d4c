"""Hold what the pipeline passes from stage to stage.

Frozen records and nothing else: no file is opened here and nothing is formatted. Readers make them,
composing and rendering consume them. Lengths are in millimetres and sizes in points, as their names
say; `line` and `column` count from 1.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


class Severity(enum.StrEnum):
    """Say how much a problem matters: an error stops its handout, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Point at a file and, where known, a line and a column in it."""

    path: Path
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Describe one fault: a stable code, where it is, what is wrong and what would mend it."""

    code: str
    severity: Severity
    path: Path | None
    line: int | None = None
    column: int | None = None
    message: str
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing can be made because of it."""
        return self.severity is Severity.ERROR


Report = Callable[[Problem], None]
"""What every stage is given to hand its problems to: all of them, not the first."""


# What a paragraph is made of ---------------------------------------------------------------------


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


Inline = Text | Strong | Emphasis | Code | Link | Break | Field | NoteMark
Inlines = tuple[Inline, ...]


# What an article is made of ----------------------------------------------------------------------


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
    """Steps in order; each item is a run of blocks."""

    items: tuple[Blocks, ...]
    start: int = 1
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


# Who and what for --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image file and the words that replace it for who cannot see it.

    `ground` is the token of the colour to set it on, of one that would be lost on white.
    """

    path: Path
    alt: str
    line: int | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How the clinic looks: sRGB colours as `#rrggbb`, a font family and a theme by name.

    `panels` is `solid`, or `light` for a band and contact panel that spare toner.
    """

    primary: str
    accent: str | None = None
    font: str = "Source Sans 3"
    theme: str = "calm"
    panels: str = "solid"


NOTES = ("auto", "always", "never")
"""When ruled lines for notes are printed: where they fill a page that ends early, or as it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What an article has where it says nothing; `review_months` counts from its publication."""

    formats: tuple[str, ...] = ("a4",)
    language: str = "en"
    review_months: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Who the clinic is. `address` and `hours` are lines; an empty text is never printed."""

    path: Path
    name: str
    brand: Brand
    tagline: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    emergency_phone: str = ""
    email: str = ""
    website: str = ""
    hours: tuple[str, ...] = ()
    logo: Picture | None = None
    defaults: Defaults = Defaults()
    disclaimer: str = ""
    feedback: str = ""
    other_formats: str = ""
    notes: str = "auto"
    mail: Mapping[str, str] = field(default_factory=dict)
    follows_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote an article; `id` is the name of the file that describes them."""

    id: str
    path: Path
    name: str
    role: str = ""
    credentials: str = ""
    registration: str = ""
    bio: str = ""
    photo: Picture | None = None
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who checked an article, and when."""

    name: str
    role: str = ""
    checked: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as read: its metadata, and its body as one list of blocks.

    `title_is_derived` says that the title was made from the file's name. `lines` gives the line of
    each front-matter key. `language` is a BCP 47 tag. `notes` is one of `NOTES`.
    """

    slug: str
    path: Path
    title: str
    content: Blocks
    language: str
    title_is_derived: bool = False
    summary: str = ""
    key_points: tuple[Inlines, ...] = ()
    topic: str = ""
    authors: tuple[Author, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    version: str = ""
    published: date | None = None
    review_by: date | None = None
    tags: tuple[str, ...] = ()
    references: tuple[Inlines, ...] = ()
    disclaimer: str = ""
    link: str = ""
    questions: tuple[str, ...] = ()
    feedback: str = ""
    other_formats: str = ""
    notes: str = "auto"
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a handout is made for: the fields that articles and templates use by name.

    `row` is where it stands in its list, as the user counts there.
    """

    fields: Mapping[str, str]
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article's file in the project, known by its slug (and language, if a translation)."""

    slug: str
    path: Path
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A clinic's folder, read: the clinic, its authors by id, and where the articles are.

    `roots` are the real folders that its content may come from, the clinic's own first.
    """

    root: Path
    roots: tuple[Path, ...]
    clinic: Clinic
    authors: Mapping[str, Author]
    sources: tuple[Source, ...]


# What a handout is made as -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A sheet and how the page is laid out on it; `width` and `height` in mm."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the PDF is for; `variant` is the engine's name of the standard, `suffix` the file's.

    A PDF without a variant has no structure tree.
    """

    name: str
    variant: str
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A look by name: its style sheet is `themes/<name>.css`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that the templates speak: BCP 47 tag and writing direction (`ltr` or `rtl`)."""

    tag: str
    direction: str = "ltr"


A4 = Format(name="a4", width=210, height=297)
SCREEN = Edition(name="screen", variant="pdf/ua-1")
CALM = Theme(name="calm")

FORMATS: Mapping[str, Format] = {A4.name: A4}
EDITIONS: Mapping[str, Edition] = {SCREEN.name: SCREEN}
THEMES: Mapping[str, Theme] = {CALM.name: CALM}
LANGUAGES: Mapping[str, Language] = {"en": Language(tag="en")}
"""By primary subtag: `en-GB` is served by `en`."""
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages, by primary subtag, that are written from right to left."""
