"""Hold what plain text is taken apart into, and what is told about it.

`Line` and `Chunk` are the recogniser's own; `Finding` and `Recognised` are what it hands on.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from handout.model import Author, Blocks, Reviewer


class FindingKind(enum.StrEnum):
    """Say what became of a piece of the text: known for what it is, left out, or guessed at."""

    RECOGNISED = "recognised"
    DROPPED = "dropped"
    GUESSED = "guessed"
    READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Tell one thing that was made of the text.

    `what` is a short noun (“title”, “contents line”, “author”), `text` the words it is about. What
    is dropped is quoted whole, so that nothing is lost without being shown. `why` is the ground of
    a guess, where it is worth telling, and `other` what it might as well be.
    """

    kind: FindingKind
    what: str
    text: str
    line: int | None = None
    why: str = ""
    other: str = ""


def tell(
    kind: FindingKind, what: str, chunk: Chunk, text: str = "", *, why: str = "", other: str = ""
) -> Finding:
    """Tell what became of a chunk: of the whole of it, or of the words that are given."""
    words = text or f"{chunk.bullet} {chunk.whole}".strip()
    return Finding(kind=kind, what=what, text=words, line=chunk.line, why=why, other=other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """An article as it was understood from plain text, and every finding on the way.

    `readings` tells line by line what the article's text was taken for, and why.
    """

    title: str
    title_is_derived: bool
    content: Blocks
    disclaimer: str
    author: Author | None
    reviewers: tuple[Reviewer, ...] = ()
    published: date | None = None
    findings: tuple[Finding, ...]
    readings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the source: number, words with single spaces, and columns of indent.

    `cells` are its parts where tabs, or runs of spaces, divide it.
    """

    number: int
    text: str
    indent: int
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A paragraph, list item or heading before it is known which.

    Attributes:
        text: The words, without bullet, list number or `#` marks.
        line: Number of its first line.
        has_gap: Whether a blank line (or the start of the text) comes before it.
        indent: Columns of white space before it.
        bullet: The bullet's glyph, or nothing.
        label: The list number as written (“2.”, “1.3”), or nothing.
        number: The list number of a plain “2.”; None for “1.3” and for no number.
        hashes: How many `#` came before it.
        underline: The sign its underline is made of, `*` if stars make it bold, or nothing.
        is_rule: Whether it is a line of signs alone; then `text` is that line.
        is_continued: Whether it is a further paragraph of the list item before it.
        parts: What tabs or runs of spaces divide it into, if they do.
    """

    text: str
    line: int
    has_gap: bool = False
    indent: int = 0
    bullet: str = ""
    label: str = ""
    number: int | None = None
    hashes: int = 0
    underline: str = ""
    is_rule: bool = False
    is_continued: bool = False
    parts: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """Tell how many cells of a table it could be."""
        return max(1, len(self.parts))

    @property
    def whole(self) -> str:
        """Give the words with the number they were given in the text."""
        return f"{self.label} {self.text}" if self.label else self.text

    @property
    def is_item(self) -> bool:
        """Tell whether it starts with a bullet or a number."""
        return bool(self.bullet or self.label)
