"""What is decided after the first layout."""

from __future__ import annotations

import pytest

from handout.compose.layout import Layout, Measures, TableWidth, find_too_wide, settle


@pytest.mark.parametrize(
    ("sections", "pages", "expected"),
    [(4, 3, False), (5, 1, True), (4, 4, True), (1, 9, False)],
)
def test_contents_are_listed_from_five_sections_or_four_pages(
    sections: int, pages: int, expected: bool
) -> None:
    settled = settle(Layout(), Measures(pages=pages, tables={}), sections=sections)
    assert settled.has_contents is expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [(122, "column"), (123, "full"), (174, "full"), (200, "landscape"), (900, "landscape")],
)
def test_a_table_takes_the_room_it_needs(width: float, expected: str) -> None:
    guess = Layout(tables={"t": TableWidth.COLUMN})
    measures = Measures(pages=1, tables={"t": width})
    assert settle(guess, measures, sections=1).tables["t"] == expected
    assert find_too_wide(measures) == (["t"] if width > 261 else [])


def test_a_sound_guess_is_kept() -> None:
    guess = Layout(has_contents=True, tables={"t": TableWidth.FULL})
    assert settle(guess, Measures(pages=2, tables={"t": 150}), sections=6) == guess
