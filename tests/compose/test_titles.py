"""Titles: all their words, in the fewest lines, broken where one pauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handout.compose.titles import break_title, estimate_width, render_heading
from handout.model import Emphasis, Text

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


def test_a_long_heading_has_lines_about_equally_long() -> None:
    heading = render_heading((Text(text="The relationship between microneedling and follicles"),))
    assert heading == "The relationship between <br>microneedling and follicles"


def test_a_heading_of_one_line_or_with_marks_is_left_alone() -> None:
    assert render_heading((Text(text="What to do"),)) == "What to do"
    stressed = Emphasis(children=(Text(text="between microneedling and hair"),))
    marked = (Text(text="The relationship "), stressed, Text(text=" follicles of all kinds"))
    assert "<br>" not in render_heading(marked)


def test_a_heading_is_escaped() -> None:
    text = "What <b>most</b> people ask us before and after their first treatment"
    assert "&lt;b&gt;most" in render_heading((Text(text=text),))


def test_a_number_and_its_unit_are_one_word() -> None:
    lines = break_title("Sun cream of SPF\u00a030 and more", size_pt=30, room_mm=60)
    assert any("SPF\u00a030" in line for line in lines)
