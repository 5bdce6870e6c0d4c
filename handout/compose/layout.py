"""Hold what composing has to know about the pages, and what the engine finds of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class TableWidth(enum.StrEnum):
    """Name the places a table is set in: text column, both, a landscape page, a list."""

    COLUMN = "column"
    FULL = "full"
    LANDSCAPE = "landscape"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What composing has to know about the pages: a guess at first, then settled.

    Attributes:
        has_contents: Whether the contents are listed.
        tables: Where each table is set, by id.
        most_pages: How many pages another layout may take: if it takes more, the first one stands.
        is_close: Whether gaps give way, so that the handout takes a sheet less.
        is_open: Whether gaps take what a last page without lines for notes, or a booklet's last
            sheet, leaves blank.
        has_close_lines: Whether the lines of a close layout give way too, not only the gaps.
        has_question_lines: Whether a line to write on follows each question.
        note_pages: How many whole pages of lines to write on there are at the end.
        has_imprint: Whether a booklet has an imprint behind its cover.
    """

    has_contents: bool = False
    tables: Mapping[str, TableWidth] = field(default_factory=dict)
    most_pages: int | None = None
    is_close: bool = False
    is_open: bool = False
    has_close_lines: bool = False
    has_question_lines: bool = True
    note_pages: int = 0
    has_imprint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the engine found.

    Attributes:
        pages: How many there are.
        tables: The narrowest width of each table by id, in mm.
        used_mm: How far down each page its text reaches, notes and contact left out.
        contact_mm: The height of the contact panel.
        lines_mm: The height of the lines to write on between questions.
        rooms_mm: Width and height of each page's body.
    """

    pages: int
    tables: Mapping[str, float]
    used_mm: tuple[float, ...] = ()
    contact_mm: float = 0
    lines_mm: float = 0
    rooms_mm: tuple[tuple[float, float], ...] = ()


def find_half_empty(measures: Measures) -> list[int]:
    """Return the numbers of the pages that are less than half used, save the last one with text.

    A table on a landscape page has it for itself, and may cut short the page before.
    """
    rooms = [height for _, height in measures.rooms_mm]
    # What is a page by itself, such as one of lines, uses all of it.
    last = max((n for n, used in enumerate(measures.used_mm) if used < rooms[n]), default=0)
    is_wide = [width > height for width, height in measures.rooms_mm]
    return [
        number
        for number, used in enumerate(measures.used_mm[:last], start=1)
        if used < rooms[number - 1] / 2 and not any(is_wide[number - 1 : number + 1])
    ]
