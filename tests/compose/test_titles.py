"""Titles: all their words, in the fewest lines, broken where one pauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handout.compose.titles import break_title, estimate_width

WORDS = st.lists(st.text("abcdefghimrstwM,:", min_size=1, max_size=14), min_size=1, max_size=24)


@given(WORDS)
def test_no_word_is_lost_and_no_line_too_long(words: list[str]) -> None:
    title = " ".join(words)
    lines = break_title(title, size_pt=23, room_mm=122)
    assert " ".join(lines) == title
    if len(lines) > 1:
        assert max(estimate_width(line, 23) for line in lines) <= 122


def test_a_pause_is_a_better_place_than_the_middle() -> None:
    assert break_title("Acne: why you get it, and what helps", size_pt=30, room_mm=122) == [
        "Acne: why you get it,",
        "and what helps",
    ]


def test_a_short_title_stays_on_its_line() -> None:
    assert break_title("Know your moles", size_pt=30, room_mm=122) == ["Know your moles"]
