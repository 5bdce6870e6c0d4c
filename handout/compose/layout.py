"""Decide what depends on the laid-out pages.

Whether the contents are listed depends on the number of pages, how wide a table is set on its
narrowest width, and how close the lines stand on what a few more of them would save. All are
guessed before the first layout; the engine measures; `settle` says what should have been. If that
differs, the handout is composed and laid out once more, never a third time.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SECTIONS_WITH_CONTENTS = 7
PAGES_WITH_CONTENTS = 7

MOST_GIVEN_BACK = 0.12
"""How much of a handout's height a close layout may save: beyond, its lines stand too close."""

_GAPS_GIVE = 0.02
"""Up to what share of the height the gaps and figures alone give way, and the lines do not."""
_QUESTIONS_GIVE = 0.06
"""Beyond what share of the height the lines to write on between questions give way as well."""
_HARDLY = 0.3
"""Up to what share of its height a last page is hardly used: by questions and a disclaimer, say."""


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
    """What composing has to know about the pages: a guess at first, then settled.

    Attributes:
        has_contents: Whether the contents are listed.
        tables: Where each table is set, by id.
        most_pages: How many pages a close layout may take: if it takes more, the first one stands.
        has_close_lines: Whether the lines of a close layout give way too, not only the gaps.
        has_question_lines: Whether a line to write on follows each question.
    """

    has_contents: bool = False
    tables: Mapping[str, TableWidth] = field(default_factory=dict)
    most_pages: int | None = None
    has_close_lines: bool = False
    has_question_lines: bool = True

    @property
    def is_close(self) -> bool:
        """Whether gaps give way, so that the handout takes a sheet less."""
        return self.most_pages is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the engine found.

    Attributes:
        pages: How many there are.
        tables: The narrowest width of each table by id, in mm.
        used_mm: How far down each page its text reaches, notes and contact left out.
        contact_mm: The height of the contact panel.
        rooms_mm: Width and height of each page's body.
    """

    pages: int
    tables: Mapping[str, float]
    used_mm: tuple[float, ...] = ()
    contact_mm: float = 0
    rooms_mm: tuple[tuple[float, float], ...] = ()


def should_list_contents(*, sections: int, pages: int) -> bool:
    """Tell whether a handout of so many sections and pages lists its contents."""
    return sections >= SECTIONS_WITH_CONTENTS or (sections > 1 and pages >= PAGES_WITH_CONTENTS)


def settle(guess: Layout, measures: Measures, *, sections: int) -> Layout:
    """Return the layout that the measured pages ask for."""
    tables = {
        name: _choose_width(guess.tables[name], measures.tables.get(name, 0))
        for name in guess.tables
    }
    contents = should_list_contents(sections=sections, pages=measures.pages)
    settled = replace(guess, has_contents=contents, tables=tables)
    fewer = _find_fewer_pages(measures)
    if settled != guess or fewer is None:
        return settled
    # The contents give way as well where nobody has to turn many pages to find something.
    given_back = _find_given_back(measures, fewer)
    return replace(
        settled,
        has_contents=fewer >= PAGES_WITH_CONTENTS,
        most_pages=fewer,
        has_close_lines=given_back > _GAPS_GIVE,
        # Less than nothing: what cannot be split left pages empty, and may do so again.
        has_question_lines=0 < given_back <= _QUESTIONS_GIVE,
    )


def find_too_wide(measures: Measures) -> list[str]:
    """Return the ids of tables that fit no page."""
    room = TABLE_ROOM_MM[TableWidth.LANDSCAPE]
    return [name for name, width in measures.tables.items() if width > room]


def find_half_empty(measures: Measures) -> list[int]:
    """Return the numbers of the pages that are less than half used, save the last.

    A table on a landscape page has it for itself, and may cut short the page before.
    """
    is_wide = [width > height for width, height in measures.rooms_mm]
    return [
        number
        for number, used in enumerate(measures.used_mm[:-1], start=1)
        if used < measures.rooms_mm[number - 1][1] / 2 and not any(is_wide[number - 1 : number + 1])
    ]


def _find_fewer_pages(measures: Measures) -> int | None:
    """Return on how many pages a close layout may save a sheet, or mend a page; else None.

    A page less takes as many sheets, but is better than one that ends early, or holds hardly more
    than notes.
    """
    if len(set(measures.rooms_mm)) != 1:
        return None
    fewer = [(measures.pages - 1) // 2 * 2 or 1]
    if find_half_empty(measures) or measures.used_mm[-1] < _HARDLY * measures.rooms_mm[-1][1]:
        fewer.append(measures.pages - 1)
    return next(
        (
            count
            for count in fewer
            if 0 < count < measures.pages and _find_given_back(measures, count) <= MOST_GIVEN_BACK
        ),
        None,
    )


def _find_given_back(measures: Measures, pages: int) -> float:
    """Return which share of its height a handout has to give back to take so many pages."""
    return 1 - pages * measures.rooms_mm[0][1] / (sum(measures.used_mm) + measures.contact_mm)


def _choose_width(guess: TableWidth, narrowest_mm: float) -> TableWidth:
    widths = list(TableWidth)
    for width in widths[widths.index(guess) :]:
        if narrowest_mm <= TABLE_ROOM_MM[width]:
            return width
    return TableWidth.LANDSCAPE
