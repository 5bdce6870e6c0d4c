"""Decide what depends on the laid-out pages, as a format has it.

Whether the contents are listed depends on the number of pages, how wide a table is set on its
narrowest width, and how close the lines stand on what a few more of them would save. All are
guessed before the first layout; the engine measures; `settle` says what should have been. If that
differs, the handout is composed and laid out once more, never a third time, but where the number of
pages has to be a multiple.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from handout.compose.geometry import Geometry
from handout.compose.layout import Layout, Measures, TableWidth, find_half_empty
from handout.model import Format, Grid, Table

MOST_GIVEN_BACK = 0.12
"""How much of a handout's height a close layout may save: beyond, its lines stand too close."""

_GAPS_GIVE = 0.02
"""Up to what share of the height the gaps and figures alone give way, and the lines do not."""
_QUESTIONS_GIVE = 0.06
"""Beyond what share of the height the lines to write on between questions give way as well."""
_SLACK = 0.05
"""From what share of its height on a handout without lines for notes has room for wider gaps."""
_HARDLY = 0.3
"""Up to what share of its height a last page is hardly used: by questions and a disclaimer, say."""
_MOST_NOTE_PAGES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRoom:
    """A place for tables: how wide it is in mm, and how many columns it is for at most."""

    place: TableWidth
    mm: float
    columns: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """What a format decides by the pages of a handout.

    Attributes:
        sections: How many sections the handout has.
        tables: The places for tables, the first one first.
        contents_from: From how many sections, or pages, the contents are listed.
        multiple: Of what the number of pages is a multiple; pages for notes make it so.
        has_notes: Whether lines for notes fill what the last page leaves.
    """

    sections: int
    tables: tuple[TableRoom, ...]
    contents_from: int = 7
    multiple: int = 1
    has_notes: bool = True

    @property
    def layouts(self) -> int:
        """How often a handout is laid out at most.

        What the first layout changes may add a page, which only another one sees; so may the
        wider gaps, which are then taken back.
        """
        return 2 if self.multiple == 1 else 4

    def guess(self, pages: int, tables: Mapping[str, Table]) -> Layout:
        """Return the layout for about so many pages, and tables by their ids."""
        return Layout(
            has_contents=self._lists_contents(pages),
            tables={
                name: next(room.place for room in self.tables if len(table.head) <= room.columns)
                for name, table in tables.items()
            },
        )

    def settle(self, guess: Layout, measures: Measures) -> Layout:
        """Return the layout that the measured pages ask for."""
        tables = {
            name: self._place_table(guess.tables[name], measures.tables.get(name, 0))
            for name in guess.tables
        }
        pages = measures.pages - guess.note_pages - guess.has_imprint
        missing = -pages % self.multiple
        contents = self._lists_contents(pages + missing)
        settled = replace(guess, has_contents=contents, tables=tables)
        if self.multiple > 1:
            return self._settle_multiple(settled, missing)
        fewer = _find_fewer_pages(measures)
        if settled != guess:
            return settled
        if fewer is not None:
            return self._settle_close(settled, measures, fewer)
        if not self.has_notes and _find_slack(measures) > _SLACK:
            return replace(settled, is_open=True, most_pages=measures.pages)
        return settled

    def _settle_multiple(self, settled: Layout, missing: int) -> Layout:
        """Return the layout that makes up so many pages: by air, which is better, and by lines."""
        added = settled.note_pages + settled.has_imprint
        if settled.is_open and missing > added:
            return replace(settled, is_open=False)
        for_notes = min(missing, _MOST_NOTE_PAGES)
        return replace(
            settled,
            note_pages=for_notes,
            has_imprint=missing > for_notes,
            is_open=settled.is_open or (not added and missing > 1),
        )

    def _settle_close(self, settled: Layout, measures: Measures, pages: int) -> Layout:
        """Return the layout that takes so many pages by giving way."""
        with_lines = _find_given_back(measures, pages, with_lines=True)
        # Less than nothing: what cannot be split left pages empty, and may do so again.
        has_lines = 0 < with_lines <= _QUESTIONS_GIVE
        return replace(
            settled,
            # The contents give way as well where nobody has to turn many pages to find something.
            has_contents=pages >= self.contents_from,
            most_pages=pages,
            is_close=True,
            has_close_lines=_find_given_back(measures, pages, with_lines=has_lines) > _GAPS_GIVE,
            has_question_lines=has_lines,
        )

    def find_too_wide(self, measures: Measures) -> list[str]:
        """Return the ids of tables that fit no page."""
        room = self.tables[-1].mm
        return [name for name, width in measures.tables.items() if width > room]

    def _lists_contents(self, pages: int) -> bool:
        return self.sections >= self.contents_from or (
            self.sections > 1 and pages >= self.contents_from
        )

    def _place_table(self, guess: TableWidth, narrowest_mm: float) -> TableWidth:
        places = [room.place for room in self.tables]
        left = self.tables[places.index(guess) :]
        return next((room.place for room in left if narrowest_mm <= room.mm), places[-1])


def choose_strategy(
    format: Format, geometry: Geometry, sections: int, *, has_notes: bool = True
) -> Strategy:
    """Return what a format decides by the pages of a handout with so many sections."""
    make = partial(Strategy, sections=sections, has_notes=has_notes)
    if format.is_large_print:
        return make(
            tables=(
                TableRoom(place=TableWidth.COLUMN, mm=geometry.text, columns=3),
                TableRoom(place=TableWidth.LIST, mm=math.inf),
            ),
            multiple=2,
        )
    if format.grid is Grid.ONE_COLUMN:
        return make(
            tables=(
                TableRoom(place=TableWidth.COLUMN, mm=geometry.text, columns=4),
                TableRoom(place=TableWidth.LANDSCAPE, mm=geometry.turned),
            ),
            contents_from=8 if format.is_booklet else 7,
            multiple=4 if format.is_booklet else 1,
        )
    return make(
        tables=(
            TableRoom(place=TableWidth.COLUMN, mm=geometry.text, columns=6),
            TableRoom(place=TableWidth.FULL, mm=geometry.measure),
            TableRoom(place=TableWidth.LANDSCAPE, mm=geometry.turned),
        ),
    )


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


def _find_given_back(measures: Measures, pages: int, *, with_lines: bool = False) -> float:
    """Return which share of its height a handout has to give back to take so many pages."""
    height = sum(measures.used_mm) + measures.contact_mm
    height -= 0 if with_lines else measures.lines_mm
    return 1 - pages * measures.rooms_mm[0][1] / height


def _find_slack(measures: Measures) -> float:
    """Return what the last page leaves blank, as a share of the height that is used."""
    used = sum(measures.used_mm) + measures.contact_mm
    left = measures.rooms_mm[-1][1] - measures.used_mm[-1] - measures.contact_mm
    return left / used
