"""What is decided after the first layout."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handout.compose.geometry import make_geometry
from handout.compose.layout import (
    Layout,
    Measures,
    TableWidth,
    find_half_empty,
)
from handout.compose.strategy import Strategy, choose_strategy
from handout.model import A4, FORMATS

ROOM = ((174.0, 250.0),)


@pytest.mark.parametrize(
    ("sections", "pages", "expected"),
    [(6, 6, False), (7, 1, True), (2, 7, True), (1, 9, False)],
)
def test_contents_are_listed_from_seven_sections_or_seven_pages(
    sections: int, pages: int, expected: bool
) -> None:
    settled = _choose(sections).settle(Layout(), Measures(pages=pages, tables={}))
    assert settled.has_contents is expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [(122, "column"), (123, "full"), (174, "full"), (200, "landscape"), (900, "landscape")],
)
def test_a_table_takes_the_room_it_needs(width: float, expected: str) -> None:
    guess = Layout(tables={"t": TableWidth.COLUMN})
    measures = Measures(pages=1, tables={"t": width})
    assert _choose(1).settle(guess, measures).tables["t"] == expected
    assert _choose(1).find_too_wide(measures) == (["t"] if width > 261 else [])


def test_a_sound_guess_is_kept() -> None:
    guess = Layout(has_contents=True, tables={"t": TableWidth.FULL})
    assert _choose(7).settle(guess, Measures(pages=2, tables={"t": 150})) == guess


@pytest.mark.parametrize(
    ("used", "most_pages"),
    [
        ((200,), None),
        # 240 mm of text and 40 mm of contact on two pages of 250: 11 % are to be given back.
        ((230, 10), 1),
        ((230, 20), None),
        ((240, 240, 20), 2),
        # Four pages take two sheets, as three do.
        ((240, 240, 240, 90), None),
        # But no page that is hardly used, or ends early, if three hold it all.
        ((240, 240, 240, 20), 3),
        ((240, 110, 240, 90), 3),
        ((240, 110, 240, 240), None),
        ((200, 220, 220, 220, 150), 4),
        ((240, 240, 240, 240, 190), None),
    ],
)
def test_lines_stand_closer_where_that_saves_a_sheet_or_mends_a_page_up_to_an_eighth_of_the_height(
    used: tuple[float, ...], most_pages: int | None
) -> None:
    measures = Measures(
        pages=len(used), tables={}, used_mm=used, contact_mm=40, rooms_mm=ROOM * len(used)
    )
    settled = _choose(1).settle(Layout(), measures)
    assert settled.most_pages == most_pages
    assert settled.is_close is (most_pages is not None)


@pytest.mark.parametrize(
    ("used", "lines", "between"),
    [
        ((234, 10), False, True),
        ((160, 80), False, False),
        ((240, 5), False, True),
        ((240, 10), True, True),
        ((245, 20), True, False),
    ],
)
def test_gaps_give_way_first_then_lines_then_those_between_questions(
    used: tuple[float, ...], lines: bool, between: bool
) -> None:
    measures = Measures(pages=2, tables={}, used_mm=used, contact_mm=10, rooms_mm=ROOM * 2)
    settled = _choose(1).settle(Layout(), measures)
    assert (settled.is_close, settled.has_close_lines) == (True, lines)
    assert settled.has_question_lines is between


def test_lines_between_questions_give_way_before_anything_else() -> None:
    # 280 mm of text and contact on a page of 250: 11 % are given back only without the lines.
    measures = Measures(
        pages=2, tables={}, used_mm=(240, 70), contact_mm=10, lines_mm=40, rooms_mm=ROOM * 2
    )
    settled = _choose(1).settle(Layout(), measures)
    assert (settled.most_pages, settled.has_question_lines) == (1, False)
    assert _choose(1).settle(Layout(), replace(measures, lines_mm=20)).most_pages is None


@pytest.mark.parametrize(
    ("used", "has_notes", "is_open"),
    [
        ((120,), False, True),
        ((120,), True, False),
        ((205,), False, False),
        ((240, 240, 100), False, True),
        # A sheet saved goes before air.
        ((230, 10), False, False),
    ],
)
def test_gaps_are_wider_where_there_is_room_that_no_lines_for_notes_take(
    used: tuple[float, ...], has_notes: bool, is_open: bool
) -> None:
    measures = Measures(
        pages=len(used), tables={}, used_mm=used, contact_mm=40, rooms_mm=ROOM * len(used)
    )
    strategy = choose_strategy(A4, make_geometry(A4), 1, has_notes=has_notes)
    settled = strategy.settle(Layout(), measures)
    assert settled.is_open is is_open
    if is_open:
        assert (settled.most_pages, settled.is_close) == (len(used), False)


def test_what_has_to_change_goes_before_what_would_save_a_sheet() -> None:
    guess = Layout(tables={"t": TableWidth.COLUMN})
    measures = Measures(
        pages=2, tables={"t": 150}, used_mm=(230, 10), contact_mm=40, rooms_mm=ROOM * 2
    )
    assert not _choose(1).settle(guess, measures).is_close


def test_contents_give_way_unless_there_are_many_pages_to_turn() -> None:
    def settle_pages(count: int) -> Layout:
        measures = Measures(
            pages=count, tables={}, used_mm=(200,) * count, contact_mm=40, rooms_mm=ROOM * count
        )
        return _choose(8).settle(Layout(has_contents=True), measures)

    assert (settle_pages(5).is_close, settle_pages(5).has_contents) == (True, False)
    assert (settle_pages(9).is_close, settle_pages(9).has_contents) == (True, True)


def test_pages_that_end_early_are_told_save_the_last_and_those_about_a_landscape_page() -> None:
    wide, last = (261.0, 165.0), (174.0, 250.0)
    used, rooms = (240, 90, 240, 20, 30, 10), (*ROOM * 4, wide, last)
    measures = Measures(pages=6, tables={}, used_mm=used, rooms_mm=rooms)
    assert find_half_empty(measures) == [2]


def _choose(sections: int) -> Strategy:
    return choose_strategy(A4, make_geometry(A4), sections)


@pytest.mark.parametrize("text", range(3, 24))
@pytest.mark.parametrize("wider", range(4))
def test_a_booklet_has_air_before_lines_and_never_a_sheet_more_for_it(
    text: int, wider: int
) -> None:
    strategy = choose_strategy(FORMATS["booklet"], make_geometry(FORMATS["booklet"]), 1)
    layout = Layout()

    def count_pages() -> int:
        filled = layout.note_pages + layout.has_imprint
        return text + (wider if layout.is_open else 0) + filled

    for _ in range(strategy.layouts - 1):
        layout = strategy.settle(layout, Measures(pages=count_pages(), tables={}))
    missing = -text % 4
    assert count_pages() == text + missing
    assert layout.is_open is (missing > 1 and wider <= missing)
    assert layout.note_pages <= 2
