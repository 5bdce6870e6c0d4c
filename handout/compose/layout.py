"""Decide what depends on the laid-out pages.

Whether the contents are listed depends on the number of pages, and how wide a table is set depends
on its narrowest width. Both are guessed before the first layout; the engine measures; `settle` says
what should have been. If that differs, the handout is composed and laid out once more, never a
third time.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MAX_SECTIONS_WITHOUT_CONTENTS = 4
MAX_PAGES_WITHOUT_CONTENTS = 3


class TableWidth(enum.StrEnum):
    """Name the places a table is set in: text column, both columns, a landscape page."""

    COLUMN = "column"
    FULL = "full"
    LANDSCAPE = "landscape"


TABLE_ROOM_MM: Mapping[TableWidth, float] = {
    TableWidth.COLUMN: 122,
    TableWidth.FULL: 174,
    TableWidth.LANDSCAPE: 261,
}
"""The room on A4, in mm; `styles/formats/a4.css` has the same widths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What composing has to know about the pages: a guess at first, then settled."""

    has_contents: bool = False
    tables: Mapping[str, TableWidth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the engine found: pages, and the narrowest width of each table by id, in mm."""

    pages: int
    tables: Mapping[str, float]


def should_list_contents(*, sections: int, pages: int) -> bool:
    """Tell whether a handout of so many sections and pages lists its contents."""
    if sections < 2:
        return False
    return sections > MAX_SECTIONS_WITHOUT_CONTENTS or pages > MAX_PAGES_WITHOUT_CONTENTS


def settle(guess: Layout, measures: Measures, *, sections: int) -> Layout:
    """Return the layout that the measured pages ask for."""
    tables = {
        name: _choose_width(guess.tables[name], measures.tables.get(name, 0))
        for name in guess.tables
    }
    contents = should_list_contents(sections=sections, pages=measures.pages)
    return replace(guess, has_contents=contents, tables=tables)


def find_too_wide(measures: Measures) -> list[str]:
    """Return the ids of tables that fit no page."""
    room = TABLE_ROOM_MM[TableWidth.LANDSCAPE]
    return [name for name, width in measures.tables.items() if width > room]


def _choose_width(guess: TableWidth, narrowest_mm: float) -> TableWidth:
    widths = list(TableWidth)
    for width in widths[widths.index(guess) :]:
        if narrowest_mm <= TABLE_ROOM_MM[width]:
            return width
    return TableWidth.LANDSCAPE
